"""What the pages of the roster share: the office, its clock, and the files on their way in with the work on them."""

import secrets
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

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

KEPT_FOR = timedelta(hours=1)
IMPORTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file on its way in, kept in memory alone until it is imported or an hour has passed; `review` as it was shown."""

    name: str
    content: bytes
    at: datetime
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
        self._uploads: dict[str, Upload] = {}
        self._lock = threading.Lock()

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
        """Keeps a file for a while; returns the key that its review has."""
        key = secrets.token_urlsafe(12)
        self._note(key, Upload(name, content, self.clock()))
        return key

    def kept(self, key: str) -> Upload:
        """A file that was kept; raises `Refusal` after an hour."""
        with self._lock:
            for old in [each for each, upload in self._uploads.items() if self.clock() - upload.at > KEPT_FOR]:
                del self._uploads[old]
            found = self._uploads.get(key)
        if found is None:
            raise Refusal(Text("上传的文件已过期", "the uploaded file is gone"), Text("请重新上传", "upload it again"))
        return found

    def forget(self, key: str) -> None:
        """The file is done with."""
        with self._lock:
            self._uploads.pop(key, None)

    def read(self, key: str, progress: Progress | None = None) -> Roster:
        """What a kept file says; raises `Refusal` for a file in which no roster can be found."""
        upload = self.kept(key)
        with on_disk(upload) as path:
            roster = read_roster(path, self.today(), self.store.titles(), progress)
        self._note(key, replace(upload, roster=roster, review=None))
        return roster

    def review(self, key: str) -> Review:
        """What a kept file would do now, kept as it is shown; raises `Refusal` for a file in which no roster can be found."""
        found = importing.review(self.store, self.kept(key).roster or self.read(key))
        self._note(key, replace(self.kept(key), review=found))
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

    def _note(self, key: str, upload: Upload) -> None:
        with self._lock:
            self._uploads[key] = upload


@contextmanager
def on_disk(upload: Upload) -> Iterator[Path]:
    """The file under its own name, for as long as it is read; its name says how it is read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, upload.name)
        path.write_bytes(upload.content)
        yield path
