"""Keys in an HSM: they never leave it, sign as files do, and it may go away and come back."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pkcs11
import pytest
from pkcs11 import Attribute, ObjectClass

from keys import es256
from keys.file_vault import FileVault
from keys.jwk import key_id
from keys.pkcs11 import HsmError
from keys.vault import TwoVaults
from tests.custody.conftest import LABEL, PIN

pytestmark = pytest.mark.hsm


def test_a_key_signs_and_stays(hsm):
    """What it signs verifies, R || S in 64 bytes; its private half cannot be read or made known."""
    vault = hsm.open()
    public = vault.make()
    signature = vault.signer(public).sign(b"message")
    assert es256.is_signed(b"message", signature, public)
    assert vault.signer(public).kid == key_id(public)
    assert (vault.where(key_id(public)), vault.where("absent")) == ("in the HSM", None)
    session = pkcs11.lib(str(hsm.module)).get_token(token_label=LABEL).open()
    wanted = {"object_class": ObjectClass.PRIVATE_KEY, "id": key_id(public).encode()}
    private = session.get_key(**wanted, label=key_id(public))
    told = [Attribute.SENSITIVE, Attribute.ALWAYS_SENSITIVE, Attribute.NEVER_EXTRACTABLE]
    assert [private[each] for each in told] == [True] * 3
    assert [private[each] for each in (Attribute.EXTRACTABLE, Attribute.DERIVE)] == [False] * 2
    with pytest.raises(pkcs11.PKCS11Error):
        _ = private[Attribute.VALUE]


def test_it_goes_and_comes_back(hsm):
    """Without the token there is a sentence; with it signing goes on, and nothing is restarted."""
    vault = hsm.open()
    public = vault.make()
    signer = vault.signer(public)
    hsm.pull_out()
    for act in (lambda: vault.signer(public), lambda: signer.sign(b"m"), vault.make):
        with pytest.raises(HsmError, match=r"does not answer|no token called"):
            act()
    hsm.put_back()
    assert es256.is_signed(b"m", signer.sign(b"m"), public)
    assert es256.is_signed(b"n", vault.signer(public).sign(b"n"), public)


def test_another_process_begins_anew(hsm):
    """A process that was forked has a session of its own, and leaves its parent's alone."""
    vault = hsm.open()
    public = vault.make()
    signer = vault.signer(public)
    child = os.fork()
    if child == 0:
        made = b""
        try:
            made = signer.sign(b"of the child")
        finally:
            os._exit(0 if es256.is_signed(b"of the child", made, public) else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert es256.is_signed(b"of the parent", signer.sign(b"of the parent"), public)


def test_many_threads_share_it(hsm):
    """One session, several threads and two keys: every signature is of its own message and key."""
    vault = hsm.open()
    signers = [(public, vault.signer(public)) for public in (vault.make(), vault.make())]
    together = threading.Barrier(4)

    def sign(worker: int) -> bool:
        together.wait()
        public, signer = signers[worker % 2]
        messages = [f"{worker} {serial}".encode() for serial in range(100)]
        return all(es256.is_signed(m, signer.sign(m), public) for m in messages)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(sign, range(4))) == [True] * 4


def test_another_key_under_its_name(hsm):
    """A key that was put in the place of the published one signs nothing for us."""
    vault = hsm.open()
    mine, other = vault.make(), vault.make()
    signer = vault.signer(mine)
    session = pkcs11.lib(str(hsm.module)).get_token(token_label=LABEL).open(rw=True)

    def both(kid):
        return list(session.get_objects({Attribute.ID: kid.encode()}))

    for found in both(key_id(mine)):
        found.destroy()
    for found in both(key_id(other)):
        found[Attribute.ID] = key_id(mine).encode()
    for act in (lambda: hsm.open().signer(mine), lambda: signer.sign(b"m")):
        with pytest.raises(HsmError, match="another key"):
            act()


def test_a_wrong_pin_is_tried_once(hsm):
    """A token locks itself after some wrong ones: a server that retries must not do that."""
    public = hsm.open().make()
    pkcs11.lib(str(hsm.module)).reinitialize()  # who is signed in already needs no PIN
    wrong = hsm.open(pin="000000")
    with pytest.raises(HsmError, match="refuses the PIN"):
        wrong.signer(public)
    with pytest.raises(HsmError, match="not tried again"):
        wrong.signer(public)
    assert hsm.open(pin=PIN).signer(public).sign(b"m")


@pytest.mark.parametrize(
    "changes", [{"token": "another"}, {"module": "/nowhere.so"}], ids=["token", "module"]
)
def test_what_is_not_there(hsm, changes):
    """A label or a module that is not there is told in words."""
    with pytest.raises(HsmError, match=r"no token called another|does not answer"):
        hsm.open(**changes).make()


def test_files_of_before_sign_on(hsm, tmp_path):
    """Where an HSM comes later, new keys are made in it, and old files sign until they retire."""
    files = FileVault(tmp_path / "keys")
    old = files.make()
    both = TwoVaults(hsm.open(), files)
    new = both.make()
    assert (both.where(key_id(old)), both.where(key_id(new))) == ("in a file", "in the HSM")
    for public in (old, new):
        assert es256.is_signed(b"m", both.signer(public).sign(b"m"), public)
    hsm.pull_out()
    assert es256.is_signed(b"m", both.signer(old).sign(b"m"), old)
