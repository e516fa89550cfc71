"""Idempotency keys: a request sent again gets the first answer again, and never acts twice.

The key is kept before the attempt is taken, so that of two different requests under one key at
most one acts. A refused request keeps its key too: sent again unchanged it is tried anew, and a
mended one needs a new key.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from issuer.accounts.ports import AccountsTransactions, FirstAnswer
from issuer.certification.exam import ExamResult
from issuer.certification.exam_document import canonical_result
from issuer.errors import IdempotencyConflictError

HEADER = "Idempotency-Key"
MAX_KEY = 128

_KEY = re.compile(rf"[!-~]{{1,{MAX_KEY}}}", re.ASCII)


class IdempotencyKeyError(ValueError):
    """The header does not hold 1 to 128 visible ASCII characters."""


@dataclass(frozen=True, slots=True)
class Retries:
    """Remembers what each key of each client was first used for."""

    transactions: AccountsTransactions

    def claim(self, client: str, key: str, result: ExamResult, at: datetime) -> None:
        """Bind `key` to this request, or raise `IdempotencyConflictError` if it is another's."""
        digest = hashlib.sha256(canonical_result(result)).digest()
        first = FirstAnswer(client, key, digest, result.scheme, result.attempt)
        if self._find(client, key) is None:
            try:
                with self.transactions.writing() as unit:
                    unit.idempotency.add(first, at)
            except IdempotencyConflictError:
                pass  # another request came between; whose it is, is judged like any other
            else:
                return
        if self._find(client, key) != first:
            raise IdempotencyConflictError(key)

    def _find(self, client: str, key: str) -> FirstAnswer | None:
        with self.transactions.reading() as unit:
            return unit.idempotency.find(client, key)


def parse_key(header: str | None) -> str | None:
    """Return the key that a header holds, None without one, or raise `IdempotencyKeyError`."""
    if header is None:
        return None
    if _KEY.fullmatch(header) is None:
        raise IdempotencyKeyError(f"1 to {MAX_KEY} visible ASCII characters")
    return header
