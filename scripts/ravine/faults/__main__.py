"""Plants every fault of list.txt in a copy of the tree, and asks whether a test finds it."""

import argparse
import os
import queue
import re
import sys
import threading
import time
from pathlib import Path

from ravine import checks, command
from ravine.faults.planted import SURVIVORS, Fault, listed, suites_beside
from ravine.files import ROOT, write_whole
from ravine.track import build

DESCRIPTION = """\
Plants the faults of scripts/ravine/faults/list.txt one at a time in copies of the tree, in
build/faults. Each is built and tested, by the library's tests or by those that the list names for its
file. Neither the exact gate nor a linter counts. What no test finds is written to survivors.txt. Exit
status 1 where that is more than one fault in twenty.
"""
TREES = ROOT / "build" / "faults"
LONGEST = 600  # seconds of a test's run; a fault that makes it hang is found
MOST_SURVIVORS = 0.05
TESTS = "scripts/ravine/tests"
COMPILER, SURVIVES = "the compiler", "nothing"


class Tree:
    """A checkout of what is committed, and of the changes that are not, for one fault at a time."""

    def __init__(self, number: int) -> None:
        self.path = TREES / str(number)
        self._folder = self.path / "build" / "release"
        if not self.path.is_dir():
            build.git("worktree", "prune")
            build.git("worktree", "add", "--detach", str(self.path), "HEAD")

    def prepare(self) -> None:
        """The sources as they are now, built; raises BadInput."""
        changed = build.git("stash", "create") or build.git("rev-parse", "HEAD")
        self._run("git", "checkout", "--quiet", "--detach", "--force", changed)
        build.compile_tree(self.path, "all", tests=True)

    def judge(self, fault: Fault) -> str:
        """The test that finds the fault, COMPILER or SURVIVES."""
        text = fault.plant(self.path)
        try:
            return self._judge(fault)
        finally:
            (self.path / fault.file).write_text(text, encoding="utf-8")

    def _judge(self, fault: Fault) -> str:
        if not fault.file.startswith("scripts/"):
            target = "ravine_tests" if fault.file.startswith("lib/") else "convergence"
            if self._run("cmake", "--build", str(self._folder), "--target", target)[0]:
                return COMPILER
        if fault.tests:
            return self._finder(
                *(sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider"),
                *(f"{TESTS}/{name}" for name in fault.tests),
            )
        program = (
            str(self._folder / "lib" / "ravine_tests"),
            "--gtest_brief=1",
            "--gtest_fail_fast",
        )
        beside = ":".join(f"*{suite}.*" for suite in suites_beside(fault.file))
        found = self._finder(*program, f"--gtest_filter={beside}") if beside else SURVIVES
        return self._finder(*program) if found == SURVIVES else found

    def _finder(self, *line: str) -> str:
        """The first test of the program that fails."""
        status, said = self._run(*line)
        if not status:
            return SURVIVES
        failed = re.search(r"^(?:\[  FAILED  \] |FAILED \S+::)([\w/.]+)", said, re.MULTILINE)
        return failed[1] if failed else f"{Path(line[0]).name} ends with {status}"

    def _run(self, *line: str) -> tuple[int, str]:
        """The exit status, that of `timeout` where it takes too long, and what was said."""
        path = f"PYTHONPATH={self.path / 'scripts'}"
        return checks.run("env", path, "timeout", str(LONGEST), *line, cwd=self.path)


def judge_all(faults: list[Fault], trees: list[Tree]) -> dict[Fault, str]:
    """What finds each fault; says it as it goes."""
    left: queue.SimpleQueue[Fault] = queue.SimpleQueue()
    for fault in faults:
        left.put(fault)
    found: dict[Fault, str] = {}
    start = time.monotonic()

    def work(tree: Tree) -> None:
        while True:
            try:
                fault = left.get_nowait()
            except queue.Empty:
                return
            found[fault] = tree.judge(fault)
            minutes = (time.monotonic() - start) / 60.0
            count = f"{len(found)}/{len(faults)}, {minutes:.0f} min"
            print(f"{count}: {fault.name}: {found[fault]}", flush=True)

    threads = [threading.Thread(target=work, args=(tree,)) for tree in trees]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def summary(found: dict[Fault, str]) -> str:
    """A line a kind of fault, and the sum."""
    kinds = dict.fromkeys(fault.kind for fault in found)
    lines = []
    for kind in [*kinds, ""]:
        by = [outcome for fault, outcome in found.items() if kind in ("", fault.kind)]
        survive, refused = by.count(SURVIVES), by.count(COMPILER)
        lines.append(
            f"{kind or 'All'}: {len(by)} faults; tests find {len(by) - survive - refused}, the "
            f"compiler {refused}, nothing {survive}"
        )
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    parser = command.Parser(
        prog=".ci/faults",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", default="", help="the faults whose lines contain this text")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="trees (%(default)s)")
    given = parser.parse_args(arguments)
    faults = [fault for fault in listed() if given.only in fault.name]
    trees = [Tree(number) for number in range(given.jobs)]
    for tree in trees:
        tree.prepare()
    found = judge_all(faults, trees)
    print(summary(found))
    survivors = [fault.name for fault in faults if found[fault] == SURVIVES]
    if not given.only:
        write_whole(SURVIVORS, "".join(f"{name}\n" for name in survivors))
    return int(len(survivors) > MOST_SURVIVORS * len(faults))


if __name__ == "__main__":
    command.run(".ci/faults", main)
