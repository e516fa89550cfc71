"""The trust as the browser's verification takes it: one JSON object, moments in seconds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from keys.jwk import to_jwk
from keys.keyring import Purpose, TrustedKey
from verifier.trust import TrustedIssuer
from verifier.type_metadata import to_document


def to_json(issuers: Iterable[TrustedIssuer]) -> dict[str, Any]:
    """Return `issuers` as verifier/web/static/check/verify.js has them."""
    return {"issuers": [_issuer(issuer) for issuer in issuers]}


def _issuer(issuer: TrustedIssuer) -> dict[str, Any]:
    return {
        "url": issuer.url,
        "name": issuer.name,
        "telephone": issuer.telephone,
        "keys_as_of": _seconds(issuer.keys_as_of),
        "keys": [_key(issuer, key) for key in issuer.keyring],
        "types": {url: json.loads(to_document(kind)) for url, kind in issuer.types.items()},
    }


def _key(issuer: TrustedIssuer, key: TrustedKey) -> dict[str, Any]:
    # The purpose alone says which of the issuer's two addresses a key belongs to.
    is_status = key.purpose is Purpose.STATUS
    assert key.issuer == (issuer.status_issuer if is_status else issuer.url)
    return {
        **to_jwk(key.key),
        "purpose": key.purpose.value,
        "since": _seconds(key.since),
        "until": key.until and _seconds(key.until),
        "compromised": key.compromised and _seconds(key.compromised),
    }


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
