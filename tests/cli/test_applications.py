"""`probatum application|record|strike|register`: the road at the command line."""

from __future__ import annotations

import json

import pytest

from tests.cli.road import APPLICANT, BY, COOK, IDENTITY, PROVIDER, passing, write


@pytest.fixture
def apply(road, tmp_path):
    """Return what takes an application and returns its id."""

    def call(**changes):
        return road.json("application", "add", write(tmp_path, {**COOK, **changes}))["id"]

    return call


def test_an_application_is_taken_once(road, apply):
    """The same again is the same application; it is listed and found."""
    made = apply()
    assert apply() == made
    (listed,) = road.json("application", "list")
    assert (listed["id"], listed["person"], listed["state"]) == (made, "C-1", "open")
    for found, words in ((1, ["amelie"]), (0, ["nobody"]), (1, ["--scheme", "food-2"]),
                         (0, ["--scheme", "btx"]), (0, ["--state", "granted"])):  # fmt: skip
        assert len(road.json("application", "list", *words)) == found
    assert made in road.done("application", "list")


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({**COOK, "region": "Britain"}, "document_invalid: region: give a country"),
        ({**COOK, "scheme": "food-9"}, "unknown_scheme: "),
        ({**COOK, "scheme": "btx-1"}, "no_dossier: "),
        ({**COOK, "profession": "rn"}, "document_invalid: profession: give one of food-handler"),
        ([], "document_invalid: document: not a JSON object"),
    ],
)
def test_a_bad_application_is_told_in_a_line(road, tmp_path, members, code):
    """Exit 1, and one line that names the place."""
    result = road.run("application", "add", write(tmp_path, members))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(code)
    assert result.stderr.count("\n") == 1


def test_how_it_stands(road, apply):
    """`show` has every requirement with its sentence; so has `assess`, in words and in JSON."""
    made = apply()
    value = road.json("application", "show", made)
    found = {each["requirement"]: each for each in value["findings"]}
    assert (value["met"], found["identity"]["status"]) == (False, "unmet")
    words = road.done("application", "show", made)
    told = road.done("application", "assess", made)
    for finding in value["findings"]:
        assert finding["title"] in words
        assert finding["sentence"] in words.replace("\n", " ")
        assert finding["sentence"] in told
    assert road.json("application", "assess", made) == [value]
    (listed,) = road.json("application", "assess", "--all")
    assert listed == value


@pytest.mark.parametrize("words", [(), ("APP-1", "--all")])
def test_assess_wants_one_or_all(road, words):
    """Naming none, or some and all, is wrong usage."""
    assert road.run("application", "assess", *words).exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("show", "APP-0"),
        ("documents", "APP-0"),
        ("assess", "APP-0"),
        ("withdraw", "APP-0"),
        ("deny", "APP-0", *BY, "--why", "x"),
    ],
)
def test_an_unknown_application(road, words):
    """Exit 1 with its code."""
    result = road.run("application", *words)
    assert (result.exit_code, result.stderr.partition(":")[0]) == (1, "unknown_application")


def test_documents_are_recorded_all_or_none(road, apply, tmp_path):
    """Many in one file; one bad one stops them all, and is named."""
    made = apply()
    bad = {"documents": [IDENTITY, {**IDENTITY, "ref": "id-2", "document": "library-card"}]}
    result = road.run("record", "C-1", write(tmp_path, bad))
    assert result.exit_code == 1
    assert result.stderr.startswith("document_invalid: documents[1].document: give ")
    assert road.json("application", "documents", made) == []
    assert road.json("record", "C-1", write(tmp_path, IDENTITY)) == []
    (entry,) = road.json("application", "documents", made)
    assert entry["document"] == IDENTITY
    assert entry["author"].startswith("cli:")
    assert "id-1" in road.done("application", "documents", made)


def test_nobodys_document(road, tmp_path):
    """Exit 1: documents belong to somebody on record."""
    result = road.run("record", "C-9", write(tmp_path, IDENTITY))
    assert (result.exit_code, result.stderr.partition(":")[0]) == (1, "unknown_person")


def test_a_struck_document_stays(road, apply, tmp_path):
    """It is listed with the reason, and counts no more."""
    made = apply()
    road.done("record", "C-1", write(tmp_path, IDENTITY))
    (entry,) = road.json("application", "documents", made)
    road.done("strike", str(entry["id"]), "--why", "somebody else's passport")
    (entry,) = road.json("application", "documents", made)
    assert entry["struck_why"] == "somebody else's passport"
    assert "else's" in road.done("application", "documents", made)
    findings = road.json("application", "show", made)["findings"]
    assert {each["requirement"]: each["status"] for each in findings}["identity"] == "unmet"
    assert road.run("strike", str(entry["id"]), "--why", "again").exit_code == 1


def test_a_rule_grants_when_everything_is_met(road, apply, tmp_path):
    """The certificate's number is told when the last document arrives."""
    made = apply()
    (told,) = road.json("record", "C-1", write(tmp_path, {"documents": passing("food-2")}))
    assert (told["application"], told["answer"]) == (made, "granted")
    assert road.json("show", told["number"])["name"] == COOK["person"]["name"]
    assert road.json("application", "show", made)["state"] == "granted"


def test_a_person_grants_what_is_met(road, apply, tmp_path):
    """What is met is granted, what is not is refused with what stands against it: exit 1."""
    good, bad = (
        apply(scheme="food-3"),
        apply(scheme="food-3", person={**COOK["person"], "ref": "C-2"}),
    )
    assert road.json("record", "C-1", write(tmp_path, {"documents": passing("food-3")})) == []
    first, second = road.json("application", "grant", good, bad, *BY, code=1)
    assert (first["answer"], second["answer"]) == ("granted", "refused")
    assert second["why"].startswith("requirements_unmet: not met: ")
    assert road.json("show", first["number"])["attempt"] == f"{good}.1"
    (again,) = road.json("application", "grant", good, *BY, code=1)
    assert again["why"].startswith("application_closed")
    assert road.run("application", "grant", good).exit_code == 2


def test_a_person_grants_in_words(road, apply, tmp_path):
    """A line for each application, with its certificate."""
    made = apply(scheme="food-3")
    road.done("record", "C-1", write(tmp_path, {"documents": passing("food-3")}))
    line = road.done("application", "grant", made, *BY)
    assert line.split()[:2] == [made, "granted"]
    assert line.split()[2].startswith("FD3-")


def test_the_candidate_does_not_decide(road, apply, tmp_path):
    """Who is the candidate may not grant: nothing is issued."""
    made = apply(scheme="food-3")
    road.done("record", "C-1", write(tmp_path, {"documents": passing("food-3")}))
    name = COOK["person"]["name"]
    (told,) = road.json("application", "grant", made, "--by", name, code=1)
    assert told["why"].startswith("not_impartial: ")
    assert road.json("list") == []


def test_a_person_denies(road, apply):
    """The scheme's reasons and the officer's own are on record."""
    made = apply(scheme="food-3")
    (told,) = road.json("application", "deny", made, *BY, "--why", "not the person in the photo")
    assert told["answer"] == "denied"
    assert told["why"].endswith("not the person in the photo")
    assert road.json("application", "show", made)["state"] == "denied"


def test_withdrawn(road, apply):
    """It is closed, once; then the person may apply anew."""
    made = apply()
    assert road.done("application", "withdraw", made) == f"{made} is withdrawn.\n"
    assert road.json("application", "show", made)["state"] == "withdrawn"
    assert road.run("application", "withdraw", made).stderr.startswith("application_closed")
    assert apply() != made


def test_registers(road, tmp_path):
    """An entry is put, shown and listed; with a change it is the next revision."""
    first = road.json("register", "put", write(tmp_path, PROVIDER))
    assert first | PROVIDER | {"revision": 1} == first
    assert road.json("register", "put", write(tmp_path, PROVIDER)) == first
    second = road.json("register", "put", write(tmp_path, {**PROVIDER, "until": "2030-01-01"}))
    assert second["revision"] == 2
    assert road.json("register", "show", "provider", "academy") == second
    assert road.json("register", "list", "provider") == [second]
    assert road.json("register", "list", "course") == []
    assert "Example Academy" in road.done("register", "list", "provider")
    result = road.run("register", "show", "provider", "nobody")
    assert (result.exit_code, result.stderr.partition(":")[0]) == (1, "unknown_register_entry")
    assert road.run("register", "list", "dentist").exit_code == 2


def test_a_file_that_is_not_json(road, tmp_path):
    """Exit 1 and a sentence, never a traceback."""
    path = tmp_path / "bad.json"
    path.write_bytes(b'{"kind": \xff')
    for words in (("application", "add"), ("record", "C-1"), ("register", "put")):
        result = road.run(*words, path)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("document_invalid: document: not UTF-8")


def test_a_whole_dossier_under_the_example(road, tmp_path):
    """Under the example scheme an application lacks everything, in the scheme's own words."""
    made = road.json("application", "add", write(tmp_path, APPLICANT))["id"]
    value = road.json("application", "show", made)
    assert len(value["findings"]) > 10
    assert {each["status"] for each in value["findings"]} == {"unmet"}
    assert json.dumps(value).count('"lacks": []') == 0
