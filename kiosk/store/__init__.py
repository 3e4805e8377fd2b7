"""The gate's one SQLite file. All SQL of the gate is in this package: one module a noun, each with what it reads and writes.

Nothing in it names a resident, and no code of a pass ever reaches it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from appkit.database import Database
from appkit.files import make_private
from kiosk.store.elsewhere import ElsewhereInLedger, ElsewhereInStore, Measured, WentOn
from kiosk.store.events import EventsInLedger, EventsInStore, Record
from kiosk.store.fevers import Fever, FeversInLedger, FeversInStore
from kiosk.store.gate import ClockCheck, Gate, GateInStore, not_enrolled
from kiosk.store.moves import Kin, MovesInLedger
from kiosk.store.passbook import PassbookInStore, Terms, no_terms
from kiosk.store.phones import Phone, PhonesInStore
from kiosk.store.readings import ReadingsInLedger, ReadingsInStore, Whose
from kiosk.store.schema import migrations
from kiosk.store.shift import Duty, HandOver, Pin, ShiftInLedger, ShiftInStore
from kiosk.store.spares import Bound, SparesInLedger, SparesInStore
from kiosk.store.visits import OpenVisit, VisitsInLedger, VisitsInStore

__all__ = (
    "FILE",
    "Bound",
    "ClockCheck",
    "Duty",
    "Fever",
    "Gate",
    "HandOver",
    "Kin",
    "Ledger",
    "Measured",
    "OpenVisit",
    "Phone",
    "Pin",
    "Record",
    "Store",
    "Terms",
    "WentOn",
    "Whose",
    "no_terms",
)

FILE = "kiosk.db"


class Ledger(
    EventsInLedger,
    ReadingsInLedger,
    FeversInLedger,
    MovesInLedger,
    VisitsInLedger,
    SparesInLedger,
    ShiftInLedger,
    ElsewhereInLedger,
):
    """What may be read and written inside one write transaction."""


class Store(
    GateInStore,
    PassbookInStore,
    SparesInStore,
    EventsInStore,
    ReadingsInStore,
    FeversInStore,
    VisitsInStore,
    ShiftInStore,
    PhonesInStore,
    ElsewhereInStore,
):
    """The gate's file."""

    @classmethod
    def of_gate(cls, folder: Path) -> Self:
        """The file of an enrolled gate; raises `Refusal`, and makes nothing, where there is none."""
        if not (folder / FILE).exists():
            raise not_enrolled(folder)
        store = cls(folder)
        store.gate()
        return store

    def __init__(self, folder: Path) -> None:
        """Opens the file of a folder, or makes both."""
        make_private(folder)
        self._db = Database(folder / FILE, migrations)

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[Ledger]:
        """One write transaction: reading history, judging and appending stand in it together."""
        with self._db.writing() as connection:
            yield Ledger(connection)
