"""A body's founding from a TOML file: read strictly, every mistake with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from issuer.cli.founding_questions import QUESTIONS, Answers, Question
from issuer.errors import BodyError

MAX_BYTES = 64 * 1024
_SECTION = re.compile(r"\s*\[\s*([\w.-]+)\s*\]")
_KEY = re.compile(r"\s*([\w.-]+)\s*=")
_KNOWN = {each.key: each for each in QUESTIONS}
_SECTIONS = {key.partition(".")[0] for key in _KNOWN if "." in key}


def read_body_file(path: Path) -> Answers:
    """Return the answers in a file, or raise `BodyError` with every mistake in it."""
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        raise BodyError(f"{path.name} has more than {MAX_BYTES // 1024} KB")
    try:
        text = data.decode("utf-8")
        table = tomllib.loads(text)
    except UnicodeDecodeError as exc:
        raise BodyError(f"{path.name}: save it as UTF-8") from exc
    except (ValueError, RecursionError) as exc:
        raise BodyError(f"{path.name} is no TOML: {str(exc).lower()}") from exc
    given = dict(_flat(table))
    answers: dict[str, Any] = {}
    faults = [
        (key, "there is no such setting: take it out") for key in given.keys() - _KNOWN.keys()
    ]
    for question in QUESTIONS:
        try:
            answers[question.key] = _answer(question, given, path.parent)
        except BodyError as exc:
            faults.append((question.key, str(exc)))
    if faults:
        raise BodyError(_told(path.name, faults, _lines(text)))
    return answers


def _answer(question: Question, given: Mapping[str, Any], folder: Path) -> Any:
    value = given.get(question.key, question.default)
    is_needed = not question.only_with or given.get(question.only_with)
    if value in (None, "") and question.default is None and is_needed:
        raise BodyError(f"it is missing: {question.prompt.lower()}")
    if value in (None, "") or not (is_needed or question.key in given):
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BodyError('write it in quotes: "..."')
    if question.only_with and not is_needed:
        raise BodyError(f"it needs {question.only_with}")
    return question.read(str(value), folder)


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if name in _SECTIONS and isinstance(value, dict):
            yield from ((f"{name}.{inner}", told) for inner, told in value.items())
        else:
            yield name, value


def _lines(text: str) -> dict[str, int]:
    """Return the line of each setting and section, by its whole name."""
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if begins := _SECTION.match(line):
            section = f"{begins[1]}."
            found.setdefault(begins[1], number)
        elif key := _KEY.match(line):
            found.setdefault(section + key[1], number)
    return found


def _told(name: str, faults: list[tuple[str, str]], lines: Mapping[str, int]) -> str:
    def place(fault: tuple[str, str]) -> int:
        return lines.get(fault[0]) or lines.get(fault[0].partition(".")[0]) or 0

    count = "a mistake" if len(faults) == 1 else f"{len(faults)} mistakes"
    told = [
        f"  {f'line {place(fault)}, ' if place(fault) else ''}{fault[0]}: {fault[1]}"
        for fault in sorted(faults, key=lambda each: (place(each) or 10**6, each[0]))
    ]
    return "\n".join([f"{name} has {count}", *told])
