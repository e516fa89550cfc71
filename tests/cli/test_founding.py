"""`probatum init`, `migrate`, `demo` and `serve`: made once, kept afterwards."""

from __future__ import annotations

import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import FOUNDING, URL, Home
from tests.cli.test_refusals import refused

LOCAL = "http://127.0.0.1:8599"


@pytest.fixture
def demo(tmp_path):
    """A place for a demonstration, as somebody has it who set nothing but home and port."""
    return Home(tmp_path / "demo", {"PROBATUM_URL": None, "PROBATUM_PORT": "8599"})


def kept(home):
    """Return what must not change by itself: keys and everything on record."""
    keys = {path.name: path.read_bytes() for path in (home.path / "keys").iterdir()}
    return keys, home.json("list"), home.json("keys"), home.json("scheme", "list")


def test_init(bare):
    """It makes a home for its owner alone, tables, a body, three keys, and says what is bound."""
    told = bare.done(*FOUNDING)
    assert f"lives at {URL}" in told
    assert bare.path.stat().st_mode & 0o777 == 0o700
    assert (bare.path / "probatum.sqlite3").stat().st_mode & 0o777 == 0o600
    assert len(list((bare.path / "keys").iterdir())) == 3
    assert [each["kind"] for each in bare.json("audit")] == ["key.added"] * 3 + ["body.founded"]
    assert "by this key: cert.example.org/record+" in told


def test_init_twice(home):
    """The second is refused, whatever it says; nothing is changed and no key is made."""
    home.issue()
    before = kept(home)
    refused(home.run(*FOUNDING), "already_founded")
    refused(home.run(*FOUNDING, "--time-zone", "UTC"), "already_founded")
    assert kept(home) == before


def test_migrate_again(home):
    """Bringing tables up to date that are changes nothing."""
    number = home.issue()["number"]
    before = kept(home)
    for _ in range(2):
        assert home.done("migrate") == "The tables are up to date.\n"
    assert kept(home) == before
    home.done("verify", number)
    home.done("check")


def test_migrate_begins_the_journal(home):
    """A body from before there were journals has one after its upgrade, and goes on."""
    home.issue()
    with sqlite3.connect(home.path / "probatum.sqlite3") as database:
        database.execute("UPDATE control SET journal = NULL")
    shutil.rmtree(home.path.with_name(f"{home.path.name}-journal"))
    assert "A journal begins in" in home.done("migrate")
    assert home.done("migrate") == "The tables are up to date.\n"
    home.done("backup", home.path.parent / "kept")
    assert home.json("recovery", "status")["doubts"] == []


def test_migrate_first(bare):
    """The tables may be made before the body is."""
    bare.path.mkdir()
    bare.done("migrate")
    bare.done(*FOUNDING)


def rows(told):
    """Return the small table that a demonstration prints."""
    return dict(re.findall(r"^  (\S[^\n]*?)  +(\S+)$", told, re.MULTILINE))


def test_demo(demo):
    """It founds a specimen, issues the examples and says where everything is."""
    told = demo.done("demo", "--only-prepare")
    shown = rows(told)
    assert "SPECIMEN" in told
    assert shown["Admin page"] == f"{LOCAL}/admin/"
    assert shown["Sign in, once"].startswith(f"{LOCAL}/admin/sign-in#")
    assert Path(shown["Certificate (PDF)"]).read_bytes().startswith(b"%PDF-1.7")
    number = shown["Check it"].removeprefix(f"{LOCAL}/v/")
    assert demo.json("verify", number)["reason"] == "valid"
    assert demo.json("verify", shown["Certificate (PDF)"])["reason"] == "valid"
    assert len(demo.json("list")) == 15
    demo.done("check")


def test_demo_twice(demo):
    """Run again it keeps keys and certificates, what was revoked too; only the sign-in is new."""
    first = rows(demo.done("demo", "--only-prepare"))
    number = first["Check it"].rpartition("/")[2]
    demo.done("revoke", number, "--reason", "licence-lost")
    before = kept(demo)
    again = rows(demo.done("demo", "--only-prepare"))
    assert kept(demo) == before
    assert again.pop("Sign in, once") != first.pop("Sign in, once")
    assert again == first
    assert demo.run("verify", number).exit_code == 1


def test_demo_on_another_port(demo):
    """Its data is bound to its port: another one is refused with what to do; nothing is made."""
    demo.done("demo", "--only-prepare")
    before = kept(demo)
    demo.settings["PROBATUM_PORT"] = "8598"
    line = refused(demo.run("demo", "--only-prepare"), "wrong_setting")
    assert LOCAL in line
    assert "PROBATUM_PORT" in line
    demo.settings["PROBATUM_PORT"] = "8599"
    assert kept(demo) == before


def test_demo_in_a_real_home(home):
    """A body's own data is no place for a demonstration: nothing is added to it."""
    home.settings |= {"PROBATUM_URL": None}
    before = kept(home)
    assert URL in refused(home.run("demo", "--only-prepare"), "wrong_setting")
    assert kept(home) == before
    assert home.json("list") == []
