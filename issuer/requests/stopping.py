"""The emergency stop: one person halts all issuing, two let it go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from issuer.errors import RequestError
from issuer.evidence.event import Event, EventKind
from issuer.requests.asking import PREFIX, asked
from issuer.requests.ports import RequestTransactions, RequestUnit
from issuer.requests.request import RESUME, Kind, Request, RequestState

_AGAIN = "issuing was stopped again"
_WAITING = 1000  # requests looked at


@dataclass(frozen=True, slots=True)
class Stopping:
    """Stops issuing, on every worker at once: verifying and withdrawing go on."""

    transactions: RequestTransactions
    draw_id: Callable[[str], str]
    lives: timedelta

    def stopped(self) -> str | None:
        """Return why issuing is stopped, or None while it is open."""
        with self.transactions.reading() as unit:
            return unit.control.issuing_stopped()

    def stop(self, why: str, *, actor: str, at: datetime) -> None:
        """Stop it. When this returns, nothing more is intended or released.

        Who asked to go on after an earlier stop asks again: nobody approves what they knew less of.
        """
        with self.transactions.writing() as unit:
            unit.events.append(stop_within(unit, why, actor=actor, at=at))

    def ask_resuming(self, why: str, *, actor: str, at: datetime) -> Request:
        """Ask that issuing go on; somebody else approves."""
        with self.transactions.writing() as unit:
            if unit.control.issuing_stopped() is None:
                raise RequestError("issuing is not stopped")
            for other in _resuming(unit):
                if other.expires > at:
                    raise RequestError(f"{other.id} asks for this already, and waits")
            made = Request(
                id=self.draw_id(PREFIX),
                kind=Kind.RESUMING,
                act=RESUME,
                state=RequestState.WAITING,
                reason="resume",
                note=why,
                asked_by=actor,
                asked=at,
                expires=at + self.lives,
            )
            unit.requests.add(made)
            unit.events.append([asked(made, actor, at, {"why": why})])
        return made

    def break_glass(self, why: str, *, actor: str, at: datetime) -> None:
        """Let issuing go on by one person's word: every officer is told."""
        with self.transactions.writing() as unit:
            if unit.control.issuing_stopped() is None:
                raise RequestError("issuing is not stopped")
            unit.control.stop_issuing(None)
            unit.alerts.add(actor, RESUME, "issuing", why, at)
            told: dict[str, str | int] = {"act": RESUME, "why": why}
            broken = Event(at, EventKind.GLASS_BROKEN, "issuing", actor, told)
            resumed = Event(at, EventKind.ISSUING_RESUMED, "issuing", actor, {"alone": why})
            unit.events.append([broken, resumed])


def stop_within(unit: RequestUnit, why: str, *, actor: str, at: datetime) -> list[Event]:
    """Stop issuing as part of a transaction, before anything else is locked; return the events."""
    for other in _resuming(unit):  # held first, as by whoever approves one just now
        unit.requests.find(other.id, lock=True)
    unit.control.stop_issuing(why)
    events = [Event(at, EventKind.ISSUING_STOPPED, "issuing", actor, {"why": why})]
    for other in _resuming(unit):
        made = other.decide(RequestState.DECLINED, actor, at, why=_AGAIN)
        unit.requests.save(replace(made, finished=at))
        data: dict[str, str | int] = {"act": RESUME, "asked_by": other.asked_by}
        data |= {"certificates": 0, "why": _AGAIN}
        events.append(Event(at, EventKind.REQUEST_DECLINED, other.id, actor, data))
    return events


def _resuming(unit: RequestUnit) -> list[Request]:
    """Return the requests to go on that wait, those that expired unnoticed too."""
    waiting = unit.requests.of_states([RequestState.WAITING], _WAITING)
    return [each for each in waiting if each.kind is Kind.RESUMING]
