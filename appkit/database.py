"""Opens one SQLite file the safe way, and lets one writer at a time through.

Durability: WAL with `synchronous=FULL` where the SQLite library is free of the WAL-reset bug, otherwise a rollback journal
with `synchronous=EXTRA`. An event that was confirmed survives a power cut either way.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database as SqliteUtilsDatabase
from sqlite_utils import Migrations

from gatepass.wording import Refusal, Text

BUSY_SECONDS = 10
_WAL_RESET_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


def journal_mode(library: tuple[int, int, int] = sqlite3.sqlite_version_info) -> str:
    """`WAL` where the library's WAL is safe, else `DELETE` (fixed in 3.51.3, and back in 3.50.7 and 3.44.6)."""
    safe = library >= _WAL_RESET_FIXED[0] or any(
        library[:2] == fixed[:2] and library >= fixed for fixed in _WAL_RESET_FIXED[1:]
    )
    return "WAL" if safe else "DELETE"


class Database:
    """One SQLite file: foreign keys on, deleted content overwritten, writers one by one, rows by column name."""

    def __init__(self, path: Path, migrations: Migrations) -> None:
        """Opens the file, or makes it, and brings its tables up to date; raises `Refusal` when that cannot be."""
        self.path = path
        self._lock = threading.RLock()
        with _refusing_faults(path):
            self._connection = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._connection.row_factory = sqlite3.Row
            set_pragmas(self._connection)
            migrations.apply(SqliteUtilsDatabase(self._connection))

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One write transaction, begun IMMEDIATE so that what is read in it stays true; raises `Refusal` on a full disk."""
        with self._lock, _refusing_faults(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def rows(self, sql: str, *parameters: object) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._lock, _refusing_faults(self.path):
            return self._connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, *parameters: object) -> sqlite3.Row | None:
        """The first row of a query, if there is one."""
        return next(iter(self.rows(sql, *parameters)), None)

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()


def set_pragmas(connection: sqlite3.Connection) -> None:
    """What every connection of ours is set to."""
    mode = journal_mode()
    connection.execute(f"PRAGMA journal_mode={mode}")
    connection.execute(f"PRAGMA synchronous={'FULL' if mode == 'WAL' else 'EXTRA'}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")


@contextmanager
def _refusing_faults(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        what, remedy = _FAULTS.get(_primary_code(error), _OTHER)
        raise Refusal(
            Text(f"{what.zh}（{path}）", f"{what.en} ({path})"),
            remedy,
        ) from error


def _primary_code(error: sqlite3.Error) -> int:
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


_FREE_SPACE = Text("请腾出磁盘空间，之后会自动继续", "free some space; it then goes on by itself")
_FAULTS = {
    sqlite3.SQLITE_FULL: (Text("磁盘已满，没有记下", "the disk is full, nothing was recorded"), _FREE_SPACE),
    sqlite3.SQLITE_IOERR: (Text("磁盘读写出错，没有记下", "the disk failed, nothing was recorded"), _FREE_SPACE),
    sqlite3.SQLITE_BUSY: (
        Text("数据库被另一个程序占用", "the database is held by another program"),
        Text("请关闭它后再试", "close that program and try again"),
    ),
    sqlite3.SQLITE_CANTOPEN: (
        Text("数据库打不开", "the database cannot be opened"),
        Text("请检查数据文件夹和权限", "check the data folder and its permissions"),
    ),
    sqlite3.SQLITE_READONLY: (
        Text("数据库是只读的", "the database is read-only"),
        Text("请检查数据文件夹的权限", "check the permissions of the data folder"),
    ),
    sqlite3.SQLITE_NOTADB: (
        Text("这个文件不是数据库，或已损坏", "the file is no database, or is damaged"),
        Text("请从备份恢复", "restore it from a backup"),
    ),
}
_OTHER = (
    Text("数据库出错", "the database failed"),
    Text("请重试，仍不行请联系技术人员", "try again; if it stays, ask for help"),
)
