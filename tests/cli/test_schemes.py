"""`probatum scheme check|show`: every mistake with its mend, and a scheme in words and figures."""

from __future__ import annotations

import pytest

from tests.cli.conftest import EXAMPLES

EXAMPLE = EXAMPLES / "botulinum-toxin.toml"
LEVELS = "not-yet, with-prompting, independent"
OLD = b"checked = 2026-11-01"


@pytest.fixture
def changed(tmp_path):
    """Write the example scheme with things changed to a file."""

    def write(*changes):
        data = EXAMPLE.read_bytes()
        for old, new in changes:
            assert old in data
            data = data.replace(old, new, 1)
        path = tmp_path / "changed.toml"
        path.write_bytes(data)
        return path

    return write


def test_the_example_is_good(bare):
    """The scheme that ships is a scheme; nothing needs to be founded to say so."""
    result = bare.run("scheme", "check", EXAMPLE)
    assert result.exit_code == 0
    assert result.stdout.startswith("btx 2026.1: Certificate in ")


def test_every_mistake_is_a_line(bare, changed):
    """Three mistakes are three lines, each with the code, the path and the mend."""
    path = changed(
        (b'level = "independent"', b'level = "expert"'),
        (b"stations_passed_min = 6", b"stations_passed_min = 9"),
        (b"at_least = 6", b"at_least = 11"),
    )
    result = bare.run("scheme", "check", path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "scheme_invalid: practical.stations_passed_min: give at most 8, the stations listed",
        "scheme_invalid: requirements[15].coverage[0].at_least: give at most 10",
        f"scheme_invalid: requirements[16].level: expert is not listed; known: {LEVELS}",
    ]


def test_sources_that_are_overdue(bare, changed):
    """A source that nobody looked at for years is told, and the file is a scheme all the same."""
    path = changed((OLD, b"checked = 2020-02-03"))
    result = bare.run("scheme", "check", path)
    assert result.exit_code == 0
    assert result.stdout.startswith("btx 2026.1: ")
    told = "overdue: identity: its source was last looked at on 3 February 2020: look again"
    assert told in result.stderr.splitlines()
    path = changed((b"checked = 2026-11-21", b"checked = 2020-02-03"))
    told = "overdue: Texas Medical Board, Texas, United States: its address was last looked at on "
    result = bare.run("scheme", "check", path)
    assert f"{told}3 February 2020: look again" in result.stderr.splitlines()
    fresh = bare.run("scheme", "check", changed((OLD, b"checked = 2199-01-01")))
    assert "identity" not in fresh.stderr


def test_shown_in_words(bare, changed):
    """By stage, with whom it is asked of, every figure, the source and its date."""
    path = changed((OLD, b"checked = 2020-02-03"))
    lines = bare.done("scheme", "show", path).splitlines()
    assert lines[0] == (
        "btx 2026.1: Certificate in Botulinum Toxin Injection for Aesthetic Indications"
    )
    stages = [line for line in lines if line.startswith(("By ", "The "))]
    assert stages == [
        *("By application", "By training", "By examination", "By decision"),
        *("The written examination", "The practical examination"),
    ]
    start = lines.index("By application")
    assert lines[start + 1 : start + 4] == [
        "  identity: Photo document compared with the person (everybody)",
        "      a photo document that somebody compared with the person",
        "      source: illustrative; OVERDUE, last looked at 2020-02-03",
    ]
    text = "\n".join(lines)
    for told in (
        "(Nurse practitioner, Physician assistant; can be waived)",
        "(Physician assistant, Registered nurse in England)",
        "asked of the regulator at most 30 days ago",
        "at most 6 performed cases a day count",
        "6 glabella cases",
        "of them 2 h on complications",
        "form B: cut score 71.5 %",
        "S5 Complications and emergencies, weight 15 %, 18 items, floor 70 %",
        "6 of 8 stations passed at 60 %",
        "again after 30, 90 days",
        "United Kingdom: General Medical Council (Physician, Physician assistant), https://www.gmc",
        "Languages beside English: es, ar",
    ):
        assert told in text


def test_shown_as_json(bare):
    """The same for machines, every requirement under the stage it is due by."""
    shown = bare.json("scheme", "show", EXAMPLE)
    assert (shown["id"], shown["version"], shown["decision"]) == ("btx", "2026.1", "person")
    assert list(shown["requirements"]) == ["application", "training", "examination", "decision"]
    first = shown["requirements"]["examination"][0]
    assert (first["id"], first["kind"]) == ("training", "training")
    assert first["asked"] == [
        *("every module for its hours, in a course accredited on the day",),
        *("16 h in the classroom", "16 h hands-on", "within 18 months"),
    ]
    assert first["checked"] == "2026-11-01"
    assert sum(len(each) for each in shown["requirements"].values()) == 18
    assert shown["practical"][0] == "cut score 70 %"
    assert (len(shown["registers"]), shown["languages"]) == (6, ["es", "ar"])


def test_shown_by_id(home, tmp_path):
    """A scheme in force is shown by its id, the newest or the version asked for."""
    assert home.json("scheme", "show", "btx-1")["version"] == "2026.1"
    path = tmp_path / "newer.toml"
    path.write_bytes((EXAMPLES / "btx-1.toml").read_bytes().replace(b'"2026.1"', b'"2027.1"'))
    home.done("scheme", "activate", path)
    assert home.json("scheme", "show", "btx-1")["version"] == "2027.1"
    assert home.json("scheme", "show", "btx-1", "--version", "2026.1")["version"] == "2026.1"
    assert home.done("scheme", "show", "btx-1").count("By ") == 0
    for arguments in (("btx-9",), ("btx-1", "--version", "2025.1")):
        result = home.run("scheme", "show", *arguments)
        assert result.exit_code == 1
        assert result.stderr.startswith("unknown_scheme: ")


def test_the_example_is_put_in_force(home):
    """The scheme that ships can be put in force, and is shown from the record as from its file."""
    home.done("scheme", "activate", EXAMPLE)
    assert home.json("scheme", "show", "btx") == home.json("scheme", "show", EXAMPLE)
