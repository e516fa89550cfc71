"""What a scheme's parts must agree on: weights, items, ids, and that what is asked can be shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from issuer.certification.errors import Fault
from issuer.certification.examinations import PracticalRule, Retakes, WrittenRule
from issuer.certification.public_faults import public_contradictions
from issuer.certification.requirements import (
    CasesRequirement,
    EducationRequirement,
    FeedbackRequirement,
    TrainingRequirement,
)
from issuer.certification.scheme import DecisionMode, SchemeFile

_ALL, _NONE, _HUNDREDTH = Decimal(100), Decimal(0), Decimal("0.01")
_FEWEST_DAYS = 28  # in a month
_EXAMINED = frozenset({"written", "practical"})  # ids that findings use for the examination


def contradictions(scheme: SchemeFile) -> Iterator[Fault]:
    """Yield everything in which the scheme contradicts itself, each with its mend."""
    if scheme.decision is DecisionMode.RULE and scheme.answerable_officer is None:
        yield Fault("answerable_officer", 'add it: under decision = "rule" an officer answers')
    if scheme.written is None and scheme.practical is None:
        yield Fault("written", "add a [written] or a [practical] table, or both")
    yield from _taken("scope[{}].id", (scope.id for scope in scheme.scope))
    yield from _taken("modules[{}].id", (module.id for module in scheme.modules))
    if scheme.written is not None:
        yield from _written(scheme.written)
    if scheme.practical is not None:
        yield from _practical(scheme.practical, scheme.written)
    yield from _requirements(scheme)
    for index, transition in enumerate(scheme.transitions):
        yield from _taken(f"transitions[{index}].reasons[{{}}]", transition.reasons)
    yield from public_contradictions(scheme)


def _written(rule: WrittenRule) -> Iterator[Fault]:
    yield from _taken("written.sections[{}].id", (each.id for each in rule.sections))
    yield from _taken("written.forms[{}].id", (form.id for form in rule.forms))
    yield from _weights("written.sections", [section.weight for section in rule.sections])
    items = [section.items for section in rule.sections]
    if any(items) and not all(items):
        yield Fault(f"written.sections[{items.index(None)}].items", "add it, as others have it")
    elif any(items):
        yield from _items(rule, sum(filter(None, items)))
    yield from _retakes("written.retakes", rule.retakes)
    if rule.retakes and rule.retakes.remediation_after_critical_fail:
        path = "written.retakes.remediation_after_critical_fail"
        yield Fault(path, "leave it out: the written part knows no critical fail")
    if rule.retakes and rule.retakes.new_form and len(rule.forms) < rule.retakes.attempts_max:
        most = rule.retakes.attempts_max
        yield Fault("written.forms", f"list {most}, or allow fewer attempts: each needs a new form")


def _items(rule: WrittenRule, total: int) -> Iterator[Fault]:
    if rule.formats and sum(rule.formats.values()) != total:
        count = sum(rule.formats.values())
        yield Fault(
            "written.formats", f"make them {total} items like the sections; they are {count}"
        )
    for index, section in enumerate(rule.sections):
        share = Decimal(100 * (section.items or 0)) / total
        if section.weight is not None and abs(section.weight - share) >= _HUNDREDTH:
            near = share.quantize(_HUNDREDTH).normalize()
            mend = f"give {near:f}: {section.items} of {total} items"
            yield Fault(f"written.sections[{index}].weight", mend)


def _practical(rule: PracticalRule, written: WrittenRule | None) -> Iterator[Fault]:
    count = len(rule.stations)
    if rule.stations_passed_min > count:
        yield Fault("practical.stations_passed_min", f"give at most {count}, the stations listed")
    yield from _taken("practical.stations[{}].id", (station.id for station in rule.stations))
    yield from _weights("practical.stations", [station.weight for station in rule.stations])
    yield from _retakes("practical.retakes", rule.retakes)
    if rule.retakes and rule.retakes.new_form:
        yield Fault("practical.retakes.new_form", "leave it out: the practical part has no forms")
    if rule.after_written and written is None:
        yield Fault("practical.after_written", "leave it out: there is no written examination")
    for index, station in enumerate(rule.stations):
        yield from _taken(f"practical.stations[{index}].critical[{{}}]", station.critical)
        if rule.is_scored_here and not station.items:
            yield Fault(f"practical.stations[{index}].items", "add them, as other stations have")


def _retakes(path: str, rule: Retakes | None) -> Iterator[Fault]:
    if rule is not None and len(rule.wait_days) >= rule.attempts_max:
        most = rule.attempts_max - 1
        yield Fault(f"{path}.wait_days", f"give at most {most}: there are as many retakes")


def _weights(path: str, weights: list[Decimal | None]) -> Iterator[Fault]:
    given = [weight for weight in weights if weight is not None]
    if given and len(given) < len(weights):
        yield Fault(f"{path}[{weights.index(None)}].weight", "add it, as others have one")
    elif given and sum(given, _NONE) != _ALL:
        yield Fault(
            path, f"make the weights sum to 100; they sum to {sum(given, _NONE).normalize():f}"
        )


def _requirements(scheme: SchemeFile) -> Iterator[Fault]:
    yield from _taken("requirements[{}].id", (each.id for each in scheme.requirements))
    for index, requirement in enumerate(scheme.requirements):
        path = f"requirements[{index}]"
        if requirement.id in _EXAMINED:
            yield Fault(f"{path}.id", f"choose another id: {requirement.id} is the examination's")
        yield from _known(f"{path}.professions", requirement.professions, scheme.professions)
        yield from _known(f"{path}.regions", requirement.regions, scheme.regions)
        match requirement:
            case TrainingRequirement():
                yield from _training(path, requirement, scheme)
            case CasesRequirement():
                yield from _cases(path, requirement, scheme)
            case FeedbackRequirement():
                yield from _feedback(path, requirement, scheme)
            case EducationRequirement() if sum(requirement.topics.values()) > requirement.hours:
                yield Fault(f"{path}.hours", "give at least what the topics ask together")


def _training(path: str, asked: TrainingRequirement, scheme: SchemeFile) -> Iterator[Fault]:
    if not scheme.modules:
        yield Fault("modules", "list them: training is required")
    for setting, total in (
        ("classroom", asked.classroom_hours),
        ("hands-on", asked.hands_on_hours),
    ):
        listed = sum((each.hours for each in scheme.modules if each.setting == setting), Decimal(0))
        if listed > total:
            member = setting.replace("-", "_")
            mend = f"give at least {listed.normalize():f}, the hours of its modules"
            yield Fault(f"{path}.{member}_hours", mend)


def _cases(path: str, asked: CasesRequirement, scheme: SchemeFile) -> Iterator[Fault]:
    if scheme.case_log is None:
        yield Fault("case_log", "add it: cases are required")
        return
    for member in ("patients", "follow_ups", "complications"):
        if getattr(asked, member) > asked.performed:
            yield Fault(f"{path}.{member}", f"give at most {asked.performed}, the cases asked")
    for index, line in enumerate(asked.coverage):
        words = scheme.case_log.words_of(line.field)
        yield from _known(f"{path}.coverage[{index}].values", line.values, words)
    for index, kinds in enumerate(asked.variety):
        most = asked.performed
        if kinds.field != "site":
            most = min(most, len(scheme.case_log.words_of(kinds.field)))
        if kinds.at_least > most:
            yield Fault(f"{path}.variety[{index}].at_least", f"give at most {most}")
    if asked.per_day and asked.per_day * asked.window_months * _FEWEST_DAYS < asked.performed:
        yield Fault(f"{path}.per_day", "allow more: the window has not days enough for the cases")
    yield from _attainable(path, asked)


def _attainable(path: str, asked: CasesRequirement) -> Iterator[Fault]:
    """Yield coverage that no log of the cases asked can show: a case has one value of a field.

    Only areas are different: one case may have several.
    """
    needed: dict[str, list[tuple[frozenset[str], int]]] = {}
    for index, line in enumerate(asked.coverage):
        if line.at_least > asked.performed:
            yield Fault(f"{path}.coverage[{index}].at_least", f"give at most {asked.performed}")
        elif line.field != "areas":
            needed.setdefault(line.field, []).append((frozenset(line.values), line.at_least))
    for field, lines in needed.items():
        least = _fewest(lines)
        if least > asked.performed:
            mend = f"ask {least} cases, or less coverage: {field} alone needs as many"
            yield Fault(f"{path}.performed", mend)


def _fewest(lines: list[tuple[frozenset[str], int]]) -> int:
    """Return a number of cases that lines over one field need at least.

    Lines without a common value cannot share a case; of those that overlap, the largest counts.
    """
    by_count = sorted(lines, key=lambda line: -line[1])
    by_size = sorted(lines, key=lambda line: len(line[0]))
    return max(_of_disjoint(by_count), _of_disjoint(by_size))


def _of_disjoint(lines: list[tuple[frozenset[str], int]]) -> int:
    total, used = 0, frozenset[str]()
    for values, count in lines:
        if used.isdisjoint(values):
            total += count
            used |= values
    return total


def _feedback(path: str, asked: FeedbackRequirement, scheme: SchemeFile) -> Iterator[Fault]:
    log = scheme.case_log
    if log is None or not log.feedback_domains or not log.feedback_levels:
        yield Fault("case_log.feedback_domains", "add domains and levels: feedback is required")
        return
    yield from _known(f"{path}.level", [asked.level], log.feedback_levels)
    asked_cases = [each.performed for each in scheme.requirements if each.kind == "cases"]
    if asked.last_cases > min(asked_cases, default=0):
        most = min(asked_cases, default=0)
        yield Fault(f"{path}.last_cases", f"give at most {most}, the cases asked")


def _known(
    path: str, names: Iterable[str], known: Collection[str] | Mapping[str, Any]
) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            listed = ", ".join(list(known)[:20]) or "nothing yet"
            yield Fault(path, f"{name} is not listed; known: {listed}")


def _taken(path: str, ids: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, each in enumerate(ids):
        if each in seen:
            yield Fault(path.format(index), f"choose another id: {each} is taken")
        seen.add(each)
