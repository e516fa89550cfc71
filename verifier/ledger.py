"""What the verifier asks an issuer's ledger, where it is that issuer's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from verifier.history import History
from verifier.status_list import Status

_LATEST = int(datetime.max.replace(tzinfo=UTC).timestamp())


class LedgerUnavailableError(Exception):
    """The ledger could not answer; try again later."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is on record of a released credential's certificate.

    `since` is when its status last changed, `successor` the number that replaced it.
    """

    status: Status
    since: datetime | None
    successor: str | None


class Ledger(Protocol):
    """Every credential that was ever released. A genuine one is in it; nothing else is."""

    def find(self, number: str, digest: bytes) -> Entry | None:
        """Return the record of a released credential by number and signing-input digest.

        Raise `LedgerUnavailableError` if nobody can say.
        """
        ...

    def may_have_lost(self, signed: datetime | None) -> bool:
        """Tell whether one that is not found, signed then, may have been released all the same.

        So it is after a record was restored and something is missing. None: nobody says when.
        """
        ...

    def history(self, number: str) -> History | None:
        """Return how certificate `number` has stood since its release, or None if it never was.

        Raise `LedgerUnavailableError` if nobody can say.
        """
        ...

    def token(self, number: str) -> str | None:
        """Return the newest released token of certificate `number`, or None if there is none."""
        ...


def may_be_lost(ledger: Ledger | None, signed: object) -> bool:
    """Tell whether what was signed then (`iat` as it was read), and its key, may have been lost."""
    if ledger is None or type(signed) is not int or not 0 <= signed < _LATEST:
        return False
    try:
        return ledger.may_have_lost(datetime.fromtimestamp(signed, UTC))
    except LedgerUnavailableError:
        return True
