"""Schemes put in force, and the credential types made from them: frozen, each with its address."""

from __future__ import annotations

import hashlib

import pytest

from issuer.body.schemes import activate
from issuer.certification.errors import SchemeError
from issuer.errors import SchemeConflictError, UnknownSchemeError
from tests.issuer.board import BODY, BY_RULE
from verifier.type_metadata import parse_document
from verifier.verdict import Reason

NEWER = BY_RULE.replace(b'version = "2026.1"', b'version = "2027.1"').replace(
    b'title = "Certificate in', b'title = "Newer Certificate in'
)


def put_in_force(board, document, body=BODY):
    return activate(board.store, body, document, actor="test", at=board.clock())


def types(board):
    with board.store.reading() as unit:
        return unit.schemes.types()


def test_a_type_for_each_version(board):
    """Each version has its own address, and what it serves says scheme, version and scope."""
    put_in_force(board, NEWER)
    told = [parse_document(kind.document) for kind in types(board)]
    assert [kind.url for kind in told] == [f"{BODY.url}/t/{serial}" for serial in (1, 2, 3)]
    meant = [(kind.scheme, kind.version) for kind in told]
    assert meant == [("btx-1", "2026.1"), ("btx-2", "2026.1"), ("btx-1", "2027.1")]
    assert told[2].title.startswith("Newer Certificate")
    assert told[0].scope == told[2].scope
    assert told[0].everyday[0] == "frown lines between the eyebrows"


def test_again(board):
    """The same bytes again change nothing and tell nothing."""
    before = board.everything()
    scheme = put_in_force(board, BY_RULE)
    assert scheme.digest == hashlib.sha256(BY_RULE).hexdigest()
    assert board.everything() == before
    assert len(types(board)) == 2


def test_a_version_is_never_edited(board):
    """The same version with other bytes is refused, if only a comment is different."""
    before = board.everything()
    with pytest.raises(SchemeConflictError):
        put_in_force(board, BY_RULE + b"# a comment\n")
    with pytest.raises(SchemeError):
        put_in_force(board, BY_RULE.replace(b"cut_percent", b"cut_per_cent"))
    assert board.everything() == before


def test_what_is_in_force(board):
    """The newest is, a few seconds later; older certificates keep their type and stay valid."""
    old = board.issue(attempt="A-1")
    put_in_force(board, NEWER)
    assert board.schemes.in_force("btx-1").scheme.version == "2026.1"
    board.clock.advance(5)
    assert board.schemes.in_force("btx-1").scheme.version == "2027.1"
    new = board.issue(attempt="A-2")
    told = [board.verify(issued.token) for issued in (old, new)]
    assert [verdict.reason for verdict in told] == [Reason.VALID] * 2
    assert [verdict.credential.type for verdict in told] == [f"{BODY.url}/t/1", f"{BODY.url}/t/3"]
    assert board.certificate(old.number).version == "2026.1"
    assert [each.scheme.id for each in board.schemes.all()] == ["btx-1", "btx-2"]
    put_in_force(board, BY_RULE)
    board.clock.advance(5)
    assert board.schemes.in_force("btx-1").scheme.version == "2027.1"


def test_an_old_version_is_still_read(board):
    """What was decided under it is issued under it, however much later."""
    put_in_force(board, NEWER)
    board.clock.advance(5)
    assert board.schemes.version("btx-1", "2026.1").type_url == f"{BODY.url}/t/1"
    for name in ("btx-9", "BTX-1", ""):
        with pytest.raises(UnknownSchemeError):
            board.schemes.in_force(name)
    with pytest.raises(UnknownSchemeError):
        board.schemes.version("btx-1", "2026.2")


def test_the_event_names_the_digest(board):
    """Which bytes were put in force is in the chain, for each version once."""
    told = [opened for opened in board.events() if opened.link.kind == "scheme.activated"]
    assert [opened.link.subject for opened in told] == ["btx-1", "btx-2"]
    assert hashlib.sha256(BY_RULE).hexdigest().encode() in told[0].data
