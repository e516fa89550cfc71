"""Accounts in Chromium: the whole passkey ceremony with a virtual authenticator, and every page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, Page, expect

from issuer.accounts.one_time_codes import code_at, read_secret
from issuer.accounts.roles import EVERY_ROLE
from tests.web.conftest import Site as Served
from tests.web.issuer.conftest import Hands, MakeSite, Site

pytestmark = pytest.mark.browser

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 800}
NAME = "Ines Example-Officer"
PASSWORD = "violet harbour before the rain"  # noqa: S105 - an example


class Place:
    """A running issuer on localhost, a page, and an authenticator that says yes to everything."""

    def __init__(self, url: str, site: Site, page: Page) -> None:
        self.url = url
        self.site = site
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.device: CDPSession = page.context.new_cdp_session(page)
        self.device.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
        }
        made = self.device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.authenticator = made["authenticatorId"]

    def go(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(self.url + path)

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def invite(self) -> str:
        """Return an invitation for an officer with every role."""
        at = self.site.clock()
        return self.site.world.staff.invite(NAME, None, EVERY_ROLE, actor="test", at=at)

    def join(self) -> list[str]:
        """Take up an invitation with a passkey; return the recovery codes."""
        self.go(f"/admin/join#{self.invite()}")
        self.look("invited")
        self.press("Take up the invitation")
        self.look("join")
        self.page.get_by_label("What to call this passkey").fill("virtual key")
        self.press("Make a passkey")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
        return self.page.locator(".codes li").all_inner_texts()

    def look(self, name: str) -> None:
        """Let axe look, wide and light, narrow and dark: nothing is wrong, nothing too wide."""
        for size, scheme in ((WIDE, "light"), (NARROW, "dark")):
            self.page.set_viewport_size(size)
            self.page.emulate_media(color_scheme=scheme)
            found = Axe().run(self.page)
            assert found.violations_count == 0, found.generate_report()
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            folder = os.environ.get("PROBATUM_TEST_PICTURES")
            if folder:
                path = f"{folder}/{name}-{size['width']}.png"
                self.page.screenshot(path=path, full_page=True)
        self.page.set_viewport_size(WIDE)


@pytest.fixture
def site() -> Iterator[Served]:
    """Return a place to serve apps from."""
    served = Served()
    yield served
    served.stop()


@pytest.fixture
def place(site: Served, make_site: MakeSite, browser: Browser) -> Iterator[Place]:
    """Return a running issuer: on localhost, because passkeys are bound to a name."""
    made: list[Site] = []

    def make(url: str) -> object:
        made.append(make_site(url.replace("127.0.0.1", "localhost"), clock=Hands()))
        return made[0].app

    url = site.serve(make).replace("127.0.0.1", "localhost")  # type: ignore[arg-type]
    context = browser.new_context(viewport=WIDE)
    found = Place(url, made[0], context.new_page())
    yield found
    # Pages that ask once more are a 403; and we take no RS256, as the attack corpus has it.
    known = ("Failed to load resource: the server responded with a status of 403", "publicKey.pub")
    assert [told for told in found.complaints if not told.startswith(known)] == []
    context.close()


def test_a_passkey_from_invitation_to_step_up(place: Place) -> None:
    """Invited, a passkey made, signed out, in again with it; after five minutes asked once more."""
    page = place.page
    assert len(place.join()) == 10
    place.press("Sign out")
    place.look("sign-in")
    place.press("Sign in with a passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Certificates")
    place.go("/admin/staff")
    place.look("staff")
    place.site.clock.advance(timedelta(minutes=6))
    page.get_by_role("link", name="Invite somebody").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    place.look("confirm")
    place.press("Confirm with a passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Invite somebody")
    place.look("invite")
    page.get_by_label("Name", exact=True).fill("Adam Example-Officer")
    page.get_by_label("Decision maker").check()
    place.site.clock.advance(timedelta(minutes=6))
    place.press("Make an invitation")
    place.press("Confirm with a passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. It is you.")
    place.look("held")
    place.press("Send it")
    expect(page.get_by_role("heading", level=1)).to_have_text("The invitation is made")
    place.look("invitation")
    page.get_by_role("link", name="Staff").first.click()
    page.get_by_role("link", name="Adam Example-Officer").click()
    place.look("member")


def test_password_and_app(place: Place) -> None:
    """A passkey's owner sets password and app, and comes in by them; every page is looked at."""
    page = place.page
    place.join()
    place.look("codes")
    page.get_by_role("link", name="I have kept them").click()
    place.go("/admin/account")
    place.look("own")
    page.get_by_role("link", name="Set password and app").click()
    page.get_by_text("Type the key instead").click()
    place.look("password")
    secret = read_secret(page.locator(".app-qr + .more .number").inner_text().replace(" ", ""))
    assert secret is not None
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("Code from your app").fill(code_at(secret, place.site.clock()))
    place.press("Set password and app")
    expect(page.get_by_role("status")).to_contain_text("Password and app are set")
    place.press("Sign out")
    place.site.clock.advance(timedelta(minutes=1))
    page.get_by_text("Password and app", exact=True).click()
    page.get_by_label("Your name or e-mail address").first.fill(NAME)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Code from your app").fill(code_at(secret, place.site.clock()))
    place.press("Sign in with password and app")
    expect(page.get_by_role("heading", level=1)).to_have_text("Certificates")
    place.go("/admin/api-keys/new")
    place.look("api-key")
    page.get_by_label("Name", exact=True).fill("exam system two")
    page.get_by_label("Report exam results").check()
    place.press("Make the key")
    place.look("api-key-made")
    place.go("/admin/api-keys")
    place.look("api-keys")


def test_a_device_that_says_no(place: Place) -> None:
    """Where the officer is not verified, the page says so in words and nobody comes in."""
    place.join()
    place.press("Sign out")
    place.device.send(
        "WebAuthn.setUserVerified",
        {"authenticatorId": place.authenticator, "isUserVerified": False},
    )
    place.press("Sign in with a passkey")
    expect(place.page.get_by_role("alert")).to_contain_text("The device did not confirm")
    place.go("/admin/certificates")
    expect(place.page.get_by_role("heading", level=1)).to_have_text("Sign in")
