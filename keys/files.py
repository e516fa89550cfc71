"""Private keys as files: PKCS #8 PEM, one key a file, readable by its owner alone.

A file may be sealed: encrypted by a passphrase, which whoever steals the file does not have.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from keys.es256 import PrivateKey, is_p256
from keys.jwk import key_id
from keys.vault import VaultError

_MAX_SIZE = 16_384  # bytes; a P-256 key in PEM is about 240
_SEALED = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"


class KeyFileError(VaultError):
    """The file does not hold a private key that we may use. The message says why, in words."""


class _Key(Protocol):
    """A private key of any kind."""

    def private_bytes(
        self,
        encoding: Encoding,
        format: PrivateFormat,  # noqa: A002 - the library's name
        encryption_algorithm: KeySerializationEncryption,
    ) -> bytes: ...


def write_private_key(key: PrivateKey, folder: Path, passphrase: bytes | None = None) -> Path:
    """Write `key` to `folder/<kid>.pem`, mode 0600, flushed to the disk; never overwrite."""
    path = folder / f"{key_id(key.public_key())}.pem"
    write_key(key, path, passphrase)
    return path


def read_private_key(path: Path, passphrase: bytes | None = None) -> PrivateKey:
    """Return the P-256 key in `path`, or raise `KeyFileError` with a sentence that says why not."""
    return parse_private_key(read_owned(path), path.name, passphrase)


def parse_private_key(pem: bytes, name: str, passphrase: bytes | None) -> PrivateKey:
    """Return the P-256 key in the content `pem` of the file `name`, or raise `KeyFileError`."""
    key = parse_key(pem, name, passphrase)
    if not isinstance(key, PrivateKey) or not is_p256(key):
        raise KeyFileError(f"the key file {name} holds another kind of key than P-256")
    if name != f"{key_id(key.public_key())}.pem":
        raise KeyFileError(f"the key file {name} holds a key of another name")
    return key


def write_key(key: _Key, path: Path, passphrase: bytes | None = None) -> None:
    """Write a key of any kind to `path`, mode 0600, flushed to the disk; never overwrite."""
    sealed = NoEncryption() if passphrase is None else BestAvailableEncryption(passphrase)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    flush_folder(path.parent)


def parse_key(pem: bytes, name: str, passphrase: bytes | None) -> object:
    """Return the key of any kind in `pem`; one that is not sealed needs no passphrase."""
    sealed = is_sealed(pem)
    if sealed and passphrase is None:
        raise KeyFileError(f"the key file {name} is sealed, and no passphrase is set")
    try:
        return load_pem_private_key(pem, password=passphrase if sealed else None)
    except (ValueError, TypeError) as exc:
        fault = "is not a private key in PEM form"
        if sealed:
            fault = "does not open with the passphrase that is set, or is damaged"
        raise KeyFileError(f"the key file {name} {fault}") from exc
    except UnsupportedAlgorithm as exc:
        raise KeyFileError(
            f"the key file {name} holds another kind of key than P-256 or Ed25519"
        ) from exc


def is_sealed(pem: bytes) -> bool:
    """Tell whether a key file's content is encrypted by a passphrase."""
    return _SEALED in pem


def read_owned(path: Path) -> bytes:
    """Return the content of `path`, or raise `KeyFileError` if others could read it, too."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe must not hold us up
        with os.fdopen(handle, "rb") as file:
            mode = os.fstat(handle).st_mode
            if not stat.S_ISREG(mode):
                raise KeyFileError(f"the key file {path.name} is not a file")
            if stat.S_IMODE(mode) & 0o077:
                raise KeyFileError(f"the key file {path.name} can be read by others: chmod 600 it")
            return file.read(_MAX_SIZE)
    except FileNotFoundError as exc:
        raise KeyFileError(f"the key file {path.name} is missing") from exc
    except OSError as exc:
        raise KeyFileError(f"the key file {path.name} cannot be read") from exc


def flush_folder(folder: Path) -> None:
    """Make the names in `folder` survive a loss of power, as their contents do."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
