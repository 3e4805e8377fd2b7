"""An office on its way: a round of delivery, served to phones over HTTPS, and phones that trust the office or only clicked through."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, BrowserContext, Page, expect

from appkit.certificates import Certified, certified, own_names
from appkit.clocks import PcClock, now
from appkit.web import Server
from issuer import planning
from issuer.delivery import team_secret, team_sheet
from issuer.office import Office
from issuer.rounds import Question, QuestionKind
from issuer.store.delivery import Round
from issuer.web.rounds import create_phone_app
from tests.browser.tabs import left
from tests.issuer.offices import ACT
from tests.issuer.teams import Delivery

CHEAP_PHONE = (360, 640)
PHONE = (390, 844)
DOORS = ("1-101", "1-201", "1-202", "1-301", "2-101", "2-201", "2-301", "2-401", "12-101", "12-302", "12-401", "12-501")
QUESTIONS = (
    Question(0, "要几个口罩？", "How many masks?", QuestionKind.NUMBER),
    Question(0, "有人从外地回来吗？", "Anyone back?", QuestionKind.YES_NO, "何时，从何处", "when, from where"),
    Question(0, "独居老人需要什么？", "What do the elderly need?", QuestionKind.TEXT),
)


@dataclass
class Served:
    """An office whose round phones can reach."""

    office: Office
    round: Round
    own: Certified
    url: str
    browser: Browser
    faults: list[str] = field(default_factory=list)

    def link(self, team: int = 1, secret: str = "") -> str:
        """What the cover sheet's code says."""
        return f"{self.url}/round#{secret or team_secret(self.office.keys, self.round.id, team)}"

    def phone(self, size: tuple[int, int] = CHEAP_PHONE, language: str = "zh", **options: object) -> BrowserContext:
        """A phone of its own on which people clicked through the browser's warning."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, has_touch=True, ignore_https_errors=True, **options
        )
        if language == "en":
            context.add_init_script("localStorage.setItem('gatepass-round-language', 'en')")
        return context

    def page(self, phone: BrowserContext, link: str = "") -> Page:
        """The team's page on a phone."""
        page = phone.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda line: self.faults.append(line.text) if "Content Security" in line.text else None)
        page.goto(link or self.link())
        return page

    def scanned(self, **options: object) -> Page:
        """The list of a team, as after scanning the cover sheet."""
        page = self.page(self.phone(**options))
        expect(page.locator(".doors li").first).to_be_visible()
        return page

    def outcomes(self, team: int = 1) -> dict[str, list[str | None]]:
        """What the office has: the outcomes of each door's cards."""
        ways = team_sheet(self.office.store, self.round.id, team).stairwells
        return {door.door: [card.outcome for card in door.cards] for way in ways for door in way.doors}

    def replies(self) -> dict[str, list[tuple[int, str, str]]]:
        """What the office has of the survey, by door."""
        ways = team_sheet(self.office.store, self.round.id, 1).stairwells
        return {
            door.door: sorted((each.question, each.value, each.detail) for each in door.replies)
            for way in ways
            for door in way.doors
            if door.replies
        }

    def ask(self) -> None:
        """The office sets its questions."""
        with self.office.store.writing() as writing:
            for question in QUESTIONS:
                writing.add_question(question, ACT)

    def close(self) -> None:
        """The office closes the round."""
        planning.close(self.office.store, self.round.id, ACT)


@contextmanager
def served(office: Office, browser: Browser, teams: int = 1) -> Iterator[Served]:
    """A round of small stairwells under way."""
    round_ = Delivery.of(office, *DOORS).set_out(teams)
    own = certified(office.folder / "certificates", "长虹小区", own_names(), now())
    server = Server(create_phone_app(office, own.authority, PcClock()), "127.0.0.1", 0, own.certificate)
    server.start()
    at = Served(office, round_, own, server.url, browser)
    try:
        yield at
    finally:
        left(browser)
        server.stop()
    assert at.faults == []


def trusted_flag(own: Certified) -> str:
    """The flag by which Chromium takes the office's certificate as a phone does on which its authority was installed."""
    certificate = x509.load_pem_x509_certificate(Path(own.certificate.chain).read_bytes())
    public = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"--ignore-certificate-errors-spki-list={base64.b64encode(sha256(public).digest()).decode()}"
