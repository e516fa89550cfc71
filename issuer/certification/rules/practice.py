"""Stage 3: supervised cases - how many, on whom, of what variety - and the mentor's view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from issuer.certification.calendar_days import add_months
from issuer.certification.dossier.dossier import Dossier
from issuer.certification.dossier.practice import Case, Feedback
from issuer.certification.dossier.register import is_listed
from issuer.certification.findings import UnmetCode
from issuer.certification.requirements import CasesRequirement, FeedbackRequirement
from issuer.certification.rules.qualification import covers
from issuer.certification.rules.standing import (
    Standing,
    counted,
    expired,
    left_out,
    met,
    pieces_of,
    unmet,
)
from issuer.certification.scheme import Scheme


def cases(asked: CasesRequirement, dossier: Dossier, anchor: date, today: date) -> Standing:
    """Count cases under a listed supervisor, at their site, within the window before `anchor`."""
    past = [each for each in dossier.of(Case) if each.on <= today]
    supervised = [each for each in past if is_supervised(each, dossier)]
    since = add_months(anchor, -asked.window_months)
    fresh = [each for each in supervised if each.on >= since]
    performed = within_a_day(fresh, asked.per_day)
    observed = sum(each.role == "observed" for each in fresh)
    missing = list(_missing(asked, performed, observed, today))
    if not missing:
        return met(f"{len(performed)} performed and {observed} observed cases count")
    capped = sum(each.role == "performed" for each in fresh) - len(performed)
    pieces = pieces_of(
        *missing,
        left_out(len(past) - len(supervised), "cases", "under no supervisor listed on the day"),
        left_out(len(supervised) - len(fresh), "cases", f"over {asked.window_months} months old"),
        left_out(capped, "cases", f"beyond {asked.per_day} on one day"),
    )
    ever = within_a_day(supervised, asked.per_day)
    seen = sum(each.role == "observed" for each in supervised)
    judge = unmet if any(_missing(asked, ever, seen, today)) else expired
    return judge(UnmetCode.CASES, *pieces)


def is_supervised(case: Case, dossier: Dossier) -> bool:
    """Tell whether a case's supervisor was listed that day, for that site and region."""
    supervisor = dossier.registers.supervisors.get(case.supervisor)
    if supervisor is None or not is_listed(supervisor, case.on):
        return False
    region = dossier.application.region
    here = not supervisor.regions or any(covers(each, region) for each in supervisor.regions)
    return here and case.site in supervisor.sites


def within_a_day(cases: Iterable[Case], per_day: int | None) -> list[Case]:
    """Return the performed cases, of each day at most so many: the first by their ref."""
    kept, days = [], Counter[date]()
    for each in cases:
        if each.role == "performed":
            days[each.on] += 1
            if per_day is None or days[each.on] <= per_day:
                kept.append(each)
    return kept


def _missing(
    asked: CasesRequirement, performed: list[Case], observed: int, today: date
) -> Iterator[str]:
    patients = len({each.patient for each in performed})
    seen = sum(_was_seen_again(each, today) for each in performed)
    complicated = sum(each.complication is not None for each in performed)
    yield from pieces_of(
        counted(observed, asked.observed, "observed cases"),
        counted(len(performed), asked.performed, "performed cases"),
        counted(patients, asked.patients, "different patients"),
        counted(seen, asked.follow_ups, "patients seen again"),
        counted(complicated, asked.complications, "cases with a complication or touch-up"),
    )
    for line in asked.coverage:
        have = sum(not _values(each, line.field).isdisjoint(line.values) for each in performed)
        yield from pieces_of(counted(have, line.at_least, line.title))
    for kinds in asked.variety:
        shown = {value for each in performed for value in _values(each, kinds.field)}
        yield from pieces_of(counted(len(shown), kinds.at_least, f"different {kinds.title}"))


def _was_seen_again(case: Case, today: date) -> bool:
    return case.follow_up is not None and case.on <= case.follow_up <= today


def _values(case: Case, field: str) -> frozenset[str]:
    value = getattr(case, field)
    if value is None:
        return frozenset()
    return frozenset(value) if isinstance(value, tuple) else frozenset((value,))


def feedback(asked: FeedbackRequirement, dossier: Dossier, scheme: Scheme, today: date) -> Standing:
    """Look at the last performed cases: the mentor's level in every domain, and at every case.

    Cases from the first day of being certified on are practice: no mentor is asked about them.
    """
    log, since = scheme.case_log, dossier.certified or date.max
    performed = [
        each
        for each in dossier.of(Case)
        if each.role == "performed" and each.on <= today and each.on < since
    ]
    performed = [each for each in performed if is_supervised(each, dossier)]
    performed.sort(key=lambda one: (one.on, one.ref))
    newest = _newest(dossier, {each.ref: each for each in performed}, today)
    levels = log.feedback_levels if log else ()
    domains = set(log.feedback_domains) if log else set()
    good = levels[levels.index(asked.level) :] if asked.level in levels else ()
    last = performed[-asked.last_cases :]
    reached = sum(each.ref in newest and _is_good(newest[each.ref], domains, good) for each in last)
    silent = sum(each.ref not in newest for each in performed) if asked.every_case else 0
    level = asked.level.replace("-", " ")
    pieces = pieces_of(
        counted(reached, asked.last_cases, f"last cases at {level} in every domain"),
        f"no feedback on {silent} of {len(performed)} performed cases" if silent else None,
    )
    if pieces:
        return unmet(UnmetCode.FEEDBACK, *pieces)
    return met(f"the last {asked.last_cases} cases at {level} in every domain")


def _newest(dossier: Dossier, cases: dict[str, Case], today: date) -> dict[str, Feedback]:
    """Return the newest feedback on each case, by a listed supervisor, on its day or later."""
    newest: dict[str, Feedback] = {}
    for told in sorted(dossier.of(Feedback), key=lambda one: (one.on, one.ref)):
        case = cases.get(told.case)
        supervisor = dossier.registers.supervisors.get(told.supervisor)
        if case and case.on <= told.on <= today and is_listed(supervisor, told.on):
            newest[told.case] = told
    return newest


def _is_good(told: Feedback, domains: set[str], good: tuple[str, ...]) -> bool:
    return all(told.domains.get(domain) in good for domain in domains)
