"""Was it in force on that day? From its dates and the ledger's history; no guesses.

Only the day asked for is told of: see docs/adr/0008.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from verifier.credential import Credential
from verifier.days import day_of, last_day
from verifier.history import History, Stretch
from verifier.ledger import Ledger, LedgerUnavailableError
from verifier.on_day import InForce, OnDay, Told
from verifier.status_list import Status
from verifier.verdict import Reason, Verdict

_ENDED = frozenset({Reason.REVOKED, Reason.SUSPENDED, Reason.SUPERSEDED})
_FINAL = frozenset({Status.REVOKED, Status.SUPERSEDED})
_TELLING = _ENDED | {Reason.VALID, Reason.EXPIRED}
_SECOND = timedelta(seconds=1)
_MOST_PARTS = 4  # that one sentence can hold

_UNPROVEN = Told("There is no proven certificate to tell it of.")
_UNFINISHED = Told("We could not finish the check.")
_FUTURE = Told("That day has not come yet. Check again then.")
_ASK = Told("Ask the certification body.")
_ENDED_NOW = (Told("It is not in force now. We cannot tell what held on that day."), _ASK)
_NO_LEDGER = (
    Told("The day is within its dates. We cannot tell whether it was suspended then."),
    _ASK,
)
_TODAY = Told("It is in force today.")
_ALL_DAY = {
    Status.VALID: Told("It was in force on that day."),
    Status.REVOKED: Told("It was withdrawn already."),
    Status.SUSPENDED: Told("It was suspended on that day."),
    Status.SUPERSEDED: Told("It was replaced by a newer one already."),
}
_UNTIL = {
    Status.VALID: "It was in force until {time}.",
    Status.REVOKED: "It was withdrawn until {time}.",
    Status.SUSPENDED: "It was suspended until {time}.",
    Status.SUPERSEDED: "It was replaced until {time}.",
}
_THEN = {
    Status.VALID: Told("Then it was in force."),
    Status.REVOKED: Told("Then it was withdrawn."),
    Status.SUSPENDED: Told("Then it was suspended."),
    Status.SUPERSEDED: Told("Then it was replaced by a newer one."),
}
_OFTEN = Told("Its state changed several times on that day.")
_LIFTED = Told("The suspension was lifted later.")
_LATER = "It began later, on {day}."
_EARLIER = "It ended before, on {day}."
_NOT_ISSUED = Told("It was not issued yet.")


def sentences() -> Iterator[str]:
    """Yield every sentence that is told of a day."""
    told = (_UNPROVEN, _UNFINISHED, _FUTURE, *_ENDED_NOW, _NO_LEDGER[0], _TODAY, _OFTEN, _LIFTED)
    for each in (*told, _NOT_ISSUED, *_ALL_DAY.values(), *_THEN.values()):
        yield each.sentence
    yield from (*_UNTIL.values(), _LATER, _EARLIER)


def tell_day(verdict: Verdict, day: date | None, ledgers: Mapping[str, Ledger]) -> Verdict:
    """Return `verdict` with the answer for `day`, if one is asked for."""
    return verdict if day is None else replace(verdict, on=answer_day(verdict, day, ledgers))


def answer_day(verdict: Verdict, day: date, ledgers: Mapping[str, Ledger]) -> OnDay:
    """Say whether the certificate of `verdict` was in force on `day`.

    Where no ledger of its issuer is among `ledgers`, only its dates and its present status tell.
    """
    credential = verdict.credential
    if credential is None or verdict.reason is Reason.KEY_COMPROMISED:
        return OnDay(day, InForce.CANNOT_TELL, (_UNPROVEN,))
    ledger = ledgers.get(credential.issuer)
    if ledger is None:
        return _by_dates(credential, day, None) or _without_ledger(verdict, credential, day)
    try:
        history = ledger.history(credential.number)
    except LedgerUnavailableError:
        history = None
    told = _by_dates(credential, day, history)
    if history is None:
        return told or OnDay(day, InForce.CANNOT_TELL, (_UNFINISHED,))
    return told or _by_history(verdict, history, day)


def _by_dates(credential: Credential, day: date, history: History | None) -> OnDay | None:
    begun = credential.effective
    first = history.day_of(begun) if history else day_of(begun, expires=credential.expires)
    last = last_day(credential.expires)
    if day < first:
        return OnDay(day, InForce.NOT_IN_FORCE, (Told(_LATER, day=first),))
    if day > last:
        return OnDay(day, InForce.NOT_IN_FORCE, (Told(_EARLIER, day=last),))
    return None


def _without_ledger(verdict: Verdict, credential: Credential, day: date) -> OnDay:
    today = day_of(verdict.at, expires=credential.expires)
    if day > today:
        return OnDay(day, InForce.CANNOT_TELL, (_FUTURE,))
    if day == today and verdict:
        return OnDay(day, InForce.IN_FORCE, (_TODAY,))
    if verdict.reason not in _TELLING:
        return OnDay(day, InForce.CANNOT_TELL, (_UNFINISHED,))
    return OnDay(day, InForce.CANNOT_TELL, _ENDED_NOW if verdict.reason in _ENDED else _NO_LEDGER)


def _by_history(verdict: Verdict, history: History, day: date) -> OnDay:
    today = history.day_of(verdict.at)
    if day > today or verdict.reason is Reason.NOT_YET_VALID:
        return _in_future(history, day)
    if verdict.reason not in _TELLING:
        return OnDay(day, InForce.CANNOT_TELL, (_UNFINISHED,))
    if verdict.reason in _ENDED and history.status_at(verdict.at) is Status.VALID:
        return OnDay(day, InForce.CANNOT_TELL, _ENDED_NOW)  # so says a list, and not since when
    stretches = history.during(day, until=verdict.at + _SECOND)
    return _in_past(history, stretches, day, is_today=day == today)


def _in_future(history: History, day: date) -> OnDay:
    stretches = history.during(day)
    if stretches and all(stretch.status in _FINAL for stretch in stretches):
        return OnDay(day, InForce.NOT_IN_FORCE, (_ALL_DAY[stretches[-1].status],))
    return OnDay(day, InForce.CANNOT_TELL, (_FUTURE,))


def _in_past(history: History, stretches: Sequence[Stretch], day: date, *, is_today: bool) -> OnDay:
    if not stretches:  # released after that day, whatever its dates say
        return OnDay(day, InForce.NOT_IN_FORCE, (_NOT_ISSUED,))
    states = {stretch.status for stretch in stretches}
    last = stretches[-1]
    if states == {Status.VALID}:
        return OnDay(day, InForce.IN_FORCE, (_TODAY if is_today else _ALL_DAY[Status.VALID],))
    lifted = last.status is Status.SUSPENDED and history.is_lifted_after(last.until)
    more = (_LIFTED,) if lifted else ()
    if Status.VALID not in states:
        return OnDay(day, InForce.NOT_IN_FORCE, (_ALL_DAY[last.status], *more))
    return OnDay(day, InForce.PART_OF_DAY, (*_parts(history, stretches), *more))


def _parts(history: History, stretches: Sequence[Stretch]) -> tuple[Told, ...]:
    """Tell when the state changed, on the clock of the certification body."""
    *before, last = stretches
    if len(before) >= _MOST_PARTS:
        return (_OFTEN,)
    told = (Told(_UNTIL[each.status], time=_clock(history, each.until)) for each in before)
    return (*told, _THEN[last.status])


def _clock(history: History, moment: datetime) -> str:
    return f"{moment.astimezone(history.zone):%H:%M %Z}"
