"""Somebody who is certified, with a licence, and the services that look at it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from issuer.body.schemes import SchemeShelf
from issuer.certification.dossier.documents import read_document
from issuer.intake.answers import Issued
from issuer.notify.message import HOLDER, Channel, Message
from issuer.recertification.lapse import Lapse, LapseView
from issuer.recertification.services import Recertification, make_recertification
from tests.issuer.road import DECIDER, Road

MAIL = "holder@example.org"


@dataclass
class Keeping:
    """What a test asks of recertification."""

    road: Road
    services: Recertification
    number: str = ""

    @property
    def store(self) -> Any:
        """Return the database."""
        return self.road.board.store

    def certify(self, person: str = "P-1", mail: str | None = MAIL) -> str:
        """Grant a certificate by a whole dossier, whose licence runs until 30 June 2028."""
        name = self.road.ready(person, named={"mail": mail} if mail else {})
        decided = self.road.candidates.decisions.grant([name], author=DECIDER, at=self.road.clock())
        assert isinstance(decided[0], Issued), decided
        return decided[0].number

    def licence(self, ref: str, person: str = "P-1", **changes: Any) -> None:
        """Record another check of the licence, of today unless told otherwise."""
        check = {"on": f"{self.today}", "by": "Ines Example-Officer", "how": "register-page"}
        members = {
            "kind": "licence", "ref": ref, "profession": "physician", "region": "FR",
            "regulator": "Example Medical Board", "number": "EX-1", "status": "active",
            "check": check, **changes,
        }  # fmt: skip
        self.road.show(person, read_document(members))

    def learn(self, *hours: tuple[str, int], person: str = "P-1", on: date | None = None) -> None:
        """Record continuing education: topics and hours, of today."""
        for topic, some in hours:
            members = {
                "kind": "education", "ref": f"{topic}-{on or self.today}", "topic": topic,
                "provider": "Example Academy", "hours": some, "on": f"{on or self.today}",
            }  # fmt: skip
            self.road.show(person, read_document(members))

    @property
    def today(self) -> date:
        """Return the day."""
        return self.at.date()

    @property
    def at(self) -> datetime:
        """Return the moment."""
        return self.road.clock()

    def go(self, days: int) -> None:
        """Let days pass."""
        self.road.clock.at += timedelta(days=days)

    def sweep(self) -> tuple[int, int]:
        """Look at every licence; return how many tasks were opened and closed."""
        swept = self.services.finding.sweep(at=self.at)
        return swept.opened, swept.closed

    def tasks(self, view: LapseView = LapseView.OPEN) -> list[Lapse]:
        """Return the tasks of a view."""
        with self.store.reading() as unit:
            return unit.lapses.of(view, on=self.today, limit=100)

    def mails(self, number: str = "") -> list[Message]:
        """Return the mails to a holder about licence and renewal, the oldest first."""
        with self.store.reading() as unit:
            log = unit.outbox.log(HOLDER + (number or self.number), Channel.MAIL, 50)
        ours = {"licence_lapsed", "renewal_due"}
        return [line.message for line in reversed(log) if line.message.topic in ours]

    def told(self, number: str = "") -> list[str]:
        """Return the kinds of what happened to a certificate."""
        return self.road.board.told(number or self.number)


def open_keeping(road: Road) -> Keeping:
    """Certify P-1."""
    schemes = SchemeShelf(road.board.store, road.board.clock)
    made = Keeping(road, make_recertification(road.board.store, schemes))
    made.number = made.certify()
    return made
