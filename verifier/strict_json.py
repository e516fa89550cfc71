"""JSON as an attacker may not bend it: one meaning per text, bounded work, no surprises."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

MAX_DIGITS = 20  # more than any 64-bit integer has; int() of a long literal is quadratic work

# The closing quote is optional: an open string swallows the rest once, not once for each quote.
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_SUSPECT_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


class StrictJsonError(ValueError):
    """The bytes are not strict JSON; the message says which rule they break, and never quotes them.

    The one exception is a member named twice, whose name is told, cut short and in ASCII.
    """


def load_object(data: bytes, *, max_bytes: int, max_depth: int) -> dict[str, Any]:
    """Return the JSON object that `data` spells, or raise `StrictJsonError`. See `load_value`."""
    value = load_value(data, max_bytes=max_bytes, max_depth=max_depth)
    if not isinstance(value, dict):
        raise StrictJsonError("not a JSON object")
    return value


def load_value(data: bytes, *, max_bytes: int, max_depth: int) -> Any:
    """Return the JSON value that `data` spells, or raise `StrictJsonError`, for any bytes at all.

    Refused beyond RFC 8259: a byte order mark, members named twice, NaN and Infinity, lone
    surrogates and NUL in any string, numbers of more than 20 digits or with an exponent beyond
    +-20, more than `max_bytes` bytes, and nesting deeper than `max_depth` ([] has depth 1).
    A number with a fraction or an exponent is a `Decimal`, never a float: nothing is rounded.
    """
    text = _decode(data, max_bytes)
    _check_depth(text, max_depth)
    try:
        value = _DECODER.decode(text)
    except StrictJsonError:
        raise
    except json.JSONDecodeError as exc:
        raise StrictJsonError(f"not JSON at line {exc.lineno}, column {exc.colno}") from exc
    except RecursionError as exc:  # only where `max_depth` is beyond what the stack carries
        raise StrictJsonError("nested too deeply") from exc
    if _SUSPECT_ESCAPE.search(text):
        _check_strings(value)
    return value


def _decode(data: bytes, max_bytes: int) -> str:
    if len(data) > max_bytes:
        raise StrictJsonError(f"longer than {max_bytes} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise StrictJsonError(f"not UTF-8 at byte {exc.start}") from exc
    if text.startswith("\ufeff"):
        raise StrictJsonError("begins with a byte order mark")
    return text


def _check_depth(text: str, max_depth: int) -> None:
    """Refuse before the recursive reader starts, so that depth never costs stack."""
    if text.count("[") + text.count("{") <= max_depth:
        return
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        found = match.group()
        if found in "[{":
            depth += 1
            if depth > max_depth:
                raise StrictJsonError(f"nested deeper than {max_depth}")
        elif found in "]}":
            depth -= 1


def _check_strings(value: Any) -> None:
    """Refuse what only an escape can smuggle into a string: NUL and half a surrogate pair."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            if "\0" in item:
                raise StrictJsonError("a string holds NUL")
            if not _is_unicode(item):
                raise StrictJsonError("a string holds half a surrogate pair")
        elif isinstance(item, dict):
            pending += item.keys()
            pending += item.values()
        elif isinstance(item, list):
            pending += item


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise StrictJsonError(f"a member is named twice: {_repeated(pairs)[:40]!a}")
    return found


def _repeated(pairs: list[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            break
        seen.add(name)
    return name


def _integer(literal: str) -> int:
    if len(literal.lstrip("-")) > MAX_DIGITS:
        raise StrictJsonError(f"a number has more than {MAX_DIGITS} digits")
    return int(literal)


def _fraction(literal: str) -> Decimal:
    mantissa, _, exponent = literal.lower().partition("e")
    if len(mantissa) > MAX_DIGITS + 2:  # a sign and a point
        raise StrictJsonError(f"a number has more than {MAX_DIGITS} digits")
    # The length comes first: int() refuses a literal of 5,000 digits in words of its own.
    if len(exponent) > len("+20") or abs(int(exponent or "0")) > MAX_DIGITS:
        raise StrictJsonError(f"a number has an exponent beyond {MAX_DIGITS}")
    return Decimal(literal)


def _constant(name: str) -> None:
    raise StrictJsonError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique,
    parse_constant=_constant,
    parse_float=_fraction,
    parse_int=_integer,
)
