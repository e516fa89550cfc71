"""What our own public verifier refuses is never released."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import datetime

from issuer.errors import ClockJumpedError, MisissuanceError, StorageUnavailableError
from verifier.credential import Credential
from verifier.status_lists import ListSource, StatusLists
from verifier.trust import TrustSource
from verifier.verdict import Reason
from verifier.verify import Verifier


class SelfCheck:
    """Judges one batch of new tokens, by one copy of each status list and without the ledger."""

    def __init__(self, trust: TrustSource, source: ListSource) -> None:
        self._verifier = Verifier(trust, StatusLists(_Fetched(source)))

    def require(
        self,
        number: str,
        token: str,
        credential: Credential,
        releasable: AbstractSet[Reason],
        *,
        at: datetime,
    ) -> None:
        """Raise `MisissuanceError` unless `token` says `credential`, and the verdict is releasable.

        What was not refused, but could not be checked now, is another refusal: try again.
        """
        verdict = self._verifier.verify(token, at=at)
        if verdict.reason is Reason.STATUS_UNAVAILABLE:
            raise StorageUnavailableError(f"{number}: its status list cannot be had")
        if verdict.reason is Reason.CLOCK:  # ours went back just now: the list is signed anew
            raise ClockJumpedError(f"{number}: its status list is from the future")
        if verdict.reason not in releasable or verdict.credential != credential:
            raise MisissuanceError(f"{number}: our verifier says {verdict.reason}")


class _Fetched:
    """Asks a source once for each list."""

    def __init__(self, source: ListSource) -> None:
        self._source = source
        self._tokens: dict[str, str] = {}

    def fetch(self, uri: str) -> str:
        if uri not in self._tokens:
            self._tokens[uri] = self._source.fetch(uri)
        return self._tokens[uri]
