"""The office's pages for printing."""

from flask import Blueprint

from issuer.office import Office
from issuer.web.api import Clock
from issuer.web.frame import page


def blueprint(office: Office, clock: Clock) -> Blueprint:
    """The pages."""
    pages = Blueprint("printing", __name__, url_prefix="/printing")

    @pages.get("/")
    def home() -> str:
        return page("printing.html", office.store, now=clock())

    return pages
