"""Asking the regulator again: what its register shows becomes a document of the dossier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from issuer.candidates.recording import Recording
from issuer.certification.dossier.documents import Document, read_document
from issuer.certification.dossier.qualification import Licence
from issuer.recertification.errors import LapseError, UnknownLapseError
from issuer.recertification.finding import closed_event, is_good
from issuer.recertification.lapse import Lapse, LapseOutcome
from issuer.recertification.licences import Licences
from issuer.recertification.ports import RecertificationTransactions


@dataclass(frozen=True, slots=True)
class Rechecked:
    """A task after a check: whether the licence is good now, which ends it."""

    lapse: Lapse
    is_good: bool


@dataclass(frozen=True, slots=True)
class Rechecking:
    """Records checks of licences by the one way there is for documents, each by itself."""

    transactions: RecertificationTransactions
    licences: Licences
    recording: Recording

    def record(
        self, lapse: int, seen: Mapping[str, object], *, actor: str, at: datetime
    ) -> Rechecked:
        """Record what the regulator's register showed, and end the task if the licence is good.

        `seen` has `status`, `how` and, where there is one, `expires` (a day, ISO 8601), as a
        licence's document has them; the rest is that of the licence on record. Raises
        `DocumentError` for what is not well given.
        """
        with self.transactions.writing() as unit:
            task = unit.lapses.find(lapse, lock=True)
            if task is None:
                raise UnknownLapseError(str(lapse))
            if task.closed is not None:
                raise LapseError("it was settled meanwhile")
            held = unit.lapses.held([task.number])
            watched = self.licences.look(unit, held.values(), at.date()).get(task.number)
            if watched is None or watched.standing is None:
                raise LapseError("there is no licence on record any more: record one first")
            document = _document(watched.standing.licence, task, seen, actor, at)
            person = watched.record.application.person
            self.recording.add(unit, [(person, document)], author=actor, at=at)
            now = self.licences.look(unit, held.values(), at.date())[task.number]
            if is_good(now):
                unit.lapses.close(task.id, LapseOutcome.GOOD, actor, at)
                unit.events.append([closed_event(task, LapseOutcome.GOOD, actor, at)])
            return Rechecked(task, is_good(now))


def _document(
    known: Licence, task: Lapse, seen: Mapping[str, object], actor: str, at: datetime
) -> Document:
    members: dict[str, object] = {
        "kind": "licence",
        "ref": f"recheck-{task.id}-{at:%Y%m%dT%H%M%S}",
        "profession": known.profession,
        "regulator": known.regulator,
        "region": known.region,
        "number": known.number,
        "status": seen.get("status", ""),
        "check": {"on": at.date().isoformat(), "by": actor, "how": seen.get("how", "")},
    }
    if seen.get("expires"):
        members["expires"] = seen["expires"]
    return read_document(members)
