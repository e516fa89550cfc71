"""Our core against the figures that the standards themselves give."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers

from keys import es256
from keys.jwk import from_jwk, key_id, thumbprint
from tests.core.making import unb64
from verifier.jws import parse
from verifier.status_list import MAX_SIZE, StatusBits, decode, encode

FOLDER = Path(__file__).parents[1] / "vectors" / "rfc"


@pytest.fixture
def given():
    """Read one file of the folder."""
    return lambda name: json.loads((FOLDER / f"{name}.json").read_text())


def key_of(jwk):
    """Return the key of a JWK that, unlike ours, has no name and does not say what it is for."""
    x, y = (int.from_bytes(unb64(jwk[name])) for name in "xy")
    return EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()


def test_es256_signature(given):
    """The ES256 signature of RFC 7515 A.3 holds, and not with one bit changed."""
    vector = given("rfc7515-a3")
    unverified, key = parse(vector["jws"]), key_of(vector["jwk"])
    assert es256.is_signed(unverified.signing_input, unverified.signature, key)
    flipped = unverified.signature[:-1] + bytes([unverified.signature[-1] ^ 1])
    assert not es256.is_signed(unverified.signing_input, flipped, key)


def test_thumbprint(given):
    """The thumbprint of RFC 9449's P-256 key is RFC 7638's, and our `kid` begins it."""
    vector = given("rfc9449-thumbprint")
    key = key_of(vector["jwk"])
    assert thumbprint(key) == vector["thumbprint"]
    assert key_id(key) == vector["thumbprint"][:6]
    named = vector["jwk"] | {"use": "sig", "alg": "ES256", "kid": vector["thumbprint"][:6]}
    assert from_jwk(named).public_numbers() == key.public_numbers()


def test_small_status_list(given):
    """The draft's list of twelve entries is read, and written, byte for byte."""
    vector = given("status-list-2bit")
    bits = decode(vector["lst"])
    assert bits.packed.hex() == vector["packed"]
    assert [bits[index] for index in range(len(bits))] == vector["statuses"]
    assert decode(encode(StatusBits(bytes.fromhex(vector["packed"])))) == bits


def test_large_status_list(given):
    """The draft's list of 2^20 entries is read; every entry it names is there and no other."""
    vector = given("status-list-2bit-long")
    bits = decode(vector["lst"])
    assert len(bits) == vector["size"] == MAX_SIZE
    told = {int(index): status for index, status in vector["statuses"].items()}
    assert {index: bits[index] for index in told} == told
    marked = sum(((byte | byte >> 1) & 0b01010101).bit_count() for byte in bits.packed)
    assert marked == len(told)
