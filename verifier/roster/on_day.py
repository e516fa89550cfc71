"""Was it in force on that day? As far as dates and the present status can tell; no guesses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from verifier.credential import Credential
from verifier.days import day_of, in_words, last_day
from verifier.verdict import Finding, Reason, Step, Verdict

_ENDED = frozenset({Reason.REVOKED, Reason.SUSPENDED, Reason.SUPERSEDED})
_ON_ITS_DATES = frozenset({Reason.VALID, Reason.EXPIRED})
_ASK = "Ask the certification body."
_NOT_KNOWN_ENDED = f"It is not in force now. We cannot tell what held on that day. {_ASK}"
_NO_LEDGER = f"The day is within its dates. We cannot tell whether it was suspended then. {_ASK}"
_CHANGED = f"Its state changed on that day or later. We cannot tell what held then. {_ASK}"


class InForce(StrEnum):
    """Whether a certificate was in force on a day. The strings are public."""

    IN_FORCE = "in_force"
    NOT_IN_FORCE = "not_in_force"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class OnDay:
    """The answer for one day, where the certification body is."""

    day: date
    result: InForce
    sentence: str


def judge_day(verdict: Verdict, day: date) -> OnDay:
    """Say whether the certificate of `verdict` was in force on `day`.

    Only a ledger says when a status changed last, and none yet says what was before that.
    """
    credential = verdict.credential
    if credential is None or verdict.reason is Reason.KEY_COMPROMISED:
        return OnDay(day, InForce.CANNOT_TELL, "There is no proven certificate to tell it of.")
    return (
        _by_dates(credential, day)
        or _by_calendar(verdict, credential, day)
        or _by_status(verdict, credential, day)
    )


def _by_dates(credential: Credential, day: date) -> OnDay | None:
    first = day_of(credential.effective, expires=credential.expires)
    last = last_day(credential.expires)
    if day < first:
        return OnDay(day, InForce.NOT_IN_FORCE, f"It began later, on {in_words(first)}.")
    if day > last:
        return OnDay(day, InForce.NOT_IN_FORCE, f"It ended before, on {in_words(last)}.")
    return None


def _by_calendar(verdict: Verdict, credential: Credential, day: date) -> OnDay | None:
    today = day_of(verdict.at, expires=credential.expires)
    if day > today:
        return OnDay(day, InForce.CANNOT_TELL, "That day has not come yet. Check again then.")
    if day == today and verdict:
        return OnDay(day, InForce.IN_FORCE, "It is in force today.")
    return None


def _by_status(verdict: Verdict, credential: Credential, day: date) -> OnDay:
    since = verdict.since and day_of(verdict.since, expires=credential.expires)
    if verdict.reason in _ENDED:
        return _after_an_end(since, day)
    if verdict.reason not in _ON_ITS_DATES:
        return OnDay(day, InForce.CANNOT_TELL, "We could not finish the check.")
    if not _ledger_answered(verdict):
        return OnDay(day, InForce.CANNOT_TELL, _NO_LEDGER)
    return _in_a_period(since, day)


def _after_an_end(since: date | None, day: date) -> OnDay:
    if since is None or day <= since:
        return OnDay(day, InForce.CANNOT_TELL, _NOT_KNOWN_ENDED)
    told = f"It has not been in force since {in_words(since)}."
    return OnDay(day, InForce.NOT_IN_FORCE, told)


def _in_a_period(since: date | None, day: date) -> OnDay:
    if since is None:
        return OnDay(day, InForce.IN_FORCE, "It was never suspended or withdrawn.")
    if day <= since:
        return OnDay(day, InForce.CANNOT_TELL, _CHANGED)
    told = f"It was in force without a break after {in_words(since)}."
    return OnDay(day, InForce.IN_FORCE, told)


def _ledger_answered(verdict: Verdict) -> bool:
    return any(
        check.step is Step.LEDGER and check.finding is Finding.PASSED for check in verdict.checks
    )
