"""The noisy problems of the default comparison, and what their runs are worth without the noise."""

import json
import subprocess

import numpy as np
import pytest
from scipy import optimize

from ravine.plan import chosen_parts
from ravine.report.problem_classes import kind_of
from ravine.report.verdict import verdicts
from ravine.results import catalogue
from ravine.results.catalogue import CONVERGENCE
from ravine.results.runs import load
from ravine.results.specs import base_of
from ravine.tables.cells import merge_backends
from ravine.tables.target import Targets
from ravine.tests.binary import needs_convergence


def powell(x):
    """Moré, Garbow & Hillstrom (1981), function 13."""
    a, b, c, d = x
    return (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4


def wood(x):
    """The same paper, function 14."""
    a, b, c, d = x
    valleys = 100 * (b - a**2) ** 2 + (1 - a) ** 2 + 90 * (d - c**2) ** 2 + (1 - c) ** 2
    return valleys + 10 * (b + d - 2) ** 2 + (b - d) ** 2 / 10


BEALE = ((1, 1.5), (2, 2.25), (3, 2.625))
# The functions as they are published, without noise. All have the minimum 0.
FUNCTIONS = {
    "sphere": lambda x: x @ x,
    "rosenbrock": optimize.rosen,
    "booth": lambda x: (x[0] + 2 * x[1] - 7) ** 2 + (2 * x[0] + x[1] - 5) ** 2,
    "himmelblau": lambda x: (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2,
    "beale": lambda x: sum((y - x[0] * (1 - x[1] ** k)) ** 2 for k, y in BEALE),
    "powell_singular": powell,
    "wood": wood,
}


@pytest.fixture(scope="module")
def noisy(tmp_path_factory):
    """The traces file and the parameters of the noisy part of the default comparison."""
    folder = tmp_path_factory.mktemp("noisy")
    traces, found = folder / "traces.jsonl", folder / "parameters.jsonl"
    parts = chosen_parts([], catalogue.read(), quick=False)
    (part,) = [one for one in parts if one.title == "test functions with noise"]
    files = [f"--traces={traces}", f"--parameters={found}", f"--benchmark_out={folder}/r.json"]
    subprocess.run([str(CONVERGENCE), *part.arguments(files)], check=True, capture_output=True)
    return traces, [json.loads(line) for line in found.read_text().splitlines()]


@needs_convergence
def test_no_lucky_draw_reaches_a_target(noisy):
    traces, found = noisy
    starts = {}
    for line in map(json.loads, traces.read_text().splitlines()):
        assert kind_of(line["problem"], False, catalogue.read()) == "noisy"
        starts[line["problem"], line["method"], line["gradient"], line["seed"]] = line["target"]
    checked = 0
    for run in found:
        base = base_of(run["problem"])
        if run["status"] != "target_reached" or base not in FUNCTIONS:
            continue
        target = starts[run["problem"], run["method"], run["gradient"], run["seed"]]
        # Five deviations: 1 % of relative noise, and of additive noise 1e-4.
        truth = FUNCTIONS[base](np.array(run["parameters"]))
        assert truth <= 1.05 * target + 5e-4, run["problem"]
        assert target >= 50 * 1e-4, "noise is not far below the target"
        checked += 1
    assert checked > 400


@needs_convergence
def test_the_verdict_on_noise_names_a_method_and_needs_the_noise_told(noisy):
    runs = merge_backends(load([noisy[0]]).runs)
    (verdict,) = verdicts(runs, Targets(runs), catalogue.read())
    assert verdict.key == "noisy"
    assert verdict.answer.startswith("With noise: ")
    assert verdict.about.endswith("as the methods see them, with noise, to a gap of 0.001.")
    assert verdict.ranking is not None and verdict.ranking.testable
    # A difference over 6e-6, the step for exact values, makes noise of 1e-4 an error of 10 and more.
    told = {run.case for run in runs if run.status == "target_reached"}
    additive = [case for case in told if "additive" in case.problem and case.method == "lbfgs"]
    by_gradient = [case.gradient for case in additive]
    assert by_gradient.count("centered:noise=1e-4") == 7 * 5
    assert by_gradient.count("centered") < 7 * 5 / 2
