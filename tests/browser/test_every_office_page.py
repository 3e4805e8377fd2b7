"""Every page of the office, in both languages, on an office PC and on a phone: axe-core finds nothing wrong, nothing runs over the side."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from appkit.clocks import now
from gatepass.wording import Refusal, Text
from issuer.formfields import KIND_NAMES
from issuer.jobs import Job
from issuer.office import Office, today
from issuer.web import create_app
from issuer.web.frame import page
from tests.browser.appearance import misshapen, violations
from tests.browser.fullhouse import LISTED, SENT, UNTITLED, furnished, workbook
from tests.browser.offices import Desk, serving
from tests.browsers import DESKTOP, PHONE
from tests.issuer.likenesses import another_face, wall

TAKEN_AWAY = {"static", "printing.logo_picture"}
"""What has no ending in its path and is a file all the same."""

STANDING = {
    "home.home": "/",
    "home.download": "/log?from=someday&to=2020-02-10",
    "roster.home": "/roster/",
    "roster.photos": "/roster/photos",
    "passes.home": "/passes/",
    "passes.classes": "/passes/classes",
    "passes.cars": "/passes/cars",
    "passes.spares": "/passes/spares",
    "lists.home": "/lists/",
    "printing.home": "/printing/",
    "printing.run_list": "/printing/runs",
    "printing.run": "/printing/runs/1",
    "printing.papers": "/printing/papers",
    "printing.design_list": "/printing/designs",
    "printing.design": "/printing/designs/notice.typ",
    "printing.calibration": "/printing/calibration",
    "printing.settings": "/printing/settings",
    "delivery.home": "/delivery/",
    "delivery.show": "/delivery/2",
    "delivery.board": "/delivery/2/board",
    "delivery.outcomes": "/delivery/2/teams/1",
    "delivery.survey_page": "/delivery/survey",
    "delivery.books": "/delivery/books",
    "covenant.home": "/covenant/",
    "covenant.draft": "/covenant/drafts/4",
    "covenant.adopt_page": "/covenant/drafts/4/adopt",
    "covenant.replay_page": "/covenant/drafts/4/replay",
    "thermometers.home": "/gates/thermometers",
}
"""By endpoint: pages whose place is known before anything is sent."""

WAITING = {
    "roster.job": "/waiting/roster_job/working",
    "roster.job that was refused": "/waiting/roster_job/refused",
    "roster.photos_job": "/waiting/roster_photos_job/working",
    "printing.job": "/waiting/printing_job/working",
    "printing.job that was refused": "/waiting/printing_job/refused",
    "covenant.replay_job": "/waiting/covenant_job/working",
    "covenant.replay_job that was refused": "/waiting/covenant_job/refused",
}
"""Pages that are seen while work goes on: `with_waiting`."""

AT_WORK = Job("1", "read 1", 3, 10)
REFUSED = Job("1", "import 1", refusal=Refusal(Text("磁盘已满", "the disk is full"), Text("请清理", "free some space")))


def looked_at(app: Flask) -> set[str]:
    """The endpoints of all pages: what answers a GET, and is neither a file nor for machines."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith("/api/") and "." not in rule.rule
    } - TAKEN_AWAY


def arrived(url: str, place: str, **sent: object) -> str:
    """Where one is sent on to when something was sent and the work in the background is done."""
    with httpx.Client(base_url=url, follow_redirects=True, trust_env=False) as client:
        answer = client.post(place, **sent)
        while "/jobs/" in answer.url.path:
            answer = client.get(answer.url)
        return answer.url.path


def sent_to(desk: Desk) -> dict[str, str]:
    """Sends what staff send; the endpoint and the place of the page that comes up, a second page of an endpoint after a blank."""
    url, day = desk.url, today(desk.office)
    order = {"list": "returnee", "since": str(day), "until": str(day), "reason": "街道"}
    pictures = [("files", ("12-302 李雷.jpg", another_face())), ("files", ("1-201 赵甲.jpg", wall()))]
    roster, untitled, listed = ({"file": ("a.xlsx", workbook(*rows))} for rows in (SENT, UNTITLED, LISTED))
    return {
        "roster.review": arrived(url, "/roster/upload", files=roster),
        "roster.review of untitled columns": arrived(url, "/roster/upload", files=untitled),
        "roster.photos_intake": arrived(url, "/roster/photos", files=pictures),
        "lists.review": arrived(url, "/lists/upload", data=order, files=listed),
        "covenant.replay_report": arrived(
            url, "/covenant/drafts/4/replay", data={"from": str(day - timedelta(days=5)), "to": str(day)}
        ),
    }


def with_waiting(office: Office) -> Flask:
    """The office, and its pages of work under way and of work that was refused: real work is over before anybody looks."""
    app = create_app(office, now)

    @app.get("/waiting/<template>/<state>")
    def waiting(template: str, state: str) -> str:
        job = REFUSED if state == "refused" else AT_WORK
        return page(f"{template}.html", office.store, job.refusal, job=job, key="1")

    return app


@dataclass(frozen=True)
class House:
    """The served office, and where each of its pages is."""

    desk: Desk
    places: dict[str, str]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[House]:
    office = furnished(tmp_path_factory.mktemp("house") / "office")
    with serving(office, browser, app=with_waiting(office)) as desk:
        yield House(desk, STANDING | sent_to(desk) | WAITING)


def find(shown: Page, asked: str) -> None:
    """Looks for somebody on a page that has a search."""
    shown.locator("[name=asked]").first.fill(asked)
    shown.locator("[role=search] button").click()


def every_rule(shown: Page) -> None:
    """A draft with a rule of every kind more, and a name and a temperature that cannot be."""
    shown.evaluate(RULES, list(KIND_NAMES))
    shown.locator("[name='c.name']").fill("")
    shown.locator(".save button[value=save]").click()


ASKED: dict[str, tuple[str, Callable[[Page], None]]] = {
    "roster, somebody found": ("/roster/", lambda shown: find(shown, "12-302")),
    "roster, nobody found": ("/roster/", lambda shown: find(shown, "99-999")),
    "passes, somebody found": ("/passes/", lambda shown: find(shown, "12-302")),
    "passes, nobody found": ("/passes/", lambda shown: find(shown, "99-999")),
    "lists, somebody found": ("/lists/", lambda shown: find(shown, "12-302")),
    "a rule of every kind": ("/covenant/drafts/4", every_rule),
}
"""Pages that answer what is typed on another one."""

RULES = """(kinds) => kinds.forEach((kind, place) => {
    const form = document.querySelector("form.draft");
    for (const [name, value] of [["slot", 900 + place], [`kind${900 + place}`, kind]]) {
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
})"""

UNFOLD = """() => { for (const each of document.querySelectorAll("details")) each.open = true; }"""
OVER_THE_SIDE = """() => [
    ...(document.documentElement.scrollWidth > innerWidth ? ["runs over the side"] : []),
    ...[...document.querySelectorAll(".wide:has(.stack)")].filter((table) => table.scrollWidth > table.clientWidth + 1 && innerWidth < 600)
        .map((table) => `a list is cut off: ${table.textContent.trim().slice(0, 40)}`),
]"""
"""On a phone a list stands in lines of its own; only tables of figures to compare (`books`) may be moved sideways."""


def shown_pages(house: House, shown: Page) -> Iterator[str]:
    """Brings up one page after the other, and names each."""
    for name, place in house.places.items():
        answer = shown.goto(house.desk.url + place)
        assert answer, name
        assert (name, answer.status in (200, 400, 409)) == (name, True)
        yield name
    for name, (place, ask) in ASKED.items():
        shown.goto(house.desk.url + place)
        with shown.expect_navigation():
            ask(shown)
        yield name


def test_every_page_of_the_office_has_its_place_here(house: House):
    app = create_app(house.desk.office, now)
    assert looked_at(app) == {name.split()[0] for name in house.places}


@pytest.mark.parametrize(
    ("language", "whole", "shaped"),
    [
        pytest.param("zh", DESKTOP, PHONE, id="in Chinese, all rules on an office PC"),
        pytest.param("en", PHONE, DESKTOP, id="in English, all rules on a phone"),
    ],
)
def test_axe_finds_nothing_wrong_with_any_page_and_nothing_runs_over_the_side(
    house: House, language: str, whole: tuple[int, int], shaped: tuple[int, int]
):
    shown, found = house.desk.page("", shaped, language), []
    shown.route(
        "**/jobs/1.json", lambda route: route.fulfill(json={"done": 3, "total": 10, "place": "", "refusal": ""})
    )
    for name in shown_pages(house, shown):
        shown.evaluate(UNFOLD)
        for (width, height), audit in ((shaped, misshapen), (whole, violations)):
            shown.set_viewport_size({"width": width, "height": height})
            found += [f"{name}, {width}: {each}" for each in shown.evaluate(OVER_THE_SIDE) + audit(shown)]
        shown.set_viewport_size({"width": shaped[0], "height": shaped[1]})
    assert found == [], "\n".join(found)
