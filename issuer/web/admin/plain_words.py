"""Ids as people read them, and the ids of what people write."""

from __future__ import annotations

import re
import unicodedata

_WORDS = {
    "active": "In force",
    "api": "API",
    "case-discussion": "Case discussion",
    "driving-licence": "Driving licence",
    "examiner": "Examiner",
    "identity-card": "Identity card",
    "live-model": "Live model",
    "register-interface": "Register's interface",
    "register-page": "Register's page",
    "residence-permit": "Residence permit",
}
_NO_ID = re.compile(r"[^0-9A-Za-z_]+")


def in_plain_words(name: str) -> str:
    """Return an id as people read it: `basic-life-support` is Basic life support."""
    if name in _WORDS:
        return _WORDS[name]
    words = name.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


def to_id(text: str) -> str:
    """Return the id of what people wrote: Clinic North is `clinic-north`; empty if nothing is."""
    plain = unicodedata.normalize("NFKD", text[:200])
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    return _NO_ID.sub("-", plain).strip("-_").lower()[:64]
