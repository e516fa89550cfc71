"""The main job, as its three users live it, against the program as it is started."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from tests.story.running import Running, start_demo
from verifier.jws import parse
from verifier.status_list import Status, decode

pytestmark = pytest.mark.browser
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "physician.json"
DPI = 150


@dataclass(frozen=True)
class Practitioner:
    """What the operator hands over: a number, a file, and what its code says."""

    number: str
    pdf: Path
    link: str


@pytest.fixture(scope="module", name="running")
def _running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with start_demo(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="module", name="holder")
def _holder(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Practitioner:
    result = tmp_path_factory.mktemp("results") / "result.json"
    told = json.loads(EXAMPLE.read_text())
    told["attempt"] = "STORY-1"
    result.write_text(json.dumps(told))
    answer = running.probatum("issue", result, "--out", result.parent, "--json")
    (report,) = json.loads(answer.stdout)
    pdf = result.parent / f"{report['number']}.pdf"
    return Practitioner(report["number"], pdf, _read_code(pdf))


@pytest.fixture(scope="module", name="phone")
def _phone(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 360, "height": 640})
    yield page
    page.close()


def _read_code(pdf: Path) -> str:
    """Read the code from paper as an independent decoder sees it, at 150 dots an inch.

    As a person does with a phone, it is looked at from nearer and nearer until it is read.
    """
    page = pypdfium2.PdfDocument(pdf)[0]
    picture = page.render(scale=DPI / 72, grayscale=True).to_numpy()
    height, width = picture.shape[:2]
    corner = picture[height // 2 : int(height * 0.82), int(width * 0.72) :]
    for nearer in (3, 2, 4, 1, 2.5, 3.5, 5):
        seen = cv2.resize(corner, None, fx=nearer, fy=nearer, interpolation=cv2.INTER_CUBIC)
        text, *_ = cv2.QRCodeDetectorAruco().detectAndDecode(seen)
        if text:
            return str(text)
    raise AssertionError("the code cannot be read from paper")


def _ask(running: Running, text: str) -> dict[str, object]:
    request = urllib.request.Request(
        f"{running.url}/api/v1/verify",
        json.dumps({"text": text}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        return dict(json.load(response))


def test_the_code_on_paper_holds_the_link_and_the_token(running, holder):
    """A 150 dpi raster is enough for an independent decoder; the token is in the fragment."""
    assert holder.link.startswith(f"{running.url}/v#")
    assert parse(holder.link.partition("#")[2])


def test_a_patient_is_told_valid_today(holder, phone):
    """The phone's camera opens the link: the verdict is the heading, and names the holder."""
    phone.goto(holder.link)
    phone.get_by_role("heading", level=1, name="Valid today").wait_for()
    assert phone.title().startswith("Valid today")
    assert "Dr Amélie Example-Santos" in phone.inner_text("main")
    box = phone.locator("h1").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 640


def test_a_clinic_and_a_script_are_told_the_same(running, holder):
    """API and command line agree with the page, by token, number and file."""
    for text in (holder.link, holder.number, holder.number.lower().replace("-", " ")):
        assert _ask(running, text)["reason"] == "valid"
        assert running.probatum("verify", text).returncode == 0
    assert running.probatum("verify", holder.pdf).stdout.startswith("Valid today")


def test_a_withdrawal_is_seen_at_once_and_everywhere(running, holder, phone):
    """After the answer to a revocation every check says Withdrawn, and the list has its bit set."""
    revoked = running.probatum("revoke", holder.number, "--reason", "licence-lost")
    assert revoked.returncode == 0
    told = _ask(running, holder.link)
    assert (told["outcome"], told["reason"]) == ("invalid", "revoked")
    assert str(told["headline"]).startswith("Withdrawn")
    by_file = running.probatum("verify", holder.pdf)
    assert by_file.returncode == 1
    assert by_file.stdout.startswith("Withdrawn")
    phone.goto("about:blank")
    phone.goto(holder.link)
    phone.get_by_role("heading", level=1, name=re.compile("^Withdrawn")).wait_for()
    reference = json.loads(parse(holder.link.partition("#")[2]).payload)["status"]["status_list"]
    with urllib.request.urlopen(reference["uri"], timeout=10) as response:
        published = json.loads(parse(response.read().decode(), limit=10**6).payload)
    assert decode(published["status_list"]["lst"])[reference["idx"]] is Status.REVOKED


def test_the_record_holds_afterwards(running):
    """Every token on record verifies anew, and the chain of events has no gap."""
    checked = running.probatum("check")
    assert checked.returncode == 0, checked.stdout


def test_offline_with_a_trust_file_and_nothing_else(running, holder, tmp_path):
    """With the trust file alone, no issuer and no home, the command line says the same."""
    trust = tmp_path / "trust.toml"
    trust.write_text(running.probatum("trust").stdout)
    alone = subprocess.run(
        [
            Path(sys.executable).with_name("probatum"),
            "verify",
            holder.pdf,
            "--offline",
            "--trust",
            trust,
        ],
        env={"PATH": os.environ["PATH"], "PROBATUM_ROLE": "verifier"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert alone.stdout.startswith("Withdrawn"), alone.stderr
    assert alone.returncode == 1
