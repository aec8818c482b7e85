"""What a course on optimization shows of its methods, as the convergence binary shows it."""

import math

import pytest

from ravine.tests.binary import measure, measure_one, needs_convergence, succeed, trace_lines

pytestmark = needs_convergence


def descend(folder, problem, step, *flags):
    return measure_one(
        folder, f"--methods=gradient_descent:step={step}", f"--problems={problem}", *flags
    )


def test_m7_descent_ends_where_the_derivative_is_zero(tmp_path):
    # With a tolerance of 0 nothing but a gradient of zero ends it, and no minimum is known here.
    data = tmp_path / "line.csv"
    data.write_text("x,y\n" + "".join(f"{i},{2 * i}\n" for i in range(10)))
    entry = measure_one(
        tmp_path, "--methods=gradient_descent:step=0.01", f"--data={data}", "--gradient_tolerance=0"
    )
    assert entry["label"] == "converged"
    assert entry["value"] == pytest.approx(0, abs=1e-25)


def test_m8_a_step_that_is_too_long_diverges_and_says_so(tmp_path):
    # On curvature 100 a step eta multiplies the steep coordinate by 1 - 100 eta.
    for step, label in ((0.019, "target_reached"), (0.021, "diverged"), (1.0, "diverged")):
        entry = descend(tmp_path, "ravine:condition=100", step)
        assert entry["label"] == label, step
        assert entry["solved"] == (label == "target_reached")
    short = descend(tmp_path, "ravine:condition=100", 1e-6)
    assert short["label"] == "max_evaluations"


def test_m8_each_policy_of_the_step_runs(tmp_path):
    policies = [
        "policy=constant",
        "policy=optimal",
        "policy=optimal:search=strong_wolfe",
        *(
            f"policy=decreasing:decay={decay}"
            for decay in ("inverse", "inverse_sqrt", "exponential", "step", "cosine")
        ),
    ]
    for policy in policies:
        entry = measure_one(
            tmp_path, f"--methods=gradient_descent:{policy}", "--problems=ravine:condition=10"
        )
        assert entry["gap"] < 0.5, policy
        assert entry["label"] in ("target_reached", "max_evaluations"), policy


def test_m9_the_line_is_descended_to_two(tmp_path):
    entry = descend(tmp_path, "line", 0.02, "--target=0", "--value_tolerance=1e-6")
    assert entry["label"] == "converged"
    # R(w) = (w - 2)^2 mean(x^2), and the mean of 0, 1, 4, ..., 81 is 28.5.
    assert math.sqrt(entry["value"] / 28.5) <= 2e-4


def test_m10_a_seed_fixes_a_stochastic_run_for_any_threads(tmp_path):
    path = tmp_path / "traces.jsonl"
    succeed(
        "--methods=sgd",
        "--problems=iris",
        "--batch_size=7",
        "--seeds=1,2",
        "--backends=*",
        "--threads=1,2",
        "--max_evaluations=200",
        "--target=0",
        f"--traces={path}",
    )
    values: dict[int, list] = {1: [], 2: []}
    for line in trace_lines(path):
        values[line["seed"]].append(line["value"])
    assert all(len(runs) == 5 for runs in values.values())
    assert all(run == runs[0] for runs in values.values() for run in runs)
    assert values[1][0] != values[2][0]


def test_m13_methods_without_gradients_run_on_the_zero_one_loss(tmp_path):
    entries = measure(
        tmp_path,
        "--methods=nelder_mead,two_point,lbfgs",
        "--problems=breast_cancer:loss=zero_one:l2=0",
        "--max_evaluations=300",
    )
    # lbfgs does not fit: the loss has no gradient.
    assert {name.split("/")[2] for name in entries} == {"nelder_mead", "two_point"}
    for entry in entries.values():
        assert entry["value"] == entry["zero_one"] < 0.7


@pytest.mark.parametrize("rotated", [0, 1])
def test_m17_sign_changes_along_the_steep_axis_are_counted(tmp_path, rotated):
    ravine = f"ravine:condition=100:rotated={rotated}"
    # 1 - 100 eta is -0.5: a change a step; 0.5: none.
    oscillates = descend(tmp_path, ravine, 0.015, "--max_evaluations=30")
    assert oscillates["sign_changes"] == 29
    assert descend(tmp_path, ravine, 0.005, "--max_evaluations=30")["sign_changes"] == 0


def test_m18_without_memory_momentum_is_descent_bit_for_bit(tmp_path):
    path = tmp_path / "traces.jsonl"
    succeed(
        "--methods=gradient_descent:step=0.001,momentum:beta=0:step=0.001",
        "--problems=rosenbrock,ravine:condition=100,iris",
        "--seeds=1,2,3",
        "--max_evaluations=2000",
        f"--traces={path}",
    )
    runs: dict[tuple, list] = {}
    for line in trace_lines(path):
        bits = [line.get(k) for k in ("f_evals", "g_evals", "value", "best", "x", "status")]
        runs.setdefault((line["problem"], line["seed"]), []).append(bits)
    assert len(runs) == 9
    assert all(descent == momentum for descent, momentum in runs.values())


def test_m18_memory_helps_in_a_ravine(tmp_path):
    entries = measure(
        tmp_path,
        *("--methods=" + ",".join(f"momentum:beta={b}:step=0.01" for b in (0, 0.1, 0.7)),),
        "--problems=ravine:condition=100",
    )
    by_beta = [entry["f_evals_to_target"] for entry in entries.values()]
    assert by_beta == sorted(by_beta, reverse=True)
    assert by_beta[0] > 2 * by_beta[2]


def test_gap_target_and_time_are_those_of_the_run(tmp_path):
    """On problems whose lowest value is not 0."""
    path = tmp_path / "traces.jsonl"
    flags = ("--problems=bbob_f01,branin,goldstein_price", "--methods=nelder_mead", "--target=1e-2")
    entries = measure(tmp_path, *flags, "--max_evaluations=300", f"--traces={path}")
    lowest = set()
    for line in trace_lines(path):
        name = "/".join(str(line[key]) for key in ("problem", "method", "gradient", "backend"))
        entry = entries[f"convergence/{name}:1/seed:1"]
        scale = line["f_start"] - line["f_star"]
        assert line["target"] == pytest.approx(line["f_star"] + 1e-2 * scale, rel=1e-12)
        assert entry["gap"] == pytest.approx((entry["value"] - line["f_star"]) / scale, rel=1e-9)
        assert entry["real_time"] == pytest.approx(1e3 * entry["seconds"], rel=1e-6)
        assert entry["seconds"] != entry["cpu_seconds"]
        lowest.add(line["f_star"])
    assert len(lowest - {0.0}) >= 2
