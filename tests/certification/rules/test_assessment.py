"""The assessment as a whole: whom is asked what, in which order, and what is due by when."""

import pytest

from issuer.certification.assessment import assess
from issuer.certification.dossier.documents import read_document
from issuer.certification.dossier.dossier import Application, Dossier, Entry
from issuer.certification.figures import show_moment
from issuer.certification.findings import FindingStatus
from issuer.certification.requirements import Stage
from issuer.certification.scheme_file import parse_scheme
from tests.certification.rules.example_scheme import make_scheme
from tests.certification.rules.good_documents import practical
from tests.certification.rules.making import AT, make_dossier

EVERYBODY = [
    *("identity", "licence", "life-support", "indemnity", "conduct"),
    *("infection-prevention", "training", "cases", "mentor", "education"),
    *("written", "practical"),
]
BY_PROFESSION = {
    "physician": set(),
    "np": {"experience-np-pa"},
    "pa": {"experience-np-pa", "supervisor"},
    "rn": {"experience-rn", "supervisor"},
}
BY_REGION = {
    ("np", "US-TX"): {"tx-delegation"},
    ("pa", "US-TX"): {"tx-delegation"},
    ("rn", "US-TX"): {"tx-delegation", "tx-on-site"},
    ("np", "US-MD"): {"md-competency"},
    ("rn", "US-MD"): {"md-competency"},
    ("physician", "GB-ENG"): {"eng-adults"},
    ("np", "GB-ENG"): {"eng-adults"},
    ("pa", "GB-ENG"): {"eng-adults", "eng-prescriber"},
    ("rn", "GB-ENG"): {"eng-adults", "eng-prescriber"},
}
REGIONS = ["US-TX", "US-MD", "GB-ENG", "GB-SCT", "US-CA", "GB", "FR"]


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("profession", BY_PROFESSION)
def test_whom_is_asked_what(profession, region):
    """Everybody is asked what is common; profession and region only ever add to it."""
    assessment = assess(make_dossier(profession, region), make_scheme(), AT)
    asked = {finding.requirement for finding in assessment.findings}
    added = BY_PROFESSION[profession] | BY_REGION.get((profession, region), set())
    assert asked == {*EVERYBODY} | added
    assert assessment.is_met
    assert assessment.missing == assessment.reasons == ()


def test_a_country_asks_all_its_parts():
    """What a scheme asks in a country it asks in each part of it, and not elsewhere."""
    for asked_in, region, is_asked in (
        (["GB"], "GB-ENG", True),
        (["GB"], "GB", True),
        (["GB-ENG"], "GB", False),
        (["GB"], "US-TX", False),
    ):
        scheme = make_scheme({"requirements.eng-adults.regions": asked_in})
        findings = assess(make_dossier(region=region), scheme, AT).findings
        assert ("eng-adults" in {each.requirement for each in findings}) is is_asked


def test_the_order_is_the_scheme_s():
    """Findings come as the scheme lists requirements, and the examination last."""
    assessment = assess(make_dossier("rn", "US-TX"), make_scheme(), AT)
    told = [finding.requirement for finding in assessment.findings]
    listed = [each.id for each in make_scheme().requirements]
    assert told[:-2] == [each for each in listed if each in told]
    assert told[-2:] == ["written", "practical"]
    assert assessment.at == AT


def test_an_empty_dossier_lacks_everything():
    """Every finding is unmet, has a piece and a sentence, and names when it is due."""
    nothing = dict.fromkeys((entry.document.ref for entry in make_dossier().entries), None)
    assessment = assess(make_dossier("rn", "US-TX", change=nothing), make_scheme(), AT)
    due = {
        Stage.APPLICATION: "with the application",
        Stage.TRAINING: "before training starts",
        Stage.EXAMINATION: "before the examination",
        Stage.DECISION: "before the decision",
    }
    assert assessment.missing == assessment.findings
    for finding in assessment.findings:
        assert finding.status is FindingStatus.UNMET
        assert finding.sentence.startswith(f"Missing, and needed {due[finding.by]}: ")
        assert finding.lacks
    assert len(assessment.reasons) >= len(assessment.findings)


def test_what_is_due_before_a_stage():
    """A stage asks for all that was due before it, and not for what comes later."""
    gone = {"licence": None, "infection-prevention": None, "M1": None, "on-injectables": None}
    assessment = assess(make_dossier(change=gone), make_scheme(), AT)
    due = ["licence", "infection-prevention", "training", "education"]
    for count, stage in enumerate(Stage, 1):
        before = assessment.missing_before(stage)
        assert [finding.requirement for finding in before] == due[:count]


def test_what_the_examination_showed():
    """The passes that count, who examined, and when the last part ended."""
    examined = assess(make_dossier(), make_scheme(), AT).examined
    assert examined.written.sections["S5"] * 18 // 1 == 1399  # 14 of 18, to the hundredth below
    assert examined.practical.stations_passed == 8
    assert examined.ended.isoformat() == "2026-10-20T15:00:00+00:00"
    assert examined.examiners == ("Dr A. Example-Examiner", "Dr B. Example-Examiner")


def test_what_a_failed_examination_showed():
    """Where nothing passed, the newest practical attempt is what goes on record."""
    stations = [each.id for each in make_scheme().practical.stations]
    gone = {f"s-1/{name}/{who}": None for name in stations for who in ("ex-1", "ex-2")}
    more = [
        practical(ref=f"P-{percent}", ended=f"2026-{month}-01T15:00:00Z", percent=percent)
        for month, percent in (("06", 50), ("08", 60))
    ]
    change = {**gone, "W-1": {"ended": "2026-05-01T11:00:00Z"}}
    examined = assess(make_dossier(change=change, more=more), make_scheme(), AT).examined
    assert examined.practical.percent == 60
    assert examined.written is not None


def test_a_sitting_ends_with_its_last_score():
    """Stations end one after another, and the examination with the last of them."""
    for moment in ("2026-10-20T15:00:01Z", "2026-10-20T14:59:59Z"):
        dossier = make_dossier(change={"s-1/P1/ex-1": {"ended": moment}})
        examined = assess(dossier, make_scheme(), AT).examined
        assert show_moment(examined.ended) == max(moment, "2026-10-20T15:00:00Z")


def test_no_sentence_names_a_person():
    """What is told is told to everybody: nobody's name is in it."""
    nothing = dict.fromkeys((entry.document.ref for entry in make_dossier().entries), None)
    for dossier in (make_dossier("rn", "GB-ENG"), make_dossier("rn", "US-TX", change=nothing)):
        told = " ".join(f.sentence for f in assess(dossier, make_scheme(), AT).findings)
        assert "Example-" not in told


def test_another_scheme(schemes):
    """A scheme with two requirements and a written part has three findings, all by its rules."""
    food = parse_scheme((schemes / "food-hygiene.toml").read_bytes())
    shown = [
        {"kind": "identity", "ref": "I", "on": "2026-11-01", "document": "passport",
         "checked_by": "Ines Example-Officer"},
        {"kind": "declaration", "ref": "D", "declaration": "fit-for-work", "on": "2026-11-01",
         "holds": True},
        {"kind": "written", "ref": "W", "scheme": "food-2", "ended": "2026-11-02T09:00:00Z",
         "points": {"cold": 14, "heat": 9}},
    ]  # fmt: skip
    entries = tuple(Entry(read_document(each), "Ines Example-Officer", AT) for each in shown)
    application = Application("A-1", "P-1", "food-2", "1", "food-handler", "AT", AT)
    assessment = assess(Dossier(application, entries), food, AT)
    assert [(each.requirement, each.status) for each in assessment.findings] == [
        ("identity", "met"),
        ("fit", "met"),
        ("written", "met"),
    ]
    few = assess(Dossier(application, entries[:2]), food, AT)
    assert [each.requirement for each in few.missing] == ["written"]
