"""The tables of the gate's file, as they grew: migrations only append."""

from sqlite_utils import Database as SqliteUtilsDatabase
from sqlite_utils import Migrations

from kiosk.store.entries import sum_entries

migrations = Migrations("kiosk")


@migrations()
def first_tables(db: SqliteUtilsDatabase) -> None:
    """Gate, passbook, entries, events, open visits."""
    for statement in (
        """CREATE TABLE gate (
            one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, name TEXT NOT NULL, community TEXT NOT NULL,
            office TEXT NOT NULL, signing_key BLOB NOT NULL, desk_key BLOB NOT NULL, manager_key BLOB NOT NULL,
            private_key BLOB NOT NULL, epoch TEXT NOT NULL, enrolled INTEGER NOT NULL DEFAULT 0,
            received INTEGER NOT NULL DEFAULT 0, skew REAL, checked_at TEXT) STRICT""",
        """CREATE TABLE passbook (
            one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL, digest TEXT NOT NULL, dated TEXT NOT NULL,
            content BLOB NOT NULL) STRICT""",
        """CREATE TABLE entries (
            lookup TEXT PRIMARY KEY, status TEXT NOT NULL, since TEXT NOT NULL, until TEXT, household TEXT NOT NULL,
            row BLOB NOT NULL) STRICT""",
        """CREATE TABLE events (
            epoch TEXT NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, request TEXT UNIQUE, lookup TEXT,
            refers TEXT, celsius REAL, at REAL NOT NULL, hash TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (epoch, number)) STRICT""",
        "CREATE INDEX events_of_a_pass ON events (lookup, at) WHERE lookup IS NOT NULL",
        "CREATE INDEX corrections ON events (refers) WHERE refers IS NOT NULL",
        "CREATE INDEX events_by_time ON events (at)",
        """CREATE TABLE visits (
            id TEXT PRIMARY KEY, ticket INTEGER NOT NULL UNIQUE, kind TEXT NOT NULL, label TEXT NOT NULL, door TEXT,
            since TEXT NOT NULL) STRICT""",
    ):
        db.execute(statement)


@migrations()
def history_for_rules(db: SqliteUtilsDatabase) -> None:
    """What a covenant's rules look back on: who of which household went which way; class and marks of a pass."""
    for statement in (
        "ALTER TABLE events ADD COLUMN household TEXT",
        "ALTER TABLE events ADD COLUMN passage TEXT",
        """UPDATE events SET household = json_extract(text, '$.body.household'),
            passage = json_extract(text, '$.body.passage')""",
        "CREATE INDEX events_of_a_household ON events (household, at) WHERE household IS NOT NULL",
        "ALTER TABLE entries ADD COLUMN terms TEXT NOT NULL DEFAULT '[\"\",[]]'",
    ):
        db.execute(statement)


@migrations()
def spares_bound_here(db: SqliteUtilsDatabase) -> None:
    """The spares that were given to somebody at this gate and that the office has not taken over yet."""
    db.execute("CREATE TABLE bound (lookup TEXT PRIMARY KEY, door TEXT NOT NULL, label TEXT NOT NULL) STRICT")


@migrations()
def shifts(db: SqliteUtilsDatabase) -> None:
    """Who may take over this gate with a PIN, who is on duty, and what the one before left behind."""
    for statement in (
        "CREATE TABLE volunteers (name TEXT PRIMARY KEY, salt BLOB NOT NULL, pin BLOB NOT NULL) STRICT",
        """CREATE TABLE duty (
            one INTEGER PRIMARY KEY CHECK (one = 1), shift TEXT NOT NULL, name TEXT NOT NULL, since TEXT NOT NULL) STRICT""",
        """CREATE TABLE hand_over (
            one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL, at TEXT NOT NULL, note TEXT NOT NULL) STRICT""",
    ):
        db.execute(statement)


@migrations()
def phones_that_scan(db: SqliteUtilsDatabase) -> None:
    """The phones that scan for this gate, each known by the digest of its token. A number is never given twice."""
    db.execute(
        """CREATE TABLE phones (
            number INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
            seen TEXT NOT NULL) STRICT"""
    )


@migrations()
def how_readings_were_taken(db: SqliteUtilsDatabase) -> None:
    """Where on the body, by which device, in which air: rules may ask."""
    db.execute("ALTER TABLE events ADD COLUMN taken TEXT")


@migrations()
def doors_that_were_said(db: SqliteUtilsDatabase) -> None:
    """The door of a resident without their card, which their event names anyway: earlier claims of a door count against a quota."""
    for statement in (
        "ALTER TABLE events ADD COLUMN door TEXT",
        """UPDATE events SET door = json_extract(text, '$.body.door') WHERE json_extract(text, '$.body.kind') = 'claimed'""",
        "CREATE INDEX claims_of_a_door ON events (door, at) WHERE door IS NOT NULL",
        "CREATE INDEX entries_of_a_household ON entries (household)",
    ):
        db.execute(statement)


@migrations()
def fevers_and_thermometers(db: SqliteUtilsDatabase) -> None:
    """Who waits to be measured again, by pass and never by name; what reference readings said of each thermometer."""
    for statement in (
        "ALTER TABLE events ADD COLUMN fever TEXT",
        "CREATE INDEX events_of_a_fever ON events (fever) WHERE fever IS NOT NULL",
        "CREATE INDEX how_readings_were ON events (at) WHERE taken IS NOT NULL",
        """CREATE TABLE fevers (
            id TEXT PRIMARY KEY, lookup TEXT, since TEXT NOT NULL, direction TEXT NOT NULL, celsius REAL NOT NULL,
            again_at TEXT, tries INTEGER NOT NULL, referred INTEGER NOT NULL) STRICT""",
        "CREATE TABLE thermometers (name TEXT PRIMARY KEY, standing TEXT NOT NULL, at TEXT NOT NULL) STRICT",
    ):
        db.execute(statement)


@migrations()
def newest_event_when_the_clock_was_checked(db: SqliteUtilsDatabase) -> None:
    """So that one event of a wrong date does not leave the clock in doubt until that date comes."""
    db.execute("ALTER TABLE gate ADD COLUMN newest_then TEXT")


@migrations()
def fevers_set_aside(db: SqliteUtilsDatabase) -> None:
    """The override that ended a story, which may be undone."""
    db.execute("ALTER TABLE fevers ADD COLUMN ended_by TEXT")


@migrations()
def what_happened_elsewhere(db: SqliteUtilsDatabase) -> None:
    """What the office told of the other gates, for as long as a rule looks back; and up to where it was asked."""
    for statement in (
        """CREATE TABLE elsewhere (
            id TEXT NOT NULL UNIQUE, at REAL NOT NULL, gate TEXT NOT NULL, passage TEXT, lookup TEXT, household TEXT,
            celsius REAL, taken TEXT, door TEXT, refers TEXT, fever TEXT) STRICT""",
        "CREATE INDEX elsewhere_by_time ON elsewhere (at)",
        "CREATE INDEX elsewhere_of_a_pass ON elsewhere (lookup, at) WHERE lookup IS NOT NULL",
        "CREATE INDEX elsewhere_of_a_household ON elsewhere (household, at) WHERE household IS NOT NULL",
        "CREATE INDEX elsewhere_of_a_door ON elsewhere (door, at) WHERE door IS NOT NULL",
        "CREATE INDEX corrections_elsewhere ON elsewhere (refers) WHERE refers IS NOT NULL",
        "CREATE INDEX elsewhere_of_a_fever ON elsewhere (fever) WHERE fever IS NOT NULL",
        """CREATE TABLE went_on (
            id TEXT PRIMARY KEY, gate TEXT NOT NULL, at REAL NOT NULL, celsius REAL NOT NULL, passage TEXT,
            noticed REAL NOT NULL) STRICT""",
        "CREATE TABLE asked (one INTEGER PRIMARY KEY CHECK (one = 1), cursor TEXT NOT NULL, seconds REAL NOT NULL) STRICT",
    ):
        db.execute(statement)


@migrations()
def who_was_referred_elsewhere(db: SqliteUtilsDatabase) -> None:
    """For whom the person on duty was called at another gate: nobody else ends that. What was told before did not say it."""
    db.execute("ALTER TABLE elsewhere ADD COLUMN referred INTEGER NOT NULL DEFAULT 0")
    db.execute("DELETE FROM asked")


@migrations()
def terms_that_were_good(db: SqliteUtilsDatabase) -> None:
    """The last passbooks without their entries, one a covenant, for when the newest cannot be read; an empty `sum` tells of no damage."""
    for statement in (
        "ALTER TABLE passbook ADD COLUMN sum TEXT NOT NULL DEFAULT ''",
        """CREATE TABLE kept_terms (
            covenants TEXT PRIMARY KEY, number INTEGER NOT NULL, content BLOB NOT NULL, sum TEXT NOT NULL) STRICT""",
        "INSERT INTO kept_terms (covenants, number, content, sum) SELECT '', number, content, '' FROM passbook",
    ):
        db.execute(statement)


@migrations()
def entries_with_sums(db: SqliteUtilsDatabase) -> None:
    """A sum for each entry of the passbook, and one for all: what went wrong in the file is not what the office said."""
    db.execute("ALTER TABLE entries ADD COLUMN sum TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE passbook ADD COLUMN entries_sum TEXT NOT NULL DEFAULT ''")
    sum_entries(db.conn)


@migrations()
def until_when_the_page_stays_open(db: SqliteUtilsDatabase) -> None:
    """So that a gate that starts again is locked where it was; in seconds since 1970, and empty where it is locked."""
    db.execute("ALTER TABLE duty ADD COLUMN open_until REAL")
