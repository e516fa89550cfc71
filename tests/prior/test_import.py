"""`probatum import --as certificates`: what was decided before Probatum keeps its number."""

from __future__ import annotations

import csv
import io
import json
import os
import threading
from datetime import UTC, datetime, timedelta

import pytest

from verifier.number import CertificateNumber

TODAY = datetime.now(UTC).date()
COLUMNS = [
    "number",
    "name",
    "native_name",
    "native_language",
    "profession",
    "scheme",
    "issued",
    "valid_through",
    "decided_by",
    "decided_on",
    "state",
    "ended",
    "holder",
    "mail",
]
AGO = {days: (TODAY - timedelta(days=days)).isoformat() for days in (10, 100, 400, 500)}
LAST = (TODAY + timedelta(days=200)).isoformat()


def row(number="Cert. 0041", **changes):
    """Return a row in force, with `changes`."""
    return {
        "number": number, "name": "Dr Amélie Example-Santos", "profession": "physician",
        "scheme": "btx-1", "issued": AGO[500], "valid_through": LAST,
        "decided_by": "Dr Old Example-Chair", "decided_on": AGO[500], **changes,
    }  # fmt: skip


def file_of(home, *rows):
    """Write a file of certificates."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    path = home.path.parent / "certificates.csv"
    path.write_text(text.getvalue(), "utf-8")
    return path


def taken(home, *rows, code=0, dry=()):
    """Import rows and return the report."""
    return home.json("import", file_of(home, *rows), "--as", "certificates", *dry, code=code)


def asked(home, text, code):
    """Verify a text at the command line."""
    return home.json("verify", text, code=code)


def test_an_old_number_leads_to_the_new_certificate(home):
    """With the name behind it, in any spelling; it lives as long as it was granted, no longer."""
    report = taken(home, row(holder="H-7", mail="amelie@example.org"))
    (number,) = [one["number"] for one in report["decided"]]
    answer = asked(home, "cert.0041 Example-Santos Amelie", 0)
    assert answer["credential"]["number"] == number
    assert answer["credential"]["valid_through"] == LAST
    assert answer["earlier_number"] == "Cert. 0041"
    assert "Its earlier number was Cert. 0041." in home.done(
        "verify", "https://cert.example.org/v/CERT.%200041, Dr. Amélie Example-Santos"
    )
    assert [one["number"] for one in home.json("list", "cert.0041")] == [number]
    rows = home.path.parent / "list.csv"
    rows.write_text("number,name\nCERT.0041,Santos\nCert.0041,Amelie Example-Santos\n")
    listed = home.run("verify", "--batch", rows, "--json")
    assert [one["verdict"]["outcome"] for one in json.loads(listed.stdout)["rows"]] == [
        "undetermined",
        "valid",
    ]
    assert taken(home, row(holder="H-7", mail="amelie@example.org"))["decided"] == report["decided"]
    assert home.json("outbox")["mails waiting"] == 1  # the way to their own page, once
    assert json.loads(home.done("check", "--json"))["faults"] == []


@pytest.mark.parametrize(
    "typed", ["Cert. 0041", "CERT.0041 Dr", "cert. 0041 Santos", "Cert. 0041 Ann Santos"]
)
def test_nobody_is_named_to_who_only_counts(home, typed):
    """The number alone, a title, one word or a wrong name: a question, and no name or number."""
    report = taken(home, row())
    answer = asked(home, typed, 3)
    assert (answer["reason"], answer["headline"]) == ("unreadable", "Whose certificate is it?")
    told = json.dumps(answer)
    assert "Amélie" not in told
    assert report["decided"][0]["number"] not in told
    home.done("revoke", report["decided"][0]["number"], "--reason", "licence-lost")
    withdrawn = asked(home, typed, 1)
    assert withdrawn["reason"] == "revoked"
    assert withdrawn["credential"] is None
    assert asked(home, "Cert. 0042", 1)["reason"] == "malformed"


def test_what_had_ended_answers_so(home):
    """Withdrawn and expired ones are not issued anew, and their numbers answer without a name."""
    gone = row("41/2", state="withdrawn", ended=AGO[100])
    over = row("41/3", issued=AGO[500], valid_through=AGO[10])
    assert taken(home, gone, over)["decided"] == []
    assert taken(home, gone, over)["good"] == 2
    withdrawn, expired = asked(home, "41/2", 1), asked(home, "41/3 Amélie Example-Santos", 1)
    assert (withdrawn["reason"], withdrawn["headline"]) == ("revoked", "Withdrawn")
    assert withdrawn["since"][:10] in {AGO[100], (TODAY - timedelta(days=101)).isoformat()}
    assert (expired["reason"], expired["sentence"]) == ("expired", "Its last day is over.")
    assert home.json("list") == []


def test_every_mistake_is_told_and_nothing_is_recorded(home):
    """Row by row; a dry run says the same, and one bad row keeps the good ones out."""
    own = home.issue()["number"]
    bad = [
        row("none"),
        row("A-1", scheme="btx-9"),
        row("A-2", profession="baker", name="="),
        row("A-3", valid_through=AGO[500], issued=AGO[400], decided_on=AGO[400]),
        row("A-4", state="withdrawn"),
        row("A-5", decided_on=LAST),
        row(own.lower()),
        row("a 0"),
        row("A-6", valid_through="2099-01-01"),
    ]
    path = file_of(home, row("A-0"), *bad)
    result = home.run("import", path, "--as", "certificates", "--dry-run")
    assert result.exit_code == 1
    for told in (
        "line 3: number: give the number as it is printed: at least one digit in it",
        "line 4: scheme: no scheme in force is called btx-9",
        "line 5: name: begin the name with a letter",
        "line 6: valid_through: valid_through is before its first day",
        "line 7: ended: give ended, the day of the withdrawal",
        "line 8: decided_on: decided_on is after issued",
        "line 9: number: it reads as a number of our own",
        "line 10: number: A-0 is on record already, with other content",
        "line 11: valid_through: valid_through is before its first day, or more than 15 years",
    ):
        assert told in result.stdout, result.stdout
    assert home.run("import", path, "--as", "certificates").stdout == result.stdout
    assert [one["number"] for one in home.json("list")] == [own]
    assert asked(home, "A-0", 1)["reason"] == "malformed"


def test_another_content_is_refused(home):
    """The same number with another last day, or spelt as another row's, changes nothing."""
    taken(home, row())
    (bad,) = taken(home, row("CERT.0041", valid_through=AGO[10]), code=1)["bad"]
    assert bad["errors"] == ["number: Cert. 0041 is on record already, with other content"]
    assert len(home.json("list")) == 1


def test_a_process_that_died_is_finished_by_the_same_file(home):
    """Decisions are on record, nothing is signed: until then it says that it could not tell."""
    pipe = home.path.parent / "pipe"  # which is not read twice: the duties would issue
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=[file_of(home, row()).read_bytes()])
    writer.start()
    assert home.json("import", pipe, "--as", "certificates")["recorded"] is True
    writer.join()
    assert asked(home, "Cert. 0041 Amélie Santos", 3)["reason"] == "status_unavailable"
    assert [one["answer"] for one in taken(home, row())["decided"]] == ["granted"]
    assert asked(home, "Cert. 0041 Amélie Santos", 0)["outcome"] == "valid"


def test_numbers_of_another_body_of_our_kind_need_no_name(home):
    """They were drawn at random: who types one has seen the certificate."""
    number = str(CertificateNumber("ZZZ", "7K3M9QP"))
    taken(home, row(number))
    assert asked(home, number, 0)["earlier_number"] == number
    assert asked(home, number[:-1] + "0", 3)["reason"] == "number_mistyped"
