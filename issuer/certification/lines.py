"""One line of human text, such as a name: what is printed is what is stored.

Nothing in it is invisible, reorders the text around it, or has a second spelling.
"""

from __future__ import annotations

import unicodedata

MAX_NAME = 100  # code points
MAX_MARKS = 4  # combining marks in a row: enough for any script, too few to climb over the page

# Letters, marks and symbols by category, and yet blank on paper.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# Small letters of Cyrillic and Greek that look like Latin ones.
_LOOK_ALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u03bf\u03b1\u03c1\u03bd",
    "aeopcyxijsoapv",
)
_FORMULA = ("=", "+", "-", "@")  # a spreadsheet would run it


def likeness(text: str) -> str:
    """Return what two spellings of one thing share: letters and digits, without case or width."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_LOOK_ALIKES)
    return "".join(filter(str.isalnum, plain))


def read_name(text: str) -> str:
    """Return `text` in NFC if it can be printed as a person's name; else raise `ValueError`.

    The message says what to mend. A name is one free text: it is never split, and any script,
    a single word and any case will do.
    """
    name = read_line(text, MAX_NAME)
    if name.startswith(_FORMULA):
        raise ValueError("begin the name with a letter")
    if not any(character.isalpha() for character in name):
        raise ValueError("give a name with at least one letter")
    return name


def read_line(text: str, longest: int) -> str:
    """Return `text` in NFC if it is one printable line of 1 to `longest` characters."""
    # The cut comes first: normalising a long run of marks is quadratic work.
    line = unicodedata.normalize("NFC", text[: 4 * longest])
    if not 0 < len(line) <= longest:
        raise ValueError(f"give 1 to {longest} characters")
    # str.isprintable is false for every control, format, surrogate, private and unassigned
    # character and for every separator but the space: bidi controls and line breaks among them.
    if not line.isprintable() or not _BLANK.isdisjoint(line):
        raise ValueError(f"take out {_first_unprintable(line)}")
    if line[0] == " " or line[-1] == " " or "  " in line:
        raise ValueError("use single spaces, and none at either end")
    if not line.isascii():
        _check_marks(line)
    return line


def _first_unprintable(line: str) -> str:
    bad = (n for n, each in enumerate(line) if not each.isprintable() or each in _BLANK)
    position = next(bad)
    return f"U+{ord(line[position]):04X}, which does not print (character {position + 1})"


def _check_marks(line: str) -> None:
    marks = MAX_MARKS  # a mark with no letter before it has nothing to stand on
    for position, character in enumerate(line, start=1):
        is_mark = unicodedata.category(character).startswith("M")
        marks = marks + 1 if is_mark else 0
        if marks > MAX_MARKS:
            raise ValueError(
                f"take out the combining mark U+{ord(character):04X} (character {position})"
            )
