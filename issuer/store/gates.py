"""The gates and their enrolment tokens."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from issuer.store.base import Reads, Writes, moment, utc


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate; `key` is its raw Ed25519 public key, None until its kiosk introduced itself."""

    id: str
    name: str
    key: bytes | None
    last_contact: datetime | None
    revoked: bool


@dataclass(frozen=True, slots=True)
class Token:
    """One enrolment file's token, known by its SHA-256 alone; `key` is who used it."""

    gate: str
    key: bytes | None


class GateWrites(Writes):
    """Adding, admitting and revoking gates."""

    def add_gate(self, id_: str, name: str) -> None:
        """Adds a gate whose kiosk has not introduced itself yet."""
        self._run("INSERT INTO gates (id, name) VALUES (?,?)", id_, name)

    def revoke_gate(self, id_: str, at: datetime) -> None:
        """The office no longer listens to a gate."""
        self._run("UPDATE gates SET revoked_at=? WHERE id=?", utc(at), id_)
        self._run("DELETE FROM tokens WHERE gate=? AND used_at IS NULL", id_)

    def replace_token(self, gate: str, digest: str, at: datetime) -> None:
        """Gives a gate a fresh token; one that nobody used is void from then on."""
        self._run("DELETE FROM tokens WHERE gate=? AND used_at IS NULL", gate)
        self._run("INSERT INTO tokens (digest, gate, at) VALUES (?,?,?)", digest, gate, utc(at))

    def use_token(self, digest: str, key: bytes, at: datetime) -> None:
        """The kiosk with `key` is the token's gate from now on."""
        self._run("UPDATE tokens SET used_at=?, key=? WHERE digest=?", utc(at), key, digest)
        self._run(
            "UPDATE gates SET key=?, revoked_at=NULL WHERE id=(SELECT gate FROM tokens WHERE digest=?)", key, digest
        )


class GateReads(Reads):
    """Gates and tokens."""

    def gates(self) -> tuple[Gate, ...]:
        """All gates, in the order they were added."""
        return tuple(_gate(row) for row in self._db.rows("SELECT * FROM gates ORDER BY rowid"))

    def gate(self, id_: str) -> Gate | None:
        """The gate with an id."""
        row = self._db.row("SELECT * FROM gates WHERE id=?", id_)
        return _gate(row) if row else None

    def gate_named(self, name: str) -> Gate | None:
        """The gate with a name."""
        row = self._db.row("SELECT * FROM gates WHERE name=?", name)
        return _gate(row) if row else None

    def token(self, digest: str) -> Token | None:
        """The enrolment token with this SHA-256."""
        row = self._db.row("SELECT gate, key FROM tokens WHERE digest=?", digest)
        return Token(row["gate"], row["key"]) if row else None

    def note_contact(self, gate: str, at: datetime, unless_since: datetime) -> None:
        """Notes when a gate was last heard, unless that was noted a short while ago."""
        with self._db.writing() as connection:
            connection.execute(
                "UPDATE gates SET last_contact=? WHERE id=? AND (last_contact IS NULL OR last_contact < ?)",
                (utc(at), gate, utc(unless_since)),
            )


def _gate(row: Row) -> Gate:
    contact = moment(row["last_contact"]) if row["last_contact"] else None
    return Gate(row["id"], row["name"], row["key"], contact, row["revoked_at"] is not None)
