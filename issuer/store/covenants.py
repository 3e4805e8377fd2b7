"""The versions of the covenant and the numbers of the passbook."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from gatepass.covenant import Covenant
from issuer.store.base import Act, Reads, Writes, act_of, utc


@dataclass(frozen=True, slots=True)
class Adopted:
    """One version of the covenant, the TOML that it was written as, and by whom it was adopted."""

    covenant: Covenant
    written: str
    act: Act


class CovenantWrites(Writes):
    """Adopting covenants, numbering passbooks."""

    def adopt(self, adopted: Adopted) -> None:
        """Adds a version of the covenant; it names its version and from when on it is in force."""
        covenant, act = adopted.covenant, adopted.act
        self._run(
            "INSERT INTO covenants (version, content, written, in_force_from, at, who, why) VALUES (?,?,?,?,?,?,?)",
            covenant.version, msgspec.json.encode(covenant), adopted.written, utc(_begins(covenant)),
            utc(act.at), act.who, act.why,
        )  # fmt: skip
        self._revise()

    def number_passbook(self, number: int, digest: str, at: datetime) -> None:
        """Notes which content a passbook number stands for."""
        self._run("INSERT INTO passbooks (number, digest, at) VALUES (?,?,?)", number, digest, utc(at))


class CovenantReads(Reads):
    """Covenants and passbooks."""

    def covenants(self) -> tuple[Adopted, ...]:
        """All versions, oldest first."""
        rows = self._db.rows("SELECT * FROM covenants ORDER BY version")
        return tuple(
            Adopted(msgspec.json.decode(row["content"], type=Covenant), row["written"], act_of(row)) for row in rows
        )

    def covenant_in_force(self, at: datetime) -> Covenant:
        """The covenant at a moment; before the first one came into force, the first one."""
        versions = [adopted.covenant for adopted in self.covenants()]
        begun = [covenant for covenant in versions if _begins(covenant) <= at]
        return max(begun, key=lambda covenant: (_begins(covenant), covenant.version)) if begun else versions[0]

    def last_passbook(self) -> tuple[int, str]:
        """The number and the digest of the newest passbook; 0 and an empty text before the first."""
        row = self._db.row("SELECT number, digest FROM passbooks ORDER BY number DESC LIMIT 1")
        return (row["number"], row["digest"]) if row else (0, "")


def _begins(covenant: Covenant) -> datetime:
    assert covenant.in_force_from  # noqa: S101 - `issuer.office` sets it
    return covenant.in_force_from
