"""Key files sealed by a passphrase: written anew in place, opened by it, useless without."""

from __future__ import annotations

import pytest

from issuer.evidence.checkpoints import Checkpoints
from keys import ed25519, es256
from keys.file_vault import FileVault
from keys.files import KeyFileError, is_sealed, read_private_key, write_private_key
from keys.jwk import key_id
from keys.sealing import key_files, reseal

ONE, OTHER = b"correct horse battery staple", b"another long passphrase"


@pytest.fixture
def path(tmp_path):
    return write_private_key(es256.generate(), tmp_path)


@pytest.mark.parametrize(
    ("before", "after"), [(None, ONE), (ONE, None), (ONE, OTHER)], ids=["seal", "unseal", "change"]
)
def test_there_and_back(tmp_path, before, after):
    """The same key is in the file, for its owner alone; a second time nothing has to be done."""
    key = es256.generate()
    path = write_private_key(key, tmp_path, before)
    assert reseal(path, old=before, new=after)
    assert is_sealed(path.read_bytes()) == (after is not None)
    assert read_private_key(path, after).private_numbers() == key.private_numbers()
    assert path.stat().st_mode & 0o777 == 0o600
    assert not reseal(path, old=before, new=after)
    assert list(tmp_path.iterdir()) == [path]


def test_who_cannot_open_it(path):
    """Without the passphrase, or with another, there is a sentence, and the file stays."""
    reseal(path, old=None, new=ONE)
    sealed = path.read_bytes()
    for passphrase, says in ((None, "no passphrase is set"), (OTHER, "does not open with")):
        with pytest.raises(KeyFileError, match=says):
            read_private_key(path, passphrase)
        with pytest.raises(KeyFileError, match=says):
            reseal(path, old=passphrase, new=OTHER)
    assert path.read_bytes() == sealed
    path.write_bytes(sealed[:80] + b"AAAA" + sealed[84:])
    with pytest.raises(KeyFileError, match="or is damaged"):
        read_private_key(path, ONE)


def test_interrupted(path):
    """What an interruption left is no key of ours, and does not stand in the way."""
    left = path.with_name(f".{path.name}.new")
    left.write_bytes(b"half a k")
    assert key_files(path.parent) == [path]
    assert reseal(path, old=None, new=ONE)
    assert read_private_key(path, ONE)
    assert not left.exists()


def test_a_vault_seals_what_it_makes(tmp_path):
    """With a passphrase new files are sealed; those that are not sign on, until they are."""
    plain = FileVault(tmp_path).make()
    vault = FileVault(tmp_path, ONE)
    public = vault.make()
    assert vault.where(key_id(plain)) == "in a file"
    assert vault.where(key_id(public)) == "in a sealed file"
    for each in (plain, public):
        assert es256.is_signed(b"m", vault.signer(each).sign(b"m"), each)
    assert vault.signer(public) is vault.signer(public)  # opened once, read each time
    (tmp_path / f"{key_id(public)}.pem").chmod(0o644)
    with pytest.raises(KeyFileError, match="read by others"):
        vault.signer(public)
    assert ONE.decode() not in repr(vault)


def test_the_name_is_not_enough(tmp_path):
    """A key is believed to be the published one by all of it, not by the six letters of a name."""
    vault = FileVault(tmp_path)
    mine, other = vault.make(), vault.make()
    file = tmp_path / f"{key_id(mine)}.pem"
    file.write_bytes((tmp_path / f"{key_id(other)}.pem").read_bytes())
    with pytest.raises(KeyFileError, match="another name"):
        vault.signer(mine)


def test_the_checkpoint_key_too(board, tmp_path):
    """It is made sealed, and signs only with the passphrase."""
    folder = tmp_path / "notes"
    folder.mkdir()
    sealed = Checkpoints(board.store, "cert.example.org/record", folder, ONE)
    path = folder / "checkpoint-0badcafe.pem"
    ed25519.write_key(ed25519.generate(), path, ONE)
    assert ONE.decode() not in repr(sealed)
    assert is_sealed(path.read_bytes())
    assert reseal(path, old=ONE, new=OTHER)
    with pytest.raises(KeyFileError, match="does not open with"):
        ed25519.read_key(path, ONE)
    assert ed25519.read_key(path, OTHER)
