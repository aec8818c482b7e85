"""The verdicts: which method for which class of problems, and what the tests can tell."""

import json
import re

import numpy as np
import pytest
from scipy import stats

from ravine.report import verdict
from ravine.report.problem_classes import classes, kind_of
from ravine.results import catalogue
from ravine.results.runs import load
from ravine.statistics import pairs
from ravine.tables.target import Targets
from ravine.tests.made import listed, trace, write_traces

KINDS = ("methods", "problems", "gradients", "losses", "models", "data", "backends")
FAMILIES = {"hills": "multimodal", "edge": "nonsmooth", "iris": "learning", "images": "learning"}


def tables():
    entries = {kind: [] for kind in KINDS}
    names = [f"p{i}" for i in range(20)]
    entries["problems"] = [listed(name, family="smooth") for name in names]
    entries["problems"] += [listed(name, family=family) for name, family in FAMILIES.items()]
    entries["data"] = [listed("iris", samples=150), listed("images", samples=60000)]
    return catalogue.parse(json.dumps(entries))


def solving(problem, method, cost, seed=1, **extra):
    """A run that reaches its target at evaluation `cost`; None: never, in 99."""
    best = [9.0] * (99 if cost is None else cost - 1) + ([] if cost is None else [0.0])
    return trace(problem, method, seed, best if len(best) > 1 else [9.0, 0.0], **extra)


def verdicts_of(tmp_path, lines):
    runs = load([write_traces(tmp_path / "t.jsonl", lines)]).runs
    return verdict.verdicts(runs, Targets(runs), tables())


def the_only(tmp_path, lines):
    (found,) = verdicts_of(tmp_path, lines)
    return found


@pytest.mark.parametrize(
    "problem, learns, kind",
    [
        ("p1", False, "smooth"),
        ("p1:dimension=4", False, "smooth"),
        ("p1:additive_noise=0.1", False, "noisy"),
        ("hills:multiplicative_noise=0.1:noise_seed=2", False, "noisy"),
        ("p1:additive_noise=0", False, "smooth"),
        ("hills", False, "multimodal"),
        ("edge", False, "nonsmooth"),
        ("iris:loss=hinge", True, "few_samples"),
        ("images", True, "many_samples"),
        ("images:samples=500", True, "few_samples"),
        ("data:houses", True, "own_samples"),
        ("program", False, "own"),
    ],
)
def test_a_problem_has_the_class_that_its_table_gives_it(problem, learns, kind):
    assert kind_of(problem, learns, tables()) == kind


def test_without_the_tables_only_learning_is_told_from_functions():
    assert kind_of("p1", False, None) == "own" and kind_of("iris", True, None) == "own_samples"


def test_who_is_given_a_gradient_competes_apart_on_smooth_problems(tmp_path):
    exact = {"gradient": "analytic", "g_evals": [0, 1, 2]}
    lines = [trace(p, "lbfgs", 1, [9.0, 1.0, 0.0], **exact) for p in ("p1", "p2", "hills")]
    lines += [solving(p, "lbfgs", 9, gradient="centered") for p in ("p1", "p2", "hills")]
    lines += [solving(p, "simplex", 4) for p in ("p1", "p2", "hills")]
    runs = load([write_traces(tmp_path / "t.jsonl", lines)]).runs
    found = {part.key: part.rows for part in classes(runs, tables())}
    assert [(row.method, row.gradient) for row in found["smooth_with"]] == [("lbfgs", "analytic")]
    assert {row.gradient for row in found["smooth_without"]} == {"centered", "none"}
    assert {row.gradient for row in found["multimodal"]} == {"analytic", "centered", "none"}


def test_mini_batches_are_counted_in_passes_never_as_evaluations(tmp_path):
    # 1,000 mini-batches make 2 passes; 10 whole gradients make 10.
    lines = []
    for problem in ("iris", "iris:loss=hinge"):
        stochastic = {"f_evals": [1, 1000], "epochs": [0.0, 2.0], "gradient": "analytic"}
        whole = {"f_evals": [1, 10], "epochs": [0.0, 10.0], "gradient": "analytic"}
        lines.append(trace(problem, "sgd", 1, [9.0, 0.0], **stochastic))
        lines.append(trace(problem, "lbfgs", 1, [9.0, 0.0], **whole))
    found = the_only(tmp_path, lines)
    assert "sgd. It solved both problems and needed 2 passes over the data" in found.answer
    assert "gradient counts" not in found.about


def test_the_verdict_says_what_a_person_would(tmp_path):
    # The costs of the second differ little and either way; the third always needs ten times as much.
    lines = []
    for i in range(12):
        lines.append(solving(f"p{i}", "lbfgs", 10 + i))
        lines.append(solving(f"p{i}", "bfgs", 10 + i + (2 if i % 2 else -1)))
        lines.append(solving(f"p{i}", "slow", 100 + 10 * i))
    found = the_only(tmp_path, lines)
    assert found.answer == (
        "Without a gradient: lbfgs. It solved all 12 problems and needed 16 evaluations in the "
        "middle; bfgs as good (difference within chance)."
    )
    assert [one.standing for one in found.ranking.ranked] == ["best", "chance", "behind"]
    assert found.about == "12 problems of 2 variables, 3 methods, 1 seed."


def test_the_costs_over_the_best_are_geometric_means_with_their_interval(tmp_path):
    lines = [solving(f"p{i}", "quick", 10) for i in range(8)]
    lines += [solving(f"p{i}", "slow", 40 if i % 2 else 20) for i in range(8)]
    first, second = the_only(tmp_path, lines).ranking.ranked
    assert (first.over_best, first.low, first.high) == (1.0, 1.0, 1.0)
    assert second.over_best == pytest.approx(8**0.5)  # of 2 and 4, as often
    assert 2.0 < second.low < second.over_best < second.high < 4.0


def test_what_is_not_solved_costs_ten_times_the_most_that_was_spent(tmp_path):
    lines = [solving(p, "sure", 20) for p in ("p1", "p2")]
    lines += [solving("p1", "risky", 10), solving("p2", "risky", None)]
    first, second = the_only(tmp_path, lines).ranking.ranked
    assert (first.label, first.solved, first.over_best) == ("sure", 2, pytest.approx(2**0.5))
    assert (second.solved, second.total) == (1, 2)
    assert second.over_best == pytest.approx((10 * 99 / 20) ** 0.5)


def test_a_problem_is_solved_where_more_than_half_of_the_runs_are(tmp_path):
    lines = [solving("p1", "a", cost, seed) for seed, cost in enumerate((5, 5, None, None))]
    lines += [solving("p2", "a", cost, seed) for seed, cost in enumerate((5, 5, 5, None))]
    lines += [solving(p, "b", 50, seed) for p in ("p1", "p2") for seed in range(4)]
    solved = {one.label: one.solved for one in the_only(tmp_path, lines).ranking.ranked}
    assert solved == {"a": 1, "b": 2}


def test_seven_problems_and_nineteen_comparisons_decide_nothing(tmp_path):
    lines = [solving(f"p{i}", f"m{k}", 10 + k) for i in range(7) for k in range(20)]
    found = the_only(tmp_path, lines)
    # 19 · 2 / 2^7 = 0.30; with ten problems 19 · 2 / 2^10 = 0.037.
    assert found.sentences[1] == (
        "Too few problems to test: 7 problems, 19 comparisons. With 3 more problems a test could "
        "decide."
    )
    assert {one.standing for one in found.ranking.ranked[1:]} == {"few"}
    assert "within chance" not in " ".join(found.sentences)


def test_as_many_problems_as_it_asks_for_do_decide(tmp_path):
    lines = [solving(f"p{i}", f"m{k}", 10 + k) for i in range(10) for k in range(20)]
    found = the_only(tmp_path, lines)
    assert {one.standing for one in found.ranking.ranked[1:]} == {"behind"}
    assert found.answer.endswith("; all 19 others need more, by more than chance.")


def test_a_single_problem_is_tested_over_its_runs(tmp_path):
    lines = [solving("p1", "a", 10 + seed, seed) for seed in range(8)]
    lines += [solving("p1", "b", 30 + seed, seed) for seed in range(8)]
    found = the_only(tmp_path, lines)
    assert "a. It solved p1 in all 8 runs and needed 14 evaluations in the middle" in found.answer
    assert found.answer.endswith("b needs more, by more than chance.")


def test_few_seeds_on_a_single_problem_are_called_few(tmp_path):
    lines = [solving("p1", m, 10 * k, seed) for seed in (1, 2) for k, m in enumerate("abc", 1)]
    found = the_only(tmp_path, lines)
    more = int(re.search(r"With (\d+) more seeds a test could decide", found.sentences[1])[1])
    enough = np.arange(2.0 + more)
    p = [pairs.rank_sum(part, part + 99.0) for part in (enough, enough[:-1])]
    assert 2 * p[0] <= 0.05 < 2 * p[1]  # of two comparisons


def test_how_many_more_would_decide_grows_with_the_square_of_z(tmp_path):
    others = [50, 55, 60, 65, 70, 75, 80, 85, 33, 28, 25, 36]
    lines = [solving(f"p{i}", "a", 40) for i in range(12)]
    lines += [solving(f"p{i}", "b", cost) for i, cost in enumerate(others)]
    found = the_only(tmp_path, lines).ranking
    p = stats.wilcoxon(np.log(40 / np.array(others))).pvalue
    total = 12 * (stats.norm.isf(0.025) / stats.norm.isf(p / 2)) ** 2
    assert found.ranked[1].standing == "chance" and found.missing == int(np.ceil(total)) - 12


def test_twice_the_cost_is_not_as_good_for_want_of_a_proof(tmp_path):
    costs = {"a": [10] * 8, "b": [30, 30, 30, 30, 30, 30, 3, 3]}
    lines = [solving(f"p{i}", m, c) for m, each in costs.items() for i, c in enumerate(each)]
    found = the_only(tmp_path, lines)
    assert "as good" not in " ".join(found.sentences)
    assert "Whether b needs more by more than chance, 8 problems cannot tell." in found.sentences


def test_what_one_comparison_alone_would_prove_several_need_not(tmp_path):
    """Eight problems, of which the second smallest difference is the only one against the first: p is
    6 in 256, 0.023, and with Holm's correction for three comparisons 0.07.
    """
    lines = [solving(f"p{i}", "first", 10) for i in range(8)]
    for k, method in enumerate(("b", "c", "d")):
        lines += [solving("p0", method, 11), solving("p1", method, 9)]
        lines += [solving(f"p{i}", method, 20 + 3 * i + k) for i in range(2, 8)]
    first, *others = the_only(tmp_path, lines).ranking.ranked
    assert first.label == "first"
    assert [one.standing for one in others] == ["chance"] * 3


def test_what_too_few_problems_cannot_test_is_not_called_more_than_chance(tmp_path):
    lines = [solving(p, m, cost) for p in ("p1", "p2") for m, cost in (("a", 10), ("b", 90))]
    found = the_only(tmp_path, lines)
    assert found.answer.endswith("; b comes next.")
    assert "more than chance" not in found.answer


def test_what_nobody_solved_counts_among_the_problems(tmp_path):
    lines = [solving(p, m, 10) for p in ("p1", "p2") for m in ("a", "b")]
    lines += [solving("p3", m, None) for m in ("a", "b")]
    first = the_only(tmp_path, lines).ranking.ranked[0]
    assert (first.solved, first.total) == (2, 3)


def test_a_lead_of_fewer_wins_is_chance(tmp_path):
    # a costs less on 29 problems by much, b on 31 by little. The ranks of a's lead leave no doubt.
    costs = {"a": [20] * 60, "b": [40 + i for i in range(29)] + [19] * 31}
    lines = [solving(f"own{i}", m, c) for m, each in costs.items() for i, c in enumerate(each)]
    assert stats.wilcoxon(np.log(np.array(costs["a"]) / costs["b"])).pvalue < 0.05
    first, second = the_only(tmp_path, lines).ranking.ranked
    assert (first.label, second.label, second.standing) == ("a", "b", "chance")


def test_names_cannot_break_the_table(tmp_path):
    lines = [solving("p1", "a|b<i>", 5), solving("p1", "plain", 9)]
    text = verdict.markdown(verdicts_of(tmp_path, lines), 100)
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table}) == 1
    assert "<i>" not in text


def test_trouble_is_told(tmp_path):
    lines = [
        solving("p1", "a", 2),
        trace("p1", "b", 1, [9.0, 9.0], status="diverged"),
        trace("p2", "a", 1, [9.0, 9.0]),
        trace("p2", "b", 1, [9.0, 9.0], status="non_finite"),
    ]
    words = " ".join(the_only(tmp_path, lines).sentences)
    assert "No method solved p2." in words
    assert "1 run diverged: b." in words and "1 run ended on NaN or infinity: b." in words


def test_no_success_is_said(tmp_path):
    found = the_only(tmp_path, [trace("p1", "a", 1, [9.0, 8.0])])
    assert found.answer == "Without a gradient: no method reached the target."
    assert "no method reached" in verdict.markdown([found], 80)


def test_the_price_of_a_gradient_is_said_and_changes_the_cost(tmp_path):
    calls = {"gradient": "analytic", "g_evals": [1, 2]}
    runs = load(
        [write_traces(tmp_path / "t.jsonl", [trace("p1", "a", 1, [9.0, 0.0], **calls)])]
    ).runs
    for price, told, cost in ((None, "4", 10), (1.0, "1", 4)):
        (found,) = verdict.verdicts(runs, Targets(runs, price=price), tables())
        assert f"A gradient counts as {told} evaluations." in found.about
        assert found.ranking.ranked[0].middle == cost


def test_the_terminal_shows_five_methods_within_its_width(tmp_path):
    long = "gradient_descent:policy=decreasing:decay=exponential:step=0.01:rate=0.001"
    methods = [long, *"abcdefg"]
    lines = [solving(f"p{i}", m, 10 + k) for i in range(3) for k, m in enumerate(methods)]
    for width in (60, 80):
        text = verdict.markdown(verdicts_of(tmp_path, lines), width)
        table = [line for line in text.splitlines() if line.startswith("|")]
        assert len(table) == 2 + 5 and len({len(line) for line in table}) == 1
        assert max(map(len, text.splitlines())) <= max(width, len(long) + 1)
        assert max(map(len, table)) <= width
        assert "?: too few problems or seeds to test." in text
