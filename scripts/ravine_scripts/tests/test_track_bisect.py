"""Bisecting names the commit that changed a case, over commits that do not build."""

import json
import os
import subprocess

import pytest

from ravine_scripts.command import BadInput
from ravine_scripts.track import bisect, build
from ravine_scripts.track.__main__ import main

CASE = "convergence/rosenbrock:dimension=4/lbfgs/centered/openmp:2/seed:3"
# Stands for CMake: "builds" a commit by taking its binary, or fails where there is none.
CMAKE = """#!/bin/sh
[ "$1" = --build ] || exit 0
mkdir -p build/release/benchmarks && cp convergence build/release/benchmarks/convergence
"""


def binary(f_evals):
    entry = {"name": CASE, "label": "converged", "f_evals": f_evals}
    entry |= {"g_evals": 1.0, "epochs": 0.0, "value": 0.5}
    text = json.dumps({"benchmarks": [entry]})
    return (
        "#!/bin/sh\nfor a; do case $a in --benchmark_out=*) out=${a#*=};; esac; done\n"
        f"cat > \"$out\" <<'END'\n{text}\nEND\n"
    )


@pytest.fixture
def commits(tmp_path, monkeypatch):
    """Seven commits: the third does not build, the fifth costs one evaluation more."""
    tools, repository = tmp_path / "tools", tmp_path / "repository"
    tools.mkdir()
    repository.mkdir()
    (tools / "cmake").write_text(CMAKE)
    (tools / "cmake").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    monkeypatch.setattr(build, "ROOT", repository)
    monkeypatch.setattr(bisect, "TREE", tmp_path / "tree")

    def git(*line):
        named = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
        done = subprocess.run(
            ["git", "-C", repository, *named, *line], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    git("init", "-q")
    made = []
    for number in range(7):
        file = repository / "convergence"
        file.unlink(missing_ok=True)
        if number != 2:
            file.write_text(binary(12.0 + (number >= 4)))
            file.chmod(0o755)
        (repository / "number").write_text(str(number))
        git("add", "-A")
        git("commit", "-qm", f"number {number}")
        made.append(git("rev-parse", "HEAD"))
    return made


def test_the_commit_of_one_evaluation_more_is_named(commits, capsys):
    assert main(["bisect", CASE, commits[0], commits[6]]) == 0
    assert capsys.readouterr().out == f"first changed by {commits[4]} Ada: number 4\n"


def test_commits_that_tell_nothing_are_refused(commits):
    with pytest.raises(BadInput, match="the same at both"):
        main(["bisect", CASE, commits[0], commits[3]])
    with pytest.raises(BadInput, match="the build failed"):
        main(["bisect", CASE, commits[2], commits[6]])
    with pytest.raises(BadInput, match="git rev-parse"):
        main(["bisect", CASE, "no-such-commit", commits[6]])
    with pytest.raises(BadInput, match="expected convergence/"):
        main(["bisect", "convergence/sphere", commits[0], commits[6]])


def test_a_case_is_run_alone():
    assert bisect.options_of(CASE) == [
        "--problems=rosenbrock:dimension=4",
        "--methods=lbfgs",
        "--backends=openmp",
        "--threads=2",
        "--seeds=3",
        "--gradients=centered",
    ]
    bare = "convergence/sphere/nelder_mead/none/serial:1/seed:1"
    assert "--gradients=none" not in bisect.options_of(bare)
