"""The registers: what each is called, and what is asked for an entry of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from issuer.candidates.application import ApplicationState
from issuer.certification.dossier.documents import LISTED_KINDS
from issuer.certification.dossier.register import Conflict, Examiner, Provider
from issuer.certification.scheme import Scheme
from issuer.web.admin.candidates.vocabulary import listed
from issuer.web.admin.plain_words import in_plain_words
from issuer.web.admin.questions import Choices, Control, Question, Words, questions_of
from issuer.wiring import IssuerWorld
from verifier.days import in_words

OFFERED = 500  # open applications whose candidates are offered to choose from


@dataclass(frozen=True, slots=True)
class RegisterKind:
    """A register. `of_scheme` says that an entry belongs to one scheme, which is chosen first."""

    title: str
    one: str
    letter: str  # numbers begin with it
    words: Mapping[str, Words] = field(default_factory=dict)
    of_scheme: bool = False


_PERIOD = {
    "since": Words("First day"),
    "until": Words("Last day", "Leave it empty until further notice."),
}
_AT_DESK = {"officer": Words("Name at the desk", "If they also sign in here.")}

REGISTERS: Mapping[str, RegisterKind] = {
    "provider": RegisterKind("Providers", "Provider", "P", {"name": Words("Name"), **_PERIOD}),
    "course": RegisterKind(
        "Courses",
        "Course",
        "C",
        {"title": Words("Title"), "provider": Words("Provider"), "modules": Words("Modules")}
        | _PERIOD,
        of_scheme=True,
    ),
    "supervisor": RegisterKind(
        "Supervisors",
        "Supervisor",
        "S",
        {
            "name": Words("Name"),
            "sites": Words("Sites", "One a line, such as Clinic North."),
            "regions": Words("Regions"),
            **_AT_DESK,
            **_PERIOD,
        },
    ),
    "examiner": RegisterKind(
        "Examiners",
        "Examiner",
        "E",
        {
            "name": Words("Name"),
            "qualification": Words("Qualification"),
            "standardised": Words(
                "Day of the last standardisation", "When they last scored the same as others."
            ),
            "schemes": Words("Schemes"),
            **_AT_DESK,
            **_PERIOD,
        },
    ),
    "sitting": RegisterKind(
        "Sittings",
        "Sitting",
        "T",
        {
            "site": Words("Place"),
            "since": Words("First day"),
            "until": Words("Last day", "The first day once more, if it is one day."),
            "candidates": Words("Candidates"),
            "leads": Words("Leads", "Asked where the two examiners of a station differ."),
        },
        of_scheme=True,
    ),
}


def questions_for_entry(
    kind: str, scheme: Scheme | None, world: IssuerWorld, before: object = None
) -> Sequence[Question]:
    """Return what is asked for an entry; `before` is the entry as it stands, if it is revised."""
    choices = _choices(kind, scheme, world, before)
    asked = questions_of(LISTED_KINDS[kind], REGISTERS[kind].words, choices)
    kept = [each for each in asked if each.member != "regions" or each.choices]
    return [*kept, *_pairs(kind, scheme, choices), *_conflicts(kind, world, before)]


def _choices(
    kind: str, scheme: Scheme | None, world: IssuerWorld, before: object
) -> Mapping[str, Choices]:
    schemes = [each.scheme for each in world.schemes.all()]
    regions = {code: name for each in schemes for code, name in each.regions.items()}
    if kind == "course" and scheme is not None:
        providers = listed(world, "provider", Provider)
        return {
            "provider": [(each.id, each.name) for each in providers],
            "modules": [(each.id, f"{each.id} {each.title}") for each in scheme.modules],
        }
    if kind == "sitting" and scheme is not None:
        return {
            "candidates": _candidates(world, scheme, getattr(before, "candidates", ())),
            "leads": _examiners(world, scheme),
        }
    return {
        "regions": list(regions.items()),
        "schemes": [(each.id, each.title) for each in schemes if each.practical is not None],
    }


def _examiners(world: IssuerWorld, scheme: Scheme) -> Choices:
    found = listed(world, "examiner", Examiner)
    return [(each.id, each.name) for each in found if scheme.id in each.schemes]


def _candidates(world: IssuerWorld, scheme: Scheme, already: Sequence[str]) -> Choices:
    """Return who has an open application, and whoever is in the sitting already."""
    with world.database.reading() as unit:
        found, _ = unit.applications.search(
            "", scheme=scheme.id, state=ApplicationState.OPEN, limit=OFFERED
        )
        before = unit.people.find(already)
    people = {person.ref: person for _, person in found} | before
    return [(each.ref, f"{each.name} ({each.ref})") for each in people.values()]


def _pairs(kind: str, scheme: Scheme | None, choices: Mapping[str, Choices]) -> Iterator[Question]:
    """Yield two questions a station: two examiners score it, each alone."""
    if kind != "sitting" or scheme is None or scheme.practical is None:
        return
    examiners = choices["leads"]
    for station in scheme.practical.stations:
        group = f"{station.id} {station.title}"
        for place, label in enumerate(("First examiner", "Second examiner")):
            member = f"stations.{station.id}.{place}"
            yield Question(member, label, Control.ONE, choices=examiners, group=group)


def _conflicts(kind: str, world: IssuerWorld, before: object) -> Iterator[Question]:
    """Yield what is declared already, to keep or to drop, and room for one more."""
    if kind != "examiner":
        return
    declared = getattr(before, "conflicts", ())
    if declared:
        choices = [(conflict_id(each), conflict_in_words(each)) for each in declared]
        yield Question(
            "declared", "Conflicts declared", Control.SOME, required=False, choices=choices
        )
    with world.database.reading() as unit:
        found, _ = unit.applications.search("", state=ApplicationState.OPEN, limit=OFFERED)
    people = [(person.ref, person.name) for _, person in found]
    words = {
        "person": Words("Candidate", "Pick one, or write the reference."),
        "nature": Words("Nature"),
        "declared": Words("Day it was declared"),
    }
    group = "One more conflict, if there is one to declare"
    for each in questions_of(Conflict, words, {}, {"person": people}):
        member = f"conflict.{each.member}"
        yield replace(each, member=member, required=False, group=group)


def conflict_id(conflict: Conflict) -> str:
    """Return what names a declared conflict in a form."""
    return f"{conflict.nature}|{conflict.declared.isoformat()}|{conflict.person}"


def conflict_in_words(conflict: Conflict) -> str:
    """Return a declared conflict as people read it."""
    nature, on = in_plain_words(conflict.nature), in_words(conflict.declared)
    return f"{conflict.person}: {nature.lower()}, declared on {on}"
