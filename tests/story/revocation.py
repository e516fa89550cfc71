"""Who takes part in a withdrawal: a patient's phone, a clinic, and two officers at the desk.

Each is a browser of their own, driven by what its pages say.
"""

from __future__ import annotations

import io
import os
import queue
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from issuer.accounts.roles import Role
from issuer.intake.answers import Issued
from issuer.settings import IssuerSettings
from issuer.wiring import IssuerWorld, make_world
from tests.notify.mail_server import MailServer, mail_server
from tests.notify.receiver import Receiver, receiver
from tests.story.office import PATIENCE, Officer
from tests.story.running import Running

PHONE: ViewportSize = {"width": 390, "height": 844}
SCREEN: ViewportSize = {"width": 1280, "height": 900}
PICTURES = os.environ.get("PROBATUM_PICTURES")  # a folder for docs/a-revocation.md
COLOURS = 64  # of a picture: pages are flat, and the files stay small
CLINIC = "desk@clinic.example"
GRANTS = "Vera Example-Decider"  # who had granted the certificate, long before
LINK = re.compile(r"https?://\S+/watch/open#\S+")


class Arriving(list[Any]):
    """What a server takes in: somebody may wait for the next."""

    def __init__(self) -> None:
        super().__init__()
        self._new: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def append(self, item: Any) -> None:
        """Take one in, and wake who waits."""
        super().append(item)
        self._new.put(item)

    def next(self) -> Any:
        """Return the next that arrives, or that did and was not looked at."""
        return self._new.get(timeout=PATIENCE / 1000)


@contextmanager
def mailbox() -> Iterator[tuple[MailServer, Arriving]]:
    """Serve a mailbox on loopback."""
    with mail_server() as server:
        server.taken = arriving = Arriving()
        yield server, arriving


@contextmanager
def program() -> Iterator[tuple[Receiver, Arriving]]:
    """Serve a clinic's own program, which is called by webhook."""
    with receiver() as server:
        server.posted = arriving = Arriving()
        yield server, arriving


def settings_of(server: MailServer) -> dict[str, str]:
    """Return the settings by which a demonstration writes to a mailbox, and calls this machine."""
    return {
        "PROBATUM_MAIL_SERVER": "127.0.0.1",
        "PROBATUM_MAIL_PORT": str(server.port),
        "PROBATUM_MAIL_TLS": "none",
        "PROBATUM_MAIL_FROM": "no-reply@cert.example.org",
        "PROBATUM_WEBHOOKS_TO_LOOPBACK": "true",
    }


def picture(page: Page, name: str) -> None:
    """Keep what the page shows, where pictures are wanted."""
    if PICTURES:
        shown = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        small = shown.quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(Path(PICTURES) / f"{name}.png", optimize=True)


def world_of(running: Running, home: Path) -> IssuerWorld:
    """Return the world of a served demonstration: what was there before a story begins."""
    return make_world(IssuerSettings(home=home, url=running.url))


@dataclass(frozen=True)
class Paper:
    """A certificate as its holder has it: its number, and the token that its code holds."""

    number: str
    token: str

    @classmethod
    def make(cls, world: IssuerWorld, person: str) -> Paper:
        """Let a person's application be granted; return what was issued."""
        with world.database.reading() as unit:
            (found,) = unit.applications.of_person(person)
        application = found.application.id
        (issued,) = world.candidates.decisions.grant([application], author=GRANTS, at=world.clock())
        assert isinstance(issued, Issued), issued
        return cls(issued.number, issued.token)


class Phone:
    """A patient's phone, held over the code on the paper again and again."""

    def __init__(self, browser: Browser, url: str, paper: Paper) -> None:
        self.page = _page(browser.new_context(viewport=PHONE))
        self.url = url
        self.paper = paper

    def reads(self, headline: str) -> None:
        """Scan the code, and expect this verdict as the heading."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.url}/v#{self.paper.token}")
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(re.compile(f"^{headline}"), timeout=PATIENCE)

    def report(self, concern: str, words: str) -> tuple[str, str]:
        """Report a concern from the verdict; return the case number and its code."""
        page = self.page
        page.get_by_role("link", name="Report a concern about this certificate").click()
        expect(page.get_by_label("Number of the certificate")).to_have_value(self.paper.number)
        page.get_by_label(concern).check()
        page.get_by_label("What happened?").fill(words)
        page.get_by_role("button", name="Send the report").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("We have your report")
        case, code = page.locator(".keep b").all_inner_texts()
        return case, code

    def open_case(self, case: str, code: str) -> None:
        """Look what became of a report."""
        page = self.page
        page.goto(f"{self.url}/concern/case")
        page.get_by_label("Case number").fill(case)
        page.get_by_label("Code", exact=True).fill(code)
        page.get_by_role("button", name="Open the case").click()


class Clinic:
    """A clinic that watches a certificate, by mail and by webhook."""

    def __init__(self, browser: Browser, url: str, mails: Arriving) -> None:
        self.page = _page(browser.new_context(viewport=SCREEN))
        self.url = url
        self.mails = mails

    def watch(self, number: str, hook: str) -> str:
        """Begin a watch list of one number and a webhook; return the webhook's secret."""
        page = self.page
        page.goto(f"{self.url}/watch")
        page.get_by_label("Your e-mail address").fill(CLINIC)
        page.get_by_label("Your organisation").fill("Example Clinic")
        page.get_by_role("button", name="Send me my link").click()
        link = LINK.search(self.read_mail().get_content())
        assert link is not None
        page.goto(link[0])
        page.get_by_role("button", name="Open my list").click()
        page.get_by_label("Certificate numbers").fill(number)
        page.get_by_role("button", name="Watch them").click()
        expect(page.get_by_text("1 certificate added.")).to_be_visible()
        page.get_by_role("link", name="Webhook").click()
        page.get_by_label("Address").fill(hook)
        page.get_by_role("button", name="Set the webhook").click()
        return page.get_by_text(re.compile("^whsec_")).inner_text()

    def read_mail(self) -> EmailMessage:
        """Return the clinic's next mail; others have their own."""
        while True:
            to, mail = self.mails.next()
            if to == [CLINIC]:
                assert isinstance(mail, EmailMessage)
                return mail


def let_in(world: IssuerWorld, name: str, role: Role) -> str:
    """Invite an officer, and return a link by which they sign in."""
    world.staff.invite(name, None, frozenset({role}), actor="test", at=world.clock())
    secret = world.staff.make_link(name, actor="test", at=world.clock())
    return f"{world.body.url}/admin/sign-in#{secret}"


def sign_in(running: Running, browser: Browser, link: str) -> Officer:
    """Return an officer who has signed in by a link, in a browser of their own."""
    officer = Officer(running.url, _page(browser.new_context(viewport=SCREEN)))
    officer.page.goto(link)
    officer.press("Sign in")
    expect(officer.page.get_by_role("button", name="Sign out")).to_be_visible()
    return officer


def _page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page
