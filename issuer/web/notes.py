"""Notes that people write about what they decide: plain lines of text."""

from __future__ import annotations

import unicodedata

MAX_NOTE = 2000  # code points


def read_note(text: str) -> str:
    """Return a note in NFC, or raise `ValueError`: printable lines, and not too many of them."""
    short = text[: 2 * MAX_NOTE]  # a browser sends two characters for each line break
    note = unicodedata.normalize("NFC", "\n".join(short.splitlines())).strip()
    if len(text) > len(short) or len(note) > MAX_NOTE:
        raise ValueError(f"give at most {MAX_NOTE} characters")
    if not all(line.isprintable() for line in note.split("\n")):
        raise ValueError("take out what does not print")
    return note
