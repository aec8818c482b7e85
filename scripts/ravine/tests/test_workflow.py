"""The workflow's steps call what there is: scripts, their commands, presets and test targets."""

import json
import os
import shlex

import pytest

from ravine.files import ROOT
from ravine.track.__main__ import COMMANDS

yaml = pytest.importorskip("yaml", reason="needs python3-yaml: scripts/setup --checks")
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
OF_THE_MACHINE = {"apt-get", "git", "cmake", "ctest", "run-clang-tidy", "tee"}


def presets():
    found = json.loads((ROOT / "CMakePresets.json").read_text(encoding="utf-8"))
    return {preset["name"] for preset in found["configurePresets"] if not preset.get("hidden")}


def commands(job):
    """The words of each command of a job, with the matrix's values in place."""
    chosen = job.get("strategy", {}).get("matrix", {}).get("preset", [""])
    for preset in chosen:
        for step in job["steps"]:
            text = step.get("run", "").replace("\\\n", " ")
            text = text.replace("${{ matrix.preset }}", preset)
            for line in text.splitlines():
                for command in line.replace("&&", "|").split("|"):
                    if words := shlex.split(command, comments=True):
                        yield words


@pytest.mark.parametrize("job", WORKFLOW["jobs"])
def test_every_step_calls_what_there_is(job):
    called = list(commands(WORKFLOW["jobs"][job]))
    for words in called:
        program = words[0]
        if program not in OF_THE_MACHINE:
            assert os.access(ROOT / program, os.X_OK), words
        if program == "scripts/track":
            assert words[1] in COMMANDS, words
        if "--preset" in words:
            assert words[words.index("--preset") + 1] in presets(), words
    assert any(words[0].startswith((".ci/", "scripts/")) for words in called)


def test_the_gates_are_in_it():
    called = {
        job: [" ".join(words) for words in commands(WORKFLOW["jobs"][job])]
        for job in WORKFLOW["jobs"]
    }
    assert ".ci/run" in called["test"]  # tests, and the exact gate
    assert any(line.startswith("scripts/track ab ") for line in called["time"])
    assert any(line.startswith("tee -a $GITHUB_STEP_SUMMARY") for line in called["time"])
    assert "scripts/track record results/latest/results.json" in called["history"]
    assert {"asan", "tsan"} <= {
        line.split("--preset ")[1].split()[0]
        for line in called["sanitizers"]
        if "--preset " in line
    }
