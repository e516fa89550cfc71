"""The documents of the first stage, each as one line: what it is, of which day, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from issuer.certification.dossier.documents import Document
from issuer.certification.dossier.qualification import (
    Declaration,
    Endorsement,
    Experience,
    HeldCertificate,
    Identity,
    Licence,
    Specialty,
)
from issuer.web.admin.plain_words import in_plain_words
from issuer.web.candidate.words import Words
from verifier.days import in_words

_SHOWN = 3  # characters of a licence's number: enough to know one's own
_SHORT = 6  # a number of fewer characters would be told by its end


@dataclass(frozen=True, slots=True)
class Line:
    """A document on record, by its day."""

    on: date
    text: str
    more: str = ""


def tell_qualification(words: Words, document: Document) -> Line | None:  # noqa: PLR0911 - a kind each
    """Return the line of a document of the first stage; None for any other."""
    match document:
        case Identity():
            return Line(document.on, in_plain_words(document.document), "compared with you")
        case Licence():
            return _licence(words, document)
        case HeldCertificate():
            more = _joined(document.issuer, _until(document.expires))
            return Line(document.on, words.shown(document.certificate), more)
        case Declaration():
            said = "declared" if document.holds else "something was disclosed"
            more = _joined(said, _until(document.expires))
            return Line(document.on, words.shown(document.declaration), more)
        case Experience():
            return _experience(words, document)
        case Endorsement():
            return Line(document.on, words.shown(document.endorsement), _until(document.expires))
        case Specialty():
            return Line(document.on, in_plain_words(document.specialty), document.qualification)
        case _:
            return None


def _licence(words: Words, licence: Licence) -> Line:
    text = f"Licence: {words.profession(licence.profession)}, {words.region(licence.region)}"
    more = _joined(
        f"{licence.regulator}, {masked(licence.number)}",
        licence.status,
        _until(licence.expires),
    )
    return Line(licence.check.on, text, more)


def _experience(words: Words, period: Experience) -> Line:
    until = f"until {in_words(period.until)}" if period.until else "and going on"
    text = f"Practice: {words.profession(period.profession)}"
    return Line(period.since, text, f"since {in_words(period.since)}, {until}")


def masked(number: str) -> str:
    """Return the end of a licence's number, for its owner to know it by."""
    return f"number ending in {number[-_SHOWN:]}" if len(number) >= _SHORT else "number on record"


def _until(last: date | None) -> str:
    return f"until {in_words(last)}" if last else ""


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
