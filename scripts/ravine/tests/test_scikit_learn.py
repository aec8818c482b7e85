"""The goals beside scikit-learn, from results made up here and from closed forms."""

import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest

from ravine.goals import perceptron, scikit_learn
from ravine.goals.limits import Measured


def test_the_gap_is_one_at_the_origin_and_its_own_formula_elsewhere() -> None:
    x, y = np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([1, -1])
    assert scikit_learn.gap(np.zeros(2), x, y) == pytest.approx(1.0, abs=1e-15)
    # Scores 1 and -2, each of its label's sign; |w|^2 = 2.
    value = (math.log1p(math.exp(-1.0)) + math.log1p(math.exp(-2.0))) / 2 + 0.5e-4 * 2.0
    f_star = 0.18794623780548997
    assert scikit_learn.gap(np.array([1.0, -1.0]), x, y) == pytest.approx(
        (value - f_star) / (math.log(2.0) - f_star), rel=1e-12
    )


def test_fits_go_on_until_one_is_within_the_gap() -> None:
    made = []

    def fits():
        for value in (1e-2, 1e-4, 1e-6):
            made.append(value)
            yield {"real_time": 1.0, "gap": value}

    assert scikit_learn.first_within(1e-3, fits()) == {"real_time": 1.0, "gap": 1e-4}
    assert made == [1e-2, 1e-4]
    assert scikit_learn.first_within(1e-9, fits()) is None


def test_rows_compare_times_and_say_what_was_not_run() -> None:
    times = {"lbfgs": 2.0, "scikit-learn lbfgs": 20.0, "scikit-learn newton-cg": 4.0}
    times |= {"sgd": 1.0, "scikit-learn sgd": 3.0, "scikit-learn saga": 6.0, "saga": 3.0}
    entries = {case: [{"real_time": seconds, "gap": 0.01}] for case, seconds in times.items()}
    rows = [goal.found(Measured(entries)).row().split("|")[3:5] for goal in scikit_learn.GOALS]
    assert [[cell.strip() for cell in row] for row in rows] == [
        *(["0.1", "met"], ["0.5", "not met"], ["not run", "not met"]),
        *(["3", "met"], ["0.01", "met"], ["0.5", "not met"], ["not run", "not met"]),
    ]


def test_without_scikit_learn_the_section_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert "is not installed" in scikit_learn.section(Path("nowhere"))


@pytest.mark.skipif(not scikit_learn.IMAGES.exists(), reason="needs dataset-fashion-mnist")
def test_the_data_is_read_whole() -> None:
    x, y = scikit_learn.data()
    assert x.shape == (60000, 784) and x.min() == 0.0 and x.max() == 1.0
    assert np.sum(y == -1) == np.sum(y == 1) == 30000  # 6,000 images a class


def test_the_perceptrons_rows_compare_the_time_of_a_sample() -> None:
    times = {"double": 2.0, "float": 1.0, "MLPClassifier double": 8.0, "MLPClassifier float": 2.0}
    measured = Measured({case: [{"real_time": each}] for case, each in times.items()})
    rows = [goal.found(measured).row().split("|")[3:5] for goal in perceptron.GOALS]
    assert [[cell.strip() for cell in row] for row in rows] == [
        *(["4", "met"], ["2", "not met"], ["0.5", "met"])
    ]
