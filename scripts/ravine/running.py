"""Programs that bench starts: builds and comparisons, each with its output in a log."""

import os
import selectors
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from ravine.child import Children
from ravine.files import ROOT
from ravine.progress import Progress, StatusLine

BUILD = ROOT / "build" / "release"
SHOWN_LINES = 30  # of a build that failed


def build(*targets: str) -> None:
    """Configures and builds the release preset. A terminal shows the newest line of it, and what is
    printed stays only where it fails.
    """
    BUILD.mkdir(parents=True, exist_ok=True)
    log = BUILD / "build.log"
    shown = StatusLine()
    lines: list[str] = []
    with open(log, "w", encoding="utf-8") as out:
        for command in (
            ["cmake", "--preset", "release"],
            ["cmake", "--build", "--preset", "release", "--target", *targets],
        ):
            with subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            ) as child:
                assert child.stdout is not None
                for line in map(_text, child.stdout):
                    out.write(line)
                    lines.append(line)
                    shown.show(line.strip())
            if child.returncode:
                break
    shown.clear()
    if child.returncode:
        print("".join(lines[-SHOWN_LINES:]), file=sys.stderr, end="")
        print(f"bench: the build failed; all of it is in {log}", file=sys.stderr)
        sys.exit(1)


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace")


def follow(command: list[str], log: Path, progress: Progress) -> int:
    """The exit status of `command`, which is convergence. What it prints goes to the end of `log`, and
    its messages to the terminal.
    """
    with log.open("a", encoding="utf-8") as out, Children() as children:

        def keep(line: str) -> None:
            print(line, file=out, flush=True)
            progress.hear(line)

        printed, said = os.pipe(), os.pipe()
        reader = _Reader({printed[0]: keep, said[0]: progress.say}, progress.draw)
        reader.start()
        try:
            return children.run(command, printed[1], said[1])
        finally:
            os.close(printed[1])
            os.close(said[1])
            reader.end()


class _Reader(threading.Thread):
    """Hands over the lines of pipes as they come, beside the main thread, which waits for the program
    and takes interrupts. Calls `tick` after each line, and every half second.
    """

    def __init__(self, takers: dict[int, Callable[[str], None]], tick: Callable[[], None]) -> None:
        super().__init__()
        self._takers = takers
        self._tick = tick
        self._error: OSError | None = None

    def end(self) -> None:
        """Waits until every pipe has ended; raises what kept a line from being written."""
        self.join()
        if self._error is not None:
            raise self._error

    def run(self) -> None:
        try:
            self._read()
        except OSError as error:
            self._error = error
        finally:
            for pipe in self._takers:  # a program that writes on is told that nobody reads
                os.close(pipe)

    def _read(self) -> None:
        begun = {pipe: b"" for pipe in self._takers}
        with selectors.DefaultSelector() as waiting:
            for pipe in self._takers:
                waiting.register(pipe, selectors.EVENT_READ)
            while waiting.get_map():
                for key, _ in waiting.select(timeout=0.5):
                    content = os.read(key.fd, 65536)
                    *lines, begun[key.fd] = (begun[key.fd] + content).split(b"\n")
                    if not content:  # it has ended, perhaps within a line
                        waiting.unregister(key.fd)
                        lines += filter(None, [begun[key.fd]])
                    for line in lines:
                        self._takers[key.fd](_text(line))
                self._tick()
