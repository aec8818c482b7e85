"""How long what is left of a comparison will take, and the line on a terminal that says so."""

import math
import shutil
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO


@dataclass(frozen=True)
class Ahead:
    """The runs of one part, before they are run."""

    title: str
    names: list[str] | None  # convergence/<problem>/<method>/<gradient>/...; None: told later
    run_seconds: float | None = None  # what a run took where the part was planned; None: not known
    most: float = math.inf  # seconds of a run at most


BELIEVED = 2.0  # seconds of runs that weigh as much as what was planned
UNNAMED = "?"  # begins what stands for a run whose name is not known
Group = tuple[int, str]  # a part by number, and a method in it


class Mean:
    """The mean of the seconds that were added."""

    def __init__(self) -> None:
        self.count = 0
        self.sum = 0.0

    def add(self, seconds: float) -> None:
        self.count += 1
        self.sum += seconds

    @property
    def value(self) -> float:
        return self.sum / self.count


def writing_seconds(runs: int) -> float:
    """What the table and the report of so many runs took where the comparison was planned."""
    return 3.0 + 0.01 * runs


class Estimate:
    """The time left, from what was planned and from the runs that have ended.

    A run is expected to take the mean time of the ended runs of its method in its part. If there
    are none, it is expected to take the mean of its part. In a part that has not begun, a run takes
    its planned time, scaled by how slow this machine has been so far, but at most its budget.
    Loading a part's data takes the mean of the parts before it.
    """

    def __init__(self, parts: list[Ahead]) -> None:
        self._parts = parts
        self._begun = Mean()
        self._of_part = [Mean() for _ in parts]
        self._of_group: dict[Group, Mean] = defaultdict(Mean)
        self._left: dict[str, Group] = {}
        self._left_of_group: Counter[Group] = Counter()
        self.total = 0
        for number, part in enumerate(parts):
            self._add(part.names or [], number)

    @property
    def done(self) -> int:
        return self.total - len(self._left)

    def expect(self, part: int, count: int) -> None:
        """So many runs of the part follow, whose names are not known."""
        self._add((f"{UNNAMED}{part}/{number}" for number in range(count)), part)

    def _add(self, names: Iterable[str], part: int) -> None:
        for name in names:
            if name not in self._left:  # a run that two parts share is run once
                self._left[name] = (part, _method(name))
                self._left_of_group[self._left[name]] += 1
                self.total += 1

    def skip(self, name: str) -> None:
        """The run is not run: it has ended earlier, or its part has ended without it."""
        if name in self._left:
            self._left_of_group[self._left.pop(name)] -= 1
            self.total -= 1

    def end(self, name: str, seconds: float, part: int) -> None:
        """The run of `part` has taken `seconds`."""
        known = name if name in self._left else self._unnamed(part)
        if known is None:
            return  # it is repeated
        group = self._left.pop(known)
        self._left_of_group[group] -= 1
        self._of_part[group[0]].add(seconds)
        self._of_group[group].add(seconds)

    def _unnamed(self, part: int) -> str | None:
        own = f"{UNNAMED}{part}/"
        return next((name for name in self._left if name.startswith(own)), None)

    def begin_part(self, seconds: float) -> None:
        """The next part has taken `seconds` up to its first run."""
        self._begun.add(seconds)

    def end_part(self, number: int) -> None:
        """No more runs of the part follow."""
        for name in [name for name, (part, _) in self._left.items() if part == number]:
            self.skip(name)

    def to_the_end(self) -> float | None:
        """Seconds until the report is written; None where nothing is known yet of a part."""
        runs = self.left()
        return None if runs is None else runs + self._slower() * writing_seconds(self.total)

    def left(self) -> float | None:
        """Seconds of the runs; None where nothing is known yet of a part that is left."""
        slower = self._slower()
        parts_left = len(self._parts) - self._begun.count
        sum_left = parts_left * self._begun.value if self._begun.count else 0.0
        for group, count in self._left_of_group.items():
            if count:
                seconds = self._expected(group, slower)
                if seconds is None:
                    return None
                sum_left += count * seconds
        return sum_left

    def _expected(self, group: Group, slower: float) -> float | None:
        part = group[0]
        if group in self._of_group:
            return self._of_group[group].value
        if self._of_part[part].count:
            return self._of_part[part].value
        planned = self._parts[part].run_seconds
        return None if planned is None else min(planned * slower, self._parts[part].most)

    def _slower(self) -> float:
        """How many times as long as planned the ended runs have taken; near 1 while they are few."""
        planned = taken = BELIEVED
        for part, mean in zip(self._parts, self._of_part, strict=True):
            if part.run_seconds is not None:
                planned += part.run_seconds * mean.count
                taken += mean.sum
        return taken / planned


def _method(name: str) -> str:
    """The method and its gradient, which decide most of what a run takes."""
    return "/".join(name.split("/")[2:4])


def clock(seconds: float) -> str:
    """1:05, or 2:01:05."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class StatusLine:
    """The last line of a terminal, which is drawn anew; nothing where the stream is no terminal."""

    def __init__(self, stream: TextIO = sys.stderr) -> None:
        self._stream = stream
        self._drawn = ""
        self.is_shown = stream.isatty()

    def show(self, text: str) -> None:
        """Puts `text` in place of what stood there, cut to the terminal's width."""
        text = text[: shutil.get_terminal_size().columns - 1]
        if self.is_shown and text != self._drawn:
            self._write(f"\r\033[K{text}")
            self._drawn = text

    def clear(self) -> None:
        if self._drawn:
            self._write("\r\033[K")
            self._drawn = ""

    def say(self, text: str) -> None:
        """Prints a line that stays."""
        self.clear()
        print(text, file=self._stream, flush=True)

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:  # the terminal has gone; what is run goes on
            self.is_shown = False


class Progress:
    """Follows the runs of a comparison, and shows how many are done and how long the rest takes."""

    WIDTH = 24  # of the bar
    SECONDS = 0.1  # between two drawings at least

    def __init__(self, parts: list[Ahead], line: StatusLine | None = None) -> None:
        self._parts = parts
        self._estimate = Estimate(parts)
        self._line = line or StatusLine()
        self._part = 0
        self._newest = ""
        self._since = time.monotonic()
        self._drawn = 0.0

    def skip(self, names: Iterable[str]) -> None:
        """The runs have ended earlier."""
        for name in names:
            self._estimate.skip(name)

    def begin(self, number: int) -> None:
        """The part of this number begins."""
        self._part = number
        self._since = time.monotonic()
        if len(self._parts) > 1:
            left = self.time_left()
            title = f"part {number + 1} of {len(self._parts)}: {self._parts[number].title}"
            self.say(f"{title} ({left})" if left else title)

    def end(self, number: int) -> None:
        """No more runs of the part follow."""
        self._estimate.end_part(number)
        self._line.clear()

    def hear(self, line: str) -> None:
        """A line that convergence prints: the number of runs, then one for each that has ended."""
        first, _, rest = line.partition(" ")
        now = time.monotonic()
        if rest == "runs":
            self._estimate.begin_part(now - self._since)
            self._since = now
            if self._parts[self._part].names is None:
                self._estimate.expect(self._part, int(first))
        elif first.startswith("convergence/"):
            # Of a run that is repeated, the first counts.
            self._estimate.end(first.split("/repeats:")[0], now - self._since, self._part)
            self._since = now
            self._newest = first.removeprefix("convergence/")
            self.draw()

    def say(self, text: str) -> None:
        """A line that stays above the progress."""
        self._line.say(text)

    def time_left(self) -> str:
        """ "1:32 left", or nothing where it is not known."""
        left = self._estimate.to_the_end()
        if left is None:
            return ""
        return f"{clock(max(0.0, left - (time.monotonic() - self._since)))} left"

    def draw(self) -> None:
        """Shows how far the comparison is, if it has not been shown just now."""
        now = time.monotonic()
        if not self._line.is_shown or now - self._drawn < self.SECONDS:
            return
        self._drawn = now
        done, total = self._estimate.done, self._estimate.total
        bar = "#" * (self.WIDTH * done // max(total, 1))
        words = [f"[{bar:<{self.WIDTH}}] {done}/{total}", self.time_left(), self._newest]
        self._line.show("  ".join(filter(None, words)))
