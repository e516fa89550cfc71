"""`probatum outbox` and `probatum watch`: what waits, what was given up, a list's end."""

from __future__ import annotations

from issuer.notify.message import Channel, Message
from issuer.notify.ports import Outcome, Result
from issuer.notify.watch import WatchList
from issuer.store.database import Database
from tests.store.making import AT

MAIL = "desk@clinic.example"


def test_messages_are_told_and_tried_anew(home):
    """Without a mail server it says so; a dead message is named, exit 1, and can go on."""
    assert home.json("outbox") == {
        "mail server": "none: mails wait (PROBATUM_MAIL_SERVER)",
        "mails waiting": 0,
        "posts waiting": 0,
        "dead": 0,
        "newest dead": [],
    }
    message = Message("msg_1", Channel.WEBHOOK, "watch_changes", "watch:a", {"number": "N"}, AT)
    with opened(home).writing() as unit:
        unit.outbox.add([message, Message("msg_2", Channel.MAIL, "watch_link", MAIL, {}, AT)])
        claimed = unit.outbox.claim([Channel.WEBHOOK], AT, 1)
        unit.outbox.settle([Outcome(claimed[0], Result.REFUSED, "answered 410")], AT, 0.5)
    told = home.json("outbox", code=1)
    assert (told["mails waiting"], told["posts waiting"], told["dead"]) == (1, 0, 1)
    assert told["newest dead"] == ["msg_1 (webhook, watch_changes): answered 410"]
    assert MAIL not in str(told)
    assert home.done("outbox", "retry", "msg_9") == "0 messages wait again.\n"
    assert home.done("outbox", "retry") == "1 message waits again.\n"
    assert home.json("outbox")["posts waiting"] == 1


def test_duties_tell_deliver_and_tidy(home):
    """What is due leaves with the duties, too: here to a list that is gone, so it is dropped."""
    message = Message("msg_1", Channel.WEBHOOK, "watch_changes", "watch:a", {"number": "N"}, AT)
    with opened(home).writing() as unit:
        unit.outbox.add([message])
    assert "0 messages left." in home.done("duties")
    assert home.json("outbox")["posts waiting"] == 0
    assert home.done("outbox", "deliver") == "0 delivered.\n"


def test_a_list_is_ended_by_its_address(home):
    """Whoever telephones is helped, without a link; a second time there is nothing to end."""
    with opened(home).writing() as unit:
        unit.watches.add(WatchList("a", MAIL, "Example Clinic", "en", AT, confirmed=AT))
    assert home.json("watch")["confirmed"] == 1
    assert "ended" in home.done("watch", "end", MAIL.upper())
    assert home.json("watch") == {"confirmed": 0, "waiting": 0, "ended": 1, "watched": 0}
    assert home.run("watch", "end", MAIL).exit_code == 1


def opened(home):
    return Database(f"sqlite:///{home.path / 'probatum.sqlite3'}")
