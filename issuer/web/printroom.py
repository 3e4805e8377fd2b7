"""What the pages of printing share: the office, the clock, the work under way, and the PDFs made last."""

import threading
from collections import OrderedDict
from dataclasses import replace
from datetime import date

from werkzeug.datastructures import MultiDict

from gatepass.people import plain
from gatepass.wording import Refusal, Text
from issuer.jobs import Jobs
from issuer.office import Office, act
from issuer.runs import photos_gone, reprint
from issuer.store import Act, Run
from issuer.web.api import Clock

PDFS_KEPT = 4


class PrintRoom:
    """Where the pages of printing do their work."""

    def __init__(self, office: Office, clock: Clock) -> None:
        self.office, self.clock, self.jobs = office, clock, Jobs()
        self._pdfs: OrderedDict[int, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def act(self, why: str) -> Act:
        """Something that the person at this page does now."""
        return replace(act(why), at=self.clock())

    def today(self) -> date:
        """The community's local day."""
        return self.office.store.community().day_of(self.clock())

    def printed(self, run: Run, pdf: bytes) -> str:
        """Keeps the PDF of a new run at hand, and returns the place of the run."""
        with self._lock:
            self._pdfs[run.id] = pdf
            while len(self._pdfs) > PDFS_KEPT:
                self._pdfs.popitem(last=False)
        return place_of(run.id)

    def pdf_of(self, run: Run) -> bytes:
        """The PDF of a run, made again where it is not at hand, or shows a photo that is gone; raises `Refusal`."""
        with self._lock:
            at_hand = self._pdfs.get(run.id) if not photos_gone(self.office.store, run.id) else None
        if at_hand is None:
            at_hand = reprint(self.office, run.id).pdf
            self.printed(run, at_hand)
        return at_hand


def first_position(form: MultiDict[str, str]) -> int:
    """The position on the first sheet that was typed; raises `Refusal`."""
    typed = plain(form.get("start_at", "1")) or "1"
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 4 and int(typed)):
        raise Refusal(
            Text(f"“{typed}”不是纸上的位置", f"“{typed}” is no position on a sheet"),
            Text("请填 1 或更大的数", "give 1 or more"),
        )
    return int(typed)


def place_of(run: int) -> str:
    """Where the page of a run is; work in the background can ask no router."""
    return f"/printing/runs/{run}"
