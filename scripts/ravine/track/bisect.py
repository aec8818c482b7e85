"""Finds the commit that changed a case: git bisect, driven by the exact or the time gate."""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from ravine.arrays import Array
from ravine.command import BadInput, Parser
from ravine.files import ROOT
from ravine.results import program
from ravine.track import build, outcome, paired
from ravine.track.cases import binary_of, options_of
from ravine.track.times import Interleaved

SKIP = 125  # what tells git bisect that a commit can't be judged
TREE = build.TREES / "bisect"
REPETITIONS = "--benchmark_repetitions=10"  # of a case within a run, for its time
PAIRS = 20  # that are run at once to compare two times
MOST_PAIRS = 100


@dataclass(frozen=True)
class Question:
    """What is asked of each commit. By its outcome: is it GOOD's, `expected`? By its time: is the
    log-ratio to GOOD's build beyond `halfway`, on the way to BAD's?
    """

    case: str
    options: list[str]
    expected: str = ""
    good: str = ""
    halfway: float = 0.0


def binary_at(tree: Path, case: str) -> Path:
    """The case's binary at the commit that `tree` has checked out."""
    name = binary_of(case)
    return build.compile_tree(tree, name) / "benchmarks" / name


def outcome_of(tree: Path, case: str, options: list[str]) -> str:
    """The case's counts, status and value at the tree's commit; BadInput where it has none."""
    binary = binary_at(tree, case)
    with tempfile.TemporaryDirectory(prefix="ravine-bisect-") as name:
        out = Path(name) / "results.json"
        program.run(binary, options, out)
        found = outcome.read(out).cases.get(case)
    if found is None or not found.measured:
        raise BadInput(f"{case}: was not measured")
    # Commits of before rounds were counted have none.
    return ",".join(found._replace(rounds=()).exact())


def compared(good: Path, other: Path, question: Question) -> Interleaved:
    """The first pairs of GOOD's build with another."""
    options = [*question.options, REPETITIONS]
    runs = Interleaved({"base": good, "head": other}, options, seed=1)
    runs.extend(PAIRS)
    return runs


def is_like_bad(tree: Path, question: Question) -> bool:
    """On which side of halfway the commit's time lies; BadInput where the pairs can't tell."""
    runs = compared(Path(question.good), binary_at(tree, question.case), question)
    while True:
        low, high = paired.interval(_log_ratios(runs, question.case), seed=1)
        if not low <= question.halfway <= high:
            return (low > question.halfway) == (question.halfway > 0)
        if runs.pairs >= MOST_PAIRS:
            raise BadInput(f"{question.case}: {runs.pairs} pairs don't tell which side it is on")
        runs.extend(PAIRS)


def _log_ratios(runs: Interleaved, case: str) -> Array:
    if case not in runs.ratios:
        raise BadInput(f"{case}: was not measured")
    return runs.ratios[case]


def judge(question: Question) -> int:
    """The exit status that git bisect run asks for: 0 if the commit is like GOOD, 1 if it is not.
    SKIP if it does not build, or if the pairs do not decide.
    """
    tree = Path.cwd()  # git runs this in the worktree
    try:
        if question.expected:
            return int(outcome_of(tree, question.case, question.options) != question.expected)
        return int(is_like_bad(tree, question))
    except BadInput as error:
        print(error, file=sys.stderr)
        return SKIP


def by_outcome(case: str, options: list[str], good: str, bad: str) -> Question:
    """The question that tells BAD from GOOD exactly."""
    _check_out(good)
    expected = outcome_of(TREE, case, options)
    _check_out(bad)
    if outcome_of(TREE, case, options) == expected:
        raise BadInput(f"{case}: is the same at both commits")
    return Question(case, options, expected)


def by_time(case: str, options: list[str], good: str, bad: str) -> Question:
    """The question that tells BAD from GOOD by time, once the gate has found them to differ."""
    name = binary_of(case)
    kept = build.folder(good, name) / "benchmarks" / name
    question = Question(case, options, good=str(kept))
    _check_out(bad)
    ratios = _log_ratios(compared(kept, binary_at(TREE, case), question), case)
    (verdict,) = paired.verdicts({case: ratios}, effect=0.05, seed=1)
    if verdict.word not in ("slower", "faster"):
        raise BadInput(
            f"{case}: its time is not found to differ: ratio {verdict.ratio:.3f}, "
            f"{verdict.low:.3f} to {verdict.high:.3f} ({verdict.word})"
        )
    return Question(case, options, good=str(kept), halfway=float(np.median(ratios)) / 2)


def main(arguments: list[str]) -> int:
    """scripts/track bisect."""
    parser = Parser(
        "scripts/track bisect",
        description="Names the first commit whose counts, status or value differ from GOOD's; with "
        "--time the first whose time does.",
        epilog="Options behind -- go to the case's binary, --max_evaluations=5000 say.",
    )
    parser.add_argument("case", metavar="CASE")
    parser.add_argument("good", metavar="GOOD", help="a commit")
    parser.add_argument("bad", metavar="BAD", help="a later one")
    parser.add_argument("--time", action="store_true", help="ask the time gate, not the exact one")
    parser.add_argument("--judge", help=argparse.SUPPRESS)
    at = arguments.index("--") if "--" in arguments else len(arguments)
    options, extra = parser.parse_args(arguments[:at]), arguments[at + 1 :]
    if options.judge:
        return judge(Question(**json.loads(options.judge)))
    if not options.time and binary_of(options.case) != "convergence":
        raise BadInput(f"{options.case}: only a case of convergence has counts; --time bisects it")
    case_options = [*options_of(options.case), *extra]
    ask = by_time if options.time else by_outcome
    return search(options.case, case_options, options.good, options.bad, ask)


def search(
    case: str,
    options: list[str],
    good: str,
    bad: str,
    ask: Callable[[str, list[str], str, str], Question],
) -> int:
    """Bisects in a worktree of its own, so that the user's checkout stays as it is."""
    good, bad = build.commit(good), build.commit(bad)
    if good == bad:
        raise BadInput(f"{good}: expected two commits, the good and the bad one are the same")
    build.git("worktree", "prune")
    if not TREE.is_dir():
        build.git("worktree", "add", "--detach", str(TREE), good)
    _in_tree("bisect", "reset")
    question = ask(case, options, good, bad)
    _in_tree("bisect", "start", bad, good)
    script = [str(ROOT / "scripts" / "track"), "bisect", case, good, bad]
    _in_tree("bisect", "run", *script, "--judge", json.dumps(asdict(question)))
    first = _in_tree("show", "--no-patch", "--format=%H %an: %s", "bisect/bad")
    print(f"first changed by {first}", end="")
    _in_tree("bisect", "reset")
    return 0


def _check_out(commit: str) -> None:
    _in_tree("checkout", "--force", "--detach", commit)


def _in_tree(*arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(TREE), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BadInput(f"git {arguments[0]} {arguments[1]}: {done.stdout.strip()[-200:]}")
    return done.stdout
