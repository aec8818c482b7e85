"""Builds convergence, runs a comparison, and writes its results, table and report."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from ravine import command
from ravine.child import INTERRUPTED, Children
from ravine.files import (
    MARKDOWN,
    PAGE,
    RESULTS,
    ROOT,
    TRACES,
    entries_of,
    expect_kind,
    line_count,
    locked,
    make_folder,
    merge_results,
    write_whole,
)
from ravine.goals import defaults, gradient_tables, limits, peers
from ravine.plan import Part, chosen_parts
from ravine.report import page, verdict
from ravine.results import catalogue, folders
from ravine.results.catalogue import CONVERGENCE
from ravine.results.runs import load
from ravine.tables import table
from ravine.tables.grid import merge_backends
from ravine.tables.target import Targets

HELP = """\
usage: scripts/bench [--quick] [--resume] [--output DIR] [OPTION OF convergence ...]
       scripts/bench --limits | --sources [--output DIR]
       scripts/bench --peers | --defaults

Builds what is missing, runs a comparison, prints its verdict as Markdown (for each class of
problems the method to take and the five best), and writes results.json, traces.jsonl, table.md
(everything) and report.html to DIR.

  --quick        a small comparison: at most half a minute of running
  --resume       go on where an interrupted comparison ended: in --output, else the newest
  --limits       only measures how far Ravine is from what the machine can do: a table of goals
  --sources      only compares gradient sources: their errors and costs, and from where on a second
                 thread pays; half a minute. Also written to DIR/gradients.md
  --peers        only compares methods with those of outside libraries: tables, and one of goals
  --defaults     only compares the steps that methods find with the best of a grid: a table
  --output DIR   where the results go (default: a new folder results/NAME-TIME, to which
                 results/latest then leads; for --limits and --sources results/latest itself)
  --help         this text

With nothing else typed, all methods are compared on test functions and data sets, which takes at
most five minutes. Any other option goes to convergence (build/release/benchmarks/convergence). One
that chooses what is run (--methods, --problems, --gradients, --backends, --threads, --seeds,
--data, ...) takes the place of the default comparison:

  scripts/bench --methods='lbfgs,adam:step=*' --problems='rosenbrock:dimension=20'

An interrupt lets the run in progress end and keeps everything that is finished (exit status 130).
"""
BUILD = ROOT / "build" / "release"
OWN_FILES = ("--traces", "--benchmark_out", "--benchmark_out_format")
ONLY_PRINTS = ("--list", "--benchmark_list_tests")


@dataclass
class Options:
    quick: bool = False
    resume: bool = False
    limits: bool = False
    sources: bool = False
    output: Path | None = None  # None: a folder of its own
    given: list[str] = field(default_factory=list)  # for convergence

    @property
    def only_prints(self) -> bool:
        return any(option.split("=", 1)[0] in ONLY_PRINTS for option in self.given)


def parse(arguments: list[str]) -> Options:
    """The options; those that are not bench's own stay as they are typed."""
    options = Options()
    rest = iter(arguments)
    for argument in rest:
        name, _, value = argument.partition("=")
        if argument == "--quick":
            options.quick = True
        elif argument == "--resume":
            options.resume = True
        elif argument == "--limits":
            options.limits = True
        elif argument == "--sources":
            options.sources = True
        elif name == "--output":
            value = value or next(rest, "")
            if not value:
                raise command.BadInput("--output: expected a directory")
            options.output = Path(value)
        elif name in OWN_FILES:
            raise command.BadInput(f"{name}: expected --output DIR, which names all files at once")
        elif not argument.startswith("-") and not options.given:
            raise command.BadInput(f"expected options, got '{argument}'")
        else:
            options.given.append(argument)
    return options


def build(*targets: str) -> None:
    """Configures and builds the release preset, in silence unless it fails."""
    BUILD.mkdir(parents=True, exist_ok=True)
    log = BUILD / "build.log"
    with open(log, "w", encoding="utf-8") as out:
        for line in (
            ["cmake", "--preset", "release"],
            ["cmake", "--build", "--preset", "release", "--target", *targets],
        ):
            done = subprocess.run(line, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, check=False)
            if done.returncode:
                out.flush()
                tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-30:]
                print("\n".join(tail), file=sys.stderr)
                print(f"bench: the build failed; all of it is in {log}", file=sys.stderr)
                sys.exit(1)


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

    def run(self, part: Part, given: list[str]) -> int:
        """Runs one part and adds its results; the exit status of convergence."""
        results = self.output / "part.json"
        # --resume, since the parts before this one are in the same file.
        files = [f"--traces={self.traces}", f"--benchmark_out={results}", "--resume"]
        line = [str(CONVERGENCE), *part.arguments(given), *files, "--benchmark_out_format=json"]
        try:
            with self.log.open("a", encoding="utf-8") as log, Children() as children:
                status = children.run(line, log)
            if status in (0, INTERRUPTED):
                merged = merge_results([self.results, results])
                write_whole(self.results, json.dumps(merged, indent=1))
        finally:
            results.unlink(missing_ok=True)
        return status

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
        found = verdict.verdicts(runs, targets, catalogue.read(CONVERGENCE))
        whole = table.markdown_both(loaded.runs, targets)
        write_whole(self.output / "table.md", f"{verdict.markdown(found, 100)}\n{whole}")
        write_whole(self.output / "report.html", page.html(loaded), PAGE)
        return verdict.markdown(found)


def shown(path: Path) -> Path:
    """The path as a user would type it from the current directory."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path


def closing(output: Path) -> str:
    """What was written, and what to try next."""
    at = shown(output)
    return (
        f"\nWritten to {at}: results.json, traces.jsonl, table.md, report.html\n"
        "\nWhat to try next:\n"
        f"  open {at}/report.html in a browser\n"
        f"  scripts/table --by seconds --target 1e-3 {at}/traces.jsonl\n"
        "  scripts/bench --methods=lbfgs,adam:step=0.1 --problems=rosenbrock:dimension=20 "
        "--gradients=centered --backends='*' --threads=1,2\n"
    )


def has_cases(part: Part, given: list[str]) -> bool:
    """False where the user's filter or shard leaves nothing of the part."""
    if not any(option.startswith(("--benchmark_filter", "--shard")) for option in given):
        return True
    line = [str(CONVERGENCE), *part.arguments(given), "--benchmark_list_tests"]
    listed = subprocess.run(line, capture_output=True, check=False)
    return listed.returncode != 0 or bool(listed.stdout)  # what is wrong is told when it is run


def folder_of(options: Options) -> Path:
    """Where the comparison goes."""
    if options.output is not None:
        return options.output
    earlier = folders.to_resume() if options.resume else None
    return earlier or folders.new("quick" if options.quick else "comparison")


def run_parts(comparison: Comparison, parts: list[Part], given: list[str]) -> int:
    """Runs the parts one after the other until one is interrupted. A later part that cannot be run
    is left out, and the others are run. The status is then the worst of all.
    """
    worst = 0
    for number, part in enumerate(parts, 1):
        if sys.stderr.isatty():
            print(f"part {number} of {len(parts)}: {part.title}", file=sys.stderr)
        status = comparison.run(part, given)
        if status == INTERRUPTED:
            return status
        if status == 0:
            continue
        worst = max(worst, 2 if status == 2 else 1)
        # Of bad input convergence has said what is wrong.
        said = "" if status == 2 else f"convergence ended with {status}; "
        print(f"bench: {said}left out: {part.title}", file=sys.stderr)
        if number == 1:
            break  # what is wrong with the options would be wrong in every part
    return worst


def compare(options: Options) -> int:
    """Runs the comparison and keeps what has finished; the exit status."""
    tables = catalogue.read(CONVERGENCE)
    asked = chosen_parts(options.given, tables, options.quick)
    if len(asked) > 1 and (missing := tables.missing_problems("large_data")) and not options.quick:
        print(f"note: left out, since the data is not here: {', '.join(missing)}", file=sys.stderr)
    parts = [part for part in asked if has_cases(part, options.given)]
    if not parts:
        raise command.BadInput("no run is left: the filter or the shard holds none")
    comparison = Comparison(folder_of(options))
    with locked(comparison.output):
        comparison.begin(options.resume)
        status = run_parts(comparison, parts, options.given)
        text = comparison.finish()
        if not text:
            comparison.abandon()
            return status
        folders.make_latest(comparison.output)
    print(text + closing(comparison.output), end="")
    if status == INTERRUPTED:
        print("bench: interrupted; scripts/bench --resume goes on from here", file=sys.stderr)
    return status


def measure_alone(options: Options) -> int:
    """What --limits and --sources do instead of a comparison."""
    name = "--limits" if options.limits else "--sources"
    both = options.limits and options.sources
    if both or options.given or options.quick or options.resume:
        raise command.BadInput(f"{name}: expected no option beside it but --output")
    output = options.output or folders.RESULTS / "latest"
    if options.sources:
        build("gradients")
        return gradient_tables.run(BUILD / "benchmarks", output)
    build(*(suite.binary for suite in limits.SUITES))
    return limits.run(BUILD / "benchmarks", output)


def main(arguments: list[str]) -> int:
    if "--help" in arguments or "-h" in arguments:
        print(HELP, end="")
        return 0
    for alone, study in (("--peers", peers.main), ("--defaults", defaults.main)):
        if alone in arguments:
            if len(arguments) > 1:
                raise command.BadInput(f"{alone}: expected no option beside it")
            return study(CONVERGENCE, build)
    options = parse(arguments)
    if options.limits or options.sources:
        return measure_alone(options)
    build("convergence")
    if options.only_prints:
        return subprocess.run([str(CONVERGENCE), *options.given], check=False).returncode
    return compare(options)


if __name__ == "__main__":
    command.run("bench", main)
