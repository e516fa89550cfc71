"""A request and its certificates as rows, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from issuer.credentials.certificate import CertificateState
from issuer.requests.request import Item, Kind, Request, RequestState, read_terms, terms_of


def request_values(request: Request) -> dict[str, Any]:
    """Return the columns of a request."""
    return {
        "id": request.id,
        "kind": request.kind.value,
        "act": request.act,
        "state": request.state.value,
        "reason": request.reason,
        "terms": terms_of(request),
        "asked_by": request.asked_by,
        "asked": request.asked,
        "expires": request.expires,
        "decided_by": request.decided_by,
        "decided": request.decided,
        "why": request.why,
        "finished": request.finished,
        "total": request.total,
        "done": request.done,
        "refused": request.refused,
        "undoes": request.undoes,
    }


def request_of(row: Row[Any]) -> Request:
    """Return the request in a row."""
    return Request(
        id=row.id,
        kind=Kind(row.kind),
        act=row.act,
        state=RequestState(row.state),
        reason=row.reason,
        asked_by=row.asked_by,
        asked=row.asked,
        expires=row.expires,
        decided_by=row.decided_by,
        decided=row.decided,
        why=row.why,
        finished=row.finished,
        total=row.total,
        done=row.done,
        refused=row.refused,
        undoes=row.undoes,
        **read_terms(row.terms),
    )


def item_of(row: Row[Any]) -> Item:
    """Return one certificate of a request in a row."""
    return Item(row.number, CertificateState(row.state), row.since, row.outcome, row.why, row.at)
