"""Stage 2: accredited training by module and hours; and continuing education."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from issuer.certification.calendar_days import add_months
from issuer.certification.dossier.dossier import Dossier, Registers
from issuer.certification.dossier.register import is_listed
from issuer.certification.dossier.training import Education, Training
from issuer.certification.figures import show_hours
from issuer.certification.findings import UnmetCode
from issuer.certification.requirements import EducationRequirement, TrainingRequirement
from issuer.certification.rules.standing import (
    Standing,
    expired,
    left_out,
    met,
    pieces_of,
    unmet,
)
from issuer.certification.scheme import Scheme

_NONE = Decimal(0)


def training(
    asked: TrainingRequirement, dossier: Dossier, scheme: Scheme, anchor: date, today: date
) -> Standing:
    """Count hours by module in courses accredited on the day, not older than the window.

    The window goes back from `anchor`: the day the examination was first passed, or today.
    """
    past = [each for each in dossier.of(Training) if each.on <= today]
    accredited = [each for each in past if _is_accredited(each, dossier.registers)]
    since = add_months(anchor, -asked.window_months)
    fresh = [each for each in accredited if each.on >= since]
    missing = list(_missing(asked, fresh, scheme))
    if not missing:
        hours = sum((each.classroom_hours + each.hands_on_hours for each in fresh), _NONE)
        return met(f"{show_hours(hours)} in all, every module attended")
    window = f"older than {asked.window_months} months"
    pieces = pieces_of(
        *missing,
        left_out(len(past) - len(accredited), "records", "of no course accredited on the day"),
        left_out(len(accredited) - len(fresh), "records", window),
    )
    judge = unmet if any(_missing(asked, accredited, scheme)) else expired
    return judge(UnmetCode.TRAINING, *pieces)


def _is_accredited(record: Training, registers: Registers) -> bool:
    course = registers.courses.get(record.course)
    if course is None or course.scheme != record.scheme or record.module not in course.modules:
        return False
    provider = registers.providers.get(course.provider)
    return is_listed(course, record.on) and is_listed(provider, record.on)


def _missing(
    asked: TrainingRequirement, records: Iterable[Training], scheme: Scheme
) -> Iterator[str]:
    classroom: dict[str, Decimal] = defaultdict(lambda: _NONE)
    hands_on: dict[str, Decimal] = defaultdict(lambda: _NONE)
    for record in records:
        classroom[record.module] += record.classroom_hours
        hands_on[record.module] += record.hands_on_hours
    for module in scheme.modules:
        hours = (classroom if module.setting == "classroom" else hands_on)[module.id]
        if hours < module.hours:
            yield f"{_of(hours, module.hours)} of module {module.id} ({module.title})"
    for total, need, where in (
        (sum(classroom.values(), _NONE), asked.classroom_hours, "in the classroom"),
        (sum(hands_on.values(), _NONE), asked.hands_on_hours, "hands-on"),
    ):
        if total < need:
            yield f"{_of(total, need)} {where}"


def education(asked: EducationRequirement, dossier: Dossier, today: date) -> Standing:
    """Count hours of continuing education within the window before today, in all and by topic."""
    past = [each for each in dossier.of(Education) if each.on <= today]
    since = add_months(today, -asked.window_months)
    fresh = [each for each in past if each.on >= since]
    missing = list(_short(asked, fresh))
    if not missing:
        return met(f"{show_hours(sum((each.hours for each in fresh), _NONE))} of education")
    old = f"older than {asked.window_months} months"
    pieces = pieces_of(*missing, left_out(len(past) - len(fresh), "activities", old))
    judge = unmet if any(_short(asked, past)) else expired
    return judge(UnmetCode.EDUCATION, *pieces)


def _short(asked: EducationRequirement, activities: Iterable[Education]) -> Iterator[str]:
    hours: dict[str, Decimal] = defaultdict(lambda: _NONE)
    for each in activities:
        hours[each.topic] += each.hours
    total = sum(hours.values(), _NONE)
    if total < asked.hours:
        yield f"{_of(total, asked.hours)} of continuing education"
    for topic, need in asked.topics.items():
        if hours[topic] < need:
            yield f"{_of(hours[topic], need)} on {topic.replace('-', ' ')}"


def _of(have: Decimal, need: Decimal) -> str:
    return f"{have.normalize():f} of {show_hours(need)}"
