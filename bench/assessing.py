"""Assessing a full dossier: every requirement, and both parts of the examination."""

from __future__ import annotations

from pathlib import Path

from bench.figure import Figure, rate
from issuer.certification.assessment import assess
from issuer.certification.dossier.dossier import Dossier
from tests.certification.rules.example_scheme import make_scheme
from tests.certification.rules.making import AT, make_dossier

WANTED = 1000.0  # a second: one in a millisecond


def measure(_: Path) -> list[Figure]:
    """Assess a nurse's dossier under the whole example scheme, each time from its entries on."""
    scheme, full = make_scheme(), make_dossier("rn", "GB-ENG")
    assert assess(full, scheme, AT).is_met

    def once() -> None:
        assess(Dossier(full.application, full.entries, full.registers), scheme, AT)

    speed = rate(once)
    told = f"{1000 / speed:.2f} ms ({len(full.entries)} documents)"
    return [Figure("assess a full dossier", told, speed / WANTED, 1.0)]
