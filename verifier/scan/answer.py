"""What was found, as the bytes in which a child process tells it. JSON; see `found.py`."""

from __future__ import annotations

import json
from typing import Any

from verifier.number import parse_number
from verifier.scan.found import (
    Contradiction,
    Found,
    FoundNumber,
    FoundToken,
    MistypedNumber,
    NothingFound,
    Why,
)


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
        case Contradiction(choices):
            return {"choices": [_to_json(choice) for choice in choices]}


def _from_json(value: Any) -> Found:
    match value:
        case {"mistyped": str(text)}:
            return MistypedNumber(text)
        case {"nothing": str(why)}:
            return NothingFound(Why(why))
        case {"choices": [_, _, *_] as choices}:
            return Contradiction(tuple(_choice(choice) for choice in choices))
        case _:
            return _choice(value)


def _choice(value: Any) -> FoundToken | FoundNumber:
    match value:
        case {"token": str(token)}:
            return FoundToken(token)
        case {"number": str(number)}:
            return FoundNumber(parse_number(number))
        case _:
            raise AnswerError("no find")
