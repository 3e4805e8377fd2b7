"""Options that several commands of a gate have."""

import click

from gatepass.case import Site

SITE = click.option(
    "--site", type=click.Choice([site.value for site in Site]), default=Site.FOREHEAD.value, show_default=True
)
CONFIRM = click.option(
    "--confirm", "confirmed", multiple=True, help="A question of the covenant that is answered with yes."
)
