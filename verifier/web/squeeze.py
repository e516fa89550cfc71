"""A script with fewer bytes: no comments, no needless space, and short names for its own.

A first visit has a budget. A library for this would bring a build step and a second language's
tools, for what a table of tokens does to code of one style. What is in another style is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from string import ascii_lowercase

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*)
    | (?P<text>"(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
    | (?P<template>`(?:[^`\\\n]|\\.)*`)
    | (?P<space>\s+)
    | (?P<word>[\w$]+)
    | (?P<mark>\.\.\.|\?\.|[^"`'\s])""",
    re.VERBOSE,
)
_PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/")
_BEFORE_PATTERN = "(,=:!&|?{};["  # after a name, a number or a closing bracket a slash divides
_PUT_IN = re.compile(r"(?<=\$\{)[^{}`]*(?=\})")
_OPEN, _CLOSE = {"(", "[", "{"}, {")", "]", "}"}


def squeeze(text: str, names: Iterable[str] = ()) -> str:
    """Return `text` without comments and needless space, in which each of `names` is a short one.

    Properties that are called like one of `names` keep theirs. Raise `ValueError` for what is
    spelled in another way than ours, such as a text over two lines.
    """
    used = set(re.findall(r"[\w$]+", text))
    fresh = (f"${a}{b}" for a, b in product(("", *ascii_lowercase), ascii_lowercase))
    short = dict(zip(names, (name for name in fresh if name not in used), strict=False))
    gaps, tokens = zip(*_tokens(text), strict=True)
    parts = []
    for gap, token, (before, after), inside in zip(
        gaps, tokens, _neighbours(tokens), _inside(tokens), strict=True
    ):
        new = _renamed(before, token, after, inside, short)
        parts.append(_between(before, gap, token) + new)
    return "".join(parts) + "\n"


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield each token that says something, with the space that was before it: none, " " or end."""
    place, gap, last = 0, "", ";"
    while place < len(text):
        may_begin = (last == "return" or last[-1] in _BEFORE_PATTERN) and text[place] == "/"
        is_pattern = may_begin and text[place : place + 2] != "//"
        found = (is_pattern and _PATTERN.match(text, place)) or _TOKEN.match(text, place)
        if not found:
            raise ValueError(f"{text[place : place + 20]!r} is spelled in another way")
        place = found.end()
        kind = "text" if is_pattern else found.lastgroup
        if kind == "space":
            gap = "\n" if "\n" in gap + found[0] else " "
        elif kind != "comment":
            yield gap, found[0]
            gap, last = "", found[0]


def _neighbours(tokens: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip(["", *tokens[:-1]], [*tokens[1:], ""], strict=True)


def _inside(tokens: Iterable[str]) -> Iterator[str]:
    """Yield for each token the bracket that it is directly in."""
    opened = [""]
    for token in tokens:
        if token in _CLOSE:
            opened.pop()
        yield opened[-1]
        if token in _OPEN:
            opened.append(token)


def _renamed(before: str, token: str, after: str, inside: str, short: dict[str, str]) -> str:
    if token[0] == "`":
        return _PUT_IN.sub(lambda found: _expression(found[0], short), token)
    if token not in short or before in {".", "?."}:
        return token
    is_member = inside == "{" and before in {"{", ","}
    if is_member and after == ":":
        return token
    if is_member and after in {",", "}"}:  # {name} is {name: name}
        return f"{token}:{short[token]}"
    return short[token]


def _expression(text: str, short: dict[str, str]) -> str:
    tokens = [token for _, token in _tokens(text)]
    return "".join(
        _renamed(before, token, after, "(", short)
        for token, (before, after) in zip(tokens, _neighbours(tokens), strict=True)
    )


def _between(before: str, gap: str, after: str) -> str:
    """Return what must stand between two tokens that had `gap` between them."""
    if not before or not gap:
        return ""
    if _is_word(before[-1]) and _is_word(after[0]):
        return gap
    may_end = gap == "\n" and before[-1] in ")]}\"'`/" and (_is_word(after[0]) or after in "([{`")
    if may_end:
        return "\n"
    return " " if before[-1] == after[0] and after[0] in "+-" else ""


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign in "_$"
