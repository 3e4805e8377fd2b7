"""What several commands of a gate share: options, and the gate's file opened, with a word where its passbook cannot be read."""

from pathlib import Path

import click

from appkit.clocks import now
from appkit.commands import need_folder, warn
from gatepass.case import Site
from kiosk.rulewords import standing_in
from kiosk.store import Store, no_terms

SITE = click.option(
    "--site", type=click.Choice([site.value for site in Site]), default=Site.FOREHEAD.value, show_default=True
)
CONFIRM = click.option(
    "--confirm", "confirmed", multiple=True, help="A question of the covenant that is answered with yes."
)


def opened_gate(folder: Path | None) -> Store:
    """The file of the gate in the folder that was named; raises `Refusal` where there is none. A spoilt passbook is told on stderr."""
    store = Store.of_gate(need_folder(folder))
    terms = store.terms()
    if terms and terms.stands_in:
        warn(standing_in(terms.at(now())))
    elif store.is_spoilt():
        spoilt = no_terms(is_spoilt=True)
        warn(spoilt.text)
    return store
