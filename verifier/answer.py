"""The public answer: what `POST /api/v1/verify` and `probatum verify --json` say, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

from verifier.credential import Credential
from verifier.credential_type import CredentialType
from verifier.days import last_day
from verifier.languages import ENGLISH, Language
from verifier.on_day import InForce, OnDay, Told
from verifier.telling import tell
from verifier.trust import Trust, TrustedIssuer, is_specimen
from verifier.type_words import type_words
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


class ShownPart(_Part):
    """What the scheme asked of every holder, at least. False or 0: it was not asked of all."""

    licence: bool
    identity: bool
    training_hours: int
    supervised_cases: int
    written: bool
    practical: bool


class CredentialPart(_Part):
    """What was proven. `valid_through` is the last whole day, `expires` the moment it ends.

    `shown` is null where the type does not say what its holders had to show.
    """

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
    shown: ShownPart | None
    effective: Moment
    valid_through: date
    expires: Moment
    type: str


class CheckPart(_Part):
    """One line of what was checked."""

    step: Step
    name: str
    finding: Finding


class OnDayPart(_Part):
    """Whether it was in force on the day asked for, where the certification body is."""

    day: date
    result: InForce
    sentence: str


class ChoicePart(_Part):
    """One of several certificates in a document. Send its `text` to have it verified alone."""

    text: str
    number: str
    name: str
    profession: Profession


class Answer(_Part):
    """One verdict. `credential` is null unless its signature held and the ledger agrees.

    `several` names the genuine certificates of a document with more than one (`unreadable`): which
    is meant? `saved_again` tells that a PDF is not, to the byte, what its issuer handed out. `on`
    answers for the day that was asked for. `earlier_number` is what the certificate was called
    before its body used Probatum, where it was asked for by that number.
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
    on: OnDayPart | None
    earlier_number: str | None


def to_answer(verdict: Verdict, trust: Trust, language: Language = ENGLISH) -> dict[str, Any]:
    """Return `verdict` as the JSON object that every surface gives out."""
    return make_answer(verdict, trust, language).model_dump(mode="json")


def make_answer(verdict: Verdict, trust: Trust, language: Language = ENGLISH) -> Answer:
    """Return `verdict` in words, with what `trust` knows of the issuer and the type.

    Words are in `language`, the scheme's own too where it has them in that language.
    """
    words = words_for(verdict, language)
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
        checks=[_check(check, language) for check in verdict.checks],
        credential=None if credential is None else _credential(credential, trust, language),
        several=[_choice(choice, trust, language) for choice in verdict.several],
        saved_again=verdict.saved_again,
        on=on_day_part(verdict.on, language),
        earlier_number=verdict.earlier,
    )


def on_day_part(on: OnDay | None, language: Language = ENGLISH) -> OnDayPart | None:
    """Return the answer for a day as JSON has it, if one was asked for."""
    if on is None:
        return None
    told = " ".join(_told(each, language) for each in on.told)
    return OnDayPart(day=on.day, result=on.result, sentence=told)


def _told(told: Told, language: Language) -> str:
    day = "" if told.day is None else language.day(told.day)
    return tell(language, told.sentence, day=day, time=told.time)


def _choice(choice: Choice, trust: Trust, language: Language) -> ChoicePart:
    credential = choice.credential
    issuer = trust.find(credential.issuer)
    kind = None if issuer is None else issuer.types.get(credential.type)
    return ChoicePart(
        text=choice.text,
        number=credential.number,
        name=credential.name,
        profession=_profession(credential.profession, kind, language),
    )


def _check(check: Check, language: Language) -> CheckPart:
    name = language.say(STEPS[check.step])
    return CheckPart(step=check.step, name=name, finding=check.finding)


def _credential(credential: Credential, trust: Trust, language: Language) -> CredentialPart:
    issuer = trust.find(credential.issuer)
    kind = None if issuer is None else issuer.types.get(credential.type)
    told = None if kind is None else type_words(kind, language)[0]
    return CredentialPart(
        issuer=_issuer(credential.issuer, issuer),
        number=credential.number,
        name=credential.name,
        native_name=_native_name(credential),
        profession=_profession(credential.profession, kind, language),
        title=None if told is None else told.title,
        scheme=None if kind is None else kind.scheme,
        version=None if kind is None else kind.version,
        scope=[] if told is None else list(told.scope),
        everyday=[] if told is None else list(told.everyday),
        shown=None if kind is None or kind.shown is None else ShownPart(**asdict(kind.shown)),
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


def _profession(code: str, kind: CredentialType | None, language: Language) -> Profession:
    if kind is None:
        return Profession(code=code, label=code)
    labels = {**kind.professions, **type_words(kind, language)[0].professions}
    return Profession(code=code, label=labels.get(code, code))
