"""What may be answered: the scheme's own words and the body's registers. Nobody types an id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from issuer.candidates.application import Recorded
from issuer.certification.dossier.practice import Case, Feedback
from issuer.certification.dossier.register import Course, Examiner, Supervisor
from issuer.certification.requirements import (
    CertificateRequirement,
    DeclarationRequirement,
    EducationRequirement,
    EndorsementRequirement,
    SpecialtyRequirement,
)
from issuer.certification.scheme import Scheme
from issuer.web.admin.plain_words import in_plain_words
from issuer.web.admin.questions import Choices, Control, Question
from issuer.wiring import IssuerWorld
from verifier.days import in_words

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one scheme, and of the registers as far as they matter to it."""

    scheme: Scheme
    supervisors: Sequence[Supervisor]
    courses: Sequence[Course]
    examiners: Sequence[Examiner]

    def choices(self, kind: str, recorded: Iterable[Recorded]) -> Mapping[str, Choices]:
        """Return the closed lists of a kind's members; `recorded` is the person's dossier."""
        makers: Mapping[str, Callable[[], Mapping[str, Choices]]] = {
            "licence": self._professions,
            "experience": self._professions,
            "training": self._training,
            "case": self._case,
            "written": self._examination,
            "practical": self._examination,
            "waiver": self._waivable,
        }
        if kind in {"feedback", "remediation"}:
            people = [(each.id, each.name) for each in self.supervisors]
            return {"supervisor": people, "case": list(_cases(recorded, self.scheme))}
        return makers[kind]() if kind in makers else self._named(kind)

    def more_questions(self, kind: str) -> Iterator[Question]:
        """Yield a question for each domain of a feedback, or each section of an examination."""
        if kind == "feedback" and self.scheme.case_log is not None:
            levels = [
                (level, in_plain_words(level)) for level in self.scheme.case_log.feedback_levels
            ]
            for name, title in self.scheme.case_log.feedback_domains.items():
                yield Question(
                    f"domains.{name}", title, Control.ONE, choices=levels, group="By domain"
                )
        if kind == "written" and self.scheme.written is not None:
            for section in self.scheme.written.sections:
                of = f"Of {section.items}." if section.items else ""
                yield Question(
                    f"points.{section.id}",
                    section.title,
                    Control.COUNT,
                    required=False,
                    help=of,
                    group="Items answered rightly, by section",
                )

    def _named(self, kind: str) -> Mapping[str, Choices]:
        """Return the ids that requirements name; of the others, people write their own words."""
        names: dict[str, str] = {}
        member = "topic" if kind == "education" else kind
        for asked in self.scheme.requirements:
            match asked:
                case CertificateRequirement() if kind == "certificate":
                    names[asked.certificate] = in_plain_words(asked.certificate)
                case DeclarationRequirement() if kind == "declaration":
                    names[asked.declaration] = asked.title
                case EndorsementRequirement() if kind == "endorsement":
                    names[asked.endorsement] = asked.title
                case SpecialtyRequirement() if kind == "specialty":
                    names |= {each: in_plain_words(each) for each in asked.specialties}
                case EducationRequirement() if kind == "education":
                    names |= {each: in_plain_words(each) for each in asked.topics}
                case _:
                    pass
        if kind == "education" and self.scheme.recertification is not None:
            topics = self.scheme.recertification.topics
            names |= {each: in_plain_words(each) for each in topics}
        return {member: list(names.items())} if names else {}

    def _professions(self) -> Mapping[str, Choices]:
        return {"profession": list(self.scheme.professions.items())}

    def _training(self) -> Mapping[str, Choices]:
        mine = (each for each in self.courses if each.scheme == self.scheme.id)
        return {
            "course": [(each.id, f"{each.title} ({each.id})") for each in mine],
            "module": [(each.id, f"{each.id} {each.title}") for each in self.scheme.modules],
        }

    def _waivable(self) -> Mapping[str, Choices]:
        asked = (each for each in self.scheme.requirements if each.waivable)
        return {"requirement": [(each.id, each.title) for each in asked]}

    def _case(self) -> Mapping[str, Choices]:
        log = self.scheme.case_log
        if log is None:
            return {}
        places = [
            (f"{each.id}|{site}", f"{each.name}, {in_plain_words(site)}")
            for each in self.supervisors
            for site in each.sites
        ]
        members = ("areas", "goal", "feature", "age_band", "skin_type", "presentation")
        words = (*members, "product", "outcome", "complication")
        lists = {member: list(log.words_of(member).items()) for member in words}
        return {"supervisor+site": places} | lists

    def _examination(self) -> Mapping[str, Choices]:
        written, practical = self.scheme.written, self.scheme.practical
        mine = (each for each in self.examiners if self.scheme.id in each.schemes)
        slips = [
            (f"{station.id}/{slip}", f"{station.id} {station.title}: {in_plain_words(slip)}")
            for station in (practical.stations if practical else ())
            for slip in station.critical
        ]
        return {
            "form": [(form.id, form.id) for form in (written.forms if written else ())],
            "critical_fails": slips,
            "examiners": [(each.name, each.name) for each in mine],
        }


def vocabulary_of(scheme: Scheme, world: IssuerWorld) -> Vocabulary:
    """Return the vocabulary of `scheme` as the registers stand now."""
    return Vocabulary(
        scheme,
        supervisors=listed(world, "supervisor", Supervisor),
        courses=listed(world, "course", Course),
        examiners=listed(world, "examiner", Examiner),
    )


def listed(world: IssuerWorld, kind: str, type_: type[Kind]) -> list[Kind]:
    """Return the entries of a register as they stand now, by id."""
    found = (record.listed for record in world.candidates.registers.all(kind))
    return [each for each in found if isinstance(each, type_)]


def _cases(recorded: Iterable[Recorded], scheme: Scheme) -> Iterator[tuple[str, str]]:
    """Yield the cases of a log, the newest first; those that have feedback already say so."""
    documents = [each.document for each in recorded if each.struck is None]
    judged = {each.case for each in documents if isinstance(each, Feedback)}
    areas = scheme.case_log.areas if scheme.case_log else {}
    cases = [each for each in documents if isinstance(each, Case) and each.scheme == scheme.id]
    for case in sorted(cases, key=lambda each: each.on, reverse=True):
        where = ", ".join(areas.get(area, area) for area in case.areas)
        told = f"{in_words(case.on)}, patient {case.patient}, {case.role}: {where}"
        yield case.ref, f"{told} (has feedback)" if case.ref in judged else told
