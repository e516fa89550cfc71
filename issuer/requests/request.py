"""A change that was asked for: what, by whom, of which certificates, and what became of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from issuer.credentials.certificate import CertificateState
from issuer.credentials.lifecycle import Act, Wanted
from issuer.requests.replacement import Replacement, read_replacement


class Kind(StrEnum):
    """What a request is about; each kind has its own two roles."""

    ONE = "one"
    MANY = "many"
    REPLACING = "replacing"  # one certificate, by a newer one
    RESUMING = "resuming"  # issuing, after an emergency stop


class RequestState(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"  # its set is frozen; whoever made it has not asked yet
    WAITING = "waiting"
    RUNNING = "running"  # approved, and not done with every certificate
    DONE = "done"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    EXPIRED = "expired"


OPEN = frozenset({RequestState.DRAFT, RequestState.WAITING})
RESUME = "resume"  # the act of a request that issuing goes on
REPLACE = "replace"  # the act of a request for a newer certificate


@dataclass(frozen=True, slots=True)
class Request:
    """A request on record. `selection` says in words how its certificates were found.

    `total` certificates, of which so many are `done` or `refused`. `undoes` is the request whose
    suspensions this one takes back. `replacement` is what a newer certificate would say; its
    cause is the `reason`.
    """

    id: str
    kind: Kind
    act: str
    state: RequestState
    reason: str
    asked_by: str
    asked: datetime
    expires: datetime
    note: str = ""
    effective: date | None = None
    review: date | None = None
    selection: str = ""
    decided_by: str | None = None
    decided: datetime | None = None
    why: str | None = None
    finished: datetime | None = None
    total: int = 0
    done: int = 0
    refused: int = 0
    undoes: str | None = None
    replacement: Replacement | None = None

    @property
    def wanted(self) -> Wanted:
        """Return the change that is wanted; requests to issue, or to go on issuing, have none."""
        return Wanted(Act(self.act), self.reason, self.note, self.effective, self.review)

    @property
    def left(self) -> int:
        """Return how many certificates nothing became of yet."""
        return self.total - self.done - self.refused

    def decide(
        self, state: RequestState, by: str, at: datetime, *, why: str | None = None
    ) -> Request:
        """Return it as it stands after somebody's, or time's, decision."""
        return replace(self, state=state, decided_by=by, decided=at, why=why)


@dataclass(frozen=True, slots=True)
class Item:
    """One certificate of a request, as it stood when it was asked, and what became of it."""

    number: str
    state: CertificateState
    since: datetime | None
    outcome: str | None = None
    why: str | None = None
    at: datetime | None = None


DONE, REFUSED = "done", "refused"  # an item's outcome


def terms_of(request: Request) -> str:
    """Return what is private of a request, as JSON."""
    return json.dumps(
        {
            "note": request.note,
            "effective": request.effective.isoformat() if request.effective else None,
            "review": request.review.isoformat() if request.review else None,
            "selection": request.selection,
            "replacement": request.replacement.members if request.replacement else None,
        },
        ensure_ascii=False,
    )


def read_terms(text: str) -> dict[str, Any]:
    """Return what `terms_of` wrote, as members of a request."""
    terms = json.loads(text)
    days = {name: date.fromisoformat(terms[name]) if terms[name] else None for name in _DAYS}
    return {**terms, **days, "replacement": read_replacement(terms.get("replacement"))}


_DAYS = ("effective", "review")
