"""Instruction counts: what is kept, what fails, and what is said where they can't be had."""

import os
import shutil

import pytest

from ravine.command import BadInput
from ravine.files import ROOT
from ravine.track import history, instructions
from ravine.track.__main__ import main

CASE = "convergence/sphere/lbfgs/analytic/serial:1/seed:1"
OTHER = "convergence/sphere/adam/analytic/serial:1/seed:1"
PORTABLE = ROOT / "build" / "portable" / "benchmarks" / "convergence"
# Stands for a binary that lists its cases, and for Valgrind.
BINARY = f"""#!/bin/sh
for a; do case $a in --benchmark_out=*) out=${{a#*=}};; esac; done
cat > "$out" <<'END'
{{"context": {{"fingerprint_compiler": "gcc 12"}}, "benchmarks": [{{"name": "{CASE}",
 "label": "converged", "f_evals": 3, "g_evals": 3, "epochs": 0, "value": 0.5}}]}}
END
"""
VALGRIND = """#!/bin/sh
for a; do case $a in --callgrind-out-file=*) out=${a#*=};; esac; done
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A build folder, and a place for a `valgrind` that is found first."""
    binary = tmp_path / "build" / "benchmarks" / "convergence"
    binary.parent.mkdir(parents=True)
    binary.write_text(BINARY)
    binary.chmod(0o755)
    (tmp_path / "tools").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'tools'}:{os.environ['PATH']}")
    return tmp_path


def valgrind(folder, text):
    path = folder / "tools" / "valgrind"
    path.write_text(VALGRIND + text)
    path.chmod(0o755)


def run(folder, *more):
    line = ["instructions", "--build", str(folder / "build")]
    return main([*line, "--output", str(folder / "counts.json"), *more])


def test_counts_their_spread_and_their_growth(folder, capsys):
    # The padding that moves the stack makes the count of this one.
    valgrind(folder, 'echo "totals: $((1000000 + ${#RAVINE_PADDING}))" > "$out"\n')
    assert run(folder) == 0
    counted = instructions.read(folder / "counts.json")
    assert counted.counts == {CASE: [1000000.0, 1000097.0, 1000194.0]}
    assert counted.floor == pytest.approx(194 / 1000097)
    assert "Noise floor, over 3 runs of each: 0.00019." in capsys.readouterr().out
    shutil.copyfile(folder / "counts.json", folder / "old.json")
    against = ("--against", str(folder / "old.json"))
    assert run(folder, *against) == 0
    for count, effect, status in (
        (1_020_000, "0.01", 1),
        (1_020_000, "0.03", 0),
        (900_000, "0.01", 0),
    ):
        valgrind(folder, f'echo "totals: {count}" > "$out"\n')
        assert run(folder, *against, "--effect", effect) == status
        assert ("% more |" in capsys.readouterr().out) == bool(status)
    # Within the noise that the old one has, however small the effect.
    valgrind(folder, 'echo "totals: 1000250" > "$out"\n')
    assert run(folder, *against, "--effect", "1e-9") == 0
    (folder / "old.json").write_text((folder / "old.json").read_text().replace("gcc 12", "gcc 13"))
    valgrind(folder, 'echo "totals: 9000000" > "$out"\n')
    assert run(folder, *against) == 0
    assert "another fingerprint, so not compared" in capsys.readouterr().out


# Two functions in Callgrind's format: the first takes 3 + 4 itself and calls the second, whose 50
# the line behind "calls=" tells too.
PROFILE = """events: Ir
fl=(1) a.cc
fn=(1) ravine::descend(Eigen::Matrix<double, -1, 1> const&)
10 3
cfn=(2) ravine::step()
calls=1 20
11 {0}
fi=(2) b.h
+2 4
fn=(2)
20 {0}
totals: {1}
"""


def test_the_cost_of_a_function_is_its_own_without_what_it_calls():
    assert instructions.by_function(PROFILE.format(50, 57)) == {
        "ravine::descend(Eigen::Matrix<double, -1, 1> const&)": 7,
        "ravine::step()": 50,
    }


def test_the_functions_that_grew_are_named(folder, capsys):
    def profile(cost):
        text = PROFILE.format(cost, cost + 7)
        valgrind(folder, f"cat > \"$out\" <<'END'\n{text}END\n")

    profile(50)
    run(folder)
    shutil.copyfile(folder / "counts.json", folder / "old.json")
    capsys.readouterr()
    profile(80)
    assert run(folder, "--against", str(folder / "old.json")) == 1
    said = capsys.readouterr().out
    assert f"More instructions in {CASE}:\n  ravine::step() +30\n" in said
    assert "ravine::descend" not in said


def test_counts_go_into_the_history_without_times(folder):
    valgrind(folder, 'echo "totals: 1000" > "$out"\n')
    run(folder)
    database = folder / "history.sqlite"
    line = ["record", str(folder / "counts.json"), "--history", str(database), "--commit", "HEAD"]
    assert main(line) == 0
    assert [p.value for p in history.series(database, CASE, "instructions")] == [1000.0]
    assert history.series(database, CASE, "real_time") == []


@pytest.mark.parametrize(
    "text, expected",
    [
        ("echo 'valgrind: Unrecognised instruction at 0x2' >&2; exit 132\n", "-DRAVINE_NATIVE=OFF"),
        ("echo broken >&2; exit 3\n", "broken"),
        ("exit 3\n", "ended with 3"),
        ('echo "totals: 0" > "$out"\n', "counted nothing"),
    ],
)
def test_what_cannot_be_counted_is_said(folder, text, expected):
    valgrind(folder, text)
    with pytest.raises(BadInput, match=expected):
        run(folder)
    assert not (folder / "counts.json").exists()


def test_a_missing_valgrind_is_said(folder, monkeypatch):
    monkeypatch.setenv("PATH", str(folder / "tools"))
    (folder / "build" / "benchmarks" / "convergence").write_text(BINARY.replace("cat", "/bin/cat"))
    with pytest.raises(BadInput, match="apt-get install valgrind"):
        run(folder)


@pytest.mark.parametrize(
    "text",
    ["{", "[]", '{"benchmarks": []}', '{"benchmarks": [{"name": "a"}]}']
    + ['{"benchmarks": [{"name": "a", "instructions": 0}]}'],
)
def test_counts_that_cannot_be_read_are_refused(folder, text):
    path = folder / "old.json"
    path.write_text(text)
    with pytest.raises(BadInput, match="old.json"):
        run(folder, "--against", str(path))


@pytest.mark.skipif(
    shutil.which("valgrind") is None or not PORTABLE.is_file(),
    reason="needs valgrind, and a build of the preset portable",
)
def test_twice_the_iterations_cost_twice_the_instructions(tmp_path):
    grid = ["--problems=sphere:dimension=10", "--methods=adam:step=1e-9", "--target=0"]
    counts = [
        instructions.measure(PORTABLE, [*grid, f"--max_evaluations={n}"], 2) for n in (1000, 2000)
    ]
    (fewer,), (more,) = (counted.counts.values() for counted in counts)
    assert max(counted.floor for counted in counts) < 1e-3
    assert more[0] / fewer[0] == pytest.approx(2.0, rel=0.05)
