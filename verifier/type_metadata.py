"""Type metadata (SD-JWT VC): what a `vct` URL serves. Once published, never changed.

What a type does not have is left out, so that older types keep their bytes.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from verifier.credential_type import CredentialType, LicenceRegister, Shown, TypeWords
from verifier.malformed import MalformedError

MEDIA_TYPE = "application/json"

_CLAIMS = {
    "iss": "Issuer",
    "jti": "Certificate number",
    "name": "Holder",
    "profession": "Profession",
    "iat": "Signed",
    "exp": "Ends",
    "status": "Where its status stands",
}


def to_document(kind: CredentialType) -> bytes:
    """Return the type metadata document of `kind`."""
    document: dict[str, Any] = {
        "vct": kind.url,
        "name": kind.title,
        "description": kind.limits,
        "display": [
            {"locale": "en", "name": kind.title, "description": kind.limits},
            *({"locale": tag, "name": told.title} for tag, told in kind.translations.items()),
        ],
        "claims": [_claim(name, label) for name, label in _CLAIMS.items()],
        "scheme": {"id": kind.scheme, "version": kind.version},
        "scope": _scope(kind),
        "professions": dict(kind.professions),
        **_told_since(kind),
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def parse_document(data: bytes) -> CredentialType:
    """Read a type metadata document, or raise `MalformedError`."""
    try:
        document = json.loads(data.decode("utf-8"))
        json.dumps(document, ensure_ascii=False).encode()  # half a surrogate pair is no text
        scope = document["scope"]
        return CredentialType(
            url=_text(document["vct"]),
            title=_text(document["name"]),
            scheme=_text(document["scheme"]["id"]),
            version=_text(document["scheme"]["version"]),
            scope=tuple(_text(item["text"]) for item in scope),
            everyday=tuple(_text(item["everyday"]) for item in scope),
            professions=_labels(document["professions"]),
            limits=_text(document["description"]),
            shown=_read_shown(document["shown"]) if "shown" in document else None,
            registers=tuple(_read_register(each) for each in document.get("registers", ())),
            translations={
                tag: _read_words(told, len(scope))
                for tag, told in document.get("translations", {}).items()
            },
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as exc:
        raise MalformedError("not a type metadata document of ours") from exc


def _claim(name: str, label: str) -> dict[str, Any]:
    display = [{"locale": "en", "label": label}]
    return {"path": [name], "display": display, "sd": "never", "mandatory": True}


def _scope(told: CredentialType | TypeWords) -> list[dict[str, str]]:
    pairs = zip(told.scope, told.everyday, strict=True)
    return [{"text": text, "everyday": everyday} for text, everyday in pairs]


def _told_since(kind: CredentialType) -> dict[str, Any]:
    """Return the members that types had from a later version of ours on."""
    members = {
        "shown": None if kind.shown is None else asdict(kind.shown),
        "registers": [asdict(register) for register in kind.registers],
        "translations": {tag: _words(told) for tag, told in kind.translations.items()},
    }
    return {name: member for name, member in members.items() if member}


def _words(told: TypeWords) -> dict[str, Any]:
    return {
        "title": told.title,
        "scope": _scope(told),
        "professions": dict(told.professions),
        "places": dict(told.places),
    }


def _read_shown(member: dict[str, Any]) -> Shown:
    return Shown(
        licence=_flag(member["licence"]),
        identity=_flag(member["identity"]),
        training_hours=_count(member["training_hours"]),
        supervised_cases=_count(member["supervised_cases"]),
        written=_flag(member["written"]),
        practical=_flag(member["practical"]),
    )


def _read_register(member: dict[str, Any]) -> LicenceRegister:
    url = _text(member["url"])
    if not url.startswith("https://"):  # it becomes a link on a page of ours
        raise MalformedError("a register's address is not https")
    return LicenceRegister(
        region=_text(member["region"]),
        place=_text(member["place"]),
        regulator=_text(member["regulator"]),
        url=url,
        professions=tuple(_text(code) for code in member["professions"]),
    )


def _read_words(member: dict[str, Any], count: int) -> TypeWords:
    scope = member["scope"]
    if len(scope) != count:
        raise MalformedError("a translation has another scope")
    return TypeWords(
        title=_text(member["title"]),
        scope=tuple(_text(item["text"]) for item in scope),
        everyday=tuple(_text(item["everyday"]) for item in scope),
        professions=_labels(member["professions"]),
        places=_labels(member["places"]),
    )


def _labels(member: dict[str, Any]) -> dict[str, str]:
    return {code: _text(label) for code, label in member.items()}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise MalformedError("a member is not text")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise MalformedError("a member is neither true nor false")
    return value


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise MalformedError("a member is not a number of things")
    return value
