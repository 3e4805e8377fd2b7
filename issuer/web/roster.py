"""The office's pages for roster."""

from flask import Blueprint

from issuer.office import Office
from issuer.web.api import Clock
from issuer.web.frame import page


def blueprint(office: Office, clock: Clock) -> Blueprint:
    """The pages."""
    pages = Blueprint("roster", __name__, url_prefix="/roster")

    @pages.get("/")
    def home() -> str:
        return page("roster.html", office.store, now=clock())

    return pages
