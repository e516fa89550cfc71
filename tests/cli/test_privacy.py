"""`probatum privacy` and `probatum retention`, as an operator runs them."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing

from tests.cli.conftest import BY_RULE, Home

KEPT = (
    b'id = "btx-k"',
    b'prefix = "BTK"',
    b"\n[retention]\nmonths_after_end = 12\nmonths_after_denial = 6\n",
)


def keep(home: Home) -> str:
    """Issue under a scheme that keeps things for a year after the end; return the number."""
    document = BY_RULE.replace(b'id = "btx-1"', KEPT[0]).replace(b'prefix = "BTX"', KEPT[1])
    (home.path.parent / "kept.toml").write_bytes(document + KEPT[2])
    home.done("scheme", "activate", home.path.parent / "kept.toml")
    return home.issue(scheme="btx-k", attempt="K-1")["number"]


def end(home: Home, number: str, day: str) -> None:
    """Have a certificate end on a day that is past."""
    with closing(sqlite3.connect(home.path / "probatum.sqlite3")) as file:
        values = (f"{day} 00:00:00.000000", number)
        file.execute("UPDATE certificate SET expires = ? WHERE number = ?", values)
        file.commit()


def test_retention_lists_who_is_due_and_erases_nobody(home):
    """With --dry-run nothing is asked for; without, a request waits, once, and a person decides."""
    number = keep(home)
    assert home.json("retention", "--dry-run") == []
    end(home, number, "2020-03-31")
    due = {"person": "C-10023", "over_since": "2021-03-31", "certificates": [number]}
    assert home.json("retention", "--dry-run") == [due]
    assert home.json("privacy", "requests") == []
    (asked,) = home.json("retention")
    (waiting,) = home.json("privacy", "requests")
    assert (waiting["erasure"], waiting["against"]) == (asked["erasure"], [])
    assert home.json("retention") == []
    own = home.run("privacy", "decide", asked["erasure"], "--erase")
    assert (own.exit_code, "does not decide" in own.output) == (1, True)
    with closing(sqlite3.connect(home.path / "probatum.sqlite3")) as file:
        assert file.execute("SELECT count(*) FROM holder").fetchone() == (1,)


def test_a_period_that_runs_is_named(home):
    """Whoever asks is told what stands against it."""
    number = keep(home)
    asked = home.json("privacy", "erase", "C-10023", "--why", "A letter")
    assert len(asked["against"]) == 1
    assert asked["against"][0].startswith(f"the scheme keeps what belongs to {number} until ")
    assert asked["withdraws"] == [number]


def test_the_file_for_a_person(home, tmp_path):
    """It can be read by its owner alone, and a stranger has none."""
    home.issue()
    home.done("privacy", "export", "C-10023", tmp_path / "held.zip")
    assert (tmp_path / "held.zip").stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(tmp_path / "held.zip") as packed:
        assert packed.namelist() == ["index.html", "data.json"]
    assert "unknown_person" in home.run("privacy", "export", "C-1", tmp_path / "x").output
    assert home.run("privacy", "tidy").exit_code == 0


def test_reads_are_noted_as_at_the_desk(home, tmp_path):
    """Each command that shows people's data leaves who, what and whose; a refusal nothing."""
    number = home.issue()["number"]
    home.json("show", number.lower())
    home.json("list", "Am")
    home.done("print", number, "--out", tmp_path / "made.pdf")
    home.done("archive", number, tmp_path / "made.zip")
    home.done("privacy", "export", "C-10023", tmp_path / "held.zip")
    home.json("privacy", "requests")
    home.json("retention", "--dry-run")
    home.json("application", "list")
    home.json("application", "assess", "--all")
    home.json("complaints", "list")
    home.json("keys", "untold")
    home.done("export", "documents")
    home.done("export", "registers")
    for words in (["show", "BTX-0000-0000"], ["application", "show", "APP-1"]):
        assert home.run(*words).exit_code == 1
    with closing(sqlite3.connect(home.path / "probatum.sqlite3")) as file:
        told = file.execute("SELECT what, subject, actor FROM access ORDER BY id").fetchall()
    assert [(what.removeprefix("cli."), whose) for what, whose, _ in told] == [
        ("show", number), ("list", "*"), ("print", number), ("archive", number),
        ("privacy export", "C-10023"), ("privacy requests", "*"), ("retention", "*"),
        ("application list", "*"), ("application assess", "*"), ("complaints list", "*"),
        ("keys untold", "*"), ("export documents", "*"),
    ]  # fmt: skip
    assert all(actor.startswith("cli:") for *_, actor in told)
