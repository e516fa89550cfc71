"""Ed25519 (RFC 8032), for signed notes alone: there it is what every reader of notes knows."""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from keys import files

PUBLIC_SIZE = 32  # bytes
SIGNATURE_SIZE = 64
PrivateKey = Ed25519PrivateKey


def generate() -> PrivateKey:
    """Return a new key."""
    return Ed25519PrivateKey.generate()


def public_bytes(key: PrivateKey) -> bytes:
    """Return the public half, 32 bytes."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def public_pem(public: bytes) -> bytes:
    """Return the public half in PEM, as openssl reads it."""
    key = Ed25519PublicKey.from_public_bytes(public)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def sign(message: bytes, key: PrivateKey) -> bytes:
    """Return the 64-byte signature of `message`."""
    return key.sign(message)


def verify(message: bytes, signature: bytes, public: bytes) -> bool:
    """Tell whether `signature` is one of `message` by the key with this public half."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def write_key(key: PrivateKey, path: Path, passphrase: bytes | None = None) -> None:
    """Write `key` to `path` in PEM, mode 0600, flushed to the disk; never overwrite."""
    files.write_key(key, path, passphrase)


def read_key(path: Path, passphrase: bytes | None = None) -> PrivateKey:
    """Return the key in `path`, or raise `KeyFileError` with a sentence that says why not."""
    key = files.parse_key(files.read_owned(path), path.name, passphrase)
    if not isinstance(key, Ed25519PrivateKey):
        raise files.KeyFileError(f"the key file {path.name} holds another kind of key than Ed25519")
    return key
