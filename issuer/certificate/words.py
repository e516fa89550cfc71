"""The words that are printed beside a certificate's own, in every language of the catalogue.

English is how a sentence is found in the catalogue (`templates/languages`); a test asks that each
is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from verifier.languages import Language
from verifier.scan import labels
from verifier.words import LICENCE_REMINDER

CERTIFICATE: Mapping[str, str] = {
    "specimen": "Specimen: this page certifies nothing.",
    "opening": labels.OPENING,
    "closing": labels.CLOSING,
    "version": "Scheme {scheme}, version {version}",
    "scope": "scope",
    "limits": "limits",
    **labels.FACTS,
    "scan": "Scan with your phone’s camera, or go to",  # noqa: RUF001 - a typographic apostrophe, on paper
    "type": labels.TO_TYPE,
    "telephone": "Telephone",
}
POSTER: Mapping[str, str] = {
    "specimen": "Specimen: this page certifies nothing.",
    "headline": "Is this certificate valid today?",
    "see": "See for yourself. Scan the code with your phone’s camera.",  # noqa: RUF001
    "holder": "This certificate belongs to",
    "go": "Or go to",
    "type": "and type",
    "reminder": LICENCE_REMINDER,
}
CARD: Mapping[str, str] = {
    "specimen": "Specimen",
    "scan": "Scan to check",
    "valid_through": "valid through",
}
PREVIEW: Mapping[str, str] = {
    "specimen": "Specimen",
    "check": "Open the link to see whether it is valid today.",
    "number": "certificate number",
}
METADATA: Mapping[str, str] = {
    "kind": "Certificate {number}: {name}",
    "specimen": "SPECIMEN of certificate {number}: {name}",
    "until": "Valid through {day}.",
    "attachment": "The signed credential of certificate {number}",
    "alt": "QR code: opens {host} and checks certificate {number}",
    "logo": "Logo of {body}",
    "signature": "Signature of {name}",
}
MARKS = ("Withdrawn", "Suspended", "Replaced", "Expired", "Not valid yet", "Not checked")
DISTANCE = "The camera reads it from {distance} cm away"
STEPS = ("about {number} step", "about {number} steps")


def sentences() -> Iterator[str]:
    """Yield every English sentence but those that count, for the catalogue."""
    for table in (CERTIFICATE, POSTER, CARD, PREVIEW, METADATA):
        yield from table.values()
    yield from MARKS
    yield DISTANCE


def said(table: Mapping[str, str], language: Language) -> dict[str, str]:
    """Return a table in a language."""
    return {name: language.say(sentence) for name, sentence in table.items()}
