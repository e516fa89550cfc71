"""The agreement on use of the certificate: where a scheme asks for it, nothing is released before.

A scheme says so by a `declaration`, as of any other word that the candidate gives.
"""

from __future__ import annotations

from issuer.body.schemes import activate
from issuer.candidates.errors import UnmetError
from issuer.certification.dossier.documents import read_document
from issuer.intake.answers import Issued, Refused
from tests.issuer.board import BODY
from tests.issuer.road import BY_PERSON, DECIDER

AGREEMENT = b"""
[[requirements]]
kind = "declaration"
id = "use"
title = "Agreement on the use of the certificate"
by = "decision"
declaration = "use-of-certificate"
source = "ISO/IEC 17024, clause 9.7"
checked = 2026-11-01

[[requirements]]
kind = "experience"
"""


def test_nothing_is_released_before_the_agreement_is_accepted(road):
    """Everything else is met and the grant is refused, naming it; accepted, it is issued."""
    scheme = BY_PERSON.replace(b'[[requirements]]\nkind = "experience"\n', AGREEMENT.lstrip(), 1)
    scheme = scheme.replace(b'version = "', b'version = "9', 1)
    activate(road.board.store, BODY, scheme, actor="test", at=road.clock())
    road.clock.advance(10)  # the shelf reads anew
    name, grant = road.ready(), road.candidates.decisions.grant
    (answer,) = grant([name], author=DECIDER, at=road.clock())
    assert isinstance(answer, Refused)
    assert isinstance(answer.error, UnmetError)
    assert str(answer.error) == "not met: Agreement on the use of the certificate"
    accepted = {
        "kind": "declaration", "ref": "a1", "declaration": "use-of-certificate",
        "on": "2026-11-20", "holds": True,
    }  # fmt: skip
    road.show("P-1", read_document(accepted))
    (answer,) = grant([name], author=DECIDER, at=road.clock())
    assert isinstance(answer, Issued)
