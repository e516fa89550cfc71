"""Renewals: hours within the certificate's time, who is due or late, and the audit sample."""

from __future__ import annotations

from datetime import timedelta

import pytest

from issuer.candidates.errors import ProceedingError
from issuer.certification.audit_sample import Sample
from issuer.credentials.certificate import CertificateState
from issuer.errors import UnknownCertificateError
from issuer.intake.answers import Issued, Refused
from issuer.recertification.errors import RenewalError
from issuer.recertification.renewing import RenewalView
from tests.issuer.board import NOON
from tests.issuer.road import DECIDER

ENOUGH = (("injectables", 14), ("complications", 4), ("ethics-law", 2))  # as the example asks
on_sqlite = pytest.mark.parametrize("road", ["sqlite"], indirect=True)


def ends_in(keeping, days):
    """Let the certificate end so many days from now, as if it had been granted before."""
    ends = keeping.at + timedelta(days=days)
    with keeping.store.writing() as unit:
        connection, driver = unit.transaction.connection, unit.transaction.driver
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        connection.exec_driver_sql(
            f"UPDATE certificate SET expires = {mark}, valid_through = {mark} "  # noqa: S608
            f"WHERE number = '{keeping.number}'",
            (driver.moment(ends), driver.day((ends - timedelta(days=1)).date())),
        )


def renew(keeping):
    """Apply again, and grant it: the first dossier is still there."""
    name = keeping.road.apply(named={"mail": "holder@example.org"}).application.id
    return keeping.road.candidates.decisions.grant([name], author=DECIDER, at=keeping.at)[0]


def renew_again(keeping, application):
    """Ask for the same grant once more."""
    decisions = keeping.road.candidates.decisions
    return decisions.grant([application], author=DECIDER, at=keeping.at)[0]


def due(keeping, view=RenewalView.DUE):
    return keeping.services.renewals.of(view, at=keeping.at, limit=10)


def sample_all(keeping, percent=100):
    """Draw a sample by a seed that takes everybody, or nobody."""
    ends = keeping.road.board.certificate(keeping.number).valid_through
    with keeping.store.writing() as unit:
        assert unit.renewal_audits.draw(Sample("btx", f"{ends.year}", "0" * 64, percent, NOON))


def test_a_renewal_takes_its_hours(keeping):
    """In all and by topic, within the certificate's own time; then the old runs to its end."""
    ends_in(keeping, 100)
    keeping.learn(("injectables", 20), on=keeping.today - timedelta(days=1))  # before it began
    (one,) = due(keeping)
    assert one.shown.missing[0] == "20 of 20 hours of continuing education"
    refused = renew(keeping)
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, ProceedingError)
    assert "2 of 2 hours on ethics law" in str(refused.error)
    keeping.learn(*ENOUGH)
    keeping.road.practise(49)
    (one,) = due(keeping)
    assert (one.shown.missing, one.application) == (["1 of 50 performed cases"], refused.attempt)
    still = renew_again(keeping, refused.attempt)
    assert isinstance(still, Refused)
    assert "1 of 50 performed cases" in str(still.error)
    keeping.road.practise(1, first=50)
    assert due(keeping)[0].shown.missing == []
    issued = renew_again(keeping, refused.attempt)
    assert isinstance(issued, Issued), issued
    old = keeping.road.board.certificate(keeping.number)
    assert (old.successor, old.state) == (issued.number, CertificateState.ACTIVE)
    assert due(keeping) == []


@on_sqlite
def test_who_is_due_and_who_is_late(keeping):
    """From the window's first second to the end it is due, then as long again it is late."""
    end = keeping.road.board.certificate(keeping.number).expires
    for moment, view in (
        (end - timedelta(days=180, seconds=1), None),
        (end - timedelta(days=180), RenewalView.DUE),
        (end - timedelta(seconds=1), RenewalView.DUE),
        (end, RenewalView.LATE),
        (end + timedelta(days=180), None),
    ):
        keeping.road.clock.at = moment
        found = [each for each in RenewalView if due(keeping, each)]
        assert found == [view] * (view is not None), moment


def test_the_seed_is_an_event_and_drawn_once(keeping):
    """Whoever has it draws the same sample; nobody draws a second."""
    assert keeping.services.renewals.draw(at=keeping.at) == 0  # nobody is due yet
    ends_in(keeping, 100)
    assert [keeping.services.renewals.draw(at=keeping.at) for _ in range(2)] == [1, 0]
    year = keeping.road.board.certificate(keeping.number).valid_through.year
    with keeping.store.reading() as unit:
        sample = unit.renewal_audits.sample("btx", f"{year}")
        (told,) = [each.data for each in unit.chain.newest(5, subject=f"btx/{year}")]
    assert sample.seed in told.decode()
    assert (len(sample.seed), sample.percent) == (64, 10)


@on_sqlite
def test_the_sampled_show_evidence(keeping):
    """Hours count only of which the evidence was seen, by somebody whose name is on record."""
    ends_in(keeping, 100)
    sample_all(keeping)
    keeping.learn(*ENOUGH)
    keeping.road.practise(50)
    (one,) = due(keeping)
    assert one.shown.sampled
    assert one.shown.missing == ["evidence of continuing education, as the audit sample asks"]
    assert isinstance(renew(keeping), Refused)
    ids = [each.id for each in one.shown.education]
    for wrong in ([], [10**9], [*ids, 1]):
        with pytest.raises(RenewalError):
            keeping.services.renewals.see(keeping.number, wrong, actor="Rosa", at=keeping.at)
    keeping.services.renewals.see(keeping.number, ids[:2], actor="Rosa", at=keeping.at)
    assert due(keeping)[0].shown.missing
    keeping.services.renewals.see(keeping.number, ids, actor="Olga", at=keeping.at)
    assert due(keeping)[0].shown.missing == []
    assert keeping.told()[-1] == "evidence.seen"
    with pytest.raises(UnknownCertificateError):
        keeping.services.renewals.see("BTX-0000-0000", ids, actor="Rosa", at=keeping.at)


def test_a_share_is_a_share():
    """Of many numbers about the share, of 0 none, of 100 all; another seed takes others."""
    numbers = [f"BTX-{n:04d}" for n in range(4000)]
    made = {percent: Sample("btx", "2028", "5e" * 32, percent, NOON) for percent in (0, 10, 100)}
    taken = {percent: {one for one in numbers if each.has(one)} for percent, each in made.items()}
    assert taken[0] == set()
    assert taken[100] == set(numbers)
    assert 320 <= len(taken[10]) <= 480
    other = Sample("btx", "2028", "5f" * 32, 10, NOON)
    assert {one for one in numbers if other.has(one)} != taken[10]
