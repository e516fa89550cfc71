"""The public answer: what `POST /api/v1/verify` and `probatum verify --json` say, as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

from verifier.credential import Credential
from verifier.days import last_day
from verifier.trust import CredentialType, Trust, TrustedIssuer, is_specimen
from verifier.verdict import Check, Choice, Finding, Outcome, Reason, Step, Verdict
from verifier.words import STEPS, words_for


def rfc3339(moment: datetime) -> str:
    """Return a UTC moment as RFC 3339 with `Z`, to the second."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


Moment = Annotated[
    datetime,
    PlainSerializer(rfc3339),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-20T14:41:00Z"]}),
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class IssuerPart(_Part):
    """The certification body. What a specimen's issuer signs proves nothing."""

    url: str
    name: str
    telephone: str
    specimen: bool


class NativeName(_Part):
    """The holder's name in their own script."""

    text: str
    language: str


class Profession(_Part):
    """The holder's profession: the code in the token, and the scheme's word for it."""

    code: str
    label: str


class CredentialPart(_Part):
    """What was proven. `valid_through` is the last whole day, `expires` the moment it ends."""

    issuer: IssuerPart
    number: str
    name: str
    native_name: NativeName | None
    profession: Profession
    title: str | None
    scheme: str | None
    version: str | None
    scope: list[str]
    everyday: list[str]
    effective: Moment
    valid_through: date
    expires: Moment
    type: str


class CheckPart(_Part):
    """One line of what was checked."""

    step: Step
    name: str
    finding: Finding


class ChoicePart(_Part):
    """One of several certificates in a document. Send its `text` to have it verified alone."""

    text: str
    number: str
    name: str
    profession: Profession


class Answer(_Part):
    """One verdict. `credential` is null unless its signature held and the ledger agrees.

    `several` names the genuine certificates of a document with more than one (`unreadable`): which
    is meant? `saved_again` tells that a PDF is not, to the byte, what its issuer handed out.
    """

    outcome: Outcome
    reason: Reason
    headline: str
    sentence: str
    advice: str
    checked_at: Moment
    status_as_of: Moment | None
    since: Moment | None
    successor: str | None
    checks: list[CheckPart]
    credential: CredentialPart | None
    several: list[ChoicePart]
    saved_again: bool


def to_answer(verdict: Verdict, trust: Trust) -> dict[str, Any]:
    """Return `verdict` as the JSON object that every surface gives out."""
    return make_answer(verdict, trust).model_dump(mode="json")


def make_answer(verdict: Verdict, trust: Trust) -> Answer:
    """Return `verdict` in words, with what `trust` knows of the issuer and the type."""
    words = words_for(verdict)
    credential = verdict.credential
    return Answer(
        outcome=verdict.outcome,
        reason=verdict.reason,
        headline=words.headline,
        sentence=words.sentence,
        advice=words.advice,
        checked_at=verdict.at,
        status_as_of=verdict.status_as_of,
        since=verdict.since,
        successor=verdict.successor,
        checks=[_check(check) for check in verdict.checks],
        credential=None if credential is None else _credential(credential, trust),
        several=[_choice(choice, trust) for choice in verdict.several],
        saved_again=verdict.saved_again,
    )


def _choice(choice: Choice, trust: Trust) -> ChoicePart:
    credential = choice.credential
    issuer = trust.find(credential.issuer)
    kind = None if issuer is None else issuer.types.get(credential.type)
    return ChoicePart(
        text=choice.text,
        number=credential.number,
        name=credential.name,
        profession=_profession(credential.profession, kind),
    )


def _check(check: Check) -> CheckPart:
    return CheckPart(step=check.step, name=STEPS[check.step], finding=check.finding)


def _credential(credential: Credential, trust: Trust) -> CredentialPart:
    issuer = trust.find(credential.issuer)
    kind = None if issuer is None else issuer.types.get(credential.type)
    return CredentialPart(
        issuer=_issuer(credential.issuer, issuer),
        number=credential.number,
        name=credential.name,
        native_name=_native_name(credential),
        profession=_profession(credential.profession, kind),
        title=None if kind is None else kind.title,
        scheme=None if kind is None else kind.scheme,
        version=None if kind is None else kind.version,
        scope=[] if kind is None else list(kind.scope),
        everyday=[] if kind is None else list(kind.everyday),
        effective=credential.effective,
        valid_through=last_day(credential.expires),
        expires=credential.expires,
        type=credential.type,
    )


def _issuer(url: str, issuer: TrustedIssuer | None) -> IssuerPart:
    # Trust may change between the verdict and its telling; the address is proven all the same.
    name, telephone = (url, "") if issuer is None else (issuer.name, issuer.telephone)
    return IssuerPart(url=url, name=name, telephone=telephone, specimen=is_specimen(url))


def _native_name(credential: Credential) -> NativeName | None:
    if credential.native_name is None or credential.native_language is None:
        return None
    return NativeName(text=credential.native_name, language=credential.native_language)


def _profession(code: str, kind: CredentialType | None) -> Profession:
    return Profession(code=code, label=code if kind is None else kind.professions.get(code, code))
