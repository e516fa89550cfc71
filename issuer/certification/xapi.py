"""What a learning system states (xAPI 1.0.3 and 2.0, cmi5): passed, failed, or one taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from issuer.certification.errors import DocumentError, Fault
from issuer.certification.faults import faults_of
from issuer.certification.figures import show_moment, to_number
from issuer.certification.xapi_document import (
    OutcomeDocument,
    StatementHead,
    VoidingDocument,
    percent_of,
)
from verifier.strict_json import StrictJsonError, load_value

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
MAX_STATEMENTS = 50  # in one message
_VERBS = "http://adlnet.gov/expapi/verbs/"

_encode = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode
Model = TypeVar("Model", bound=BaseModel)


class Verb(StrEnum):
    """The verbs that say something to a certification body."""

    PASSED = f"{_VERBS}passed"
    FAILED = f"{_VERBS}failed"
    VOIDED = f"{_VERBS}voided"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Somebody passed or failed: `verb` is what the learning system makes of it.

    `person` is the account's name, our reference for the person; `registration` a UUID, as `id`.
    Percentages are 0 to 100, cut off after the hundredth: no cut score is met by rounding.
    """

    id: str
    verb: Verb
    registration: str
    home_page: str
    person: str
    name: str | None = field(repr=False)
    activity: str
    percent: Decimal
    completed_at: datetime
    sections: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    form: str | None = None
    stations_passed: int | None = None
    critical_fails: tuple[str, ...] = ()
    examiners: tuple[str, ...] = field(default=(), repr=False)
    profession: str | None = None


@dataclass(frozen=True, slots=True)
class Voiding:
    """The statement `target` counts no more (xAPI 1.0.3, part 2, section 2.3.2)."""

    id: str
    target: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A statement with any other verb, such as completed or initialized: nothing follows."""

    id: str
    verb: str


Statement = Outcome | Voiding | Remark


def parse_statement(data: bytes) -> Statement:
    """Return the statement that `data`, strict JSON of at most 256 KiB, makes.

    Members that we do not read are passed over: statements carry many. Raises `DocumentError`,
    naming each path and its mend, and nothing else, for any bytes.
    """
    return read_statement(_load(data))


def load_statements(data: bytes) -> Mapping[str, object] | list[object]:
    """Return one statement's members, or a list of 1 to 50, not yet read: else `DocumentError`."""
    value = _load(data)
    if isinstance(value, list):
        if not 1 <= len(value) <= MAX_STATEMENTS:
            raise DocumentError([Fault("document", f"send 1 to {MAX_STATEMENTS} statements")])
        return value
    if not isinstance(value, dict):
        raise DocumentError([Fault("document", "send a statement, or a list of them")])
    return value


def read_statement(members: object) -> Statement:
    """Return the statement that already loaded `members` make, or raise `DocumentError`."""
    head = _read(StatementHead, members)
    match head.verb.id:
        case Verb.PASSED | Verb.FAILED:
            document = _read(OutcomeDocument, members)
            faults = list(_contradictions(document))
            if faults:
                raise DocumentError(faults)
            return _outcome(document)
        case Verb.VOIDED:
            return Voiding(head.id, _read(VoidingDocument, members).object.id)
        case _:
            return Remark(head.id, head.verb.id)


def canonical_statement(statement: Statement) -> bytes:
    """Return the JSON of all that was read: equal statements, equal bytes, and back."""
    match statement:
        case Outcome():
            members = _members(statement)
        case Voiding(_, target):
            members = {"object": {"objectType": "StatementRef", "id": target}}
            members["verb"] = {"id": Verb.VOIDED.value}
        case Remark(_, verb):
            members = {"verb": {"id": verb}}
    return _encode({"id": statement.id, **members}).encode("utf-8")


def _load(data: bytes) -> Any:
    try:
        return load_value(data, max_bytes=MAX_BYTES, max_depth=MAX_DEPTH)
    except StrictJsonError as exc:
        raise DocumentError([Fault("document", str(exc))]) from exc


def _read(model: type[Model], members: object) -> Model:
    try:
        return model.model_validate(members)
    except ValidationError as exc:
        raise DocumentError(faults_of(model, exc)) from exc


def _contradictions(document: OutcomeDocument) -> Iterator[Fault]:
    """Yield where score, success, mastery score and verb say different things (cmi5, 9.5)."""
    result, mastery = document.result, document.context.extensions.mastery_score
    score, passed = result.score, document.verb.id == Verb.PASSED
    if result.success not in {None, passed}:
        yield Fault("result.success", f"give {'true' if passed else 'false'}, as the verb says")
    if mastery is not None and (score.scaled >= mastery) is not passed:
        mend = f"give {mastery} or more" if passed else f"give less than {mastery}"
        yield Fault("result.score.scaled", f"{mend}, as the mastery score and the verb say")
    least, most = score.min, score.max
    if least is not None and most is not None and least >= most:
        yield Fault("result.score.min", "give less than max")
    elif score.raw is not None and (
        (least is not None and score.raw < least) or (most is not None and score.raw > most)
    ):
        yield Fault("result.score.raw", "give a number from min to max")


def _outcome(document: OutcomeDocument) -> Outcome:
    account, more = document.actor.account, document.result.extensions
    return Outcome(
        id=document.id,
        verb=Verb(document.verb.id),
        registration=document.context.registration,
        home_page=account.home_page,
        person=account.name,
        name=document.actor.name,
        activity=document.object.id,
        percent=percent_of(document.result.score.scaled * 100),
        completed_at=document.timestamp,
        sections=more.sections,
        form=more.form,
        stations_passed=more.stations_passed,
        critical_fails=tuple(sorted(set(more.critical_fails))),
        examiners=tuple(sorted(set(more.examiners))),
        profession=more.profession,
    )


def _members(outcome: Outcome) -> dict[str, Any]:
    account = {"homePage": outcome.home_page, "name": outcome.person}
    more = {
        "urn:probatum:sections": {
            section: to_number(percent) for section, percent in outcome.sections.items()
        },
        "urn:probatum:form": outcome.form,
        "urn:probatum:stations-passed": outcome.stations_passed,
        "urn:probatum:critical-fails": outcome.critical_fails,
        "urn:probatum:examiners": outcome.examiners,
        "urn:probatum:profession": outcome.profession,
    }
    return {
        "actor": {"account": account, "name": outcome.name},
        "verb": {"id": outcome.verb.value},
        "object": {"id": outcome.activity},
        "result": {
            "score": {"scaled": to_number(outcome.percent / 100)},
            "extensions": more,
        },
        "context": {"registration": outcome.registration},
        "timestamp": show_moment(outcome.completed_at),
    }
