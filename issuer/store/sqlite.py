"""SQLite: one file, durable at every commit, one writer at a time."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from urllib.parse import quote, unquote

from sqlalchemy import URL, Connection, Engine, create_engine, event

from issuer.errors import SettingsError, StorageUnavailableError

READS_ONLY = "probatum_reads_only"
_PAUSE = 0.02  # seconds
_PRAGMAS = (
    "synchronous = FULL",  # NORMAL may lose acknowledged rows with the power
    "foreign_keys = ON",
    "trusted_schema = OFF",
    "cache_size = -16000",  # KiB
    "wal_autocheckpoint = 4000",  # pages: bulk work writes each page of an index once, not often
)


def sqlite_engine(url: URL, *, create: bool, patience: int, pool: dict[str, int | bool]) -> Engine:
    """Return an engine on the file that `url` names; only with `create` is a missing one made."""
    if not url.database or url.database == ":memory:":
        raise SettingsError("PROBATUM_DATABASE needs the path of a file: sqlite:////path")
    path = Path(url.database).absolute()
    if create:
        _make_file(path)
    engine = create_engine(
        URL.create("sqlite", database=f"file:{quote(str(path))}", query={"mode": "rw", "uri": "1"}),
        connect_args={"check_same_thread": False, "timeout": patience},
        hide_parameters=True,
        **pool,
    )
    event.listen(engine, "connect", lambda connection, _: _prepare(connection, patience))
    event.listen(engine, "begin", _begin)
    return engine


def has_no_file(engine: Engine) -> bool:
    """Tell whether `engine` is one of SQLite on a file that nobody made yet."""
    name = engine.url.database or ""
    return engine.dialect.name == "sqlite" and not Path(unquote(name[len("file:") :])).exists()


def _make_file(path: Path) -> None:
    try:
        path.touch(mode=0o600)
    except OSError as exc:
        raise StorageUnavailableError(f"cannot make {path}: {exc.strerror}") from exc


def _prepare(connection: sqlite3.Connection, patience: int) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    _write_ahead(connection, time.monotonic() + patience)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection, until: float) -> None:
    """Switch the file to a write-ahead log; of two that do so at once, SQLite lets neither wait."""
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as exc:
            if exc.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _begin(connection: Connection) -> None:
    reads_only = connection.get_execution_options().get(READS_ONLY, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reads_only else 'OFF'}")
    # IMMEDIATE takes the one write lock now: a later upgrade could fail halfway through.
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
