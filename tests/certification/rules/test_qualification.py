"""Stage 1: each rule on both sides of its boundary, and the sentence that says by how much."""

from datetime import UTC, datetime

import pytest

from tests.certification.rules.example_scheme import make_scheme
from tests.certification.rules.making import AT, find, make_dossier

CHECK = {"by": "Ines Example-Officer", "how": "letter"}
NO_SPECIALTY = {
    "kind": "specialty", "id": "background", "title": "Background", "by": "application",
    "specialties": ["surgery", "skin"], "source": "illustrative", "checked": "2026-11-01",
}  # fmt: skip


def on(day, hour=12):
    return datetime.fromisoformat(f"{day}T{hour:02}:00:00").replace(tzinfo=UTC)


def checked(day):
    return {"licence": {"check": {"on": day, **CHECK}}}


# requirement, what is changed in the good dossier, as of when: met
GOOD = {
    "identity, checked today": ("identity", {"identity": {"on": "2026-11-20"}}, AT),
    "licence, asked 30 days ago": ("licence", checked("2026-10-21"), AT),
    "licence, asked today": ("licence", checked("2026-11-20"), AT),
    "licence, on its last day": ("licence", {"licence": {"expires": "2026-11-20"}}, AT),
    "licence without an end": ("licence", {"licence": {"expires": None}}, AT),
    "licence of the whole country": ("licence", {"licence": {"region": "US"}}, AT),
    "certificate, 24 months old": (
        "life-support",
        {"basic-life-support": {"on": "2024-11-20"}},
        AT,
    ),
    "certificate, on its last day": (
        "life-support",
        {"basic-life-support": {"expires": "2026-11-20"}},
        AT,
    ),
    "certificate, given today": ("life-support", {"basic-life-support": {"on": "2026-11-20"}}, AT),
    "declaration, 12 months old": ("conduct", {"conduct": {"on": "2025-11-20"}}, AT),
    "declaration, on its last day": ("indemnity", {"indemnity": {"expires": "2026-11-20"}}, AT),
    "disclosure that was reviewed": (
        "conduct",
        {"conduct": {"holds": False, "reviewed_by": "Ines Example-Officer"}},
        AT,
    ),
    "12 months of practice": ("experience-rn", {"experience": {"since": "2025-11-21"}}, AT),
    "12 months, long ago": (
        "experience-rn",
        {"experience": {"since": "2020-01-01", "until": "2020-12-31"}},
        AT,
    ),
    "endorsement, 12 months old": (
        "supervisor",
        {"supervising-physician": {"on": "2025-11-20"}},
        AT,
    ),
    "endorsement, given today": (
        "supervisor",
        {"supervising-physician": {"on": "2026-11-20"}},
        AT,
    ),
    "declaration of today": ("conduct", {"conduct": {"on": "2026-11-20"}}, AT),
    "endorsement, on its last day": (
        "supervisor",
        {"supervising-physician": {"expires": "2026-11-20"}},
        AT,
    ),
    "the last hour of the last day": (
        "licence",
        {"licence": {"expires": "2026-11-20"}},
        on("2026-11-20", 23),
    ),
}

LAPSED, MISSING = "Lapsed, and needed with the application: ", "Missing, and needed "
LISTED = (
    f"{MISSING}with the application: the regulator lists the licence as {{}} (10 November 2026)."
)
# the other side: status and sentence
BAD = {
    "no photo document": (
        "identity",
        {"identity": None},
        "unmet",
        f"{MISSING}with the application: no photo document was checked.",
    ),
    "photo document of tomorrow": (
        "identity",
        {"identity": {"on": "2026-11-21"}},
        "unmet",
        f"{MISSING}with the application: no photo document was checked.",
    ),
    "licence, asked 31 days ago": (
        "licence",
        checked("2026-10-20"),
        "expired",
        f"{LAPSED}last asked of the regulator on 20 October 2026, over 30 days ago.",
    ),
    "licence, asked tomorrow": (
        "licence",
        checked("2026-11-21"),
        "unmet",
        f"{MISSING}with the application: no licence as registered nurse for US-TX.",
    ),
    "licence, the day after its last": (
        "licence",
        {"licence": {"expires": "2026-11-19"}},
        "expired",
        f"{LAPSED}the licence expired on 19 November 2026.",
    ),
    "licence, suspended": (
        "licence",
        {"licence": {"status": "suspended"}},
        "unmet",
        LISTED.format("suspended"),
    ),
    "licence, restricted": (
        "licence",
        {"licence": {"status": "restricted"}},
        "unmet",
        LISTED.format("restricted"),
    ),
    "licence of another profession": (
        "licence",
        {"licence": {"profession": "np"}},
        "unmet",
        f"{MISSING}with the application: no licence as registered nurse for US-TX.",
    ),
    "licence of another region": (
        "licence",
        {"licence": {"region": "US-MD"}},
        "unmet",
        f"{MISSING}with the application: no licence as registered nurse for US-TX.",
    ),
    "licence of a country whose code begins alike": (
        "licence",
        {"licence": {"region": "US-T"}},
        "unmet",
        f"{MISSING}with the application: no licence as registered nurse for US-TX.",
    ),
    "certificate, a day over 24 months old": (
        "life-support",
        {"basic-life-support": {"on": "2024-11-19"}},
        "expired",
        f"{LAPSED}it ended on 19 November 2026.",
    ),
    "certificate, the day after its last": (
        "life-support",
        {"basic-life-support": {"expires": "2026-11-19"}},
        "expired",
        f"{LAPSED}it ended on 19 November 2026.",
    ),
    "another certificate": (
        "life-support",
        {"basic-life-support": {"certificate": "first-aid"}},
        "unmet",
        f"{MISSING}with the application: nothing is on record.",
    ),
    "certificate of tomorrow": (
        "life-support",
        {"basic-life-support": {"on": "2026-11-21"}},
        "unmet",
        f"{MISSING}with the application: nothing is on record.",
    ),
    "declaration, a day over 12 months old": (
        "conduct",
        {"conduct": {"on": "2025-11-19"}},
        "expired",
        f"{LAPSED}it ended on 19 November 2026.",
    ),
    "declaration, the day after its last": (
        "indemnity",
        {"indemnity": {"expires": "2026-11-19"}},
        "expired",
        f"{LAPSED}it ended on 19 November 2026.",
    ),
    "disclosure that nobody reviewed": (
        "conduct",
        {"conduct": {"holds": False}},
        "unmet",
        f"{MISSING}with the application: what was disclosed on 1 August 2026 was not reviewed yet.",
    ),
    "nothing declared": (
        "conduct",
        {"conduct": None},
        "unmet",
        f"{MISSING}with the application: nothing was declared.",
    ),
    "two days short of 12 months": (
        "experience-rn",
        {"experience": {"since": "2025-11-23"}},
        "unmet",
        f"{MISSING}with the application: 11 of 12 months of practice.",
    ),
    "two days short, long ago": (
        "experience-rn",
        {"experience": {"since": "2020-01-01", "until": "2020-12-29"}},
        "unmet",
        f"{MISSING}with the application: 11 of 12 months of practice.",
    ),
    "practice in another profession": (
        "experience-rn",
        {"experience": {"profession": "pa"}},
        "unmet",
        f"{MISSING}with the application: 0 of 12 months of practice.",
    ),
    "practice still to come": (
        "experience-rn",
        {"experience": {"since": "2026-12-01"}},
        "unmet",
        f"{MISSING}with the application: 0 of 12 months of practice.",
    ),
    "endorsement, a day over 12 months old": (
        "supervisor",
        {"supervising-physician": {"on": "2025-11-19"}},
        "expired",
        f"{LAPSED}it ended on 19 November 2026.",
    ),
    "no endorsement": (
        "supervisor",
        {"supervising-physician": None},
        "unmet",
        f"{MISSING}with the application: nothing is on record.",
    ),
    "no endorsement that the region asks": (
        "tx-delegation",
        {"delegating-physician": None},
        "unmet",
        f"{MISSING}before training starts: nothing is on record.",
    ),
}


@pytest.mark.parametrize(("requirement", "change", "at"), GOOD.values(), ids=GOOD)
def test_on_the_boundary(requirement, change, at):
    """What is just enough is met, and nothing is missing."""
    finding = find(requirement, make_dossier("rn", "US-TX", change=change), at=at)
    assert (finding.status, finding.lacks) == ("met", ())


@pytest.mark.parametrize(("requirement", "change", "status", "sentence"), BAD.values(), ids=BAD)
def test_beyond_the_boundary(requirement, change, status, sentence):
    """What is just not enough is told with its day or its figure, and by when it is needed."""
    finding = find(requirement, make_dossier("rn", "US-TX", change=change))
    assert (finding.status, finding.sentence) == (status, sentence)
    assert finding.lacks


def test_a_day_ends_at_midnight():
    """On the last day it holds to the last second, and a second later it has lapsed."""
    dossier = make_dossier(change={"licence": {"expires": "2026-11-20"}})
    last = datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC)
    assert find("licence", dossier, at=last).status == "met"
    assert find("licence", dossier, at=on("2026-11-21", 0)).status == "expired"


LICENCE = {
    "kind": "licence", "profession": "physician", "regulator": "Example Medical Board",
    "region": "FR", "status": "active",
}  # fmt: skip


@pytest.mark.parametrize(
    ("number", "status", "day", "expected"),
    [
        ("EX-1", "suspended", "2026-11-11", "unmet"),  # the same licence, asked again: the newest
        ("ex-1", "suspended", "2026-11-11", "unmet"),
        ("EX-1", "suspended", "2026-11-09", "met"),
        ("EX-2", "suspended", "2026-11-11", "met"),  # another licence: one good one is enough
    ],
)
def test_the_newest_check_of_a_licence_counts(number, status, day, expected):
    """A later look at the same licence replaces an earlier one; another licence does not."""
    again = {**LICENCE, "ref": "L-2", "number": number, "status": status}
    dossier = make_dossier(more=[{**again, "check": {"on": day, **CHECK}}])
    assert find("licence", dossier).status == expected


@pytest.mark.parametrize(
    ("day", "holds", "expected"),
    [
        ("2026-08-02", False, "unmet"),
        ("2026-08-01", False, "unmet"),  # of one day's, the less favourable
        ("2026-07-31", False, "met"),
        ("2026-08-02", True, "met"),
    ],
)
def test_the_newest_declaration_counts(day, holds, expected):
    """What was declared last stands, and of one day what was disclosed."""
    more = {"kind": "declaration", "ref": "D-2", "declaration": "conduct"}
    dossier = make_dossier(more=[{**more, "on": day, "holds": holds}])
    assert find("conduct", dossier).status == expected


def test_the_best_certificate_counts():
    """One that lapsed does not hide another that is in force."""
    old = {
        "kind": "certificate", "ref": "C-2", "certificate": "basic-life-support",
        "issuer": "Board", "on": "2020-01-01", "seen_by": "Ines Example-Officer",
    }  # fmt: skip
    assert find("life-support", make_dossier(more=[old])).status == "met"


def practised(since, until, ref):
    return {
        "kind": "experience", "ref": ref, "profession": "rn", "since": since, "until": until,
        "confirmed_by": "HR",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("periods", "months"),
    [
        ([("2020-01-01", "2020-06-30"), ("2020-03-01", "2020-08-31")], 8),  # overlap
        ([("2020-01-01", "2020-06-30"), ("2020-02-01", "2020-03-31")], 6),  # one within another
        ([("2020-01-01", "2020-06-30"), ("2020-01-01", "2020-06-30")], 6),  # twice the same
        ([("2020-01-01", "2020-06-30"), ("2020-07-01", "2020-12-31")], 12),  # one after the other
        ([("2020-01-01", "2020-06-30"), ("2020-08-01", "2020-12-31")], 11),  # with a gap
        (
            [
                ("2020-01-01", "2020-01-31"),
                ("2020-03-01", "2020-04-30"),
                ("2020-04-01", "2020-05-31"),
            ],
            4,
        ),
        ([("2020-06-30", "2020-01-01")], 0),  # the wrong way round
        ([("2021-02-01", "2021-02-28")], 1),  # short months are months
        ([("2021-02-01", "2021-02-14"), ("2021-02-15", "2021-02-28")], 1),
        ([("2020-01-01", "2020-01-31")], 1),
        ([("2020-01-01", "2020-01-29")], 0),
        (
            [("2020-01-01", "2020-01-15"), ("2020-03-01", "2020-03-16")],
            1,
        ),  # pieces add up to a month
        ([("2020-01-01", "2020-01-15"), ("2020-03-01", "2020-03-14")], 0),
    ],
)
def test_overlapping_practice_counts_once(periods, months):
    """A month is counted once, whoever confirmed it, and pieces add up."""
    change = {"experience": practised(*periods[0], "experience")}
    more = [practised(*period, f"E-{index}") for index, period in enumerate(periods[1:])]
    dossier = make_dossier("rn", change=change, more=more)
    scheme = make_scheme({"requirements.experience-rn.months": 240})
    (lack,) = find("experience-rn", dossier, scheme).lacks
    assert lack.sentence == f"{months} of 240 months of practice"


def test_a_specialty_is_recorded_and_not_demanded():
    """The example asks nobody for a specialty; a scheme that does takes one of several."""
    scheme = make_scheme({"requirements.0": NO_SPECIALTY})
    shown = {"kind": "specialty", "ref": "S-1", "qualification": "Board", "on": "2020-01-01"}
    skin = make_dossier(more=[{**shown, "specialty": "skin"}])
    other = make_dossier(more=[{**shown, "specialty": "radiology"}])
    later = make_dossier(more=[{**shown, "specialty": "skin", "on": "2026-11-21"}])
    assert find("background", skin, scheme).sentence == "Skin."
    for dossier in (other, later, make_dossier()):
        (lack,) = find("background", dossier, scheme).lacks
        assert lack.sentence == "none of surgery, skin"
