"""Every command does what its help says, in words and in JSON."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import click
import pytest

from issuer.cli import make_cli
from issuer.credentials.lifecycle import RULES, Act
from tests.cli.conftest import BY_RULE, FAILED, URL
from verifier.trust_file import parse_trust
from wsgi import create_app

NUMBER = re.compile(r"BTX-[0-9A-Z]{4}-[0-9A-Z]{4}")


def commands(group, path=()):
    """Yield each command there is, with the words that lead to it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield pytest.param((*path, name), command, id=" ".join((*path, name)))


@pytest.mark.parametrize(("words", "command"), list(commands(make_cli(create_app))))
def test_help(bare, words, command):
    """Each command explains itself, without any home; nothing is made by asking."""
    told = bare.done(*words, "--help")
    assert command.help
    assert command.help.splitlines()[0][:40] in told
    assert not bare.path.exists()


@pytest.fixture(scope="module")
def issued(shared):
    """A certificate to look at."""
    return shared.issue()


def test_issue(shared, issued):
    """The report has the number, the link and the token; the same again is the same."""
    assert NUMBER.fullmatch(issued["number"])
    assert issued["link"] == f"{URL}/v#{issued['token']}"
    assert (issued["line"], issued["attempt"]) == (1, "EX-2026-00417")
    assert shared.issue() == issued
    assert issued["number"] in shared.done("issue", shared.result())


def test_issue_and_print(shared, issued, tmp_path):
    """With --out the PDF lies beside, on either paper."""
    for paper in ("a4", "letter"):
        out = tmp_path / paper / "deep"
        (report,) = shared.json("issue", shared.result(), "--out", out, "--paper", paper)
        assert report["pdf"] == str(out / f"{issued['number']}.pdf")
        assert (out / f"{issued['number']}.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_denied(shared):
    """It exits with 1 and says why; the JSON is as well formed."""
    path = shared.result(attempt="A-9", written=FAILED)
    (report,) = shared.json("issue", path, code=1)
    assert report["answer"] == "denied"
    assert report["why"].startswith("written:")
    assert shared.run("issue", path).exit_code == 1


def test_waiting_and_deciding(home):
    """What waits is listed; a person grants one and denies one, and nothing waits any more."""
    for attempt in ("A-1", "A-2"):
        (report,) = home.json("issue", home.result(scheme="btx-2", attempt=attempt))
        assert report["answer"] == "waiting"
    assert [each["attempt"] for each in home.json("waiting")] == ["A-1", "A-2"]
    assert "A-1" in home.done("waiting")
    by = ("--by", "Ines Example-Officer")
    granted = home.done("decide", "btx-2", "A-1", "--grant", *by)
    assert re.fullmatch(r"granted: BTY-\w{4}-\w{4}\n", granted)
    assert home.done("decide", "btx-2", "A-2", "--deny", "--why", "no identity", *by) == "denied\n"
    assert home.json("waiting") == []
    assert home.done("waiting") == ""


def test_show(shared, issued):
    """What is on record of one certificate, by its number as people type it."""
    shown = shared.json("show", issued["number"])
    assert shown["name"] == "Dr Amélie Example-Santos"
    assert (shown["state"], shown["scheme"]) == ("active", "btx-1 2026.1")
    sloppy = issued["number"].lower().replace("-", " ").replace("0", "o")
    assert shared.json("show", sloppy) == shown
    assert "Dr Amélie Example-Santos" in shared.done("show", issued["number"])


def test_list(home):
    """Certificates are found by number or name, however accented, and by state."""
    first = home.issue()["number"]
    second = home.issue(attempt="A-2", candidate={"reference": "C-2", "name": "Søren Lund"})
    assert len(home.json("list")) == 2
    assert [each["number"] for each in home.json("list", "amelie")] == [first]
    assert [each["name"] for each in home.json("list", "SØREN")] == ["Søren Lund"]
    assert len(home.json("list", "--limit", "1")) == 1
    home.done("revoke", second["number"], "--reason", "licence-lost")
    assert [each["state"] for each in home.json("list", "--state", "revoked")] == ["revoked"]
    table = home.run("list")
    assert first in table.stdout
    assert "2 of 2" in table.stderr


@pytest.mark.parametrize("name", ["Dr [/] Example", "[bold]Ann[/bold] :smile:", "[red]Ben"])
def test_a_name_is_no_markup(home, name):
    """A name is printed as it is written, whatever the terminal would make of it."""
    number = home.issue(candidate={"reference": "C-1", "name": name})["number"]
    assert name in home.done("show", number)
    assert name in home.done("list")


def test_print(shared, issued, tmp_path):
    """The PDF goes where --out says."""
    out = tmp_path / "certificate.pdf"
    assert shared.done("print", issued["number"], "--out", out) == f"{out}\n"
    assert out.read_bytes().startswith(b"%PDF-1.7")


def test_the_life_of_a_certificate(home):
    """Suspended, reinstated, revoked: each answer says where it stands, since when and why."""
    number = home.issue()["number"]
    states = {Act.SUSPEND: "suspended", Act.REINSTATE: "active", Act.REVOKE: "revoked"}
    for act, state in states.items():
        reason = RULES[act].reasons[0]
        told = home.json(act.value, number, "--reason", reason, "--note", "a letter")
        assert (told["state"], told["reason"]) == (state, reason)
        assert home.json("show", number) == told
    assert home.run("revoke", number, "--reason", "licence-lost").exit_code == 1


def test_schemes(home, tmp_path):
    """A scheme is checked, put in force, and listed with what it is known by."""
    path = tmp_path / "newer.toml"
    path.write_bytes(BY_RULE.replace(b'"2026.1"', b'"2027.1"'))
    assert "btx-1 2027.1" in home.done("scheme", "check", path)
    assert [each["version"] for each in home.json("scheme", "list")] == ["2026.1"] * 2
    for _ in range(2):
        assert "in force" in home.done("scheme", "activate", path)
    listed = home.json("scheme", "list")
    assert {each["id"]: each["version"] for each in listed} == {
        "btx-1": "2027.1",
        "btx-2": "2026.1",
    }
    assert listed[0]["type"] == f"{URL}/t/3"
    assert "2027.1" in home.done("scheme", "list")


def test_keys(home):
    """Each key with its purpose, and whether its private half is here; never that half."""
    keys = home.json("keys")
    assert [(key["purpose"], key["private_half"]) for key in keys] == [
        ("credential", "in a file"),
        ("status", "in a file"),
    ]
    (home.path / "keys" / f"{keys[0]['kid']}.pem").unlink()
    assert home.json("keys")[0]["private_half"] == "not here"
    assert keys[1]["thumbprint"] in home.done("keys")


def test_trust(shared, issued):
    """It prints the file that an offline verifier reads, lists and all."""
    file = parse_trust(shared.done("trust").encode())
    assert file.trust.find(URL).name == "Example Certification Board"
    assert list(file.lists) == [f"{URL}/s/1"]
    assert issued["number"].encode() not in shared.done("trust").encode()


def test_audit(shared, issued):
    """The newest events first, as many as wanted, each with who did it."""
    events = shared.json("audit", "--limit", "3")
    assert len(events) == 3
    assert events[0]["seq"] > events[1]["seq"] > events[2]["seq"]
    all_events = shared.json("audit", "--limit", "1000")
    assert all_events[-1]["kind"] == "body.founded"
    released = [e for e in all_events if e["subject"] == issued["number"]]
    assert [e["kind"] for e in released] == ["credential.released", "credential.intended"]
    assert all(e["actor"].startswith("cli:") for e in released)
    assert issued["number"] in shared.done("audit")


def test_check(shared, issued):
    """All is well: how much was examined, and that the chain holds."""
    assert issued
    told = shared.json("check")
    assert told["credentials"] >= 1
    assert (told["faults"], told["chain"]) == ([], "holds")
    assert "holds" in shared.done("check")


def test_stopping(home):
    """Stopped, issuing is refused with the reason; opened again by one who says so, it goes on."""
    home.done("issuing", "stop", "--why", "a key may have leaked")
    refused = home.run("issue", home.result())
    assert refused.exit_code == 1
    assert refused.stderr == "issuing_stopped: a key may have leaked\n"
    home.done("issuing", "resume", "--break-glass", "the key is safe")
    home.issue()


def test_duties(home):
    """With nothing due, nothing happens, however often."""
    home.issue()
    for _ in range(2):
        assert home.done("duties").startswith("0 dead intentions voided; 0 grants issued anew; ")


def test_a_duty_that_cannot_be_done_stops_no_other(home):
    """It is named, with why; the exit code calls somebody; the rest is done."""
    home.issue()
    shelf = home.path.with_name("shelf")
    shelf.write_text("a file where a folder should be")
    home.settings["PROBATUM_CHECKPOINT_DIR"] = str(shelf)
    done = home.run("duties")
    assert done.exit_code == 1
    assert done.stderr.startswith("Not done: the checkpoint. ")
    assert "messages left." in done.stdout


def test_api_keys(home):
    """A key is shown once and listed without its secret; ended, it stays listed."""
    secret = home.done("api-key", "new", "exam system").strip()
    assert re.fullmatch(r"prb_[\w-]{43}", secret)
    (listed,) = home.json("api-key", "list")
    assert (listed["name"], listed["ended"]) == ("exam system", None)
    lives = datetime.fromisoformat(listed["ends"]) - datetime.fromisoformat(listed["made"])
    assert lives == timedelta(days=365)
    home.done("api-key", "end", "exam system")
    assert home.json("api-key", "list")[0]["ended"] is not None
    everything = home.done("api-key", "list") + home.done("audit")
    assert secret not in everything


def test_invite(home):
    """It prints a link to the desk whose secret is in the fragment; the account has its roles."""
    roles = ["--role", "registrar", "--role", "auditor"]
    link = home.done("admin", "invite", "Ines Example-Officer", *roles).strip()
    assert re.fullmatch(re.escape(URL) + r"/admin/join#[\w-]{43}", link)
    home.done("admin", "invite", "Adam Example-Officer", "--email", "adam@example.org")
    listed = {each["name"]: each for each in home.json("admin", "list")}
    assert listed["Ines Example-Officer"]["roles"] == ["auditor", "registrar"]
    assert listed["Adam Example-Officer"]["roles"] == ["administrator"]
    assert listed["Adam Example-Officer"]["email"] == "adam@example.org"


def test_break_glass(home):
    """A sign-in link for somebody on record is made and is an event; for others it is refused."""
    home.done("admin", "invite", "Ines Example-Officer")
    link = home.done("admin", "sign-in", "Ines Example-Officer").strip()
    assert re.fullmatch(re.escape(URL) + r"/admin/sign-in#[\w-]{43}", link)
    assert "officer.link_made" in home.done("audit")
    refused = home.run("admin", "sign-in", "Nobody Example")
    assert (refused.exit_code, "account_refused" in refused.output) == (1, True)


def test_an_api_key_has_scopes(home):
    """A key is made for some acts; one made without saying which may do what the API offers."""
    home.done("api-key", "new", "reader", "--scope", "certificates.read")
    home.done("api-key", "new", "exam system")
    reader, exams = home.json("api-key", "list")
    assert reader["scopes"] == ["certificates.read"]
    assert "results.report" in exams["scopes"]
