"""A holder's appeal: lodged with a mailed code, heard by people not involved, told on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from issuer.candidates.application import ApplicationState
from issuer.certification.dossier.applicant import read_applicant
from issuer.credentials.lifecycle import Act
from issuer.credentials.succession import Cause
from issuer.requests.replacing import Replacement
from tests.notify.mail_server import MailServer, mail_server
from tests.web.issuer.conftest import Desk, MakeSite
from tests.web.issuer.holding import NAME, Certified, make_certified, plain
from tests.web.issuer.small_road import DECIDER, hire

DAY = timedelta(days=1)
PANEL = ("Ada Example-Panel", "Ben Example-Panel", "Cyd Example-Panel")
SUSPENDER = "Siv Example-Officer"
GROUNDS = "The complaint was about somebody else."
ASK = "/me/ask/appeal"


@pytest.fixture
def server() -> Iterator[MailServer]:
    """Return a mail server."""
    with mail_server() as made:
        yield made


@pytest.fixture
def holder(make_site: MakeSite, server: MailServer) -> Certified:
    """Return somebody with a certificate and a mailbox, on their own page."""
    return make_certified(make_site, server).enter()


def change(holder: Certified, act: Act, reason: str) -> None:
    """Change the certificate, as an officer does."""
    site = holder.site
    site.world.lifecycle.act(act, holder.number, reason=reason, actor=SUSPENDER, at=site.clock())


def lodge(holder: Certified, against: str, code: str | None = None) -> int:
    """Send an appeal, and return how it was answered."""
    if code is None:
        assert holder.post(f"{ASK}/code").status_code == 200
        code = holder.code()
    answer = holder.post(ASK, words=GROUNDS, against=against, code=code)
    return answer.status_code


def hear(holder: Certified, outcome: str, *barred: str) -> None:
    """Let the desk name a panel and conclude the one open appeal."""
    desk = Desk(holder.site).sign_in()
    (appeal,) = holder.site.world.candidates.appeals.open()
    path = f"/admin/appeals/{appeal.id}"
    assert GROUNDS in plain(desk.get(path).text)
    for name in (DECIDER, *barred):
        names = "\n".join((name, *PANEL[1:]))
        assert desk.post(f"{path}/panel", page=path, panel=names).status_code >= 400
    hire(holder.site, *PANEL[:2])
    member, _ = (Desk(holder.site).sign_in(name) for name in PANEL[:2])  # two are officers
    assert desk.post(f"{path}/panel", page=path, panel="\n".join(PANEL)).status_code == 303
    form = f"{path}/conclude"
    assert member.post(form, outcome=outcome, why="We looked again.").status_code == 303


def test_against_a_suspension(holder):
    """The desk gets it with its deadline; upheld, somebody is asked to reinstate."""
    assert "Appeal against a decision" not in holder.read()
    change(holder, Act.SUSPEND, "complaint-under-review")
    assert "Appeal against a decision" in holder.read()
    assert "Against the suspension, 20 November 2026 (appeal until 20 December 2026)" in _form(
        holder
    )
    assert lodge(holder, "suspension") == 303
    assert "until 4 January 2027 at the latest" in holder.read()
    assert "Appeal against a decision" not in holder.read()  # one is enough
    listed = plain(Desk(holder.site).sign_in().get("/admin/appeals").text)
    assert f"{NAME} suspension" in listed
    assert "4 January 2027" in listed
    hear(holder, "upheld", SUSPENDER)
    page = holder.read()
    assert "You were right: the appeal was upheld" in page
    assert "We looked again." in page
    (doubt,) = holder.site.world.candidates.appeals.reviews()
    assert (doubt.number, "reinstate" in doubt.why) == (holder.number, True)
    assert "Suspended" in page  # a person reinstates, not the panel's form


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("upheld", ApplicationState.OPEN), ("dismissed", ApplicationState.GRANTED)],
)
def test_against_a_withdrawal(holder, outcome, state):
    """A withdrawal is for good; upheld, the application is open again, and granted anew."""
    change(holder, Act.REVOKE, "holder-request")
    assert lodge(holder, "withdrawal") == 303
    hear(holder, outcome, SUSPENDER)
    with holder.site.world.database.reading() as unit:
        (record,) = unit.applications.of_person("C-1")
    assert record.state is state
    told = {"upheld": "was upheld", "dismissed": "The appeal was dismissed: the decision stands"}
    assert told[outcome] in holder.read()
    if outcome == "upheld":
        decisions, at = holder.site.world.candidates.decisions, holder.site.clock()
        (answer,) = decisions.grant([record.application.id], author=PANEL[1], at=at)
        assert answer.number != holder.number


def test_against_a_denied_renewal(holder):
    """What was denied to somebody who is certified is appealed here, too."""
    site = holder.site
    told = {
        "person": {"ref": "C-1", "name": NAME, "mail": "noor@home.example"},
        "scheme": "small", "profession": "rn", "region": "US-TX",
    }  # fmt: skip
    services = site.world.candidates
    made = services.admission.apply(read_applicant(told), actor="test", at=site.clock())
    services.decisions.deny(made.application.id, author=DECIDER, why="Hours.", at=site.clock())
    assert "Against the denial of an application" in _form(holder)
    assert lodge(holder, made.application.id) == 303
    hear(holder, "upheld")
    assert services.dossiers.open(made.application.id, at=site.clock()).record.state == "open"


def test_only_in_time_with_a_code_and_once(holder):
    """The scheme's 30 days, a fresh code, and nothing against what never was."""
    change(holder, Act.SUSPEND, "complaint-under-review")
    assert lodge(holder, "suspension", "00000000") == 422
    assert lodge(holder, "withdrawal") == 422
    holder.site.clock.advance(30 * DAY)
    assert "Which decision" in _form(holder)
    holder.site.clock.advance(1 * DAY)
    assert "There is no decision that you can appeal against now" in plain(holder.look(ASK).text)
    assert holder.site.world.candidates.appeals.open() == []


def test_a_slip_spends_no_code(holder):
    """Without grounds nothing is lodged, and the code still works."""
    change(holder, Act.SUSPEND, "complaint-under-review")
    holder.post(f"{ASK}/code")
    code = holder.code()
    assert holder.post(ASK, words=" ", against="suspension", code=code).status_code == 422
    assert lodge(holder, "suspension", code) == 303


def test_taken_back(holder):
    """By its holder alone; it can be lodged again in time."""
    change(holder, Act.SUSPEND, "complaint-under-review")
    lodge(holder, "suspension")
    (name,) = re.findall(r"/me/appeals/([^/\"]+)/take-back", holder.look().text)
    stranger = Certified(holder.site, holder.server, ref="C-2", name="Dr Example Other").enter()
    assert stranger.post(f"/me/appeals/{name}/take-back").status_code >= 400
    assert holder.post(f"/me/appeals/{name}/take-back").status_code == 303
    assert holder.post(f"/me/appeals/{name}/take-back").status_code >= 400
    assert "Taken back by you" in holder.read()
    assert lodge(holder, "suspension") == 303


def test_after_a_change_of_name_the_newer_one_is_appealed(holder):
    """The certificate that counts came from no application of its own; the older one did."""
    site = holder.site
    wanted = Replacement(Cause.NAME, "Dr Noor Example-Reyes")
    newer = site.world.replacing.ask(holder.number, wanted, actor="Desk", at=site.clock())
    holder.number = newer.number
    change(holder, Act.SUSPEND, "complaint-under-review")
    assert lodge(holder, "suspension") == 303
    (appeal,) = site.world.candidates.appeals.open()
    assert appeal.number == newer.number


def _form(holder: Certified) -> str:
    """Return the page of an appeal with its fields, which a code that was sent shows."""
    return plain(holder.post(f"{ASK}/code").text)
