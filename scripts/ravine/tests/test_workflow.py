"""The workflow's steps call what there is: scripts, their commands, presets and test targets."""

import json
import os
import re
import shlex
import shutil
import subprocess

import pytest

from ravine.files import ROOT
from ravine.track.__main__ import COMMANDS

yaml = pytest.importorskip("yaml", reason="needs python3-yaml: scripts/setup --checks")
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
ACTION = (ROOT / ".github" / "actions" / "prepare" / "action.yml").read_text(encoding="utf-8")
OF_THE_MACHINE = {"apt-get", "git", "cmake", "ctest", "python3", "run-clang-tidy", "tee"}


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
        if program.startswith("build/"):  # what a step before it has built
            built = [word for other in called if "--build" in other for word in other]
            assert program.rsplit("/", 1)[1] in built, words
        elif program not in OF_THE_MACHINE:
            assert os.access(ROOT / program, os.X_OK), words
        if program == "scripts/track":
            assert words[1] in COMMANDS, words
        if "--preset" in words:
            assert words[words.index("--preset") + 1] in presets(), words
    ours = [words for words in called if words[0] not in ("apt-get", "git", "tee")]
    assert ours
    actions = [step["uses"] for step in WORKFLOW["jobs"][job]["steps"] if "uses" in step]
    assert "./.github/actions/prepare" in actions


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


def test_each_compiler_builds_each_preset():
    matrix = WORKFLOW["jobs"]["compilers"]["strategy"]["matrix"]
    pairs = {(compiler, preset) for compiler in matrix["compiler"] for preset in matrix["preset"]}
    left_out = {(pair["compiler"], pair["preset"]) for pair in matrix["exclude"]}
    assert pairs == {(c, p) for c in ("g++", "clang++") for p in ("release", "debug")}
    assert left_out == {("g++", "release")}  # what .ci/run builds


def test_the_workflow_may_only_read_and_names_each_action_by_its_hash():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    writing = {name for name, job in WORKFLOW["jobs"].items() if "permissions" in job}
    assert writing == {"history"}
    used = [
        step["uses"] for job in WORKFLOW["jobs"].values() for step in job["steps"] if "uses" in step
    ]
    used += [step["uses"] for step in yaml.safe_load(ACTION)["runs"]["steps"] if "uses" in step]
    outside = [name for name in used if not name.startswith("./")]
    assert outside
    assert [name for name in outside if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", name)] == []


def git(*words, cwd):
    line = ["git", "-c", "user.name=t", "-c", "user.email=t@localhost", *words]
    return subprocess.run(line, cwd=cwd, check=True, capture_output=True, text=True).stdout


def test_the_history_comes_back_from_its_branch_as_it_was_kept(tmp_path):
    git("init", "-q", "--bare", "origin", cwd=tmp_path)
    for night, content in enumerate((b"one night", b"two nights")):
        checkout = tmp_path / f"checkout{night}"
        git("clone", "-q", "origin", str(checkout), cwd=tmp_path)
        (checkout / ".ci").mkdir()
        shutil.copy(ROOT / ".ci" / "history", checkout / ".ci")
        git("checkout", "-q", "-b", f"work{night}", cwd=checkout)
        git("add", ".", cwd=checkout)
        git("commit", "-q", "-m", "work", cwd=checkout)
        program, file = checkout / ".ci" / "history", checkout / "results" / "history.sqlite"
        subprocess.run([program, "take"], check=True)
        assert file.exists() == (night > 0)
        if night > 0:
            assert file.read_bytes() == b"one night"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
        subprocess.run([program, "keep"], check=True)
    log = git("log", "--format=%s", "history", cwd=tmp_path / "origin").splitlines()
    assert len(log) == 2
    kept = git("show", "history:history.sqlite", cwd=tmp_path / "origin")
    assert kept == "two nights"
