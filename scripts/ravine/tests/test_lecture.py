"""The commands that the page of the lecture names make the runs that its figures need."""

import re
import shlex
import subprocess

import pytest

from ravine.report.page import MODULES
from ravine.results.catalogue import CONVERGENCE
from ravine.tests.binary import needs_convergence

TEXT = (MODULES / "lecture.js").read_text(encoding="utf-8")
COMMANDS = re.findall(r'"(scripts/bench [^"]+)"', TEXT)


def test_each_section_says_how_its_figure_is_made():
    titles = re.findall(r"\n    title: ", TEXT)
    made = re.findall(r'\n    command:\s+"', TEXT)
    assert len(titles) == len(made) == 11
    # The losses and the verdict need no runs of their own, the differences another program, and the
    # line those of the default comparison.
    assert len(COMMANDS) == 11 - 4


@needs_convergence
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_one_that_runs_and_compares(command):
    program, *options = shlex.split(command)
    assert program == "scripts/bench"
    listed = subprocess.run(
        [str(CONVERGENCE), *options, "--benchmark_list_tests"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(set(listed.stdout.splitlines())) > 1, command
