"""Which method of a class is the best, and which others may be as good."""

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from scipy import stats

from ravine.arrays import Array
from ravine.report.problem_classes import ProblemClass
from ravine.statistics import measures, pairs
from ravine.tables.cells import Row
from ravine.tables.target import Targets

PENALTY = 10.0  # times the most that any run spent: what a problem costs that is not solved
ALIKE = 1.5  # times the best's cost, up to which an undecided method is called as good
RESAMPLES = 1000
BEST, BEHIND, CHANCE, FEW = "best", "behind", "chance", "few"


@dataclass(frozen=True)
class Ranked:
    """How a method did in its class. Of a single problem, `solved` and `total` count runs."""

    row: Row
    solved: int
    total: int
    middle: float  # the median cost over what it solved; infinite where that is nothing
    over_best: float  # its cost over the best method's, the geometric mean over problems
    low: float  # the 95 % interval of that
    high: float
    standing: str  # BEST; BEHIND it by more than chance, not so (CHANCE), not testable (FEW)
    label: str  # the method, and its gradient where the class has several


@dataclass(frozen=True)
class Ranking:
    """The methods of a class, the best first."""

    ranked: list[Ranked]
    samples: int  # what the tests are over: problems, or the runs of the only one
    single: bool  # a class of one problem
    unsolved: list[str]  # problems that no method solved
    missing: int | None  # so many more samples would decide about the second; None: nobody knows

    @property
    def undecided(self) -> list[Ranked]:
        return [one for one in self.ranked if one.standing == CHANCE]

    @property
    def as_good(self) -> list[Ranked]:
        """Those of them that cost hardly more: a doubled cost is not as good for want of a proof."""
        limit = ALIKE * self.ranked[0].over_best
        return [one for one in self.undecided if one.over_best <= limit]

    @property
    def testable(self) -> bool:
        return all(one.standing != FEW for one in self.ranked)


@dataclass(frozen=True)
class Costs:
    """The cost of each row on each sample. Unsolved is infinite, not run is NaN."""

    rows: list[Row]
    table: Array  # (rows, samples)
    charged: Array  # the same with PENALTY instead of infinity
    single: bool
    unsolved: list[str]


def _costs_by_run(
    part: ProblemClass, targets: Targets, axis: str
) -> dict[Row, dict[str, list[float]]]:
    found: dict[Row, dict[str, list[float]]] = {}
    for row, runs in part.rows.items():
        found[row] = defaultdict(list)
        for run in runs:
            found[row][run.case.problem].append(targets.cost(run).on(axis))
    return found


def costs_of(part: ProblemClass, targets: Targets, axis: str) -> Costs:
    """Medians over seeds by problem; of a single problem the runs themselves."""
    by_run = _costs_by_run(part, targets, axis)
    most: dict[str, float] = defaultdict(float)
    for run in part.runs:
        spent = targets.spent(run).on(axis)
        most[run.case.problem] = max(most[run.case.problem], spent if spent == spent else 0.0)
    rows, problems = list(by_run), part.problems
    if len(problems) == 1:
        runs = [sorted(by_run[row][problems[0]]) for row in rows]
        table = np.full((len(rows), max(map(len, runs))), np.nan)
        for i, costs in enumerate(runs):
            table[i, : len(costs)] = costs
        penalty = np.full(table.shape[1], PENALTY * most[problems[0]])
        unsolved = [] if np.isfinite(table).any() else problems
        return Costs(rows, table, _charged(table, penalty), True, unsolved)
    table = np.array(
        [
            [
                float(measures.quantile(np.array(costs), 0.5)) if costs else np.nan
                for costs in (by_run[row].get(problem, []) for problem in problems)
            ]
            for row in rows
        ]
    )
    solved = np.isfinite(table).any(axis=0)
    kept = [problem for problem, yes in zip(problems, solved) if yes]
    penalty = np.array([PENALTY * most[problem] for problem in kept])
    unsolved = [problem for problem in problems if problem not in kept]
    table = table[:, solved]
    return Costs(rows, table, _charged(table, penalty), False, unsolved)


def _charged(table: Array, penalty: Array) -> Array:
    # What was free is next to nothing on a logarithmic scale.
    return np.where(np.isinf(table), np.broadcast_to(penalty, table.shape), np.maximum(table, 1e-9))


def _over_best(costs: Costs) -> Array:
    """The 2.5 %, the mean and the 97.5 % of each row's cost over the best, (rows, 3)."""
    random = np.random.default_rng(measures.SEED)
    found = []
    best = np.nanmin(costs.charged, axis=0)
    if costs.single:
        best = np.full(best.shape, np.nanmin(np.nanmedian(costs.charged, axis=1)))
    for row in np.log(costs.charged / best):
        known = row[~np.isnan(row)]
        draws = known[random.integers(known.size, size=(RESAMPLES, known.size))]
        if costs.single:
            middle, resampled = np.median(known), np.median(draws, axis=1)
        else:
            middle, resampled = known.mean(), draws.mean(axis=1)
        low, high = np.quantile(resampled, (0.025, 0.975))
        found.append([low, float(middle), high])
    return np.exp(np.array(found))


def least_p(samples: int, single: bool) -> float:
    """The smallest p that a test over so many samples can give."""
    if not single:
        return 2.0 ** (1 - samples)  # all signs alike, of a signed-rank test
    low = np.arange(samples, dtype=float)
    return float(pairs.rank_sum(low, low + float(samples)))


def _p(costs: Costs, first: int, other: int) -> float:
    """The chance of such a lead; 1 where the other is the cheaper more often."""
    a, b = costs.table[first], costs.table[other]
    if costs.single:
        return float(pairs.rank_sum(a[~np.isnan(a)], b[~np.isnan(b)]))
    both = ~np.isnan(a) & ~np.isnan(b)
    found = pairs.compare(a[both], b[both])
    return found.p if found.wins > found.losses else 1.0


def fewest_samples(comparisons: int, single: bool) -> int:
    """So many samples are needed before a test with Holm's correction can find anything."""
    return next(n for n in range(2, 60) if least_p(n, single) * comparisons <= pairs.LEVEL)


def _needed(p: float, comparisons: int, samples: int) -> int | None:
    """So many samples would decide, if further ones were like these: z grows with their root."""
    if p >= 0.5:
        return None
    ratio = stats.norm.isf(pairs.LEVEL / (2 * comparisons)) / stats.norm.isf(p / 2.0)
    total = math.ceil(samples * ratio**2)
    return total - samples if samples < total <= 10 * samples else None


def _one_row_a_method(order: list[int], rows: list[Row]) -> list[int]:
    best: dict[str, int] = {}
    for i in order:
        best.setdefault(rows[i].method, i)
    return list(best.values())


def label_of(row: Row, part: ProblemClass) -> str:
    """The method, and how it got its gradient where the class leaves that open."""
    shown = part.shows_gradient and row.gradient != "none"
    return f"{row.method} ({row.gradient})" if shown else row.method


def _ranked(part: ProblemClass, costs: Costs, i: int, over_best: Array, standing: str) -> Ranked:
    row = costs.rows[i]
    known = costs.table[i][~np.isnan(costs.table[i])]
    solved = known[np.isfinite(known)]
    total = known.size + (0 if costs.single else len(costs.unsolved))
    middle = float(np.median(solved)) if solved.size else math.inf
    low, mean, high = (float(value) for value in over_best[i])
    label = label_of(row, part)
    return Ranked(row, solved.size, total, middle, mean, low, high, standing, label)


def ranking(part: ProblemClass, targets: Targets) -> Ranking | None:
    """The best row of each method, in order of its cost over the best. None if nothing was solved.

    A problem's cost is the median over its runs: a problem is solved where more than half are.
    """
    costs = costs_of(part, targets, part.axis)
    if not np.isfinite(costs.table).any():
        return None
    over_best = _over_best(costs)
    order = sorted(range(len(costs.rows)), key=lambda i: float(over_best[i, 1]))
    order = _one_row_a_method(order, costs.rows)
    first, others = order[0], order[1:]
    samples = costs.table.shape[1]
    p = np.array([_p(costs, first, i) for i in others])
    adjusted = pairs.holm(p)
    # A row that was run less has fewer samples than the class, never more.
    few = bool(others) and least_p(samples, costs.single) * len(others) > pairs.LEVEL
    standings = [FEW if few else BEHIND if value <= pairs.LEVEL else CHANCE for value in adjusted]
    missing = None
    if few:
        missing = fewest_samples(len(others), costs.single) - samples
    elif CHANCE in standings:
        missing = _needed(float(p[standings.index(CHANCE)]), len(others), samples)
    ranked = [
        _ranked(part, costs, i, over_best, standing)
        for i, standing in zip(order, [BEST, *standings], strict=True)
    ]
    return Ranking(ranked, samples, costs.single, costs.unsolved, missing)
