"""Builds convergence, runs a comparison, and writes its results, table and report."""

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from ravine import command, report, verdict
from ravine.files import ROOT, line_count, merge_results, write_whole
from ravine.goals import defaults, gradient_tables, limits, peers
from ravine.plan import Part, chosen_parts
from ravine.results import catalogue
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
  --resume       go on where an interrupted comparison ended
  --limits       only measures how far Ravine is from what the machine can do: a table of goals
  --sources      only compares gradient sources: their errors and costs, and from where on a second
                 thread pays; half a minute. Also written to DIR/gradients.md
  --peers        only compares methods with those of outside libraries: tables, and one of goals
  --defaults     only compares the steps that methods find with the best of a grid: a table
  --output DIR   where the results go (default: results/latest)
  --help         this text

With nothing else typed, all methods are compared on test functions and data sets, which takes at
most five minutes. Any other option goes to convergence (build/release/benchmarks/convergence). One
that chooses what is run (--methods, --problems, --gradients, --backends, --threads, --seeds,
--data, ...) takes the place of the default comparison:

  scripts/bench --methods='lbfgs,adam:step=*' --problems='rosenbrock:dimension=20'

An interrupt lets the run in progress end and keeps everything that is finished (exit status 130).
"""
INTERRUPTED = 130
BUILD = ROOT / "build" / "release"
OWN_FILES = ("--traces", "--benchmark_out", "--benchmark_out_format")
ONLY_PRINTS = ("--list", "--benchmark_list_tests")


@dataclass
class Options:
    quick: bool = False
    resume: bool = False
    limits: bool = False
    sources: bool = False
    output: Path = ROOT / "results" / "latest"
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
            done = subprocess.run(line, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
            if done.returncode:
                out.flush()
                tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-30:]
                print("\n".join(tail), file=sys.stderr)
                print(f"bench: the build failed; all of it is in {log}", file=sys.stderr)
                sys.exit(1)


def run_and_forward(line: list[str], log: Path) -> int:
    """The exit status of `line`. An interrupt reaches it once, and this process goes on."""
    with open(log, "a", encoding="utf-8") as out:
        # A group of its own: Ctrl-C at a terminal would otherwise arrive there a second time.
        child = subprocess.Popen(line, stdout=out, start_new_session=True)
        previous = {
            number: signal.signal(number, lambda received, _: child.send_signal(received))
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            return child.wait()
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)


@dataclass
class Comparison:
    """The files of a comparison; those in progress lie beside those of the last one."""

    output: Path

    def __post_init__(self) -> None:
        try:
            self.output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise command.BadInput(f"{self.output}: cannot be made ({error.strerror})") from None
        self.traces = self.output / "traces.partial.jsonl"
        self.results = self.output / "results.partial.json"
        self.log = self.output / "runs.log"

    def begin(self, resume: bool) -> None:
        """Starts anew, or from what the last comparison has left, whether or not it ended."""
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
            status = run_and_forward(line, self.log)
            if status in (0, INTERRUPTED):
                write_whole(
                    self.results, json.dumps(merge_results([self.results, results]), indent=1)
                )
        finally:
            results.unlink(missing_ok=True)
            results.with_name("part.json.partial").unlink(missing_ok=True)
        return status

    def finish(self) -> str:
        """Puts all files into place; the verdicts. Empty where no run was finished."""
        if line_count(self.traces) == 0:
            return ""
        loaded = load([self.results, self.traces])
        runs = merge_backends(loaded.runs)
        targets = Targets(runs)
        found = verdict.verdicts(runs, targets, catalogue.read(CONVERGENCE))
        whole = table.markdown_both(loaded.runs, targets)
        write_whole(self.output / "table.md", f"{verdict.markdown(found, 100)}\n{whole}")
        write_whole(self.output / "report.html", report.page(loaded))
        os.replace(self.results, self.output / "results.json")
        os.replace(self.traces, self.output / "traces.jsonl")
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


def compare(options: Options) -> int:
    """Runs the parts one after the other until one fails or is interrupted."""
    parts = chosen_parts(options.given, catalogue.read(CONVERGENCE), options.quick)
    comparison = Comparison(options.output)
    comparison.begin(options.resume)
    status = 0
    for number, part in enumerate(parts, 1):
        if sys.stderr.isatty():
            print(f"part {number} of {len(parts)}: {part.title}", file=sys.stderr)
        status = comparison.run(part, options.given)
        if status not in (0, INTERRUPTED):
            if status != 2:  # of bad input convergence has said what is wrong
                print(f"bench: convergence ended with {status} in: {part.title}", file=sys.stderr)
            return 2 if status == 2 else 1
        if status == INTERRUPTED:
            break
    text = comparison.finish()
    if text:
        print(text + closing(options.output), end="")
    if status == INTERRUPTED:
        print("bench: interrupted; scripts/bench --resume goes on from here", file=sys.stderr)
    return status


def measure_alone(options: Options) -> int:
    """What --limits and --sources do instead of a comparison."""
    name = "--limits" if options.limits else "--sources"
    both = options.limits and options.sources
    if both or options.given or options.quick or options.resume:
        raise command.BadInput(f"{name}: expected no option beside it but --output")
    if options.sources:
        build("gradients")
        return gradient_tables.run(BUILD / "benchmarks", options.output)
    build(*(suite.binary for suite in limits.SUITES))
    return limits.run(BUILD / "benchmarks", options.output)


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
        return subprocess.run([str(CONVERGENCE), *options.given]).returncode
    return compare(options)


if __name__ == "__main__":
    command.run("bench", main)
