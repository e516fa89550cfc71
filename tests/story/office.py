"""A certification body at work: officers at the desk, candidates at their page, files in between.

People are driven by what their pages say. What would arrive in bulk is taken from the dossiers of
the demonstration, whose days are moved to be as fresh today as when they were written.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from issuer.cli.demonstration import WRITTEN_FOR
from tests.story.running import ROOT, Running

REGISTRAR = "Rita Example-Registrar"
EXAMINERS = {"ex-a": "Ada Example-Examiner", "ex-b": "Ben Example-Examiner"}
DECIDER = "Dora Example-Decider"
PANEL = ("Paul Example-Panel", "Petra Example-Panel", "Pia Example-Panel")
DOCUMENTS = ROOT / "docs" / "examples" / "road" / "documents.csv"
PATIENCE = 15_000  # milliseconds
SAVED = 60_000  # for every tap: the page itself waits ten seconds for an answer, and tries again
BY_HAND = "P8"  # the station that is scored by clicking
_DAY = re.compile(r"\b20[0-9]{2}-[0-9]{2}-[0-9]{2}\b")

Row = dict[str, str]


class Officer:
    """An officer's browser at the desk."""

    def __init__(self, url: str, page: Page) -> None:
        self.url = url
        self.page = page
        page.set_default_timeout(PATIENCE)

    def control(self, label: str) -> Locator:
        """Return the control of this label, whether or not it is marked as optional."""
        return self.page.get_by_label(re.compile(rf"^{re.escape(label)}(?: \(optional\))?$"))

    def answer(self, answers: Mapping[str, str]) -> None:
        """Fill in controls by their labels, and choose from lists by what they offer."""
        for label, answer in answers.items():
            control = self.control(label)
            if control.evaluate("one => one.tagName") == "SELECT":
                control.select_option(label=answer)
            else:
                control.fill(answer)

    def press(self, button: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=button, exact=True).click()

    def follow(self, link: str) -> None:
        """Follow a link."""
        self.page.get_by_role("link", name=link).first.click()

    def told(self, text: str) -> None:
        """Wait until the page says what was done."""
        expect(self.page.get_by_role("status").first).to_contain_text(text)

    def apply(self, ref: str, name: str, profession: str, region: str) -> str:
        """Take an application, from the list of candidates, and return its id."""
        self.page.goto(f"{self.url}/admin/")
        self.follow("Candidates")
        self.follow("New application")
        self.answer({"Reference": ref, "Name": name})
        self.answer({"Profession": profession, "Region of practice": region})
        self.press("Record the application")
        self.told("The application is recorded.")
        return self.page.url.rpartition("/")[2]

    def open(self, application: str) -> None:
        """Open an application as the list finds it."""
        self.page.goto(f"{self.url}/admin/applications")
        self.page.get_by_label("Name, reference or application").fill(application)
        self.press("Search")
        self.page.locator("main table a, main .list a").first.click()

    def begin(self, application: str, kind: str) -> None:
        """Open the form of a kind of document."""
        self.open(application)
        self.page.get_by_role("link", name=kind, exact=True).click()

    def score(self, name: str, station: str, *, mark: int, critical: str | None = None) -> None:
        """Score a candidate at a station, every item alike, and hand the sheet in."""
        self.page.goto(f"{self.url}/admin/")
        self.follow("Scoring")
        place = re.compile(rf"{re.escape(name)}\s*, {station}")
        self.page.get_by_role("link", name=place).click()
        for item in self.page.locator("fieldset.item").all():
            item.get_by_role("radio", name=re.compile(f"^{mark} ")).check()
        if critical is not None:
            self.page.get_by_label(critical, exact=True).check()
            self.page.get_by_label(re.compile("Are you sure")).check()
        expect(self.page.get_by_role("button", name="Hand in")).to_be_enabled(timeout=SAVED)
        self.press("Hand in")
        self.told("Handed in.")

    def link_for(self, application: str) -> str:
        """Make a link for the candidate."""
        self.open(application)
        self.press("Make a link for the candidate")
        return self.page.get_by_label("The link").input_value()


class Candidate:
    """A candidate's browser at their own page."""

    def __init__(self, page: Page, link: str) -> None:
        self.page = page
        page.goto(link)
        page.get_by_role("button", name="Open my application").click()
        page.wait_for_url("**/candidate/application")

    def reads(self, headline: str | re.Pattern[str]) -> None:
        """Look again, and expect this heading."""
        self.page.reload()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(headline)

    def sentences(self) -> list[str]:
        """Return what is said of every requirement."""
        return self.page.locator(".findings p").all_inner_texts()


@dataclass
class Office:
    """The body: its program, its command line, and browsers for whoever comes."""

    running: Running
    browser: Browser
    folder: Path
    here: dict[str, Officer] = field(default_factory=dict)

    def officer(self, name: str) -> Officer:
        """Return an officer at the desk, signed in in a browser of their own."""
        if name not in self.here:
            self.here[name] = self._sign_in(name)
        return self.here[name]

    def _sign_in(self, name: str) -> Officer:
        page = self.browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        self.done("admin", "invite", name, "--role", "all")
        page.goto(self.done("admin", "sign-in", name).strip())
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        return Officer(self.running.url, page)

    def candidate(self, link: str) -> Candidate:
        """Return a candidate on a telephone, with their page open."""
        page = self.browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        return Candidate(page, link)

    def done(self, *arguments: str | Path) -> str:
        """Run what must succeed on the command line."""
        made = self.running.probatum(*arguments)
        assert made.returncode == 0, made.stdout + made.stderr
        return made.stdout

    def assessed(self, application: str) -> list[str]:
        """Return every sentence of the assessment as the command line tells it."""
        told = json.loads(self.done("application", "show", application, "--json"))
        return [finding["sentence"] for finding in told["findings"]]

    def list_examiners(self) -> None:
        """Put two examiners who score here into the register."""
        today = datetime.now(UTC).date()
        for name, officer in EXAMINERS.items():
            self.register(
                kind="examiner",
                id=name,
                since=str(today - timedelta(days=400)),
                name=officer,
                officer=officer,
                qualification="Consultant",
                standardised=str(today - timedelta(days=60)),
                schemes=["btx"],
            )

    def hold_sitting(self, ref: str) -> None:
        """Hold a practical examination today for one candidate."""
        today = str(datetime.now(UTC).date())
        self.register(
            kind="sitting",
            id=f"sitting-{ref}",
            since=today,
            until=str(date.fromisoformat(today) + timedelta(days=1)),
            scheme="btx",
            site="Example Clinic",
            candidates=[ref],
            stations={f"P{number}": list(EXAMINERS) for number in range(1, 9)},
        )

    def register(self, **members: Any) -> None:
        """Record an entry of a register."""
        file = self.folder / f"{members['kind']}-{members['id']}.json"
        file.write_text(json.dumps(members), "utf-8")
        self.done("register", "put", file)

    def bring(self, ref: str, like: str, *, but: Callable[[Row], Row | None]) -> None:
        """Import a dossier like that of a candidate of the demonstration.

        `but` changes a row, or leaves it out.
        """
        with DOCUMENTS.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["person"] == like]
        mine = [_fresh(row) | {"person": ref} for row in rows]
        kept = [row for each in mine if (row := but(each)) is not None]
        path = self.folder / f"documents-{ref}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(kept)
        self.done("import", path, "--as", "documents")


def _fresh(row: Row) -> Row:
    moved = datetime.now(UTC).date() - WRITTEN_FOR

    def move(found: re.Match[str]) -> str:
        return str(date.fromisoformat(found[0]) + moved)

    return {name: _DAY.sub(move, value) for name, value in row.items()}


def sat_today(row: Row, ref: str) -> Row | None:
    """Return a station's score as of the sitting of today; the last station is scored by hand."""
    if row["kind"] != "station":
        return row
    if row["station"] == BY_HAND:
        return None
    examiner = "ex-a" if row["examiner"] == "ex-1" else "ex-b"
    sitting = f"sitting-{ref}"
    ended = datetime.now(UTC).replace(microsecond=0)
    return row | {
        "ref": f"{sitting}/{row['station']}/{examiner}",
        "sitting": sitting,
        "examiner": examiner,
        "ended": ended.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
