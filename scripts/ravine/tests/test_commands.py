"""Every command of README.md, of lib/docs and of the examples in --help runs as it is written."""

import os
import shlex
import subprocess

import pytest

from ravine import checks, snippets
from ravine.files import ROOT
from ravine.tests.binary import needs_convergence

NIGHTLY = os.environ.get("RAVINE_NIGHTLY")  # also run whole what takes minutes
SECONDS = 7200 if NIGHTLY else 600
LIST = "--benchmark_list_tests=true"
# Commands that take minutes, and their quick form: the same program with the same options and less
# to do.
QUICK = {
    "scripts/track ab HEAD~1 HEAD": (
        "scripts/track ab build/release build/release --pairs 10 --most 10"
        " -- --methods=lbfgs --problems=booth"
    ),
    "build/release/benchmarks/overhead": f"build/release/benchmarks/overhead {LIST}",
}
# Commands that take minutes and have no quick form: nightly runs only.
MINUTES = {f"scripts/bench --{what}" for what in ("peers", "limits", "sources", "defaults")}
# Commands that are a step of scripts/test.
STEPS = {
    "scripts/test": "tests of the scripts",
    "scripts/bench --quick": "quick bench",
    "scripts/track run --output results/gate.json": "exact gate",
    "scripts/track check results/gate.json": "exact gate",
}


def pages():
    return [ROOT / "README.md", *sorted((ROOT / "lib" / "docs").rglob("*.md"))]


def page_commands():
    found = [c for page in pages() for c in snippets.commands(page.read_text(encoding="utf-8"))]
    return list(dict.fromkeys(found))


def help_examples():
    """The indented commands in the help texts, which name whole commands and no placeholders."""
    found = []
    for name in ("bench", "table", "report", "export", "track", "grid submit"):
        program, *command = name.split()
        line = [ROOT / "scripts" / program, *command, "--help"]
        text = subprocess.run(line, capture_output=True, text=True, check=True).stdout
        for row in text.splitlines():
            command = row.strip()
            placeholder = any(word.isupper() or word[0] in "[|" for word in command.split())
            if row.startswith("  ") and command.startswith("scripts/") and not placeholder:
                found.append(command)
    return found


def quick(command):
    """The command as it is run here."""
    if command in QUICK:
        return QUICK[command]
    return f"{command} {LIST}" if command.startswith("build/release/benchmarks/red") else command


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder to run in, with results of a comparison as results/latest."""
    folder = tmp_path_factory.mktemp("commands")
    made = folder / "results" / "latest"
    grid = (
        "--problems=rosenbrock,booth,digits:holdout=standard",
        "--methods=lbfgs,momentum",
        "--gradients=centered,analytic",
        "--max_evaluations=200",
    )
    run(f"scripts/bench {' '.join(grid)} --output {made}", folder)
    for name in ("scripts", "build", "datasets", "benchmarks"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def run(command, folder):
    words = shlex.split(command)
    words[0] = str(ROOT / words[0])
    done = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@needs_convergence
@pytest.mark.parametrize("command", [*page_commands(), *help_examples()])
def test_the_command_runs(command, place, tmp_path):
    if command in STEPS:
        assert STEPS[command] in dict(checks.STEPS)
        return
    if command in MINUTES and not NIGHTLY:
        pytest.skip("takes minutes: RAVINE_NIGHTLY=1 runs it")
    line = command if NIGHTLY else quick(command)
    program = ROOT / shlex.split(line)[0]
    if not program.exists():
        pytest.skip(f"{program} is not built (scripts/test builds it)")
    if line.startswith("scripts/bench"):
        line += f" --output {tmp_path / 'results'}" if command not in MINUTES else ""
    assert run(line, place)


def test_the_lists_name_no_command_that_is_gone():
    assert {*QUICK, *STEPS, *MINUTES} <= {*page_commands()}
