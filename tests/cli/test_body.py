"""`probatum init --from`, its questions, and `probatum body`: told at once, and changed later."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from issuer.body.look import ACCENT
from tests.cli.conftest import EXAMPLES, URL, Home
from tests.cli.test_refusals import refused

BODY = EXAMPLES / "body" / "body.toml"
ACCENT_OF_EXAMPLE = "#5b2a86"
TYPED = "\n".join(
    [
        *("Example Board", "0555 0100", "+1 555 0100", "Europe/Atlantis", "Europe/Madrid"),
        *("Dr Example", "Chair", "", str(BODY.with_name("logo.svg")), "#ff0000", "#5B2A86"),
        *("127.0.0.1", "1", "none", "certificates@example.org", "", "cert.example.org", ""),
    ]
)


def test_init_from_a_file(bare):
    """Every field is taken, the logo from beside the file; the settings are its owner's alone."""
    told = bare.done("init", "--from", BODY)
    assert f"Example Board for Aesthetic Injection lives at {URL}" in told
    shown = bare.json("body", "show")
    assert (shown["time_zone"], shown["accent"]) == ("America/New_York", ACCENT_OF_EXAMPLE)
    assert shown["logo"].startswith("SVG, 1000 x 1000, ")
    assert shown["signature"] == "none"
    own = bare.path / "probatum.env"
    assert stat.S_IMODE(own.stat().st_mode) == 0o600
    assert f"PROBATUM_URL='{URL}'\n" in own.read_text()
    bare.settings["PROBATUM_URL"] = None
    assert bare.json("settings")["PROBATUM_URL"] == URL
    assert bare.json("body", "show") == shown


def test_every_mistake_in_a_file_is_told_with_its_line(bare, tmp_path):
    """What is unknown, missing, wrong or no text is named, all at once; nothing is made."""
    path = tmp_path / "body.toml"
    path.write_text(
        'address = "https://Cert.example.org/x"\nname = ""\ntelephone = "555 0100"\n'
        'nmae = "x"\n[look]\naccent = "#dddddd"\nlogo = "none.svg"\n[signatory]\nname = 7.5\n'
        '[mail]\nserver = "smtp.example.org"\nport = 70000\ncolour = "red"\n',
        "utf-8",
    )
    result = bare.run("init", "--from", path)
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert lines[0] == "body_refused: body.toml has 11 mistakes"
    starts = [
        *("line 1, address: ", "line 2, name: ", "line 3, telephone: ", "line 4, nmae: "),
        *("line 6, look.accent: #dddddd is too light", "line 7, look.logo: the logo: none.svg"),
        *("line 8, signatory.role: it is missing", "line 9, signatory.name: write it in quotes"),
        *("line 10, mail.from: it is missing", "line 12, mail.port: ", "line 13, mail.colour: "),
    ]
    assert [line.strip()[: len(start)] for line, start in zip(lines[1:], starts, strict=True)] == (
        starts
    )
    assert not bare.path.exists()


@pytest.mark.parametrize(
    ("content", "named"),
    [(b"name = ", "no TOML"), (b'name = "\xff"', "UTF-8"), (b"#" * 70_000, "64 KB")],
    ids=["no TOML", "no UTF-8", "too large"],
)
def test_a_file_that_cannot_be_read_is_refused(bare, tmp_path, content, named):
    """One sentence says why."""
    (tmp_path / "body.toml").write_bytes(content)
    assert named in refused(bare.run("init", "--from", tmp_path / "body.toml"), "body_refused")


def test_init_asks_with_help_and_again_after_a_mistake(bare):
    """A wrong answer is asked for again; a mail server that is not there fails nothing."""
    told = bare.done("init", typed=TYPED)
    for help_or_mistake in (
        "People call it",
        "Error: telephone: give it from the country's code on",
        "Error: time zone: 'Europe/Atlantis' is no IANA time zone",
        "Error: colour: #ff0000 is too light",
        "cert.example.org will stand on every certificate",
        "The mail server 127.0.0.1 was not reached: the mail server cannot be reached.",
    ):
        assert help_or_mistake in told
    assert bare.json("body", "show")["telephone"] == "+1 555 0100"
    assert bare.json("settings")["PROBATUM_MAIL_SERVER"] == "127.0.0.1"


@pytest.mark.parametrize("typed", ["cert.example.com", "y"])
def test_the_address_is_confirmed_by_typing_its_host(bare, typed):
    """Anything else than the host founds nothing."""
    answers = TYPED.replace("cert.example.org", typed)
    assert "nothing was made" in bare.run("init", typed=answers).stderr
    assert not (bare.path / "keys").exists()


def test_a_password_stands_in_a_file_of_its_own(bare, tmp_path):
    """It is never in the settings file, whatever is in it, and commands have it."""
    text = BODY.read_text("utf-8").replace("# [mail]", "[mail]").replace("# server", "server")
    for key in ("from", "user"):
        text = text.replace(f"# {key}", key)
    text = text.replace('# password = ""', "password = '${HOME}\"x'").replace('"smtp.', '"127.0.0.')
    text = text.replace("127.0.0.example.org", "127.0.0.1").replace("# port = 587", "port = 1")
    path = tmp_path / "body.toml"
    path.write_text(text.replace("logo =", "# logo ="), "utf-8")
    assert "was not reached" in bare.done("init", "--from", path)
    assert "${HOME}" not in (bare.path / "probatum.env").read_text()
    assert (bare.path / "mail-password").read_text() == '${HOME}"x\n'
    assert stat.S_IMODE((bare.path / "mail-password").stat().st_mode) == 0o600
    assert bare.json("settings")["PROBATUM_MAIL_PASSWORD"] == "********"  # noqa: S105


def test_yes_asks_nothing_and_names_what_is_missing(bare):
    """All of it, in one sentence."""
    line = refused(bare.run("init", "--yes", "--name", "Example Board"), "body_refused")
    for missing in ("telephone", "signatory name", "signatory role"):
        assert missing in line


def test_another_address_than_the_one_that_is_set_is_refused(bare):
    """Two addresses are one too many: neither is chosen."""
    bare.settings["PROBATUM_URL"] = "https://other.example.org"
    assert "PROBATUM_URL" in refused(bare.run("init", "--from", BODY), "wrong_setting")


def printed(home: Home, number: str, path: Path) -> bytes:
    """Return a certificate as it is drawn now."""
    home.done("print", number, "--out", path)
    return path.read_bytes()


def test_a_change_is_on_record_and_what_was_granted_stays_as_it_was(home, tmp_path):
    """Each change is an event; an earlier certificate is drawn as before, to the byte."""
    number = home.issue()["number"]
    before = printed(home, number, tmp_path / "a.pdf")
    logo = BODY.with_name("logo.svg")
    told = home.done("body", "change", "--logo", logo, "--accent", ACCENT_OF_EXAMPLE)
    assert told.startswith("Changed: accent and logo.")
    home.done("body", "change", "--name", "New Board", "--telephone", "+1 555 0199")
    shown = home.json("body", "show")
    assert (shown["name"], shown["accent"]) == ("New Board", ACCENT_OF_EXAMPLE)
    kinds = [each["kind"] for each in home.json("audit")]
    assert kinds[:4] == ["body.changed"] * 4
    assert printed(home, number, tmp_path / "b.pdf") == before
    assert home.json("verify", tmp_path / "b.pdf")["reason"] == "valid"
    assert home.done("body", "change", "--name", "New Board").startswith("Nothing is new")
    assert home.done("body", "change", "--logo", "none", "--accent", ACCENT)
    assert home.json("body", "show")["logo"] == "none"
    home.done("check")


@pytest.mark.parametrize(
    ("option", "value", "named"),
    [
        ("--telephone", "555 0100", "country's code"),
        ("--accent", "#0b6b3a", "green, which says valid"),
        ("--name", "a\u202eb", "does not print"),
        ("--name", "Board \U0001f984", "issuer: no font"),
        ("--logo", "/nowhere.svg", "cannot be read"),
    ],
    ids=["telephone", "accent", "invisible", "no glyph", "no file"],
)
def test_a_change_that_cannot_be_is_refused(home, option, value, named):
    """With a sentence; nothing is changed."""
    before = home.json("body", "show")
    assert named in refused(home.run("body", "change", option, value), "body_refused")
    assert home.json("body", "show") == before


def test_the_address_is_never_changed(home):
    """There is no such option, and changing nothing is wrong usage."""
    assert home.run("body", "change", "--url", "https://other.example.org").exit_code == 2
    assert home.run("body", "change").exit_code == 2
