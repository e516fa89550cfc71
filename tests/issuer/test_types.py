"""Schemes put in force, and the credential types made from them: frozen, each with its address."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal

import pytest

from issuer.body.credential_types import shown_by
from issuer.body.schemes import activate
from issuer.certification.errors import SchemeError
from issuer.certification.scheme_file import parse_scheme
from issuer.errors import SchemeConflictError, UnknownSchemeError
from tests.certification.rules.example_scheme import make_scheme
from tests.issuer.board import BODY, BY_RULE, EXAMPLES
from verifier.credential_type import Shown
from verifier.type_metadata import parse_document
from verifier.verdict import Reason

NEWER = BY_RULE.replace(b'version = "2026.1"', b'version = "2027.1"').replace(
    b'title = "Certificate in', b'title = "Newer Certificate in'
)


LONGER = {
    "kind": "training",
    "id": "more-training",
    "title": "More training",
    "by": "decision",
    "classroom_hours": 16,
    "hands_on_hours": 40,
    "window_months": 18,
    "source": "illustrative",
    "checked": "2026-11-01",
}
WHOLE = (EXAMPLES / "botulinum-toxin.toml").read_bytes()
SPECIMEN = replace(BODY, url="http://127.0.0.1:8000")


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


def test_what_a_holder_had_to_show():
    """It is read off the scheme: hours and cases asked, and each part of the examination."""
    told = shown_by(make_scheme())
    assert told == Shown(
        licence=True,
        identity=True,
        training_hours=32,
        supervised_cases=10,
        written=True,
        practical=True,
    )
    assert shown_by(parse_scheme(BY_RULE)) == Shown(written=True, practical=True)
    alone = shown_by(make_scheme({"practical": None, "requirements.cases.waivable": True}))
    assert (alone.written, alone.practical, alone.supervised_cases) == (True, False, 0)


@pytest.mark.parametrize(
    ("changes", "hours", "licence"),
    [
        ({"requirements.training.hands_on_hours": Decimal("16.75")}, 32, True),
        ({"requirements.training.classroom_hours": 64}, 80, True),
        ({"requirements.training.waivable": True}, 0, True),
        ({"requirements.training.regions": ["US-TX"]}, 0, True),
        ({"requirements.training.professions": ["rn", "np", "pa"]}, 0, True),
        ({"requirements.training.professions": ["rn", "np", "pa", "physician"]}, 32, True),
        ({"requirements.licence.professions": ["rn"]}, 32, False),
        ({"requirements.4": {**LONGER, "professions": ["rn"]}}, 32, True),
        ({"requirements.4": LONGER}, 56, True),
    ],
)
def test_only_what_everyone_had_to_show(changes, hours, licence):
    """What some were not asked, or may have been let off, is not told; nothing is counted twice."""
    told = shown_by(make_scheme(changes))
    assert (told.training_hours, told.licence) == (hours, licence)


def test_a_type_tells_patients_what_the_scheme_says(board):
    """Registers and every language of the scheme are in the type, and a specimen says so."""
    put_in_force(board, WHOLE)
    put_in_force(board, WHOLE.replace(b'"2026.1"', b'"2026.2"'), body=SPECIMEN)
    told, specimen = (parse_document(kind.document) for kind in types(board)[2:])
    assert told.shown == shown_by(parse_scheme(WHOLE))
    assert len(told.registers) == 6
    assert told.registers[0].place == "Texas, United States"
    assert told.registers[1].professions == ("np", "rn")
    assert told.translations["es"].everyday[2] == "patas de gallo junto a los ojos"
    assert told.translations["ar"].places["GB"] == "المملكة المتحدة"
    assert specimen.title.startswith("SPECIMEN: ")
    assert specimen.translations["ar"].title.endswith(" (SPECIMEN)")


def test_later_versions_leave_a_type_s_bytes_alone(board):
    """A version with other registers and translations is another type; the first one stays."""
    put_in_force(board, WHOLE)
    before = types(board)
    newer = WHOLE.replace(b'version = "2026.1"', b'version = "2027.1"')
    put_in_force(board, newer.replace(b"arrugas del entrecejo", b"otras").replace(b"tmb", b"tmc"))
    assert types(board)[:-1] == before
    assert types(board)[-1].document != before[-1].document


def test_a_body_sends_nobody_to_itself_for_a_licence(board):
    """A register at the body's own address is refused, and nothing is recorded."""
    before = board.everything()
    own = WHOLE.replace(b"https://www.bon.texas.gov/", BODY.url.encode() + b"/licences")
    with pytest.raises(SchemeError) as refused:
        put_in_force(board, own)
    assert refused.value.path == "registers[1].url"
    assert "the body's own" in refused.value.mend
    assert board.everything() == before


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
