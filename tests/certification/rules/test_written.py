"""The written examination: cut scores, forms, floors, points and per cent, carry-over."""

import pytest

from tests.certification.rules.example_scheme import make_scheme
from tests.certification.rules.good_documents import POINTS, written
from tests.certification.rules.making import find, make_dossier

S5 = "section S5 (Complications and emergencies)"
NO_FORMS = {"written.forms": [], "written.retakes": None}


def lacks(finding):
    return [lack.sentence for lack in finding.lacks]


def attempt(**changes):
    """The good dossier with another written attempt in place of its own."""
    gone = {"points": None} if "percent" in changes else {}
    return make_dossier(change={"W-1": {**gone, **changes}})


def percent(over_all, s5=80, **more):
    return {"percent": over_all, "sections": {"S5": s5}, **more}


def scored(total, s5=14):
    """Points that sum to `total`, with `s5` of them in section S5."""
    rest = total - s5 - sum(POINTS.values()) + POINTS["S5"] + POINTS["S1"]
    return {"points": {**POINTS, "S5": s5, "S1": rest}}


GOOD = {
    "points, 87 of 120": scored(87),
    "points, 13 of 18 in the section with a floor": scored(95, 13),
    "per cent at the cut of form A": percent(72),
    "per cent at the cut of form B": percent(71.5, form="B"),
    "per cent at the cut of form C": percent(73, form="C"),
    "per cent at the floor": percent(72, 70),
    "as the clock of the centre runs": {"ended": "2026-11-20T12:05:00Z"},
}
BAD = {
    "points, 86 of 120": (
        scored(86),
        "written_below_cut",
        "written: 71.66 % is below the cut score of 72 %",
    ),
    "points, 12 of 18 in the section with a floor": (
        scored(95, 12),
        "section_below_floor",
        f"written: {S5}: 66.66 % is below the floor of 70 %",
    ),
    "per cent below the cut of form A": (
        percent(71.99),
        "written_below_cut",
        "written: 71.99 % is below the cut score of 72 %",
    ),
    "per cent below the cut of form B": (
        percent(71.49, form="B"),
        "written_below_cut",
        "written: 71.49 % is below the cut score of 71.5 %",
    ),
    "per cent below the cut of form C": (
        percent(72.99, form="C"),
        "written_below_cut",
        "written: 72.99 % is below the cut score of 73 %",
    ),
    "per cent below the floor": (
        percent(90, 69.99),
        "section_below_floor",
        f"written: {S5}: 69.99 % is below the floor of 70 %",
    ),
    "per cent of no section": (
        {"percent": 90},
        "section_missing",
        f"written: no result of {S5}, which has a floor of 70 %",
    ),
    "points of no such section": (
        {"points": {**POINTS, "S9": 1}},
        "section_unknown",
        "written: the scheme has no section S9",
    ),
    "nought": (percent(0), "written_below_cut", "written: 0 % is below the cut score of 72 %"),
    "in the future": (
        {"ended": "2026-11-20T12:05:01Z"},
        "written_missing",
        "no result of the written examination",
    ),
}


@pytest.mark.parametrize("changes", GOOD.values(), ids=GOOD)
def test_on_the_boundary(changes):
    """The very figure passes."""
    finding = find("written", attempt(**changes), make_scheme({"practical": None}))
    assert (finding.status, finding.lacks) == ("met", ())


@pytest.mark.parametrize(("changes", "code", "sentence"), BAD.values(), ids=BAD)
def test_beyond_the_boundary(changes, code, sentence):
    """The least below it fails, and is told with both figures."""
    finding = find("written", attempt(**changes))
    assert finding.status == "unmet"
    first = finding.lacks[0]
    assert (first.code, first.sentence) == (code, sentence)


@pytest.mark.parametrize("form", [None, "Z"])
def test_a_form_that_is_not_in_use(form):
    """Where there are forms, an attempt names one: its cut score is not known otherwise."""
    finding = find("written", attempt(**percent(100, form=form)))
    assert "written: the attempt of 5 October 2026 names no form in use" in lacks(finding)


@pytest.mark.parametrize(("cut", "status"), [(72, "met"), (71.99, "unmet")])
def test_without_forms_the_cut_score_of_the_examination_counts(cut, status):
    """A scheme without forms has one cut score."""
    finding = find("written", attempt(**percent(cut, form=None)), make_scheme(NO_FORMS))
    assert finding.status == status


def test_points_and_per_cent_agree():
    """What is 87 of 120 by points is 72.5 by per cent, to the hundredth below."""
    assert find("written", attempt(**scored(87))).sentence.endswith("with 72.5 %.")
    assert find("written", attempt(**scored(95))).sentence.endswith("with 79.16 %.")


def test_no_attempt():
    """Without an attempt there is no result, and a scheme without a part does not ask for it."""
    finding = find("written", make_dossier(change={"W-1": None}))
    assert lacks(finding) == ["no result of the written examination"]
    with pytest.raises(StopIteration):
        find("practical", make_dossier(), make_scheme({"practical": None}))


# The practical part was passed on 20 October 2026, and today is 20 November.
@pytest.mark.parametrize(
    ("ended", "status"),
    [
        ("2025-10-20T11:00:00Z", "met"),
        ("2025-10-19T11:00:00Z", "expired"),
        ("2026-10-20T15:00:00Z", "met"),  # at the very moment
    ],
)
def test_a_pass_carries_over(ended, status):
    """The practical part is passed within twelve months of the written one."""
    dossier = attempt(ended=ended)
    finding = find("written", dossier)
    assert finding.status == status
    if status == "expired":
        told = "the pass of 19 October 2025 carried over for 12 months"
        assert finding.sentence == f"Lapsed, and needed before the decision: {told}."


@pytest.mark.parametrize(
    ("ended", "status"),
    [("2025-11-20T11:00:00Z", "met"), ("2025-11-19T11:00:00Z", "expired")],
)
def test_a_pass_alone_carries_over_until_today(ended, status):
    """While the other part is missing, twelve months are counted until today."""
    gone = {f"s-1/{station.id}/ex-1": None for station in make_scheme().practical.stations}
    dossier = make_dossier(change={"W-1": {"ended": ended}, **gone})
    assert find("written", dossier).status == status


def test_without_carry_over_a_pass_stays():
    """A scheme that gives no months sets no end."""
    scheme = make_scheme({
        "written.carry_over_months": None, "practical.carry_over_months": None,
    })  # fmt: skip
    dossier = attempt(ended="2021-10-05T11:00:00Z")
    assert find("written", dossier, scheme).status == "met"
    assert find("practical", dossier, scheme).status == "met"


def test_a_later_pass_joins_what_an_old_one_cannot():
    """An old pass that has lapsed does not hide a new one."""
    old = written(ref="W-0", ended="2024-01-10T11:00:00Z", form="B")
    dossier = make_dossier(more=[old])
    assert find("written", dossier).sentence == "Passed on 5 October 2026 with 79.16 %."
    gone = {f"s-1/{station.id}/ex-1": None for station in make_scheme().practical.stations}
    assert find("written", make_dossier(change=gone, more=[old])).status == "met"
