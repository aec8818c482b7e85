"""The statistics of scripts/bench --peers, on a case worked by hand."""

import math

import numpy as np
import pytest

from ravine.goals import peers
from ravine.results.case import Case
from ravine.results.runs import Run

FAMILY = peers.Family("a family", ("ours",), ("a:x", "b:y"))
PROBLEMS = ["p", "q", "r", "s"]
# ours to a:x, on the three that both solve: 1/2, 1, 4/1; their product 2, its cube root 1.26.
# ours to b:y, on the one that both solve: 10/40.
EVALUATIONS = {
    "ours": [10.0, 30.0, 40.0, math.inf],
    "a:x": [20.0, 30.0, 10.0, math.inf],
    "b:y": [40.0, math.inf, math.inf, 7.0],
}


def costs() -> peers.Costs:
    evaluations = {name: np.array(values) for name, values in EVALUATIONS.items()}
    return peers.Costs(PROBLEMS, evaluations, {n: 1e-6 * v for n, v in evaluations.items()})


def case(problem: str, method: str) -> Case:
    return Case(problem, method, "analytic", "serial", 1, 1)


def test_costs_are_those_to_the_target_and_infinite_without():
    runs = [
        Run(case("p", "m"), counters={"f_evals_to_target": 3.0, "seconds_to_target": 0.5}),
        Run(case("q", "m"), counters={"f_evals": 9.0}),
        Run(case("elsewhere", "m"), counters={"f_evals_to_target": 1.0}),
    ]
    found = peers.costs_of(runs, ["p", "q", "r"])
    assert found.evaluations["m"].tolist() == [3.0, math.inf, math.inf]
    assert found.seconds["m"].tolist() == [0.5, math.inf, math.inf]
    assert found.solved("m") == 1


def test_side_by_side_is_over_what_both_solve():
    rows = peers.side_by_side(FAMILY, costs()).splitlines()
    cells = [cell.strip() for cell in rows[3].strip("|").split("|")]
    # (20 * 30 * 10)^(1/3) = 18.17, (10 * 30 * 40)^(1/3) = 22.89, 18.17 / 22.89 = 0.79.
    assert cells[:8] == ["a:x", "3/4", "3", "18.2", "22.9", "0.79", "1", "1"]
    assert cells[8:] == ["18.2 µs", "22.9 µs"]
    assert rows[4].startswith("| b:y | 2/4 | 1 | 40 | 10 | 4.00 | 1 | 3 |")


def test_every_problem_where_a_peer_wins_is_shown():
    assert peers.where_peers_win(FAMILY, costs()) == [
        ["r", "ours 40", "a:x 10"],
        ["s", "unsolved", "b:y 7"],
    ]


def test_a_goal_for_all_that_a_peer_solves_names_what_is_missing():
    goal = peers.solves_all("ours", ["a:x", "b:y"], costs())
    assert (goal.measured, goal.met) == ("3 of 4; not s (b:y)", False)
    assert peers.solves_all("ours", ["a:x"], costs()).met


def test_a_ratio_is_to_the_best_of_the_peers():
    goal = peers.ratio_to_best("ours", ["a:x", "b:y"], 0.85, costs())
    assert goal.measured == "1.260 (a:x)"
    assert not goal.met
    assert peers.ratio_to_best("ours", ["b:y"], 0.25, costs()).met


@pytest.mark.parametrize(("share", "met"), [((3, 4), True), ((20, 22), False)])
def test_a_share_of_the_problems(share: tuple[int, int], met: bool):
    assert peers.solves_share("ours", share, costs()).met is met


def test_only_what_is_built_in_is_compared():
    family = peers.SIMPLEX.of({"nelder_mead", "gsl:nmsimplex2"})
    assert family.own == ("nelder_mead", "nelder_mead:coefficients=adaptive")
    assert family.peers == ("gsl:nmsimplex2",)
