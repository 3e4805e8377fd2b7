"""The office's one SQLite file. All SQL of the office is in this package: one module a noun, each with what it reads and writes.

It never decides anything: what may be issued or taken is decided by the modules that call it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appkit.database import Database
from issuer.store.base import Act
from issuer.store.cars import Car, CarReads, CarWrites
from issuer.store.classes import ClassReads, ClassWrites
from issuer.store.covenants import Adopted, CovenantReads, CovenantWrites, Draft
from issuer.store.delivery import DeliveryReads, DeliveryWrites
from issuer.store.events import Aside, Chain, EventReads, EventWrites, Kept, Logged
from issuer.store.gates import Gate, GateReads, GateWrites, Token
from issuer.store.marks import Brought, Marking, MarkReads, MarkRun, MarkStep, MarkWrites, Span, Whom
from issuer.store.neighbours import NeighbourReads
from issuer.store.office import Community, OfficeReads, OfficeWrites
from issuer.store.passes import Holding, PassReads, PassWrites
from issuer.store.people import Counts, Import, Imported, PeopleReads, PeopleWrites, Person, Step
from issuer.store.photos import Photo, PhotoWrites
from issuer.store.runs import (
    Copy,
    CopyState,
    Handed,
    Imprint,
    Move,
    Printed,
    Recipe,
    Run,
    RunKind,
    RunReads,
    RunWrites,
)
from issuer.store.schema import migrations
from issuer.store.settings import SettingReads, SettingWrites

__all__ = (
    "FILE",
    "Act",
    "Adopted",
    "Aside",
    "Brought",
    "Car",
    "Chain",
    "Community",
    "Copy",
    "CopyState",
    "Counts",
    "Draft",
    "Gate",
    "Handed",
    "Holding",
    "Import",
    "Imported",
    "Imprint",
    "Kept",
    "Logged",
    "MarkRun",
    "MarkStep",
    "Marking",
    "Move",
    "Person",
    "Photo",
    "Printed",
    "Recipe",
    "Run",
    "RunKind",
    "Span",
    "Step",
    "Store",
    "Token",
    "Whom",
    "Writing",
)

FILE = "office.db"


class Writing(
    OfficeWrites,
    SettingWrites,
    PeopleWrites,
    PassWrites,
    CarWrites,
    ClassWrites,
    MarkWrites,
    PhotoWrites,
    RunWrites,
    DeliveryWrites,
    CovenantWrites,
    GateWrites,
    EventWrites,
):
    """What may be written inside one write transaction."""


class Store(
    OfficeReads,
    SettingReads,
    PeopleReads,
    PassReads,
    CarReads,
    ClassReads,
    MarkReads,
    RunReads,
    DeliveryReads,
    CovenantReads,
    GateReads,
    EventReads,
    NeighbourReads,
):
    """The office's file. Opening it makes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / FILE).touch(mode=0o600)
        self._db = Database(folder / FILE, migrations)

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One write transaction; what the store is asked inside it stays true until its end."""
        with self._db.writing() as connection:
            yield Writing(connection)
