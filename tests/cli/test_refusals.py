"""What is refused is one line with its code; wrong usage is told as such; never a traceback."""

from __future__ import annotations

import os
import pwd
import re
import shutil

import pytest

from tests.cli.conftest import BY_RULE, FOUNDING

UNKNOWN = "BTX-0000-001Y"
BY = ("--by", "Ines Example-Officer")


def refused(result, code):
    """Check that `result` is a refusal with `code`, told in one line."""
    assert result.exit_code == 1, result.output
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"{code}: ")
    assert len(line.split()) > 3
    assert result.stdout in {"", "[]\n"}
    return line


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Files that are not what they should be."""
    folder = tmp_path_factory.mktemp("files")
    made = {
        "malformed.json": b"{",
        "twice.json": b'{"attempt":"A","attempt":"B"}',
        "invalid.json": b'{"attempt":"A-1"}',
        "empty.json": b"",
        "binary.json": bytes(range(256)),
        "deep.json": b"[" * 50_000,
        "scheme.toml": BY_RULE.replace(b"validity_months = 24", b"validity_months = 0"),
        "edited.toml": BY_RULE + b"# a comment\n",
        "no.toml": b"\xff",
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("issue", "malformed.json"), "exam_result_malformed"),
        (("issue", "twice.json"), "exam_result_malformed"),
        (("issue", "empty.json"), "exam_result_malformed"),
        (("issue", "binary.json"), "exam_result_malformed"),
        (("issue", "deep.json"), "exam_result_malformed"),
        (("issue", "invalid.json"), "exam_result_invalid"),
        (("issue", "invalid.json", "--json"), "exam_result_invalid"),
        (("scheme", "check", "scheme.toml"), "scheme_invalid"),
        (("scheme", "check", "no.toml"), "scheme_invalid"),
        (("scheme", "activate", "edited.toml"), "scheme_conflict"),
        (("show", UNKNOWN), "unknown_certificate"),
        (("show", "BTX-0000-0012"), "unknown_certificate"),
        (("show", ""), "unknown_certificate"),
        (("print", UNKNOWN), "unknown_certificate"),
        (("revoke", UNKNOWN, "--reason", "licence-lost"), "unknown_certificate"),
        (("suspend", "nonsense", "--reason", "audit-open"), "unknown_certificate"),
        (("decide", "btx-2", "A-1", "--grant", *BY), "unknown_attempt"),
        (("decide", "btx-9", "A-1", "--grant", *BY), "unknown_attempt"),
        (FOUNDING, "already_founded"),
    ],
)
def test_refused(shared, files, arguments, code):
    """Each with its public code and a sentence."""
    is_file = re.compile(r"\w+\.(json|toml)").fullmatch
    words = [files / word if is_file(word) else word for word in arguments]
    refused(shared.run(*words), code)


def test_what_the_record_refuses(home):
    """Conflicts, wrong states, names that are taken, people who are not impartial."""
    number = home.issue()["number"]
    refused(home.run("issue", home.result(profession="rn")), "attempt_conflict")
    refused(home.run("issue", home.result(scheme="btx-9")), "unknown_scheme")
    refused(home.run("reinstate", number, "--reason", "cleared"), "wrong_state")
    home.done("api-key", "new", "exam system")
    refused(home.run("api-key", "new", "exam system"), "name_taken")
    home.done("issue", home.result(scheme="btx-2"))
    decision = ("decide", "btx-2", "EX-2026-00417", "--grant", "--by", "Prof Ines Specimen-Koch")
    refused(home.run(*decision), "not_impartial")
    unprintable = home.result(attempt="A-2", candidate={"reference": "C-2", "name": "Dr 🧪"})
    assert "U+1F9EA" in refused(home.run("issue", unprintable), "name_unprintable")
    long = home.result(attempt="A-3", candidate={"reference": "C-3", "name": "漢" * 100})
    refused(home.run("issue", long), "name_too_long")


def test_keys(home):
    """A lost key stops issuing with a sentence that names the file; all else goes on."""
    number = home.issue()["number"]
    for path in (home.path / "keys").iterdir():
        path.unlink()
    line = refused(home.run("issue", home.result(attempt="A-2")), "key_unavailable")
    assert line.endswith(".pem is missing")
    for arguments in (("verify", number), ("show", number), ("check",), ("trust",), ("list",)):
        home.done(*arguments)
    home.done("revoke", number, "--reason", "licence-lost")
    assert home.run("verify", number).exit_code == 1
    done = home.run("duties")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1].startswith("Not done: status lists. key_unavailable: ")
    assert "messages left" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        *(("list",), ("issue", "x.json"), ("show", UNKNOWN), ("serve",), ("trust",), ("check",)),
        *(("audit",), ("keys",), ("scheme", "list"), ("admin", "invite", "Ines"), ("duties",)),
    ],
)
def test_before_there_is_anything(bare, arguments):
    """Without a home everything says what to run first, and makes nothing."""
    words = [bare.result() if word == "x.json" else word for word in arguments]
    line = refused(bare.run(*words), "storage_unavailable")
    assert "probatum init" in line
    assert "probatum restore" in line
    assert not bare.path.exists()


def test_before_there_is_a_body(bare):
    """With tables and no body, it says to run init."""
    bare.path.mkdir()
    bare.done("migrate")
    assert "probatum init" in refused(bare.run("list"), "not_founded")


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("PROBATUM_PORT", "70000", "PROBATUM_PORT"),
        ("PROBATUM_WORKERS", "many", "PROBATUM_WORKERS"),
        ("PROBATUM_DATABASE", "mysql://localhost/x", "PROBATUM_DATABASE"),
        ("PROBATUM_DATABASE", "sqlite://", "PROBATUM_DATABASE"),
        ("PROBATUM_URL", "https://other.example.org", "PROBATUM_URL"),
    ],
)
def test_settings(shared, setting, value, told):
    """A wrong setting is named, and a changed address refused while tokens are bound to one."""
    home = type(shared)(shared.path, {setting: value})
    assert told in refused(home.run("list"), "wrong_setting")


@pytest.mark.parametrize("url", ["https://cert.example.org/path", "http://cert.example.org", "x"])
def test_an_address_that_cannot_be_bound(bare, url):
    """init refuses it before anything is bound to it; a second try with a good one succeeds."""
    bare.settings["PROBATUM_URL"] = url
    assert "PROBATUM_URL" in refused(bare.run(*FOUNDING), "wrong_setting")
    del bare.settings["PROBATUM_URL"]
    bare.done(*FOUNDING)


def test_a_time_zone_that_nobody_knows(bare):
    """init refuses it."""
    line = refused(bare.run(*FOUNDING, "--time-zone", "Europe/Atlantis"), "body_refused")
    assert "Europe/Atlantis" in line


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("issue",),
        ("issue", "/nonexistent.json"),
        ("issue", "/"),
        ("revoke", UNKNOWN),
        ("verify",),
        ("verify", UNKNOWN, "--offline"),
        ("verify", UNKNOWN, "--trust", "/nonexistent.toml"),
        ("list", "--state", "nonsense"),
        ("list", "--limit", "0"),
        ("print", UNKNOWN, "--paper", "a3"),
        ("audit", "--limit", "-1"),
        ("decide", "btx-2", "A-1", *BY),
        ("decide", "btx-2", "A-1", "--deny", *BY),
        ("decide", "btx-2", "A-1", "--grant"),
        ("issuing", "stop"),
        ("api-key", "end", "nobody"),
        ("api-key", "new", ""),
        ("admin", "invite", "two\nlines"),
        ("admin", "invite", "\udcff"),
        ("list", "\udcff"),
        ("decide", "btx-2", "A-1\udcff", "--grant", *BY),
        ("revoke", UNKNOWN, "--reason", "licence-lost", "--note", "\x1b[2J"),
        ("revoke", UNKNOWN, "--reason", "licence-lost", "--note", "x" * 2001),
    ],
    ids=ascii,
)
def test_wrong_usage(shared, arguments):
    """It exits with 2 and says what is wrong; nothing is done."""
    before = shared.json("audit")
    result = shared.run(*arguments)
    assert result.exit_code == 2
    assert "Error" in result.stderr or not arguments
    assert shared.json("audit") == before


@pytest.mark.parametrize("out", ["/proc/x.pdf", "a/file/x.pdf"])
def test_a_place_that_cannot_be_written(home, tmp_path, out):
    """What the file system refuses is one line too, and the certificate stays issued."""
    number = home.issue()["number"]
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "file").touch()
    refused(home.run("print", number, "--out", tmp_path / out), "file_unusable")
    refused(home.run("issue", home.result(), "--out", tmp_path / out), "file_unusable")
    assert home.json("show", number)["state"] == "active"


def test_a_home_that_cannot_be_made(bare):
    """A file where the home should be, or a damaged database, is told in one line."""
    bare.path.write_bytes(b"a file")
    refused(bare.run(*FOUNDING), "file_unusable")


def test_a_damaged_database(home):
    """It is the storage that is not available, not a bug."""
    number = home.issue()["number"]
    for suffix in ("-wal", "-shm"):
        home.path.joinpath(f"probatum.sqlite3{suffix}").unlink(missing_ok=True)
    (home.path / "probatum.sqlite3").write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 64)
    refused(home.run("show", number), "storage_unavailable")
    refused(home.run("issue", home.result(attempt="A-2")), "storage_unavailable")


def test_a_database_from_before(home):
    """Tables of another version are named as such, with the command that mends them."""
    shutil.rmtree(home.path)
    home.path.mkdir(mode=0o700)
    (home.path / "probatum.sqlite3").touch()
    assert "probatum restore" in refused(home.run("list"), "storage_unavailable")


def test_who_acts_is_the_account(home):
    """The record names the account at the keyboard, whatever its environment says."""
    home.settings |= {"LOGNAME": "somebody-else", "USER": "somebody-else"}
    home.issue()
    assert {e["actor"] for e in home.json("audit", "--limit", "2")} == {f"cli:{account()}"}


def account():
    """Return the account that runs the tests."""
    return pwd.getpwuid(os.getuid()).pw_name
