"""Earlier numbers: what a certificate was called before its body used Probatum.

They were often counted upwards, so anybody can guess one. Such a number alone never leads to a
name: whoever has the certificate before them types the name behind it. See
docs/adr/0013-an-earlier-number-needs-a-name.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from verifier.number import CertificateNumber, read_typed_number
from verifier.verdict import Reason

MAX_NUMBER = 40  # characters of an earlier number
MAX_TYPED = 160  # with a name behind it; what is longer is a token, or nothing
_CUTS = 12  # places at which a number may end and a name begin
_CUT = re.compile(r"[\s,;]+")
_LINK = re.compile(r"https?://[^/?#\s]+/v/([^/?#]+)/?(?:[?#].*)?", re.ASCII | re.IGNORECASE)
_SPACES_AND_HYPHENS = re.compile("[-_\\s\u2010-\u2015\u2212]")


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier number as its body wrote it, and where it leads.

    `certificate` is the number of the certificate issued in its stead. One that had ended by then
    was not issued anew: `ended` says how, `since` when. With neither, it is being issued.
    """

    number: str
    certificate: str | None = None
    ended: Reason | None = None
    since: datetime | None = None

    @property
    def is_hard_to_guess(self) -> bool:
        """Tell whether it is a number of our own kind, drawn at random by another body."""
        return isinstance(read_typed_number(self.number), CertificateNumber)


class EarlierNumbers(Protocol):
    """The earlier numbers on record."""

    def find(self, keys: Sequence[str]) -> dict[str, Earlier]:
        """Return those of `keys`, as `earlier_key` makes them, that are on record.

        Raise `LedgerUnavailableError` if nobody can say.
        """
        ...


def earlier_key(text: str) -> str | None:
    """Return what all spellings of an earlier number share, or None if `text` cannot be one.

    Case, widths, spaces and hyphens do not matter; it has a digit, and at most 40 characters.
    """
    plain = unicodedata.normalize("NFKC", text[: 4 * MAX_NUMBER]).upper()
    seen = "".join(each for each in plain if unicodedata.category(each) != "Cf")
    key = _SPACES_AND_HYPHENS.sub("", seen)
    if not 0 < len(key) <= MAX_NUMBER or not key.isprintable():
        return None
    return key if any("0" <= each <= "9" for each in key) else None


def read_earlier(text: str) -> list[tuple[str, str]]:
    """Return each way to read `text` as key and name behind it, the longest number first."""
    if len(text) > MAX_TYPED:
        return []
    link = _LINK.fullmatch(text)
    typed = text if link is None else link[1].replace("%20", " ")
    cuts = [(each.start(), each.end()) for each in _CUT.finditer(typed)][:_CUTS]
    read = [(typed, ""), *((typed[:start], typed[end:]) for start, end in reversed(cuts))]
    keys = [(earlier_key(number), name) for number, name in read]
    return [(key, name) for key, name in keys if key is not None]
