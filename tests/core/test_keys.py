"""Keys: their names, their JWKs, their ring and what signs with them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from keys import es256
from keys.jwk import JwkError, from_jwk, key_id, thumbprint, to_jwk
from keys.keyring import Keyring, Purpose
from keys.signer import LocalSigner
from tests.core.making import (
    ISSUER,
    KEY,
    NOON,
    SECOND,
    STATUS_KEY,
    STRANGER,
    b64,
    signature,
    trust_key,
    unb64,
)

PUBLIC = KEY.public_key()
JWK = to_jwk(PUBLIC)
P384 = ec.generate_private_key(ec.SECP384R1())


def test_a_jwk_has_what_others_need_and_nothing_secret():
    """The members of a public ES256 key, whose `kid` begins its thumbprint."""
    assert list(JWK) == ["kty", "crv", "x", "y", "kid", "use", "alg"]
    assert JWK["kid"] == key_id(PUBLIC) == thumbprint(PUBLIC)[:6]
    assert (JWK["kty"], JWK["crv"], JWK["use"], JWK["alg"]) == ("EC", "P-256", "sig", "ES256")


@given(st.binary(min_size=32, max_size=32).filter(lambda seed: 0 < int.from_bytes(seed) < 2**255))
def test_to_jwk_and_from_jwk_are_inverse(seed):
    """A public key comes back from its JWK, whatever zeros its coordinates begin with."""
    key = ec.derive_private_key(int.from_bytes(seed), ec.SECP256R1()).public_key()
    assert from_jwk(to_jwk(key)).public_numbers() == key.public_numbers()
    assert from_jwk(to_jwk(key) | {"x5t": "ignored"}).public_numbers() == key.public_numbers()


SHORT = b64(unb64(JWK["x"])[1:])
LAST = JWK["x"][-1]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"d": "AAAA"}, "private"),
        ({"kty": "RSA"}, "kty"),
        ({"kty": "oct"}, "kty"),
        ({"kty": None}, "kty"),
        ({"crv": "P-384"}, "crv"),
        ({"crv": "p-256"}, "crv"),
        ({"use": "enc"}, "use"),
        ({"use": None}, "use"),
        ({"alg": "ES384"}, "alg"),
        ({"alg": "none"}, "alg"),
        ({"alg": ["ES256"]}, "alg"),
        ({"x": None}, "not text"),
        ({"x": 1}, "not text"),
        ({"x": ""}, "32 bytes"),
        ({"x": SHORT}, "32 bytes"),
        ({"x": "A" + JWK["x"]}, "32 bytes"),
        ({"x": JWK["x"] + "="}, "32 bytes"),
        ({"x": "\u00e9" * 43}, "base64url"),
        ({"x": "A"}, "base64url"),
        ({"x": JWK["y"]}, "point"),
        ({"x": b64(bytes(32)), "y": b64(bytes(32))}, "point"),
        ({"x": b64(b"\xff" * 32)}, "point"),
        ({"kid": "AAAAAA"}, "kid"),
        ({"kid": thumbprint(PUBLIC)}, "kid"),
        ({"kid": None}, "kid"),
    ],
)
def test_another_jwk_is_refused(change, why):
    """A JWK that is not exactly a public P-256 signing key of ours says why not."""
    with pytest.raises(JwkError, match=why):
        from_jwk(JWK | change)


@given(
    st.dictionaries(
        st.sampled_from([*JWK, "d", "other"]),
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()),
    )
)
def test_from_jwk_is_total(change):
    """Whatever the members are, a JWK is read or refused, in no other way."""
    with suppress(JwkError):
        assert from_jwk(JWK | change).public_numbers() == PUBLIC.public_numbers()


def test_a_ring_finds_by_issuer_name_and_purpose():
    """A key is found by exactly its issuer, its name and its purpose."""
    trusted = trust_key()
    ring = Keyring([trusted])
    assert ring.find(ISSUER, trusted.kid, Purpose.CREDENTIAL) is trusted
    assert ring.find(ISSUER, trusted.kid, Purpose.STATUS) is None
    assert ring.find(ISSUER + "/", trusted.kid, Purpose.CREDENTIAL) is None
    assert ring.find(ISSUER, trusted.kid.swapcase(), Purpose.CREDENTIAL) is None
    assert list(ring) == [trusted]
    assert Keyring([]).find(ISSUER, trusted.kid, Purpose.CREDENTIAL) is None


def test_a_ring_holds_one_key_of_a_name():
    """One name of one issuer is one key; another issuer may know it too."""
    with pytest.raises(ValueError, match="two keys"):
        Keyring([trust_key(), trust_key(purpose=Purpose.STATUS)])
    assert len(list(Keyring([trust_key(), trust_key(issuer="https://other.example")]))) == 2


@pytest.mark.parametrize(
    ("since", "until", "may"),
    [
        (NOON, None, True),
        (NOON + SECOND, None, False),
        (NOON - SECOND, NOON, False),
        (NOON - SECOND, NOON + SECOND, True),
    ],
)
def test_a_period_is_half_open(since, until, may):
    """A key may sign from `since` until, and not at, `until`."""
    assert trust_key(since=since, until=until).may_sign_at(NOON) is may


@given(st.binary(max_size=200))
def test_a_signature_holds_for_its_message_and_key_alone(message):
    """64 bytes that verify the message under the key, and nothing else."""
    made = LocalSigner(KEY).sign(message)
    assert len(made) == 64
    assert es256.is_signed(message, made, PUBLIC)
    assert not es256.is_signed(message + b"x", made, PUBLIC)
    assert not es256.is_signed(message, made, STRANGER.public_key())


@given(st.binary(max_size=70) | st.binary(min_size=64, max_size=64))
def test_is_signed_is_total(bytes_):
    """Bytes that are no signature are told as none."""
    assert not es256.is_signed(b"message", bytes_, PUBLIC)


def test_a_signer_shows_its_name_and_never_its_key():
    """The kid is the key's, and the repr is without it."""
    signer = LocalSigner(KEY)
    assert signer.kid == key_id(PUBLIC)
    assert repr(signer) == f"LocalSigner(kid='{signer.kid}')"
    assert es256.is_signed(b"x", signature(b"x", KEY), PUBLIC)


def test_generated_keys_are_new():
    """Two keys made are two, of the right kind."""
    first, second = es256.generate(), es256.generate()
    assert es256.is_p256(first)
    assert key_id(first.public_key()) != key_id(second.public_key())


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (KEY, True),
        (STATUS_KEY.public_key(), True),
        (P384, False),
        (ec.generate_private_key(ec.SECP256K1()), False),
        (ed25519.Ed25519PrivateKey.generate(), False),
        (rsa.generate_private_key(65537, 2048), False),
        (None, False),
    ],
)
def test_p256(key, expected):
    """Only a key on P-256 is one."""
    assert es256.is_p256(key) is expected
