"""What a scheme's parts must agree on: each contradiction on both sides of its boundary."""

import copy
import tomllib
from datetime import date
from decimal import Decimal

import pytest

from issuer.certification.scheme import SchemeFile
from issuer.certification.scheme_faults import contradictions
from tests.certification.conftest import EXAMPLES


@pytest.fixture(scope="module")
def table(examples):
    """The example scheme as the tables of its file."""
    text = (examples / "botulinum-toxin.toml").read_text("utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def put(table, path, value):
    """Change one thing: `requirements.cases.coverage.0.at_least`; None takes it out.

    A step into a list is its index, or the id of the entry meant.
    """
    *steps, last = path.split(".")
    inner = table
    for step in steps:
        inner = inner[step] if isinstance(inner, dict) else entry(inner, step)
    if value is None:
        del inner[last]
    elif isinstance(inner, list):
        inner[int(last)] = value
    else:
        inner[last] = value


def entry(entries, step):
    if step.isdecimal():
        return entries[int(step)]
    return next(each for each in entries if each["id"] == step)


@pytest.fixture
def faults(table):
    """Return the contradictions of the example with something changed, path by path."""

    def told(changes):
        changed = copy.deepcopy(table)
        for path, value in changes.items():
            put(changed, path, value)
        return dict(contradictions(SchemeFile.model_validate(changed)))

    return told


AREAS = "requirements.cases.coverage"
SIX = [30, 60, 60, 60, 60]
A, B, C, D = ({"id": each, "cut_percent": 72} for each in "ABCD")
EVENLY = {f"practical.stations.{index}.weight": Decimal("12.5") for index in range(8)}
UNWEIGHED = {f"practical.stations.{index}.weight": None for index in range(8)}
NO_SECTION_WEIGHT = {f"written.sections.{index}.weight": None for index in range(6)}
NO_SECTION_ITEMS = {f"written.sections.{index}.items": None for index in range(6)}
TWICE = {"id": "glabella", "text": "a", "everyday": "b"}
MODULE = {"id": "M1", "title": "a", "setting": "hands-on", "hours": 0}
EDUCATION = {"complications": 2, "ethics-law": 1}
OFFICER = "Ines Example-Officer"


def line(values, at_least, field="age_band"):
    return {"field": field, "values": values, "at_least": at_least, "title": "cases"}


REGISTER = {
    "region": "US-TX",
    "place": "Texas, United States",
    "regulator": "Board",
    "url": "https://register.example.org/",
    "checked": date(2026, 11, 1),
}
ES = "languages.es"
SPANISH = tomllib.loads((EXAMPLES / "btx-1.toml").read_text("utf-8"))["languages"]["es"]
YOUNG, OLD, BOTH = ["18-34"], ["55-plus"], ["18-34", "55-plus"]

# what is good, what is one step too far, where that is told, and how it is mended
BOUNDARIES = {
    "an officer answers for a rule": (
        {"decision": "rule", "answerable_officer": OFFICER},
        {"decision": "rule"},
        "answerable_officer",
        "an officer answers",
    ),
    "something is examined": (
        {"written": None, "practical.after_written": False},
        {"written": None, "practical": None},
        "written",
        "add a [written] or a [practical] table",
    ),
    "scope ids": ({}, {"scope.1": TWICE}, "scope[1].id", "glabella is taken"),
    "module ids": (
        {"modules.1": {**MODULE, "id": "M2"}},
        {"modules.1": MODULE},
        "modules[1].id",
        "M1 is taken",
    ),
    "section ids": ({}, {"written.sections.5.id": "S1"}, "written.sections[5].id", "S1 is taken"),
    "form ids": ({}, {"written.forms.1.id": "A"}, "written.forms[1].id", "A is taken"),
    "station ids": (
        {},
        {"practical.stations.7.id": "P1"},
        "practical.stations[7].id",
        "P1 is taken",
    ),
    "critical fails at a station": (
        {"practical.stations.P1.critical": ["a", "b"]},
        {"practical.stations.P1.critical": ["a", "a"]},
        "practical.stations[0].critical[1]",
        "a is taken",
    ),
    "requirement ids": (
        {},
        {"requirements.conduct.id": "identity"},
        "requirements[4].id",
        "identity is taken",
    ),
    "requirement ids that the examination has": (
        {"requirements.conduct.id": "writing"},
        {"requirements.conduct.id": "written"},
        "requirements[4].id",
        "written is the examination's",
    ),
    "the other one": (
        {"requirements.conduct.id": "practice"},
        {"requirements.conduct.id": "practical"},
        "requirements[4].id",
        "practical is the examination's",
    ),
    "reasons of a transition": (
        {"transitions.1.reasons": ["cleared", "b"]},
        {"transitions.1.reasons": ["cleared", "cleared"]},
        "transitions[1].reasons[1]",
        "cleared is taken",
    ),
    "weights of sections": (
        {},
        {"written.sections.S1.weight": Decimal("20.01")},
        "written.sections",
        "they sum to 100.01",
    ),
    "weights of all sections or none": (
        NO_SECTION_WEIGHT,
        {"written.sections.S3.weight": None},
        "written.sections[2].weight",
        "as others have one",
    ),
    "items of all sections or none": (
        {**NO_SECTION_ITEMS, "written.formats": None},
        {"written.sections.S3.items": None},
        "written.sections[2].items",
        "as others have it",
    ),
    "items by format": (
        {"written.formats": {"multiple-choice": 120}},
        {"written.formats": {"multiple-choice": 121}},
        "written.formats",
        "make them 120 items like the sections; they are 121",
    ),
    "a weight is the share of items": (
        {"written.sections.S5.items": 18},
        {"written.sections.S5.items": 17, "written.sections.S6.items": 13},
        "written.sections[4].weight",
        "17 of 120 items",
    ),
    "waits before retakes": (
        {"written.retakes.wait_days": [30, 60]},
        {"written.retakes.wait_days": [30, 60, 90]},
        "written.retakes.wait_days",
        "at most 2: there are as many retakes",
    ),
    "waits before practical retakes": (
        {"practical.retakes.attempts_max": 6, "practical.retakes.wait_days": SIX},
        {"practical.retakes.attempts_max": 5, "practical.retakes.wait_days": SIX},
        "practical.retakes.wait_days",
        "at most 4",
    ),
    "a new form for each attempt": (
        {"written.forms": [A, B, C]},
        {"written.forms": [A, B]},
        "written.forms",
        "list 3, or allow fewer attempts",
    ),
    "the same form again": (
        {"written.forms": [A], "written.retakes.new_form": False},
        {"written.forms": [A, B, C], "written.retakes.attempts_max": 4},
        "written.forms",
        "list 4",
    ),
    "stations to pass": (
        {"practical.stations_passed_min": 8},
        {"practical.stations_passed_min": 9},
        "practical.stations_passed_min",
        "at most 8",
    ),
    "weights of stations": (
        EVENLY,
        {**EVENLY, "practical.stations.P1.weight": Decimal("12.49")},
        "practical.stations",
        "they sum to 99.99",
    ),
    "weights of all stations or none": (
        UNWEIGHED,
        {"practical.stations.P2.weight": None},
        "practical.stations[1].weight",
        "as others have one",
    ),
    "after an examination that there is": (
        {},
        {"written": None},
        "practical.after_written",
        "there is no written examination",
    ),
    "items at every station or none": (
        {f"practical.stations.{index}.items": {} for index in range(8)},
        {"practical.stations.P8.items": {}},
        "practical.stations[7].items",
        "as other stations have",
    ),
    "professions asked": (
        {"requirements.supervisor.professions": ["np"]},
        {"requirements.supervisor.professions": ["np", "dentist"]},
        "requirements[7].professions",
        "dentist is not listed; known: physician, np, pa, rn",
    ),
    "regions asked": (
        {"requirements.supervisor.regions": ["US-MD"]},
        {"requirements.supervisor.regions": ["US"]},
        "requirements[7].regions",
        "US is not listed; known: US-TX, US-MD, GB-ENG",
    ),
    "modules to train": (
        {},
        {"modules": None},
        "modules",
        "training is required",
    ),
    "classroom hours": (
        {"requirements.training.classroom_hours": 16},
        {"requirements.training.classroom_hours": Decimal("15.99")},
        "requirements[14].classroom_hours",
        "at least 16",
    ),
    "hands-on hours": (
        {"requirements.training.hands_on_hours": 16},
        {"requirements.training.hands_on_hours": Decimal("15.5")},
        "requirements[14].hands_on_hours",
        "at least 16",
    ),
    "a case log to keep": ({}, {"case_log": None}, "case_log", "cases are required"),
    "patients": (
        {"requirements.cases.patients": 10},
        {"requirements.cases.patients": 11},
        "requirements[15].patients",
        "at most 10",
    ),
    "follow-ups": (
        {"requirements.cases.follow_ups": 10},
        {"requirements.cases.follow_ups": 11},
        "requirements[15].follow_ups",
        "at most 10",
    ),
    "complications": (
        {"requirements.cases.complications": 10},
        {"requirements.cases.complications": 11},
        "requirements[15].complications",
        "at most 10",
    ),
    "coverage in the log's words": (
        {f"{AREAS}.0.values": ["forehead"]},
        {f"{AREAS}.0.values": ["chin"]},
        "requirements[15].coverage[0].values",
        "chin is not listed; known: glabella",
    ),
    "coverage by one line": (
        {f"{AREAS}.0.at_least": 10},
        {f"{AREAS}.0.at_least": 11},
        "requirements[15].coverage[0].at_least",
        "at most 10",
    ),
    "coverage over one field": (
        {AREAS: [line(YOUNG, 5), line(OLD, 5)]},
        {AREAS: [line(YOUNG, 5), line(OLD, 6)]},
        "requirements[15].performed",
        "ask 11 cases, or less coverage: age_band alone needs as many",
    ),
    "coverage of lines that share a case": (
        {AREAS: [line(BOTH, 10), line(OLD, 10)]},
        {AREAS: [line(YOUNG, 6), line(OLD, 5), line(BOTH, 2)]},
        "requirements[15].performed",
        "ask 11 cases",
    ),
    "coverage of areas, which share cases": (
        {AREAS: [line([area], 10, "areas") for area in ("glabella", "forehead")]},
        {AREAS: [line([goal], 6, "goal") for goal in ("soften", "smooth")]},
        "requirements[15].performed",
        "goal alone needs as many",
    ),
    "variety in the log's words": (
        {"requirements.cases.variety.0.at_least": 3},
        {"requirements.cases.variety.0.at_least": 4},
        "requirements[15].variety[0].at_least",
        "at most 3",
    ),
    "variety of sites": (
        {"requirements.cases.variety.0": {"field": "site", "at_least": 10, "title": "sites"}},
        {"requirements.cases.variety.0": {"field": "site", "at_least": 11, "title": "sites"}},
        "requirements[15].variety[0].at_least",
        "at most 10",
    ),
    "a scale for feedback": (
        {},
        {"case_log.feedback_levels": []},
        "case_log.feedback_domains",
        "feedback is required",
    ),
    "domains for feedback": (
        {},
        {"case_log.feedback_domains": {}},
        "case_log.feedback_domains",
        "feedback is required",
    ),
    "a level of the scale": (
        {"requirements.mentor.level": "with-prompting"},
        {"requirements.mentor.level": "expert"},
        "requirements[16].level",
        "expert is not listed; known: not-yet",
    ),
    "professions of a register": (
        {"registers.0.professions": ["rn"]},
        {"registers.0.professions": ["rn", "dentist"]},
        "registers[0].professions",
        "dentist is not listed; known: physician, np, pa, rn",
    ),
    "a place by one name": (
        {"registers.1": REGISTER},
        {"registers.1": {**REGISTER, "place": "Texas"}},
        "registers[1].place",
        "write Texas, United States, as US-TX is called above",
    ),
    "an address once in a region": (
        {"registers.0": REGISTER, "registers.1": {**REGISTER, "url": "https://r.example.org"}},
        {"registers.0": REGISTER, "registers.1": REGISTER},
        "registers[1].url",
        "leave one out",
    ),
    "scope in another language": (
        {f"{ES}.scope.glabella.text": "otro"},
        {f"{ES}.scope.glabella": None},
        "languages.es.scope.glabella",
        "a language has all words or none",
    ),
    "professions in another language": (
        {"languages.es": None},
        {f"{ES}.professions.dentist": "Dentista"},
        "languages.es.professions.dentist",
        "leave it out; known: physician, np, pa, rn",
    ),
    "places in another language": (
        {f"{ES}.places.GB": "Gran Bretaña"},
        {f"{ES}.places.GB": None},
        "languages.es.places.GB",
        "a language has all words or none",
    ),
    "a language that is not the scheme's own": (
        {"languages": {}},
        {"languages.en-GB": SPANISH},
        "languages.en-GB",
        "leave it out: the scheme itself is in English",
    ),
    "the last cases": (
        {"requirements.mentor.last_cases": 10},
        {"requirements.mentor.last_cases": 11},
        "requirements[16].last_cases",
        "at most 10",
    ),
    "hours of education": (
        {"requirements.education.hours": 3, "requirements.education.topics": EDUCATION},
        {"requirements.education.hours": 2, "requirements.education.topics": EDUCATION},
        "requirements[17].hours",
        "at least what the topics ask together",
    ),
}


def test_the_example_agrees_with_itself(faults):
    """Nothing in the example scheme contradicts anything else in it."""
    assert faults({}) == {}


@pytest.mark.parametrize(("good", "bad", "path", "mend"), BOUNDARIES.values(), ids=BOUNDARIES)
def test_both_sides(faults, good, bad, path, mend):
    """What just agrees is taken; one step further is told with its path and its mend."""
    assert faults(good) == {}
    told = faults(bad)
    assert mend in told[path]


def test_every_contradiction_is_told_at_once(faults):
    """Three contradictions in three places are three faults."""
    told = faults({
        "decision": "rule", "practical.stations_passed_min": 9, "requirements.mentor.level": "x",
    })  # fmt: skip
    assert list(told) == [
        "answerable_officer",
        "practical.stations_passed_min",
        "requirements[16].level",
    ]
