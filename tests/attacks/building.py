"""The language in which attacks on tokens are written: what to change of a genuine one, and how.

A construction is a JSON object. With nothing in it, it says: the genuine token, signed anew by
the key that signed it. README.md has every word of the language.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Template
from typing import Any

from tests.attacks.signing import Signers
from tests.attacks.spelling import SPELLINGS
from verifier import jws

Members = dict[str, str]  # by name: a member's value as JSON text


@dataclass(frozen=True, slots=True)
class Genuine:
    """The token that constructions start from."""

    token: str = field(repr=False)

    @property
    def header(self) -> Members:
        """Return its header's members."""
        return _members(jws.parse(self.token).header)

    @property
    def payload(self) -> Members:
        """Return its payload's members."""
        return _members(jws.parse(self.token).payload)

    @property
    def signature(self) -> bytes:
        """Return its signature."""
        return jws.parse(self.token).signature


def build(
    construction: Mapping[str, Any], genuine: Genuine, signers: Signers, **values: Any
) -> str:
    """Return the token that `construction` describes; `values` replace $names in its texts."""
    told = _filled(construction, values)
    unknown = told.keys() - _WORDS
    assert not unknown, f"no words of the language: {unknown}"
    if "text" in told:
        return str(told["text"])
    header = _part(told, "header", genuine.header)
    payload = _part(told, "payload", genuine.payload)
    signed = _b64(header) + "." + _b64(payload)
    signature = signers.sign(told.get("sign", "own"), signed.encode(), genuine.signature)
    token = signed + "." + _b64(signature)
    for spelling, *details in told.get("then", []):
        changed = SPELLINGS[spelling](token, *details)
        assert changed != token, f"{spelling} changes nothing"
        token = changed
    return token


_PART_WORDS = ("", " bytes", " members", " without", " first", " last", " fill", " encoding")
_WORDS = {"text", "sign", "then"} | {p + w for p in ("header", "payload") for w in _PART_WORDS}


def _part(told: Mapping[str, Any], part: str, members: Members) -> bytes:
    """Return the bytes of one part of the token, which begins as `members`."""
    if f"{part} bytes" in told:
        return bytes.fromhex(told[f"{part} bytes"])
    if "zeros deflated" in told.get(f"{part} fill", {}):
        return zlib.compress(bytes(told[f"{part} fill"]["zeros deflated"]), 9)
    text = told.get(part)
    if text is None:
        changed = members | told.get(f"{part} members", {}) | _fill(told.get(f"{part} fill"))
        kept = {n: v for n, v in changed.items() if n not in told.get(f"{part} without", [])}
        inner = ",".join(f"{json.dumps(name)}:{value}" for name, value in kept.items())
        first, last = told.get(f"{part} first", ""), told.get(f"{part} last", "")
        text = f"{{{first}{inner}{last}}}"
    return str(text).encode(told.get(f"{part} encoding", "utf-8"))


def _fill(wanted: Mapping[str, Any] | None) -> Members:
    """Return a member whose value is too much to be written down."""
    match wanted:
        case None:
            return {}
        case {"member": str(name), "text": str(text), "times": int(times)}:
            return {name: json.dumps(text * times)}
        case {"member": str(name), "digits": int(digits)}:
            return {name: "9" * digits}
        case {"member": str(name), "nested": str(pair), "times": int(times)}:
            opening, closing = pair.split("_")
            return {name: opening * times + closing * times}
        case _:
            raise ValueError(f"no fill: {wanted}")


def _filled(value: Any, values: Mapping[str, Any]) -> Any:
    match value:
        case str(text):
            return Template(text).substitute(values) if "$" in text else text
        case list(items):
            return [_filled(item, values) for item in items]
        case dict(items):
            return {name: _filled(item, values) for name, item in items.items()}
        case _:
            return value


def _members(data: bytes) -> Members:
    pairs = json.loads(data).items()
    return {name: json.dumps(v, ensure_ascii=False, separators=(",", ":")) for name, v in pairs}


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
