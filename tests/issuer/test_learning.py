"""Learning systems: what they state is recorded once, taken back once, and only if it is theirs."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from issuer.candidates.application import ApplicationState
from issuer.candidates.errors import SignatureError, StatementError
from issuer.candidates.reported import attempt_of
from issuer.candidates.results import ExamResults
from issuer.candidates.statements import Told
from issuer.certification.errors import DocumentError
from issuer.certification.exam import Candidate, ExamResult, WrittenOutcome
from issuer.certification.xapi import Outcome, Verb, parse_statement
from issuer.errors import InProgressError, IssuingStoppedError, NameTakenError
from issuer.store.database import Database
from tests.issuer.board import LIST_SIZE, make_board
from tests.issuer.school import (
    MASTERY,
    NAME,
    PERSON,
    REGISTRATION,
    School,
    make_school,
    practical,
    signed,
    statement,
    voiding,
    with_changed,
)
from tests.store.conftest import POSTGRES, SQLITE


@pytest.fixture(params=[SQLITE, POSTGRES])
def school(
    request: pytest.FixtureRequest,
    open_store: Callable[[str], Any],
    tmp_path: Path,
    undrawable: Callable[[str], str | None],
) -> School:
    """Return an issuer and a learning system over each real database in turn."""
    return make_school(make_board(open_store(request.param), tmp_path / "keys"), undrawable)


@pytest.fixture
def small(
    open_store: Callable[[str], Any], tmp_path: Path, undrawable: Callable[[str], str | None]
) -> School:
    """Return the same over SQLite alone, for what no database does otherwise."""
    return make_school(make_board(open_store("sqlite"), tmp_path / "keys"), undrawable)


@pytest.fixture(scope="module")
def shared(
    migrated_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
    undrawable: Callable[[str], str | None],
) -> Iterator[School]:
    """Return the same for tests that leave nothing behind; somebody has applied."""
    folder = tmp_path_factory.mktemp("school")
    shutil.copyfile(migrated_file, folder / "db.sqlite3")
    store = Database(f"sqlite:///{folder / 'db.sqlite3'}", list_size=LIST_SIZE)
    made = make_school(make_board(store, folder / "keys"), undrawable)
    made.apply()
    yield made
    store.dispose()


def refused(school: School, sent: dict[str, Any]) -> str:
    """Return why a statement is refused; nothing changes by it."""
    before = school.head()
    with pytest.raises(StatementError) as caught:
        school.tell(sent)
    assert school.head() == before
    return str(caught.value)


def test_a_pass_goes_into_the_dossier(school: School) -> None:
    """As a written result under a name that tells sender, registration and statement."""
    school.apply()
    sent = statement(percent=80.5)
    answer = school.tell(sent)
    assert (answer.statement, answer.told) == (sent["id"], Told.TAKEN)
    assert answer.attempt == f"moodle.{REGISTRATION[:8]}.{sent['id']}"
    (found,) = school.dossier("written")
    assert (found.document.ref, found.author) == (answer.attempt, "sender:moodle")
    assert found.document.percent == Decimal("80.5")
    assert found.document.sections == {"S1": 80, "S5": 80}
    assert found.document.ended.isoformat() == "2026-11-19T15:30:00+00:00"
    (told,) = school.told("statement.taken")
    assert (told["actor"], told["verb"], told["attempt"]) == (
        *("sender:moodle", "passed", answer.attempt),
    )


def test_a_pass_that_completes_a_dossier_is_granted_by_rule(school: School) -> None:
    """Where the scheme decides, the certificate follows at once."""
    application = school.apply("rule")
    school.tell(statement("rule/written"))
    assert school.application(application).state is ApplicationState.GRANTED


def test_a_pass_without_a_dossier_is_a_certificate(school: School) -> None:
    """The name is the actor's; the profession may be left out where the scheme has one."""
    answer = school.tell(statement("bare/written"))
    with school.board.store.reading() as unit:
        made = unit.certificates.of_attempts("bare", [answer.attempt])[answer.attempt]
    assert (made.holder.name, made.holder.reference, made.profession) == (
        *(NAME, PERSON, "physician"),
    )


def test_a_failure_is_an_attempt(small: School) -> None:
    """It counts with its percentage, so that retakes can be counted."""
    small.apply()
    small.tell(statement(verb=Verb.FAILED, percent=60))
    assert small.dossier("written")[0].document.percent == 60


def test_a_pass_below_the_cut_score_is_no_pass(small: School) -> None:
    """What the learning system calls a pass is measured by the scheme."""
    application = small.apply("rule")
    small.tell(statement("rule/written", percent=71.99))
    assert small.application(application).state is ApplicationState.OPEN


def test_practical(small: School) -> None:
    """A practical result has its stations, critical fails and examiners."""
    small.apply()
    failed = practical(critical_fails=["P1/no-valid-consent"]) | {"verb": {"id": Verb.FAILED.value}}
    small.send(practical(), failed)
    good, bad = sorted(small.dossier("practical"), key=lambda each: each.document.critical_fails)
    assert (good.document.stations_passed, good.document.examiners) == (
        *(3, ("Prof Ines Specimen-Koch",)),
    )
    assert bad.document.critical_fails == ("P1/no-valid-consent",)


def test_a_form_has_its_own_cut_score(small: School) -> None:
    """75 % fails form B and passes form A: there, a failure contradicts the scheme."""
    small.apply("forms")
    failed = {"activity": "forms/written", "verb": Verb.FAILED, "percent": 75}
    small.tell(statement(**failed, form="B"))
    assert small.dossier("written")[0].document.form == "B"
    assert "compare the mastery score" in refused(small, statement(**failed, form="A"))


REFUSED = {
    "an activity nobody names": (statement("other/written"), "no scheme in force"),
    "a person nobody knows": (statement(person="C-9"), "nobody of this reference"),
    "a scheme not applied for": (statement("rule/written"), "no application for rule"),
    "the future": (
        statement() | {"timestamp": "2026-11-20T12:05:01Z"},
        "in the future",
    ),
    "a section of another examination": (statement(sections={"S1": 80, "S9": 80}), "section S9"),
    "a section with a floor is missing": (statement(sections={"S1": 80}), "result of section S5"),
    "failed, and the scheme calls it passed": (
        statement(verb=Verb.FAILED, percent=72),
        "compare the mastery score",
    ),
    "stations in a written examination": (statement(stations_passed=3), "stations and critical"),
    "sections in a practical one": (practical(sections={"S1": 1}), "sections and forms"),
    "a practical one without stations": (practical(stations_passed=None), "stations-passed"),
    "a practical one without examiners": (practical(examiners=None), "who examined"),
    "more stations than there are": (practical(stations_passed=4), "the scheme has 3"),
    "a critical fail nobody lists": (practical(critical_fails=["P3/x"]), "does not list"),
    "a form where there are none": (statement(form="A"), "none, so leave it out"),
    "no form where there are some": (statement("forms/written"), "A, B"),
    "a form nobody knows": (statement("forms/written", form="C"), "A, B"),
    "one part of two without a dossier": (statement("bare-both/written"), "both parts together"),
    "no name without a dossier": (
        with_changed(statement("bare/written"), "actor", value={
            "account": {"homePage": "https://learning.example.org", "name": PERSON}
        }),
        "add actor.name",
    ),
    "no profession where there are several": (statement("bare-many/written"), "physician, rn"),
    "a profession that is not admitted": (statement("bare/written", profession="np"), "physician"),
}  # fmt: skip


@pytest.mark.parametrize(("sent", "why"), REFUSED.values(), ids=list(REFUSED))
def test_refused_with_a_sentence(shared: School, sent: dict[str, Any], why: str) -> None:
    """What cannot be taken is told in words, and leaves no trace."""
    assert why in refused(shared, sent)


def test_the_clock_may_run_five_minutes_ahead(small: School) -> None:
    """A statement of five minutes from now is taken; the test above has a second more."""
    small.apply()
    small.tell(statement() | {"timestamp": "2026-11-20T12:05:00Z"})


def test_a_withdrawn_application_is_none(small: School) -> None:
    """Nobody is examined for what they do not want any more."""
    application = small.apply()
    small.candidates.admission.withdraw(application, actor="test", at=small.board.clock())
    assert "no application for both" in refused(small, statement())


def test_the_same_statement_again_changes_nothing(school: School) -> None:
    """It gets the same answer, also with what we do not read in it changed, and from a list."""
    school.apply()
    sent = statement()
    first, head = school.tell(sent), school.head()
    school.board.clock.advance(3600)
    stored = sent | {"stored": "2026-11-20T12:00:00Z", "authority": {"name": "LRS"}}
    assert [school.tell(sent), *school.send(stored, sent)] == [first] * 3
    assert school.tell(sent | {"id": sent["id"].upper()}) == first
    assert school.head() == head
    assert len(school.dossier("written")) == 1


def test_another_content_under_the_same_id_is_refused(small: School) -> None:
    """A score, a person, a verb or a registration changed is another statement."""
    small.apply()
    sent = statement()
    small.tell(sent)
    for other in (
        with_changed(sent, "result", "score", "scaled", value=0.9),
        with_changed(sent, "actor", "account", "name", value="C-9"),
        with_changed(sent, "context", "registration", value=sent["id"]),
        sent | {"timestamp": "2026-11-19T15:30:01Z"},
        voiding(sent, id=sent["id"]),
    ):
        assert "with other content" in refused(small, other)


def test_each_id_is_an_attempt(small: School) -> None:
    """Also in one registration: two passes under two ids are two attempts, never one."""
    small.apply()
    answers = small.send(statement(), statement())
    assert len({answer.attempt for answer in answers}) == 2
    assert len(small.dossier("written")) == 2


def test_a_voided_pass_counts_no_more(school: School) -> None:
    """It is struck with a reason; the void and the pass sent again change nothing."""
    school.apply()
    sent = statement()
    attempt = school.tell(sent).attempt
    void = voiding(sent)
    answer = school.tell(void)
    assert (answer.told, answer.attempt) == (Told.VOIDED, attempt)
    assert school.dossier("written") == []
    assert school.kept(sent).voided == school.board.clock()
    (struck,) = school.told("entry.struck")
    assert (struck["actor"], struck["why"]) == ("sender:moodle", "voided by the learning system")
    head = school.head()
    assert school.tell(void) == answer
    again = school.tell(sent)
    assert (again.told, again.attempt) == (Told.VOIDED, attempt)
    assert school.head() == head


def test_a_second_void_of_the_same_pass_strikes_nothing(small: School) -> None:
    """Under another id it is noted as well, and the result is voided once."""
    small.apply()
    sent = statement()
    small.tell(sent)
    for _ in range(2):
        assert small.tell(voiding(sent)).told is Told.VOIDED
    assert len(small.told("entry.struck")) == 1


def test_a_void_of_a_granted_pass_opens_it_again_and_raises_one_review(school: School) -> None:
    """The certificate stands until a person has looked at it."""
    application = school.apply("rule")
    sent = statement("rule/written")
    school.tell(sent)
    with school.board.store.reading() as unit:
        made = unit.certificates.of_attempts("rule", [school.application(application).attempt])
    (certificate,) = made.values()
    void = voiding(sent)
    for _ in range(2):
        assert school.tell(void).told is Told.VOIDED
    assert school.application(application).state is ApplicationState.OPEN
    (review,) = school.reviews()
    assert (review.application, review.number) == (application, certificate.number)


def test_a_void_without_a_dossier_raises_one_review(school: School) -> None:
    """There is nothing to open again; the certificate is for a person to look at."""
    sent = statement("bare/written")
    attempt = school.tell(sent).attempt
    void = voiding(sent)
    for _ in range(2):
        assert school.tell(void).told is Told.VOIDED
    (review,) = school.reviews()
    assert review.attempt == attempt
    assert review.number is not None


def test_a_void_that_comes_first_keeps_its_statement_out(school: School) -> None:
    """It is noted; the statement is refused whenever it comes, and nothing of it counts."""
    school.apply()
    sent = statement()
    void = voiding(sent)
    answer = school.tell(void)
    assert (answer.told, answer.attempt) == (Told.NOTED, None)
    for _ in range(2):
        assert "voided before it arrived" in refused(school, sent)
        assert school.tell(void) == answer
    assert school.dossier("written") == []


def test_a_result_whose_process_died_is_voided_all_the_same(small: School) -> None:
    """It was recorded, its statement was not kept, the void came, and the statement again."""
    small.apply()
    sent = statement()
    record_alone(small, sent)
    assert small.tell(voiding(sent)).told is Told.NOTED
    with pytest.raises(StatementError):
        small.tell(sent)
    assert small.dossier("written") == []


def test_a_result_whose_process_died_is_kept_by_the_next_try(small: School) -> None:
    """The result is there already, word for word: it is no news, and the statement is kept."""
    small.apply()
    sent = statement()
    record_alone(small, sent)
    assert small.kept(sent) is None
    assert small.tell(sent).told is Told.TAKEN
    assert small.kept(sent) is not None
    assert len(small.dossier("written")) == 1


def record_alone(school: School, sent: dict[str, Any]) -> None:
    """Record what a statement reports as if the process had died before it was kept."""
    outcome = parse_statement(json.dumps(sent).encode())
    assert isinstance(outcome, Outcome)
    result = ExamResult(
        attempt=attempt_of("moodle", outcome),
        scheme="both",
        candidate=Candidate(PERSON, NAME),
        profession="physician",
        written=WrittenOutcome(outcome.percent, outcome.sections),
        practical=None,
        completed_at=outcome.completed_at,
        examiners=(),
    )
    school.candidates.results.take(result, actor="sender:moodle", at=school.board.clock())


def test_a_void_cannot_be_voided(small: School) -> None:
    """xAPI 1.0.3, part 2, section 2.3.2; one that names itself voids nothing either."""
    small.apply()
    sent = statement()
    small.tell(sent)
    void = voiding(sent)
    small.tell(void)
    assert "cannot be voided" in refused(small, voiding(void))
    itself = voiding({"id": (own := str(uuid4()))}, id=own)
    assert small.tell(itself).told is Told.NOTED
    assert small.dossier("written") == []


def test_other_verbs_are_ignored(small: School) -> None:
    """Nothing is kept of them, not even that they came."""
    head = small.head()
    for verb in ("http://adlnet.gov/expapi/verbs/completed", "https://x.example/verbs/waived"):
        assert small.tell(statement() | {"verb": {"id": verb}}).told is Told.IGNORED
    assert small.head() == head


COPIES = 10


def at_once(school: School, *sent: dict[str, Any]) -> list[Any]:
    """Send every statement alone from a thread of its own, all at the same moment."""
    barrier = threading.Barrier(len(sent))

    def send(one: dict[str, Any]) -> Any:
        barrier.wait()
        for _ in range(50):
            try:
                return school.tell(one)
            except (InProgressError, StatementError) as refusal:
                if isinstance(refusal, StatementError):
                    return refusal
        raise AssertionError

    with ThreadPoolExecutor(len(sent)) as pool:
        return list(pool.map(send, sent))


def test_ten_copies_at_once_are_one_result(school: School) -> None:
    """One document, one event, and the same answer for everybody."""
    school.apply()
    answers = at_once(school, *[statement()] * COPIES)
    assert {answer.told for answer in answers} == {Told.TAKEN}
    assert len({answer.attempt for answer in answers}) == 1
    assert len(school.dossier("written")) == 1
    assert len(school.told("statement.taken")) == 1


def test_ten_copies_at_once_are_one_certificate(school: School) -> None:
    """Without a dossier too."""
    answers = at_once(school, *[statement("bare/written")] * COPIES)
    assert {answer.told for answer in answers} == {Told.TAKEN}
    assert len(school.told("credential.released")) == 1
    assert len(school.told("statement.taken")) == 1


def test_ten_voids_at_once_strike_once(school: School) -> None:
    """And every one of them is told that it is voided."""
    application = school.apply("rule")
    sent = statement("rule/written")
    school.tell(sent)
    answers = at_once(school, *[voiding(sent)] * COPIES)
    assert {answer.told for answer in answers} == {Told.VOIDED}
    assert len(school.told("entry.struck")) == 1
    assert len(school.reviews()) == 1
    assert school.application(application).state is ApplicationState.OPEN


def test_a_statement_and_its_void_at_once_leave_nothing_that_counts(school: School) -> None:
    """Whichever comes first, and however they interleave."""
    school.apply()
    for _ in range(5):
        sent = statement()
        at_once(school, sent, voiding(sent), sent)
        assert school.dossier("written") == []


class Overtaken:
    """Exam results, just before the first of which something else happens."""

    def __init__(self, results: ExamResults, overtake: Callable[[], object]) -> None:
        self.results, self.overtake = results, overtake

    def take(self, result: ExamResult, **more: Any) -> object:
        self.overtake()
        return self.results.take(result, **more)

    def void(self, scheme: str, attempt: str, **more: Any) -> None:
        self.results.void(scheme, attempt, **more)


@pytest.mark.parametrize("first", [True, False])
def test_a_copy_overtaken_by_its_void_leaves_nothing_that_counts(
    small: School,
    first: bool,  # noqa: FBT001
) -> None:
    """The void, after another copy or alone, comes while the result is about to be recorded."""
    small.apply()
    sent = statement()

    def overtake() -> None:
        if first:
            small.tell(sent)
        small.tell(voiding(sent))

    learning = small.candidates.learning
    slow = replace(learning, results=Overtaken(learning.results, overtake))
    slow_school = replace(small, candidates=replace(small.candidates, learning=slow))
    assert slow_school.tell(sent).told is Told.VOIDED
    assert small.dossier("written") == []
    assert small.tell(sent).told is Told.VOIDED


def test_who_may_not_report(school: School) -> None:
    """A wrong secret, an unknown or ended sender, another's name: nothing is looked at or kept."""
    school.apply()
    school.add("canvas")
    body = json.dumps(statement()).encode()
    at, head = school.board.clock(), school.head()
    take = school.candidates.learning.take
    for sender, secret in (
        ("moodle", "canvas"),
        ("canvas", "moodle"),
        ("nobody", "moodle"),
        ("\0", "moodle"),
        ("MOODLE", "moodle"),
    ):
        with pytest.raises(SignatureError):
            take(sender, signed(school.secrets[secret], body, at), body, at=at)
    with pytest.raises(SignatureError):  # what an unknown sender is compared with is no secret
        take("nobody", signed("whsec_" + "A" * 43 + "=", body, at), body, at=at)
    assert school.head() == head
    assert school.end("canvas")
    with pytest.raises(SignatureError):
        school.send_body(body, sender="canvas")
    assert not school.end("canvas")
    assert not school.end("nobody")
    assert len(school.told("sender.ended")) == 1


def test_a_message_lives_five_minutes(small: School) -> None:
    """Overheard and sent again within them it does nothing twice; a second later it is refused."""
    small.apply()
    body = json.dumps(statement()).encode()
    at = small.board.clock()
    headers = signed(small.secrets["moodle"], body, at)
    take = small.candidates.learning.take
    last = at + timedelta(minutes=5)
    assert take("moodle", headers, body, at=at) == take("moodle", headers, body, at=last)
    with pytest.raises(SignatureError):
        take("moodle", headers, body, at=last + timedelta(seconds=1))
    assert len(small.dossier("written")) == 1


def test_a_name_is_given_once(small: School) -> None:
    """Also after its sender was ended: attempts are called by it."""
    small.end("moodle")
    with pytest.raises(NameTakenError):
        small.add("moodle")


@pytest.mark.parametrize("name", ["", "Moodle", "a b", "a/b", "-a", "a" * 33, "ä", "a\n"])
def test_a_name_stands_in_an_address(shared: School, name: str) -> None:
    """What could not is refused, and no sender made."""
    head = shared.head()
    with pytest.raises(ValueError, match="a-z"):
        shared.add(name)
    assert shared.head() == head


def test_a_successor_speaks_for_one_that_was_ended(school: School) -> None:
    """After a change of secret the same statement is no second result, and can be voided."""
    school.apply()
    sent = statement()
    attempt = school.tell(sent).attempt
    school.end("moodle")
    school.add("moodle-2")
    again = school.tell(sent, sender="moodle-2")
    assert (again.told, again.attempt) == (Told.TAKEN, attempt)
    assert len(school.dossier("written")) == 1
    assert school.tell(voiding(sent), sender="moodle-2").attempt == attempt
    assert school.dossier("written") == []


def test_nobody_voids_what_another_states(small: School) -> None:
    """While a sender reports, no other one can take back what is its own."""
    small.apply()
    small.add("canvas")
    sent = statement()
    small.tell(sent)
    assert small.tell(voiding(sent), sender="canvas").told is Told.NOTED
    assert len(small.dossier("written")) == 1
    assert small.tell(sent).told is Told.TAKEN


def test_no_secret_on_record_or_in_a_log(small: School) -> None:
    """What was made and taken is told without it."""
    small.apply()
    small.tell(statement())
    secret = small.secrets["moodle"]
    told = [each.data for each in small.board.events()]
    assert small.told("sender.made")
    assert not any(secret.encode() in (data or b"") for data in told)


def test_of_a_list_what_can_be_taken_is_taken(small: School) -> None:
    """Each for itself and in order: a void in the same list finds its statement."""
    small.apply()
    first, second = statement(), statement()
    answers = small.send(first, statement(person="C-9"), {"id": "x"}, voiding(first), second)
    told = [getattr(answer, "told", type(answer)) for answer in answers]
    assert told == [Told.TAKEN, StatementError, DocumentError, Told.VOIDED, Told.TAKEN]
    (left,) = small.dossier("written")
    assert left.document.ref == answers[4].attempt


def test_what_is_our_own_fault_is_no_answer_to_a_statement(small: School) -> None:
    """Issuing was stopped: the whole message is refused, and taken once issuing goes on."""
    with small.board.store.writing() as unit:
        unit.control.stop_issuing("drill")
    sent = statement("bare/written")
    with pytest.raises(IssuingStoppedError):
        small.send(sent)
    assert small.kept(sent) is None
    with small.board.store.writing() as unit:
        unit.control.stop_issuing(None)
    small.board.clock.advance(120)
    assert small.send(sent)[0].told is Told.TAKEN
    assert len(small.told("credential.released")) == 1


def test_a_contradiction_is_found_before_anything_is_taken(small: School) -> None:
    """A pass below its own mastery score is a mistake of the learning system: nothing is kept."""
    small.apply()
    sent = with_changed(statement(), "context", "extensions", value={MASTERY: 0.81})
    with pytest.raises(DocumentError):
        small.tell(sent)
    assert small.kept(sent) is None
