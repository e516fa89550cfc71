"""Accounts at the desk: password and app, recovery codes, step-up, sessions, staff, API keys."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from issuer.accounts.one_time_codes import code_at, read_secret
from issuer.accounts.ports import Officer
from issuer.accounts.roles import EVERY_ROLE, Role
from issuer.duties.accounts import purge_accounts
from tests.web.issuer.conftest import OFFICER, URL, Desk, MakeSite, Site

NAME, MAIL = "Ines Example-Officer", "ines@example.org"
WRONG = "x"
PASSWORD = "violet harbour before the rain"  # noqa: S105 - an example
SIGN_IN = "/admin/sign-in/password"
DOOR = "/admin/sign-in"
MINUTE = timedelta(minutes=1)
_APP = re.compile(r'name="app" value="([A-Z2-7]+)"')
_CODES = re.compile(r"<li class=\"number\">([0-9A-Z-]{29})</li>")


class Member:
    """Somebody with a password and an app."""

    def __init__(self, site: Site, roles: frozenset[Role] = EVERY_ROLE, name: str = NAME) -> None:
        self.site, self.name = site, name
        staff, at = site.world.staff, site.clock()
        mail = MAIL if name == NAME else None
        self.invitation = staff.invite(name, mail, roles, actor="test", at=at)
        self.desk = Desk(site)
        page = self.desk.post("/admin/join", secret=self.invitation)
        self.app = _APP.search(page.text)[1]  # type: ignore[index]
        self.joined = self.join(PASSWORD)
        assert self.joined.status_code == 201, self.joined.text
        self.codes = _CODES.findall(self.joined.text)
        site.clock.advance(MINUTE)  # so that the next code is another one

    def join(self, password: str) -> TestResponse:
        """Take up the invitation."""
        return self.desk.post(
            "/admin/join/password",
            page="/admin/join",
            secret=self.invitation,
            app=self.app,
            password=password,
            code=self.code,
        )

    @property
    def code(self) -> str:
        """Return what the app shows now."""
        secret = read_secret(self.app)
        assert secret is not None
        return code_at(secret, self.site.clock())

    def sign_in(self, desk: Desk | None = None, **changes: str) -> TestResponse:
        """Try to sign in with `changes`."""
        fields = {"name": self.name, "password": PASSWORD, "code": self.code} | changes
        return (desk or Desk(self.site)).post(SIGN_IN, page=DOOR, **fields)


@pytest.fixture
def member(site: Site) -> Member:
    """Return somebody who joined with password and app."""
    return Member(site)


def events(site: Site) -> list[str]:
    """Return the kinds of all events."""
    return [kind for (kind,) in site.ask("SELECT kind FROM event ORDER BY seq")]


def said(answer: TestResponse) -> str:
    """Return what a page says is wrong."""
    found = re.search(r'role="alert"><svg.*?</svg><span>([^<]+)<', answer.text, re.DOTALL)
    assert found is not None, answer.text
    return html.unescape(found[1])


def test_in_by_password_and_app(member: Member) -> None:
    """By name or by e-mail address in any case; joining and coming in are events."""
    assert member.sign_in().status_code == 303
    member.site.clock.advance(MINUTE)
    assert member.sign_in(name="INES@example.org ").status_code == 303
    told = events(member.site)
    assert told.count("officer.joined") == 1
    assert told.count("officer.signed_in") == 3


def test_nobody_has_an_account_at_first(site: Site) -> None:
    """A body is founded without an officer: there is no name and no password to try."""
    assert site.ask("SELECT count(*) FROM officer") == [(0,)]


def test_fields_of_passwords_hide_them_and_let_managers_help(member: Member) -> None:
    """They are masked, say which password they want, and forbid no pasting."""
    for page, kind in ((DOOR, "current-password"), ("/admin/account/password", "new-password")):
        text = (Desk(member.site) if page == DOOR else member.desk).get(page).text
        (field,) = re.findall(r"<input[^>]*name=\"password\"[^>]*>", text)
        assert 'type="password"' in field
        assert f'autocomplete="{kind}"' in field
        assert "onpaste" not in text


def test_the_page_after_joining_can_be_used(site: Site) -> None:
    """Its forms carry the token of the new session, not of the one before."""
    member = Member(site)
    token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', member.joined.text)
    assert token is not None
    answer = member.desk.browser.post("/admin/sign-out", data={"csrf_token": token[1]})
    assert answer.status_code == 303


def test_a_code_is_good_once(member: Member) -> None:
    """Whoever read it over a shoulder comes too late, also with the code of the step before."""
    code = member.code
    assert member.sign_in(code=code).status_code == 303
    assert member.sign_in(code=code).status_code == 403
    member.site.clock.advance(timedelta(seconds=30))
    assert member.sign_in(code=code).status_code == 403
    assert member.sign_in().status_code == 303


def test_nobody_learns_who_works_here(member: Member) -> None:
    """Unknown name, wrong password, wrong code: the same words, the same status, the same rows."""
    tries = [
        {"name": "Nobody Example"},
        {"password": "another sentence of some length"},
        {"code": "000000"},
        {"name": "nobody@example.org", "password": "x"},
        {"password": "x" * 20_000},
        {"name": "\ud800".encode("utf-8", "replace").decode()},
    ]
    answers = [member.sign_in(**changes) for changes in tries]
    assert {answer.status_code for answer in answers} == {403}
    assert {said(answer) for answer in answers} == {"Name, password and code do not fit together."}
    assert all(PASSWORD not in answer.text for answer in answers)


def test_guessing_is_slowed_down(member: Member) -> None:
    """After five tries the next waits, known or unknown name alike; then it may be tried again."""
    for name in (NAME, "Nobody Example"):
        for _ in range(5):
            assert member.sign_in(name=name, password=WRONG).status_code == 403
        slowed = member.sign_in(name=name, password=WRONG)
        assert (slowed.status_code, said(slowed)[:13]) == (429, "Wait 1 second")
    assert member.sign_in().status_code == 429
    member.site.clock.advance(MINUTE)
    assert member.sign_in().status_code == 303
    assert member.sign_in(password=WRONG).status_code == 403


def test_strangers_do_not_lock_out_a_colleague(member: Member) -> None:
    """From a device that was let in before, the officer comes in while strangers are slowed."""
    own = Desk(member.site)
    assert member.sign_in(own).status_code == 303
    own.post("/admin/sign-out", page="/admin/account")
    member.site.clock.advance(MINUTE)
    for _ in range(8):
        member.sign_in(password=WRONG)
    assert member.sign_in().status_code == 429
    assert member.sign_in(own).status_code == 303


def test_the_device_is_known_by_a_cookie_of_its_own(member: Member) -> None:
    """It lasts a year, is for this host alone, opens nothing, and only its digest is kept."""
    cookies = member.sign_in().headers.getlist("Set-Cookie")
    (device,) = [each for each in cookies if each.startswith("__Host-probatum-device=")]
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31536000"):
        assert word in device
    stranger = Desk(member.site)
    stranger.browser.set_cookie("__Host-probatum-device", device[23:66], domain="cert.example.org")
    assert stranger.get("/admin/account").status_code == 303


def test_a_recovery_code_is_good_once(member: Member) -> None:
    """However it is typed; it is an event that says how many are left."""
    code = member.codes[3].lower().replace("-", " ")
    page = "/admin/sign-in/recovery"
    assert Desk(member.site).post(page, page=DOOR, name=NAME, recovery=code).status_code == 303
    assert events(member.site)[-1] == "recovery_code.used"
    assert Desk(member.site).post(page, page=DOOR, name=NAME, recovery=code).status_code == 403
    assert Desk(member.site).post(page, page=DOOR, name="X", recovery=code).status_code == 403
    assert "9 left" in member.desk.get("/admin/account").text


def test_new_recovery_codes_replace_the_old(member: Member) -> None:
    """The paper of before is worth nothing."""
    made = member.desk.post("/admin/account/codes", page="/admin/account")
    fresh = _CODES.findall(made.text)
    page, desk = "/admin/sign-in/recovery", Desk(member.site)
    assert desk.post(page, page=DOOR, name=NAME, recovery=member.codes[0]).status_code == 403
    assert desk.post(page, page=DOOR, name=NAME, recovery=fresh[0]).status_code == 303


@pytest.mark.parametrize("password", ["short", "password1234", "ines example 2026"])
def test_a_password_that_is_guessed_is_refused(site: Site, password: str) -> None:
    """The page says what to mend, keeps the app's key, and the invitation stays good."""
    secret = site.world.staff.invite(NAME, None, EVERY_ROLE, actor="test", at=site.clock())
    desk = Desk(site)
    app = _APP.search(desk.post("/admin/join", secret=secret).text)[1]  # type: ignore[index]
    code = code_at(read_secret(app) or b"", site.clock())
    fields = {"secret": secret, "app": app, "code": code}
    path = "/admin/join/password"
    refused = desk.post(path, page="/admin/join", password=password, **fields)
    assert refused.status_code == 422
    assert _APP.search(refused.text)[1] == app  # type: ignore[index]
    wrong = desk.post(path, page="/admin/join", password=PASSWORD, **fields | {"code": "000000"})
    assert wrong.status_code == 403
    assert desk.post(path, page="/admin/join", password=PASSWORD, **fields).status_code == 201


def test_sessions_end_with_a_new_password(member: Member) -> None:
    """All others are ended, and this one gets a new cookie."""
    other = Desk(member.site)
    member.sign_in(other)
    before = member.desk.cookie
    page = member.desk.get("/admin/account/password").text
    app = _APP.search(page)[1]  # type: ignore[index]
    code = code_at(read_secret(app) or b"", member.site.clock())
    new = {"password": "copper lantern over the quay", "code": code, "app": app}
    assert member.desk.post("/admin/account/password", **new).status_code == 303
    assert other.get("/admin/account").status_code == 303
    assert member.desk.get("/admin/account").status_code == 200
    assert member.desk.cookie != before
    assert member.sign_in().status_code == 403


FRESH_PAGES = ["/admin/staff/invite", "/admin/api-keys/new", "/admin/account/password"]


@pytest.mark.parametrize("path", FRESH_PAGES)
def test_step_up_is_asked_at_five_minutes(site: Site, path: str) -> None:
    """A second before it is not, at five minutes it is: 403, and then back to the same page."""
    desk = Desk(site).sign_in()
    site.clock.advance(5 * MINUTE - timedelta(seconds=1))
    assert desk.get(path).status_code == 200
    site.clock.advance(timedelta(seconds=1))
    asked = desk.get(path)
    assert (asked.status_code, "Confirm that it is you" in asked.text) == (403, True)
    assert f'name="next" type="hidden" value="{path}"' in asked.text
    fields = {"secret": site.link(), "next": path}
    assert desk.post("/admin/confirm", page="/admin/account", **fields).headers["Location"] == path
    assert desk.get(path).status_code == 200


def test_a_form_that_was_sent_too_late_is_kept(member: Member) -> None:
    """Nothing is done by the proof; what was filled in waits, without its secrets, to be sent."""
    desk, site = member.desk, member.site
    token = desk.token("/admin/staff/invite")
    site.clock.advance(6 * MINUTE)
    fields = {"csrf_token": token, "name": "Adam <b>Example", "roles": ["auditor", "examiner"]}
    fields |= {"password": "secret-of-the-form"}
    headers = {"Sec-Fetch-Site": "same-origin"}
    late = desk.browser.post("/admin/staff/invite", data=fields, headers=headers)
    assert (late.status_code, "is kept" in late.text) == (403, True)
    sent = desk.post(
        "/admin/confirm/password", page="/admin/account", password=PASSWORD, code=member.code
    )
    assert sent.headers["Location"] == "/admin/confirm/form"
    assert [each.name for each in site.world.staff.everybody()] == [NAME]
    held = desk.get("/admin/confirm/form").text
    assert 'action="/admin/staff/invite"' in held
    assert 'name="name" value="Adam &lt;b&gt;Example"' in held
    assert held.count('name="roles"') == 2
    assert "secret-of-the-form" not in held
    assert desk.get("/admin/confirm/form").status_code == 303  # shown once
    assert "secret-of-the-form" not in str(site.ask("SELECT data FROM session"))


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "/v/x", "/\\evil"])
def test_the_step_up_leads_nowhere_else(site: Site, path: str) -> None:
    """What is no page of the desk is not gone to."""
    desk = Desk(site).sign_in()
    fields = {"secret": site.link(), "next": path}
    sent = desk.post("/admin/confirm", page="/admin/account", **fields)
    assert sent.headers["Location"] == "/admin/"


def test_the_step_up_makes_a_new_cookie(site: Site) -> None:
    """The cookie of before the proof is worth nothing after it."""
    desk, thief = Desk(site).sign_in(), Desk(site)
    thief.browser.set_cookie("__Host-probatum", desk.cookie or "", domain="cert.example.org")
    desk.post("/admin/confirm", page="/admin/account", secret=site.link())
    assert desk.get("/admin/account").status_code == 200
    assert thief.get("/admin/account").status_code == 303


def test_sessions_are_listed_and_ended(site: Site) -> None:
    """One's own by oneself, proven just now; what is no session of one's own is not found."""
    here, there, other = Desk(site).sign_in(), Desk(site).sign_in(), Desk(site).sign_in("Other One")
    page = here.get("/admin/account").text
    (place,) = re.findall(r'name="place" value="([0-9a-f]{16})"', page)
    foreign = re.findall(r"value=\"([0-9a-f]{16})\"", other.get("/admin/account").text)
    assert foreign == []
    assert there.get("/admin/account").status_code == 200
    end = "/admin/account/sessions/end"
    assert other.post(end, page="/admin/account", place=place).status_code == 404
    site.clock.advance(6 * MINUTE)
    assert here.post(end, page="/admin/account", place=place).status_code == 403
    assert there.get("/admin/account").status_code == 200
    here.post("/admin/confirm", page="/admin/confirm", secret=site.link())
    assert here.post(end, page="/admin/account", place=place).status_code == 303
    assert there.get("/admin/account").status_code == 303
    assert here.get("/admin/account").status_code == 200
    assert events(site)[-1] == "session.ended"


def test_an_administrator_ends_a_colleagues_session(site: Site) -> None:
    """On the colleague's page; the session is over at once."""
    desk, other = Desk(site).sign_in(), Desk(site).sign_in("Other One")
    page = "/admin/staff/Other%20One"
    (place,) = re.findall(r'name="place" value="([0-9a-f]{16})"', desk.get(page).text)
    assert desk.post(f"{page}/sessions/end", page=page, place=place).status_code == 303
    assert other.get("/admin/account").status_code == 303


def test_roles_count_at_once_and_end_sessions(site: Site) -> None:
    """What was given is possible and what was taken is not, from the next sign-in on."""
    desk, other = Desk(site).sign_in(), Desk(site).sign_in("Other One")
    page = "/admin/staff/Other%20One"
    assert desk.post(f"{page}/roles", page=page, roles="auditor").status_code == 303
    assert other.get("/admin/account").status_code == 303
    at = site.clock()
    secret = site.world.staff.make_link("Other One", actor="test", at=at)
    other.post("/admin/sign-in", secret=secret)
    assert other.get("/admin/staff").status_code == 403
    assert other.get("/admin/applications").status_code == 200
    assert "officer.roles_changed" in events(site)


def test_somebody_stays_administrator(site: Site) -> None:
    """The last one cannot give it up, nor leave; with a second one the first may."""
    desk = Desk(site).sign_in()
    page = f"/admin/staff/{OFFICER.replace(' ', '%20')}"
    refused = desk.post(f"{page}/roles", page=page, roles="auditor")
    assert (refused.status_code, "stay administrator" in refused.text) == (409, True)
    assert desk.post(f"{page}/end", page=page).status_code == 409
    Desk(site).sign_in("Other One")
    assert desk.post(f"{page}/end", page=page).status_code == 303
    assert desk.get("/admin/account").status_code == 303


def test_who_left_cannot_come_in(member: Member) -> None:
    """By no way that they had; what they did stays under their name."""
    desk = Desk(member.site).sign_in("Other One")
    page = f"/admin/staff/{NAME.replace(' ', '%20')}"
    assert desk.post(f"{page}/end", page=page).status_code == 303
    assert member.sign_in().status_code == 403
    recovery = {"name": NAME, "recovery": member.codes[0]}
    path = "/admin/sign-in/recovery"
    assert Desk(member.site).post(path, page=DOOR, **recovery).status_code == 403
    assert member.desk.get("/admin/account").status_code == 303
    again = desk.post("/admin/staff/invite", name=NAME, roles="auditor")
    assert (again.status_code, "worked here before" in again.text) == (409, True)


def test_an_invitation_from_the_desk(site: Site) -> None:
    """The link is shown once; a new one makes it void; names are one line and no program's."""
    desk = Desk(site).sign_in()
    page = desk.post(
        "/admin/staff/invite", name="Adam Example", mail="a@example.org", roles="auditor"
    )
    (first,) = re.findall(re.escape(URL) + r"/admin/join#([\w-]{43})", page.text)
    again = desk.post("/admin/staff/Adam%20Example/invite", page="/admin/staff/Adam%20Example")
    (second,) = re.findall(re.escape(URL) + r"/admin/join#([\w-]{43})", again.text)
    assert Desk(site).post("/admin/join", secret=first).status_code == 403
    assert Desk(site).post("/admin/join", secret=second).status_code == 200
    for name, status in (("api:exams", 409), ("two\nlines", 422), ("", 422)):
        assert desk.post("/admin/staff/invite", name=name, roles="auditor").status_code == status
    assert desk.post("/admin/staff/invite", name="Bea Example").status_code == 422
    same = desk.post("/admin/staff/invite", name="Bea", mail="A@example.org", roles="auditor")
    assert same.status_code == 409
    assert second not in str(site.ask("SELECT * FROM invitation"))


def test_nobody_gives_themselves_a_role(site: Site) -> None:
    """Fields that a form does not have are nothing (mass assignment)."""
    at = site.clock()
    officer = Officer("Only Registrar", frozenset({Role.REGISTRAR}))
    secret = site.world.sign_in.invite(officer, actor="test", at=at)
    desk = Desk(site)
    desk.post("/admin/sign-in", secret=secret, roles="administrator", role="administrator")
    desk.post("/admin/account/codes", page="/admin/account", roles="administrator")
    with site.world.database.reading() as unit:
        assert unit.officers.find("Only Registrar") == officer


def test_a_link_from_the_command_line_is_told(site: Site) -> None:
    """Every administrator reads it on every page, for three days; others do not."""
    desk = Desk(site).sign_in()
    site.world.staff.make_link(OFFICER, actor="cli:root", at=site.clock())
    assert "was made on the command line by root" in desk.get("/admin/schemes").text
    site.clock.advance(timedelta(days=3, seconds=1))
    assert "was made on the command line" not in Desk(site).sign_in().get("/admin/schemes").text


def test_an_api_key_is_made_and_ended_at_the_desk(site: Site) -> None:
    """Shown once, it does what was ticked, until it is ended."""
    desk = Desk(site).sign_in()
    made = desk.post("/admin/api-keys/new", name="reader", scopes="certificates.read", days="90")
    (key,) = re.findall(r"prb_[\w-]{43}", made.text)
    bearer = {"Authorization": f"Bearer {key}"}
    assert site.client().get("/api/v1/certificates", headers=bearer).status_code == 200
    assert site.client().get("/api/v1/applications", headers=bearer).status_code == 403
    assert key not in desk.get("/admin/api-keys").text
    assert desk.post("/admin/api-keys/new", name="reader", scopes="x", days="90").status_code == 422
    taken = desk.post("/admin/api-keys/new", name="reader", scopes="certificates.read", days="90")
    assert taken.status_code == 409
    desk.post("/admin/api-keys/end", page="/admin/api-keys", name="reader")
    assert site.client().get("/api/v1/certificates", headers=bearer).status_code == 401


def test_the_desk_tells_when_a_key_ends(site: Site) -> None:
    """On the list: the day, whether it is soon, and that it is over."""
    desk = Desk(site).sign_in()
    desk.post("/admin/api-keys/new", name="reader", scopes="certificates.read", days="90")
    assert "18 February 2027" in desk.get("/admin/api-keys").text
    assert "<b>soon</b>" not in desk.get("/admin/api-keys").text
    site.clock.advance(timedelta(days=60))
    assert "<b>soon</b>" in Desk(site).sign_in().get("/admin/api-keys").text
    site.clock.advance(timedelta(days=30))
    assert "ended 18 February 2027" in Desk(site).sign_in().get("/admin/api-keys").text
    odd = Desk(site).sign_in()
    refused = odd.post("/admin/api-keys/new", name="x", scopes="certificates.read", days="100000")
    assert refused.status_code == 422


def test_what_is_over_is_purged_by_a_duty(make_site: MakeSite) -> None:
    """Sessions end by the settings' limits; their rows, with address and browser, go soon after."""
    site = make_site(session_idle_minutes=10, session_hours=1)
    desk = Desk(site).sign_in()
    site.clock.advance(10 * MINUTE)
    assert desk.get("/admin/account").status_code == 303
    other = Desk(site).sign_in()
    settings = site.world.settings
    limits = {"idle": settings.session_idle, "longest": settings.session_longest}
    site.link()
    assert purge_accounts(site.world.database, **limits, at=site.clock()) == 0
    site.clock.advance(16 * MINUTE)
    assert purge_accounts(site.world.database, **limits, at=site.clock()) == 2
    assert site.rows()["session"] == 0
    assert other.get("/admin/account").status_code == 303
