"""Webhooks: signed in the form that libraries verify, and told to nobody else; docs/webhooks.md."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from issuer.credentials.notices import Change
from issuer.notify.message import CHECKPOINTS, Channel, MessageState, Topic
from issuer.notify.ports import Result
from issuer.notify.posting import Poster
from issuer.notify.schedule import LEASE
from issuer.notify.watch import Webhook
from issuer.notify.webhooks import WebhookCourier, body_of, headers_of, show_secret
from tests.notify.receiver import receiver
from tests.notify.telling import Clock, deliveries, make_message, watching
from tests.store.making import SECOND

DOCS = Path(__file__).parents[2] / "docs" / "webhooks.md"
SECRET, OLD = bytes(range(32)), bytes(range(1, 33))
MESSAGE = make_message(channel=Channel.WEBHOOK)


def now():
    return datetime.now(UTC).replace(microsecond=0)


def signed(at, **changes):
    webhook = Webhook("https://hooks.example.org/", SECRET, **changes)
    body = body_of(MESSAGE)
    return body, headers_of(MESSAGE, body, webhook, at)


def test_a_library_verifies_it():
    """The specification's own library takes what we send, and refuses every byte changed."""
    body, headers = signed(now())
    told = Verifier(show_secret(SECRET)).verify(body, headers)
    assert told["data"] == {"event": MESSAGE.id, "number": "N"}
    assert set(told) == {"type", "timestamp", "data"}
    for wrong in (body.replace(b"N", b"M"), body + b" "):
        with pytest.raises(WebhookVerificationError):
            Verifier(show_secret(SECRET)).verify(wrong, headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(show_secret(OLD)).verify(body, headers)


def test_two_secrets_sign_while_one_is_changed():
    """For a day either secret verifies; then the old one does not."""
    at = now()
    during = {"old_secret": OLD, "old_until": at + SECOND}
    body, headers = signed(at, **during)
    for secret in (SECRET, OLD):
        Verifier(show_secret(secret)).verify(body, headers)
    body, headers = signed(at + SECOND, **during)
    assert len(headers["webhook-signature"].split(" ")) == 1
    Verifier(show_secret(SECRET)).verify(body, headers)


def test_a_test_names_no_certificate():
    """The button's message is told as what it is."""
    body = body_of(make_message(topic=Topic.WATCH_TEST, data={}))
    assert json.loads(body)["type"] == "watch.test"
    assert "number" not in json.loads(body)["data"]


def test_a_checkpoint_is_posted_whole(database):
    """To where the settings say, signed with its own secret; without that it is dropped."""
    at, note = now(), "cert.example.org/record\n7\nAAAA\n\n\u2014 cert.example.org/record BBBB"
    told = {"note": note, "name": "000000000007.txt", "size": "7"}
    made = make_message(
        channel=Channel.WEBHOOK, topic=Topic.CHECKPOINT, recipient=CHECKPOINTS, data=told
    )
    with receiver() as server:
        webhook = Webhook(f"http://127.0.0.1:{server.port}/kept", SECRET)
        for where, result in ((webhook, Result.DELIVERED), (None, Result.DROPPED)):
            courier = WebhookCourier(database, Poster(loopback=True), now, where)
            (outcome,) = courier.deliver([made], at=at)
            assert outcome.result is result
        ((_, headers, body),) = server.posted
    message = Verifier(show_secret(SECRET)).verify(body, headers)
    assert message["type"] == "record.checkpoint"
    assert message["data"] == {"event": made.id, "size": 7, "note": note + "\n"}


def code_of(language):
    """Return the example of docs/webhooks.md."""
    found = re.search(rf"```{language}\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_in_python_verifies():
    """What the page says is run: a genuine message is taken, a forged one is not."""
    names = {}
    exec(compile(code_of("python"), str(DOCS), "exec"), names)  # noqa: S102 - our own page
    body, headers = signed(now())
    assert names["receive"](show_secret(SECRET), headers, body) == "N"
    with pytest.raises(WebhookVerificationError):
        names["receive"](show_secret(OLD), headers, body)


@pytest.mark.node
def test_the_example_in_javascript_verifies(tmp_path):
    """What the page says is run: genuine, by the wrong secret, changed, and too old."""
    body, headers = signed(now(), old_secret=OLD, old_until=now() + timedelta(hours=1))
    late, old = signed(now() - timedelta(minutes=6))
    cases = [
        [show_secret(SECRET), headers, body.decode()],
        [show_secret(OLD), headers, body.decode()],
        [show_secret(bytes(32)), headers, body.decode()],
        [show_secret(SECRET), headers, body.decode() + " "],
        [show_secret(SECRET), old, late.decode()],
    ]
    (tmp_path / "receive.mjs").write_text(code_of("javascript"))
    (tmp_path / "main.mjs").write_text(
        'import { receive } from "./receive.mjs";\n'
        f"for (const each of {json.dumps(cases)}) {{\n"
        '  try { console.log(receive(...each)); } catch { console.log("refused"); }\n}\n'
    )
    done = subprocess.run(
        [shutil.which("node"), tmp_path / "main.mjs"], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["N", "N", "refused", "refused", "refused"]


@pytest.fixture
def told(database):
    """Return a receiver of three certificates' changes, and deliveries to it."""
    with receiver() as server:
        webhook = Webhook(f"http://127.0.0.1:{server.port}/in", SECRET)
        with database.writing() as unit:
            server.numbers = watching(unit, 0, 1, 2, webhook=webhook)
        server.clock, server.database = Clock(now()), database
        courier = WebhookCourier(database, Poster(loopback=True), server.clock)
        server.postman = deliveries(database, server.clock, webhook=courier)
        yield server


def change(told):
    with told.database.writing() as unit:
        unit.notices.changed(told.numbers, Change.REVOKED, told.clock())


def states(told):
    with told.database.reading() as unit:
        log = unit.outbox.log("watch:a", Channel.WEBHOOK, 99)
    return [(line.state, line.answer) for line in log]


def test_each_change_is_posted_and_verifies(told):
    """One message for each certificate, each with its own id, signed at the time of the try."""
    change(told)
    assert told.postman.deliver_due() == 3
    verify = Verifier(show_secret(SECRET)).verify
    messages = [verify(body, headers) for _, headers, body in told.posted]
    assert sorted(m["data"]["number"] for m in messages) == sorted(told.numbers)
    assert len({m["data"]["event"] for m in messages}) == 3
    assert states(told) == [(MessageState.DELIVERED, "answered 204")] * 3


def test_a_server_that_fails_is_asked_once_a_round(told):
    """One try counts for all that wait; the same ids come again later."""
    told.status = 500
    change(told)
    assert told.postman.deliver_due() == 0
    assert len(told.posted) == 1
    assert states(told) == [(MessageState.WAITING, "answered 500")] * 3
    told.status = 200
    told.clock.at += timedelta(seconds=30)
    assert told.postman.deliver_due() == 3
    ids = [headers["webhook-id"] for _, headers, _ in told.posted]
    assert ids[0] in ids[1:]
    assert len(set(ids)) == 3


def test_gone_is_for_good(told):
    """410 gives the message up at once."""
    told.status = 410
    change(told)
    told.postman.deliver_due()
    assert states(told) == [(MessageState.DEAD, "answered 410")] * 3


def test_what_waits_is_dropped_when_the_webhook_is_taken_away(told):
    """Nothing is posted to an address that was taken away."""
    change(told)
    with told.database.writing() as unit:
        unit.watches.set_webhook("a", None)
    assert told.postman.deliver_due() == 0
    assert told.posted == []
    assert {state for state, _ in states(told)} == {MessageState.DROPPED}


def test_a_slow_receiver_is_left_before_the_lease_ends(told):
    """What there was no time for is given back, and no other worker posts it twice."""
    ticks = iter([LEASE, *[timedelta(0)] * 99])
    clock = Clock(told.clock())

    def slow():
        clock.at += next(ticks, timedelta(0)) if told.posted else timedelta(0)
        return clock.at

    courier = WebhookCourier(told.database, Poster(loopback=True), slow)
    change(told)
    postman = deliveries(told.database, clock, webhook=courier)
    assert postman.deliver_due() == 3
    ids = [headers["webhook-id"] for _, headers, _ in told.posted]
    assert len(ids) == len(set(ids)) == 3
