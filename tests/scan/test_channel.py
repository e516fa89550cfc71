"""Messages over a socket: whole, bounded, in time."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from verifier.scan.channel import Channel, ChannelError


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours), Channel(theirs)


@pytest.mark.parametrize("message", [b"", b"a", bytes(5_000_000)])
def test_what_is_sent_is_received(ends, message):
    """A message arrives whole, also one longer than the socket holds."""
    ours, theirs = ends
    sender = threading.Thread(target=ours.send, args=(message,))
    sender.start()
    assert theirs.receive(at_most=5_000_000) == message
    sender.join()


def test_a_message_has_a_largest_size(ends):
    """A message of the limit is taken; one byte more is refused before it is read."""
    ours, theirs = ends
    ours.send(b"abc")
    assert theirs.receive(at_most=3) == b"abc"
    ours.send(b"abcd")
    with pytest.raises(ChannelError):
        theirs.receive(at_most=3)


def test_half_a_message_is_an_error(ends):
    """When the other side goes in the middle, what has arrived is not taken for all."""
    ours, theirs = ends
    ours.socket.sendall(b"\0\0\0\x05abc")
    ours.socket.close()
    with pytest.raises(ChannelError):
        theirs.receive(at_most=10)


def test_a_message_that_trickles_is_late(ends):
    """The deadline is for the whole message: a byte now and then does not put it off."""
    ours, theirs = ends

    enough = threading.Event()

    def trickle():
        ours.socket.sendall(b"\0\0\0\xff")
        for _ in range(200):
            if not enough.wait(0.05):
                ours.socket.sendall(b"x")

    sender = threading.Thread(target=trickle)
    sender.start()
    begun = time.monotonic()
    with pytest.raises(ChannelError):
        theirs.receive(at_most=1000, deadline=begun + 0.3)
    assert 0.2 < time.monotonic() - begun < 5
    enough.set()
    sender.join()


def test_sending_is_late_too(ends):
    """A side that does not read does not hold up the sender beyond the deadline."""
    ours, _ = ends
    begun = time.monotonic()
    with pytest.raises(ChannelError):
        ours.send(bytes(50_000_000), deadline=begun + 0.2)
    assert time.monotonic() - begun < 5
