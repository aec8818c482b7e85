"""The exact gate: what fails it, what only warns, and what it refuses."""

import json
import math
import subprocess

import pytest

from ravine.command import BadInput
from ravine.results import catalogue
from ravine.results.specs import base_of
from ravine.tests.binary import needs_convergence
from ravine.tests.made import listing, tables_of
from ravine.track import baseline, build, exact, gate, outcome
from ravine.track.__main__ import main
from ravine.track.plan import parts

CASE = "convergence/sphere/lbfgs/analytic/serial:1/seed:1"
OTHER = "convergence/booth/bfgs/analytic/serial:1/seed:1"
MEASURES = {"f_evals": 12.0, "g_evals": 7.0, "epochs": 0.0, "value": 0.1}


def entry(name=CASE, label="target_reached", **changed):
    return {"name": name, "run_type": "iteration", "label": label} | MEASURES | changed


def results(folder, *entries, compiler="gcc 12", file="results.json"):
    path = folder / file
    context = {"fingerprint_compiler": compiler, "num_cpus": 2, "commit": "0123456789ab"}
    path.write_text(json.dumps({"context": context, "benchmarks": list(entries)}))
    return path


@pytest.fixture
def accepted(tmp_path):
    """A baseline of two cases."""
    path = tmp_path / "baseline.json"
    made = results(tmp_path, entry(), entry(OTHER), file="first.json")
    assert gate.accept([str(made), "--baseline", str(path), "--reason", "the first"]) == 0
    return path


def check(path, made):
    return main(["check", str(made), "--baseline", str(path)])


def test_the_same_outcomes_pass(accepted, tmp_path, capsys):
    assert check(accepted, results(tmp_path, entry(), entry(OTHER))) == 0
    assert "Same fingerprint" in capsys.readouterr().out


@pytest.mark.parametrize(
    "changed, row",
    [
        ({"f_evals": 13.0}, "| f_evals | 12 | 13 | +1 (+0.083 of it) |"),
        ({"g_evals": 6.0}, "| g_evals | 7 | 6 | -1 (-0.14 of it) |"),
        ({"epochs": 0.5}, "| epochs | 0 | 0.5 | +0.5 |"),
        ({"label": "stalled"}, "| status | target_reached | stalled |  |"),
        ({"value": math.nextafter(0.1, 1.0)}, "| value | 0.1 | 0.10000000000000002 | +1.39e-17"),
        ({"value": math.nan}, "| value | 0.1 | nan |"),
    ],
)
def test_any_change_fails_on_the_same_fingerprint(accepted, tmp_path, capsys, changed, row):
    assert check(accepted, results(tmp_path, entry(**changed), entry(OTHER))) == 1
    assert f"| {CASE} {row}" in capsys.readouterr().out


def test_no_case_breaks_out_of_the_table(tmp_path, capsys):
    path, name = tmp_path / "baseline.json", CASE.replace("lbfgs", "a|b<i>")
    made = results(tmp_path, entry(name))
    assert gate.accept([str(made), "--baseline", str(path), "--reason", "the first"]) == 0
    assert check(path, results(tmp_path, entry(name, f_evals=13.0))) == 1
    out = capsys.readouterr().out
    assert "a\\|b&lt;i>/analytic" in out and "<i>" not in out


ROUNDS = {f"rounds:{2**k}": 12.0 - k for k in range(1, 11)}


def test_rounds_are_compared_too(accepted, tmp_path, capsys):
    first = results(tmp_path, entry(**ROUNDS), entry(OTHER, **ROUNDS))
    # The baseline is of before rounds were counted.
    assert check(accepted, first) == 0
    assert main(["accept", str(first), "--baseline", str(accepted), "--reason", "rounds"]) == 0
    assert check(accepted, first) == 0
    capsys.readouterr()
    more = {"rounds:16": 9.0, "rounds:64": 7.0}
    assert check(accepted, results(tmp_path, entry(**ROUNDS | more), entry(OTHER, **ROUNDS))) == 1
    said = capsys.readouterr().out
    assert f"| {CASE} | rounds:16 | 8 | 9 | +1 (+0.12 of it) |" in said
    assert "rounds:64" not in said
    assert check(accepted, results(tmp_path, entry(), entry(OTHER, **ROUNDS))) == 1
    assert f"| {CASE} | rounds | counted | vanished |" in capsys.readouterr().out


@pytest.mark.parametrize(("spent", "status"), [(20.0, 0), (21.0, 1), (5.0, 0), (4.0, 1)])
def test_rounds_have_a_tolerance_on_another_fingerprint(accepted, tmp_path, spent, status):
    both = [entry(**ROUNDS | {"rounds:4": 10.0}), entry(OTHER)]
    made = str(results(tmp_path, *both))
    assert main(["accept", made, "--baseline", str(accepted), "--reason", "rounds"]) == 0
    other = results(
        tmp_path, entry(**ROUNDS | {"rounds:4": spent}), entry(OTHER), compiler="gcc 13"
    )
    assert check(accepted, other) == status


def test_the_sign_of_zero_is_a_bit():
    plus = outcome.Outcome(1.0, 0.0, 0.0, "converged", 0.0)
    assert not plus.same_bits(plus._replace(value=-0.0))
    nan = plus._replace(value=math.nan)
    assert nan.same_bits(nan._replace(value=float("nan")))


@pytest.mark.parametrize(
    "changed, status",
    [
        ({"f_evals": 24.0, "value": 0.2}, 0),
        ({"f_evals": 25.0}, 1),
        ({"f_evals": 6.0}, 0),
        ({"f_evals": 5.0}, 1),
        ({"epochs": 0.5}, 1),  # from none to some is no factor
        ({"label": "converged"}, 0),
        ({"label": "max_evaluations"}, 1),
    ],
)
def test_counts_have_a_tolerance_on_another_fingerprint(
    accepted, tmp_path, capsys, changed, status
):
    made = results(tmp_path, entry(**changed), entry(OTHER), compiler="gcc 13")
    assert check(accepted, made) == status
    said = capsys.readouterr().out
    assert "compiler was 'gcc 12', is 'gcc 13'" in said
    assert "factor of 2" in said


@pytest.mark.parametrize(
    "status, solved",
    [("target_reached", True), ("converged", True)]
    + [(s, False) for s in ("stalled", "diverged", "non_finite", "max_evaluations", "stopped")],
)
def test_only_what_reached_its_target_or_converged_is_solved(status, solved):
    assert outcome.Outcome(1.0, 1.0, 0.0, status, 0.5).solved == solved


def test_a_gradient_is_a_cost_too():
    assert outcome.Outcome(12.0, 7.0, 0.0, "converged", 0.5).cost == 19.0
    assert outcome.Outcome(12.0, 7.0, 1.5, "converged", 0.5).cost == 1.5


def test_a_fingerprint_that_is_missing_is_another_one(accepted, tmp_path):
    path = tmp_path / "bare.json"
    path.write_text(json.dumps({"benchmarks": [entry(), entry(OTHER)]}))
    assert not exact.compare(baseline.read(accepted), outcome.read(path)).exact


@pytest.mark.parametrize(
    "entries, word",
    [
        ([entry()], "vanished"),
        ([], "vanished"),
        ([entry(), entry(OTHER, f_evals=0.0, g_evals=0.0)], "evaluated nothing"),
        ([entry(), {"name": OTHER, "error_occurred": True, "error_message": "broke"}], "broke"),
        ([entry(), entry(OTHER), {"name": "convergence/x", "error_occurred": True}], "an error"),
    ],
)
def test_a_case_that_measured_nothing_fails(accepted, tmp_path, capsys, entries, word):
    for compiler in ("gcc 12", "gcc 13"):
        assert check(accepted, results(tmp_path, *entries, compiler=compiler)) == 1
        assert word in capsys.readouterr().out


def test_a_new_case_only_warns(accepted, tmp_path, capsys):
    new = entry(CASE.replace("lbfgs", "adam"))
    assert check(accepted, results(tmp_path, entry(), entry(OTHER), new)) == 0
    assert f"not compared: {CASE.replace('lbfgs', 'adam')}." in capsys.readouterr().out


def test_any_results_serve_as_a_baseline(accepted, tmp_path, capsys):
    before = results(tmp_path, entry(), entry(OTHER), file="before.json")
    assert check(before, results(tmp_path, entry(), entry(OTHER))) == 0
    assert check(before, results(tmp_path, entry(f_evals=13.0), entry(OTHER))) == 1
    assert "Results of commit 0123456789ab.\n" in capsys.readouterr().out


def test_the_check_leads_with_a_line_a_method(accepted, tmp_path, capsys):
    cases = [CASE.replace("seed:1", f"seed:{seed}") for seed in range(1, 6)]
    before = results(tmp_path, *(entry(case) for case in cases), entry(OTHER), file="before.json")
    changed = [
        entry(cases[0], f_evals=13.0),
        entry(cases[1], f_evals=11.0),
        entry(cases[2], label="max_evaluations", f_evals=20000.0),
        entry(cases[3], value=0.2),
    ]
    after = results(tmp_path, *changed, entry(OTHER))
    assert check(before, after) == 1
    lines = capsys.readouterr().out.splitlines()
    row = next(i for i, line in enumerate(lines) if line.startswith("| lbfgs "))
    # The fifth vanished, which is neither.
    assert lines[row] == "| lbfgs | 5 | 1 | 1 | 1 | 0 | 2 |"
    assert "Methods as they were: 1 of 2." in lines[row + 1 : row + 3]
    assert row < lines.index("| case | measure | old | new | by |")


STUB = """#!/bin/sh
for a; do case $a in --benchmark_out=*) out=${a#*=};; esac; done
if [ -z "$out" ]; then echo 'LISTING'; exit; fi
echo 'RESULTS' > "$out"
"""
PROJECT = """
cmake_minimum_required(VERSION 3.18)
project(stub NONE)
add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/benchmarks/convergence DEPENDS ${CMAKE_SOURCE_DIR}/program
  COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_SOURCE_DIR}/program benchmarks/convergence)
add_custom_target(convergence DEPENDS ${CMAKE_BINARY_DIR}/benchmarks/convergence)
"""


def test_a_bug_that_was_planted_and_not_built_is_found(tmp_path, monkeypatch):
    """The sources change, the binary does not: the gate builds it before it measures."""

    def plant(f_evals):
        made = results(tmp_path, entry(f_evals=f_evals)).read_text()
        program = STUB.replace("LISTING", listing()).replace("RESULTS", made)
        (tmp_path / "program").write_text(program)
        (tmp_path / "program").chmod(0o755)

    folder = tmp_path / "build"
    (tmp_path / "CMakeLists.txt").write_text(PROJECT)
    plant(12.0)
    line = ["cmake", "-G", "Ninja", "-S", str(tmp_path), "-B", str(folder)]
    subprocess.run(line, check=True, capture_output=True)
    monkeypatch.setattr(build, "ROOT", tmp_path)
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    assert main(["run", "--build", str(folder), "--output", str(before)]) == 0
    plant(13.0)
    assert main(["run", "--build", str(folder), "--output", str(after)]) == 0
    assert check(before, after) == 1


def test_an_empty_baseline_never_passes():
    assert not exact.compare(baseline.Baseline(), outcome.Outcomes({}, {}, {})).passed


def test_accepting_keeps_every_reason_and_makes_the_check_pass(accepted, tmp_path):
    made = results(tmp_path, entry(f_evals=13.0), entry(CASE.replace("lbfgs", "adam")))
    assert check(accepted, made) == 1
    line = ["accept", str(made), "--baseline", str(accepted), "--reason", " a step "]
    before = accepted.read_bytes()
    with pytest.raises(BadInput, match="lacks 1 of the baseline's 2 cases"):
        main(line)
    assert accepted.read_bytes() == before
    assert main([*line, "--allow-removed"]) == 0
    assert check(accepted, made) == 0
    first, second = baseline.read(accepted).acceptances
    assert (first.reason, first.added) == ("the first", 2)
    assert (second.reason, second.changed, second.added, second.removed) == ("a step", 1, 1, 1)
    assert second.commit == "0123456789ab" and second.time.endswith("+00:00")


def test_results_without_a_fingerprint_are_not_accepted(accepted, tmp_path):
    made = results(tmp_path, entry())
    document = json.loads(made.read_text())
    del document["context"]
    made.write_text(json.dumps(document))
    with pytest.raises(BadInput, match="expected a context with the fingerprint"):
        main(["accept", str(made), "--baseline", str(accepted), "--reason", "a step"])


def test_a_baseline_keeps_all_bits(tmp_path):
    values = [0.1, 1 / 3, 5e-324, -0.0, math.inf, math.nan, 1.7976931348623157e308]
    rounds = tuple(float(2**k) for k in range(10))
    cases = {str(v): outcome.Outcome(1.0, 2.0, 1 / 7, "stalled", v, rounds) for v in values}
    path = tmp_path / "baseline.json"
    baseline.write(path, baseline.Baseline({"libc": "glibc 2.36"}, cases))
    read = baseline.read(path)
    assert all(read.cases[name].same_bits(case) for name, case in cases.items())
    assert read.fingerprint == {"libc": "glibc 2.36"}


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", "baseline"),
        ('{"schema": 1, "cases"', "baseline"),
        ("[]", "schema"),
        ('{"schema": 3}', "schema 2, got 3"),
        ('{"schema": 1, "fingerprint": {}, "acceptances": []}', "five fields"),
        ('{"schema": 1, "fingerprint": {}, "acceptances": [], "cases": {"a": [1]}}', "five fields"),
    ],
)
def test_a_baseline_that_cannot_be_used_is_refused(tmp_path, text, expected):
    path = tmp_path / "baseline.json"
    path.write_text(text)
    with pytest.raises(BadInput, match=expected) as refusal:
        check(path, results(tmp_path, entry()))
    assert str(path) in str(refusal.value) and "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "entries, expected",
    [
        ([entry(), entry()], "two cases are named"),
        ([entry(f_evals="12")], "a number f_evals"),
        ([entry(g_evals=-1.0)], "a count g_evals"),
        ([entry(value=None)], "a number value"),
        (["text"], "a name"),
        ([entry(repetition_index=0), entry(repetition_index=1, f_evals=13.0)], "repetitions"),
    ],
)
def test_results_that_cannot_be_used_are_refused(accepted, tmp_path, entries, expected):
    with pytest.raises(BadInput, match=expected):
        check(accepted, results(tmp_path, *entries))


@pytest.mark.parametrize("entries", [[], [entry(f_evals=0.0, g_evals=0.0)]])
def test_nothing_measured_is_never_accepted(accepted, tmp_path, entries):
    before = accepted.read_bytes()
    made = results(tmp_path, *entries)
    with pytest.raises(BadInput):
        gate.accept([str(made), "--baseline", str(accepted), "--reason", "none"])
    with pytest.raises(BadInput, match="words"):
        gate.accept([str(made), "--baseline", str(accepted), "--reason", " "])
    assert accepted.read_bytes() == before


def test_no_part_of_the_grid_depends_on_the_clock():
    plans = ["gate_functions", "gate_data"]
    grid = parts(tables_of(methods={"lbfgs": plans}, problems={"sphere": plans}))
    assert not any("--max_seconds" in part for part in grid)
    assert all("--max_evaluations" in part for part in grid)


@needs_convergence
def test_the_gate_has_every_method_of_the_library():
    """Those of outside libraries, "nlopt:lbfgs" say, change with the machine's packages."""
    tables = catalogue.read()
    methods = {base_of(m) for part in parts(tables) for m in part["--methods"].split(",")}
    assert methods == {name for name in tables.methods if tables.methods[name].is_built_in}


def test_a_binary_that_fails_is_told_in_one_line(tmp_path):
    binary = tmp_path / "benchmarks" / "convergence"
    binary.parent.mkdir()
    output = tmp_path / "gate.json"
    with pytest.raises(BadInput, match="is not built"):
        build.program(tmp_path, "convergence")
    binary.write_text("#!/bin/sh\nkill -SEGV $$\n")
    binary.chmod(0o755)
    with pytest.raises(BadInput, match="ended with -11"):
        gate.measure(binary, output)
    assert not output.exists()
