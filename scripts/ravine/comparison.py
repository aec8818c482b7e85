"""Runs the parts of a comparison, and keeps what has finished."""

import json
import math
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ravine.child import INTERRUPTED
from ravine.files import (
    MARKDOWN,
    PAGE,
    RESULTS,
    TRACES,
    entries_of,
    expect_kind,
    line_count,
    make_folder,
    merge_results,
    write_whole,
)
from ravine.plan import Part
from ravine.progress import Ahead, Progress
from ravine.report import page, verdict
from ravine.results import catalogue, folders
from ravine.results.runs import load
from ravine.running import follow
from ravine.tables import table
from ravine.tables.cells import merge_backends
from ravine.tables.target import Targets

WRITTEN = {
    "results.json": RESULTS,
    "traces.jsonl": TRACES,
    "table.md": MARKDOWN,
    "report.html": PAGE,
}


@dataclass
class Comparison:
    """The files of a comparison; those in progress lie beside those of the last one."""

    output: Path
    convergence: Path

    def __post_init__(self) -> None:
        make_folder(self.output)
        self.traces = self.output / folders.UNFINISHED
        self.results = self.output / "results.partial.json"
        self.log = self.output / "runs.log"

    def begin(self, resume: bool) -> None:
        """Starts anew, or from what the last comparison has left, whether or not it ended."""
        for name, begins in WRITTEN.items():
            expect_kind(self.output / name, begins)
        for partial, whole in ((self.traces, "traces.jsonl"), (self.results, "results.json")):
            if not resume:
                partial.unlink(missing_ok=True)
            elif not partial.exists() and (self.output / whole).exists():
                shutil.copyfile(self.output / whole, partial)
        self.log.unlink(missing_ok=True)

    def run(self, part: Part, given: list[str], progress: Progress) -> int:
        """Runs one part and adds its results; the exit status of convergence."""
        results = self.output / "part.json"
        # --resume, since the parts before this one are in the same file.
        files = [f"--traces={self.traces}", f"--benchmark_out={results}", "--resume"]
        line = [
            str(self.convergence),
            *part.arguments(given),
            *files,
            "--benchmark_out_format=json",
        ]
        try:
            status = follow(line, self.log, progress)
            if status in (0, INTERRUPTED):
                merged = merge_results([self.results, results])
                write_whole(self.results, json.dumps(merged, indent=1))
        finally:
            results.unlink(missing_ok=True)
        return status

    def finished(self) -> set[str]:
        """The names of the runs that an earlier call has left here."""
        there = entries_of(self.traces, []) if self.traces.exists() else []
        return {entry["name"] for entry in there}

    def abandon(self) -> None:
        """Leaves a folder that holds no run as it was found."""
        for path in (self.traces, self.results, self.log):
            path.unlink(missing_ok=True)
        if not any(self.output.iterdir()):
            self.output.rmdir()

    def finish(self) -> str:
        """Puts all files into place; the verdicts. Empty where no run was finished."""
        if line_count(self.traces) == 0:
            return ""
        results, traces = self.output / "results.json", self.output / "traces.jsonl"
        merged = merge_results([self.results])
        merged["benchmarks"] += entries_of(self.traces, merged["benchmarks"])
        write_whole(self.results, json.dumps(merged, indent=1))
        os.replace(self.results, results)
        os.replace(self.traces, traces)
        loaded = load([results, traces])
        runs = merge_backends(loaded.runs)
        targets = Targets(runs)
        found = verdict.verdicts(runs, targets, catalogue.read(self.convergence))
        whole = table.markdown_both(loaded.runs, targets)
        write_whole(self.output / "table.md", f"{verdict.markdown(found, 100)}\n{whole}")
        write_whole(self.output / "report.html", page.html(loaded), PAGE)
        return verdict.markdown(found)


def listed_runs(convergence: Path, part: Part, given: list[str]) -> list[str] | None:
    """The names of the part's runs. None with a file of the user's, which is thus read only once.
    None too if the options are wrong, because running the part then says why.
    """
    narrowed = any(option.startswith(("--benchmark_filter", "--shard")) for option in given)
    if not narrowed and any(option.startswith("--data") for option in given):
        return None
    line = [str(convergence), *part.arguments(given), "--benchmark_list_tests"]
    listed = subprocess.run(line, capture_output=True, text=True, errors="replace", check=False)
    return None if listed.returncode else listed.stdout.splitlines()


def ahead_of(part: Part, names: list[str] | None, given: list[str]) -> Ahead:
    """What is known of the part beforehand; a budget that the user gives weighs its runs."""
    options = dict(option.split("=", 1) for option in part.arguments(given) if "=" in option)
    try:
        most = float(options.get("--max_seconds", "inf"))
    except ValueError:  # convergence refuses it
        most = math.inf
    seconds = part.run_seconds
    if seconds is not None and "--max_seconds" in part.options:
        seconds *= most / float(part.options["--max_seconds"])
    return Ahead(part.title, names, seconds, most)


def run_parts(
    comparison: Comparison, parts: list[tuple[Part, list[str] | None]], given: list[str]
) -> int:
    """Runs the parts one after the other until one is interrupted. A later part that cannot be run
    is left out, and the others are run. The status is then the worst of all.
    """
    worst = 0
    progress = Progress([ahead_of(part, names, given) for part, names in parts])
    progress.skip(comparison.finished())
    for number, (part, _) in enumerate(parts):
        progress.begin(number)
        status = comparison.run(part, given, progress)
        progress.end(number)
        if status == INTERRUPTED:
            return status
        if status == 0:
            continue
        worst = max(worst, 2 if status == 2 else 1)
        # Of bad input convergence has said what is wrong.
        said = "" if status == 2 else f"convergence ended with {status}; "
        print(f"bench: {said}left out: {part.title}", file=sys.stderr)
        if number == 0:
            break  # what is wrong with the options would be wrong in every part
    return worst
