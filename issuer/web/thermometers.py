"""The office's page of the gates' thermometers: each day's median beside the others'. It changes nothing."""

from datetime import timedelta

from flask import Blueprint

from gatepass.kinds import SITE_WORDS
from issuer.drift import FEWEST, NAMED_FROM, Drift, drift_words, drifts, named
from issuer.office import Office
from issuer.store import Store
from issuer.web.api import Clock
from issuer.web.frame import page

DAYS = timedelta(days=13)


def blueprint(office: Office, clock: Clock) -> Blueprint:
    """The page."""
    pages = Blueprint("thermometers", __name__)

    @pages.get("/gates/thermometers")
    def home() -> str:
        days = lately(office.store, clock)
        return page(
            "thermometers.html",
            office.store,
            days=days,
            named=[drift_words(each) for each in named(days)],
            sites=SITE_WORDS,
            fewest=FEWEST,
            named_from=NAMED_FROM,
        )

    return pages


def lately(store: Store, clock: Clock) -> tuple[Drift, ...]:
    """The last two weeks."""
    today = store.community().day_of(clock())
    return drifts(store.temperatures(today - DAYS, today), {gate.id: gate.name for gate in store.gates()})
