"""What the pages of lists share: the office, its clock, lists on their way in, and marks as a page shows them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from http import HTTPStatus

from flask import Response, flash, make_response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appkit.web import page_language
from gatepass.kinds.base import mark_words
from gatepass.people import Door, plain
from gatepass.wording import Refusal, Text
from issuer import listing, marks
from issuer.changes import KnownResident
from issuer.listing import Order, Review
from issuer.lists import Listing
from issuer.office import Office, act
from issuer.store import Act, Brought, Marking, MarkRun
from issuer.web.api import Clock
from issuer.web.frame import page
from issuer.web.once import once
from issuer.web.uploads import Uploads

MOST_SHOWN = 200
MOST_FOUND = 20
RUNS_SHOWN = 20
OVER_SHOWN = 100
NAMED_A_RUN = 3
USUAL = timedelta(days=13)


@dataclass(frozen=True, slots=True)
class OnList:
    """A mark as the page shows it: `person` is None for a whole household; they may have moved out."""

    marking: Marking
    door: Door
    person: KnownResident | None
    today: date

    @property
    def left(self) -> int | None:
        """How many days are left after today."""
        last = self.marking.span.last
        return (last - self.today).days if last else None

    @property
    def over(self) -> bool:
        """Whether it concerns nobody any more: its days are over, or somebody moved out."""
        return self.marking.span.is_over(self.today) or (self.person is not None and self.person.left_on is not None)

    @property
    def begun(self) -> bool:
        """Whether it counts today."""
        return self.marking.span.since <= self.today


@dataclass(frozen=True, slots=True)
class Household:
    """A door that a search found, who lives there, and which marks count there."""

    door: Door
    people: tuple[KnownResident, ...]
    on: tuple[OnList, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A list on its way in, as it was read."""

    brought: Brought
    listing: Listing
    order: Order
    reason: str


class ListDesk:
    """Where the pages of lists do their work."""

    def __init__(self, office: Office, clock: Clock) -> None:
        self.store, self.clock = office.store, clock
        self.uploads = Uploads[Sent](clock)

    def act(self, why: str) -> Act:
        """Something that the person at this page does now."""
        return replace(act(why), at=self.clock())

    def reasoned(self) -> Act:
        """What the form that was sent does, for the reason that it gives."""
        return self.act(plain(request.form.get("reason", "")))

    def today(self) -> date:
        """The community's local day."""
        return self.store.community().day_of(self.clock())

    def review(self, key: str) -> Review:
        """What a list would do now."""
        sent = self.uploads.kept(key)
        return listing.review(self.store, sent.listing, sent.order, self.today())

    def shown(self, refusal: Refusal | None = None, asked: str = "", **more: object) -> Response:
        """The page, with the households that a search finds."""
        today = self.today()
        known = tuple(_on_lists(self.store.everybody(), self.store.markings(), today))
        on = tuple(each for each in known if not each.over)
        names = dict.fromkeys(each.marking.name for each in on)
        answer = page(
            "lists.html",
            self.store,
            refusal,
            lists={name: tuple(each for each in on if each.marking.name == name) for name in sorted(names)},
            names=[(name, mark_words(name)) for name in marks.names_of_lists(self.store)],
            heard=marks.heard_of(self.store, self.clock()),
            asked=asked,
            found=_found(asked, self.store.residents(), on) if asked else None,
            over=_over(known),
            runs=self._runs({each.marking.id: each for each in known}),
            residents=len(self.store.residents()),
            words_of=mark_words,
            today=today,
            usual=today + USUAL,
            most=MOST_SHOWN,
            zone=self.store.community().local,
            **more,
        )
        return make_response(answer, HTTPStatus.CONFLICT if refusal else HTTPStatus.OK)

    def _runs(self, known: Mapping[int, OnList]) -> list[tuple[MarkRun, list[OnList]]]:
        """What was done last, each with the first of whom it concerned."""
        runs = self.store.mark_runs(RUNS_SHOWN)
        return [(run, [known[step.marking] for step in self.store.mark_steps(run.id)[:NAMED_A_RUN]]) for run in runs]

    def answer(self, work: Callable[[], Text]) -> AnyResponse:
        """Does what a form asks for, once, and says so; a refusal is told on the page, with what was typed and found."""

        def done() -> str:
            flash(work().to(page_language()))
            return url_for("lists.home")

        try:
            return once(self.store, self.clock, done)
        except Refusal as refusal:
            return self.shown(refusal, plain(request.form.get("asked", "")), typed=request.form)


def _on_lists(residents: tuple[KnownResident, ...], markings: tuple[Marking, ...], today: date) -> Iterator[OnList]:
    """All marks with whom they are on, by door, households first."""
    people = {each.id: each for each in residents}
    found = []
    for each in markings:
        person = people.get(each.whom.resident or 0)
        door = each.whom.door or (person and person.resident.door)
        assert door  # noqa: S101 - a mark goes with its resident
        found.append(OnList(each, door, person, today))
    yield from sorted(found, key=lambda each: (each.door, each.person is not None, each.marking.id))


def _found(asked: str, residents: tuple[KnownResident, ...], on: tuple[OnList, ...]) -> tuple[Household, ...]:
    """The households behind the door, or with somebody who has the name or a part of it."""
    door, part = Door.or_none(asked), asked.casefold()
    doors = dict.fromkeys(
        each.resident.door for each in residents if each.resident.door == door or part in each.resident.name.casefold()
    )
    return tuple(
        Household(
            each,
            tuple(person for person in residents if person.resident.door == each),
            tuple(one for one in on if one.door == each),
        )
        for each in tuple(doors)[:MOST_FOUND]
    )


def _over(known: tuple[OnList, ...]) -> list[OnList]:
    """Those that concern nobody any more, without what was undone, the last set first."""
    over = (each for each in known if each.over and not each.marking.span.void)
    return sorted(over, key=lambda each: -each.marking.id)[:OVER_SHOWN]
