"""A candidate's link: what opens it, what ends it, and what is kept of its secret."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest

from issuer.body.schemes import activate
from issuer.candidates.errors import UnknownApplicationError
from issuer.candidates.links import LINK_LIVES, link_of
from issuer.candidates.services import Candidates, make_candidates
from issuer.certification.assessment import assess
from issuer.certification.dossier.applicant import read_applicant
from issuer.certification.dossier.documents import read_document
from issuer.credentials.number import draw_number
from issuer.errors import LinkError
from issuer.evidence.event import EventKind
from tests.issuer.board import BODY, EXAMPLES, SECOND, Board

OFFICER = "Ines Example-Officer"
SCHEME = (EXAMPLES / "botulinum-toxin.toml").read_bytes()
IDENTITY: dict[str, Any] = {
    "kind": "identity",
    "ref": "I-1",
    "on": "2026-11-02",
    "document": "passport",
    "checked_by": OFFICER,
}


class Office:
    """An issuer that takes applications, with one from a registered nurse in Texas."""

    def __init__(self, board: Board) -> None:
        self.board = board
        activate(board.store, BODY, SCHEME, actor="test", at=board.clock())
        names = board.intake.names
        self.services: Candidates = make_candidates(
            board.store, board.schemes, board.intake, names, draw_number
        )
        self.application = self.apply("C-1")

    def apply(self, ref: str) -> str:
        """Take an application and return its id."""
        person = {"ref": ref, "name": "Noor Example-Haddad"}
        told = {"person": person, "scheme": "btx", "profession": "rn", "region": "US-TX"}
        made = self.services.admission.apply(read_applicant(told), actor="test", at=self.now)
        return made.application.id

    @property
    def now(self) -> Any:
        """Return the time set."""
        return self.board.clock()

    def make(self, application: str | None = None) -> str:
        """Make a link and return its secret."""
        return self.services.pages.make_link(
            application or self.application, actor=OFFICER, at=self.now
        )

    def end(self) -> int:
        """End the application's links."""
        return self.services.pages.end_links(self.application, actor=OFFICER, at=self.now)

    def opens(self, secret: str) -> str | None:
        """Return the application that a secret opens, None where it is refused."""
        try:
            case = self.services.pages.open(secret, at=self.now)
        except LinkError:
            return None
        return case.record.application.id


@pytest.fixture
def office(sql_board: Board) -> Office:
    """Return an issuer that takes applications, on each real database in turn."""
    return Office(sql_board)


def test_a_link_opens_its_own_application(office):
    """Each of two opens what it was made for, as often as one likes."""
    other = office.apply("C-2")
    mine, theirs = office.make(), office.make(other)
    for _ in range(2):
        assert office.opens(mine) == office.application
        assert office.opens(theirs) == other


def test_what_it_opens_is_assessed_now(office):
    """The case file says what `assess` says of the dossier at that moment, sentence by sentence."""
    secret = office.make()
    document = read_document(IDENTITY)
    office.services.dossiers.record("C-1", [document], author=OFFICER, at=office.now)
    case = office.services.pages.open(secret, at=office.now)
    expected = assess(case.dossier, case.scheme, office.now)
    assert case.assessment.findings == expected.findings
    assert [entry.document for entry in case.dossier.entries] == [document]
    assert expected.findings[0].is_settled


def test_a_secret_is_256_random_bits(office):
    """43 characters of base64url that decode to 32 bytes, and no two alike."""
    secrets = {office.make() for _ in range(20)}
    assert len(secrets) == 20
    for secret in secrets:
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", secret)
        assert len(base64.urlsafe_b64decode(secret + "=")) == 32


def test_a_link_lives_for_ninety_days(office):
    """A second before its end it opens, at its end it does not."""
    secret = office.make()
    office.board.clock.at += LINK_LIVES - SECOND
    assert office.opens(secret) == office.application
    office.board.clock.at += SECOND
    assert office.opens(secret) is None
    assert timedelta(days=90) == LINK_LIVES


def test_ending_ends_every_link_at_once(office):
    """All of this application's, no other's; a link made afterwards is good."""
    other = office.apply("C-2")
    first, second, theirs = office.make(), office.make(), office.make(other)
    assert office.end() == 2
    assert [office.opens(each) for each in (first, second, theirs)] == [None, None, other]
    assert office.end() == 0
    assert office.opens(office.make()) == office.application


@pytest.mark.parametrize("secret", ["", "A", "A" * 43, "A" * 44, "é" * 43, "\ud800", "a" * 100_000])
def test_what_was_guessed_opens_nothing(office, secret):
    """Any text that is no secret of ours is refused, and nothing else happens."""
    office.make()
    assert office.opens(secret) is None


def test_what_the_record_holds_opens_nothing(office):
    """Whoever reads the database has digests: none of their spellings is a secret."""
    secret = office.make()
    digest = hashlib.sha256(secret.encode()).digest()
    with office.board.store.reading() as unit:
        kept = unit.candidate_links.find(digest)
    assert kept.application == office.application
    spelt = [digest.hex(), digest.hex()[:43], base64.urlsafe_b64encode(digest).decode()]
    spelt += [each.rstrip("=") for each in spelt]
    assert {office.opens(each) for each in spelt} == {None}
    assert secret not in repr(kept)


def test_a_secret_that_was_touched_opens_nothing(office):
    """One character more, less or other, another case, spaces: refused."""
    secret = office.make()
    flipped = ("A" if secret[0] != "A" else "B") + secret[1:]
    for other in (
        flipped,
        secret[:-1],
        secret + "A",
        secret.swapcase(),
        f" {secret}",
        secret + "=",
    ):
        assert office.opens(other) is None
    assert office.opens(secret) == office.application


def test_a_link_to_nothing_is_not_made(office):
    """An application that is not on record has no link, and none to end."""
    pages, head = office.services.pages, office.board.told()
    for act in (pages.make_link, pages.end_links):
        with pytest.raises(UnknownApplicationError):
            act("APP-0000-0000", actor=OFFICER, at=office.now)
    assert office.board.told() == head


def test_links_are_on_record_without_their_secrets(office):
    """Who made and ended them is told; the secret is nowhere, nor is the candidate's name."""
    secret = office.make()
    office.end()
    office.end()
    with office.board.store.reading() as unit:
        told = [
            opened
            for opened in unit.chain.links(0, 1000)
            if opened.link.subject == office.application
        ]
    kinds = [opened.link.kind for opened in told]
    assert kinds[-2:] == [EventKind.CANDIDATE_LINK_MADE, EventKind.CANDIDATE_LINK_ENDED]
    assert kinds.count(EventKind.CANDIDATE_LINK_ENDED) == 1  # the second ended nothing
    assert secret not in repr(told)
    assert "Haddad" not in repr(told)


def test_the_secret_stands_behind_the_hash(office):
    """What a server and its logs see of a link is the same for everybody."""
    secret = office.make()
    assert link_of(BODY.url, secret) == f"https://cert.example.org/candidate#{secret}"
