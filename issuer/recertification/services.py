"""Everything that web, command line and duties ask of this subject."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.body.schemes import SchemeShelf
from issuer.candidates.recording import Recording
from issuer.recertification.claiming import Claiming
from issuer.recertification.finding import LapseFinding
from issuer.recertification.licences import Licences
from issuer.recertification.ports import RecertificationTransactions
from issuer.recertification.rechecking import Rechecking
from issuer.recertification.renewals import RenewalDesk


@dataclass(frozen=True, slots=True)
class Recertification:
    """The services of this subject, each made once."""

    licences: Licences
    finding: LapseFinding
    rechecking: Rechecking
    renewals: RenewalDesk
    claiming: Claiming


def make_recertification(
    transactions: RecertificationTransactions, schemes: SchemeShelf
) -> Recertification:
    """Make the services from what they need."""
    licences, recording = Licences(schemes), Recording(schemes)
    return Recertification(
        licences=licences,
        finding=LapseFinding(transactions, licences),
        rechecking=Rechecking(transactions, licences, recording),
        renewals=RenewalDesk(transactions, schemes),
        claiming=Claiming(transactions, schemes, recording),
    )
