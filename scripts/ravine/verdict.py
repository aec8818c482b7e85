"""What the comparison says, in words."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
from scipy import stats

from ravine import measures, pairs
from ravine.cost import AXES, UNITS, price_words, takes_gradients
from ravine.grid import Row, by_row, split
from ravine.runs import Run
from ravine.target import Targets


@dataclass(frozen=True)
class Standing:
    """How a row did over the problems of a part."""

    row: Row
    solved: int
    total: int
    medians: np.ndarray  # (problems), infinite where most runs failed or none was made

    @property
    def label(self) -> str:
        gradient = "" if self.row.gradient == "none" else f" ({self.row.gradient} gradient)"
        return f"{self.row.method}{gradient}"


def axis_of(runs: list[Run]) -> str:
    """What methods of every kind can be compared by: seconds where they learn from data, whose
    mini-batches are no evaluations of the whole; else evaluations with gradients priced.
    """
    return "seconds" if any(run.epochs > 0.0 for run in runs) else "priced"


def _rank(standing: Standing, most: Standing, mean: float) -> tuple[int, float, float]:
    """Those that solve as many runs as the one that solves `most`, but for chance (Fisher's exact
    test), stand by their cost; the others after them by what they solve.
    """
    counts = [[s.solved, s.total - s.solved] for s in (standing, most)]
    if stats.fisher_exact(counts)[1] > pairs.LEVEL:
        return 0, mean, -standing.solved / standing.total
    return 1, -standing.solved / standing.total, mean


def standings(runs: list[Run], targets: Targets) -> list[Standing]:
    """The best row of each method, the best method first: of those that solve the most runs, but
    for chance, the cheapest by the geometric mean over problems of the cost over the best row's.
    """
    axis = AXES.index(axis_of(runs))
    problems = list(dict.fromkeys(run.case.problem for run in runs))
    found = []
    for row, part in by_row(runs).items():
        medians = np.full(len(problems), math.inf)
        solved = 0
        spent: dict[str, list[float]] = defaultdict(list)
        for run in part:
            spent[run.case.problem].append(targets.cost(run)[axis])
        for i, problem in enumerate(problems):
            costs = np.array(spent[problem])
            solved += int(np.isfinite(costs).sum())
            if costs.size:
                medians[i] = measures.quantile(costs, 0.5)
        found.append(Standing(row, solved, len(part), medians))
    ratios = measures.performance_ratios(np.stack([s.medians for s in found], axis=1))
    known = np.where(np.isfinite(ratios), ratios, np.nan)
    mean = [
        float(np.exp(np.nanmean(np.log(column)))) if np.isfinite(column).any() else math.inf
        for column in known.T
    ]
    most = max(found, key=lambda standing: standing.solved / standing.total)
    order = sorted(range(len(found)), key=lambda i: _rank(found[i], most, mean[i]))
    best: dict[str, Standing] = {}
    for i in order:
        best.setdefault(found[i].row.method, found[i])
    return list(best.values())


def listed(names: list[str], most: int = 6) -> str:
    """Names in a sentence; the number of those that are left out."""
    shown = names[:most]
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def leader_sentences(ranked: list[Standing], unit: str) -> list[str]:
    """Who leads and by how much, whether by more than chance, and who is the cheapest."""
    first = ranked[0]
    if first.solved == 0:
        return ["No run reached its target."]
    text = f"{first.label} reached the target in {first.solved} of {first.total} runs"
    if len(ranked) == 1:
        return [f"{text}; nothing is there to compare it with."]
    second = ranked[1]
    text += f", {second.label} in {second.solved} of {second.total}."
    pairing = pairs.compare(first.medians, second.medians)
    if pairing.common:
        text += f" On the {pairing.common} problems that both solve {_needs(pairing.ratio, unit)}."
    return [text, chance_sentence(ranked), *cheapest_sentence(ranked, unit)]


def _needs(ratio: float, unit: str) -> str:
    times, word = (ratio, "more") if ratio > 1.0 else (1.0 / ratio, "fewer")
    if times < 1.05:
        return f"they need about as many {unit}"
    return f"the first needs {times:.2g} times {word} {unit}"


def chance_sentence(ranked: list[Standing]) -> str:
    """Of which others the first is ahead by more than chance."""
    first, others = ranked[0], ranked[1:]
    paired = [pairs.compare(first.medians, other.medians) for other in others]
    adjusted = pairs.holm(np.array([pairing.p for pairing in paired]))
    ahead = [q.wins > q.losses and p <= pairs.LEVEL for p, q in zip(adjusted, paired)]
    beaten = [other.label for other, yes in zip(others, ahead) if yes]
    rest = [other.label for other, yes in zip(others, ahead) if not yes]
    if not rest:
        return (
            f"Over the problems {first.label} is ahead of every other method by more than chance."
        )
    if beaten:
        names = f"{listed(beaten)}, not of {listed(rest)}"
        if len(rest) < len(beaten):
            names = f"every other method but {listed(rest)}"
        return f"Over the problems {first.label} is ahead by more than chance of {names}."
    # The smallest p of a signed-rank test of n pairs is 2 / 2^n, of which Holm asks the level.
    least = 2.0 ** (1 - first.medians.size) * len(others)
    reason = "so few problems cannot tell" if least > pairs.LEVEL else "the problems disagree"
    return f"Over the problems {first.label} is ahead of no other by more than chance: {reason}."


def cheapest_sentence(ranked: list[Standing], unit: str) -> list[str]:
    """Which method solves the most problems with the least, where that is not the first."""
    costs = np.stack([standing.medians for standing in ranked])
    solved = np.isfinite(costs).any(axis=0)
    best = [int((row == costs.min(axis=0))[solved].sum()) for row in costs]
    most = int(np.argmax(best))
    if best[most] <= best[0]:
        return []
    return [
        f"{ranked[most].label} is most often the cheapest: it needs the fewest {unit} on "
        f"{best[most]} of {solved.size} problems, {ranked[0].label} on {best[0]}."
    ]


def trouble_sentences(runs: list[Run], targets: Targets) -> list[str]:
    """Problems that nobody solved, and runs that ended badly."""
    lines = []
    problems = dict.fromkeys(run.case.problem for run in runs)
    solved = {run.case.problem for run in runs if targets.cost(run).solved}
    unsolved = [problem for problem in problems if problem not in solved]
    if unsolved and len(unsolved) < len(problems):
        lines.append(f"No method reached the target on {listed(unsolved)}.")
    bad = Counter(run.status for run in runs if run.status in ("diverged", "non_finite"))
    for status, word in (("diverged", "diverged"), ("non_finite", "ended on NaN or infinity")):
        if bad[status]:
            methods = Counter(run.case.method for run in runs if run.status == status)
            worst = listed([name for name, _ in methods.most_common()], 3)
            verb = "run" if bad[status] == 1 else "runs"
            lines.append(f"{bad[status]} {verb} {word}: {worst}.")
    return lines


def verdict(runs: list[Run], targets: Targets) -> list[tuple[str, list[str]]]:
    """For each family of problems its title and sentences."""
    spoken = []
    parts = split(runs)
    for title, part in parts.items():
        if title == "Studies" and len(parts) > 1:
            continue
        ranked = standings(part, targets)
        methods = {s.row.method for s in ranked}
        problems = {run.case.problem for run in part}
        seeds = {run.case.seed for run in part}
        lines = [
            f"{len(part)} runs: {_count(methods, 'method')} on {_count(problems, 'problem')}, "
            f"{_count(seeds, 'seed')}{_price(part, targets)}.",
            *leader_sentences(ranked, UNITS[axis_of(part)].split(",")[0]),
            *trouble_sentences(part, targets),
        ]
        if len(seeds) == 1:
            lines.append("One seed shows no spread: run more (--seeds) to tell chance from skill.")
        spoken.append((title, lines))
    return spoken


def _price(runs: list[Run], targets: Targets) -> str:
    """How evaluations are counted, where that is a choice."""
    if axis_of(runs) != "priced" or not any(map(takes_gradients, runs)):
        return ""
    return f"; among evaluations a gradient counts as {price_words(targets.price)}"


def _count(names: set, word: str) -> str:
    return f"{len(names)} {word}{'' if len(names) == 1 else 's'}"
