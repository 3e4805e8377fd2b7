"""What the pages of passes share: the office, its clock, and how a form is answered."""

from collections.abc import Callable
from datetime import date

from flask import flash, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from appkit.web import page_language
from gatepass.passes import Validity
from gatepass.people import plain
from gatepass.wording import Refusal, Text
from issuer import issuing
from issuer.office import Office, act
from issuer.store import Act
from issuer.web.api import Clock
from issuer.web.forms import day
from issuer.web.frame import page
from issuer.web.once import once_or


class Counter:
    """The counter at which passes are given out."""

    def __init__(self, office: Office, clock: Clock) -> None:
        self.office, self.store, self.clock = office, office.store, clock

    def today(self) -> date:
        """The community's local day."""
        return self.store.community().day_of(self.clock())

    def act(self) -> Act:
        """What is done by the form that was sent, for the reason that it gives."""
        return act(plain(request.form.get("reason", "")) or "passes page")

    def validity(self, form: MultiDict[str, str]) -> Validity:
        """From today to the day in the form, a year where it is left empty; raises `Refusal` for what is no day."""
        return Validity(self.today(), day(form, "until") or issuing.a_year_from(self.today()))

    def done(self, place: str, work: Callable[[], Text], shown: Callable[[Refusal], str]) -> AnyResponse:
        """Does what a form asks for, once, says so, and goes on to `place`; a refusal is told on the page that `shown` makes."""

        def doing() -> str:
            flash(work().to(page_language()))
            return url_for(place)

        return once_or(self.store, self.clock, doing, shown)

    def page(self, template: str, refusal: Refusal | None = None, **shown: object) -> str:
        """A page of passes."""
        return page(template, self.store, refusal, today=self.today(), zone=self.store.community().local, **shown)
