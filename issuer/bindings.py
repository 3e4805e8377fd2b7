"""Spares that were given to somebody at a gate: known from the ledger, taken over by the office for all gates, or not."""

from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from gatepass.events import Bind, decode_details
from gatepass.passes import Pass, Status
from gatepass.people import Door, masked_name
from gatepass.seal import unseal
from gatepass.wording import Refusal, Text
from issuer import issuing
from issuer.changes import KnownResident
from issuer.office import Office
from issuer.passbooks import holders
from issuer.store import Act


@dataclass(frozen=True, slots=True)
class Given:
    """A spare that a gate gave to somebody; `behind` are the residents of the door, who it most probably was first.

    `name` is masked, as the desk may read it.
    """

    event: str
    at: datetime
    gate: str
    serial: str
    door: Door
    name: str
    behind: tuple[KnownResident, ...]


def given_at_gates(office: Office) -> tuple[Given, ...]:
    """Those that the office has not taken over yet, oldest first."""
    store = office.store
    spares = {
        lookup: holding.issued.serial
        for lookup, holding in holders(store.holdings(), office.keys).items()
        if holding.issued.status is Status.SPARE
    }
    gates, people = {gate.id: gate.name for gate in store.gates()}, store.residents()
    found = []
    for event in store.bindings():
        body = event.body
        if isinstance(body, Bind) and body.lookup in spares:
            door, name = Door.parse(body.door), _name(office, body)
            behind = sorted(
                (each for each in people if each.resident.door == door),
                key=lambda each: masked_name(each.resident.name) != name,
            )
            found.append(
                Given(event.id, event.at, gates.get(event.gate, ""), spares[body.lookup], door, name, tuple(behind))
            )
    return tuple(found)


def take_over(office: Office, event: str, resident: int, act: Act) -> Pass:
    """Makes a spare that a gate gave away the pass of a resident, at every gate; raises `Refusal` where it is none any more."""
    given = _still_given(office, event)
    return issuing.bind(office.store, given.serial, resident, replace(act, why=f"{act.why} {given.gate}".strip()))


def decline(office: Office, event: str, act: Act) -> Pass:
    """Ends a spare that a gate should not have given away; raises `Refusal` where it is none any more."""
    return issuing.revoke(office.store, _still_given(office, event).serial, act)


def _still_given(office: Office, event: str) -> Given:
    given = next((each for each in given_at_gates(office) if each.event == event), None)
    if given is None:
        raise Refusal(
            Text("这张备用证已经处理过", "this spare has been dealt with already"),
            Text("请刷新页面", "reload the page"),
        )
    return given


def _name(office: Office, body: Bind) -> str:
    try:
        return decode_details(unseal(office.keys.desk, body.masked)).name
    except (Refusal, msgspec.DecodeError):
        return ""
