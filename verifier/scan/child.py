"""The child process: `python -m verifier.scan.child SECONDS MEMORY_MIB LABELS`, socket as stdin.

It holds no secret, opens no file, and ends when its reader does. It catches nothing: whatever
surprises it ends it, and the reader makes another.
"""

from __future__ import annotations

import socket
import sys

from verifier.scan.answer import format_answer
from verifier.scan.attachment import hold_random_device
from verifier.scan.channel import READY, Channel, ChannelError
from verifier.scan.document import read_document
from verifier.scan.found import NothingFound, Why
from verifier.scan.labels import parse_labels
from verifier.scan.limits import allow_time, confine, end_time

MAX_DOCUMENT = 32 * 1024 * 1024  # bytes; the reader itself sends less

# An empty page. Who reads it under the limits has its libraries, and room to draw a page.
_TRIAL = b"""%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>> endobj
trailer <</Root 1 0 R /Size 4>>
"""
_STDIN, _FILES = 0, 3  # stdin is the socket, stdout and stderr are nothing; more there is not


def main() -> None:
    """Read documents until the reader hangs up."""
    seconds, memory_mib = float(sys.argv[1]), int(sys.argv[2])
    labels = parse_labels(sys.argv[3])
    with socket.socket(fileno=_STDIN) as reader:
        hold_random_device()
        confine(memory_mib=memory_mib, files=_FILES)
        if read_document(_TRIAL) != NothingFound(Why.NO_CODE):
            sys.exit("the limits leave no room to read a document")
        channel = Channel(reader)
        channel.send(READY)
        while (data := _next_document(channel)) is not None:
            allow_time(seconds)
            answer = format_answer(read_document(data, labels))
            end_time()
            channel.send(answer)


def _next_document(channel: Channel) -> bytes | None:
    try:
        return channel.receive(at_most=MAX_DOCUMENT)
    except ChannelError:
        return None


if __name__ == "__main__":
    main()
