"""What is a failure of the database, and what is a bug of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from issuer.errors import StorageUnavailableError
from issuer.store.moving_mark import MARK

# Disk full, connection lost, locked for too long, deadlock, read-only replica.
_FAILURES = (exc.OperationalError, exc.InternalError, exc.InterfaceError)


@contextmanager
def storage_failures() -> Iterator[None]:
    """Raise `StorageUnavailableError` where the database failed; leave our own mistakes alone."""
    try:
        yield
    except exc.TimeoutError as failure:
        raise StorageUnavailableError("every connection to the database is busy") from failure
    except exc.DBAPIError as failure:
        if not _is_failure(failure):
            raise
        raise StorageUnavailableError(_told(failure)) from failure


def _is_failure(error: BaseException) -> bool:
    # sqlite3 tells of a damaged file by its base class alone.
    if isinstance(error, _FAILURES) or type(error) is exc.DatabaseError:
        return True
    return isinstance(error, exc.DBAPIError) and MARK in str(error.orig)


def _told(failure: exc.DBAPIError) -> str:
    """Return the driver's own first line: SQLAlchemy would add the statement.

    Undoing what failed may fail in turn, so the earliest failure is the one to tell.
    """
    earliest, error = failure, failure.__context__
    while error is not None:
        if isinstance(error, exc.DBAPIError) and _is_failure(error):
            earliest = error
        error = error.__context__
    lines = str(earliest.orig).strip().splitlines() or ["no reason given"]
    return f"the database did not answer as it should: {lines[0]}"
