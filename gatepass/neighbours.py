"""What gates learn of each other: the office passes on what happened elsewhere, as little of it as a verdict needs.

Nobody is named in it, nothing sealed is in it, and nobody without a pass but the door that a resident without their card said.
"""

from datetime import datetime, timedelta

import msgspec
from cryptography.exceptions import InvalidSignature
from msgspec import UNSET, Struct

from gatepass.case import Reason
from gatepass.covenant import Covenant
from gatepass.events import Claimed, Event, FeverClosed, Override, Passage, Scan, Taken, Undo
from gatepass.fevers import OPENING
from gatepass.signed import sign, verified
from gatepass.wording import Refusal, Text

PATH = "/api/neighbours"
LEAST_REACH = timedelta(days=1, hours=1)
"""How far back is asked at least, so that the way of somebody is guessed by the last passage at any gate."""

_HOUR = timedelta(hours=1)


class Elsewhere(Struct, frozen=True, array_like=True, gc=False):
    """One event of another gate (its name). It was undone or overridden where another record `refers` to it, as in the ledger.

    `fever` is the story of a high temperature that it belongs to or opens; one that has nothing else ended that story by hand.
    `referred`: that story was given to the person on duty.
    """

    id: str
    at: datetime
    gate: str
    passage: Passage | None = None
    lookup: str | None = None
    household: str | None = None
    celsius: float | None = None
    taken: Taken | None = None
    door: str | None = None
    refers: str | None = None
    fever: str | None = None
    referred: bool = False


class News(Struct, frozen=True):
    """A page of what happened elsewhere since `since`, in the order in which the office received it.

    `cursor` is where to go on, letters, digits and dots; `more` tells that there is more at once.
    """

    since: datetime
    cursor: str
    more: bool
    records: tuple[Elsewhere, ...]


class NewsRefused(Refusal):
    """News that cannot be used; the gate goes on with what it knows."""


def reach_of(covenant: Covenant) -> timedelta:
    """How far back a gate needs to know of the others: as far as its covenant looks, in whole hours."""
    measured = covenant.temperature.remembers if covenant.temperature else timedelta(0)
    return -(-max(covenant.looks_back, measured, LEAST_REACH) // _HOUR) * _HOUR


def asking(after: str, reach: timedelta, epoch: str) -> str:
    """The path that asks for the news after a cursor (empty: from the beginning of `reach` on), without those of this very chain."""
    return f"{PATH}?after={after}&hours={reach // _HOUR}&epoch={epoch}"


def elsewhere_of(event: Event, gate: str) -> Elsewhere | None:
    """What the other gates are told of an event of the gate with this name; None where it is nothing to them."""
    told = Elsewhere(event.id, event.at, gate)
    match event.body:
        case Scan(lookup=None):
            return None
        case Scan() as scan:
            return msgspec.structs.replace(
                told,
                passage=scan.passage,
                lookup=scan.lookup,
                household=scan.household,
                celsius=scan.celsius,
                taken=None if scan.taken is UNSET else scan.taken,
                fever=_story(event.id, scan),
                referred=scan.verdict.reason is Reason.FEVER_AGAIN,
            )
        case Claimed(passage=passage, door=door):
            return msgspec.structs.replace(told, passage=passage, door=door)
        case Override(scan=scan_id, passage=passage):
            return msgspec.structs.replace(told, passage=passage, refers=scan_id)
        case Undo(event=undone):
            return msgspec.structs.replace(told, refers=undone)
        case FeverClosed(fever=fever):
            return msgspec.structs.replace(told, fever=fever)
        case _:
            return None


def sign_news(news: News, signing_key: bytes, gate: str, path: str) -> bytes:
    """The answer to one gate's one request: 128 hex digits of Ed25519 signature, a line feed, JSON."""
    return sign(msgspec.json.encode(news), signing_key, _question(gate, path))


def verify_news(signed: bytes, public_key: bytes, gate: str, path: str) -> News:
    """The news, when the office with this Ed25519 key gave them as the answer to this request; raises `NewsRefused` otherwise."""
    try:
        text = verified(signed, public_key, _question(gate, path))
    except InvalidSignature as error:
        raise _refused("签名不对", "their signature is not the office's") from error
    try:
        return msgspec.json.decode(text, type=News)
    except msgspec.DecodeError as error:
        raise _refused("来自更新的程序版本", "they come from a newer version of the program") from error


def _story(id_: str, scan: Scan) -> str | None:
    if scan.fever is not UNSET:
        return scan.fever
    return id_ if scan.celsius is not None and scan.verdict.reason in OPENING else None


def _question(gate: str, path: str) -> bytes:
    return f"gatepass neighbours\n{gate}\n{path}\n".encode()


def _refused(zh: str, en: str) -> NewsRefused:
    return NewsRefused(
        Text(f"收到的其他大门的记录不能用：{zh}", f"what was received of the other gates cannot be used: {en}"),
        Text("本门照常放行，请告知办公室", "this gate goes on as usual; tell the office"),
    )
