"""A key that cannot be used stops issuing with a sentence; verifying and revoking go on."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from issuer.errors import KeyUnavailableError
from keys import es256
from keys.keyring import Purpose
from verifier.verdict import Reason


def pem(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def missing(path):
    path.unlink()


def corrupt(path):
    path.write_bytes(path.read_bytes()[:60] + b"....")


def empty(path):
    path.write_bytes(b"")


def readable_by_others(path):
    path.chmod(0o644)


def readable_by_the_group(path):
    path.chmod(0o640)


def of_another_curve(path):
    path.write_bytes(pem(ec.generate_private_key(ec.SECP384R1())))


def of_another_kind(path):
    path.write_bytes(pem(ed25519.Ed25519PrivateKey.generate()))


def of_another_name(path):
    path.write_bytes(pem(es256.generate()))


def a_folder(path):
    path.unlink()
    path.mkdir()


def with_a_password(path):
    path.write_bytes(path.read_bytes().replace(b"PRIVATE", b"ENCRYPTED PRIVATE"))


def without_its_folder(path):
    path.parent.rename(path.parent.with_name("elsewhere"))


SPOILT = {
    missing: "is missing",
    corrupt: "is not a private key in PEM form",
    empty: "is not a private key in PEM form",
    readable_by_others: "can be read by others: chmod 600 it",
    readable_by_the_group: "can be read by others: chmod 600 it",
    of_another_curve: "another kind of key than P-256",
    of_another_kind: "another kind of key than P-256",
    of_another_name: "holds a key of another name",
    a_folder: "cannot be read",
    with_a_password: "is sealed, and no passphrase is set",
    without_its_folder: "is missing",
}


@pytest.mark.parametrize("purpose", [Purpose.CREDENTIAL, Purpose.STATUS])
@pytest.mark.parametrize("spoil", SPOILT)
def test_a_spoilt_key(fake_board, spoil, purpose):
    """The refusal says what is wrong with which file, and not where it lies; nothing is written."""
    board = fake_board
    issued = board.issue(attempt="A-1")
    path = board.key_file(purpose)
    spoil(path)
    before = board.everything()
    with pytest.raises(KeyUnavailableError) as refused:
        board.take()
    assert SPOILT[spoil] in str(refused.value)
    assert spoil is without_its_folder or path.name in str(refused.value)
    assert str(path.parent) not in str(refused.value)
    assert board.everything() == before
    assert board.verify(issued.token).reason is Reason.VALID
    assert board.take(attempt="A-1") == issued


def test_verifying_goes_on_for_long(board):
    """Without any key, a day later, the ledger still tells what is valid and what is revoked."""
    kept, lost = board.issue(attempt="A-1"), board.issue(attempt="A-2")
    for purpose in (Purpose.CREDENTIAL, Purpose.STATUS):
        board.key_file(purpose).unlink()
    board.clock.advance(86_400 + 1)
    board.lifecycle.act(
        "revoke", lost.number, reason="licence-lost", actor="test", at=board.clock()
    )
    assert board.verify(kept.token).reason is Reason.VALID
    assert board.verify(lost.token).reason is Reason.REVOKED


def test_the_key_comes_back(board):
    """The file restored, the next result is issued: nothing has to be started again."""
    path = board.key_file()
    kept = path.read_bytes()
    path.unlink()
    with pytest.raises(KeyUnavailableError):
        board.take()
    path.touch(mode=0o600)
    path.write_bytes(kept)
    board.issue()


def test_before_the_key_is_in_force(board):
    """A key does not sign before its time, such as when the clock is years behind."""
    board.clock.at = board.clock.at.replace(year=2020)
    with pytest.raises(KeyUnavailableError, match="no credential key is in force"):
        board.take(completed_at="2020-11-19T15:30:00Z")


def test_keys_are_made_for_their_owner_alone(fake_board):
    """Folder and files are the owner's, whatever the umask is."""
    assert fake_board.key_folder.stat().st_mode & 0o777 == 0o700
    files = list(fake_board.key_folder.iterdir())
    assert len(files) == 2
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
