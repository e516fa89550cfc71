"""Everything that web and command line ask of complaints, made from what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from issuer.candidates.dossiers import Dossiers
from issuer.complaints.handling import Handling
from issuer.complaints.involved import Involved
from issuer.complaints.ports import ComplaintTransactions
from issuer.complaints.receiving import Receiving


@dataclass(frozen=True, slots=True)
class ComplaintServices:
    """The services of this subject, each made once."""

    receiving: Receiving
    handling: Handling


def make_complaints(
    transactions: ComplaintTransactions, dossiers: Dossiers, zone: ZoneInfo
) -> ComplaintServices:
    """Make the services; days are those of `zone`."""
    handling = Handling(transactions, Involved(dossiers), zone)
    return ComplaintServices(Receiving(transactions, zone), handling)
