"""convergence --check-gradients: a line for each analytic gradient of the grid, and nothing else."""

import re

import pytest

from ravine.tests.binary import needs_convergence, refused, succeed

pytestmark = needs_convergence


def test_every_analytic_gradient_of_the_grid_is_compared_once():
    lines = succeed(
        "--check-gradients",
        "--problems=rosenbrock,wood",
        "--methods=lbfgs,bfgs,nelder_mead",
        "--gradients=analytic,centered",
        "--seeds=1,2",
    ).splitlines()
    names = [re.match(r"agrees   (\S+): ", line) for line in lines[:-1]]
    assert [name[1] for name in names if name] == [
        f"{problem}/serial:1/seed:{seed}" for problem in ("rosenbrock", "wood") for seed in (1, 2)
    ]
    assert lines[-1] == "4 of 4 gradients agree with differences"


def test_the_worst_entry_is_named_with_both_numbers_and_the_error():
    # At (-1.2, 1) the gradient is (-215.6, -88).
    line = succeed("--check-gradients", "--problems=rosenbrock", "--methods=lbfgs").splitlines()[0]
    numbers = re.search(r"entry (\d) is (\S+), by differences (\S+) \(error (\S+)\)", line)
    assert numbers is not None
    expected = (-215.6, -88.0)[int(numbers[1])]
    assert float(numbers[2]) == pytest.approx(expected, rel=1e-8)
    assert float(numbers[3]) == pytest.approx(expected, rel=1e-6)
    assert 0.0 < float(numbers[4]) < 1e-4


def test_mini_batches_are_compared_apart():
    flags = ("--check-gradients", "--problems=breast_cancer", "--methods=lbfgs,sgd")
    lines = succeed(*flags).splitlines()
    assert len(lines) == 3 and sum("in mini-batches of 32" in line for line in lines) == 1
    assert lines[-1] == "2 of 2 gradients agree with differences"


@pytest.mark.parametrize(
    "flag",
    [
        *("--target=1", "--max_evaluations=9", "--max_seconds=1", "--traces=t.jsonl", "--list"),
        *("--gradient_tolerance=1", "--value_tolerance=1", "--evaluate", "--parameters=p.jsonl"),
    ],
)
def test_what_would_do_nothing_is_refused(flag):
    assert flag.split("=")[0] in refused("--check-gradients", "--problems=sphere", flag)


def test_a_results_file_and_a_grid_without_gradients_are_refused(tmp_path):
    out = f"--benchmark_out={tmp_path / 'r.json'}"
    assert "--benchmark_out" in refused("--check-gradients", "--problems=sphere", out)
    line = refused("--check-gradients", "--problems=sphere", "--methods=nelder_mead")
    assert "expected runs with analytic gradients" in line
