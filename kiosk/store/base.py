"""What every part of the store needs: the connection of a write transaction, or the file."""

from sqlite3 import Connection

from appkit.database import Database


class InLedger:
    """Reading and writing inside one write transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection


class InStore:
    """Reading and writing each by itself."""

    _db: Database
