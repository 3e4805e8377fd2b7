"""Files on their way in: kept in memory alone, under a key that nobody guesses, until they are taken in or an hour has passed."""

import secrets
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Generic, TypeVar

from gatepass.wording import Refusal, Text
from issuer.web.api import Clock

KEPT_FOR = timedelta(hours=1)

Kept = TypeVar("Kept")


class Uploads(Generic[Kept]):
    """What was uploaded, by key."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[datetime, Kept]] = {}
        self._lock = threading.Lock()

    def keep(self, upload: Kept) -> str:
        """Keeps an upload for an hour; returns its key."""
        key = secrets.token_urlsafe(12)
        self.note(key, upload)
        return key

    def note(self, key: str, upload: Kept) -> None:
        """Keeps what became of an upload under its key."""
        with self._lock:
            self._kept[key] = self._clock(), upload

    def kept(self, key: str) -> Kept:
        """What is kept under a key; raises `Refusal` after an hour."""
        with self._lock:
            for old in [each for each, (at, _) in self._kept.items() if self._clock() - at > KEPT_FOR]:
                del self._kept[old]
            found = self._kept.get(key)
        if found is None:
            raise Refusal(Text("上传的文件已过期", "the uploaded file is gone"), Text("请重新上传", "upload it again"))
        return found[1]

    def forget(self, key: str) -> None:
        """The upload is done with."""
        with self._lock:
            self._kept.pop(key, None)


@contextmanager
def on_disk(name: str, content: bytes) -> Iterator[Path]:
    """A file under its own name, for as long as it is read; its name says how it is read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        yield path
