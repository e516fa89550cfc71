"""The credential: what the signed payload says, as a value. See docs/format.md."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from verifier.malformed import MalformedError
from verifier.number import NumberError, parse_number

TYP = "dc+sd-jwt"  # SD-JWT VC (draft-ietf-oauth-sd-jwt-vc-26), with no disclosures
MAX_NAME = 200  # code points
MAX_INDEX = 1 << 20  # entries of the largest status list
MAX_OPENINGS = 512  # braces and brackets that a payload may open, so that every reader can follow
MAX_DIGITS = 20  # of a number, sign included
MAX_TIME = 253_402_300_800  # 10000-01-01: seconds since 1970 must stay below it

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", re.ASCII)
_PROFESSION = re.compile(r"[a-z][a-z0-9_-]{0,31}", re.ASCII)
_URL = re.compile(r"https?://[a-z0-9.:\[\]-]+(/[A-Za-z0-9._~/-]*)?", re.ASCII)
# What controls, hides or reorders: a name must look like what it is (docs/format.md, section 2).
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ud800-\udfff\ufff0-\ufffb\U000e0000-\U000e007f]"
)


@dataclass(frozen=True, slots=True)
class StatusReference:
    """Where the status of a credential stands: entry `index` of the list at `uri`."""

    uri: str
    index: int


@dataclass(frozen=True, slots=True)
class Credential:
    """A statement by `issuer` that `name` holds the certificate `number`.

    It holds during the half-open period `[effective, expires)`; `signed` is its `iat`.
    """

    issuer: str
    type: str
    number: str
    name: str
    profession: str
    signed: datetime
    effective: datetime
    expires: datetime
    status: StatusReference
    native_name: str | None = None
    native_language: str | None = None

    def to_payload(self) -> bytes:
        """Return the canonical payload: this member order, no spaces, shortest escapes, UTF-8."""
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "vct": self.type,
            "jti": self.number,
            "name": self.name,
        }
        if self.native_name is not None:
            claims[f"name#{self.native_language}"] = self.native_name
        claims["profession"] = self.profession
        claims["iat"] = _seconds(self.signed)
        if self.effective != self.signed:
            claims["nbf"] = _seconds(self.effective)
        claims["exp"] = _seconds(self.expires)
        reference = {"idx": self.status.index, "uri": self.status.uri}
        claims["status"] = {"status_list": reference}
        return _serialize(claims).encode("utf-8")


def parse_payload(payload: bytes, claims: Mapping[str, Any]) -> Credential:
    """Read a canonical payload strictly, or raise `MalformedError`; `claims` are its own.

    Reading and writing again must give the same bytes. That alone refuses duplicate and unknown
    members, other orders and spellings, and every number that is not a plain integer.
    """
    try:
        credential = _read(claims)
    except (KeyError, OverflowError, NumberError) as exc:
        raise MalformedError("a claim is missing or out of range") from exc
    if credential.to_payload() != payload:
        raise MalformedError("not in canonical form")
    return credential


def load_claims(payload: bytes) -> dict[str, Any]:
    """Return the JSON object in `payload`, of which nothing is believed yet."""
    if payload.count(b"{") + payload.count(b"[") > MAX_OPENINGS:
        raise MalformedError("nested or repeated beyond any need")
    try:
        claims = _parse(payload.decode("utf-8"))
    except (ValueError, RecursionError) as exc:
        raise MalformedError("not JSON in UTF-8") from exc
    if not isinstance(claims, dict):
        raise MalformedError("not a JSON object")
    return claims


def _read(claims: Mapping[str, Any]) -> Credential:
    signed = _moment(claims["iat"])
    effective = _moment(claims["nbf"]) if "nbf" in claims else signed
    expires = _moment(claims["exp"])
    if not max(signed, effective) < expires:
        raise MalformedError("iat, nbf and exp are out of order")
    tags = [member for member in claims if member.startswith("name#")]
    language = tags[0].removeprefix("name#") if tags else None
    return Credential(
        issuer=_text(claims["iss"], _URL.fullmatch),
        type=_text(claims["vct"], _URL.fullmatch),
        number=_text(claims["jti"], parse_number),
        name=_text(claims["name"], is_printable_name),
        profession=_text(claims["profession"], _PROFESSION.fullmatch),
        signed=signed,
        effective=effective,
        expires=expires,
        status=_reference(claims["status"]),
        native_name=_text(claims[tags[0]], is_printable_name) if tags else None,
        native_language=_text(language, is_language_tag) if tags else None,
    )


def is_printable_name(text: str) -> bool:
    """Tell whether `text` may be a name: 1 to 200 code points, none that hides or reorders."""
    return 0 < len(text) <= MAX_NAME and text == text.strip() and not _UNPRINTABLE.search(text)


def is_language_tag(text: str) -> bool:
    """Tell whether `text` is a BCP 47 language tag of the plain kind, such as `ar` or `zh-Hant`."""
    return _LANGUAGE.fullmatch(text) is not None


def _reference(value: object) -> StatusReference:
    inner = value.get("status_list") if isinstance(value, dict) else None
    if not isinstance(inner, dict):
        raise MalformedError("status is not a status list reference")
    index = inner["idx"]
    if type(index) is not int or not 0 <= index < MAX_INDEX:
        raise MalformedError("idx is out of range")
    return StatusReference(uri=_text(inner["uri"], _URL.fullmatch), index=index)


def _text(value: object, accepts: Callable[[str], object]) -> str:
    if not isinstance(value, str) or not accepts(value):
        raise MalformedError("a claim is not text of its kind")
    return value


def _moment(value: object) -> datetime:
    if type(value) is not int or not 0 <= value < MAX_TIME:
        raise MalformedError("a date is not a whole number of seconds in range")
    return datetime.fromtimestamp(value, UTC)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _whole_number(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError("a number too long")
    return int(digits)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


_parse = json.JSONDecoder(parse_int=_whole_number, parse_constant=_refuse).decode
_serialize = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
