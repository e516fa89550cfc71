"""What replaces certificates, over the issuer of a test."""

from __future__ import annotations

from datetime import timedelta

from issuer.body.schemes import activate
from issuer.candidates.dossiers import Dossiers
from issuer.credentials.number import draw_number
from issuer.requests.replacing import Replacing
from issuer.requests.replacing_by_two import ReplacingByTwo
from issuer.requests.scheme_rules import SchemeRules
from issuer.requests.who_replaces import WhoReplaces
from tests.issuer.board import BODY, BY_RULE, Board

TWO_REPLACE = b"""
[[transitions]]
after = ["active"]
to = "superseded"
second_person = true
reasons = ["reissued-error"]
"""


def make_replacing(board: Board) -> Replacing:
    """Return the use case as the wiring makes it."""
    store, schemes = board.store, board.schemes
    who = WhoReplaces(store, Dossiers(store, schemes), SchemeRules(schemes))
    return Replacing(store, store, BODY, schemes, board.trust, board.intake, who)


def activate_two(board: Board) -> str:
    """Put a scheme in force that wants two people to replace, and return its name."""
    two = BY_RULE.replace(b'id = "btx-1"', b'id = "btx-3"').replace(b'"BTX"', b'"BTZ"')
    activate(board.store, BODY, two + TWO_REPLACE, actor="test", at=board.clock())
    board.clock.advance(10)  # until the scheme is read
    return "btx-3"


def make_by_two(board: Board) -> ReplacingByTwo:
    """Return the use case by two, as the wiring makes it."""
    return ReplacingByTwo(board.store, make_replacing(board), draw_number, timedelta(days=14))
