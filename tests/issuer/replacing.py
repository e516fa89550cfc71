"""What replaces certificates, over the issuer of a test."""

from __future__ import annotations

from issuer.candidates.dossiers import Dossiers
from issuer.requests.replacing import Replacing
from issuer.requests.scheme_rules import SchemeRules
from issuer.requests.who_replaces import WhoReplaces
from tests.issuer.board import BODY, Board


def make_replacing(board: Board) -> Replacing:
    """Return the use case as the wiring makes it."""
    store, schemes = board.store, board.schemes
    who = WhoReplaces(store, Dossiers(store, schemes), SchemeRules(schemes))
    return Replacing(store, store, BODY, schemes, board.trust, board.intake, who)
