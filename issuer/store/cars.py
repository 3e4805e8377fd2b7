"""The households' cars."""

from dataclasses import dataclass
from datetime import date
from sqlite3 import Row

from sqlite_utils import Database as SqliteUtilsDatabase

from gatepass.people import Door
from issuer.store.base import Act, Reads, Writes, utc
from issuer.store.schema import migrations


@dataclass(frozen=True, slots=True)
class Car:
    """A car and the door it belongs to; the plate is in its canonical form."""

    id: int
    door: Door
    plate: str


class CarWrites(Writes):
    """Cars that come and go."""

    def add_car(self, door: Door, plate: str, act: Act) -> int:
        """Adds a car; returns its number. The database refuses a plate that is here already."""
        return self._insert(
            "INSERT INTO cars (stairwell, room, suffix, plate, at, who, why) VALUES (?,?,?,?,?,?,?)",
            door.stairwell, door.room, door.suffix, plate, utc(act.at), act.who, act.why,
        )  # fmt: skip

    def end_car(self, id_: int, day: date) -> None:
        """Notes that a car is here no more."""
        self._run("UPDATE cars SET left_on=? WHERE id=?", str(day), id_)


class CarReads(Reads):
    """The cars that are here."""

    def cars(self) -> tuple[Car, ...]:
        """All of them, by door."""
        rows = self._db.rows("SELECT * FROM cars WHERE left_on IS NULL ORDER BY stairwell, room, suffix, id")
        return tuple(map(car_of, rows))


def car_of(row: Row) -> Car:
    return Car(row["id"], Door(row["stairwell"], row["room"], row["suffix"]), row["plate"])


@migrations()
def households_cars(db: SqliteUtilsDatabase) -> None:
    """Cars by door and plate; a pass may belong to one, and one alone may be valid."""
    for statement in (
        """CREATE TABLE cars (
            id INTEGER PRIMARY KEY, stairwell INTEGER NOT NULL, room INTEGER NOT NULL, suffix TEXT NOT NULL,
            plate TEXT NOT NULL, left_on TEXT, at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL) STRICT""",
        "CREATE UNIQUE INDEX one_car_a_plate ON cars (plate) WHERE left_on IS NULL",
        "CREATE INDEX cars_by_door ON cars (stairwell, room, suffix)",
        "ALTER TABLE passes ADD COLUMN car INTEGER REFERENCES cars (id)",
        "CREATE UNIQUE INDEX one_valid_pass_a_car ON passes (car) WHERE status = 'valid'",
    ):
        db.execute(statement)
