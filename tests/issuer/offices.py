"""An office with people made up for the tests, and a gate that writes real chains of events."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gatepass.covenant import Direction, VisitKind
from gatepass.events import (
    FORMAT,
    GENESIS,
    Body,
    Clock,
    Details,
    Event,
    Judged,
    Line,
    Passage,
    Scan,
    VisitIn,
    encode_details,
    line_of,
)
from gatepass.exchange import Enrolment, Introduction, authorization
from gatepass.passes import Validity
from gatepass.people import Door, Resident
from gatepass.seal import seal
from gatepass.verdict import Outcome, Reason
from gatepass.wording import Language, Refusal
from issuer import gates, importing, issuing, office
from issuer.importing import Decided
from issuer.keys import Keys, make_keys
from issuer.office import Office
from issuer.roster import Roster, RosterRow
from issuer.store import Act, Import, Store
from tests.templates import place_for

PASSPHRASE = "correct horse battery"
ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2020, 2, 10, 8, 30, tzinfo=ZONE)
TODAY = AT.date()
FINE = Judged(Outcome.ADMIT, Reason.FINE, 1)
ACT = Act(AT, "tester", "a test")
A_YEAR = Validity(TODAY, date(2021, 2, 10))


@contextmanager
def refusing(said: str) -> Iterator[None]:
    """Holds that the block is refused, with these words in the Chinese sentence."""
    with pytest.raises(Refusal) as caught:
        yield
    assert said in caught.value.sentence(Language.ZH)


@cache
def keys() -> Keys:
    """The keys of every office of the tests: making them takes a while."""
    return make_keys(PASSPHRASE)


def founded(folder: Path) -> Office:
    """A new office without people."""
    return copied(_new_office(), folder)


@cache
def _new_office() -> Path:
    folder = place_for("office")
    office.found(folder, office.community_named("长虹小区", "Changhong"), keys())
    return folder


def copied(made: Path, folder: Path) -> Office:
    """A copy of an office that was made once for several tests, and closed."""
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return Office(folder, Store(folder), keys())


def resident(door: str, name: str) -> Resident:
    """Somebody behind a door."""
    return Resident(Door.parse(door), name)


def take_in(at: Office, *residents: Resident) -> None:
    """Brings residents into the office as a roster does."""
    rows = tuple(RosterRow(place, "", each) for place, each in enumerate(residents, start=2))
    review = importing.review(at.store, Roster(rows, ()))
    importing.apply(at.store, review, Decided(TODAY), Import("roster.xlsx", "0" * 64, 0), ACT)


def issued_to(at: Office, *residents: Resident) -> tuple[str, ...]:
    """Brings residents in, gives them passes, and returns the serials."""
    take_in(at, *residents)
    return tuple(each.serial for each in issuing.issue(at.store, A_YEAR, ACT).fresh)


class SimulatedGate:
    """A kiosk as the office sees it: a key of its own, and a chain of events."""

    def __init__(self, at: Office, name: str = "东门", epoch: str | None = None) -> None:
        self.keys, self.epoch, self.number, self.previous = at.keys, epoch or str(uuid4()), 0, GENESIS
        self.private_key = Ed25519PrivateKey.generate()
        self.enrolment: Enrolment = gates.enrol(at.store, at.keys, gates.Application(name), AT)
        self.id = gates.admit(at.store, self.introduction, AT).id

    @property
    def introduction(self) -> Introduction:
        return Introduction(self.enrolment.token, self.private_key.public_key().public_bytes_raw())

    def event(self, body: Body, at: datetime = AT, **changed: object) -> Event:
        """The next event, which is not written yet."""
        event = Event(
            FORMAT, str(uuid4()), self.keys.tag, self.id, self.epoch, self.number + 1, at, at.date(), Clock.CHECKED,
            self.previous, body,
        )  # fmt: skip
        return msgspec.structs.replace(event, **changed)

    def write(self, body: Body | None = None, at: datetime | None = None, **changed: object) -> Line:
        """Writes the next event of the chain."""
        event = self.event(body or self.passing(), at or AT + timedelta(minutes=self.number), **changed)
        line = line_of(event)
        self.number, self.previous = event.number, line.hash
        return line

    def lines(self, count: int) -> list[str]:
        """Writes so many scans."""
        return [str(self.write()) for _ in range(count)]

    def passing(self, serial: str = "", celsius: float | None = 36.5) -> Scan:
        """A holder of a pass who went in; nobody known without a serial."""
        lookup = self.keys.code(serial, 1).lookup if serial else None
        return Scan(Direction.IN, FINE, Passage.IN, lookup, None, celsius)

    def visiting(self, masked: Details, whole: Details) -> VisitIn:
        """A courier who came in."""
        return VisitIn(
            VisitKind.COURIER, FINE, Passage.IN, "1号101室", 36.6,
            seal(self.keys.desk_public, encode_details(masked)), seal(self.keys.manager_public, encode_details(whole)),
        )  # fmt: skip

    def signature(self, method: str, path: str, content: bytes = b"") -> dict[str, str]:
        """The header that signs a request."""
        key = self.private_key.private_bytes_raw()
        return {"Authorization": authorization(self.id, key, method, path, content)}


def event_id(line: Line) -> str:
    """The id of the event in a line."""
    return str(msgspec.json.decode(line.text)["id"])
