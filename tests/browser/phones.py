"""A gate that phones scan for, and phones whose camera sees a printed card: the film is the camera of a real headless browser."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from flask import Response
from frames import card_passing
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from appkit.certificates import certified, own_names
from appkit.clocks import now
from appkit.web import Server
from gatepass.code import Code
from gatepass.looks import LOOKS
from gatepass.people import Category, Door
from issuer.cards import Card
from issuer.designs import originals
from issuer.sheets import card_png
from kiosk.gate import Gate
from kiosk.phones import PAGE, Phones
from kiosk.web import create_app
from kiosk.web.scanner import create_scanner_app
from tests.browser.conftest import Ahead
from tests.browsers import FLAGS, program
from tests.community import HOLDERS, Community

UPRIGHT, CHEAP, TABLET = (390, 844), (360, 640), (1024, 768)
FILM_SIZE, FPS, SECONDS_A_CARD = (1280, 720), 10, 3.0


def printed(community: Community, who: str) -> Card:
    """The card of somebody in the sample passbook, as the office prints it."""
    holder, code = HOLDERS[who], Code(community.code(who))
    return Card(
        "长虹小区",
        "Changhong",
        Door(12, 302),
        holder.name,
        LOOKS[Category.OWNER],
        holder.serial,
        1,
        date(2027, 12, 31),
        code,
    )


def record(cards: Sequence[Card], film: Path) -> Path:
    """A film, as Chromium's simulated camera takes it, of cards held up one after the other; it is played again and again."""
    pictures = [
        np.asarray(Image.open(BytesIO(card_png(card, originals()))).convert("RGB"))[:, :, ::-1] for card in cards
    ]
    seen = card_passing(pictures, FILM_SIZE, FPS, SECONDS_A_CARD, np.random.default_rng(1))
    film.write_bytes(b"".join(cv2.imencode(".jpg", frame)[1].tobytes() for frame in seen))
    return film


@contextmanager
def seeing(browser: Browser, film: Path) -> Iterator[Browser]:
    """Another browser beside this one, whose camera plays a film."""
    camera = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
    args = [*FLAGS, *camera, "--use-fake-ui-for-media-stream"]
    another = browser.browser_type.launch(executable_path=program(), args=args)
    yield another
    another.close()


@dataclass
class Scanning:
    """A gate, its page's address and that of its phones, and whatever went wrong on any page."""

    community: Community
    gate: Gate
    clock: Ahead
    url: str
    phones_url: str
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    loses: Callable[[Response], bool] = lambda answer: False

    @property
    def phones(self) -> Phones:
        assert self.gate.phones
        return self.gate.phones

    def link(self) -> str:
        """What the QR code says to the next phone."""
        return f"{self.phones_url}{PAGE}#{self.phones.invite().secret}"

    def phone(self, browser: Browser, size: tuple[int, int] = UPRIGHT, language: str = "zh") -> BrowserContext:
        """A phone on which people clicked through the browser's warning."""
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, has_touch=True, ignore_https_errors=True
        )
        context.add_cookies([{"name": "language", "value": language, "url": self.phones_url}])
        return context

    def page(self, context: BrowserContext, link: str = "") -> Page:
        """The scanner page."""
        page = context.new_page()
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda line: self.faults.append(line.text) if "Content Security" in line.text else None)
        page.goto(link or self.link())
        return page

    def scanner(self, browser: Browser, size: tuple[int, int] = UPRIGHT, language: str = "zh") -> Page:
        """A phone that was paired and scans."""
        page = self.page(self.phone(browser, size, language))
        begin(page)
        return page


def begin(page: Page) -> None:
    """The one tap that starts the camera and wakes the sounds."""
    page.locator("#cover-go").tap()
    expect(page.locator("#cover")).to_be_hidden()


def view(page: Page, name: str) -> Locator:
    """The part of the screen that is shown, once it is."""
    expect(page.locator("body")).to_have_attribute("data-view", name)
    return page.locator(f".view.{name}")


@contextmanager
def served(gate: Gate, community: Community, clock: Ahead) -> Iterator[Scanning]:
    """The gate's page and the phones' port; what went wrong on any page fails the test."""
    assert gate.phones
    own = certified(gate.folder / "certificates", "东门", own_names(), now())
    page = Server(create_app(gate), "127.0.0.1", 0)
    app = create_scanner_app(gate, gate.phones, own)
    phones = Server(app, "127.0.0.1", 0, own.certificate)
    at = Scanning(community, gate, clock, page.url, phones.url)

    @app.after_request
    def on_its_way(answer: Response) -> Response:
        return Response(status=HTTPStatus.BAD_GATEWAY) if at.loses(answer) else answer

    page.start()
    phones.start()
    try:
        yield at
    finally:
        gate.session.end()
        page.stop()
        phones.stop()
    assert at.faults == []
