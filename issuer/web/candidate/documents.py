"""What is on record in the dossier, in plain words: what it is, and of which day.

Nobody else's private data is told: no names of those who checked, taught, supervised or scored,
no notes of staff, and of a licence number its end alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from issuer.certification.dossier.documents import Document
from issuer.certification.dossier.dossier import Dossier
from issuer.certification.dossier.examination import Practical, Remediation, StationScore, Written
from issuer.certification.dossier.practice import Case, Feedback
from issuer.certification.dossier.training import Education, Training
from issuer.certification.dossier.waiver import Waiver, WaiverApproval
from issuer.certification.figures import show_hours
from issuer.web.admin.plain_words import in_plain_words
from issuer.web.candidate.qualifications import Line, tell_qualification
from issuer.web.candidate.words import Words


@dataclass(frozen=True, slots=True)
class Shelf:
    """Documents that belong together, newest first. A long one is shown by its `summary`."""

    title: str
    lines: tuple[Line, ...]
    summary: str = ""


def shelves(dossier: Dossier, words: Words) -> list[Shelf]:
    """Return every document of a dossier, shelf by shelf; an empty shelf is left out."""
    documents = [each.document for each in dossier.entries]
    told = [
        Shelf("Who you are, and what you may do", _in_order(_qualifications(words, documents))),
        Shelf("Training", _in_order(_training(words, documents))),
        _case_log(words, dossier),
        Shelf("Examination", _in_order(set(_examination(words, documents)))),
        Shelf("Requirements waived", _in_order(_waivers(words, dossier))),
    ]
    return [shelf for shelf in told if shelf.lines]


def _in_order(found: Iterable[Line]) -> tuple[Line, ...]:
    by_text = sorted(found, key=lambda line: (line.text, line.more))
    return tuple(sorted(by_text, key=lambda line: line.on, reverse=True))


def _qualifications(words: Words, documents: Iterable[Document]) -> Iterator[Line]:
    for each in documents:
        line = tell_qualification(words, each)
        if line is not None:
            yield line


def _training(words: Words, documents: Iterable[Document]) -> Iterator[Line]:
    for each in documents:
        if isinstance(each, Training):
            hours = show_hours(each.classroom_hours + each.hands_on_hours)
            yield Line(
                each.on, words.module(each.module), f"{in_plain_words(each.format)}, {hours}"
            )
        elif isinstance(each, Education):
            more = f"{each.provider}, {show_hours(each.hours)}"
            yield Line(each.on, f"Continuing education: {in_plain_words(each.topic)}", more)


def _case_log(words: Words, dossier: Dossier) -> Shelf:
    log = dossier.of(Case)
    performed = sum(each.role == "performed" for each in log)
    discussed = {each.case for each in dossier.of(Feedback)} & {each.ref for each in log}
    summary = f"{performed} performed and {len(log) - performed} observed"
    if discussed:
        summary += f", {len(discussed)} of them with feedback"
    return Shelf("Supervised cases", _in_order(_case(words, each) for each in log), summary)


def _case(words: Words, case: Case) -> Line:
    areas = ", ".join(words.area(area) for area in case.areas)
    return Line(case.on, "Performed" if case.role == "performed" else "Observed", areas)


def _examination(words: Words, documents: Iterable[Document]) -> Iterator[Line]:
    for each in documents:
        if isinstance(each, Written):
            yield Line(words.day(each.ended), "Written examination")
        elif isinstance(each, Practical | StationScore):
            yield Line(words.day(each.ended), "Practical examination")
        elif isinstance(each, Remediation):
            yield Line(each.on, "Plan after a critical fail, carried out")


def _waivers(words: Words, dossier: Dossier) -> Iterator[Line]:
    approved = {each.waiver for each in dossier.of(WaiverApproval)}
    for entry in dossier.entries:
        asked = entry.document
        if isinstance(asked, Waiver):
            more = "approved by a second person" if asked.ref in approved else "not approved yet"
            yield Line(words.day(entry.recorded), words.requirement(asked.requirement), more)
