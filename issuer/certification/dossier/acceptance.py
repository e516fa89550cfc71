"""What a document names must be known: to the scheme, to its closed lists, and to the registers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from issuer.certification.dossier.documents import Document
from issuer.certification.dossier.dossier import Registers
from issuer.certification.dossier.examination import Practical, Remediation, StationScore, Written
from issuer.certification.dossier.practice import Case, Feedback
from issuer.certification.dossier.qualification import Licence
from issuer.certification.dossier.training import Training
from issuer.certification.dossier.waiver import Waiver
from issuer.certification.errors import Fault
from issuer.certification.lines import likeness
from issuer.certification.requirements import Requirement
from issuer.certification.scheme import Scheme

_CASE_WORDS = (
    "goal",
    "feature",
    "age_band",
    "skin_type",
    "presentation",
    "product",
    "outcome",
    "complication",
)


def undated_faults(document: Document, today: date) -> Iterator[Fault]:
    """Yield a fault for a day that has not come: nothing is recorded before it happened."""
    days = {"on": getattr(document, "on", None)}
    if isinstance(document, Licence):
        days["check.on"] = document.check.on
    ended = getattr(document, "ended", None)
    if ended is not None:
        days["ended"] = ended.date()
    for path, day in days.items():
        if day is not None and day > today:
            yield Fault(path, "give a day that has come")


def names_unasked(document: Document, schemes: Iterable[Scheme]) -> Iterator[Fault]:
    """Yield a fault for a name that no scheme asks for: it could never count."""
    member = _NAMED.get(document.kind)
    if member is None:
        return
    known = {
        name
        for scheme in schemes
        for asked in scheme.requirements
        for name in _asked_names(asked, document.kind, member)
    }
    name = getattr(document, member)
    if name not in known:
        listed = ", ".join(sorted(known)[:20]) or "nothing yet"
        yield Fault(member, f"no scheme asks for {name}; known: {listed}")


_NAMED = {
    "certificate": "certificate",
    "declaration": "declaration",
    "endorsement": "endorsement",
}


def _asked_names(asked: Requirement, kind: str, member: str) -> list[str]:
    return [getattr(asked, member)] if asked.kind == kind else []


def faults_in(document: Document, scheme: Scheme, registers: Registers) -> Iterator[Fault]:
    """Yield each name in `document` that `scheme` or the registers do not know, with the mend."""
    match document:
        case Training():
            yield from _listed("course", [document.course], registers.courses)
            modules = [module.id for module in scheme.modules]
            yield from _listed("module", [document.module], modules)
        case Case():
            yield from _case(document, scheme, registers)
        case Feedback():
            yield from _feedback(document, scheme, registers)
        case Written():
            yield from _written(document, scheme)
        case Practical():
            yield from _practical(document, scheme, registers)
        case StationScore():
            yield from _station(document, scheme, registers)
        case Remediation():
            yield from _listed("supervisor", [document.supervisor], registers.supervisors)
        case Waiver():
            waivable = [asked.id for asked in scheme.requirements if asked.waivable]
            yield from _listed("requirement", [document.requirement], waivable)
        case _:
            pass  # the others name nothing that is listed


def _case(case: Case, scheme: Scheme, registers: Registers) -> Iterator[Fault]:
    log = scheme.case_log
    if log is None:
        yield Fault("kind", f"leave it out: {scheme.id} has no case log")
        return
    yield from _supervised(case.supervisor, case.site, registers)
    yield from _listed("areas", case.areas, log.areas)
    for member in _CASE_WORDS:
        value = getattr(case, member)
        if value is not None:
            yield from _listed(member, [value], log.words_of(member))


def _supervised(supervisor: str, site: str, registers: Registers) -> Iterator[Fault]:
    yield from _listed("supervisor", [supervisor], registers.supervisors)
    known = registers.supervisors.get(supervisor)
    if known is not None:
        yield from _listed("site", [site], known.sites)


def _feedback(told: Feedback, scheme: Scheme, registers: Registers) -> Iterator[Fault]:
    log = scheme.case_log
    if log is None:
        yield Fault("kind", f"leave it out: {scheme.id} has no case log")
        return
    yield from _listed("supervisor", [told.supervisor], registers.supervisors)
    yield from _listed("domains", told.domains, log.feedback_domains)
    for domain, level in told.domains.items():
        yield from _listed(f"domains.{domain}", [level], log.feedback_levels)


def _written(shown: Written, scheme: Scheme) -> Iterator[Fault]:
    rule = scheme.written
    if rule is None:
        yield Fault("kind", f"leave it out: {scheme.id} has no written examination")
        return
    items = {section.id: section.items for section in rule.sections}
    if rule.forms:
        forms = [form.id for form in rule.forms]
        yield from _listed("form", [shown.form or ""], forms)
    yield from _listed("sections", shown.sections, items)
    if shown.points is not None:
        yield from _listed("points", shown.points, items)
        for section, right in shown.points.items():
            most = items.get(section)
            if section in items and most is None:
                yield Fault("points", "give percent: the scheme does not say how many items")
            elif most is not None and right > most:
                yield Fault(f"points.{section}", f"give at most {most}, its items")
        yield from (
            Fault(f"points.{section}", "add it") for section in items if section not in shown.points
        )


def _practical(shown: Practical, scheme: Scheme, registers: Registers) -> Iterator[Fault]:
    if scheme.practical is None:
        yield Fault("kind", f"leave it out: {scheme.id} has no practical examination")
    elif scheme.practical.is_scored_here:  # its own examiners are known
        listed = {likeness(each.name) for each in registers.examiners.values()}
        for name in shown.examiners:
            if likeness(name) not in listed:
                yield Fault("examiners", "name examiners that are in the register")


def _station(score: StationScore, scheme: Scheme, registers: Registers) -> Iterator[Fault]:
    rule = scheme.practical
    stations = {station.id: station for station in rule.stations} if rule else {}
    yield from _listed("station", [score.station], stations)
    yield from _listed("examiner", [score.examiner], registers.examiners)
    station = stations.get(score.station)
    if station is not None:
        yield from _listed("items", score.items, station.items)
        yield from _listed("critical", score.critical, station.critical)
        yield from (
            Fault(f"items.{item}", "score it") for item in station.items if item not in score.items
        )


def _listed(path: str, names: Iterable[str], known: Collection[str]) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            listed = ", ".join(sorted(known)[:20]) or "nothing yet"
            yield Fault(path, f"{name or 'nothing'} is not listed; known: {listed}")
