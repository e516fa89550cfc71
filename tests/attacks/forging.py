"""What constructions on tokens are made with: a site's genuine token, its keys and its figures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from keys import es256
from keys.jwk import key_id, to_jwk
from keys.keyring import Purpose
from tests.attacks.building import Genuine, build
from tests.attacks.signing import Signers, public_documents
from tests.attacks.world import DAY, URL, Site, payload_of, real_key
from verifier.number import CertificateNumber

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Forge:
    """Makes tokens for one site. `number` is the genuine certificate's."""

    genuine: Genuine
    number: str
    signers: Signers
    values: Mapping[str, Any]

    def make(self, construction: Mapping[str, Any]) -> str:
        """Return the token that a construction describes."""
        return build(construction, self.genuine, self.signers, **self.values)

    @property
    def holder(self) -> str:
        """Return the name on the genuine certificate."""
        return str(json.loads(payload_of(self.genuine.token))["name"])


def make_forge(site: Site, canary: int) -> Forge:
    """Issue two certificates, and return what can be made of the first; `canary` is a port."""
    number, token = _issue_unaligned(site)
    _, other = site.issue("EX-OTHER")
    key, kid = real_key(site.world, Purpose.CREDENTIAL, site.clock())
    status_key, status_kid = real_key(site.world, Purpose.STATUS, site.clock())
    thief = site.thief
    keys = {
        "own": key,
        "status": status_key,
        "stranger": thief.stranger,
        "upcoming": thief.upcoming,
        "stolen": thief.stolen,
        "checkpoint": thief.checkpoint,
    }
    key_set = site.client().get("/.well-known/jwks.json").data
    claims = json.loads(payload_of(token))
    values = {
        **{f"{whose}_kid": key_id(each.public_key()) for whose, each in keys.items()},
        "kid": kid,
        "status_kid": status_kid,
        "kid_other_case": kid.swapcase(),
        "iss": URL,
        "list": claims["status"]["status_list"]["uri"],
        "iat": claims["iat"],
        "exp": claims["exp"],
        "iat_ahead": claims["iat"] + _seconds(HOUR),
        "iat_early": claims["iat"] - _seconds(600 * DAY),
        "upcoming_iat": claims["iat"] + _seconds(8 * DAY),
        "stolen_iat": claims["iat"] - _seconds(100 * DAY),
        "number": number,
        "number_lower": number.lower(),
        "other_number": str(CertificateNumber("BTX", "0000DEA")),
        "other_payload": payload_of(other).decode(),
        "issuer_jwk": _jwk(key),
        "stranger_jwk": _jwk(thief.stranger),
        "canary": canary,
    }
    documents = public_documents(key.public_key(), key_set)
    return Forge(Genuine(token), number, Signers(keys, documents), values)


def _issue_unaligned(site: Site) -> tuple[str, str]:
    """Issue until a payload is not a multiple of three bytes, so that its base64url has spare bits.

    How long it is depends on the entry of the status list, which is drawn at random.
    """
    for attempt in range(100):
        number, token = site.issue(f"EX-GENUINE-{attempt}")
        if len(payload_of(token)) % 3:
            return number, token
    raise AssertionError("every payload has spare bits by luck")


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())


def _jwk(key: es256.PrivateKey) -> str:
    return json.dumps(to_jwk(key.public_key()), separators=(",", ":"))
