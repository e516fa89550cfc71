"""Key files: one P-256 key each, named after it, for its owner's eyes alone."""

from __future__ import annotations

import os
import stat

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from keys.files import KeyFileError, read_private_key, write_private_key
from keys.jwk import key_id
from tests.core.making import KEY, STRANGER

# A well-formed PKCS #8 file whose algorithm, 1.2.3.4, nobody knows.
UNHEARD_OF = b"-----BEGIN PRIVATE KEY-----\nMA4CAQAwBQYDKgMEBAIFAA==\n-----END PRIVATE KEY-----\n"
NAME = f"{key_id(KEY.public_key())}.pem"


def pem_of(key, encryption=None):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())


@pytest.fixture
def put(tmp_path):
    """Write a file as carefully as a key file, whatever is in it."""

    def write(data, name=NAME, mode=0o600):
        path = tmp_path / name
        path.write_bytes(data)
        path.chmod(mode)
        return path

    return write


def test_write_and_read_are_inverse(tmp_path):
    """A key comes back from its file, which is named after it and mode 0600."""
    path = write_private_key(KEY, tmp_path)
    assert path == tmp_path / NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_private_key(path).private_numbers() == KEY.private_numbers()


def test_a_loose_umask_does_not_matter(tmp_path):
    """The file is private from its first moment, whatever the umask."""
    before = os.umask(0)
    try:
        path = write_private_key(KEY, tmp_path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_is_never_overwritten(tmp_path, put):
    """A file of that name stops the writing and keeps its bytes."""
    path = put(b"precious")
    with pytest.raises(FileExistsError):
        write_private_key(KEY, tmp_path)
    assert path.read_bytes() == b"precious"


def test_a_link_is_never_followed_by_writing(tmp_path):
    """Nobody who may make links makes us write a key elsewhere."""
    (tmp_path / NAME).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        write_private_key(KEY, tmp_path)
    assert not (tmp_path / "elsewhere").exists()


def test_missing(tmp_path):
    """A missing file is told as missing."""
    with pytest.raises(KeyFileError, match="is missing"):
        read_private_key(tmp_path / NAME)


def test_a_folder_is_no_key(tmp_path):
    """A folder in its place cannot be read."""
    (tmp_path / NAME).mkdir(mode=0o700)
    with pytest.raises(KeyFileError, match="cannot be read"):
        read_private_key(tmp_path / NAME)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o610, 0o666])
def test_readable_by_others(put, mode):
    """A key that anybody else may touch is not used, and the sentence says what to do."""
    with pytest.raises(KeyFileError, match="chmod 600"):
        read_private_key(put(pem_of(KEY), mode=mode))


@pytest.mark.parametrize("mode", [0o400, 0o600, 0o700])
def test_the_owners_alone(put, mode):
    """What only the owner may do is the owner's affair."""
    assert read_private_key(put(pem_of(KEY), mode=mode))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 300,
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        pem_of(KEY)[:-40],
        pem_of(KEY).replace(b"M", b"N", 1),
        b"x" * 17_000 + pem_of(KEY),
        KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    ],
    ids=["empty", "zeros", "short", "cut", "damaged", "long", "DER", "public"],
)
def test_no_private_key(put, data):
    """Damaged, public, in another form: each is told, and none is an unknown error."""
    with pytest.raises(KeyFileError, match="not a private key in PEM form"):
        read_private_key(put(data))


@pytest.mark.parametrize(
    "make",
    [
        lambda: pem_of(rsa.generate_private_key(65537, 2048)),
        lambda: pem_of(ec.generate_private_key(ec.SECP384R1())),
        lambda: pem_of(ec.generate_private_key(ec.SECP256K1())),
        lambda: pem_of(ec.generate_private_key(ec.BrainpoolP256R1())),
        lambda: pem_of(ed25519.Ed25519PrivateKey.generate()),
        lambda: pem_of(x25519.X25519PrivateKey.generate()),
        lambda: UNHEARD_OF,
    ],
    ids=["RSA", "P-384", "secp256k1", "brainpool", "Ed25519", "X25519", "unheard of"],
)
def test_another_kind_of_key(put, make):
    """A private key of another kind is told as that."""
    with pytest.raises(KeyFileError, match="another kind of key than P-256"):
        read_private_key(put(make()))


def test_the_name_must_fit(put):
    """A key under another key's name is not used: files were mixed up."""
    with pytest.raises(KeyFileError, match="another name"):
        read_private_key(put(pem_of(STRANGER)))


def test_no_sentence_names_a_path_or_a_key(put):
    """What people are told has the file's name, not where it lies nor what is in it."""
    path = put(b"-----BEGIN PRIVATE KEY-----\nSECRET\n")
    with pytest.raises(KeyFileError) as caught:
        read_private_key(path)
    assert NAME in str(caught.value)
    assert str(path.parent) not in str(caught.value)
    assert "SECRET" not in str(caught.value)
