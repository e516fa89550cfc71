"""Conditions on certificates as SQL: one query finds what an incident affects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select, tuple_

from issuer.credentials.certificate import CertificateState
from issuer.credentials.sought import Sought
from issuer.store.credential_rows import RELEASED
from issuer.store.json_member import lists, member
from issuer.store.lookup import can_be_there
from issuer.store.prior import earlier_numbered
from issuer.store.search import fold
from issuer.store.tables.candidates import (
    ApplicationRow,
    DossierEntryRow,
    PersonRow,
    RegisterEntryRow,
)
from issuer.store.tables.issuing import AttemptRow, CertificateRow, CredentialRow, HolderRow

_certificates = CertificateRow.table()
_holders = HolderRow.table()
_credentials = CredentialRow.table()
_attempts = AttemptRow.table()
_applications = ApplicationRow.table()
_entries = DossierEntryRow.table()
_register = RegisterEntryRow.table()
_people = PersonRow.table()

SHOWN = tuple(
    state.value
    for state in CertificateState
    if state not in {CertificateState.INTENDED, CertificateState.VOIDED}
)
_LONGEST_SEARCH = 1000  # characters, folded; no name is longer
_HELD_UNDER = tuple_(_holders.c.reference, _certificates.c.scheme)
_COUNTS = _entries.c.struck.is_(None)


def conditions(sought: Sought) -> list[ColumnElement[bool]]:
    """Return what must hold of `certificate` and its `holder`, joined to it."""
    texts = [sought.text, sought.scheme, sought.profession, sought.region, sought.key]
    texts += [sought.sitting, sought.provider, sought.examiner]
    if not can_be_there(*filter(None, texts)):
        return [false()]
    return [*_of_itself(sought), *_of_its_grounds(sought)]


def _of_itself(sought: Sought) -> Iterator[ColumnElement[bool]]:
    columns = _certificates.c
    yield columns.state.in_(SHOWN) if sought.state is None else columns.state == sought.state.value
    if sought.text:
        yield _text(sought.text)
    for name in ("scheme", "profession"):
        if getattr(sought, name) is not None:
            yield columns[name] == getattr(sought, name)
    if sought.expires_from is not None:
        yield columns.expires >= _start(sought.expires_from)
    if sought.expires_until is not None:
        yield columns.expires < _start(sought.expires_until) + timedelta(days=1)
    if sought.review_until is not None:
        yield columns.review <= sought.review_until
    if sought.numbers is not None:
        yield columns.number.in_(sought.numbers)


def _of_its_grounds(sought: Sought) -> Iterator[ColumnElement[bool]]:
    if sought.key is not None:
        signed = select(_credentials.c.number).where(
            _credentials.c.kid == sought.key, _credentials.c.state == RELEASED
        )
        yield _certificates.c.number.in_(signed)
    if sought.region is not None:
        asked = select(_applications.c.person, _applications.c.scheme)
        yield _HELD_UNDER.in_(asked.where(_applications.c.region == sought.region))
    if sought.sitting is not None:  # a station's ref is sitting/station/examiner
        first, behind = f"{sought.sitting}/", f"{sought.sitting}0"
        yield _shown("station", _entries.c.ref >= first, _entries.c.ref < behind)
    if sought.provider is not None:
        courses = select(_register.c.id).where(
            _register.c.kind == "course",
            member(_register.c.document, "provider") == sought.provider,
        )
        yield _shown("training", member(_entries.c.document, "course").in_(courses))
    if sought.examiner is not None:
        yield _examined_by(sought.examiner)
    if sought.examined is not None:
        day = member(_attempts.c.document, "completed_at").startswith(sought.examined.isoformat())
        yield _decided_on(day)


def _examined_by(examiner: str) -> ColumnElement[bool]:
    scored = _entries.c.ref.endswith(f"/{examiner}", autoescape=True)
    named = lists(_attempts.c.document, "examiners", examiner)
    return or_(_shown("station", scored), _decided_on(named))


def _shown(kind: str, *wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    """Tell whether the holder's dossier has a document, of the certificate's scheme."""
    shown = select(_entries.c.person, _entries.c.scheme)
    return _HELD_UNDER.in_(shown.where(_entries.c.kind == kind, _COUNTS, *wanted))


def _decided_on(wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    found = select(_attempts.c.scheme, _attempts.c.attempt).where(wanted)
    return tuple_(_certificates.c.scheme, _certificates.c.attempt).in_(found)


def _text(text: str) -> ColumnElement[bool]:
    folded = fold(text)
    if len(folded) > _LONGEST_SEARCH:
        return false()
    if not folded:
        return _certificates.c.number.is_not(None)
    wanted = [
        _certificates.c.number.contains(folded.upper(), autoescape=True),
        _holders.c.folded.contains(folded, autoescape=True),
        earlier_numbered(text),
    ]
    if "@" in folded:
        wanted.append(_holders.c.reference.in_(_people_at(folded)))
    if any(each.isdigit() for each in folded):
        wanted.append(_holders.c.reference.in_(_licensed_as(folded)))
    return or_(*wanted)


def _people_at(mail: str) -> Select[Any]:
    return select(_people.c.ref).where(func.lower(_people.c.mail) == mail)


def _licensed_as(number: str) -> Select[Any]:
    """Find people by their licence's number, with or without its spaces and hyphens."""
    told = func.lower(member(_entries.c.document, "number"))
    bare = func.replace(func.replace(told, " ", ""), "-", "")
    wanted = number.replace(" ", "").replace("-", "")
    return select(_entries.c.person).where(_entries.c.kind == "licence", _COUNTS, bare == wanted)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
