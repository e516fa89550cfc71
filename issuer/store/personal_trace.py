"""From a person's reference to everything by which the record knows them."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from issuer.privacy.trace import Trace
from issuer.store.tables.candidates import ApplicationRow, PersonRow
from issuer.store.tables.complaints import ComplaintRow
from issuer.store.tables.issuing import AttemptRow, CertificateRow, HolderRow
from issuer.store.tables.proceedings import AppealRow

_people, _applications = PersonRow.table(), ApplicationRow.table()
_attempts, _certificates = AttemptRow.table(), CertificateRow.table()
_holders, _appeals = HolderRow.table(), AppealRow.table()
_complaints = ComplaintRow.table()


def find_trace(connection: Connection, person: str) -> Trace | None:
    """Return it, or None if nothing is held under this reference."""
    own = connection.execute(select(_people).where(_people.c.ref == person)).first()
    applications = _all(connection, _applications.c.id, _applications.c.person == person)
    holders = connection.execute(select(_holders).where(_holders.c.reference == person)).all()
    attempts, candidates = _attempts_of(connection, person)
    numbers = {row.number for row in holders}
    for row in connection.execute(
        select(_certificates.c.number, _certificates.c.scheme, _certificates.c.attempt)
    ):
        pair = (row.scheme, row.attempt)
        if row.number in numbers or pair in attempts:
            numbers.add(row.number)
            attempts.add(pair)
    if own is None and not holders and not attempts:
        return None
    spellings = [(row.name, row.native_name) for row in (*holders, *([own] if own else []))]
    names = {name for pair in (*spellings, *candidates) for name in pair if name}
    appeals = _all(connection, _appeals.c.id, _appeals.c.application.in_(applications))
    return Trace(
        person=person,
        names=tuple(sorted(names)),
        mails=(own.mail,) if own is not None and own.mail else (),
        applications=tuple(applications),
        attempts=tuple(sorted(attempts)),
        numbers=tuple(sorted(numbers)),
        appeals=tuple(appeals),
        complaints=_complaints_about(connection, sorted(numbers)),
    )


def trace_of_certificate(connection: Connection, number: str) -> Trace:
    """Return the trace of one certificate: of its holder only what led to it, and the dossier."""
    holder = connection.execute(select(_holders).where(_holders.c.number == number)).first()
    own = select(_certificates.c.scheme, _certificates.c.attempt)
    pairs = connection.execute(own.where(_certificates.c.number == number)).all()
    person = "" if holder is None else holder.reference
    applied = [_applications.c.person == person, _applications.c.attempt.in_([p[1] for p in pairs])]
    query = select(_applications.c.id).where(*applied)
    applications = list(connection.scalars(query))
    appeals = _all(connection, _appeals.c.id, _appeals.c.application.in_(applications))
    attempts = tuple((row.scheme, row.attempt) for row in pairs)
    complaints = _complaints_about(connection, [number])
    return Trace(
        person, (), (), tuple(applications), attempts, (number,), tuple(appeals), complaints
    )


def known_references(connection: Connection) -> list[str]:
    """Return the reference of everybody about whom something is held."""
    found = {*connection.scalars(select(_people.c.ref))}
    found |= {*connection.scalars(select(_holders.c.reference))}
    for document in connection.scalars(select(_attempts.c.document)):
        found.add(_candidate(document).get("reference", ""))
    return sorted(found - {""})


def _complaints_about(connection: Connection, numbers: list[str]) -> tuple[str, ...]:
    return tuple(_all(connection, _complaints.c.id, _complaints.c.number.in_(numbers)))


def _attempts_of(
    connection: Connection, person: str
) -> tuple[set[tuple[str, str]], list[tuple[str, str | None]]]:
    """Return the attempts that a person sat, and the names under which they did.

    Results name their candidate inside the document alone; a look into each is a second for
    a hundred thousand of them, and nobody is erased often.
    """
    quoted = json.dumps(person, ensure_ascii=False).encode()
    attempts, names = set(), []
    query = select(_attempts.c.scheme, _attempts.c.attempt, _attempts.c.document)
    for row in connection.execute(query.execution_options(yield_per=1000)):
        if quoted not in row.document:
            continue
        candidate = _candidate(row.document)
        if candidate.get("reference") == person:
            attempts.add((row.scheme, row.attempt))
            names.append((candidate.get("name", ""), candidate.get("native_name")))
    return attempts, names


def _candidate(document: bytes) -> dict[str, Any]:
    candidate = json.loads(document).get("candidate", {})
    return candidate if isinstance(candidate, dict) else {}


def _all(connection: Connection, column: Any, condition: Any) -> list[str]:
    return list(connection.scalars(select(column).where(condition).order_by(column)))
