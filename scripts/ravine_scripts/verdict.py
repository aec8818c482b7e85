"""What the comparison says, in words."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
from scipy import stats

from ravine_scripts import measures, pairs
from ravine_scripts.cost import AXES, UNITS
from ravine_scripts.grid import Row, by_row, split
from ravine_scripts.runs import Run
from ravine_scripts.target import Targets


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


def leader_sentence(ranked: list[Standing], unit: str) -> str:
    """Who leads, and whether by more than chance."""
    first = ranked[0]
    if first.solved == 0:
        return "No run reached its target."
    text = f"{first.label} reached the target in {first.solved} of {first.total} runs"
    if len(ranked) == 1:
        return f"{text}; nothing is there to compare it with."
    paired = [pairs.compare(first.medians, other.medians) for other in ranked[1:]]
    adjusted = pairs.holm(np.array([pairing.p for pairing in paired]))
    second, pairing = ranked[1], paired[0]
    text += f", {second.label} in {second.solved} of {second.total}."
    if pairing.common:
        ratio = pairing.ratio if pairing.ratio >= 1.0 else 1.0 / pairing.ratio
        word = "more" if pairing.ratio > 1.0 else "fewer"
        text += (
            f" On the {pairing.common} problems that both solve the first needs {ratio:.2g} times "
            f"{word} {unit}"
            if ratio >= 1.05
            else f" On the {pairing.common} problems that both solve they need about as many {unit}"
        )
        text += "."
    ahead = [
        s.label
        for s, p, q in zip(ranked[1:], adjusted, paired)
        if p <= pairs.LEVEL and q.wins > q.losses
    ]
    if len(ahead) == len(ranked) - 1:
        return f"{text} Over the problems it is ahead of every other method by more than chance."
    if ahead:
        return f"{text} It is ahead by more than chance of {listed(ahead)}, not of the others."
    return f"{text} Ahead by more than chance it is of none: these problems are too few to tell."


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
            f"{_count(seeds, 'seed')}.",
            leader_sentence(ranked, UNITS[axis_of(part)].split(",")[0]),
            *trouble_sentences(part, targets),
        ]
        if len(seeds) == 1:
            lines.append("One seed shows no spread: run more (--seeds) to tell chance from skill.")
        spoken.append((title, lines))
    return spoken


def _count(names: set, word: str) -> str:
    return f"{len(names)} {word}{'' if len(names) == 1 else 's'}"
