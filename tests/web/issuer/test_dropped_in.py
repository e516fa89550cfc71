"""A certificate's PDF dropped in at its issuer: as handed out, saved again, edited, bundled."""

from __future__ import annotations

from typing import Any

from issuer.certificate.handed_out import Drawn
from tests.certificate.edited import bundle, painted_over, saved_again
from tests.web.issuer.conftest import Site
from verifier.answer import to_answer
from verifier.inquiry import Inquiry
from verifier.scan.document import read_document
from verifier.scan.found import Found

PATH = "/api/v1/certificates"


def drawn(site: Site, **changes: Any) -> bytes:
    """Return the PDF of a new certificate."""
    return site.get(f"{PATH}/{site.issue(**changes)}/certificate.pdf").data


class InThisProcess:
    """Reads documents as the child processes do, without one."""

    def read(self, data: bytes) -> Found:
        """Return what the document holds."""
        return read_document(data)


def ask(site: Site, data: bytes) -> dict[str, Any]:
    """Return the issuer's public answer about a document."""
    world = site.world
    inquiry = Inquiry(world.verifier, InThisProcess(), Drawn(world.body.url, world.database))
    return to_answer(inquiry.ask_document(data, at=world.clock()), world.trust.current())


def test_our_own_drawing_is_valid_and_nothing_more_is_said(site: Site) -> None:
    """To the byte what was handed out."""
    told = ask(site, drawn(site))
    assert (told["reason"], told["saved_again"], told["several"]) == ("valid", False, [])


def test_saved_again_it_is_valid_and_the_issuer_says_so(site: Site) -> None:
    """Other bytes, same words and code: a note, and the verdict as ever."""
    told = ask(site, saved_again(drawn(site)))
    assert (told["reason"], told["saved_again"]) == ("valid", True)


def test_with_another_name_painted_over_it_is_altered(site: Site) -> None:
    """The genuine code beside somebody else's name is refused, and nobody is named."""
    pdf = drawn(site)
    name = ask(site, pdf)["credential"]["name"]
    told = ask(site, painted_over(pdf, name, "Dr Mallory Forged"))
    assert (told["reason"], told["credential"], told["saved_again"]) == ("altered", None, False)


def test_two_in_one_file_are_a_question(site: Site) -> None:
    """Both are named, each with the text to ask about it alone; asking that gives its verdict."""
    pdfs = [drawn(site, attempt=attempt) for attempt in ("A-1", "A-2")]
    told = ask(site, bundle(*pdfs))
    assert (told["outcome"], told["reason"]) == ("undetermined", "unreadable")
    assert told["headline"] == "Which certificate do you mean?"
    assert told["sentence"] == "There are 2 certificates in this picture."
    numbers = [ask(site, pdf)["credential"]["number"] for pdf in pdfs]
    assert [choice["number"] for choice in told["several"]] == numbers
    for choice in told["several"]:
        answer = site.client().post("/api/v1/verify", json={"text": choice["text"]}).json
        assert (answer["reason"], answer["credential"]["number"]) == ("valid", choice["number"])


def test_what_another_issuer_handed_out_nobody_here_can_say(site: Site) -> None:
    """A drawing is looked up for this body alone."""
    drawings = Drawn(site.world.body.url, site.world.database)
    assert drawings.knows(site.world.body.url, bytes(32)) is False
    assert drawings.knows("https://other.example.org", bytes(32)) is None
