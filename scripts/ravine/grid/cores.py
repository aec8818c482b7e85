"""Cores of this machine, each of which belongs to one running case at a time."""

import errno
import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

POLL = 0.02  # seconds between two looks at cores that are taken
PATIENCE = 10.0  # seconds until the user is told what is waited for
SIBLINGS = "/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list"


def usable() -> list[int]:
    """One processor of each core that this process may run on: two on one core would share it."""
    allowed = sorted(os.sched_getaffinity(0))
    by_core: dict[str, int] = {}
    for cpu in allowed:
        by_core.setdefault(_siblings(cpu), cpu)
    return list(by_core.values())


def _siblings(cpu: int) -> str:
    try:
        return Path(SIBLINGS.format(cpu)).read_text(encoding="ascii").strip()
    except OSError:  # the system does not tell
        return str(cpu)


@contextmanager
def claimed(count: int) -> Iterator[tuple[list[int], list[int]]]:
    """Waits for `count` cores that no other case has. Gives their processors, and the descriptors
    that hold them: a child that inherits these keeps its cores if this process dies.
    """
    with ExitStack() as held:
        # Whoever waits for many cores must not starve behind those that want few.
        with _the("turn", "for another case to find its cores"):
            sockets: dict[int, socket.socket] = {}
            begin, told = time.monotonic(), False
            while len(sockets) < count:
                for cpu in usable():
                    if len(sockets) < count and cpu not in sockets:
                        found = _bind(f"core {cpu}")
                        if found is not None:
                            sockets[cpu] = held.enter_context(found)
                if len(sockets) < count:
                    told = _wait(begin, told, f"for {count} cores of {len(usable())}")
        yield list(sockets), [one.fileno() for one in sockets.values()]


@contextmanager
def _the(name: str, why: str) -> Iterator[None]:
    begin, told = time.monotonic(), False
    while (found := _bind(name)) is None:
        told = _wait(begin, told, why)
    with found:
        yield


def _wait(begin: float, told: bool, why: str) -> bool:
    if not told and time.monotonic() - begin > PATIENCE:
        print(f"note: waiting {why}", file=sys.stderr, flush=True)
        told = True
    time.sleep(POLL)
    return told


def _bind(name: str) -> socket.socket | None:
    """The one holder of a name on this machine; None where another process is it. Such a name has no
    file, and is free again once all processes that hold it have ended, however they end.
    """
    made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        made.bind(f"\0ravine {name}")
        return made
    except OSError as error:
        made.close()
        if error.errno != errno.EADDRINUSE:
            raise
        return None


def processor() -> str:
    """The processor's name, which tells machines apart that the same program runs on."""
    try:
        found = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text("utf-8"))
    except OSError:
        return "unknown"
    return found[1].strip() if found else "unknown"
