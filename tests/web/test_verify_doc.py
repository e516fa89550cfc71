"""docs/verify.md: every example runs as it stands, but for the address, against a running app."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.factories import FakeBody, FakeDocuments, make_number, make_world
from tests.web.conftest import Site
from verifier.scan.found import FoundToken
from verifier.status_list import Status
from verifier.web.app import create_app

DOC = Path(__file__).parents[2] / "docs" / "verify.md"
ADDRESS = "https://cert.example.org"
PDF = b"%PDF-1.7 an example"
_BLOCK = re.compile(r"^```(sh|python|javascript)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = _BLOCK.findall(DOC.read_text("utf-8"))
RUNNERS = {"sh": ["bash", "-c"], "python": [sys.executable, "-c"], "javascript": ["node", "-e"]}


@dataclass(frozen=True)
class Running:
    """A site that has the certificate of the examples, and a folder with its PDF."""

    url: str
    body: FakeBody
    folder: Path

    def run(self, language: str, text: str) -> str:
        """Run an example and return what it prints."""
        assert ADDRESS in text
        done = subprocess.run(
            [*RUNNERS[language], text.replace(ADDRESS, self.url)],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Return a site that is served."""
    served, body, documents = Site(), FakeBody(), FakeDocuments()

    def make(url: str) -> object:
        body.url = url
        documents.known[PDF] = FoundToken(body.release())
        hosts = frozenset({url.partition("//")[2]})
        return create_app(make_world(body, documents=documents, hosts=hosts))

    folder = tmp_path_factory.mktemp("examples")
    (folder / "certificate.pdf").write_bytes(PDF)
    yield Running(served.serve(make), body, folder)  # type: ignore[arg-type]
    served.stop()


def test_there_are_examples_in_every_language() -> None:
    """The page has what it promises, about the number that is in force here."""
    found = [language for language, _ in EXAMPLES]
    assert {language: found.count(language) for language in RUNNERS} == {
        "sh": 5,
        "python": 2,
        "javascript": 1,
    }
    assert all(make_number() in text or "certificate.pdf" in text for _, text in EXAMPLES)


@pytest.mark.parametrize(
    "example",
    [
        pytest.param(
            one, marks=pytest.mark.node if one[0] == "javascript" else (), id=f"{n}-{one[0]}"
        )
        for n, one in enumerate(EXAMPLES)
    ],
)
def test_an_example_runs(running: Running, example: tuple[str, str]) -> None:
    """It tells that the certificate is in force, and in whose name or that it may be relied on."""
    told = running.run(*example)
    good = ('"outcome":"valid"', "Dr Amélie Example-Santos until 2027-11-19", "rely on it\n")
    assert any(words in told for words in good), told
    assert "do not rely" not in told


def test_the_examples_do_not_say_yes_to_what_was_withdrawn(running: Running) -> None:
    """Those that decide, decide against it."""
    running.body.change(Status.REVOKED)
    try:
        for language, text in EXAMPLES:
            if language == "javascript" or "outcome" not in text:
                continue
            told = running.run(language, text)
            assert "Withdrawn" in told or "do not rely on it: invalid" in told, told
            assert "Example-Santos until" not in told
    finally:
        running.body.change(Status.VALID)
