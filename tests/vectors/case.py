"""One vector: a token, a moment, whom to believe, what is offered, and the verdict that follows.

The same value is written by `make.py`, read by the tests, and judged by the real verifier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from keys.jwk import from_jwk, to_jwk
from keys.keyring import Keyring, Purpose, TrustedKey
from tests.core.making import NOON, Offered, make_issuer
from verifier.ledger import Entry, LedgerUnavailableError
from verifier.status_list import Status
from verifier.status_lists import StatusLists, StatusUnavailableError
from verifier.trust import PinnedTrust, Trust, TrustedIssuer
from verifier.verdict import Reason, Verdict
from verifier.verify import Verifier

_HIDDEN = frozenset({Reason.ALTERED, Reason.UNKNOWN_ISSUER, Reason.MALFORMED})


@dataclass(frozen=True, slots=True)
class Record:
    """An issuer's ledger as a vector tells it: what was released, or that it cannot be asked."""

    available: bool = True
    released: Mapping[tuple[str, str], Status] = field(default_factory=dict)

    def find(self, number: str, digest: bytes) -> Entry | None:
        """Return the entry of a number and the digest of a signing input."""
        if not self.available:
            raise LedgerUnavailableError("down")
        status = self.released.get((number, digest.hex()))
        return None if status is None else Entry(status, None, None)

    def may_have_lost(self, _signed: datetime | None) -> bool:
        """Tell that a vector's ledger has lost nothing."""
        return False

    def token(self, _number: str) -> str | None:
        """Return nothing: vectors are of tokens, not of numbers."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a vector says. `seen` are list tokens that the verifier was offered before."""

    why: str
    reason: Reason
    token: str
    at: datetime = NOON
    issuers: tuple[TrustedIssuer, ...] = (make_issuer(),)
    lists: Mapping[str, str] = field(default_factory=lambda: Offered().tokens)
    seen: Mapping[str, str] = field(default_factory=dict)
    ledger: Mapping[str, Record] | None = None
    shown: bool | None = None  # where the reason alone does not tell

    @property
    def is_shown(self) -> bool:
        """Tell whether the credential may be shown: its signature and claims held."""
        return self.reason not in _HIDDEN if self.shown is None else self.shown

    def judge(self) -> Verdict:
        """Ask the real verifier."""
        source = Offered(dict(self.seen))
        lists = StatusLists(source)
        trust = Trust(self.issuers)
        for uri in self.seen:
            _look(lists, trust, uri, self.at)
        source.tokens = dict(self.lists)
        return Verifier(PinnedTrust(trust), lists, self.ledger or {}).verify(self.token, at=self.at)


def _look(lists: StatusLists, trust: Trust, uri: str, at: datetime) -> None:
    for issuer in trust.issuers:
        if issuer.owns_list(uri):
            try:
                lists.current(issuer, uri, at)
            except StatusUnavailableError:
                continue


def to_json(name: str, case: Case) -> dict[str, Any]:
    """Return the vector called `name` as docs beside this file say."""
    return {
        "name": name,
        "why": case.why,
        "token": case.token,
        "at": _told(case.at),
        "trust": {"issuers": [_issuer_to_json(issuer) for issuer in case.issuers]},
        "seen": dict(case.seen),
        "lists": dict(case.lists),
        "ledger": None
        if case.ledger is None
        else {url: _record_to_json(record) for url, record in case.ledger.items()},
        "expected": {
            "outcome": case.reason.outcome.value,
            "reason": case.reason.value,
            "shown": case.is_shown,
        },
    }


def from_json(document: Mapping[str, Any]) -> Case:
    """Return the case that a vector says."""
    ledger = document["ledger"]
    return Case(
        why=document["why"],
        reason=Reason(document["expected"]["reason"]),
        token=document["token"],
        at=_read(document["at"]),
        issuers=tuple(_issuer_from_json(issuer) for issuer in document["trust"]["issuers"]),
        lists=document["lists"],
        seen=document["seen"],
        ledger=None
        if ledger is None
        else {url: _record_from_json(record) for url, record in ledger.items()},
        shown=document["expected"]["shown"],
    )


def _issuer_to_json(issuer: TrustedIssuer) -> dict[str, Any]:
    return {
        "url": issuer.url,
        "keys_as_of": _told(issuer.keys_as_of),
        "keys": [
            {
                "issuer": key.issuer,
                "purpose": key.purpose.value,
                "since": _told(key.since),
                "until": key.until and _told(key.until),
                "compromised": key.compromised and _told(key.compromised),
                "jwk": to_jwk(key.key),
            }
            for key in issuer.keyring
        ],
    }


def _issuer_from_json(document: Mapping[str, Any]) -> TrustedIssuer:
    keys = [
        TrustedKey(
            issuer=key["issuer"],
            purpose=Purpose(key["purpose"]),
            key=from_jwk(key["jwk"]),
            since=_read(key["since"]),
            until=key["until"] and _read(key["until"]),
            compromised=key["compromised"] and _read(key["compromised"]),
        )
        for key in document["keys"]
    ]
    as_of = _read(document["keys_as_of"])
    return TrustedIssuer(document["url"], document["url"], "", Keyring(keys), as_of, {})


def _record_to_json(record: Record) -> dict[str, Any]:
    released = [
        {"number": number, "digest": digest, "status": status.name.lower()}
        for (number, digest), status in record.released.items()
    ]
    return {"available": record.available, "released": released}


def _record_from_json(document: Mapping[str, Any]) -> Record:
    released = {
        (entry["number"], entry["digest"]): Status[entry["status"].upper()]
        for entry in document["released"]
    }
    return Record(document["available"], released)


def _told(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _read(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
