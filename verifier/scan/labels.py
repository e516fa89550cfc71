"""The words beside the facts of a certificate, by which they are found, in every language.

The issuer prints these same sentences, in a language of the catalogue that both read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING

from verifier.scan.fold import fold_all

if TYPE_CHECKING:
    from verifier.languages import Language

OPENING = "This certifies that"
CLOSING = "has met the requirements of the certification scheme"
TO_TYPE = "and type"
FACTS: Mapping[str, str] = {
    "number": "certificate number",
    "first_issued": "first issued",
    "effective": "effective",
    "valid_through": "valid through",
}


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one language, folded; `turned` where a line begins at the right."""

    turned: bool
    opening: str
    closing: str
    to_type: str
    facts: Mapping[str, str]


@cache
def all_labels() -> tuple[Labels, ...]:
    """Return the labels of every language. Reads the catalogue, once."""
    from verifier.languages import languages  # noqa: PLC0415 - a child is told, and starts sooner

    return tuple(map(_labels, languages()))


def format_labels() -> str:
    """Return the labels of every language as a child is told them."""
    return json.dumps([asdict(labels) for labels in all_labels()])


def parse_labels(told: str) -> tuple[Labels, ...]:
    """Return what `format_labels` told."""
    return tuple(Labels(**labels) for labels in json.loads(told))


def _labels(spoken: Language) -> Labels:
    return Labels(
        turned=spoken.direction == "rtl",
        opening=fold_all(spoken.say(OPENING)),
        closing=fold_all(spoken.say(CLOSING)),
        to_type=fold_all(spoken.say(TO_TYPE)),
        facts={fact: fold_all(spoken.say(label)) for fact, label in FACTS.items()},
    )
