"""The whole record as one SQLite file, taken while others write, and brought back from it."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, make_url, select

from issuer.errors import NotFoundedError, StorageUnavailableError
from issuer.recovery.backup import Backup, Snapshot, copy_hashed, sync
from issuer.recovery.doubt import MARGIN, Cause, Doubt
from issuer.recovery.errors import ArchiveError, RestoreRefusedError
from issuer.store.copying import copy_tables, tables
from issuer.store.database import Database
from issuer.store.migrate import current_revision, migrate
from issuer.store.revision import HEAD, SchemaOutdatedError


@dataclass(frozen=True, slots=True)
class SqlSnapshots:
    """Implements `Snapshots` over a database of either engine."""

    database: Database

    def take(self, file: Path) -> Snapshot:
        """Write a copy of the record to `file`; writers go on meanwhile.

        What was deleted is not in it: SQLite's is packed, PostgreSQL's is written row by row.
        """
        file.touch(mode=0o600)  # it is full of names
        engine = self.database.engine_name
        if engine == "sqlite":
            self._pack(file)
        else:
            self._copy(file)
        return describe(file, engine)

    def _pack(self, file: Path) -> None:
        try:
            with closing(sqlite3.connect(f"file:{self.database.file}?mode=ro", uri=True)) as source:
                source.execute("VACUUM INTO ?", (str(file),))
        except sqlite3.Error as exc:
            raise StorageUnavailableError(f"the record cannot be copied: {exc}") from exc

    def _copy(self, file: Path) -> None:
        url = f"sqlite:///{file}"
        migrate(url)
        target = Database(url)
        try:
            with self.database.reading() as read, target.writing() as written:
                copy_tables(read.transaction.connection, written.transaction.connection)
        finally:
            target.dispose()


def describe(file: Path, engine: str) -> Snapshot:
    """Return what the copy in `file` is about."""
    copy = Database(f"sqlite:///{file}")
    try:
        with copy.reading() as unit:
            body, (seq, head) = unit.bodies.get(), unit.chain.head()
            if body is None:
                raise NotFoundedError("there is no certification body yet")
            connection = unit.transaction.connection
            rows = {
                table.name: connection.scalar(select(func.count()).select_from(table)) or 0
                for table in tables()
            }
            journal, record = unit.recoveries.journal(), unit.recoveries.record()
    finally:
        copy.dispose()
    revision = current_revision(f"sqlite:///{file}") or ""
    return Snapshot(body.url, record, engine, revision, seq, head.hex(), rows, journal is not None)


def require_empty(url: str) -> None:
    """Raise `RestoreRefusedError` if the database at `url` has a certification body."""
    if make_url(url).drivername == "sqlite" and not file_of(url).exists():
        return
    database = Database(url)
    try:
        database.check_schema()
        with database.reading() as unit:
            if unit.bodies.get() is not None:
                raise RestoreRefusedError(
                    "the database has a certification body: move it away, or name another"
                )
    except SchemaOutdatedError as exc:
        if current_revision(url) is not None:
            raise RestoreRefusedError("the database is in use by an older Probatum") from exc
    finally:
        database.dispose()


def bring_back(backup: Backup, url: str) -> str:
    """Put the copy of the record in place, and return the URL of where it is now.

    For SQLite that is a file beside the one wanted: `put_in_place` gives it its name at the end.
    Raise `ArchiveError` if the file is not the one that was made.
    """
    if make_url(url).drivername != "sqlite":
        _require_same(backup, copy_hashed(backup.file, None))
        _load(backup, url)
        return url
    target = _unfinished(url)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _remove(target)
    _require_same(backup, copy_hashed(backup.file, target))
    migrate(f"sqlite:///{target}")
    return f"sqlite:///{target}"


def put_in_place(url: str) -> None:
    """Give a restored SQLite file its name; of another engine there is nothing to do."""
    if make_url(url).drivername != "sqlite":
        return
    made, target = _unfinished(url), file_of(url)
    with closing(sqlite3.connect(made)) as copy:
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    sync(made)
    _remove(target)  # what is left beside a file that was lost would be taken for its newest pages
    made.rename(target)
    sync(target.parent)


def file_of(url: str) -> Path:
    """Return the file of a SQLite URL."""
    return Path(make_url(url).database or "")


def _unfinished(url: str) -> Path:
    file = file_of(url)
    return file.with_name(f"{file.name}.restoring")


def _remove(file: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            Path(f"{file}{end}").unlink()


def _require_same(backup: Backup, found: tuple[int, str]) -> None:
    if found != (backup.manifest.size, backup.manifest.sha256):
        raise ArchiveError(f"{backup.file} is not what was backed up: its SHA-256 is another")


def _load(backup: Backup, url: str) -> None:
    """Copy every table into PostgreSQL, in one transaction: until it goes on it is an old copy."""
    if backup.manifest.revision != HEAD:
        raise RestoreRefusedError(
            f"the backup has schema {backup.manifest.revision}: restore it into SQLite first, then "
            "run `probatum move-to-postgres`"
        )
    migrate(url)
    source, target = Database(f"sqlite:///{backup.file}?mode=ro"), Database(url)
    try:
        with source.reading() as read, target.writing() as written:
            copy_tables(read.transaction.connection, written.transaction.connection)
            made, head = backup.manifest.made, written.chain.head()[0]
            written.recoveries.add(Doubt(Cause.OLDER_COPY, made - MARGIN, None, head, made))
    finally:
        source.dispose()
        target.dispose()
