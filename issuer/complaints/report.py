"""What somebody reports, from texts that strangers wrote: kept as far as it can be shown."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from issuer.complaints.complaint import Concern
from issuer.errors import WatchError
from issuer.notify.letter import read_address
from issuer.notify.watch import LANGUAGES

MAX_WORDS = 2500  # characters: encoded for a form, any of them fit into its 32 KiB
MAX_LINE = 200  # of a number as it was typed, or of a way to reach somebody
_JOINERS = frozenset("\u200c\u200d")  # Persian needs the one, and many pictures the other


class Fault(StrEnum):
    """What of a report has to be mended."""

    CONCERN = "concern"
    WORDS = "words"
    NUMBER = "number"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Report:
    """A report that can be taken. `typed` is the number as it was typed, `contact` may be empty."""

    concern: Concern
    words: str = field(repr=False)
    typed: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    language: str = LANGUAGES[0]


def read_report(
    *, concern: str, words: str, number: str = "", contact: str = "", language: str = ""
) -> Report | frozenset[Fault]:
    """Return the report, or all that has to be mended. Total: any text has an answer."""
    said, typed, reach = read_words(words), _line(number), _read_contact(contact)
    faults = set[Fault]()
    if concern not in {each.value for each in Concern}:
        faults.add(Fault.CONCERN)
    if said is None:
        faults.add(Fault.WORDS)
    if typed is None:
        faults.add(Fault.NUMBER)
    if reach is None:
        faults.add(Fault.CONTACT)
    if said is None or typed is None or reach is None or faults:
        return frozenset(faults)
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    return Report(Concern(concern), said, typed, reach, spoken)


def read_words(text: str) -> str | None:
    """Return lines of text without what does not print; None if nothing is left, or too much."""
    if len(text) > 2 * MAX_WORDS:  # a browser sends two characters for each line break
        return None
    lines = unicodedata.normalize("NFC", "\n".join(text.splitlines())).split("\n")
    kept = "\n".join(_shown(line).rstrip() for line in lines).strip()
    return kept if 0 < len(kept) <= MAX_WORDS else None


def _line(text: str) -> str | None:
    line = " ".join(_shown(unicodedata.normalize("NFC", text[: 4 * MAX_LINE])).split())
    return line if len(line) <= MAX_LINE else None


def _read_contact(text: str) -> str | None:
    """Return a mail address in small letters, or any other line; None for half an address."""
    line = _line(text)
    if line is None or "@" not in line:
        return line
    try:
        return read_address(line)
    except WatchError:
        return None


def _shown(line: str) -> str:
    return "".join(each for each in line if each.isprintable() or each in _JOINERS)
