"""How the desk says what a complaint is about, where it stands, and what happened in it."""

from __future__ import annotations

from issuer.complaints.complaint import Complaint, Concern, EntryKind, Outcome, View
from issuer.web.admin.words import Look, StateWords

CONCERNS = {
    Concern.PERSON: "Not the person on the certificate",
    Concern.ALTERED: "The certificate looks altered",
    Concern.SCOPE: "Treated outside its scope",
    Concern.HARM: "A treatment did harm",
    Concern.CONDUCT: "Conduct or advertising",
    Concern.BODY: "Our own decisions or work",
    Concern.OTHER: "Something else",
}
OUTCOMES = {
    Outcome.UPHELD: "Upheld",
    Outcome.PARTLY: "Upheld in part",
    Outcome.NOT_UPHELD: "Not upheld",
    Outcome.WITHDRAWN: "Withdrawn by whoever reported it",
    Outcome.PASSED_ON: "Not for us: passed to the regulator",
}
ENTRIES = {
    EntryKind.ACKNOWLEDGED: "Acknowledged",
    EntryKind.ASSIGNED: "Given to",
    EntryKind.FREED: "Taken from whoever was involved",
    EntryKind.NOTED: "Note",
    EntryKind.HEARD: "The holder was told or heard",
    EntryKind.ASKED: "Asked whoever reported it",
    EntryKind.ANSWERED: "Whoever reported it answered",
    EntryKind.LINKED: "It is about certificate",
    EntryKind.NAMED: "Staff it is about",
    EntryKind.PUT_OFF: "To be looked at again on",
    EntryKind.ENDED: "Decided",
}
VIEWS = {
    View.OPEN: "Open",
    View.NEW: "New",
    View.MINE: "Mine",
    View.OVERDUE: "Overdue",
    View.ENDED: "Decided",
}
NOTES = {
    EntryKind.NOTED: "A note for the record",
    EntryKind.HEARD: "The holder was told, or said this",
    EntryKind.ANSWERED: "Whoever reported it said this by telephone, mail or letter",
}


def state_of_case(case: Complaint) -> StateWords:
    """Return where a case stands."""
    if case.outcome is not None:
        return StateWords(OUTCOMES[case.outcome].partition(":")[0], Look.OVER)
    if case.assigned is not None:
        return StateWords("Looked into", Look.PAUSED)
    return StateWords("Nobody has it", Look.ENDED)
