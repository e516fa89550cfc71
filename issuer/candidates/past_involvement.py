"""Who was involved, also by documents that were struck and by registers that were revised."""

from __future__ import annotations

from dataclasses import replace

from issuer.candidates.case_file import CaseFile
from issuer.candidates.ports import CandidateUnit
from issuer.certification.dossier.dossier import Dossier, Entry, Registers, dossier_of
from issuer.certification.dossier.register import Examiner, Supervisor
from issuer.certification.impartiality import involvement


def once_involved(unit: CandidateUnit, case: CaseFile, officer: str) -> str | None:
    """Return how `officer` was ever involved with the candidate, as a sentence, or None."""
    application, on = case.record.application, case.assessment.at.date()
    shown = [
        Entry(each.document, each.author, each.recorded)
        for each in unit.entries.history(application.person)
    ]
    everything = dossier_of(application, shown, case.dossier.registers)
    for registers in _revisions(unit, everything):
        dossier = replace(everything, registers=registers)
        how = involvement(dossier, case.scheme, officer, on)
        if how is not None:
            return f"You {how}."
    return None


def _revisions(unit: CandidateUnit, dossier: Dossier) -> list[Registers]:
    """Return the registers of people as they are and as they ever were, newest first."""
    found = [dossier.registers]
    supervisors = {
        name: [each.listed for each in unit.register.history("supervisor", name)]
        for name in dossier.registers.supervisors
    }
    examiners = {
        name: [each.listed for each in unit.register.history("examiner", name)]
        for name in dossier.registers.examiners
    }
    depth = max(map(len, [*supervisors.values(), *examiners.values()]), default=1)
    for age in range(1, depth):
        old = {name: told[min(age, len(told) - 1)] for name, told in supervisors.items()}
        seen = {name: told[min(age, len(told) - 1)] for name, told in examiners.items()}
        found.append(
            replace(
                dossier.registers,
                supervisors={n: one for n, one in old.items() if isinstance(one, Supervisor)},
                examiners={n: one for n, one in seen.items() if isinstance(one, Examiner)},
            )
        )
    return found
