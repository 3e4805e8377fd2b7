"""The tables of the office's file, as they grew: migrations only append."""

from sqlite_utils import Database as SqliteUtilsDatabase
from sqlite_utils import Migrations

migrations = Migrations("issuer")


@migrations()
def first_tables(db: SqliteUtilsDatabase) -> None:
    """The office, its people, passes, covenants, gates and ledger."""
    for statement in (
        """CREATE TABLE office (
            one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL, english TEXT NOT NULL, zone TEXT NOT NULL,
            url TEXT, revision INTEGER NOT NULL DEFAULT 1) STRICT""",
        """CREATE TABLE residents (
            id INTEGER PRIMARY KEY, stairwell INTEGER NOT NULL, room INTEGER NOT NULL, suffix TEXT NOT NULL,
            name TEXT NOT NULL, category TEXT NOT NULL, sex TEXT, document_kind TEXT, document_number TEXT, phone TEXT,
            relation TEXT NOT NULL, note TEXT NOT NULL,
            CHECK ((document_kind IS NULL) = (document_number IS NULL))) STRICT""",
        """CREATE UNIQUE INDEX one_resident_a_document ON residents (document_kind, document_number)
            WHERE document_number IS NOT NULL""",
        "CREATE INDEX residents_by_door ON residents (stairwell, room, suffix)",
        """CREATE TABLE imports (
            id INTEGER PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL,
            added INTEGER NOT NULL, changed INTEGER NOT NULL, moved INTEGER NOT NULL, doubtful INTEGER NOT NULL,
            unchanged INTEGER NOT NULL, problems INTEGER NOT NULL) STRICT""",
        """CREATE TABLE passes (
            serial TEXT NOT NULL, issue INTEGER NOT NULL CHECK (issue >= 1), status TEXT NOT NULL, since TEXT NOT NULL,
            until TEXT, holder INTEGER REFERENCES residents (id), PRIMARY KEY (serial, issue)) STRICT""",
        "CREATE UNIQUE INDEX one_valid_pass_a_resident ON passes (holder) WHERE status = 'valid'",
        "CREATE UNIQUE INDEX one_live_issue_a_serial ON passes (serial) WHERE status IN ('valid', 'spare')",
        """CREATE TABLE pass_history (
            id INTEGER PRIMARY KEY, serial TEXT NOT NULL, issue INTEGER NOT NULL, status TEXT NOT NULL,
            at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL,
            FOREIGN KEY (serial, issue) REFERENCES passes (serial, issue)) STRICT""",
        "CREATE INDEX history_of_a_pass ON pass_history (serial, issue)",
        """CREATE TABLE covenants (
            version INTEGER PRIMARY KEY, content BLOB NOT NULL, written TEXT NOT NULL, in_force_from TEXT NOT NULL, at TEXT NOT NULL,
            who TEXT NOT NULL, why TEXT NOT NULL) STRICT""",
        "CREATE TABLE passbooks (number INTEGER PRIMARY KEY, digest TEXT NOT NULL, at TEXT NOT NULL) STRICT",
        """CREATE TABLE gates (
            id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, key BLOB, last_contact TEXT, revoked_at TEXT) STRICT""",
        """CREATE TABLE tokens (
            digest TEXT PRIMARY KEY, gate TEXT NOT NULL REFERENCES gates (id), at TEXT NOT NULL, used_at TEXT,
            key BLOB) STRICT""",
        """CREATE TABLE events (
            id TEXT PRIMARY KEY, gate TEXT NOT NULL REFERENCES gates (id), epoch TEXT NOT NULL, number INTEGER NOT NULL,
            day TEXT NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL, passage TEXT, refers TEXT, hash TEXT NOT NULL,
            previous TEXT NOT NULL, text TEXT NOT NULL, received_at TEXT NOT NULL,
            UNIQUE (gate, epoch, number)) STRICT""",
        "CREATE INDEX events_by_day ON events (day, at, id)",
        "CREATE INDEX events_by_time ON events (at)",
        "CREATE INDEX corrections ON events (refers, kind) WHERE refers IS NOT NULL",
        """CREATE TABLE chains (
            gate TEXT NOT NULL REFERENCES gates (id), epoch TEXT NOT NULL, upto INTEGER NOT NULL, head TEXT,
            PRIMARY KEY (gate, epoch)) STRICT""",
        """CREATE TABLE aside (
            id INTEGER PRIMARY KEY, gate TEXT NOT NULL REFERENCES gates (id), digest TEXT NOT NULL, event TEXT NOT NULL,
            epoch TEXT, number INTEGER, reason TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL,
            UNIQUE (gate, digest)) STRICT""",
    ):
        db.execute(statement)


@migrations()
def forms_answered(db: SqliteUtilsDatabase) -> None:
    """Which forms of the pages were done, and where each went on to."""
    db.execute("CREATE TABLE forms (id TEXT PRIMARY KEY, place TEXT NOT NULL, at TEXT NOT NULL) STRICT")
