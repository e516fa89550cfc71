"""Reminders of the end: 180, 90, 30 and 7 days before, each once, in the holder's language."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from issuer.body.schemes import SchemeShelf
from issuer.credentials.lifecycle import Act
from issuer.duties.reminders import remind_holders
from issuer.notify.letters import Letters
from issuer.notify.mails import MailCourier
from issuer.notify.ports import Result
from issuer.recertification.letters import TOPICS, RecertificationLetters
from issuer.wiring import TEMPLATES
from tests.issuer.board import BODY
from tests.recertification.keeping import MAIL
from tests.recertification.test_lapses import lapse

on_sqlite = pytest.mark.parametrize("road", ["sqlite"], indirect=True)


def before_end(keeping, **before):
    keeping.road.clock.at = keeping.road.board.certificate(keeping.number).expires - timedelta(
        **before
    )


def remind(keeping):
    return remind_holders(keeping.store, at=keeping.at)


@on_sqlite
def test_each_window_once(keeping):
    """At the second a window opens, not before, and not again in it."""
    before_end(keeping, days=180, seconds=1)
    assert remind(keeping) == 0
    for days in (180, 90, 30, 7):
        before_end(keeping, days=days)
        assert [remind(keeping) for _ in range(2)] == [1, 0]
        before_end(keeping, days=days - 1)
        assert remind(keeping) == 0
    assert [mail.data["days"] for mail in keeping.mails()] == ["180", "90", "30", "7"]
    before_end(keeping)
    assert remind(keeping) == 0


def test_what_was_missed_is_told_once(keeping):
    """After a long silence one reminder leaves, the nearest; two at once leave one."""
    before_end(keeping, days=20)
    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(lambda _: remind(keeping), range(2))) == 1
    assert [mail.data["days"] for mail in keeping.mails()] == ["30"]


@on_sqlite
def test_who_is_not_reminded(keeping):
    """Who has no address, and whose certificate does not run to its end."""
    number = keeping.certify("P-4", mail=None)
    keeping.road.board.lifecycle.act(
        Act.REVOKE, keeping.number, reason="holder-request", actor="Rosa", at=keeping.at
    )
    before_end(keeping, days=30)
    assert remind(keeping) == 0
    assert keeping.mails(number) == []


class Kept:
    """A mail server that keeps what it is given."""

    def __init__(self):
        self.mails = []

    def send(self, made):
        self.mails.append(made)


def post(keeping, messages, language):
    """Deliver messages in a language; return the mails, and what came of each message."""
    writer = RecertificationLetters(
        keeping.store, SchemeShelf(keeping.store, keeping.road.clock), BODY.url
    )
    server = Kept()
    courier = MailCourier(
        keeping.store, Letters(TEMPLATES / "mail", BODY), BODY, server, "desk@example.org",
        dict.fromkeys(TOPICS, writer),
    )  # fmt: skip
    spoken = [replace(each, data={**each.data, "language": language}) for each in messages]
    outcomes = courier.deliver(spoken, at=keeping.at)
    return server.mails, [each.result for each in outcomes]


@on_sqlite
@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_the_mails_in_each_language(keeping, language):
    """Number, end, hours asked and on record, a link to the holder's own page, and no name."""
    task = lapse(keeping)
    keeping.learn(("complications", 4))
    before_end(keeping, days=90)
    remind(keeping)
    mails, _ = post(keeping, keeping.mails(), language)
    ended = keeping.road.board.certificate(keeping.number).valid_through
    about_licence, about_end = (mail.get_content() for mail in mails)
    assert [mail["To"] for mail in mails] == [MAIL, MAIL]
    for text in (about_licence, about_end):
        assert f"{BODY.url}/my#" in text or f"{BODY.url}/" in text
        assert keeping.number in text
        assert "Example-P-1" not in text
    assert "20" in about_end
    assert " 4" in about_end
    assert f"{ended:%Y}" in about_end or language == "ar"
    words = {"en": "You need", "es": "licencia", "ar": "ترخيص"}
    assert words[language] in about_licence or language == "en"
    assert f"{task.grace.day}" in about_licence or language == "ar"


@on_sqlite
def test_nobody_is_told_of_what_is_over(keeping):
    """Withdrawn before the mail left: it is dropped."""
    before_end(keeping, days=30)
    remind(keeping)
    keeping.road.board.lifecycle.act(
        Act.REVOKE, keeping.number, reason="holder-request", actor="Rosa", at=keeping.at
    )
    mails, results = post(keeping, keeping.mails(), "en")
    assert (mails, results) == ([], [Result.DROPPED])
