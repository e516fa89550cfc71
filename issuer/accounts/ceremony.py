"""WebAuthn's two ceremonies: a passkey is registered, and a passkey proves who is there.

A challenge is not stored: it is signed with a key of the browser's own session and says when it was
made, so it is good for one browser, one purpose and five minutes. What was answered is spent.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

# WebAuthn is CBOR, COSE and a page of checks whose order matters: this is its reference library.
import webauthn
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from issuer.accounts.account import Account, Passkey
from issuer.accounts.errors import ProofError

LIVES = timedelta(minutes=5)
MAX_RESPONSE = 16_384  # characters; an honest one has about 1,500
_ALGORITHMS = [COSEAlgorithmIdentifier.ECDSA_SHA_256, COSEAlgorithmIdentifier.EDDSA]
_RANDOM, _TIME = 16, 8  # bytes
# What its parsers let through of input that is no WebAuthn at all.
_FAULTS = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Registered:
    """A passkey that was just made."""

    id: bytes
    public_key: bytes
    counter: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A passkey's answer before it was believed: which passkey, and to which challenge."""

    response: dict[str, Any]
    key_id: bytes
    challenge: bytes

    @property
    def digest(self) -> bytes:
        """Return what is kept of the challenge once it was answered."""
        return hashlib.sha256(self.challenge).digest()


@dataclass(frozen=True, slots=True)
class Ceremonies:
    """Both ceremonies for the issuer at `url`."""

    url: str
    name: str

    @property
    def host(self) -> str:
        """Return the domain that passkeys are bound to."""
        return urlsplit(self.url).hostname or ""

    @property
    def are_possible(self) -> bool:
        """Tell whether browsers make passkeys for this address: they need a name, and https.

        On a bare IP address, such as a demonstration's, they do not; on localhost they do.
        """
        try:
            ipaddress.ip_address(self.host)
        except ValueError:
            return self.url.startswith("https://") or self.host == "localhost"
        return False

    def offer_registration(
        self, account: Account, has: Iterable[Passkey], *, key: bytes, at: datetime
    ) -> str:
        """Return the options of `navigator.credentials.create()` as JSON."""
        options = webauthn.generate_registration_options(
            rp_id=self.host,
            rp_name=self.name,
            user_name=account.name,
            user_id=account.handle,
            challenge=_make_challenge(key, "register", at),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(each.id) for each in has],
            supported_pub_key_algs=_ALGORITHMS,
        )
        return webauthn.options_to_json(options)

    def register(self, typed: str, *, key: bytes, at: datetime) -> tuple[Registered, Answered]:
        """Return the passkey that a browser made, or raise `ProofError`."""
        answered = _read(typed)
        _require_challenge(answered.challenge, key, "register", at)
        try:
            made = webauthn.verify_registration_response(
                credential=answered.response,
                expected_challenge=answered.challenge,
                expected_rp_id=self.host,
                expected_origin=self.url,
                require_user_verification=True,
                supported_pub_key_algs=_ALGORITHMS,
            )
        except _FAULTS as exc:
            raise ProofError("the passkey could not be registered") from exc
        return Registered(made.credential_id, made.credential_public_key, made.sign_count), answered

    def offer_proof(self, allowed: Iterable[Passkey] = (), *, key: bytes, at: datetime) -> str:
        """Return the options of `navigator.credentials.get()` as JSON.

        Without `allowed` the device shows which accounts it knows, and nobody has to say a name.
        """
        options = webauthn.generate_authentication_options(
            rp_id=self.host,
            challenge=_make_challenge(key, "prove", at),
            allow_credentials=[PublicKeyCredentialDescriptor(each.id) for each in allowed],
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return webauthn.options_to_json(options)

    def read_proof(self, typed: str, *, key: bytes, at: datetime) -> Answered:
        """Return an answer to a challenge of ours, not believed yet, or raise `ProofError`."""
        answered = _read(typed)
        _require_challenge(answered.challenge, key, "prove", at)
        return answered

    def prove(self, answered: Answered, passkey: Passkey) -> int:
        """Return the counter of a passkey that proved itself, or raise `ProofError`.

        The counter is not judged: a copy that is told by it is an event, and the caller's to tell.
        """
        try:
            done = webauthn.verify_authentication_response(
                credential=answered.response,
                expected_challenge=answered.challenge,
                expected_rp_id=self.host,
                expected_origin=self.url,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=0,
                require_user_verification=True,
            )
        except _FAULTS as exc:
            raise ProofError("the passkey did not prove who you are") from exc
        return done.new_sign_count


def _read(typed: str) -> Answered:
    if not 0 < len(typed) <= MAX_RESPONSE:
        raise ProofError("the browser sent no answer of a passkey")
    try:
        response = json.loads(typed)
        client = json.loads(base64url_to_bytes(response["response"]["clientDataJSON"]))
        key_id, challenge = base64url_to_bytes(response["id"]), client["challenge"]
        return Answered(response, key_id, base64url_to_bytes(challenge))
    except _FAULTS as exc:
        raise ProofError("the browser sent no answer of a passkey") from exc


def _make_challenge(key: bytes, purpose: str, at: datetime) -> bytes:
    body = secrets.token_bytes(_RANDOM) + int(at.timestamp()).to_bytes(_TIME, "big")
    return body + _seal(key, purpose, body)


def _require_challenge(challenge: bytes, key: bytes, purpose: str, at: datetime) -> None:
    body, seal = challenge[: _RANDOM + _TIME], challenge[_RANDOM + _TIME :]
    made = int.from_bytes(body[_RANDOM:], "big")
    age = at.timestamp() - made
    is_ours = hmac.compare_digest(seal, _seal(key, purpose, body))
    if not is_ours or not 0 <= age < LIVES.total_seconds():
        raise ProofError("the page had grown too old: open it again and repeat")


def _seal(key: bytes, purpose: str, body: bytes) -> bytes:
    return hmac.new(key, b"challenge " + purpose.encode() + body, hashlib.sha256).digest()
