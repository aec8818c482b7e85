"""Finds the commit that changed a case: git bisect, driven by the exact gate."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from ravine_scripts.command import BadInput, Parser
from ravine_scripts.files import ROOT
from ravine_scripts.track import build, outcome

SKIP = 125  # what tells git bisect that a commit can't be judged
TREE = build.TREES / "bisect"


def options_of(case: str) -> list[str]:
    """The options of convergence that run the case alone."""
    parts = case.split("/")
    if len(parts) < 6 or parts[0] != "convergence" or ":" not in parts[-2]:
        raise BadInput(
            "expected convergence/<problem>/<method>/<gradient>/<backend>:<threads>/seed:<k>, "
            f"got {case}"
        )
    problem, (method, gradient, executor, seed) = "/".join(parts[1:-4]), parts[-4:]
    backend, threads = executor.rsplit(":", 1)
    options = [f"--problems={problem}", f"--methods={method}", f"--backends={backend}"]
    options += [f"--threads={threads}", f"--seeds={seed.removeprefix('seed:')}"]
    return options if gradient == "none" else [*options, f"--gradients={gradient}"]


def measure(tree: Path, case: str, extra: list[str]) -> outcome.Outcome:
    """The case's outcome at the commit that `tree` has checked out; BadInput where it has none."""
    binary = build.compile_tree(tree, "convergence") / "benchmarks" / "convergence"
    with tempfile.TemporaryDirectory(prefix="ravine-bisect-") as name:
        out = Path(name) / "results.json"
        line = [str(binary), *options_of(case), *extra, f"--benchmark_out={out}"]
        done = subprocess.run(
            [*line, "--benchmark_out_format=json"], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise BadInput(f"{binary}: ended with {done.returncode}")
        found = outcome.read(out).cases.get(case)
    if found is None or not found.measured:
        raise BadInput(f"{case}: was not measured")
    return found


def judge(case: str, expected: str, extra: list[str]) -> int:
    """For git bisect run: 0 where the outcome's bits are those expected, 1 where not, SKIP where
    the commit does not build.
    """
    try:
        found = measure(Path.cwd(), case, extra)  # git runs this in the worktree
    except BadInput as error:
        print(error, file=sys.stderr)
        return SKIP
    return 0 if ",".join(found.exact()) == expected else 1


def main(arguments: list[str]) -> int:
    """scripts/track bisect."""
    parser = Parser(
        "scripts/track bisect",
        description="Names the first commit whose counts, status or value differ from GOOD's.",
        epilog="Options behind -- go to convergence, --max_evaluations=5000 say.",
    )
    parser.add_argument("case", metavar="CASE")
    parser.add_argument("good", metavar="GOOD", help="a commit")
    parser.add_argument("bad", metavar="BAD", help="a later one")
    parser.add_argument("--expected", help=argparse.SUPPRESS)
    at = arguments.index("--") if "--" in arguments else len(arguments)
    options, extra = parser.parse_args(arguments[:at]), arguments[at + 1 :]
    if options.expected:
        return judge(options.case, options.expected, extra)
    options_of(options.case)
    return search(options.case, options.good, options.bad, extra)


def search(case: str, good: str, bad: str, extra: list[str]) -> int:
    """Bisects in a worktree of its own, so that the user's checkout stays as it is."""
    good, bad = (build.git("rev-parse", "--verify", f"{name}^{{commit}}") for name in (good, bad))
    build.git("worktree", "prune")
    if not TREE.is_dir():
        build.git("worktree", "add", "--detach", str(TREE), good)
    _in_tree("bisect", "reset")
    _in_tree("checkout", "--force", "--detach", good)
    expected = measure(TREE, case, extra).exact()
    _in_tree("checkout", "--force", "--detach", bad)
    if measure(TREE, case, extra).exact() == expected:
        raise BadInput(f"{case}: is the same at both commits")
    _in_tree("bisect", "start", bad, good)
    script = [str(ROOT / "scripts" / "track"), "bisect", case, good, bad]
    _in_tree("bisect", "run", *script, "--expected", ",".join(expected), "--", *extra)
    first = _in_tree("show", "--no-patch", "--format=%H %an: %s", "bisect/bad")
    print(f"first changed by {first}", end="")
    _in_tree("bisect", "reset")
    return 0


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
