"""What holds of every dossier: an answer, in any order, and more evidence never less."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer.certification.assessment import assess
from issuer.certification.calendar_days import whole_months
from issuer.certification.dossier.documents import DOCUMENT_KINDS
from issuer.certification.findings import FindingStatus
from issuer.certification.requirements import EndorsementRequirement, Stage
from tests.certification.rules import any_document as any_
from tests.certification.rules.any_document import UNCAPPED, dossier_of, entries_of, settled
from tests.certification.rules.example_scheme import make_scheme
from tests.certification.rules.good_documents import case, feedback, scored, station, written
from tests.certification.rules.making import AT, find, make_dossier

EXAMPLE = make_scheme()
FEWER = settings(max_examples=50)  # whole dossiers are read
MANY = st.lists(any_.ANYTHING, max_size=12)
MOMENTS = any_.MOMENTS.map(lambda each: each.replace(microsecond=0))


@given(MANY, any_.PROFESSIONS, any_.REGIONS, MOMENTS)
def test_total(many, profession, region, at):
    """Any documents at any moment get an answer: each finding met, or told with what it lacks."""
    dossier = dossier_of(entries_of(many), profession, region)
    assessment = assess(dossier, EXAMPLE, at)
    assert assessment.is_met == (not assessment.missing)
    for finding in assessment.findings:
        assert bool(finding.lacks) == (finding.status not in {"met", "waived"})
        assert finding.sentence == finding.sentence[:1].upper() + finding.sentence[1:]
        assert "\n" not in finding.sentence


@given(MANY, st.randoms(use_true_random=False))
def test_order_never_matters(many, random):
    """Entries in any order give the very same assessment."""
    entries = entries_of(many)
    shuffled = random.sample(entries, len(entries))
    first = assess(dossier_of(entries), EXAMPLE, AT)
    assert assess(dossier_of(shuffled), EXAMPLE, AT) == first


@FEWER
@given(st.randoms(use_true_random=False), st.sampled_from(["physician", "rn"]))
def test_order_never_matters_for_a_good_dossier(random, profession):
    """Nor where everything is met."""
    entries = make_dossier(profession, "US-TX").entries
    shuffled = dossier_of(random.sample(entries, len(entries)), profession)
    found = assess(shuffled, EXAMPLE, AT)
    assert found.is_met
    assert found == assess(dossier_of(entries, profession), EXAMPLE, AT)


MORE = st.one_of(
    any_.QUALIFICATIONS, any_.TRAININGS, any_.WRITTENS, any_.PRACTICALS, any_.REMEDIATIONS,
    any_.WAIVERS,
)  # fmt: skip
SOME = st.lists(st.integers(0, 10_000), max_size=20)


def some_good(left_out):
    """The good dossier of a nurse in Texas without some of its entries."""
    entries = list(make_dossier("rn", "US-TX").entries)
    for each in left_out:
        entries.pop(each % len(entries))
    return entries


@FEWER
@given(SOME, MANY, st.lists(MORE, min_size=1, max_size=5))
def test_more_evidence_never_unmeets(left_out, many, more):
    """Without caps, another document leaves settled whatever was settled."""
    before = [*some_good(left_out), *entries_of(many, "a-")]
    after = [*before, *entries_of(more, "b-")]
    findings = assess(dossier_of(before), UNCAPPED, AT).findings
    later = assess(dossier_of(after), UNCAPPED, AT).findings
    assert settled(findings) <= settled(later)


@FEWER
@given(SOME, any_.LICENCES)
def test_another_licence_never_unmeets(left_out, licence):
    """A licence of another number takes nothing away."""
    before = some_good(left_out)
    after = [*before, *entries_of([licence], "b-")]
    was = settled(assess(dossier_of(before), EXAMPLE, AT).findings)
    assert was <= settled(assess(dossier_of(after), EXAMPLE, AT).findings)


@FEWER
@given(SOME, any_.DECLARATIONS.filter(lambda made: made["holds"] and "expires" not in made))
def test_another_good_declaration_never_unmeets(left_out, declaration):
    """Declaring again that all is well takes nothing away."""
    before = some_good(left_out)
    after = [*before, *entries_of([declaration], "b-")]
    was = settled(assess(dossier_of(before), EXAMPLE, AT).findings)
    assert was <= settled(assess(dossier_of(after), EXAMPLE, AT).findings)


@FEWER
@given(SOME, st.lists(any_.CASES, min_size=1, max_size=5))
def test_another_case_with_good_feedback_never_unmeets(left_out, cases):
    """A case beside its feedback takes nothing away where there is no cap by day."""
    before = some_good(left_out)
    said = [
        {**feedback(1), "case": f"bcase-{index}", "on": made["on"]}
        for index, made in enumerate(cases)
    ]
    told = [{key: value for key, value in each.items() if key != "ref"} for each in said]
    after = [*before, *entries_of(cases, "b-"), *entries_of(told, "b-")]
    was = settled(assess(dossier_of(before), UNCAPPED, AT).findings)
    assert was <= settled(assess(dossier_of(after), UNCAPPED, AT).findings)


@FEWER
@given(SOME, st.integers(0, 3))
def test_another_sitting_never_unmeets(left_out, mark):
    """Another sitting, good or bad, leaves a pass a pass."""
    before = some_good(left_out)
    more = [
        {key: value for key, value in each.items() if key != "ref"}
        | {"items": dict.fromkeys(each["items"], mark)}
        for each in scored("s-2")
    ]
    after = [*before, *entries_of(more, "b-")]
    was = settled(assess(dossier_of(before), UNCAPPED, AT).findings)
    assert was <= settled(assess(dossier_of(after), UNCAPPED, AT).findings)


PERIOD = st.tuples(any_.DAYS, any_.DAYS)


@given(st.lists(PERIOD, max_size=6), PERIOD)
def test_more_practice_is_never_less(periods, another):
    """A further period never lowers the months, and none is counted twice."""
    months = whole_months(periods)
    assert months <= whole_months([*periods, another])
    assert months == whole_months([*periods, *periods])
    assert months == whole_months(reversed(periods))


@given(st.dates(date(2020, 1, 1), date(2024, 1, 1)), st.integers(0, 1500), st.integers(0, 1500))
def test_practice_in_two_pieces_is_as_long(since, first, second):
    """Whether one employer or two confirm it, a period has the same months."""
    end = date.fromordinal(since.toordinal() + first)
    on = date.fromordinal(end.toordinal() + 1)
    last = date.fromordinal(on.toordinal() + second)
    assert whole_months([(since, end), (on, last)]) == whole_months([(since, last)])


ANOTHER = EndorsementRequirement(
    kind="endorsement", id="another", title="Another", by=Stage.DECISION,
    endorsement="another", source="illustrative", checked=date(2026, 11, 1),
)  # fmt: skip


@given(
    MANY,
    st.lists(st.sampled_from(list(EXAMPLE.professions)), max_size=2, unique=True),
    st.lists(st.sampled_from([*EXAMPLE.regions, "FR"]), max_size=2, unique=True),
    st.integers(0, len(EXAMPLE.requirements)),
)
def test_a_requirement_only_ever_adds(many, professions, regions, place):
    """One more requirement, of whatever region, changes no other finding."""
    added = ANOTHER.model_copy(
        update={"professions": tuple(professions), "regions": tuple(regions)}
    )
    listed = list(EXAMPLE.requirements)
    listed.insert(place, added)
    more = EXAMPLE.model_copy(update={"requirements": tuple(listed)})
    dossier = dossier_of(entries_of(many))
    before, after = (assess(dossier, scheme, AT).findings for scheme in (EXAMPLE, more))
    assert tuple(each for each in after if each.requirement != "another") == before
    is_asked = added.applies("rn", "US-TX")
    assert len(after) - len(before) == is_asked


@given(any_.PROFESSIONS, any_.REGIONS)
def test_region_and_profession_only_ever_add(profession, region):
    """What everybody is asked everywhere, everybody is asked."""
    common = {each.id for each in EXAMPLE.requirements if not each.professions + each.regions}
    findings = assess(dossier_of([], profession, region), EXAMPLE, AT).findings
    assert common <= {each.requirement for each in findings}
    assert all(each.status is FindingStatus.UNMET for each in findings)


# ------------------------------------------------------------------ what schemes cap

CHECK = {"on": "2026-11-11", "by": "Ines Example-Officer", "how": "letter"}
SEVENTH = {**case(7), "ref": "performed-00", "patient": 11, "on": "2026-09-10"}
LATER = {**feedback(9, "not-yet"), "ref": "F-9", "on": "2026-09-26"}
CAPS = {
    "an attempt that failed, too soon before": (
        "written",
        [written(ref="W-0", ended="2026-09-20T11:00:00Z", form="B", points={"S1": 1})],
    ),
    "a seventh case of a day, named before the others": ("cases", [SEVENTH]),
    "a newer check of the licence": (
        "licence",
        [
            {
                "kind": "licence", "ref": "L-2", "profession": "rn", "region": "US-TX",
                "regulator": "Example Medical Board", "number": "EX-1", "status": "ended",
                "check": CHECK,
            }
        ],
    ),
    "a newer declaration that discloses": (
        "conduct",
        [{"kind": "declaration", "ref": "D-2", "declaration": "conduct", "on": "2026-11-11",
          "holds": False}],
    ),
    "a case without feedback": ("mentor", [{**case(1), "ref": "performed-99"}]),
    "newer feedback on a case": ("mentor", [LATER]),
    "a third examiner who differs": (
        "practical",
        [station("P1", "ex-3", items={"opening": 0})],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("requirement", "more"), CAPS.values(), ids=CAPS)
def test_what_takes_away(requirement, more):
    """The caps are these and no others: each alone un-meets what was met."""
    change = {"performed-06": {"on": "2026-09-10"}}  # six cases on that day
    good = make_dossier("rn", "US-TX", change=change)
    assert find(requirement, good).status == "met"
    capped = make_dossier("rn", "US-TX", change=change, more=more)
    assert find(requirement, capped).status == "unmet"


def test_every_kind_is_drawn():
    """No kind of document is left out of the properties."""
    assert any_.drawn == DOCUMENT_KINDS.keys()
