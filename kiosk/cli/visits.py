"""`kiosk visit`: the registers for people without a pass."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click
from msgspec import Struct

from appkit.clocks import now
from appkit.commands import json_line
from gatepass.case import Site
from gatepass.covenant import VisitKind
from kiosk import visits
from kiosk.cli.frame import CONFIRM, SITE, opened_gate
from kiosk.cli.root import kiosk
from kiosk.registrations import Register
from kiosk.stamp import stamp


class Visited(Struct, frozen=True):
    """One line of `kiosk visit in` and `out`."""

    visit: str | None
    event: str | None
    outcome: str
    reason: str
    ticket: int | None = None
    question: str | None = None


class Inside(Struct, frozen=True):
    """One line of `kiosk visit list`."""

    visit: str
    ticket: int
    kind: str
    label: str
    door: str | None
    since: datetime


@kiosk.group()
def visit() -> None:
    """The registers for people without a pass. 来访登记。"""


@visit.command(name="in")
@click.option("--kind", type=click.Choice([each.value for each in VisitKind]), required=True)
@click.option("--name", default="")
@click.option("--phone", default="")
@click.option("--document", default="")
@click.option("--plate", default="")
@click.option("--to", "door", default="", help="The door visited.")
@click.option("--purpose", default="")
@click.option("--temperature", default="")
@SITE
@CONFIRM
@click.pass_obj
def visit_in(folder: Path | None, /, kind: str, site: str, confirmed: tuple[str, ...], **typed: str) -> None:
    """Register somebody without a pass. 登记来访。"""
    store = opened_gate(folder)
    moment, terms = stamp(store, now()), store.needed_terms()
    required = moment.covenant.visit_rule(VisitKind(kind)).required
    checked = visits.check(VisitKind(kind), visits.Form(**typed, site=Site(site)), required, terms.doors)
    done = Register(store).take(replace(checked, confirmed=frozenset(confirmed)), moment, None)
    inside, verdict = done.visit, done.verdict
    id_, ticket = (inside.id, inside.ticket) if inside else (None, None)
    json_line(Visited(id_, done.event, verdict.outcome, verdict.reason, ticket, verdict.question or None))


@visit.command(name="out")
@click.argument("visit_id", metavar="VISIT")
@click.pass_obj
def visit_out(folder: Path | None, visit_id: str) -> None:
    """Sign a visit out. 来访离开。"""
    store = opened_gate(folder)
    event = visits.sign_out(store, visit_id, stamp(store, now()), None)
    json_line(Visited(event.body.visit, event.id, "admit", "fine"))  # type: ignore[union-attr]


@visit.command(name="list")
@click.pass_obj
def visit_list(folder: Path | None) -> None:
    """Who without a pass is inside. 在内人员。"""
    store = opened_gate(folder)
    for each in store.open_visits():
        json_line(Inside(each.id, each.ticket, each.kind, each.label, each.door, each.since))
