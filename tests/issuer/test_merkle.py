"""The tree of RFC 6962, its paths, and signed notes (C2SP)."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.evidence.checkpoint import Checkpoint, origin_of, read_checkpoint, sign_checkpoint
from issuer.evidence.merkle import EMPTY, WholeTree, root_by_path, root_of
from issuer.evidence.note import NoteError, NoteKey, open_note, read_note_key, sign_note
from keys import ed25519

# The leaves and roots that Certificate Transparency's own tests have for RFC 6962.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
NAME = "cert.example.org/record"
PRIVATE = ed25519.generate()
KEY = NoteKey(NAME, ed25519.public_bytes(PRIVATE))


@pytest.mark.parametrize("size", range(1, 9))
def test_known_roots(size):
    """Roots are those that the rest of the world computes."""
    assert root_of(LEAVES[:size]).hex() == ROOTS[size - 1]
    assert WholeTree(LEAVES[:size]).root.hex() == ROOTS[size - 1]


def test_no_leaf():
    """The empty tree has the hash of nothing."""
    assert root_of([]) == WholeTree([]).root == EMPTY == hashlib.sha256(b"").digest()


@given(st.integers(1, 70), st.data())
def test_a_path_leads_to_the_root_from_its_own_leaf_alone(size, data):
    """Every leaf has a path of its own; another leaf, place or step leads elsewhere."""
    leaves = [b"%d" % n for n in range(size)]
    tree, index = WholeTree(leaves), data.draw(st.integers(0, size - 1))
    path = tree.path(index)
    assert tree.root == root_of(leaves)
    assert root_by_path(leaves[index], index, size, path) == tree.root
    assert root_by_path(b"x", index, size, path) != tree.root
    assert root_by_path(leaves[index], index, size, [*path, bytes(32)]) != tree.root
    assert root_by_path(leaves[index], size, size, path) is None
    if path:
        assert root_by_path(leaves[index], index, size, path[:-1]) != tree.root


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40))
def test_a_note_is_read_back(line):
    """Any line of printable text, signed, is the same again."""
    text = f"{line}\n"
    assert open_note(sign_note(text, PRIVATE, NAME).encode(), [KEY]) == text


def test_the_example_of_the_specification():
    """The signed note that C2SP and Go's documentation print is believed by their key."""
    key = read_note_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    note = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
        "\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
        "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    assert open_note(note.encode(), [key]).startswith("If you think")
    with pytest.raises(NoteError, match="does not fit"):
        open_note(note.replace("answer", "Answer").encode(), [key])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda note: note.replace("\n1", "\n2", 1), "does not fit"),
        (lambda note: note.replace("— cert", "- cert"), "no signature"),
        (lambda note: note.rstrip("\n"), "not a signed note"),
        (lambda note: note.replace("\n\n", "\n"), "not a signed note"),
        (lambda note: note.replace("\n1", "\t1", 1), "not a signed note"),
        (lambda note: note + note.splitlines()[-1][:-4] + "\n", "no signature|does not fit"),
        (lambda note: note.replace("— cert", "— other"), "no key that we know"),
        (lambda _: "", "not a signed note"),
    ],
)
def test_what_is_no_note_of_ours(change, why):
    """Each fault is refused with its own sentence."""
    note = sign_checkpoint(Checkpoint(NAME, 1, bytes(32)), PRIVATE)
    assert read_checkpoint(note.encode(), [KEY]) == Checkpoint(NAME, 1, bytes(32))
    with pytest.raises(NoteError, match=why):
        read_checkpoint(change(note).encode(), [KEY])


@pytest.mark.parametrize(
    "text", ["x\n", "x\n01\nAAAA\n", "x\n-1\nAAAA\n", "x\n1\nAAAA\n", "x\n1\n!\n"]
)
def test_a_note_that_is_no_checkpoint(text):
    """It is signed by the right key, and says something else."""
    with pytest.raises(NoteError, match="not a checkpoint"):
        read_checkpoint(sign_note(text, PRIVATE, NAME).encode(), [KEY])


def test_a_stranger_beside_our_signature():
    """Lines of keys that we do not know are passed over, as witnesses' are."""
    note = sign_note("x\n", PRIVATE, NAME)
    other = sign_note("x\n", ed25519.generate(), "witness.example").splitlines()[-1]
    assert open_note(f"{note}{other}\n".encode(), [KEY]) == "x\n"
    with pytest.raises(NoteError):
        open_note(f"x\n\n{other}\n".encode(), [KEY])


@pytest.mark.parametrize(
    "text",
    ["", "a+b", f"{NAME}+00000000+AAAA", str(KEY)[:-4] + "AAA=", "a b" + str(KEY)[4:]],
    ids=["nothing", "no hash", "no key", "a padded key", "a space in the name"],
)
def test_what_is_no_verifier_key(text):
    """A key is its name, its ID and itself, and they fit."""
    assert read_note_key(str(KEY)) == KEY
    with pytest.raises(NoteError):
        read_note_key(text)


def test_the_name_of_a_record():
    """It is the body's address without scheme."""
    assert origin_of("https://cert.example.org") == NAME
    assert origin_of("http://127.0.0.1:8000/") == "127.0.0.1:8000/record"
