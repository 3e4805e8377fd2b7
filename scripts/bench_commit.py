"""One event's durable commit, judging included, against a bare sqlite3 insert of the same bytes with the same pragmas."""

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import environment

sys.path.insert(0, str(environment.ROOT))

TIMES = 2000


def run() -> None:
    """Prints median and 99th percentile of both, and their ratio."""
    from appkit.database import journal_mode
    from gatepass.covenant import Direction
    from kiosk.passages import Attempt, decide, identify
    from kiosk.stamp import stamp
    from tests.community import Community

    with tempfile.TemporaryDirectory() as folder:
        community = Community()
        store = community.enrolled(Path(folder) / "gate")
        text = community.code("wang")

        def ours() -> None:
            attempt = Attempt(identify(store, text), Direction.OUT)
            decide(store, attempt, stamp(store, datetime.now(UTC)))

        whole = _times(ours)
        (line,) = store.unsent(store.gate().epoch, 0, 1)
        bare = _times(_bare_insert(Path(folder) / "bare.db", line.text))
        store.close()
    print(f"SQLite {sqlite3.sqlite_version}, journal {journal_mode()}, {TIMES} events each")
    _print("identify, judge, append, commit", whole)
    _print("bare sqlite3 insert, same pragmas", bare)
    print(f"{'ratio, median':36} {statistics.median(whole) / statistics.median(bare):8.2f}")


def _bare_insert(path: Path, text: str) -> Callable[[], None]:
    from appkit.database import set_pragmas

    connection = sqlite3.connect(path, isolation_level=None)
    set_pragmas(connection)
    connection.execute("CREATE TABLE events (number INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT")

    def insert() -> None:
        connection.execute("INSERT INTO events (text) VALUES (?)", (text,))

    return insert


def _times(act: Callable[[], None]) -> list[float]:
    """Milliseconds of each of `TIMES` runs, after some to warm up."""
    for _ in range(50):
        act()
    times = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        act()
        times.append((time.perf_counter() - begun) * 1000)
    return times


def _print(name: str, times: list[float]) -> None:
    print(
        f"{name:36} median {statistics.median(times):6.2f} ms   99th percentile {statistics.quantiles(times, n=100)[98]:6.2f} ms"
    )
