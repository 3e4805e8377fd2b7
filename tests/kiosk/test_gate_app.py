"""Every page of the kiosk's applications is there under every ready-made covenant, and before the first passbook came."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from appkit.assets import asset
from appkit.certificates import certified, own_names
from appkit.clocks import PcClock, now
from gatepass.case import Reading
from gatepass.covenant import parse_covenant
from kiosk.belonging import Belonging
from kiosk.gate import Gate
from kiosk.link import Link
from kiosk.phones import PAGE, Phones
from kiosk.session import Session
from kiosk.shift import IDLE, Shift
from kiosk.store import Store
from kiosk.web import create_app
from kiosk.web.scanner import create_scanner_app
from tests.community import Community

READY_MADE = asset("data/covenants")
COVENANTS = sorted(str(each.relative_to(READY_MADE).with_suffix("")) for each in READY_MADE.rglob("*.toml"))
WORDS = {"zh": ("zh-Hans", "请出示证卡", "对准证卡上的二维码"), "en": ("en", "Hold card up", "Point at the card")}
_numbers = count(2)
LANGUAGES = [pytest.param("zh", id="in Chinese"), pytest.param("en", id="in English")]


@dataclass
class Pages:
    """A gate's own pages and its phones' page, under one covenant after the other."""

    community: Community
    store: Store
    desk: FlaskClient
    phones: FlaskClient

    def under(self, covenant: str) -> None:
        """The office's next passbook is under a ready-made covenant."""
        self.community.covenant_name = covenant
        self.community.hand_over(self.store, next(_numbers))


def served(folder: Path, community: Community, store: Store) -> Pages:
    clock = PcClock()
    phones = Phones(store, clock)
    gate = Gate(folder, store, Session(store, clock), (), Link(store, now), Shift(store, clock), phones)
    own = certified(folder / "certificates", "东门", own_names(), now())
    desk, scanner = create_app(gate), create_scanner_app(gate, phones, own)
    return Pages(community, store, desk.test_client(use_cookies=False), scanner.test_client(use_cookies=False))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Of one gate for all covenants: templates are compiled once an application."""
    folder, community = tmp_path_factory.mktemp("gate"), Community()
    return served(folder, community, community.enrolled(folder))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Of a gate that was enrolled, and has no passbook yet."""
    folder, community = tmp_path_factory.mktemp("bare"), Community()
    return served(folder, community, community.enrolled_without_passbook(folder))


def faults(pages: Pages, language: str) -> list[str]:
    """Which pages are not there, or lack what they should show, in a language."""
    cookie, (lang, ready, point) = {"Cookie": f"language={language}"}, WORDS[language]
    rules = pages.desk.application.url_map.iter_rules()
    paths = [str(rule) for rule in rules if "GET" in rule.methods and not rule.arguments]
    answers = {path: pages.desk.get(path, headers=cookie) for path in paths}
    answers["phone"] = pages.phones.get(PAGE, headers=cookie)
    wanted = {"/": (ready, "<select", "</html>"), "phone": (point, "</html>")}
    missing = [
        f"{path} lacks {part}"
        for path, parts in wanted.items()
        for part in (f'<html lang="{lang}">', *parts)
        if part not in answers[path].text
    ]
    return [f"{path}: {answer.status}" for path, answer in answers.items() if answer.status_code != 200] + missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_there_before_the_first_passbook(bare: Pages, language: str):
    assert faults(bare, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", COVENANTS)
def test_every_page_is_there_under_every_ready_made_covenant(pages: Pages, name: str, language: str):
    pages.under(name)
    assert faults(pages, language) == []


@pytest.mark.parametrize("name", COVENANTS)
def test_the_board_tells_where_the_covenant_lets_people_be_measured(pages: Pages, name: str):
    pages.under(name)
    rule = parse_covenant((READY_MADE / f"{name}.toml").read_bytes()).temperature
    told = pages.desk.get("/board").json
    assert [each["key"] for each in told["sites"]] == (list(rule.offered()) if rule else [])


def test_without_a_passbook_nobody_is_measured_anywhere(bare: Pages):
    assert bare.desk.get("/board").json["sites"] == []


def test_a_page_says_behind_the_lock_too_whether_its_form_is_open_and_unlocks_nothing(store, clock, tmp_path):
    shift = Shift(store, clock)
    session = Session(store, clock, shift)
    page = create_app(Gate(tmp_path, store, session, (), Link(store, now), shift)).test_client()
    shift.join("王阿姨", "2468", "on")
    shift.lock()
    said = page.post("/visits/form", json={"page": "a", "is_open": True})
    locked = shift.is_locked
    shift.unlock("2468")
    session.measured(Reading(36.5, clock()))
    assert (said.status_code, locked, session.loose().belonging) == (200, True, Belonging.FORM)


def test_a_form_that_is_left_open_does_not_keep_the_page_from_locking(store, clock, tmp_path):
    shift = Shift(store, clock)
    gate = Gate(tmp_path, store, Session(store, clock, shift), (), Link(store, now), shift)
    page = create_app(gate).test_client()
    shift.join("王阿姨", "2468", "on")
    page.post("/visits/form", json={"page": "a", "is_open": True})
    for _ in range(2):
        clock.on(seconds=IDLE.total_seconds() * 0.6)
        assert page.post("/visits/form/still", json={"page": "a"}).status_code == 200
    assert shift.is_locked
