"""What of a person is not finished: open cases, what waits, and what periods may run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select, tuple_

from issuer.privacy.trace import Period, Standing, Trace
from issuer.store.tables.candidates import ApplicationRow
from issuer.store.tables.complaints import ComplaintRow
from issuer.store.tables.issuing import AttemptRow, CertificateRow
from issuer.store.tables.proceedings import AppealRow, ReviewRow
from issuer.store.tables.requests import RequestItemRow, RequestRow

_certificates, _attempts = CertificateRow.table(), AttemptRow.table()
_applications = ApplicationRow.table()
_appeals, _reviews = AppealRow.table(), ReviewRow.table()
_requests, _items = RequestRow.table(), RequestItemRow.table()
_cases = ComplaintRow.table()
_VALID = ("active", "suspended")


def standing_of(connection: Connection, trace: Trace, at: datetime) -> Standing:
    """Return it as of `at`."""
    own = select(_certificates).where(_certificates.c.number.in_(trace.numbers))
    certificates = list(connection.execute(own.order_by(_certificates.c.number)))
    pairs = [tuple_(_attempts.c.scheme, _attempts.c.attempt) == pair for pair in trace.attempts]
    sat = select(_attempts).where(or_(*pairs)) if pairs else select(_attempts).limit(0)
    attempts = list(connection.execute(sat.order_by(_attempts.c.attempt)))
    granted = {(row.scheme, row.attempt) for row in certificates if row.state != "voided"}
    return Standing(
        open=tuple(_open(connection, trace, attempts, certificates, granted)),
        periods=tuple(_periods(attempts, certificates)),
        in_force=tuple(r.number for r in certificates if r.state in _VALID and at < r.expires),
    )


def _open(
    connection: Connection,
    trace: Trace,
    attempts: list[Any],
    certificates: list[Any],
    granted: set[tuple[str, str]],
) -> Iterator[str]:
    applied = _applications.c.id.in_(trace.applications)
    waiting = select(_applications.c.id).where(applied, _applications.c.state == "open")
    yield from (f"application {name} is open" for name in connection.scalars(waiting))
    appealed = _appeals.c.application.in_(trace.applications)
    appeals = select(_appeals.c.id).where(appealed, _appeals.c.outcome.is_(None))
    yield from (f"appeal {name} is not decided" for name in connection.scalars(appeals))
    doubted = or_(
        _reviews.c.application.in_(trace.applications), _reviews.c.number.in_(trace.numbers)
    )
    reviews = select(_reviews.c.id).where(doubted, _reviews.c.settled.is_(None))
    yield from (
        f"doubt {name} about a decision is not settled" for name in connection.scalars(reviews)
    )
    yield from _complaints(connection, trace)
    asked = (
        select(_requests.c.id)
        .join(_items, _items.c.request == _requests.c.id)
        .where(_items.c.number.in_(trace.numbers), _requests.c.finished.is_(None))
        .where(_items.c.outcome.is_(None), _requests.c.state.in_(("draft", "waiting", "running")))
        .distinct()
    )
    yield from (f"request {name} about a certificate waits" for name in connection.scalars(asked))
    for row in attempts:
        if row.outcome is None:
            yield f"exam result {row.attempt} waits for a decision"
        elif row.outcome == "granted" and (row.scheme, row.attempt) not in granted:
            yield f"the certificate granted on {row.attempt} is not issued yet"
    yield from (f"{r.number} is being issued" for r in certificates if r.state == "intended")


def _complaints(connection: Connection, trace: Trace) -> Iterator[str]:
    about = _cases.c.number.in_(trace.numbers)
    query = select(_cases.c.id).where(about, _cases.c.ended.is_(None))
    yield from (f"complaint {name} is not decided" for name in connection.scalars(query))


def _periods(attempts: list[Any], certificates: list[Any]) -> Iterator[Period]:
    for row in certificates:
        if row.state in {"voided", "intended"}:
            continue
        ended = min(row.expires, row.since) if row.state in _ENDED and row.since else row.expires
        yield Period(row.number, row.scheme, row.version, ended.date(), granted=True)
    for row in attempts:
        if row.outcome == "denied":
            yield Period(row.attempt, row.scheme, row.version, row.decided.date(), granted=False)


_ENDED = frozenset({"revoked", "superseded"})
_COMPLAINT_ENDS = ("ended", "closed", "settled", "decided")
