"""A scheme in words and figures, as staff read it before it is put in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from issuer.certification.examinations import PracticalRule, Retakes, WrittenRule
from issuer.certification.figures import show_hours, show_percent
from issuer.certification.public_words import Register
from issuer.certification.requirements import (
    CasesRequirement,
    CertificateRequirement,
    DeclarationRequirement,
    EducationRequirement,
    EndorsementRequirement,
    ExperienceRequirement,
    FeedbackRequirement,
    IdentityRequirement,
    LicenceRequirement,
    Requirement,
    SpecialtyRequirement,
    TrainingRequirement,
)
from issuer.certification.scheme import Scheme


def whom(requirement: Requirement, scheme: Scheme) -> str:
    """Return of whom it is asked: `everybody`, or professions and regions by their labels."""
    professions = [scheme.professions[each] for each in requirement.professions]
    regions = [scheme.regions[each] for each in requirement.regions]
    who = ", ".join(professions) or "everybody"
    return f"{who} in {', '.join(regions)}" if regions else who


def asked(requirement: Requirement) -> list[str]:
    """Return what it asks, a figure a piece."""
    return list(_asked(requirement))


def _asked(requirement: Requirement) -> Iterator[str]:
    match requirement:
        case IdentityRequirement():
            yield "a photo document that somebody compared with the person"
        case LicenceRequirement():
            yield "an active licence of the profession"
            yield f"asked of the regulator at most {requirement.max_check_age_days} days ago"
        case ExperienceRequirement():
            yield f"{requirement.months} months of confirmed practice in the profession"
        case SpecialtyRequirement():
            yield f"one of {', '.join(requirement.specialties)}"
        case TrainingRequirement():
            yield from _training(requirement)
        case CasesRequirement():
            yield from _cases(requirement)
        case FeedbackRequirement():
            yield from _feedback(requirement)
        case EducationRequirement():
            yield from _education(requirement)
        case _:
            yield _in_force(requirement)


def _in_force(
    asked: CertificateRequirement | DeclarationRequirement | EndorsementRequirement,
) -> str:
    match asked:
        case CertificateRequirement():
            told = f"the certificate {asked.certificate}, in force"
        case DeclarationRequirement():
            told = f"the declaration {asked.declaration}, in force"
        case EndorsementRequirement():
            told = f"the endorsement {asked.endorsement}, in force"
    return f"{told}, at most {asked.max_age_months} months old" if asked.max_age_months else told


def _training(asked: TrainingRequirement) -> Iterator[str]:
    yield "every module for its hours, in a course accredited on the day"
    yield f"{show_hours(asked.classroom_hours)} in the classroom"
    yield f"{show_hours(asked.hands_on_hours)} hands-on"
    yield f"within {asked.window_months} months"


def _cases(asked: CasesRequirement) -> Iterator[str]:
    yield f"{asked.performed} performed cases"
    if asked.observed:
        yield f"{asked.observed} observed cases"
    yield f"{asked.patients} different patients"
    if asked.per_day is not None:
        yield f"at most {asked.per_day} performed cases a day count"
    yield f"within {asked.window_months} months"
    if asked.follow_ups:
        yield f"at least {asked.follow_ups} with the patient seen again"
    if asked.complications:
        yield f"at least {asked.complications} with a complication or touch-up"
    for line in asked.coverage:
        yield f"{line.at_least} {line.title}"
    for kinds in asked.variety:
        yield f"{kinds.at_least} different {kinds.title}"


def _feedback(asked: FeedbackRequirement) -> Iterator[str]:
    level = asked.level.replace("-", " ")
    yield f"the last {asked.last_cases} cases at {level} in every domain"
    if asked.every_case:
        yield "feedback on every performed case"


def _education(asked: EducationRequirement) -> Iterator[str]:
    yield f"{show_hours(asked.hours)} of continuing education"
    yield from _topics(asked.topics)
    yield f"within {asked.window_months} months"


def _topics(topics: Mapping[str, Decimal]) -> Iterator[str]:
    for topic, hours in topics.items():
        yield f"of them {show_hours(hours)} on {topic.replace('-', ' ')}"


def register_words(scheme: Scheme) -> list[str]:
    """Return where patients are sent to look a licence up, a register a piece."""
    return [
        f"{each.place}: {each.regulator} ({', '.join(_whose(each, scheme))}), {each.url}"
        for each in scheme.registers
    ]


def _whose(register: Register, scheme: Scheme) -> list[str]:
    codes = register.professions or scheme.professions
    return [scheme.professions[code] for code in codes]


def written_words(rule: WrittenRule) -> list[str]:
    """Return what passes the written examination, a figure a piece."""
    return list(_written(rule))


def practical_words(rule: PracticalRule) -> list[str]:
    """Return what passes the practical examination, a figure a piece."""
    return list(_practical(rule))


def _written(rule: WrittenRule) -> Iterator[str]:
    yield f"cut score {show_percent(rule.cut_percent)}"
    for form in rule.forms:
        yield f"form {form.id}: cut score {show_percent(form.cut_percent)}"
    for section in rule.sections:
        weight = f", weight {show_percent(section.weight)}" if section.weight else ""
        items = f", {section.items} items" if section.items else ""
        floor = f", floor {show_percent(section.floor_percent)}" if section.floor_percent else ""
        yield f"{section.id} {section.title}{weight}{items}{floor}"
    yield from _again(rule.retakes, rule.carry_over_months)


def _practical(rule: PracticalRule) -> Iterator[str]:
    yield f"cut score {show_percent(rule.cut_percent)}"
    least, station_cut = rule.stations_passed_min, rule.station_cut_percent
    at = f" at {show_percent(station_cut)}" if station_cut else ""
    yield f"{least} of {len(rule.stations)} stations passed{at}"
    yield "no critical fail"
    if rule.disagreement_percent is not None:
        apart = show_percent(rule.disagreement_percent)
        yield f"examiners more than {apart} apart: a lead decides"
    if rule.after_written:
        yield "after the written examination was passed"
    for station in rule.stations:
        weight = f", weight {show_percent(station.weight)}" if station.weight else ""
        critical = ", ".join(station.critical)
        yield f"{station.id} {station.title}{weight}" + (f"; {critical}" if critical else "")
    yield from _again(rule.retakes, rule.carry_over_months)


def _again(rule: Retakes | None, lasts: int | None) -> Iterator[str]:
    if rule is not None:
        yield f"{rule.attempts_max} attempts in {rule.within_months} months"
        if rule.wait_days:
            yield f"again after {', '.join(str(days) for days in rule.wait_days)} days"
        if rule.new_form:
            yield "each attempt with a new form"
        if rule.remediation_after_critical_fail:
            yield "after a critical fail, not before a plan of remediation is signed"
    if lasts is not None:
        yield f"a pass carries over for {lasts} months"
