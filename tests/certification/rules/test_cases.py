"""Stage 3: how many cases, on whom, how many a day, of what variety, and the mentor's view."""

from dataclasses import replace
from datetime import date

import pytest

from issuer.certification.dossier.practice import Case
from tests.certification.rules.example_scheme import make_scheme
from tests.certification.rules.good_documents import case, feedback
from tests.certification.rules.making import find, make_dossier, make_registers

NOT_COUNTED = "not counted: "


def pieces(finding):
    return [lack.sentence for lack in finding.lacks]


def test_exactly_enough():
    """Ten and ten cases with exactly the coverage asked are enough."""
    finding = find("cases", make_dossier())
    assert finding.status == "met"
    assert finding.sentence == "10 performed and 10 observed cases count."


ONE_SHORT = {
    "observed": ({"observed-10": None}, ["9 of 10 observed cases"]),
    "observed, not performed": (
        {"observed-10": {"role": "performed", "patient": 11}},
        ["9 of 10 observed cases"],
    ),
    "patients": ({"performed-10": {"patient": 9}}, ["9 of 10 different patients"]),
    "follow-ups": ({"performed-05": {"follow_up": None}}, ["4 of 5 patients seen again"]),
    "a follow-up still to come": (
        {"performed-05": {"follow_up": "2026-11-21"}},
        ["4 of 5 patients seen again"],
    ),
    "complications": (
        {"performed-01": {"complication": None}},
        ["0 of 1 cases with a complication or touch-up"],
    ),
    "glabella": ({"performed-06": {"areas": ["forehead"]}}, ["5 of 6 glabella cases"]),
    "forehead": ({"performed-10": {"areas": ["glabella"]}}, ["3 of 4 forehead cases"]),
    "lateral canthal": (
        {"performed-04": {"areas": ["glabella"]}},
        ["3 of 4 lateral canthal cases"],
    ),
    "skin type": ({"performed-10": {"skin_type": "I-II"}}, ["1 of 2 cases of skin type V-VI"]),
    "skin type left out": (
        {"performed-10": {"skin_type": None}},
        ["1 of 2 cases of skin type V-VI"],
    ),
    "age": ({"performed-02": {"age_band": "35-54"}}, ["1 of 2 cases aged 18 to 34"]),
    "variety": (
        {"performed-10": {"presentation": "feminine"}},
        ["1 of 2 different gender presentations"],
    ),
    "performed": (
        {"performed-03": None},
        [
            "9 of 10 performed cases",
            "9 of 10 different patients",
            "4 of 5 patients seen again",
            "5 of 6 glabella cases",
            "3 of 4 lateral canthal cases",
        ],
    ),
}


@pytest.mark.parametrize(("change", "told"), ONE_SHORT.values(), ids=ONE_SHORT)
def test_one_short(change, told):
    """Each figure by itself: one less is told with what there is and what is asked."""
    finding = find("cases", make_dossier(change=change))
    assert (finding.status, pieces(finding)) == ("unmet", told)
    assert finding.sentence == f"Missing, and needed before the examination: {'; '.join(told)}."


def test_a_follow_up_today_counts():
    """A patient seen again today was seen again."""
    dossier = make_dossier(change={"performed-05": {"follow_up": "2026-11-20"}})
    assert find("cases", dossier).status == "met"


def test_a_case_counts_for_each_of_its_areas():
    """One case in three areas adds to all three."""
    change = {
        "performed-06": {"areas": ["forehead"]},
        "performed-10": {"areas": ["glabella", "forehead"]},
    }
    assert find("cases", make_dossier(change=change)).status == "met"


# Passed on 5 October 2026: the window of 12 months goes back from there.
@pytest.mark.parametrize(
    ("on", "status", "last"),
    [
        ("2025-10-05", "met", None),
        ("2025-10-04", "expired", "not counted: 1 cases, over 12 months old"),
        ("2026-11-20", "met", None),
        ("2026-11-21", "unmet", "9 of 10 observed cases"),
    ],
)
def test_the_window(on, status, last):
    """A case counts for 12 months until the examination is first passed."""
    finding = find("cases", make_dossier(change={"observed-10": {"on": on}}))
    assert finding.status == status
    assert pieces(finding)[-1:] == ([last] if last else [])


def test_the_window_before_any_pass():
    """While no part is passed, the window goes back from today."""
    without = {f"{name}": None for name in ("W-1",)}
    scheme = make_scheme({"practical": None})
    on = {"observed-10": {"on": "2025-11-20"}}
    assert find("cases", make_dossier(change=without | on), scheme).status == "met"
    on = {"observed-10": {"on": "2025-11-19"}}
    assert find("cases", make_dossier(change=without | on), scheme).status == "expired"


def day_of(count):
    """Put so many of the ten performed cases on one day."""
    changes = {f"performed-{n:02}": {"on": "2026-09-10"} for n in range(1, count + 1)}
    rest = {f"performed-{n:02}": {"on": f"2026-09-{n + 10}"} for n in range(count + 1, 11)}
    return changes | rest


def test_at_most_so_many_a_day():
    """Six cases of a day count, the seventh does not."""
    assert find("cases", make_dossier(change=day_of(6))).status == "met"
    finding = find("cases", make_dossier(change=day_of(7)))
    assert finding.status == "unmet"
    assert pieces(finding)[0] == "9 of 10 performed cases"
    assert pieces(finding)[-1] == "not counted: 1 cases, beyond 6 on one day"


def test_without_a_cap_a_day_has_no_end():
    """A scheme that gives no figure for a day sets none."""
    scheme = make_scheme({"requirements.cases.per_day": None})
    assert find("cases", make_dossier(change=day_of(10)), scheme).status == "met"


def test_observed_cases_are_not_capped():
    """The cap is about performed cases: all ten observed ones are of one day."""
    dossier = make_dossier()
    assert len({each.on for each in dossier.of(Case) if each.role == "observed"}) == 1
    assert find("cases", dossier).status == "met"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"since": "2026-08-20", "until": "2026-09-24"}, "met"),
        ({"since": "2026-08-21"}, "unmet"),
        ({"until": "2026-09-23"}, "unmet"),
        ({"sites": ["site-2"]}, "unmet"),
        ({"sites": ["site-2", "site-1"]}, "met"),
        ({"regions": ["US-TX"]}, "met"),
        ({"regions": ["US"]}, "met"),
        ({"regions": ["US-MD"]}, "unmet"),
        ({"regions": ["US-MD", "US-TX"]}, "met"),
        (None, "unmet"),
    ],
)
def test_the_supervisor(change, status):
    """Listed that day, for that site, and where the candidate practises."""
    registers = make_registers({"sup-1": change})
    finding = find("cases", make_dossier("rn", "US-TX", registers=registers))
    assert finding.status == status
    if status == "unmet":
        assert "under no supervisor listed on the day" in pieces(finding)[-1]


# ------------------------------------------------------------------ the mentor's feedback


def test_the_last_three():
    """The last three cases at the level, and feedback on each of the ten."""
    finding = find("mentor", make_dossier())
    assert finding.status == "met"
    assert finding.sentence == "The last 3 cases at independent in every domain."


LAST = "2 of 3 last cases at independent in every domain"
DOMAIN = feedback(8)["domains"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"feedback-07": {"domains": feedback(7, "not-yet")["domains"]}}, []),
        ({"feedback-08": {"domains": feedback(8, "with-prompting")["domains"]}}, [LAST]),
        ({"feedback-08": {"domains": DOMAIN | {"safety": "with-prompting"}}}, [LAST]),
        ({"feedback-08": {"domains": {**DOMAIN, "more": "not-yet"}}}, []),
        ({"feedback-08": {"on": "2026-11-21"}}, [LAST, "no feedback on 1 of 10 performed cases"]),
        ({"feedback-01": None}, ["no feedback on 1 of 10 performed cases"]),
        ({"feedback-10": None}, [LAST, "no feedback on 1 of 10 performed cases"]),
        ({"performed-10": {"on": "2026-09-01"}}, [LAST]),  # now case 7 is among the last three
    ],
)
def test_feedback(change, told):
    """Every domain of the last three, and no case without feedback."""
    assert pieces(find("mentor", make_dossier(change=change))) == told


def test_a_domain_left_out():
    """A domain that nobody spoke of is not at the level."""
    domains = {name: level for name, level in DOMAIN.items() if name != "safety"}
    dossier = make_dossier(change={"feedback-08": {"domains": domains}})
    assert pieces(find("mentor", dossier)) == [LAST]


def test_a_higher_level_is_good_too():
    """Where prompting is enough, independence is."""
    scheme = make_scheme({"requirements.mentor.level": "with-prompting"})
    assert find("mentor", make_dossier(), scheme).status == "met"
    low = {"feedback-09": {"domains": feedback(9, "not-yet")["domains"]}}
    finding = find("mentor", make_dossier(change=low), scheme)
    assert pieces(finding) == ["2 of 3 last cases at with prompting in every domain"]


def test_feedback_on_every_case_may_be_left_out():
    """A scheme may look at the last cases alone."""
    scheme = make_scheme({"requirements.mentor.every_case": False})
    assert find("mentor", make_dossier(change={"feedback-01": None}), scheme).status == "met"


def test_today_is_among_the_last():
    """A case of today is among the last three, and feedback of today is heard."""
    today = {"performed-01": {"on": "2026-11-20"}}
    told = [LAST, "no feedback on 1 of 10 performed cases"]
    assert pieces(find("mentor", make_dossier(change=today))) == told
    said = {"feedback-01": {**feedback(1), "on": "2026-11-20"}}
    assert find("mentor", make_dossier(change=today | said)).status == "met"


@pytest.mark.parametrize(("day", "status"), [("2026-09-26", "unmet"), ("2026-09-24", "met")])
def test_the_newest_word_on_a_case_counts(day, status):
    """Feedback on the same case again replaces what was said before, not what came after."""
    again = {**feedback(9, "with-prompting"), "ref": "F-9b", "on": day}
    assert find("mentor", make_dossier(more=[again])).status == status


def test_fewer_cases_than_are_looked_at():
    """Two cases are not three."""
    gone = {f"performed-{number:02}": None for number in range(1, 9)}
    assert pieces(find("mentor", make_dossier(change=gone))) == [LAST]


def test_one_more_case_needs_feedback_too():
    """A case without feedback stands in the way, until the mentor speaks."""
    more = {**case(10), "ref": "performed-11", "patient": 11, "on": "2026-10-01"}
    said = {**feedback(10), "ref": "feedback-11", "case": "performed-11", "on": "2026-10-02"}
    assert find("mentor", make_dossier(more=[more])).status == "unmet"
    assert find("mentor", make_dossier(more=[more, said])).status == "met"


def test_after_certification_it_is_practice():
    """From the certificate's first day on, cases have no mentor; before, nothing changes."""
    more = {**case(10), "ref": "performed-11", "patient": 11, "on": "2026-10-02"}
    dossier = make_dossier(more=[more])
    for day, status in ((date(2026, 10, 2), "met"), (date(2026, 10, 3), "unmet")):
        assert find("mentor", replace(dossier, certified=day)).status == status
    without = make_dossier(change={"feedback-10": None})
    assert find("mentor", replace(without, certified=date(2026, 10, 1))).status == "unmet"
