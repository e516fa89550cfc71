"""The kinds of document in a dossier: what each is called, where it stands, what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from issuer.certification.scheme import Scheme
from issuer.web.admin.questions import Words


class Part(StrEnum):
    """The parts of a dossier, in the order of the road."""

    QUALIFICATION = "Who the person is, and what they may do"
    TRAINING = "Accredited training"
    PRACTICE = "Supervised practice"
    EXAMINATION = "Examination"
    WAIVERS = "Waivers"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document. `kept` are the answers that the next of a series begins with."""

    title: str
    part: Part
    words: Mapping[str, Words] = field(default_factory=dict)
    lead: str = ""
    kept: tuple[str, ...] = ()
    names_ref: bool = False  # its reference is somebody else's, and is asked for


_DAY = Words("Day")
_LAST = Words("Last day", "Leave it empty if it does not expire.")

KINDS: Mapping[str, Kind] = {
    "identity": Kind(
        "Identity check",
        Part.QUALIFICATION,
        {
            "document": Words("Photo document"),
            "on": Words("Day it was looked at"),
            "checked_by": Words("Who compared it with the person"),
        },
        lead="No number of the document is kept.",
    ),
    "licence": Kind(
        "Licence",
        Part.QUALIFICATION,
        {
            "profession": Words("Profession"),
            "regulator": Words("Regulator"),
            "region": Words("Region it entitles to practise in", "A name above, or its ISO code."),
            "number": Words("Licence number"),
            "status": Words("Status the regulator shows"),
            "expires": _LAST,
            "check.on": Words("Day the regulator was asked"),
            "check.by": Words("Who asked"),
            "check.how": Words("How"),
        },
        lead="Ask the regulator itself, not a copy and not the candidate. "
        "The newest check of a licence is the one that counts.",
    ),
    "certificate": Kind(
        "Certificate of another body",
        Part.QUALIFICATION,
        {
            "certificate": Words("Certificate", as_id=True),
            "issuer": Words("Who gave it"),
            "on": Words("Day it was given"),
            "expires": _LAST,
            "seen_by": Words("Who saw it"),
        },
    ),
    "declaration": Kind(
        "Declaration",
        Part.QUALIFICATION,
        {
            "declaration": Words("What is declared", as_id=True),
            "on": _DAY,
            "holds": Words(
                "What the candidate declares", yes="It is as asked", no="Something was disclosed"
            ),
            "reviewed_by": Words(
                "Who looked into it",
                "If something was disclosed and was found to be no obstacle.",
            ),
            "expires": Words("Last day", "As of an insurance. Leave it empty if there is none."),
        },
        lead="The newest declaration counts.",
    ),
    "experience": Kind(
        "Experience",
        Part.QUALIFICATION,
        {
            "profession": Words("Profession"),
            "since": Words("First day"),
            "until": Words("Last day", "Leave it empty if it goes on."),
            "confirmed_by": Words("Who confirmed it"),
        },
    ),
    "endorsement": Kind(
        "Endorsement",
        Part.QUALIFICATION,
        {
            "endorsement": Words("Endorsement", as_id=True),
            "on": _DAY,
            "by": Words("Who endorses"),
            "expires": _LAST,
        },
    ),
    "specialty": Kind(
        "Specialty",
        Part.QUALIFICATION,
        {
            "specialty": Words("Specialty", "Such as Dermatology.", as_id=True),
            "qualification": Words("Qualification"),
            "on": Words("Day it was gained"),
        },
    ),
    "training": Kind(
        "Training",
        Part.TRAINING,
        {
            "course": Words("Course"),
            "module": Words("Module"),
            "format": Words("Format"),
            "instructor": Words("Instructor"),
            "on": Words("Last day of the module"),
            "classroom_hours": Words("Classroom hours"),
            "hands_on_hours": Words("Hands-on hours"),
        },
        lead="One module at a time; hours in the classroom, hands-on, or both.",
        kept=("course", "format", "instructor", "on"),
    ),
    "education": Kind(
        "Continuing education",
        Part.TRAINING,
        {
            "topic": Words("Topic", as_id=True),
            "provider": Words("Provider"),
            "hours": Words("Hours of 60 minutes"),
            "on": _DAY,
        },
        kept=("provider", "on"),
    ),
    "case": Kind(
        "Case",
        Part.PRACTICE,
        {
            "supervisor+site": Words("Supervisor and site"),
            "on": _DAY,
            "role": Words("Role"),
            "patient": Words("Patient", "1, 2, 3 … as they come in this log. Never a name."),
            "areas": Words("Areas"),
            "goal": Words("Goal"),
            "feature": Words("Anatomical feature"),
            "age_band": Words("Age"),
            "skin_type": Words("Skin type"),
            "presentation": Words("Gender presentation"),
            "product": Words("Product"),
            "units": Words("Units"),
            "outcome": Words("Outcome"),
            "follow_up": Words("Day seen again"),
            "complication": Words("Complication"),
        },
        lead="Nothing that identifies a patient is asked, or can be entered.",
        kept=("supervisor+site", "on", "role", "product"),
    ),
    "feedback": Kind(
        "Mentor feedback",
        Part.PRACTICE,
        {"case": Words("Case"), "supervisor": Words("Supervisor"), "on": _DAY},
        kept=("supervisor", "on"),
    ),
    "written": Kind(
        "Written examination",
        Part.EXAMINATION,
        {
            "ended": Words("When it ended"),
            "form": Words("Form"),
            "invigilator": Words("Invigilator"),
            "percent": Words("Percent over all", "Only where the points by section are unknown."),
        },
        names_ref=True,
    ),
    "practical": Kind(
        "Practical examination",
        Part.EXAMINATION,
        {
            "ended": Words("When it ended"),
            "percent": Words("Percent over all"),
            "stations_passed": Words("Stations passed"),
            "critical_fails": Words("Critical fails"),
            "examiners": Words("Examiners"),
        },
        lead="For an examination that was scored elsewhere. "
        "Examiners who score here use their own page.",
        names_ref=True,
    ),
    "station": Kind("Station score", Part.EXAMINATION),
    "remediation": Kind(
        "Remediation",
        Part.EXAMINATION,
        {"supervisor": Words("Supervisor who signed it"), "on": Words("Day it was completed")},
        lead="A plan carried out after a critical fail, before the next attempt.",
    ),
    "waiver": Kind(
        "Waiver",
        Part.WAIVERS,
        {"requirement": Words("Requirement"), "reason": Words("Reason")},
        lead="You ask. It counts once another officer approves it.",
    ),
    "waiver-approval": Kind("Approval of a waiver", Part.WAIVERS),
}


def kinds_asked(scheme: Scheme) -> list[str]:
    """Return the kinds that a registrar may add under `scheme`: those that mean something in it."""
    log = scheme.case_log
    there = {
        "training": bool(scheme.modules),
        "case": log is not None,
        "feedback": log is not None and bool(log.feedback_domains),
        "written": scheme.written is not None,
        "practical": scheme.practical is not None,
        "remediation": scheme.practical is not None,
        "waiver": any(each.waivable for each in scheme.requirements),
    }
    return [name for name, kind in KINDS.items() if kind.words and there.get(name, True)]
