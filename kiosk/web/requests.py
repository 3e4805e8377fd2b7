"""What the pages send: one typed request for each thing that is done there."""

from msgspec import Struct

from gatepass.case import Site
from gatepass.covenant import Direction, VisitKind
from gatepass.fevers import FeverEnd


class Scanned(Struct, frozen=True):
    """A code from a hand scanner."""

    text: str
    request: str


class Typed(Struct, frozen=True):
    """A temperature for the person on a screen."""

    screen: int
    typed: str
    request: str
    site: Site = Site.FOREHEAD
    device: str = ""


class Accepted(Struct, frozen=True):
    """The reading that is offered on the pad is of the person on a screen."""

    screen: int
    heard: int
    request: str


class Answer(Struct, frozen=True):
    """Yes or no to the question about the person on a screen."""

    screen: int
    yes: bool
    request: str


class ClaimForm(Struct, frozen=True):
    """Who somebody without their card says they are, as typed."""

    request: str
    door: str = ""
    name: str = ""
    phone: str = ""


class Cancel(Struct, frozen=True):
    """Back to ready."""

    screen: int


class Turn(Struct, frozen=True):
    """The direction switch; null leaves the way to the rules."""

    direction: Direction | None


class Reverse(Struct, frozen=True):
    """The person on a screen goes the other way."""

    screen: int
    request: str


class Override(Struct, frozen=True):
    """Let somebody pass against the verdict."""

    event: str
    reason: str
    request: str


class Undo(Struct, frozen=True):
    """Somebody did not go in after all."""

    event: str
    request: str


class BindForm(Struct, frozen=True):
    """To whom a spare is given, as typed; `event` is its scan."""

    event: str
    request: str
    name: str = ""
    phone: str = ""
    document: str = ""
    door: str = ""


class FeverAgain(Struct, frozen=True):
    """Somebody from the list is measured again."""

    fever: str
    request: str


class FeverForm(Struct, frozen=True):
    """What became of somebody, as chosen and typed."""

    fever: str
    end: FeverEnd
    request: str
    note: str = ""


class ReferenceForm(Struct, frozen=True):
    """A reading of somebody known to be well, as typed."""

    typed: str
    request: str
    site: Site = Site.FOREHEAD
    device: str = ""
    air: str = ""


class VisitForm(Struct, frozen=True):
    """The register's form, as typed."""

    kind: VisitKind
    request: str
    name: str = ""
    phone: str = ""
    document: str = ""
    plate: str = ""
    door: str = ""
    purpose: str = ""
    temperature: str = ""
    site: Site = Site.FOREHEAD
    confirmed: tuple[str, ...] = ()


class LetIn(VisitForm, frozen=True, kw_only=True):
    """Lets somebody in against the verdict of their registration; `event` is the registration, whose form is sent again."""

    event: str
    reason: str


class FormOpen(Struct, frozen=True):
    """Whether a register's form is open on a page, which is known by an id that it gave itself."""

    page: str
    is_open: bool


class FormStillOpen(Struct, frozen=True):
    """The register's form of a page is still open."""

    page: str


class SignOut(Struct, frozen=True):
    """Somebody without a pass leaves."""

    visit: str
    request: str


class SignOn(Struct, frozen=True):
    """A volunteer takes over, or is added with a PIN."""

    name: str
    pin: str
    request: str


class SignOff(Struct, frozen=True):
    """The volunteer on duty hands over."""

    note: str
    request: str


class Unlock(Struct, frozen=True):
    """The volunteer on duty goes on."""

    pin: str


class CardWait(Struct, frozen=True):
    """Whether a duty card is to be waited for."""

    is_on: bool


class Removed(Struct, frozen=True):
    """A phone that is to scan here no longer."""

    number: int
