"""Type metadata (SD-JWT VC): what a `vct` URL serves. Once published, never changed."""

from __future__ import annotations

import json
from typing import Any

from verifier.malformed import MalformedError
from verifier.trust import CredentialType

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
        "display": [{"locale": "en", "name": kind.title, "description": kind.limits}],
        "claims": [_claim(name, label) for name, label in _CLAIMS.items()],
        "scheme": {"id": kind.scheme, "version": kind.version},
        "scope": [
            {"text": text, "everyday": everyday}
            for text, everyday in zip(kind.scope, kind.everyday, strict=True)
        ],
        "professions": dict(kind.professions),
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def parse_document(data: bytes) -> CredentialType:
    """Read a type metadata document, or raise `MalformedError`."""
    try:
        document = json.loads(data.decode("utf-8"))
        scope = document["scope"]
        return CredentialType(
            url=_text(document["vct"]),
            title=_text(document["name"]),
            scheme=_text(document["scheme"]["id"]),
            version=_text(document["scheme"]["version"]),
            scope=tuple(_text(item["text"]) for item in scope),
            everyday=tuple(_text(item["everyday"]) for item in scope),
            professions={code: _text(label) for code, label in document["professions"].items()},
            limits=_text(document["description"]),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as exc:
        raise MalformedError("not a type metadata document of ours") from exc


def _claim(name: str, label: str) -> dict[str, Any]:
    display = [{"locale": "en", "label": label}]
    return {"path": [name], "display": display, "sd": "never", "mandatory": True}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise MalformedError("a member is not text")
    return value
