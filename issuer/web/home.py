"""The office's pages, for the people at this computer: how things stand, and the log to take away. They change nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appkit.web import LANGUAGE_COOKIE, page_language
from gatepass.events import Passage
from gatepass.passes import STATUS_WORDS, Status
from gatepass.wording import Language, Refusal, Text
from issuer.drift import drift_words, named
from issuer.export import PASSAGE_WORDS, Log, write_log
from issuer.keys import Keys
from issuer.ledger import OBJECTION_WORDS, Objection
from issuer.store import Aside, Gate, Store
from issuer.web.api import Clock
from issuer.web.frame import as_file, page
from issuer.web.thermometers import lately

EVENTS_SHOWN = 20
ASIDE_SHOWN = 20
COOKIE_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class GateState:
    """One gate as the page shows it; `heard` is local time."""

    gate: Gate
    heard: datetime | None
    events: int


@dataclass(frozen=True, slots=True)
class AsideState:
    """One line put aside as the page shows it; `at` is local time."""

    line: Aside
    gate: str
    at: datetime
    why: Text


@dataclass(frozen=True, slots=True)
class Overview:
    """How things stand on a local day."""

    today: date
    households: int
    residents: int
    passes: dict[Status, int]
    gates: tuple[GateState, ...]
    passages: dict[Passage | None, int]
    aside: tuple[AsideState, ...]
    aside_count: int


def overview(store: Store, now: datetime) -> Overview:
    """How things stand now."""
    today, people = store.community().day_of(now), store.residents()
    statuses = [holding.issued.status_on(today) for holding in store.holdings()]
    return Overview(
        today=today,
        households=len({person.resident.door for person in people}),
        residents=len(people),
        passes={status: statuses.count(status) for status in Status},
        gates=_gate_states(store),
        passages=store.passages_on(today),
        aside=_aside_states(store),
        aside_count=store.count_aside(),
    )


def blueprint(store: Store, keys: Keys, clock: Clock) -> Blueprint:
    """The pages."""
    pages = Blueprint("home", __name__)

    @lru_cache(maxsize=4)
    def log_of(_revision: int, _gates: tuple[str, ...], language: Language) -> Log:
        return Log(store, keys, language)

    def log() -> Log:
        """Kept while nothing that it says has changed: the codes of all passes take a moment to make."""
        return log_of(store.revision(), tuple(gate.name for gate in store.gates()), page_language())

    @pages.get("/")
    def home() -> str:
        return _home(store, log(), clock, None)

    @pages.post("/language")
    def choose_language() -> AnyResponse:
        chosen = Language.EN if request.form.get("language") == Language.EN else Language.ZH
        answer = redirect(request.referrer or url_for("home.home"), HTTPStatus.SEE_OTHER)
        answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=COOKIE_SECONDS, httponly=True, samesite="Strict")
        return answer

    @pages.get("/log")
    def download() -> Response:
        try:
            first, last = (_day(request.args.get(end, "")) for end in ("from", "to"))
            name = f"log-{first}-{last}.{'csv' if request.args.get('format') == 'csv' else 'xlsx'}"
            rows = log().rows(first, last)
            return as_file(name, lambda out: write_log(out, page_language(), rows))
        except Refusal as refusal:
            return make_response(_home(store, log(), clock, refusal), HTTPStatus.BAD_REQUEST)

    return pages


def _home(store: Store, log: Log, clock: Clock, refusal: Refusal | None) -> str:
    return page(
        "home.html",
        store,
        refusal,
        seen=overview(store, clock()),
        drifting=[drift_words(each) for each in named(lately(store, clock))],
        latest=log.latest(EVENTS_SHOWN),
        statuses=STATUS_WORDS,
        passages=PASSAGE_WORDS,
    )


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise Refusal(
            Text(f"“{typed}”不是日期", f"“{typed}” is no date"),
            Text("请选择两个日期", "choose two days"),
        ) from error


def _gate_states(store: Store) -> tuple[GateState, ...]:
    zone, sent = store.community().local, store.events_a_gate()
    return tuple(
        GateState(gate, gate.last_contact and gate.last_contact.astimezone(zone), sent.get(gate.id, 0))
        for gate in store.gates()
    )


def _aside_states(store: Store) -> tuple[AsideState, ...]:
    zone = store.community().local
    names = {gate.id: gate.name for gate in store.gates()}
    return tuple(
        AsideState(line, names[line.gate], line.at.astimezone(zone), OBJECTION_WORDS[Objection(line.reason)])
        for line in store.put_aside(ASIDE_SHOWN)
    )
