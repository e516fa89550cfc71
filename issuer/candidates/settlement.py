"""After documents arrived: rules decide on what these people applied for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from issuer.candidates.application import ApplicationRecord
from issuer.candidates.decisions import Decisions
from issuer.certification.scheme import DecisionMode
from issuer.intake.answers import Answer
from verifier.clock import Clock

BATCH = 200  # people whose applications are decided together


def settle(decisions: Decisions, people: Sequence[str], clock: Clock) -> Iterator[Answer]:
    """Grant the open applications of `people` that meet everything, where a rule decides.

    Yields what became of each of those; what lacks something, or is a person's to decide, is
    left as it is and not told.
    """
    for start in range(0, len(people), BATCH):
        ids = _by_rule(decisions, people[start : start + BATCH])
        yield from decisions.settle_by_rule(ids, at=clock()) if ids else ()


def _by_rule(decisions: Decisions, people: Sequence[str]) -> list[str]:
    schemes = decisions.dossiers.schemes
    keeping = [each.scheme.id for each in schemes.all() if each.scheme.keeps_dossiers]
    with decisions.transactions.reading() as unit:
        found = [unit.applications.open_of(scheme, people) for scheme in keeping]

    def is_by_rule(record: ApplicationRecord) -> bool:
        asked = record.application
        version = schemes.version(asked.scheme, asked.version)  # not the one in force by now
        return version.scheme.decision is DecisionMode.RULE

    records = [record for of_scheme in found for record in of_scheme.values()]
    return [record.application.id for record in records if is_by_rule(record)]
