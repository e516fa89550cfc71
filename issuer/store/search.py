"""How names are searched: without regard to case, accents or invisible characters."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Return `text` as it is compared in a search. What contains the one contains the other."""
    if text.isascii() and text.isprintable():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    parts = unicodedata.normalize("NFKD", plain)  # what folding the case put together again
    return "".join(part for part in parts if part.isprintable() and not unicodedata.combining(part))
