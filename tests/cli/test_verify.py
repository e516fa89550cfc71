"""`probatum verify`: the same verdict for whatever people hold, in words, JSON and exit codes."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pypdfium2
import pytest

from tests.cli.conftest import BY_RULE, FOUNDING, URL, Home

MEMBERS = {
    *("outcome", "reason", "headline", "checked_at", "status_as_of", "checks", "credential"),
}


@pytest.fixture(scope="module")
def held(shared, tmp_path_factory):
    """What a holder has: number, link, token, PDF and a picture of it."""
    report = shared.issue()
    folder = tmp_path_factory.mktemp("held")
    pdf, picture = folder / "certificate.pdf", folder / "certificate.png"
    shared.done("print", report["number"], "--out", pdf)
    with pypdfium2.PdfDocument(pdf) as document:
        document[0].render(scale=150 / 72).to_pil().save(picture)
    files = {"pdf": pdf, "picture": picture}
    for kind in ("token", "link"):
        files[f"{kind} in a file"] = folder / kind
        (folder / kind).write_text(f"\n {report[kind]}\r\n")
    sloppy = report["number"].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    return {
        **report,
        **files,
        "sloppy number": f"  {sloppy} ",
        "page": f"{URL}/v/{report['number']}",
    }


WAYS = [
    *("token", "link", "number", "sloppy number", "page", "pdf", "picture"),
    *("token in a file", "link in a file"),
]


@pytest.mark.parametrize("way", WAYS)
def test_every_way(shared, held, way):
    """Token, link, number, page, PDF and picture of one certificate get one verdict."""
    told = shared.json("verify", held[way])
    assert set(told) >= MEMBERS
    assert (told["outcome"], told["reason"], told["headline"]) == ("valid", "valid", "Valid today")
    assert told["credential"]["number"] == held["number"]
    assert {check["finding"] for check in told["checks"]} == {"passed"}
    assert datetime.fromisoformat(told["checked_at"]).tzinfo is not None


@pytest.mark.parametrize("way", ["token", "link", "number", "pdf", "picture"])
def test_from_a_pipe(shared, held, way):
    """`-` reads the same from standard input."""
    data = held[way].read_bytes() if way in {"pdf", "picture"} else f"{held[way]}\n".encode()
    result = shared.run("verify", "-", typed=data)
    assert result.exit_code == 0
    assert result.stdout.startswith("Valid today\n")


def test_in_words(shared, held):
    """The headline first, then who, what, until when, by whom, what was checked, and the advice."""
    told = shared.done("verify", held["number"])
    assert told.startswith("Valid today\n")
    for words in (
        *("Dr Amélie Example-Santos", "Physician", "Glabellar lines in adults", held["number"]),
        *("valid through", "Example Certification Board", "+1 555 0100", "licence"),
    ):
        assert words in told
    assert "\x1b" not in told


@pytest.fixture
def cases(home):
    """Certificates in every state, and things that are none."""
    made = {}
    for state in ("suspended", "revoked"):
        made[state] = home.issue(attempt=state)
    home.done("suspend", made["suspended"]["number"], "--reason", "audit-open")
    home.done("revoke", made["revoked"]["number"], "--reason", "licence-lost")
    return made


def test_states(home, cases):
    """Withdrawn and suspended exit with 1, by whatever they are asked for."""
    for state, headline in (("suspended", "Suspended"), ("revoked", "Withdrawn")):
        for way in ("number", "token", "link"):
            told = home.json("verify", cases[state][way], code=1)
            assert (told["outcome"], told["reason"]) == ("invalid", state)
            assert told["headline"].startswith(headline)
            assert told["credential"]["number"] == cases[state]["number"]


def test_what_is_none(shared, held, tmp_path):
    """Each exits with the code of its outcome: 1 invalid, 3 undetermined."""
    token = held["token"]
    number = held["number"]
    wrong = number[:-1] + ("A" if number[-1] != "A" else "B")
    picture = tmp_path / "white.png"
    pypdfium2.PdfBitmap.new_native(50, 50, 4).to_pil().save(picture)
    (tmp_path / "empty").touch()
    (tmp_path / "broken.pdf").write_bytes(held["pdf"].read_bytes()[:1000])
    cases = {
        "BTX-0000-001Y": (1, "unknown_number"),
        wrong: (3, "number_mistyped"),
        token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]: (1, "altered"),
        token + "x" * 9000: (1, "malformed"),
        "hello": (1, "malformed"),
        "": (1, "malformed"),
        "https://other.example.org/v#" + token: (0, "valid"),
        "x" * 300: (1, "malformed"),
        "a\0b": (1, "malformed"),
        "\udcff": (1, "malformed"),
        str(tmp_path): (1, "malformed"),
        str(tmp_path / "empty"): (1, "malformed"),
        str(picture): (3, "unreadable"),
        str(tmp_path / "broken.pdf"): (3, "unreadable"),
    }
    for what, (code, reason) in cases.items():
        told = shared.json("verify", what, code=code)
        assert told["reason"] == reason, ascii(what)


def test_something_on_a_pipe_that_is_nothing(shared):
    """Bytes of no kind are unreadable; an empty pipe is not a certificate."""
    assert shared.run("verify", "-", typed=bytes(range(256))).exit_code == 3
    assert shared.run("verify", "-", typed=b"").exit_code == 1


@pytest.fixture(scope="module")
def trust(shared, held, tmp_path_factory):
    """The issuer's trust file, made after the certificate was."""
    path = tmp_path_factory.mktemp("trust") / "trust.toml"
    assert held
    path.write_text(shared.done("trust"))
    return path


@pytest.fixture
def nowhere(tmp_path):
    """A place without home, database or keys."""
    return Home(tmp_path / "nowhere", {"PROBATUM_DATABASE": "postgresql://127.0.0.1:1/none"})


@pytest.mark.parametrize("way", ["token", "link", "pdf", "picture"])
def test_offline(nowhere, held, trust, way):
    """With the trust file alone, no home and no database; the ledger is the one step left out."""
    told = nowhere.json("verify", held[way], "--offline", "--trust", trust)
    assert told["reason"] == "valid"
    assert told["credential"]["issuer"]["name"] == "Example Certification Board"
    skipped = [check["step"] for check in told["checks"] if check["finding"] == "skipped"]
    assert skipped == ["ledger"]
    assert not nowhere.path.exists()


def test_offline_by_number(nowhere, held, trust):
    """A number alone cannot be looked up: that is undetermined, not unknown."""
    told = nowhere.json("verify", held["number"], "--offline", "--trust", trust, code=3)
    assert told["reason"] == "status_unavailable"


def test_offline_after_a_revocation(home, tmp_path):
    """An older trust file says what was true then, and when; a newer one says Withdrawn."""
    report = home.issue()
    older, newer = tmp_path / "older.toml", tmp_path / "newer.toml"
    older.write_text(home.done("trust"))
    home.done("revoke", report["number"], "--reason", "licence-lost")
    newer.write_text(home.done("trust"))
    before = home.json("verify", report["token"], "--offline", "--trust", older)
    as_of = datetime.fromisoformat(before["status_as_of"])
    assert (datetime.now(UTC) - as_of).total_seconds() < 60
    after = home.json("verify", report["token"], "--offline", "--trust", newer, code=1)
    assert after["reason"] == "revoked"


def test_online_without_an_issuer(bare, nowhere, tmp_path):
    """While the issuer's address does not answer, the list in the file is what there is."""
    bare.settings["PROBATUM_URL"] = "http://127.0.0.1:9"
    bare.done(*FOUNDING)
    (tmp_path / "btx.toml").write_bytes(BY_RULE)
    bare.done("scheme", "activate", tmp_path / "btx.toml")
    token = bare.issue()["token"]
    (tmp_path / "trust.toml").write_text(bare.done("trust"))
    told = nowhere.json("verify", token, "--trust", tmp_path / "trust.toml")
    assert told["reason"] == "valid"
    assert told["status_as_of"] <= told["checked_at"]


@pytest.mark.parametrize(
    "text", ["", "format = 1", 'format = "probatum-trust/1"', "\0", "[[issuer]]", "format = [[[["]
)
def test_no_trust_file(nowhere, tmp_path, text):
    """A file that is none is wrong usage, and the message names it."""
    path = tmp_path / "trust.toml"
    path.write_text(text)
    result = nowhere.run("verify", "BTX-0000-001Y", "--trust", path)
    assert result.exit_code == 2
    assert "trust file" in result.stderr


def test_nobody_is_believed(nowhere, held, tmp_path):
    """An empty list of issuers believes nobody."""
    path = tmp_path / "trust.toml"
    path.write_text('format = "probatum-trust/1"\nissuer = []\n')
    told = nowhere.json("verify", held["token"], "--offline", "--trust", path, code=1)
    assert told["reason"] == "unknown_issuer"


def test_a_stale_list(nowhere, held, trust, tmp_path):
    """Without any list the answer is undetermined: exit 3, never valid and never invalid."""
    path = tmp_path / "trust.toml"
    text = trust.read_text()
    path.write_text(text[: text.index("[[issuer.list]]")])
    told = nowhere.json("verify", held["token"], "--offline", "--trust", path, code=3)
    assert (told["outcome"], told["reason"]) == ("undetermined", "status_unavailable")
    assert json.dumps(told).isascii() or told["credential"]["name"] == "Dr Amélie Example-Santos"


def test_no_verdict_is_not_invalid(bare):
    """Where there is no record to ask, it exits with 3: nothing was found out."""
    result = bare.run("verify", "BTX-0000-001Y")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("storage_unavailable: ")


def test_no_verdict_from_a_damaged_record(home):
    """The same where the record cannot be read."""
    (home.path / "probatum.sqlite3").write_bytes(b"not a database" * 1000)
    result = home.run("verify", "BTX-0000-001Y", "--json")
    assert (result.exit_code, result.stdout) == (3, "")
    assert len(result.stderr.splitlines()) == 1


def test_a_file_that_cannot_be_read(shared):
    """It is wrong usage: a script must not take it for a verdict."""
    unreadable = "/proc/self/mem"  # a file that not even root reads from its beginning
    result = shared.run("verify", unreadable)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot be read" in result.stderr
