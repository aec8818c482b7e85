"""Programs that a command starts and waits for, and what an interrupt does to them."""

import shutil
import signal
import subprocess
import threading
from collections.abc import Iterable
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Any

INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERRUPTED = 130  # the exit status of a program that an interrupt has ended
# Before a program, lets it end with this process. Where the system has no such command, a program
# whose parent is killed runs on.
ENDS_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--") if shutil.which("setpriv") else ()


class Children:
    """While it is open, an interrupt, or the end of the terminal, reaches each running child once,
    and this process goes on. A child ends with this process, also where that is killed.
    """

    def __init__(self) -> None:
        self.interrupted = False
        self._running: set[subprocess.Popen[bytes]] = set()
        self._previous: dict[signal.Signals, Any] = {}
        self._guard = threading.RLock()  # a handler may come while its own thread holds it

    def __enter__(self) -> "Children":
        for number in INTERRUPTS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # under nohup
                self._previous[number] = signal.signal(number, self._forward)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    def _forward(self, received: int, _: FrameType | None) -> None:
        with self._guard:
            self.interrupted = True
            for child in self._running:
                child.send_signal(received)

    def run(
        self,
        line: Iterable[str | Path],
        out: IO[Any] | int | None = None,
        errors: IO[Any] | int | None = None,
        descriptors: Iterable[int] = (),
    ) -> int:
        """The exit status of the program; below zero, the signal that killed it. INTERRUPTED without
        a start where an interrupt came before. `descriptors` are open in the child too.
        """
        with self._guard:
            if self.interrupted:
                return INTERRUPTED
            child = subprocess.Popen(
                [*ENDS_WITH_US, *map(str, line)],
                stdout=out,
                stderr=errors,
                pass_fds=tuple(descriptors),
                # A group of its own: Ctrl-C at a terminal would otherwise arrive there a second time.
                start_new_session=True,
            )
            self._running.add(child)
            if self.interrupted:  # while it was started
                child.send_signal(signal.SIGINT)
        try:
            return child.wait()
        finally:
            with self._guard:
                self._running.discard(child)


def last_line(text: str) -> str:
    """The last line that a program has said; what begins with == is Valgrind's, not its own."""
    lines = [line for line in text.strip().splitlines() if not line.startswith("==")]
    return lines[-1] if lines else ""
