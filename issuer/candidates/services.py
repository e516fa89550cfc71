"""Everything that the web and the command line ask of the road from applicant to decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from issuer.body.schemes import SchemeShelf
from issuer.candidates.admission import Admission
from issuer.candidates.appeals import Appeals
from issuer.candidates.decisions import Decisions
from issuer.candidates.dossiers import Dossiers
from issuer.candidates.holder_appeals import HolderAppeals
from issuer.candidates.learning import LearningSystems
from issuer.candidates.links import CandidatePages
from issuer.candidates.ports import CandidateTransactions
from issuer.candidates.registers import Registers
from issuer.candidates.results import ExamResults
from issuer.candidates.roster import Rosters, make_rosters
from issuer.candidates.scoring import Scoring
from issuer.credentials.printable import PrintableNames
from issuer.intake.intake import Intake


@dataclass(frozen=True, slots=True)
class Candidates:
    """The services of this subject, each made once."""

    admission: Admission
    dossiers: Dossiers
    decisions: Decisions
    results: ExamResults
    registers: Registers
    appeals: Appeals
    holder_appeals: HolderAppeals
    scoring: Scoring
    pages: CandidatePages
    learning: LearningSystems
    roster: Rosters


def make_candidates(
    transactions: CandidateTransactions,
    schemes: SchemeShelf,
    intake: Intake,
    names: PrintableNames,
    draw_id: Callable[[str], str],
) -> Candidates:
    """Make the services from what they need."""
    admission = Admission(transactions, schemes, names, draw_id)
    registers = Registers(transactions, schemes)
    dossiers = Dossiers(transactions, schemes)
    decisions = Decisions(transactions, dossiers, intake)
    results = ExamResults(transactions, schemes, dossiers, decisions, intake)
    return Candidates(
        admission=admission,
        dossiers=dossiers,
        decisions=decisions,
        results=results,
        registers=registers,
        appeals=Appeals(transactions, dossiers, draw_id),
        holder_appeals=HolderAppeals(transactions, schemes, draw_id),
        scoring=Scoring(transactions, schemes, dossiers, intake.issuer.body.zone),
        pages=CandidatePages(transactions, dossiers),
        learning=LearningSystems(transactions, schemes, results),
        roster=make_rosters(transactions, admission, dossiers, registers),
    )
