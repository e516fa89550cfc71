"""What is a failure of the database, and what is a bug of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from issuer.errors import StorageUnavailableError

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
        # sqlite3 tells of a damaged file by its base class alone.
        if isinstance(failure, _FAILURES) or type(failure) is exc.DatabaseError:
            raise StorageUnavailableError(_told(failure)) from failure
        raise


def _told(failure: exc.DBAPIError) -> str:
    # The driver's own first line: SQLAlchemy would add the statement.
    lines = str(failure.orig).strip().splitlines() or ["no reason given"]
    return f"the database did not answer as it should: {lines[0]}"
