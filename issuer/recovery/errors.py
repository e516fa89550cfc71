"""What is refused about backups, journals and restoring."""

from __future__ import annotations

from issuer.errors import IssuerError, StorageUnavailableError


class ArchiveError(IssuerError):
    """The backup is not whole, or not one of ours; the message says what is wrong."""

    code = "archive_refused"


class RestoreRefusedError(IssuerError):
    """The backup cannot be restored here and now; the message says why."""

    code = "restore_refused"


class JournalDamagedError(IssuerError):
    """The journal is not what was written; the message names the file."""

    code = "journal_damaged"


class JournalForeignError(IssuerError):
    """The journal is one of another record."""

    code = "journal_foreign"


class RecordOlderError(StorageUnavailableError):
    """The record is older than what was kept of it elsewhere: an old copy was put in its place."""
