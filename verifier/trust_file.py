"""The trust file: TOML that says whom a verifier believes, and the status lists it starts with."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from keys.jwk import JwkError, from_jwk, to_jwk
from keys.keyring import Keyring, Purpose, TrustedKey
from verifier.malformed import MalformedError
from verifier.status_lists import StatusUnavailableError
from verifier.trust import Trust, TrustedIssuer, is_address
from verifier.type_metadata import parse_document, to_document

FORMAT = "probatum-trust/1"
MEDIA_TYPE = "application/toml"
PUBLISHED = "/.well-known/probatum-trust"  # where an issuer publishes the file about itself
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TrustFile:
    """Issuers to believe, and status list tokens by URI: all that an offline check needs."""

    trust: Trust
    lists: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PinnedLists:
    """A `ListSource` that knows the tokens it was given and asks nobody."""

    tokens: Mapping[str, str]

    def fetch(self, uri: str) -> str:
        """Return the token given for `uri`."""
        if uri not in self.tokens:
            raise StatusUnavailableError("the trust file has no such list")
        return self.tokens[uri]


def format_trust(file: TrustFile) -> str:
    """Return the text of a trust file."""
    lines = [
        "# Whom a Probatum verifier believes. Made by `probatum trust`.",
        f'format = "{FORMAT}"',
    ]
    for issuer in file.trust.issuers:
        lines += ["", "[[issuer]]", *_pairs(url=issuer.url, name=issuer.name)]
        lines += _pairs(telephone=issuer.telephone, as_of=issuer.keys_as_of)
        for key in issuer.keyring:
            lines += ["", "[[issuer.key]]", *_pairs(purpose=key.purpose, since=key.since)]
            lines += _pairs(until=key.until, compromised=key.compromised)
            lines.append(f"jwk = {_inline(to_jwk(key.key))}")
        for kind in issuer.types.values():
            document = json.dumps(json.loads(to_document(kind)), ensure_ascii=False)
            lines += ["", "[[issuer.type]]", *_pairs(document=document)]
        for uri, token in file.lists.items():
            if issuer.owns_list(uri):
                lines += ["", "[[issuer.list]]", *_pairs(uri=uri, token=token)]
    return "\n".join(lines) + "\n"


def parse_trust(data: bytes) -> TrustFile:
    """Read a trust file, or raise `MalformedError` that says what is wrong with it."""
    try:
        document = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as exc:
        raise MalformedError(f"the trust file is not TOML: {exc}") from exc
    if document.get("format") != FORMAT:
        raise MalformedError(f'the trust file does not say format = "{FORMAT}"')
    try:
        trust = Trust(_issuer(table) for table in document["issuer"])
        lists = {
            _text(entry["uri"]): _text(entry["token"])
            for table in document["issuer"]
            for entry in table.get("list", [])
        }
    except (LookupError, TypeError, AttributeError, ValueError) as exc:
        raise MalformedError(f"the trust file is incomplete or wrong: {exc}") from exc
    return TrustFile(trust, lists)


def _issuer(table: dict[str, Any]) -> TrustedIssuer:
    url = _text(table["url"])
    if not is_address(url):
        raise MalformedError(f"{url!r} is not an issuer's address")
    kinds = [parse_document(entry["document"].encode()) for entry in table.get("type", [])]
    return TrustedIssuer(
        url=url,
        name=_text(table["name"]),
        telephone=_text(table.get("telephone", "")),
        keyring=Keyring(_key(url, entry) for entry in table["key"]),
        keys_as_of=_moment(table["as_of"]),
        types={kind.url: kind for kind in kinds},
    )


def _key(url: str, entry: dict[str, Any]) -> TrustedKey:
    purpose = Purpose(entry["purpose"])
    try:
        key = from_jwk(entry["jwk"])
    except JwkError as exc:
        raise MalformedError(f"a key of the trust file: {exc}") from exc
    return TrustedKey(
        issuer=url + "/status" if purpose is Purpose.STATUS else url,
        purpose=purpose,
        key=key,
        since=_moment(entry["since"]),
        until=_moment(entry["until"]) if "until" in entry else None,
        compromised=_moment(entry["compromised"]) if "compromised" in entry else None,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise MalformedError("an address, a name, a telephone number or a list is not text")
    return value


def _moment(value: object) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise MalformedError("a date of the trust file has no time zone")
    try:
        moment = value.astimezone(UTC).replace(microsecond=0)
    except OverflowError as exc:  # at the ends of the calendar: in UTC it has no date
        raise MalformedError("a date of the trust file is out of range") from exc
    if moment < _FIRST:
        raise MalformedError("a date of the trust file is out of range")
    return moment


def _pairs(**values: str | datetime | None) -> list[str]:
    return [f"{name} = {_value(value)}" for name, value in values.items() if value is not None]


def _value(value: str | datetime) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _inline(table: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name} = {_value(value)}" for name, value in table.items()) + "}"
