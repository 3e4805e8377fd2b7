"""The office's pages for delivery."""

from flask import Blueprint

from issuer.office import Office
from issuer.web.api import Clock
from issuer.web.frame import page


def blueprint(office: Office, clock: Clock) -> Blueprint:
    """The pages."""
    pages = Blueprint("delivery", __name__, url_prefix="/delivery")

    @pages.get("/")
    def home() -> str:
        return page("delivery.html", office.store, now=clock())

    return pages
