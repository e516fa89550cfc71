"""Ed25519 (RFC 8032), for signed notes alone: there it is what every reader of notes knows."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from keys.files import KeyFileError

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


def write_key(key: PrivateKey, path: Path) -> None:
    """Write `key` to `path` in PEM, mode 0600, flushed to the disk; never overwrite."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


def read_key(path: Path) -> PrivateKey:
    """Return the key in `path`, or raise `KeyFileError` with a sentence that says why not."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyFileError(f"the key file {path.name} can be read by others: chmod 600 it")
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError as exc:
        raise KeyFileError(f"the key file {path.name} is missing") from exc
    except OSError as exc:
        raise KeyFileError(f"the key file {path.name} cannot be read") from exc
    except (ValueError, TypeError) as exc:
        raise KeyFileError(f"the key file {path.name} is not a private key in PEM form") from exc
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"the key file {path.name} holds another kind of key than Ed25519")
    return key
