"""Requests over an issuer, with a scheme that wants two people to withdraw and to reinstate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from issuer.credentials.lifecycle import RULES, Act, Lifecycle, PlainRules, Wanted
from issuer.credentials.number import draw_number
from issuer.credentials.sought import Sought
from issuer.requests.request import Item, Kind, Request
from issuer.requests.services import RequestServices, make_requests
from tests.issuer.board import Board

ALICE, BOB = "Alice Example-Officer", "Bob Example-Officer"
LIVES = timedelta(days=14)


class TwoPeople(PlainRules):
    """Wants a second person for everything but a suspension."""

    def needs_second(self, act: Act, certificate: Any) -> bool:  # noqa: ARG002
        return act is not Act.SUSPEND


@dataclass
class Office:
    """Two officers, and what they ask of each other."""

    board: Board
    services: RequestServices

    def ask(self, act: str, number: str, by: str = ALICE, **more: Any) -> Any:
        """Change one certificate, or ask for it."""
        return self.services.asking.change(
            wanted(act, **more), number, actor=by, at=self.board.clock()
        )

    def draft(self, act: str, *numbers: str, by: str = ALICE, **sought: Any) -> Request:
        """Freeze a set."""
        asked = Sought(**sought) if sought else Sought(numbers=numbers)
        at = self.board.clock()
        return self.services.asking.draft(wanted(act), asked, selection="a list", actor=by, at=at)

    def submit(self, request: Request, by: str = ALICE) -> Request:
        """Let a draft wait."""
        return self.services.asking.submit(request.id, actor=by, at=self.board.clock())

    def approve(self, request: Request, by: str = BOB, kind: Kind | None = None) -> Request:
        """Approve one."""
        return self.services.deciding.approve(
            request.id, kind=kind or request.kind, actor=by, at=self.board.clock()
        )

    def approved(self, act: str, *numbers: str) -> Request:
        """Bring many to where they are to be changed."""
        return self.approve(self.submit(self.draft(act, *numbers)))

    def run(self, request: Request) -> Request:
        """Do all that was approved."""
        return self.services.running.run(request.id, clock=self.board.clock)

    def find(self, request: Request) -> Request:
        """Return it as it is on record."""
        with self.board.store.reading() as unit:
            found: Request = unit.requests.find(request.id)
        return found

    def items(self, request: Request) -> list[Item]:
        """Return its certificates."""
        with self.board.store.reading() as unit:
            items: list[Item] = unit.requests.items(request.id, limit=10_000)
        return items


def wanted(act: str, reason: str | None = None, **more: Any) -> Wanted:
    """Return a change that is wanted, for the first of its reasons."""
    return Wanted(Act(act), reason or RULES[Act(act)].reasons[0], **more)


def make_office(board: Board) -> Office:
    """Return the office of an issuer."""
    lifecycle = Lifecycle(board.store, TwoPeople())
    return Office(board, make_requests(board.store, lifecycle, draw_number, lives=LIVES))
