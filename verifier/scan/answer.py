"""What was found, as the bytes in which a child process tells it. JSON; see `found.py`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from verifier.number import parse_number
from verifier.scan.found import (
    Contradiction,
    Found,
    FoundInPdf,
    FoundNumber,
    FoundToken,
    MistypedNumber,
    NothingFound,
    SeveralFound,
    Why,
)
from verifier.scan.printed import FACTS, Printed


class AnswerError(ValueError):
    """The bytes are not an answer."""


def format_answer(found: Found) -> bytes:
    """Return `found` as bytes."""
    return json.dumps(_to_json(found)).encode("ascii")


def parse_answer(data: bytes) -> Found:
    """Return what the bytes say was found, or raise `AnswerError`: no child is trusted."""
    try:
        return _from_json(json.loads(data))
    except (ValueError, RecursionError) as exc:
        raise AnswerError("not an answer") from exc


def _to_json(found: Found) -> dict[str, Any]:
    match found:
        case FoundToken(token):
            return {"token": token}
        case FoundNumber(number):
            return {"number": str(number)}
        case MistypedNumber(text):
            return {"mistyped": text}
        case NothingFound(why):
            return {"nothing": why}
        case SeveralFound(choices) | Contradiction(choices):
            kind = "several" if isinstance(found, SeveralFound) else "choices"
            return {kind: [_to_json(choice) for choice in choices]}
        case FoundInPdf(within, pages):
            return {"found": _to_json(within), "pages": [asdict(page) for page in pages]}


def _from_json(value: Any) -> Found:
    match value:
        case {"mistyped": str(text)}:
            return MistypedNumber(text)
        case {"nothing": str(why)}:
            return NothingFound(Why(why))
        case {"choices": [_, _, *_] as choices}:
            return Contradiction(tuple(_choice(choice) for choice in choices))
        case {"several": [_, _, *_] as choices}:
            return SeveralFound(tuple(_choice(choice) for choice in choices))
        case {"found": found, "pages": [_, *_] as pages}:
            return FoundInPdf(_choice(found), tuple(_page(page) for page in pages))
        case _:
            return _choice(value)


def _page(value: Any) -> Printed:
    if not isinstance(value, dict) or value.keys() != set(FACTS):
        raise AnswerError("no page")
    return Printed(**{fact: _lines(lines) for fact, lines in value.items()})


def _lines(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        raise AnswerError("no lines")
    return tuple(value)


def _choice(value: Any) -> FoundToken | FoundNumber:
    match value:
        case {"token": str(token)}:
            return FoundToken(token)
        case {"number": str(number)}:
            return FoundNumber(parse_number(number))
        case _:
            raise AnswerError("no find")
