"""The documents of a dossier on the wire: strict JSON, read and written; one `kind` each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError

from issuer.certification.dossier.examination import Practical, Remediation, StationScore, Written
from issuer.certification.dossier.practice import Case, Feedback
from issuer.certification.dossier.qualification import (
    Declaration,
    Endorsement,
    Experience,
    HeldCertificate,
    Identity,
    Licence,
    Specialty,
)
from issuer.certification.dossier.register import Listed
from issuer.certification.dossier.strict import load_members
from issuer.certification.dossier.training import Education, Training
from issuer.certification.dossier.waiver import Waiver, WaiverApproval
from issuer.certification.errors import DocumentError, Fault
from issuer.certification.faults import faults_of
from issuer.certification.fields import Strict

Document = (
    Identity
    | Licence
    | HeldCertificate
    | Declaration
    | Experience
    | Endorsement
    | Specialty
    | Training
    | Education
    | Case
    | Feedback
    | Written
    | Practical
    | StationScore
    | Remediation
    | Waiver
    | WaiverApproval
)

_encode = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


def _kinds_of(union: Any) -> dict[str, type[Strict]]:
    return {get_args(each.model_fields["kind"].annotation)[0]: each for each in get_args(union)}


DOCUMENT_KINDS: Mapping[str, type[Strict]] = _kinds_of(Document)
LISTED_KINDS: Mapping[str, type[Strict]] = _kinds_of(get_args(Listed)[0])


def parse_document(data: bytes) -> Document:
    """Return the document that `data`, strict JSON of at most 16 KiB, is.

    Raises `DocumentError`, naming each path and its mend, and nothing else, for any bytes.
    """
    return read_document(load_members(data))


def read_document(members: Mapping[str, object]) -> Document:
    """Return the document that already loaded `members` are, or raise `DocumentError`."""
    document: Document = _read(DOCUMENT_KINDS, members)
    return document


def parse_listed(data: bytes) -> Listed:
    """Return the register's entry that `data` is, or raise `DocumentError`."""
    return read_listed(load_members(data))


def read_listed(members: Mapping[str, object]) -> Listed:
    """Return the register's entry that already loaded `members` are, or raise `DocumentError`."""
    listed: Listed = _read(LISTED_KINDS, members)
    return listed


def canonical(document: Document | Listed) -> bytes:
    """Return the canonical JSON of a document: equal documents, equal bytes, and back."""
    members = document.model_dump(mode="json", exclude_none=True)
    return _encode(members).encode("utf-8")


def _read(kinds: Mapping[str, type[Strict]], members: Mapping[str, object]) -> Any:
    kind = members.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        raise DocumentError([Fault("kind", f"give one of {', '.join(kinds)}")])
    model = kinds[kind]
    try:
        return model.model_validate(members)
    except ValidationError as exc:
        raise DocumentError(faults_of(model, exc)) from exc
