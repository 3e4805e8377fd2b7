"""What the office has chosen: one text a name, each choice kept with who made it and when."""

from sqlite_utils import Database as SqliteUtilsDatabase

from issuer.store.base import Act, Reads, Writes, act_of, utc
from issuer.store.schema import migrations


class SettingWrites(Writes):
    """Choosing."""

    def choose(self, name: str, value: str, act: Act) -> None:
        """Sets what `name` stands for from now on."""
        self._run(
            "INSERT INTO settings (name, value, at, who, why) VALUES (?,?,?,?,?)",
            name, value, utc(act.at), act.who, act.why,
        )  # fmt: skip
        self._revise()


class SettingReads(Reads):
    """What was chosen."""

    def chosen(self, name: str) -> str | None:
        """What was chosen last, None where nothing ever was."""
        return self._text("SELECT value FROM settings WHERE name=? ORDER BY id DESC LIMIT 1", name)

    def choices(self, name: str) -> tuple[tuple[str, Act], ...]:
        """All that was ever chosen, newest first."""
        rows = self._db.rows("SELECT value, at, who, why FROM settings WHERE name=? ORDER BY id DESC", name)
        return tuple((row["value"], act_of(row)) for row in rows)


@migrations()
def settings_chosen(db: SqliteUtilsDatabase) -> None:
    """Every choice ever made; the newest of a name counts."""
    db.execute(
        """CREATE TABLE settings (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL,
            why TEXT NOT NULL) STRICT"""
    )
    db.execute("CREATE INDEX settings_by_name ON settings (name, id)")
