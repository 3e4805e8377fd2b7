"""Long work in the background of a page: begun once however often it is asked for, watched while it runs, its end kept."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import uuid4

from gatepass.wording import Refusal, Text

KEPT = 50
_LOG = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
Work = Callable[[Progress], str]


@dataclass(frozen=True, slots=True)
class Job:
    """How far a piece of work is; at its end it has a `place` to go on to, or what it was refused for."""

    id: str
    key: str
    done: int = 0
    total: int = 0
    place: str = ""
    refusal: Refusal | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return bool(self.place or self.refusal)


class Jobs:
    """The work under way and the ends of the last ones."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._threads: dict[str, threading.Thread] = {}
        self._lock = threading.Lock()

    def begin(self, key: str, work: Work) -> Job:
        """Begins `work`, or names the job under way for the same `key`; `work` returns the place to go on to."""
        with self._lock:
            running = next((job for job in self._jobs.values() if job.key == key and not job.is_over), None)
            if running:
                return running
            job = Job(str(uuid4()), key)
            self._jobs[job.id] = job
            while len(self._jobs) > KEPT:
                self._jobs.popitem(last=False)
            thread = threading.Thread(target=self._run, args=(job, work), name=f"job {job.id}", daemon=True)
            self._threads[job.id] = thread
            thread.start()
        return job

    def job(self, id_: str) -> Job | None:
        """A job, as it is now."""
        with self._lock:
            return self._jobs.get(id_)

    def wait(self, id_: str) -> Job | None:
        """A job at its end."""
        thread = self._threads.get(id_)
        if thread:
            thread.join()
        return self.job(id_)

    def _run(self, job: Job, work: Work) -> None:
        def progress(done: int, total: int) -> None:
            self._note(replace(job, done=done, total=total))

        try:
            over = replace(job, place=work(progress))
        except Refusal as refusal:
            over = replace(job, refusal=refusal)
        except Exception:
            _LOG.exception("a job failed")
            over = replace(job, refusal=_failed())
        self._note(over)
        with self._lock:
            self._threads.pop(job.id, None)

    def _note(self, job: Job) -> None:
        with self._lock:
            if job.id in self._jobs:
                self._jobs[job.id] = job


def _failed() -> Refusal:
    return Refusal(
        Text("程序出错，没有完成", "the program failed, and this was not done"),
        Text("请再试一次；仍不行请联系技术人员", "try again; if it stays, ask for help"),
    )
