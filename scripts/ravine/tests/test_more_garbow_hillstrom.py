"""The problems of Moré, Garbow & Hillstrom against NumPy's residuals and SciPy's least squares."""

import json
import subprocess

import numpy as np
import pytest
from scipy.optimize import least_squares

from ravine.bench import CONVERGENCE
from ravine.tests.more_garbow_hillstrom import Published, jacobian, published

pytestmark = pytest.mark.skipif(not CONVERGENCE.exists(), reason="convergence is not built")
ALL = published()
BY_NAME = pytest.mark.parametrize("given", ALL, ids=lambda given: given.problem)


def points_of(given: Published) -> list[list[float]]:
    """Points around the standard start, and around ten and a hundred times as far out."""
    random = np.random.default_rng(1)
    shape = given.start.shape
    return [
        list(factor * given.start * random.uniform(0.9, 1.1, shape) + random.normal(0, 0.01, shape))
        for factor in (1, 10, 100)
        for _ in range(5)
    ]


def starts_of(given: Published) -> dict[str, np.ndarray]:
    """The starts by the problem's name with `start=`; multiples of the origin are those of 1."""
    base = given.start if given.start.any() else np.ones_like(given.start)
    far = {f"{given.problem}:start={factor}": factor * base for factor in (10, 100)}
    return {f"{given.problem}:start=1": given.start} | far


@pytest.fixture(name="evaluated", scope="module")
def _evaluated():
    """The library's values and gradients at the points, by problem."""
    requests = [json.dumps({"problem": p.problem, "points": points_of(p)}) for p in ALL]
    done = subprocess.run(
        [CONVERGENCE, "--evaluate"],
        input="\n".join(requests),
        capture_output=True,
        text=True,
        check=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return {answer["problem"]: answer for answer in answers}


@pytest.fixture(name="traces", scope="module")
def _traces(tmp_path_factory):
    """The first trace line of each problem and start, which has its first value and its minimum."""
    path = tmp_path_factory.mktemp("traces") / "traces.jsonl"
    names = [name for given in ALL for name in starts_of(given)]
    subprocess.run(
        [
            CONVERGENCE,
            "--methods=gradient_descent",
            f"--problems={','.join(names)}",
            "--max_evaluations=1",
            f"--traces={path}",
        ],
        capture_output=True,
        check=True,
    )
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {line["problem"]: line for line in lines}


@BY_NAME
def test_values_and_gradients(given, evaluated):
    answer = evaluated[given.problem]
    checked = 0
    with np.errstate(all="ignore"):
        for x, value, gradient in zip(
            np.array(points_of(given)), answer["values"], answer["gradients"], strict=True
        ):
            r = given.residuals(x)
            if not np.isfinite(r @ r):
                assert value is None
                continue
            slopes = jacobian(given.residuals, x)
            rounding = np.abs(slopes).T @ (1e-10 * np.abs(r) + 1e-13)
            assert value == pytest.approx(r @ r, rel=1e-11, abs=1e-25)
            assert (np.abs(np.array(gradient, float) - 2 * slopes.T @ r) <= rounding).all()
            checked += 1
    assert checked >= 5


@BY_NAME
def test_starts(given, traces):
    with np.errstate(all="ignore"):
        for name, x in starts_of(given).items():
            value = float((given.residuals(x) ** 2).sum())
            first = traces[name]["value"][0] if traces[name]["value"] else None
            if np.isfinite(value):
                assert first == pytest.approx(value, rel=1e-11, abs=1e-25), name
            else:
                assert first is None, name


@BY_NAME
def test_minima(given, traces):
    start = given.start if given.near is None else given.near
    found = least_squares(
        given.residuals,
        start,
        jac=lambda x: jacobian(given.residuals, x),
        method="lm",
        xtol=1e-15,
        ftol=1e-15,
        gtol=1e-15,
        max_nfev=20000,
    )
    f_star = traces[f"{given.problem}:start=1"]["f_star"]
    assert 2 * found.cost == pytest.approx(f_star, rel=1e-9, abs=1e-18)
    assert f_star == pytest.approx(given.minimum, rel=6e-6)  # the paper cuts its digits off
