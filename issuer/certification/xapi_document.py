"""The members of an xAPI statement that we read, and what each must be.

Percentages are cut off after the hundredth: as a cut score has at most two decimals, a figure
that is cut off meets it exactly where the figure itself does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, PlainValidator
from pydantic import WithJsonSchema as Schema

from issuer.certification.fields import (
    CriticalFail,
    Id,
    Moment,
    Name,
    ProfessionCode,
    Reference,
    Strict,
)

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HUNDREDTH = Decimal("0.01")
_MAX_ADDRESS = 500  # characters


def percent_of(exact: Decimal) -> Decimal:
    """Return a percentage cut off after the hundredth."""
    return exact.quantize(_HUNDREDTH, rounding=ROUND_DOWN).copy_abs()  # there is no minus zero


def _read_uuid(text: str) -> str:
    lower = text.lower()
    if _UUID.fullmatch(lower) is None:
        raise ValueError("give a UUID such as a0a37fbe-04f1-46a3-9135-29aa41d4f1ee")
    return lower


def _read_address(text: str) -> str:
    if not 0 < len(text) <= _MAX_ADDRESS or not text.isprintable() or " " in text:
        raise ValueError(f"give an address of at most {_MAX_ADDRESS} characters, without spaces")
    return text


def _read_number(value: object) -> Decimal:
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return Decimal(value)
    raise ValueError("give a number")


def _read_scaled(value: object) -> Decimal:
    scaled = _read_number(value)
    if not 0 <= scaled <= 1:
        raise ValueError("give a number from 0 to 1: less than nothing is no percentage")
    return scaled


def _read_percent(value: object) -> Decimal:
    percent = _read_number(value)
    if not 0 <= percent <= 100:  # noqa: PLR2004 - percent
        raise ValueError("give a number from 0 to 100")
    return percent_of(percent)


_Uuid = Annotated[str, AfterValidator(_read_uuid), Schema({"type": "string", "format": "uuid"})]
_Address = Annotated[
    str,
    AfterValidator(_read_address),
    Schema({"type": "string", "minLength": 1, "maxLength": _MAX_ADDRESS}),
]
_Number = Annotated[Decimal, PlainValidator(_read_number), Schema({"type": "number"})]
_Scaled = Annotated[
    Decimal,
    PlainValidator(_read_scaled),
    Schema({"type": "number", "minimum": 0, "maximum": 1}),
]
_Percent = Annotated[
    Decimal,
    PlainValidator(_read_percent),
    Schema({"type": "number", "minimum": 0, "maximum": 100}),
]


class _Read(Strict):
    model_config = ConfigDict(extra="ignore")  # statements carry much that says nothing to us


class StatementVerb(_Read):
    """What was done."""

    id: _Address


class StatementHead(_Read):
    """What every statement has."""

    id: _Uuid
    verb: StatementVerb


class StatementAccount(_Read):
    """Who it was, as the learning system knows them."""

    home_page: _Address = Field(alias="homePage", description="The system that the account is of.")
    name: Reference = Field(description="The body's own reference for the person.")


class StatementActor(_Read):
    """One person: no group, and none known by a mail address."""

    object_type: Literal["Agent"] = Field(default="Agent", alias="objectType")
    account: StatementAccount
    name: Name | None = Field(
        default=None,
        description="As it shall be printed; needed where the scheme keeps no dossiers.",
        repr=False,
    )


class StatementActivity(_Read):
    """What was passed or failed: the scheme's `activity`, letter by letter."""

    object_type: Literal["Activity"] = Field(default="Activity", alias="objectType")
    id: _Address


class StatementScore(_Read):
    """How well. `scaled` is the percentage; the others only have to agree with one another."""

    scaled: _Scaled
    raw: _Number | None = None
    min: _Number | None = None
    max: _Number | None = None


class ResultExtensions(_Read):
    """What xAPI has no member for."""

    sections: Mapping[Id, _Percent] = Field(
        default_factory=dict,
        alias="urn:probatum:sections",
        max_length=50,
        description="Percent by the scheme's section id.",
    )
    form: Id | None = Field(
        default=None,
        alias="urn:probatum:form",
        description="The form that was sat, where the scheme lists forms.",
    )
    stations_passed: int | None = Field(
        default=None, alias="urn:probatum:stations-passed", ge=0, le=100
    )
    critical_fails: tuple[CriticalFail, ...] = Field(
        default=(),
        alias="urn:probatum:critical-fails",
        max_length=100,
        strict=False,
        description="Each as station/what.",
    )
    examiners: tuple[Name, ...] = Field(
        default=(), alias="urn:probatum:examiners", max_length=50, strict=False, repr=False
    )
    profession: ProfessionCode | None = Field(default=None, alias="urn:probatum:profession")


class StatementResult(_Read):
    """How it ended."""

    score: StatementScore
    success: bool | None = None
    extensions: ResultExtensions = ResultExtensions()


class ContextExtensions(_Read):
    """What cmi5 adds."""

    mastery_score: _Scaled | None = Field(
        default=None, alias="https://w3id.org/xapi/cmi5/context/extensions/masteryscore"
    )


class StatementContext(_Read):
    """What it belonged to."""

    registration: _Uuid
    extensions: ContextExtensions = ContextExtensions()


class OutcomeDocument(StatementHead):
    """A statement that somebody passed or failed."""

    actor: StatementActor
    object: StatementActivity
    result: StatementResult
    context: StatementContext
    timestamp: Moment


class StatementReference(_Read):
    """Which statement is meant."""

    object_type: Literal["StatementRef"] = Field(alias="objectType")
    id: _Uuid


class VoidingDocument(StatementHead):
    """A statement that takes another one back."""

    object: StatementReference
