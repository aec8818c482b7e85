"""How cases are dealt into jobs, by which costs, and how near to the ideal that comes."""

import math
import random

import pytest

from ravine.grid import deal, schedule
from ravine.grid.attempt import LONGEST_FILTER, filter_of
from ravine.grid.estimate import Estimates
from ravine.results.case import Case, named
from ravine.results.runs import load
from ravine.tests.made import result, tables_of, trace, write_results, write_traces

TABLES = tables_of(problems={"sphere": []}, methods={"adam": [], "lbfgs": []})


def costed(seconds, threads=1, seeds=False):
    """A case for each of the seconds; each is a problem, or a seed of one."""
    return [
        deal.Costed(
            i,
            Case("p", "m", "none", "tbb", threads, i)
            if seeds
            else Case(f"p{i}", "m", "none", "tbb", threads, 1),
            one,
        )
        for i, one in enumerate(seconds)
    ]


def spread(count, factor, seed):
    """Costs that differ by `factor`, as many of each size, in an order that says nothing."""
    costs = [factor ** (i / (count - 1)) for i in range(count)]
    random.Random(seed).shuffle(costs)
    return costs


def test_no_order_ends_before_the_longest_job_or_before_all_work_is_shared_out():
    assert schedule.ideal([10.0, 1.0, 1.0], 2) == 10.0
    assert schedule.ideal([3.0, 3.0, 3.0, 3.0], 2) == 6.0


def test_longest_first_ends_when_graham_says():
    # Graham (1969): 2m + 1 jobs for m machines; longest first takes 4m - 1, the best order 3m.
    assert schedule.makespan([5, 5, 4, 4, 3, 3, 3], 3) == 11
    assert schedule.ideal([5, 5, 4, 4, 3, 3, 3], 3) == 9
    assert schedule.makespan([], 3) == schedule.ideal([], 3) == 0


@pytest.mark.parametrize("workers", [2, 8, 32])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_costs_that_differ_a_thousandfold_are_dealt_near_the_ideal(workers, seed):
    costs = spread(100 * workers, 1000.0, seed)
    jobs = deal.make_jobs(costed(costs), workers)
    assert sum(map(len, (job.cases for job in jobs))) == len(costs)
    ideal = schedule.ideal(costs, workers)
    assert ideal / schedule.makespan((job.estimate for job in jobs), workers) >= 0.9
    # --shard deals by index.
    parts = [sum(costs[i::workers]) for i in range(workers)]
    assert schedule.makespan((job.estimate for job in jobs), workers) < max(parts)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_estimates_that_are_wrong_by_a_factor_of_two_cost_little(seed):
    costs = spread(800, 1000.0, seed)
    chance = random.Random(seed)
    guessed = [cost * 2.0 ** chance.uniform(-1.0, 1.0) for cost in costs]
    jobs = deal.make_jobs(costed(guessed), 8)
    true = [sum(costs[place] for place in job.places) for job in jobs]
    assert schedule.ideal(costs, 8) / schedule.makespan(true, 8) >= 0.9


def test_long_cases_are_alone_and_first_and_short_ones_together():
    jobs = deal.make_jobs(costed([0.01] * 50 + [100.0, 7.0]), 2)
    assert [len(job.cases) for job in jobs] == [1, 1, *(len(j.cases) for j in jobs[2:])]
    assert [job.estimate for job in jobs[:2]] == [100.0, 7.0]
    assert sum(len(job.cases) for job in jobs[2:]) == 50
    assert [job.number for job in jobs] == list(range(len(jobs)))
    assert sorted(place for job in jobs for place in job.places) == list(range(52))


def test_cases_of_more_threads_come_first_and_apart():
    mixed = costed([1.0, 2.0]) + costed([0.5, 0.1], threads=2)
    jobs = deal.make_jobs(mixed, 1)
    assert [job.cores for job in jobs] == sorted((job.cores for job in jobs), reverse=True)
    assert {named(case).threads for job in jobs if job.cores == 2 for case in job.cases} == {2}


def test_a_job_of_all_seeds_needs_no_filter_and_another_does():
    cases = costed([0.01] * 4, seeds=True)
    (job,) = deal.make_jobs(cases, 1)
    assert job.whole
    assert job.options == [
        *("--problems=p", "--methods=m", "--backends=tbb", "--threads=1", "--seeds=0,1,2,3")
    ]
    whole = {one.case.name for one in cases}
    (part,) = deal.make_jobs([cases[0], cases[3]], 1, known=whole)
    assert part.whole
    corner = [Case("p", "a", "none", "tbb", 1, 1), Case("p", "b", "none", "tbb", 1, 2)]
    names = {c.name for c in corner} | {corner[0]._replace(seed=2).name}
    (apart,) = deal.make_jobs([deal.Costed(i, c, 0.1) for i, c in enumerate(corner)], 1, names)
    assert not apart.whole


def test_a_users_data_is_no_name_of_a_problem():
    data = Case("data:train", "m", "analytic", "serial", 1, 1)
    other = data._replace(problem="sphere")
    names = {data.name, other.name}
    (job,) = deal.make_jobs([deal.Costed(0, data, 0.1)], 1, names)
    assert job.whole and not any(option.startswith("--problems") for option in job.options)
    # The option --data, which all jobs have, brings its problem into every one.
    (job,) = deal.make_jobs([deal.Costed(0, other, 0.1)], 1, names)
    assert not job.whole and "--problems=sphere" in job.options


def test_a_filter_names_cases_exactly():
    assert filter_of(["convergence/a+b/m:x=1.5/none/serial:1/seed:1"]) == (
        r"^convergence/(?:a\+b/m:x=1\.5/none/serial:1/seed:1)$"
    )
    assert LONGEST_FILTER < 10_000


def seconds_of(name, *options, earlier=()):
    return Estimates(list(options), TABLES, earlier).of(named(f"convergence/{name}"))


def test_the_model_grows_with_dimension_budget_and_gradient():
    small = seconds_of("sphere:dimension=100/adam/analytic/serial:1/seed:1")
    large = seconds_of("sphere:dimension=10000/adam/analytic/serial:1/seed:1")
    assert 50.0 < large / small < 100.0
    longer = seconds_of(
        "sphere:dimension=100/adam/analytic/serial:1/seed:1", "--max_evaluations=40000"
    )
    assert longer == pytest.approx(2.0 * small)
    # Differences take their probes out of the same budget, and a gradient takes more.
    assert seconds_of("sphere:dimension=100/adam/centered/serial:1/seed:1") < small
    assert seconds_of("s/adam/analytic/serial:1/seed:1", "--max_seconds=1e-9") == 1e-9


def test_data_costs_by_its_samples_or_its_batches():
    whole = seconds_of("risk:samples=1000:features=10/adam/analytic/serial:1/seed:1")
    batch = seconds_of(
        "risk:samples=1000:features=10/adam/analytic/serial:1/seed:1", "--batch_size=10"
    )
    assert 20.0 < whole / batch < 100.0


def test_earlier_runs_tell_their_cases_and_set_the_others_right(tmp_path):
    name = "sphere:dimension=100/adam/{}/serial:1/seed:{}"
    model = seconds_of(name.format("analytic", 1))
    lines = [
        trace(
            "sphere:dimension=100",
            "adam",
            s,
            [1.0, 0.5],
            gradient="analytic",
            status="converged",
            counters={"seconds": 3.0 * s * model},
        )
        for s in (1, 3)
    ]
    earlier = load([write_traces(tmp_path / "traces.jsonl", lines)]).runs
    # Traces have their last second in the arrays: 2 ms in made ones.
    assert seconds_of(name.format("analytic", 7), earlier=earlier) == pytest.approx(2e-3)
    entries = [
        result("sphere:dimension=100", "adam", s, gradient="analytic", seconds=1.0)
        | {"seconds": 3.0 * s * model, "label": "converged"}
        for s in (1, 3)
    ]
    earlier = load([write_results(tmp_path / "results.json", entries)]).runs
    assert seconds_of(name.format("analytic", 7), earlier=earlier) == pytest.approx(6.0 * model)
    other = seconds_of(name.format("centered", 1))
    assert seconds_of(name.format("centered", 1), earlier=earlier) == pytest.approx(6.0 * other)
    entries[0] |= {"label": "max_evaluations", "f_evals": 1000.0}
    earlier = load([write_results(tmp_path / "results.json", entries[:1])]).runs
    # 1,000 evaluations took 3 models; the budget is 20,000.
    found = seconds_of(name.format("analytic", 7), earlier=earlier)
    assert math.isclose(found, 60.0 * model)
