"""`probatum settings` and docs/settings.md: every setting is told, and no secret."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from issuer.cli.settings import MASK, settings_reference
from issuer.settings import IssuerSettings
from tests.cli.test_refusals import refused
from verifier.settings import load_settings

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"
SECRET = "hunter2'$x"  # noqa: S105 - of nobody


def test_the_reference_is_up_to_date():
    """docs/settings.md is what `make settings` writes, and tells a sentence about each setting."""
    told = settings_reference()
    assert DOCUMENT.read_text("utf-8") == told
    rows = dict(re.findall(r"^\| `(PROBATUM_\w+)` \|.*\| (.+) \|$", told, re.MULTILINE))
    assert list(rows)
    assert {name.lower() for name in rows} == {
        f"probatum_{name}" for name in IssuerSettings.model_fields
    }
    assert [name for name, sentence in rows.items() if len(sentence) < 8] == []


def test_what_is_in_force_is_shown_without_secrets(bare):
    """A secret is masked wherever it stands; everything else is told."""
    bare.settings |= {
        "PROBATUM_DATABASE": f"postgresql://me:{SECRET}@db/x",
        "PROBATUM_WORKERS": "3",
    }
    bare.settings["PROBATUM_MAIL_PASSWORD"] = SECRET
    shown = bare.json("settings")
    assert shown["PROBATUM_WORKERS"] == 3
    assert shown["PROBATUM_DATABASE"] == shown["PROBATUM_MAIL_PASSWORD"] == MASK
    assert shown["PROBATUM_REDIS_URL"] == ""
    assert SECRET not in bare.done("settings")


def test_each_place_of_a_setting_counts_in_its_order(bare, tmp_path):
    """The environment before a named file, that before the home's own, and systemd's last."""
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "probatum_mail_password").write_text("last\n")
    (tmp_path / "named").write_text(f"{SECRET}\n")
    bare.path.mkdir()
    bare.settings["CREDENTIALS_DIRECTORY"] = str(credentials)

    def password():
        with CliRunner().isolation(env=bare.environment):
            return load_settings(IssuerSettings).mail_password.get_secret_value()

    assert password() == "last"
    own = bare.path / "probatum.env"
    own.write_text("PROBATUM_MAIL_PASSWORD='of the home'\nPROBATUM_WORKERS='5'\n")
    assert password() == "of the home"
    assert bare.json("settings")["PROBATUM_WORKERS"] == 5
    bare.settings["PROBATUM_WORKERS"] = "6"
    assert bare.json("settings")["PROBATUM_WORKERS"] == 6
    own.write_text(f"PROBATUM_MAIL_PASSWORD_FILE='{tmp_path / 'named'}'\n")
    assert password() == SECRET
    bare.settings["PROBATUM_MAIL_PASSWORD"] = "first"  # noqa: S105
    assert password() == "first"


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"PROBATUM_MAIL_PASSWORD_FILE": "/nowhere"}, "PROBATUM_MAIL_PASSWORD_FILE"),
        ({"PROBATUM_REDIS_URL_FILE": "/proc/self/exe"}, "PROBATUM_REDIS_URL_FILE"),
        (
            {"PROBATUM_MAIL_PASSWORD_FILE": "/dev/null", "PROBATUM_MAIL_PASSWORD": SECRET},
            "set one only",
        ),
    ],
    ids=["no file", "no text", "twice"],
)
def test_a_secret_that_cannot_be_had_is_named(bare, variables, named):
    """What cannot be read, or is said twice, stops the start; the secret is not repeated."""
    bare.settings |= variables
    line = refused(bare.run("settings"), "wrong_setting")
    assert named in line
    assert SECRET not in line


def test_a_home_file_that_cannot_be_read_is_named(bare):
    """A folder in its place, or no text, is no settings file."""
    bare.path.mkdir()
    (bare.path / "probatum.env").write_bytes(b"PROBATUM_URL='\xff'\n")
    assert "probatum.env" in refused(bare.run("settings"), "wrong_setting")
