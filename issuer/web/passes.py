"""The office's pages for passes."""

from flask import Blueprint

from issuer.office import Office
from issuer.web.api import Clock
from issuer.web.frame import page


def blueprint(office: Office, clock: Clock) -> Blueprint:
    """The pages."""
    pages = Blueprint("passes", __name__, url_prefix="/passes")

    @pages.get("/")
    def home() -> str:
        return page("passes.html", office.store, now=clock())

    return pages
