"""What the pages of the roster share: the office, its clock, and the files on their way in with the work on them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus

from flask import Response, flash, make_response, url_for
from werkzeug.wrappers import Response as AnyResponse

from appkit.web import page_language
from gatepass.documents import DOCUMENT_WORDS
from gatepass.passes import Validity
from gatepass.people import CATEGORY_WORDS, Category
from gatepass.wording import Refusal, Text
from issuer import importing, issuing
from issuer.classes import looks
from issuer.importing import Review
from issuer.jobs import Jobs, Progress
from issuer.office import Office, act
from issuer.roster import Roster, read_roster
from issuer.store import Act, Import
from issuer.web.api import Clock
from issuer.web.frame import page
from issuer.web.once import once
from issuer.web.uploads import Uploads, on_disk

IMPORTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file on its way in; `review` as it was shown."""

    name: str
    content: bytes
    roster: Roster | None = None
    review: Review | None = None

    @property
    def run(self) -> Import:
        """The record of importing what was shown."""
        return Import(self.name, importing.sha256_of(self.content), len(self.roster.problems) if self.roster else 0)


class RosterDesk:
    """Where the pages of the roster do their work."""

    def __init__(self, office: Office, clock: Clock) -> None:
        self.office, self.store, self.clock, self.jobs = office, office.store, clock, Jobs()
        self._uploads = Uploads[Upload](clock)

    def act(self, why: str) -> Act:
        """Something that the person at this page does now."""
        return replace(act(why), at=self.clock())

    def today(self) -> date:
        """The community's local day."""
        return self.store.community().day_of(self.clock())

    def validity(self, until: date | None) -> Validity:
        """From today to `until`, a year where it is not given."""
        return Validity(self.today(), until or issuing.a_year_from(self.today()))

    def keep(self, name: str, content: bytes) -> str:
        """Keeps a file for an hour; returns the key that its review has."""
        return self._uploads.keep(Upload(name, content))

    def kept(self, key: str) -> Upload:
        """A file that was kept; raises `Refusal` after an hour."""
        return self._uploads.kept(key)

    def forget(self, key: str) -> None:
        """The file is done with."""
        self._uploads.forget(key)

    def read(self, key: str, progress: Progress | None = None) -> Roster:
        """What a kept file says; raises `Refusal` for a file in which no roster can be found."""
        upload = self.kept(key)
        with on_disk(upload.name, upload.content) as path:
            roster = read_roster(path, self.today(), self.store.titles(), progress)
        self._uploads.note(key, replace(upload, roster=roster, review=None))
        return roster

    def review(self, key: str) -> Review:
        """What a kept file would do now, kept as it is shown; raises `Refusal` for a file in which no roster can be found."""
        found = importing.review(self.store, self.kept(key).roster or self.read(key))
        self._uploads.note(key, replace(self.kept(key), review=found))
        return found

    def shown(self, refusal: Refusal | None = None, **more: object) -> Response:
        """The page of the roster."""
        people = self.store.residents()
        answer = page(
            "roster.html",
            self.store,
            refusal,
            households=len({person.resident.door for person in people}),
            residents=len(people),
            doors=sorted({person.resident.door for person in people}),
            imports=self.store.imports()[:IMPORTS_SHOWN],
            categories=CATEGORY_WORDS,
            returnees={name: look for name, look in looks(self.store).items() if name not in set(Category)},
            documents=DOCUMENT_WORDS,
            titles=self.store.titles(),
            pictured=self.store.who_has_a_photo(),
            zone=self.store.community().local,
            **more,
        )
        return make_response(answer, HTTPStatus.CONFLICT if refusal else HTTPStatus.OK)

    def once(self, work: Callable[[], Text], **typed: object) -> AnyResponse:
        """Does what a form asks for and says so on the page; a refusal is told there too, with what was `typed`."""

        def done() -> str:
            flash(work().to(page_language()))
            return url_for("roster.home")

        return self.once_to(done, **typed)

    def once_to(self, work: Callable[[], str], **typed: object) -> AnyResponse:
        """The same for work that returns the place to go on to."""
        try:
            return once(self.store, self.clock, work)
        except Refusal as refusal:
            return self.shown(refusal, **typed)
