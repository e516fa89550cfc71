"""Attempts: how often, how soon again, with a new form, and after a critical fail with a plan."""

import pytest

from tests.certification.rules.example_scheme import make_scheme
from tests.certification.rules.good_documents import practical, written
from tests.certification.rules.making import find, make_dossier

STATIONS = [each.id for each in make_scheme().practical.stations]
SITTING = {f"s-1/{name}/{who}": None for name in STATIONS for who in ("ex-1", "ex-2")}
EVERY_DAY = {"written.retakes.wait_days": [], "written.retakes.new_form": False}
CRITICAL = {"critical_fails": ["P1/misses-absolute-contraindication"]}


def lacks(finding):
    return [lack.sentence for lack in finding.lacks]


def sat(*attempts, scheme=None):
    """How the written part stands after attempts of (day, form, percent)."""
    more = [
        written(ref=f"W-{n}", ended=f"{day}T11:00:00Z", form=form, points=None, percent=percent,
                sections={"S5": 90})
        for n, (day, form, percent) in enumerate(attempts, 1)
    ]  # fmt: skip
    return find("written", make_dossier(change={"W-1": None}, more=more), scheme)


def test_a_first_attempt_that_failed():
    """It is told what failed, how many attempts are used, and from when the next may be."""
    finding = sat(("2026-08-01", "A", 50))
    assert finding.status == "unmet"
    assert lacks(finding) == [
        "written: 50 % is below the cut score of 72 %",
        "1 of 3 attempts used, the next from 31 August 2026",
    ]


def test_the_wait_before_the_second():
    """Thirty days later it counts, a day earlier it does not, however good it was."""
    first = ("2026-08-01", "A", 50)
    assert sat(first, ("2026-08-31", "B", 90)).status == "met"
    finding = sat(first, ("2026-08-30", "B", 90))
    assert finding.status == "unmet"
    assert lacks(finding)[-1] == (
        "not counted: the attempt of 30 August 2026, "
        "29 days after the one before; 30 are asked"
    )  # fmt: skip


def test_the_wait_before_the_third():
    """It has its own figure: sixty days."""
    before = ("2026-08-01", "A", 50), ("2026-08-31", "B", 50)
    assert sat(*before, ("2026-10-30", "C", 90)).status == "met"
    finding = sat(*before, ("2026-10-29", "C", 90))
    assert finding.status == "unmet"
    assert lacks(finding)[-2:] == [
        "2 of 3 attempts used, the next from 30 October 2026",
        "not counted: the attempt of 29 October 2026, 59 days after the one before; 60 are asked",
    ]


def test_an_attempt_that_does_not_count_is_not_waited_after():
    """Who came too early waits from the attempt that counted, not from the one that did not."""
    attempts = ("2026-08-01", "A", 50), ("2026-08-30", "B", 50), ("2026-08-31", "B", 90)
    assert sat(*attempts).status == "met"


def test_the_last_wait_goes_on():
    """With one figure for all, each attempt waits as long."""
    scheme = make_scheme({"written.retakes.wait_days": [30], "written.retakes.new_form": False})
    before = ("2026-08-01", "A", 50), ("2026-08-31", "B", 50)
    assert sat(*before, ("2026-09-30", "C", 90), scheme=scheme).status == "met"
    assert sat(*before, ("2026-09-29", "C", 90), scheme=scheme).status == "unmet"


@pytest.mark.parametrize(
    ("day", "status"), [("2026-10-01", "met"), ("2026-09-30", "unmet"), ("2026-10-02", "met")]
)
def test_so_many_in_so_many_months(day, status):
    """A fourth attempt counts once the first is twelve months old."""
    failed = [("2025-10-01", "A", 50), ("2026-01-01", "A", 50), ("2026-03-01", "A", 50)]
    finding = sat(*failed, (day, "A", 90), scheme=make_scheme(EVERY_DAY))
    assert finding.status == status
    if status == "unmet":
        assert lacks(finding)[-2:] == [
            "3 of 3 attempts used, the next from 1 October 2026",
            "not counted: the attempt of 30 September 2026, 3 are allowed in 12 months",
        ]


def test_the_last_attempt_is_told():
    """Of two failed attempts, what the second lacks is told."""
    finding = sat(("2026-08-01", "A", 50), ("2026-08-31", "B", 60))
    assert lacks(finding)[0] == "written: 60 % is below the cut score of 71.5 %"


def test_an_attempt_that_is_old_is_not_used():
    """Of two failed attempts twelve months apart, the newer alone is told as used."""
    finding = sat(("2025-10-01", "A", 50), ("2026-10-01", "B", 50))
    assert lacks(finding)[-1].startswith("1 of 3 attempts used, the next from ")


def test_a_new_form_each_time():
    """The form of an earlier attempt does not count again; without the rule it does."""
    twice = ("2026-08-01", "A", 50), ("2026-08-31", "A", 90)
    told = "not counted: the attempt of 31 August 2026, with a form that was used before"
    assert lacks(sat(*twice))[-1] == told
    assert sat(*twice, scheme=make_scheme({"written.retakes.new_form": False})).status == "met"


def test_without_a_rule_every_attempt_counts():
    """A scheme without retakes rules has none."""
    attempts = [("2026-08-01", "A", 50)] * 5 + [("2026-08-01", "A", 90)]
    assert sat(*attempts, scheme=make_scheme({"written.retakes": None})).status == "met"


def test_a_fail_after_a_pass_changes_nothing():
    """Who passed has passed."""
    assert sat(("2026-08-01", "A", 90), ("2026-08-31", "B", 10)).status == "met"


def test_the_first_in_time_is_the_first():
    """Attempts are ordered by when they ended, whatever they are called."""
    more = [
        written(ref="W-9", ended="2026-08-01T11:00:00Z", form="A", points=None, percent=50),
        written(ref="W-2", ended="2026-08-30T11:00:00Z", form="B"),
    ]
    finding = find("written", make_dossier(change={"W-1": None}, more=more))
    assert "not counted: the attempt of 30 August 2026" in lacks(finding)[-1]


# ------------------------------------------------------------------ the practical part


def examined(*attempts, plans=(), scheme=None):
    """How the practical part stands after reported attempts of (day, changes)."""
    more = [
        practical(ref=f"P-{n}", ended=f"{day}T15:00:00Z", **changes)
        for n, (day, changes) in enumerate(attempts, 1)
    ]
    signed = [
        {"kind": "remediation", "ref": f"R-{n}", "supervisor": "sup-1", "on": day}
        for n, day in enumerate(plans)
    ]
    change = {**SITTING, "W-1": {"ended": "2026-05-01T11:00:00Z"}}
    return find("practical", make_dossier(change=change, more=[*more, *signed]), scheme)


FAILED = {"percent": 50}


@pytest.mark.parametrize(("day", "status"), [("2026-07-01", "met"), ("2026-06-30", "unmet")])
def test_the_practical_part_waits_too(day, status):
    """Thirty days from the first of June."""
    assert examined(("2026-06-01", FAILED), (day, {})).status == status


@pytest.mark.parametrize(("day", "status"), [("2026-09-29", "met"), ("2026-09-28", "unmet")])
def test_and_longer_before_the_third(day, status):
    """Ninety days from the first of July."""
    before = ("2026-06-01", FAILED), ("2026-07-01", FAILED)
    assert examined(*before, (day, {})).status == status


@pytest.mark.parametrize(
    ("plans", "status"),
    [
        ([], "unmet"),
        (["2026-05-31"], "unmet"),
        (["2026-06-01"], "met"),
        (["2026-07-10"], "met"),
        (["2026-07-11"], "unmet"),
        (["2026-05-31", "2026-06-15"], "met"),
    ],
)
def test_after_a_critical_fail_comes_a_plan(plans, status):
    """Signed between the critical fail and the next attempt, both days included."""
    finding = examined(("2026-06-01", CRITICAL), ("2026-07-10", {}), plans=plans)
    assert finding.status == status
    if status == "unmet":
        assert lacks(finding)[-1] == (
            "not counted: the attempt of 10 July 2026, "
            "without a remediation plan after the critical fail"
        )


def test_a_plan_is_asked_after_a_critical_fail_alone():
    """Not after another fail, and not where the scheme does not ask for it."""
    assert examined(("2026-06-01", FAILED), ("2026-07-10", {})).status == "met"
    scheme = make_scheme({"practical.retakes.remediation_after_critical_fail": False})
    assert examined(("2026-06-01", CRITICAL), ("2026-07-10", {}), scheme=scheme).status == "met"


def test_the_practical_pass_carries_over():
    """A practical pass that no written pass joins in twelve months has lapsed."""
    scheme = make_scheme({"practical.after_written": False})
    for day, status in (("2025-10-05", "met"), ("2025-10-04", "expired")):
        more = [practical(ended=f"{day}T15:00:00Z")]
        dossier = make_dossier(change=SITTING, more=more)
        assert find("practical", dossier, scheme).status == status
