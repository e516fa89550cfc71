"""`probatum sender`: a learning system is let in, listed, shut out; its secret is shown once."""

from __future__ import annotations

import base64

import pytest

from tests.cli.conftest import URL


def test_add_list_end(home):
    """The secret is 32 bytes, shown by `add` alone; whoever is ended stays listed."""
    made = home.json("sender", "add", "moodle")
    assert (made["name"], made["address"]) == ("moodle", f"{URL}/api/v1/statements/moodle")
    assert len(base64.b64decode(made["secret"].removeprefix("whsec_"), validate=True)) == 32
    (listed,) = home.json("sender", "list")
    assert (listed["name"], listed["ended"]) == ("moodle", None)
    assert home.done("sender", "end", "moodle") == "moodle is ended.\n"
    assert home.json("sender", "list")[0]["ended"] is not None
    everything = home.done("sender", "list") + home.done("audit")
    assert made["secret"] not in everything
    assert [each["kind"] for each in home.json("audit", "--limit", "2")] == [
        *("sender.ended", "sender.made"),
    ]


def test_add_in_words(home):
    """Without --json it is a line for each."""
    told = home.done("sender", "add", "canvas")
    assert f"{URL}/api/v1/statements/canvas" in told
    assert "whsec_" in told


def test_a_name_is_given_once(home):
    """Also after its sender was ended: one line with a code."""
    home.done("sender", "add", "moodle")
    home.done("sender", "end", "moodle")
    result = home.run("sender", "add", "moodle")
    assert result.exit_code == 1
    assert result.stderr.startswith("name_taken: ")


@pytest.mark.parametrize(
    "arguments",
    [
        *(("sender", "add"), ("sender", "add", ""), ("sender", "add", "My LMS")),
        *(("sender", "add", "a/b"), ("sender", "add", "a" * 33), ("sender", "end", "nobody")),
        *(("sender", "end", "\udcff"), ("sender", "end", "A")),
    ],
    ids=ascii,
)
def test_wrong_usage(shared, arguments):
    """It exits with 2 and says what is wrong; nothing is done."""
    before = shared.json("audit")
    result = shared.run(*arguments)
    assert result.exit_code == 2
    assert "Error" in result.stderr
    assert shared.json("audit") == before
