"""The practical examination: two examiners a station, a lead where they differ, critical fails."""

from decimal import Decimal

import pytest

from tests.certification.rules.example_scheme import make_scheme
from tests.certification.rules.good_documents import practical, scored, station
from tests.certification.rules.making import AT, assess, find, make_dossier, make_registers

STATIONS = [each.id for each in make_scheme().practical.stations]
P1, P4 = "station P1 (Consultation and history)", "station P4 (Reconstitution and dose check)"
MISSED = "misses-absolute-contraindication"


def lacks(finding):
    return [lack.sentence for lack in finding.lacks]


def marks(total, name="P1"):
    """Six items that sum to `total` of 18."""
    items = list(station(name, "ex-1")["items"])
    return {"items": {each: min(3, max(0, total - 3 * n)) for n, each in enumerate(items)}}


def by(name, examiner):
    return f"s-1/{name}/{examiner}"


def both(name, first, second=None):
    """What the two examiners gave at a station: a total of 18 each."""
    second = first if second is None else second
    return {by(name, "ex-1"): marks(first, name), by(name, "ex-2"): marks(second, name)}


def everywhere(total):
    return {ref: told for name in STATIONS for ref, told in both(name, total).items()}


def seen(name, *examiners, fail=MISSED):
    return {by(name, examiner): {"critical": [fail]} for examiner in examiners}


def lead(name, total=18, **changes):
    return station(name, "ex-3", role="lead", **marks(total, name), **changes)


def without(name, examiner):
    return {by(name, examiner): None}


# ------------------------------------------------------------------ reported by a centre


def reported(**changes):
    gone = {by(name, examiner): None for name in STATIONS for examiner in ("ex-1", "ex-2")}
    return make_dossier(change=gone, more=[practical(**changes)])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, None),
        ({"percent": 69.99}, "practical: 69.99 % is below the cut score of 70 %"),
        ({"stations_passed": 8}, None),
        ({"stations_passed": 5}, "practical: 5 of 8 stations passed, at least 6 are needed"),
        ({"stations_passed": 9}, "practical: 9 stations passed, but the scheme has 8"),
        (
            {"critical_fails": [f"P1/{MISSED}"]},
            f"practical: critical fail at {P1}: misses absolute contraindication",
        ),
        (
            {"critical_fails": ["P2/sharps-breach"]},
            "practical: critical fail P2/sharps-breach, which the scheme does not list",
        ),
        ({"ended": "2026-11-20T12:05:00Z"}, None),
        ({"ended": "2026-11-20T12:05:01Z"}, "no result of the practical examination"),
    ],
)
def test_what_a_centre_reports(changes, told):
    """Cut score and stations on both sides, and any critical fail fails."""
    finding = find("practical", reported(**changes))
    assert finding.status == ("met" if told is None else "unmet")
    assert lacks(finding)[:1] == ([told] if told else [])


# ------------------------------------------------------------------ scored here


def test_all_is_well():
    """Two examiners who agree at every station make a pass."""
    finding = find("practical", make_dossier())
    assert finding.sentence == "Passed on 20 October 2026 with 100 %."


@pytest.mark.parametrize(("second", "status"), [(0, "met"), (1, "unmet")])
def test_a_sitting_is_over(second, status):
    """Five minutes ahead of our clock is now; a second more is the future."""
    ended = {"ended": f"2026-11-20T12:05:0{second}Z"}
    change = {by(name, who): ended for name in STATIONS for who in ("ex-1", "ex-2")}
    assert find("practical", make_dossier(change=change)).status == status


@pytest.mark.parametrize(("total", "cut", "status"), [(9, 50, "met"), (9, "50.01", "unmet")])
def test_the_cut_score_over_all(total, cut, status):
    """Half of the marks at every station is exactly half over all."""
    scheme = make_scheme({
        "practical.cut_percent": Decimal(cut), "practical.station_cut_percent": Decimal(50),
    })  # fmt: skip
    finding = find("practical", make_dossier(change=everywhere(total)), scheme)
    assert finding.status == status
    if status == "unmet":
        assert lacks(finding)[0] == "practical: 50 % is below the cut score of 50.01 %"


@pytest.mark.parametrize(
    ("change", "passed"),
    [
        (both("P1", 9) | both("P2", 9), "6"),
        (both("P1", 9) | both("P2", 9) | both("P3", 9, 8), "5"),
        (both("P1", 9) | both("P2", 9) | both("P3", 10, 8), "6"),  # the mean of the two counts
    ],
)
def test_a_station_is_passed_at_its_cut(change, passed):
    """The mean of two examiners at exactly the station's cut passes the station."""
    scheme = make_scheme({"practical.station_cut_percent": 50, "practical.cut_percent": 1})
    weak = both("P7", 0) | both("P8", 0)
    finding = find("practical", make_dossier(change=change | weak), scheme)
    assert finding.status == ("met" if passed == "6" else "unmet")
    if passed == "5":
        told = "practical: 5 of 8 stations passed, at least 6 are needed"
        assert lacks(finding)[0] == told


def test_without_a_cut_of_its_own_a_station_takes_the_examination_s():
    """A station is passed at the cut score over all where the scheme gives it none."""
    change = both("P1", 12) | both("P2", 12) | both("P3", 12)
    scheme = make_scheme({"practical.station_cut_percent": None})
    finding = find("practical", make_dossier(change=change), scheme)
    assert lacks(finding)[0] == "practical: 5 of 8 stations passed, at least 6 are needed"
    assert find("practical", make_dossier(change=change)).status == "met"


def test_stations_weigh_what_the_scheme_says():
    """Nothing at a station of 15 costs 15 per cent, at one of 10 only 10."""
    for name, percent in (("P1", "85 %"), ("P2", "90 %")):
        finding = find("practical", make_dossier(change=both(name, 0)))
        assert finding.sentence == f"Passed on 20 October 2026 with {percent}."


def test_an_item_that_was_not_scored_counts_nothing():
    """Five items of 3 are 15 of 18."""
    five = dict(list(station("P1", "ex-1")["items"].items())[:5])
    change = {by("P1", examiner): {"items": five} for examiner in ("ex-1", "ex-2")}
    assert find("practical", make_dossier(change=change)).sentence.endswith("with 97.5 %.")


@pytest.mark.parametrize(
    ("first", "second", "limit", "told"),
    [
        (18, 16, 15, None),
        (18, 15, 15, f"{P1}: the examiners are 16.66 % apart; a lead decides"),
        (18, 9, 50, None),
        (9, 18, "49.99", f"{P1}: the examiners are 50 % apart; a lead decides"),
        (18, 0, None, None),
    ],
)
def test_examiners_who_differ(first, second, limit, told):
    """More than the limit apart, a lead is asked for; at the limit, and without one, nobody is."""
    limit = None if limit is None else Decimal(limit)
    scheme = make_scheme({"practical.disagreement_percent": limit})
    finding = find("practical", make_dossier(change=both("P1", first, second)), scheme)
    assert lacks(finding) == ([told] if told else [])
    if told:
        assert finding.lacks[0].code == "scores_incomplete"


def test_a_lead_s_score_stands():
    """Where a lead scored, the lead's figure counts, and not the mean of the two."""
    apart = both("P1", 18, 0)
    for total, percent in ((18, "100 %"), (0, "85 %")):
        dossier = make_dossier(change=apart, more=[lead("P1", total)])
        assert find("practical", dossier).sentence.endswith(f"with {percent}.")


@pytest.mark.parametrize("name", STATIONS)
@pytest.mark.parametrize("gone", [("ex-1",), ("ex-1", "ex-2")])
def test_two_examiners_a_station(name, gone):
    """One score is not two, at any station."""
    change = {by(name, examiner): None for examiner in gone}
    (told,) = lacks(find("practical", make_dossier(change=change)))
    assert told.startswith(f"station {name} (")
    assert told.endswith(f"): scored by {2 - len(gone)} of 2 examiners")


def test_a_lead_is_not_the_second_examiner():
    """A lead's score does not stand in for an examiner's."""
    dossier = make_dossier(change=without("P1", "ex-2"), more=[lead("P1")])
    assert lacks(find("practical", dossier)) == [f"{P1}: scored by 1 of 2 examiners"]


@pytest.mark.parametrize(
    ("change", "is_good"),
    [
        ({"standardised": "2025-10-20"}, True),
        ({"standardised": "2025-10-19"}, False),
        ({"until": "2026-10-20"}, True),
        ({"until": "2026-10-19"}, False),
        ({"since": "2026-10-20"}, True),
        ({"since": "2026-10-21"}, False),
        (None, False),
    ],
)
def test_an_examiner_is_listed_and_standardised(change, is_good):
    """On the day of the examination, and standardised within twelve months before it."""
    finding = find("practical", make_dossier(registers=make_registers({"ex-2": change})))
    assert finding.status == ("met" if is_good else "unmet")
    if not is_good:
        assert lacks(finding)[0] == f"{P1}: scored by 1 of 2 examiners"


# ------------------------------------------------------------------ critical fails

FAILED = f"practical: critical fail at {P1}: misses absolute contraindication"
DIFFER = f"{P1}: not all examiners saw the critical fail; a lead decides"


@pytest.mark.parametrize(
    ("examiners", "lead_saw", "told"),
    [
        (("ex-1", "ex-2"), None, FAILED),
        (("ex-1",), None, DIFFER),
        (("ex-2",), None, DIFFER),
        (("ex-1",), True, FAILED),
        (("ex-1",), False, None),
        ((), True, FAILED),
    ],
)
def test_a_critical_fail(examiners, lead_saw, told):
    """Seen by both, or by a lead, it fails the examination; seen by one, a lead is asked."""
    critical = {"critical": [MISSED]} if lead_saw else {}
    more = [] if lead_saw is None else [lead("P1", **critical)]
    finding = find("practical", make_dossier(change=seen("P1", *examiners), more=more))
    assert lacks(finding)[:1] == ([told] if told else [])
    assert finding.status == ("unmet" if told else "met")


def test_two_different_critical_fails_are_not_the_same():
    """Two examiners who saw different things at a station do not agree."""
    change = {
        **seen("P4", "ex-1", fail="wrong-product-or-dilution"),
        **seen("P4", "ex-2", fail="breaks-asepsis-uncorrected"),
    }
    told = f"{P4}: not all examiners saw the critical fail; a lead decides"
    assert lacks(find("practical", make_dossier(change=change))) == [told]


def test_a_critical_fail_that_no_station_has():
    """What the scheme does not list fails all the more."""
    finding = find("practical", make_dossier(change=seen("P2", "ex-1", "ex-2")))
    told = f"practical: critical fail P2/{MISSED}, which the scheme does not list"
    assert lacks(finding)[0] == told


def test_a_critical_fail_is_not_offset():
    """Full marks everywhere else do not help."""
    finding = find("practical", make_dossier(change=seen("P1", "ex-1", "ex-2")))
    assert lacks(finding)[0] == FAILED


# ------------------------------------------------------------------ with the written part


def test_after_the_written_part():
    """Taken a second before the written part was passed, it does not count."""
    early = make_dossier(change={"W-1": {"ended": "2026-10-20T15:00:01Z"}})
    told = "the practical part was passed before the written part, or too long after it"
    assert lacks(find("practical", early)) == [told]
    scheme = make_scheme({"practical.after_written": False})
    assert find("practical", early, scheme).status == "met"
    at_once = make_dossier(change={"W-1": {"ended": "2026-10-20T15:00:00Z"}})
    assert assess(at_once, make_scheme(), AT).is_met


def test_stations_scored_twice_are_two_sittings():
    """What belongs to another sitting does not complete this one."""
    change = without("P8", "ex-2")
    other = station("P8", "ex-2", sitting="s-2")
    finding = find("practical", make_dossier(change=change, more=[other]))
    assert finding.status == "unmet"
    assert finding.lacks[0].code == "scores_incomplete"
    assert find("practical", make_dossier(more=scored("s-0"))).status == "met"
