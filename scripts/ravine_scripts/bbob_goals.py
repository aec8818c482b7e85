"""cma_es on the BBOB test bed: a row a goal, and the expected running times."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ravine_scripts import command
from ravine_scripts.files import ROOT

BINARY = ROOT / "build" / "release" / "benchmarks" / "bbob"
METHOD = "cma_es"
INSTANCES = 15


@dataclass(frozen=True)
class Outcome:
    """What the runs on one function's instances came to."""

    function: int
    successes: int
    ert: float | None  # evaluations a success; None without one


def outcomes(document: dict) -> list[Outcome]:
    """The functions of a results file, in its order. Raises BadInput where one has failed."""
    found = []
    for entry in document.get("benchmarks", []):
        _, function, *_ = entry["name"].split("/")
        if entry.get("error_occurred"):
            raise command.BadInput(f"{entry['name']}: {entry.get('error_message')}")
        found.append(Outcome(int(function[1:]), int(entry["successes"]), entry.get("ert")))
    return found


def goal_rows(found: Sequence[Outcome]) -> list[str]:
    """The goals as rows of a Markdown table: what, goal, measured, met or not."""
    once = sum(outcome.successes > 0 for outcome in found)
    always = sum(outcome.successes == INSTANCES for outcome in found)
    where = "BBOB in 5-D, 1e5 n evaluations, f_opt + 1e-8"
    return [
        _row(f"{METHOD}, {where}: functions solved at least once", 22, once),
        _row(f"{METHOD}, {where}: functions solved {INSTANCES} of {INSTANCES} times", 17, always),
    ]


def _row(what: str, least: int, measured: int) -> str:
    return f"| {what} | >= {least} | {measured} | {'met' if measured >= least else 'not met'} |"


def table(found: Sequence[Outcome]) -> str:
    """Successes and ERT, function by function."""
    lines = [
        f"| function | solved of {INSTANCES} | ERT to 1e-8 |",
        "|---|--:|--:|",
    ]
    for outcome in found:
        ert = "" if outcome.ert is None else f"{outcome.ert:.3g}"
        lines.append(f"| f{outcome.function} | {outcome.successes} | {ert} |")
    return "\n".join(lines)


def measure(binary: Path) -> list[Outcome]:
    """Runs the benchmark `binary` on all functions: half a minute."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "bbob.json"
        line = [str(binary), f"--methods={METHOD}", f"--instances={INSTANCES}"]
        line += [f"--benchmark_out={out}", "--benchmark_out_format=json"]
        done = subprocess.run(line, stdout=subprocess.DEVNULL)
        if done.returncode:
            raise command.BadInput(f"{binary.name}: ended with status {done.returncode}")
        return outcomes(json.loads(out.read_text(encoding="utf-8")))


def report(binary: Path) -> str:
    """The goals' rows under a head, and the table of running times."""
    found = measure(binary)
    head = ["| what | goal | measured | |", "|---|--:|--:|---|"]
    return "\n".join([*head, *goal_rows(found), "", table(found)])


def main(arguments: list[str]) -> int:
    if arguments:
        raise command.BadInput(f"expected no arguments, got '{arguments[0]}'")
    if not BINARY.exists():
        raise command.BadInput(f"{BINARY}: expected it built (cmake --build --preset release)")
    print(report(BINARY))
    return 0


if __name__ == "__main__":
    command.run("bbob_goals", main)
