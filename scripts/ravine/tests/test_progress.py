"""What scripts/bench says while it runs: how many runs are done, and how long the rest takes."""

import dataclasses
import io
import itertools
import json
import math
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ravine import progress, running
from ravine.comparison import ahead_of
from ravine.plan import Part, default_parts
from ravine.progress import Ahead, Estimate, Progress, StatusLine, clock
from ravine.results import catalogue
from ravine.tests.binary import needs_convergence

# A recorded `scripts/bench` on two cores of an AMD EPYC 9V74. Each part has its methods, and for
# each problem the milliseconds of the runs, method by method and seed by seed. The time of a run is
# what its own clock said, and 0.5 ms per kilobyte of its trace. All runs together took 151 s, which
# is the sum. The table and the report took 45 s more.
RECORDED = json.loads(Path(__file__).with_name("recorded_runs.json").read_text("utf-8"))
WRITING = 45.0
BEGINNING = 0.4  # of a part: the traces that are there are read


class Terminal(io.StringIO):
    def isatty(self):
        return True


def named(*names):
    return [f"convergence/{name}/none/serial:1/seed:1" for name in names]


def recorded(title, slower=1.0, most=math.inf):
    """The names of a part's runs, and their seconds on a machine that is so much slower. What a budget
    ends takes no longer there.
    """
    names, seconds = [], []
    for problem, taken in RECORDED[title]["milliseconds"].items():
        methods = RECORDED[title]["methods"]
        seeds = len(taken) // len(methods)
        names += [
            f"convergence/{problem}/{m}/tbb:2/seed:{s}" for m in methods for s in range(seeds)
        ]
        seconds += [max(ms / 1e3, min(slower * ms / 1e3, most)) for ms in taken]
    return names, seconds


def ratios_of(parts, seconds, writing, beginning=BEGINNING):
    """The estimate over the true time left after 10, 20, ... 50 % of the time."""
    estimate = Estimate(parts)
    whole = sum(map(sum, seconds)) + len(parts) * beginning + writing
    spent, marks, ratios = 0.0, [0.1, 0.2, 0.3, 0.4, 0.5], []
    for number, part in enumerate(parts):
        estimate.begin_part(beginning)
        spent += beginning
        for name, taken in zip(part.names, seconds[number], strict=True):
            while marks and spent >= marks[0] * whole:
                ratios.append(estimate.to_the_end() / (whole - spent))
                marks.pop(0)
            estimate.end(name, taken, number)
            spent += taken
    return ratios


@needs_convergence
@pytest.mark.parametrize("slower", [1.0, 2.0, 3.0])
def test_the_estimate_is_right_within_a_factor_of_two_after_a_tenth_of_the_time(slower):
    planned = {part.title: part for part in default_parts(catalogue.read(), False)}
    parts, seconds = [], []
    for title in RECORDED:
        known = ahead_of(planned[title], [], [])
        names, taken = recorded(title, slower, known.most)
        parts.append(dataclasses.replace(known, names=names))
        seconds.append(taken)
    ratios = ratios_of(parts, seconds, slower * WRITING, slower * BEGINNING)
    assert len(ratios) == 5 and all(0.5 < ratio < 2.0 for ratio in ratios), ratios


@pytest.mark.parametrize("title", ["test functions", "small data sets", "large data sets"])
def test_so_is_that_of_a_grid_of_which_nothing_is_known(title):
    names, seconds = recorded(title)
    writing = WRITING * len(names) / 4200  # all runs
    ratios = ratios_of([Ahead(title, names)], [seconds], writing)
    assert len(ratios) >= 3 and all(0.5 < ratio < 2.0 for ratio in ratios), ratios


def test_runs_are_expected_to_take_as_long_as_those_of_their_method():
    names = named("p/slow", "p/fast", "q/slow", "q/fast", "q/new")
    estimate = Estimate([Ahead("", names)])
    assert estimate.left() is None
    estimate.end(names[0], 9.0, 0)
    assert estimate.left() == 4 * 9.0  # all as the only one that has ended
    estimate.end(names[1], 1.0, 0)
    assert estimate.left() == 9.0 + 1.0 + 5.0  # slow, fast, and new as the mean of both


def test_a_part_that_has_not_begun_costs_what_was_planned_times_how_slow_this_machine_is(
    monkeypatch,
):
    monkeypatch.setattr(progress, "BELIEVED", 1.0)  # s
    first, second = named("p/a", "p/b"), named("p/c", "p/d")
    estimate = Estimate([Ahead("", first, 1.0), Ahead("", second, 3.0, most=10.0)])
    assert estimate.left() == 2 * 1.0 + 2 * 3.0
    assert estimate.to_the_end() == estimate.left() + 3.0 + 4 * 0.01  # table and report
    estimate.end(first[0], 3.0, 0)  # 1 s was planned: with what is believed 4 s in place of 2 s
    assert estimate.left() == 3.0 + 2 * 6.0
    estimate.end(first[1], 30.0, 0)
    assert estimate.left() == 2 * 10.0  # no run beyond its budget
    estimate.end_part(1)
    assert (estimate.left(), estimate.done, estimate.total) == (0.0, 2, 2)


def test_runs_that_are_there_or_stand_in_two_parts_are_not_run_again():
    first, second = named("p/a", "p/b"), named("p/b", "p/c")
    estimate = Estimate([Ahead("", first, 1.0), Ahead("", second, 1.0)])
    assert estimate.total == 3
    estimate.skip(first[0])
    estimate.skip("convergence/unknown")
    assert (estimate.total, estimate.left()) == (2, 2.0)


def test_a_budget_that_the_user_gives_weighs_the_runs():
    part = Part("t", {"--max_seconds": "2"}, 1.4)
    assert ahead_of(part, [], []) == Ahead("t", [], 1.4, 2.0)
    assert ahead_of(part, [], ["--max_seconds=10"]) == Ahead("t", [], 7.0, 10.0)
    unlimited = Part("t", {}, 0.01)
    assert ahead_of(unlimited, [], ["--max_seconds=x"]) == Ahead("t", [], 0.01, math.inf)


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.4, "0:00"), (65, "1:05"), (3599.6, "1:00:00"), (7265, "2:01:05")]
)
def test_a_time_is_shown_as_a_clock_shows_it(seconds, shown):
    assert clock(seconds) == shown


def test_a_terminal_shows_one_line_within_its_width(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    terminal = Terminal()
    line = StatusLine(terminal)
    line.show("x" * 100)
    line.say("done")
    assert terminal.getvalue() == "\r\033[K" + "x" * 39 + "\r\033[Kdone\n"


def test_what_is_no_terminal_gets_whole_lines_alone():
    out = io.StringIO()
    line = StatusLine(out)
    line.show("1/2")
    line.say("part 1 of 2")
    line.clear()
    assert out.getvalue() == "part 1 of 2\n"


def test_the_bar_counts_the_runs_over_all_parts(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    seconds = itertools.count()
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(seconds)))
    terminal = Terminal()
    first, second = named("p/a"), named("p/b", "q/b")
    shown = Progress([Ahead("one", first), Ahead("two", second)], StatusLine(terminal))
    for number, names in enumerate((first, second)):
        shown.begin(number)
        shown.hear(f"{len(names)} runs")
        for name in names:
            shown.hear(f"{name}    target_reached   8 evals")
        shown.end(number)
    text = terminal.getvalue()
    assert "part 2 of 2: two\n" in text
    assert "[########                ] 1/3  p/a/none/serial:1/seed:1" in text  # two not known yet
    assert re.search(r"\[#{16} {8}\] 2/3  0:0\d left  p/b", text)


def test_the_runs_of_a_part_whose_names_are_not_known_are_counted():
    terminal = Terminal()
    shown = Progress([Ahead("", None)], StatusLine(terminal))
    shown.SECONDS = 0.0
    shown.begin(0)
    for line in ("4 runs", *named("data:x/a", "data:x/b"), "something else"):
        shown.hear(line)
    assert "] 1/4  0:03 left  data:x/a" in terminal.getvalue()
    assert "] 2/4  0:03 left  data:x/b" in terminal.getvalue()


def test_all_lines_of_a_program_are_kept_and_its_messages_shown(tmp_path, capsys):
    program = "import sys; print('a run'); sys.stderr.write('odd \\xe9\\nno end'); sys.exit(3)"
    log = tmp_path / "log"
    log.write_text("before\n")
    shown = Progress([Ahead("", [])], StatusLine(sys.stderr))
    assert running.follow([sys.executable, "-c", program], log, shown) == 3
    assert log.read_text() == "before\na run\n"
    assert capsys.readouterr().err.splitlines() == ["odd \xe9", "no end"]


def test_a_log_that_cannot_be_written_is_told_and_keeps_nothing_waiting(tmp_path):
    program = "import os, signal; signal.signal(13, signal.SIG_IGN)\nfor _ in range(99999): os.write(1, b'line\\n' * 99)"
    shown = Progress([Ahead("", [])], StatusLine(io.StringIO()))
    with pytest.raises(OSError, match="No space left"):
        running.follow([sys.executable, "-c", program], Path("/dev/full"), shown)


def test_a_build_that_fails_shows_its_last_lines(tmp_path, monkeypatch, capfd):
    cmake = tmp_path / "cmake"
    cmake.write_text("#!/bin/sh\nfor i in $(seq 99); do echo [$i/99] $1; done\nexit $(($# > 2))\n")
    cmake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(running, "BUILD", tmp_path / "build")
    with pytest.raises(SystemExit) as ended:
        running.build("convergence")
    assert ended.value.code == 1
    said = capfd.readouterr()
    assert said.out == ""
    lines = said.err.splitlines()
    assert (lines[0], lines[-2], len(lines)) == ("[70/99] --build", "[99/99] --build", 31)
    log = tmp_path / "build" / "build.log"
    assert str(log) in lines[-1] and log.read_text().count("--preset\n") == 99


def test_a_build_on_a_terminal_shows_its_newest_line(tmp_path, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(running, "StatusLine", lambda: StatusLine(terminal))
    monkeypatch.setattr(running, "BUILD", tmp_path)
    popen = subprocess.Popen
    lines = "import sys; print('[1/2] Building'); print('[2/2] Linking')"
    monkeypatch.setattr(
        running.subprocess,
        "Popen",
        lambda _, **kwargs: popen([sys.executable, "-c", lines], **kwargs),
    )
    running.build("convergence")
    assert "\r\033[K[1/2] Building\r\033[K[2/2] Linking" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\033[K")
