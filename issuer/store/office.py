"""The office itself: whose it is, and a number that grows with what it prints and signs."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from gatepass.wording import Refusal, Text
from issuer.store.base import Reads, Writes, utc


@dataclass(frozen=True, slots=True)
class Community:
    """Whose office this is; `zone` is the IANA name of its time zone."""

    name: str
    english: str
    zone: str

    @property
    def local(self) -> ZoneInfo:
        """The community's time zone."""
        return ZoneInfo(self.zone)

    def day_of(self, at: datetime) -> date:
        """The local day of a moment: days begin at the community's own midnight."""
        return at.astimezone(self.local).date()


class OfficeWrites(Writes):
    """Founding the office."""

    def found(self, community: Community) -> None:
        """Makes this file the office of a community."""
        self._run(
            "INSERT INTO office (one, name, english, zone) VALUES (1,?,?,?)",
            community.name, community.english, community.zone,
        )  # fmt: skip


class OfficeReads(Reads):
    """Whose office this is."""

    def community(self) -> Community:
        """Whose office this is; raises `Refusal` for a file that never became one."""
        row = self._db.row("SELECT name, english, zone FROM office")
        if row is None:
            raise Refusal(
                Text("这个文件夹还不是办公室", "this folder is no office yet"),
                Text("请先运行 issuer init", "run issuer init first"),
            )
        return Community(*row)

    def revision(self) -> int:
        """A number that grows whenever something changes that a passbook or a card depends on."""
        return self._number("SELECT revision FROM office")

    def served_at(self) -> str | None:
        """Where gates reach this office, or reached it last."""
        return self._text("SELECT url FROM office")

    def remember_url(self, url: str) -> None:
        """Notes where gates reach this office."""
        with self._db.writing() as connection:
            connection.execute("UPDATE office SET url=?", (url,))

    def answered(self, form: str) -> str | None:
        """Where the form with an id went on to, when it was done."""
        return self._text("SELECT place FROM forms WHERE id=?", form)

    def remember_answer(self, form: str, place: str, at: datetime) -> None:
        """Notes that a form was done."""
        with self._db.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO forms (id, place, at) VALUES (?,?,?)", (form, place, utc(at)))
