"""What is unmet: every rule on both sides of its boundary, in words and figures."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.certification.findings import UnmetCode
from issuer.certification.result_rules import CLOCK_LEEWAY, assess_result


def codes(unmet):
    return [each.code for each in unmet]


def test_a_pass_is_empty(result, btx, at):
    """A result that meets everything has nothing unmet."""
    assert assess_result(result(), btx, at) == ()


def test_every_figure_on_its_boundary_passes(result, btx, at):
    """Cut score, floor, practical cut and stations are met by the very figure."""
    exact = result(
        written__percent=72, written__sections={"S5": 70},
        practical__percent=70, practical__stations_passed=6,
    )  # fmt: skip
    assert assess_result(exact, btx, at) == ()


S5 = "section S5 (Complications and emergencies)"
P4 = "station P4 (Reconstitution and dose check)"
UNMET = [
    (
        {"written__percent": 71.99},
        "written_below_cut",
        "written: 71.99 % is below the cut score of 72 %",
    ),
    (
        {"written__percent": 68},
        "written_below_cut",
        "written: 68 % is below the cut score of 72 %",
    ),
    (
        {"written__sections__S5": 69.99},
        "section_below_floor",
        f"written: {S5}: 69.99 % is below the floor of 70 %",
    ),
    (
        {"written__sections__S5": None},
        "section_missing",
        f"written: no result of {S5}, which has a floor of 70 %",
    ),
    ({"written__sections__S7": 99}, "section_unknown", "written: the scheme has no section S7"),
    ({"written": None}, "written_missing", "written: no result of the written examination"),
    (
        {"practical__percent": 69.99},
        "practical_below_cut",
        "practical: 69.99 % is below the cut score of 70 %",
    ),
    (
        {"practical__stations_passed": 5},
        "stations_too_few",
        "practical: 5 of 8 stations passed, at least 6 are needed",
    ),
    (
        {"practical__stations_passed": 9},
        "stations_impossible",
        "practical: 9 stations passed, but the scheme has 8",
    ),
    (
        {"practical__critical_fails": ["P4/breaks-asepsis-uncorrected"]},
        "critical_fail",
        f"practical: critical fail at {P4}: breaks asepsis uncorrected",
    ),
    (
        {"practical__critical_fails": ["P1/breaks-asepsis-uncorrected"]},
        "critical_fail_unknown",
        "practical: critical fail P1/breaks-asepsis-uncorrected, which the scheme does not list",
    ),
    (
        {"practical__critical_fails": ["P9/no-valid-consent"]},
        "critical_fail_unknown",
        "practical: critical fail P9/no-valid-consent, which the scheme does not list",
    ),
    ({"practical": None}, "practical_missing", "practical: no result of the practical examination"),
    (
        {"profession": "dentist"},
        "profession_not_admitted",
        "profession: dentist is not among those admitted (physician, np, pa, rn)",
    ),
    (
        {"scheme": "btx-2"},
        "scheme_mismatch",
        "scheme: the result is for btx-2, not for btx-1",
    ),
    (
        {"completed_at": "2026-11-20T12:05:01Z"},
        "completed_in_future",
        "examination: completed at 2026-11-20T12:05:01Z, in the future",
    ),
]


@pytest.mark.parametrize(("changes", "code", "sentence"), UNMET)
def test_one_thing_unmet(result, btx, at, changes, code, sentence):
    """One figure beyond its boundary gives that one reason, with the figures in words."""
    ((unmet),) = assess_result(result(**changes), btx, at)
    assert (unmet.code, unmet.sentence) == (code, sentence)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (
            {"practical": {"percent": 90, "stations_passed": 1}, "examiners": ["X"]},
            "practical_not_asked",
        ),
        ({"written": None}, "written_missing"),
        ({"written__percent": 66.66}, "written_below_cut"),
        ({"written__sections": {"S1": 90}}, "section_unknown"),
        ({"profession": "physician"}, "profession_not_admitted"),
    ],
)
def test_another_scheme_by_the_same_rules(result, radio, at, changes, code):
    """A scheme of a written examination alone is assessed by its own figures."""
    base = {
        "scheme": "radio-2",
        "profession": "operator",
        "written": {"percent": 66.67},
        "practical": None,
    }
    assert assess_result(result(**base), radio, at) == ()
    assert codes(assess_result(result(**_nested(base, changes)), radio, at)) == [code]


def _nested(base, changes):
    merged = {name: value for name, value in base.items() if name not in changes}
    for path, value in changes.items():
        name, _, inner = path.partition("__")
        if inner:
            merged[name] = base[name] | {inner: value}
        else:
            merged[name] = value
    return merged


def test_a_written_part_nobody_asked_for(result, btx, at):
    """A part the scheme does not have is unmet, for the result speaks of another examination."""
    practical_only = btx.model_copy(update={"written": None})
    assert codes(assess_result(result(), practical_only, at)) == ["written_not_asked"]


def test_clock_leeway_is_inclusive(result, btx):
    """An exam system's clock may run ahead by the leeway and not by a second more."""
    done = result()
    ahead = done.completed_at - CLOCK_LEEWAY
    assert assess_result(done, btx, ahead) == ()
    assert codes(assess_result(done, btx, ahead - timedelta(seconds=1))) == ["completed_in_future"]


def test_everything_unmet_is_told(result, btx, at):
    """Reasons are all told, in the scheme's order, not only the first."""
    bad = result(
        profession="dentist",
        written={"percent": 1, "sections": {"S9": 1, "S8": 1, "S5": 1}},
        practical={
            "percent": 1, "stations_passed": 0,
            "critical_fails": ["P8/no-safety-net-advice", "P2/no-valid-consent"],
        },
    )  # fmt: skip
    assert codes(assess_result(bad, btx, at)) == [
        "profession_not_admitted",
        "written_below_cut",
        "section_unknown",
        "section_unknown",
        "section_below_floor",
        "practical_below_cut",
        "stations_too_few",
        "critical_fail",
        "critical_fail",
    ]


OF_DOSSIERS = {
    UnmetCode.ATTEMPT_NOT_COUNTED,
    UnmetCode.SCORES_INCOMPLETE,
    UnmetCode.IDENTITY,
    UnmetCode.LICENCE,
    UnmetCode.CERTIFICATE,
    UnmetCode.DECLARATION,
    UnmetCode.EXPERIENCE,
    UnmetCode.ENDORSEMENT,
    UnmetCode.SPECIALTY,
    UnmetCode.TRAINING,
    UnmetCode.CASES,
    UnmetCode.FEEDBACK,
    UnmetCode.EDUCATION,
}


def test_every_code_is_reached():
    """No code of an exam result is without a test that reaches it."""
    reached = {code for _, code, _ in UNMET} | {"practical_not_asked", "written_not_asked"}
    assert reached == set(UnmetCode) - OF_DOSSIERS


@given(
    written=st.integers(0, 100), floor=st.integers(0, 100), practical=st.integers(0, 100),
    stations=st.integers(0, 8), fails=st.booleans(),
)  # fmt: skip
def test_granted_exactly_when_all_is_met(
    result, btx, at, written, floor, practical, stations, fails
):
    """The rules together are the plain conjunction that a reader of the scheme expects."""
    given_result = result(
        written={"percent": written, "sections": {"S5": floor}},
        practical={
            "percent": practical, "stations_passed": stations,
            "critical_fails": ["P2/no-valid-consent"] if fails else [],
        },
    )  # fmt: skip
    passes = written >= 72 and floor >= 70 and practical >= 70 and stations >= 6 and not fails
    assert (assess_result(given_result, btx, at) == ()) is passes


def test_reasons_name_no_person(result, btx, at):
    """A reason may be logged: it holds no name."""
    told = " ".join(each.sentence for each in assess_result(result(written__percent=0), btx, at))
    assert told
    assert "Amélie" not in told


def test_a_naive_moment_is_a_bug(result, btx):
    """A moment without a time zone is not quietly taken for UTC."""
    with pytest.raises(TypeError):
        assess_result(result(), btx, datetime(2026, 11, 20))  # noqa: DTZ001 - the point
