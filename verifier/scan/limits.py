"""What a child process may use of the machine. It limits itself before it sees a document."""

from __future__ import annotations

import contextlib
import math
import resource
import signal

_MIB = 1024 * 1024
_GRACE = 1  # seconds after which a child ends itself, should nobody be left to end it


def confine(*, memory_mib: int, files: int) -> None:
    """Allow so much memory, no new process, nothing written, no core, no further open file.

    With every file number below `files` taken, no file and no connection can be opened any more:
    a library that is taken over can reach nothing but its socket. A limit the system does not
    know (macOS and address space) is left to the reader's clock.
    """
    for deadly in (signal.SIGALRM, signal.SIGXCPU):
        signal.signal(deadly, signal.SIG_DFL)  # a reader that ignores them would pass that on
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, files)
    _limit(resource.RLIMIT_AS, memory_mib * _MIB)


def allow_time(seconds: float) -> None:
    """Allow the next document so many seconds, of the processor and of the clock.

    The reader ends a late child itself. This is for the child whose reader has been killed.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowance = math.ceil(used.ru_utime + used.ru_stime + seconds) + _GRACE
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard in {resource.RLIM_INFINITY, -1} or allowance < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (allowance, hard))
    signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)


def end_time() -> None:
    """Stop the clock between two documents."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def _limit(which: int, most: int) -> None:
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (most, most))
