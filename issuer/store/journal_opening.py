"""Beginning a journal, opening it with the record, and seeing whether the record is older."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from issuer.errors import StorageUnavailableError
from issuer.recovery.doubt import MARGIN, Cause, Doubt
from issuer.recovery.errors import JournalDamagedError, RecordOlderError
from issuer.store.checkpoint_folder import HASH_SIZE, HASHES, CheckpointFolder
from issuer.store.database import Database
from issuer.store.journal import Journal, require_not_older
from issuer.store.journal_folder import JournalFolder
from issuer.store.unit import SqlUnit

_log = logging.getLogger(__name__)


def begin_journal(database: Database, path: Path) -> Path | None:
    """Keep a journal at `path` of all that follows from now on; return what was put aside for it.

    A journal of this record that is there already goes on. One of another record, or one to which
    nothing can be added because it is damaged, is put aside.
    """
    folder, aside = JournalFolder(path), None
    with database.writing() as unit:
        record, (seq, event) = unit.recoveries.record(), unit.chain.head()
        if folder.is_there() and (folder.record() != record or _is_damaged(folder)):
            aside = set_aside(path)
        if not folder.is_there():
            folder.begin(record, seq, event)
        if unit.recoveries.journal() is None:
            unit.recoveries.begin_journal(seq)
    return aside


def _is_damaged(folder: JournalFolder) -> bool:
    try:
        Journal(folder).end()
    except JournalDamagedError:
        return True
    return False


def set_aside(path: Path) -> Path:
    """Rename a journal's folder, and return where it is now."""
    number = 1
    while (aside := path.with_name(f"{path.name}-{number}")).exists():
        number += 1
    path.rename(aside)
    return aside


def open_journal(database: Database, path: Path | None) -> Journal | None:
    """Return the journal that goes with the record, or None where none is kept, which is logged.

    Raise `JournalForeignError` if what lies at `path` is the journal of another record.
    """
    with database.reading() as unit:
        began, record = unit.recoveries.journal(), unit.recoveries.record()
    if path is None or began is None:
        why = "PROBATUM_JOURNAL is off" if path is None else "run `probatum journal begin`"
        _log.warning("no journal is kept outside the database: %s", why)
        return None
    folder = JournalFolder(path)
    if folder.is_there():
        folder.require_record(record)
    else:
        _log.critical("the journal is gone: nothing is acknowledged until it is back or begun anew")
    return Journal(folder)


def compare(database: Database, checkpoints: Path | None, *, at: datetime) -> bool:
    """Bring the journal up to date; tell whether the record is as new as all that was kept of it.

    If it is older, that is put on record, as a doubt: nothing is issued, and nothing on record is
    told as valid, until somebody has dealt with it.
    """
    try:
        _catch_up(database)
        _require_checkpoints(database, checkpoints)
    except RecordOlderError as exc:
        _log.critical("the record is older than it was: %s", exc)
        _doubt(database, at)
        return False
    except StorageUnavailableError as exc:
        _log.critical("the record cannot be compared: %s", exc)
    return True


def _catch_up(database: Database) -> None:
    """Bring the journal up to date; that it cannot be says nothing of the record."""
    try:
        if database.journal is not None:
            database.journal.keep(database.connected)
    except RecordOlderError:
        raise
    except (StorageUnavailableError, JournalDamagedError) as exc:
        _log.critical("the journal cannot be kept: %s", exc)


def require_whole(database: Database, folder: JournalFolder, checkpoints: Path | None) -> None:
    """Raise `RecordOlderError` unless the record has all that a journal and checkpoints have seen.

    As many events are not enough: an old copy may have gone on for a while, by events of its own.
    """
    with database.connected() as connection:
        require_not_older(connection, Journal(folder).end())
    _require_checkpoints(database, checkpoints)
    seen = [] if checkpoints is None else CheckpointFolder(checkpoints).hashes()
    with database.reading() as unit:
        ours = unit.chain.hashes(len(seen) - 1, 1) if seen else []
        is_accepted = any(each.settled for each in unit.recoveries.all())
    if seen and ours != seen[-1:] and not is_accepted:
        raise RecordOlderError(f"event {len(seen)} is not the one that a checkpoint has seen")


def _require_checkpoints(database: Database, checkpoints: Path | None) -> None:
    """Raise `RecordOlderError` if checkpoints have seen more events than are on record."""
    file = None if checkpoints is None else checkpoints / HASHES
    if file is None or not file.exists():
        return
    seen = file.stat().st_size // HASH_SIZE
    with database.reading() as unit:
        head = unit.chain.head()[0]
        if any(_is_of_lost_past(unit, doubt, file) for doubt in unit.recoveries.all()):
            _log.warning("the checkpoints at %s are of a past that was lost", checkpoints)
            return
    if head < seen:
        raise RecordOlderError(f"it ends at event {head}, and a checkpoint has seen event {seen}")


def _is_of_lost_past(unit: SqlUnit, doubt: Doubt, file: Path) -> bool:
    """Tell whether checkpoints saw another event where the record goes on since it was accepted."""
    if doubt.settled is None:
        return False
    ours = unit.chain.hashes(doubt.head, 1)
    with file.open("rb") as hashes:
        hashes.seek(doubt.head * HASH_SIZE)
        theirs = hashes.read(HASH_SIZE)
    return len(theirs) == HASH_SIZE and ours != [theirs]


def _doubt(database: Database, at: datetime) -> None:
    with database.writing() as unit:
        if any(each.settled is None for each in unit.recoveries.all()):
            return
        head, last = unit.chain.head()[0], unit.recoveries.last_event() or at
        unit.recoveries.add(Doubt(Cause.OLDER_COPY, last - MARGIN, None, head, at))
