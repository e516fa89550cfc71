"""A certification scheme as data: what passing means, and who decides. TOML, read strictly."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from issuer.certification.errors import Fault, SchemeError
from issuer.certification.faults import faults_of
from issuer.certification.fields import (
    Id,
    LongLine,
    Percent,
    Prefix,
    ProfessionCode,
    SchemeId,
    ShortLine,
    Version,
)

MAX_BYTES = 64 * 1024
MAX_LINE = 1200  # bytes; tomllib takes quadratic time and memory over a long dotted key
_POSITION = re.compile(r"\(at (line \d+, column \d+)\)")


class DecisionMode(StrEnum):
    """Who decides: a person, with each assessment at hand, or the scheme's own rule."""

    PERSON = "person"
    RULE = "rule"


def _above_zero(percent: Decimal) -> Decimal:
    if not percent:  # a cut score of zero would pass everybody: an empty rule refuses
        raise ValueError("give more than 0")
    return percent


CutPercent = Annotated[Percent, AfterValidator(_above_zero)]


class _Table(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class Scope(_Table):
    """One thing a certified person is certified for, in the field's words and a patient's."""

    id: Id
    text: ShortLine
    everyday: ShortLine


class Section(_Table):
    """A section of the written examination. A floor cannot be offset by other sections."""

    id: Id
    title: ShortLine
    floor_percent: CutPercent | None = None


class WrittenRule(_Table):
    """What passes the written examination: the cut score over all, and every floor."""

    cut_percent: CutPercent
    sections: tuple[Section, ...] = Field(default=(), max_length=50, strict=False)


class Station(_Table):
    """A station of the practical examination; `critical` are the slips that fail all of it."""

    id: Id
    title: ShortLine
    critical: tuple[Id, ...] = Field(default=(), max_length=20, strict=False)


class PracticalRule(_Table):
    """What passes the practical examination: score, stations passed, and no critical fail."""

    cut_percent: CutPercent
    stations_passed_min: int = Field(ge=1)
    stations: tuple[Station, ...] = Field(min_length=1, max_length=100, strict=False)


class SchemeFile(_Table):
    """What the file says."""

    format: Literal["certification-scheme/1"]
    id: SchemeId
    version: Version
    prefix: Prefix
    title: ShortLine
    limits_text: LongLine
    scope: tuple[Scope, ...] = Field(min_length=1, max_length=50, strict=False)
    professions: Mapping[ProfessionCode, ShortLine] = Field(min_length=1, max_length=50)
    decision: DecisionMode = Field(strict=False)
    answerable_officer: ShortLine | None = None
    validity_months: int = Field(ge=1, le=120)
    written: WrittenRule | None = None
    practical: PracticalRule | None = None


class Scheme(SchemeFile):
    """A scheme version without contradictions; only `parse_scheme` makes one.

    `digest` is the SHA-256 of the file's exact bytes, in hex: two schemes are one if it agrees.
    """

    digest: str

    def __hash__(self) -> int:
        return hash(self.digest)


def parse_scheme(data: bytes) -> Scheme:
    """Return the scheme that `data`, a TOML file of at most 64 KiB, describes.

    Raises `SchemeError`, and nothing else, for any bytes; each fault names its path in the file.
    """
    table = _load(data)
    try:
        read = SchemeFile.model_validate(table)
    except ValidationError as exc:
        raise SchemeError(faults_of(SchemeFile, exc)) from exc
    faults = list(_contradictions(read))
    if faults:
        raise SchemeError(faults)
    return Scheme(**dict(read), digest=hashlib.sha256(data).hexdigest())


def _check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise SchemeError([Fault("file", f"make it at most {MAX_BYTES} bytes")])
    for number, line in enumerate(data.split(b"\n"), start=1):
        if len(line) > MAX_LINE:
            raise SchemeError([Fault(f"line {number}", f"make it at most {MAX_LINE} bytes")])


def _load(data: bytes) -> dict[str, Any]:
    _check_size(data)
    try:
        # Decimal: a cut score of 72.1 is 72.1, not the nearest binary fraction.
        return tomllib.loads(data.decode("utf-8"), parse_float=Decimal)
    except UnicodeDecodeError as exc:
        raise SchemeError([Fault(f"byte {exc.start}", "save the file as UTF-8")]) from exc
    except ValueError as exc:
        found = _POSITION.search(str(exc))
        where = found[1] if found else "file"
        raise SchemeError(
            [Fault(where, "mend the TOML: it cannot be read here, or says a thing twice")]
        ) from exc
    except RecursionError as exc:
        raise SchemeError([Fault("file", "nest tables and lists less deeply")]) from exc
    except ArithmeticError as exc:
        raise SchemeError([Fault("file", "write numbers without giant exponents")]) from exc


def _contradictions(scheme: SchemeFile) -> Iterator[Fault]:
    if scheme.decision is DecisionMode.RULE and scheme.answerable_officer is None:
        yield Fault("answerable_officer", 'add it: under decision = "rule" an officer answers')
    if scheme.written is None and scheme.practical is None:
        yield Fault("written", "add a [written] or a [practical] table, or both")
    yield from _taken("scope[{}].id", (scope.id for scope in scheme.scope))
    if scheme.written is not None:
        yield from _taken("written.sections[{}].id", (each.id for each in scheme.written.sections))
    if scheme.practical is not None:
        yield from _practical_contradictions(scheme.practical)


def _practical_contradictions(rule: PracticalRule) -> Iterator[Fault]:
    count = len(rule.stations)
    if rule.stations_passed_min > count:
        yield Fault("practical.stations_passed_min", f"give at most {count}, the stations listed")
    yield from _taken("practical.stations[{}].id", (station.id for station in rule.stations))
    for index, station in enumerate(rule.stations):
        yield from _taken(f"practical.stations[{index}].critical[{{}}]", station.critical)


def _taken(path: str, ids: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, each in enumerate(ids):
        if each in seen:
            yield Fault(path.format(index), f"choose another id: {each} is taken")
        seen.add(each)
