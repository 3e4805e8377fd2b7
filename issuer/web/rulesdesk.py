"""What the pages of the covenant share: the office, its clock, the replays under way and the last reports, the names that an office has."""

from collections import OrderedDict
from dataclasses import replace
from datetime import date
from itertools import chain

from flask import flash, request
from werkzeug.datastructures import MultiDict

from appkit.web import page_language
from gatepass.covenant import Covenant, named_in
from gatepass.kinds.base import MARK_WORDS, Names, class_words, mark_words
from gatepass.people import plain
from gatepass.wording import Refusal, Text
from issuer.classes import looks
from issuer.jobs import Jobs
from issuer.marks import names_of_lists
from issuer.office import Office, act
from issuer.store import Act
from issuer.tally import Report
from issuer.web.api import Clock
from issuer.web.frame import page

REPORTS_KEPT = 20
AGES = ("over_65", "under_12")
LONGEST_WHO = 40


class RulesDesk:
    """Where the covenant is worked on."""

    def __init__(self, office: Office, clock: Clock) -> None:
        self.office, self.store, self.clock, self.jobs = office, office.store, clock, Jobs()
        self.reports: OrderedDict[str, tuple[int, Report]] = OrderedDict()

    def today(self) -> date:
        """The community's local day."""
        return self.store.community().day_of(self.clock())

    def in_force(self) -> Covenant:
        """The covenant of this moment."""
        return self.store.covenant_in_force(self.clock())

    def act(self, why: str, who: str = "") -> Act:
        """Something that the person at this page does now."""
        done = replace(act(why), at=self.clock())
        return replace(done, who=who) if who else done

    def signed(self, form: MultiDict[str, str]) -> Act:
        """Who does it and why, as the form says; raises `Refusal` where either is missing."""
        who, why = plain(form.get("who", "")), plain(form.get("reason", ""))
        if not 0 < len(who) <= LONGEST_WHO:
            raise Refusal(
                Text("没有写姓名，或太长", "no name was given, or too long a one"),
                Text("请写是谁定的", "say who decides"),
            )
        if not why:
            raise Refusal(Text("没有写原因", "no reason was given"), Text("请写明原因", "say why"))
        return self.act(why, who)

    def keep(self, key: str, draft: int, report: Report) -> None:
        """Keeps the report of a draft at hand."""
        self.reports[key] = draft, report
        while len(self.reports) > REPORTS_KEPT:
            self.reports.popitem(last=False)

    def names(self, covenant: Covenant | None) -> dict[Names, dict[str, Text]]:
        """The gates, classes and marks that can be ticked: what the office has, and what covenants name."""
        named = [named_in(each) for each in (self.in_force(), covenant) if each]
        gates = [gate.name for gate in self.store.gates() if not gate.revoked]
        classes = {key: look.words for key, look in looks(self.store).items()}
        asked_for = sorted(chain.from_iterable(each.marks for each in named))
        marks = [*MARK_WORDS, *AGES, *sorted(names_of_lists(self.store)), *asked_for]
        return {
            Names.GATES: {name: Text(name, name) for name in gates},
            Names.CLASSES: {**classes, "car": class_words("car")},
            Names.MARKS: {name: mark_words(name) for name in marks},
        }

    def page(self, template: str, refusal: Refusal | None = None, **shown: object) -> str:
        """A page of the covenant."""
        return page(
            template,
            self.store,
            refusal,
            today=self.today(),
            zone=self.store.community().local,
            form=request.form,
            usual_who=act("").who,
            **shown,
        )


def say(zh: str, en: str) -> None:
    """Says that something was done, on the next page."""
    flash(Text(zh, en).to(page_language()))
