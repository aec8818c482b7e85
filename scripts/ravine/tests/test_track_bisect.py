"""Bisecting names the commit that changed a case, over commits that do not build."""

import json
import os
import re
import subprocess

import pytest

from ravine.command import BadInput
from ravine.track import bisect, build, cases
from ravine.track.__main__ import main

CASE = "convergence/rosenbrock:dimension=4/lbfgs/centered/openmp:2/seed:3"
KERNEL = "gradients/centered/rosenbrock/n:10/serial:1"
# Stands for CMake: "builds" a commit by taking its binary, or fails where there is none.
CMAKE = """#!/bin/sh
[ "$1" = --build ] || exit 0
mkdir -p build/release/benchmarks
cp program build/release/benchmarks/convergence && cp program build/release/benchmarks/gradients
"""


def program(f_evals, microseconds):
    """Writes a case of each binary, whose time is noisy by 2 %."""
    entry = {"label": "converged", "f_evals": f_evals, "g_evals": 1.0, "epochs": 0.0, "value": 0.5}
    entry["real_time"] = "TIME"
    text = json.dumps({"benchmarks": [entry | {"name": name} for name in (CASE, KERNEL)]})
    return (
        "#!/bin/bash\nfor a; do case $a in --benchmark_out=*) out=${a#*=};; esac; done\n"
        f'cat > "$out" <<END\n{text}\nEND\n'
    ).replace('"TIME"', f"$(({microseconds} * (1000 + RANDOM % 20)))")


@pytest.fixture
def commits(tmp_path, monkeypatch):
    """Seven commits: the third does not build, the fifth costs one evaluation more, the sixth is
    slower by a tenth.
    """
    tools, repository = tmp_path / "tools", tmp_path / "repository"
    tools.mkdir()
    repository.mkdir()
    (tools / "cmake").write_text(CMAKE)
    (tools / "cmake").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    monkeypatch.setattr(build, "ROOT", repository)
    monkeypatch.setattr(build, "TREES", tmp_path / "trees")
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
        file = repository / "program"
        file.unlink(missing_ok=True)
        if number != 2:
            file.write_text(program(12.0 + (number >= 4), 110 if number >= 5 else 100))
            file.chmod(0o755)
        (repository / "number").write_text(str(number))
        git("add", "-A")
        git("commit", "-qm", f"number {number}")
        made.append(git("rev-parse", "HEAD"))
    return made


def test_the_commit_of_one_evaluation_more_is_named(commits, capsys):
    assert main(["bisect", CASE, commits[0], commits[6]]) == 0
    assert capsys.readouterr().out == f"first changed by {commits[4]} Ada: number 4\n"


@pytest.mark.parametrize("case", [CASE, KERNEL])
def test_the_commit_that_is_slower_is_named(commits, capsys, case):
    assert main(["bisect", case, commits[0], commits[6], "--time"]) == 0
    assert capsys.readouterr().out == f"first changed by {commits[5]} Ada: number 5\n"


def test_the_commit_that_is_faster_is_named(commits, tmp_path, capsys):
    tip = commits[6]
    for name, program_of in (("slow", 5), ("fast", 0)):  # two more: as slow, then fast again
        for line in (
            ["checkout", "-q", commits[program_of], "--", "program"],
            [
                "-c",
                "user.name=Ada",
                "-c",
                "user.email=a@b.c",
                "commit",
                "-qam",
                name,
                "--allow-empty",
            ],
        ):
            subprocess.run(["git", "-C", tmp_path / "repository", *line], check=True)
    assert main(["bisect", CASE, tip, build.git("rev-parse", "HEAD"), "--time"]) == 0
    assert capsys.readouterr().out.endswith(" Ada: fast\n")


def test_the_time_gate_builds_the_commits_that_it_compares(commits, capsys):
    assert main(["ab", commits[0], commits[5]]) == 1
    assert "2 cases at a smallest effect of 5.0%: 2 slower" in capsys.readouterr().out
    assert main(["ab", commits[5], commits[0]]) == 0
    assert main(["ab", commits[0], commits[3]]) == 0
    with pytest.raises(BadInput, match="the build failed; all of it is in "):
        main(["ab", commits[0], commits[2]])


def test_commits_that_tell_nothing_are_refused(commits):
    with pytest.raises(BadInput, match="the same at both"):
        main(["bisect", CASE, commits[0], commits[3]])
    with pytest.raises(BadInput, match="the build failed"):
        main(["bisect", CASE, commits[2], commits[6]])
    with pytest.raises(BadInput, match="expected two commits"):
        main(["bisect", CASE, commits[6], commits[6]])
    with pytest.raises(BadInput, match="no-such-commit: expected a commit"):
        main(["bisect", CASE, "no-such-commit", commits[6]])
    with pytest.raises(BadInput, match="expected convergence/"):
        main(["bisect", "convergence/sphere", commits[0], commits[6]])
    with pytest.raises(BadInput, match="time is not found to differ: ratio .* \\(same\\)"):
        main(["bisect", CASE, commits[0], commits[4], "--time"])
    with pytest.raises(BadInput, match="--time bisects it"):
        main(["bisect", KERNEL, commits[0], commits[6]])
    with pytest.raises(BadInput, match="was not measured"):
        main(["bisect", KERNEL + "1", commits[0], commits[6], "--time"])


def test_a_case_is_run_alone():
    assert cases.options_of(CASE) == [
        "--problems=rosenbrock:dimension=4",
        "--methods=lbfgs",
        "--backends=openmp",
        "--threads=2",
        "--seeds=3",
        "--gradients=centered",
    ]
    bare = "convergence/sphere/nelder_mead/none/serial:1/seed:1"
    assert "--gradients=none" not in cases.options_of(bare)
    (chosen,) = cases.options_of(KERNEL)
    pattern = chosen.removeprefix("--benchmark_filter=")
    assert re.search(pattern, KERNEL) and not re.search(pattern, f"{KERNEL}0")


@pytest.mark.parametrize("case", ["sphere/lbfgs", "convergence", "bbob/"])
def test_a_case_of_no_binary_is_refused(case):
    with pytest.raises(BadInput, match="begins with convergence/, gradients/"):
        cases.binary_of(case)
