"""An office with staff, a certificate that was granted to somebody, and complaints about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from issuer.accounts.ports import Officer
from issuer.accounts.roles import Role
from issuer.complaints.complaint import Complaint, Concern
from issuer.complaints.receiving import Received
from issuer.complaints.report import Report
from issuer.complaints.services import ComplaintServices, make_complaints
from issuer.intake.answers import Issued
from issuer.notify.message import Channel
from tests.issuer.board import BODY
from tests.issuer.road import DECIDER, REGISTRAR, Road

FREE = "Rosa Example-Free"  # may decide, and had no part in anything
OTHER = "Olga Example-Other"
TEACHER = "Dr Example-Teacher"  # of the good dossier
WORDS = "She treated my lips, which is not on her certificate."


@dataclass
class Office:
    """What a test asks of complaints."""

    road: Road
    services: ComplaintServices
    number: str = ""

    def report(self, **changes: Any) -> Received:
        """Report something about the certificate, by mail address, unless told otherwise."""
        told = {"typed": self.number, "contact": "pat@example.org", "words": WORDS, **changes}
        report = Report(told.pop("concern", Concern.SCOPE), told.pop("words"), **told)
        return self.services.receiving.receive(report, at=self.road.clock())

    def case(self, name: str) -> Complaint:
        """Return a case as it is on record."""
        with self.road.board.store.reading() as unit:
            found = unit.complaints.find(name)
        assert found is not None
        return found

    def given(self, to: str = FREE, **changes: Any) -> Complaint:
        """Return a case that an officer has."""
        made = self.report(**changes).complaint
        return self.services.handling.assign(made.id, to, actor=OTHER, at=self.road.clock())

    def mails(self) -> list[tuple[str, str]]:
        """Return topic and recipient of every mail that waits."""
        with self.road.board.store.reading() as unit:
            log = unit.outbox.log("pat@example.org", Channel.MAIL, 50)
        return [(line.message.topic, line.message.recipient) for line in log]


def open_office(road: Road, *, grant: bool = True) -> Office:
    """Hire staff, and grant a certificate to P-1 by a whole dossier."""
    staff = {
        FREE: {Role.REVOCATION_OFFICER, Role.REGISTRAR},
        OTHER: {Role.DECISION_MAKER},
        DECIDER: {Role.DECISION_MAKER},
        TEACHER: {Role.DECISION_MAKER},
        REGISTRAR: {Role.REGISTRAR},
    }
    with road.board.store.writing() as unit:
        for name, roles in staff.items():
            unit.officers.add(Officer(name, frozenset(roles)), road.clock())
    made = Office(road, make_complaints(road.board.store, road.candidates.dossiers, BODY.zone))
    if grant:
        name = road.ready()
        (issued,) = road.candidates.decisions.grant([name], author=DECIDER, at=road.clock())
        assert isinstance(issued, Issued)
        made.number = issued.number
    return made
