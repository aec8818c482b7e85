"""What a reader must know about the numbers of a table, below it."""

from ravine.results.runs import FIGURES, Run
from ravine.tables import formats
from ravine.tables.cells import FEWEST, NO_COST, TO_A_TARGET, Grid, merge_backends
from ravine.tables.choice import Choice
from ravine.tables.cost import ROUNDS, UNITS, comparable_axes, price_words
from ravine.tables.target import LADDER, Targets


def _gaps_of(run: Run, targets: Targets, statistic: str) -> tuple[float, ...]:
    """The gaps that the cells of a run are about."""
    several = targets.shown_gaps(run) if statistic in TO_A_TARGET else ()
    own = targets.gap_of(run)
    return several or (() if own is None else (own,))


def notes(runs: list[Run], targets: Targets, by: str, statistic: str = "median") -> list[str]:
    """What a reader must know about the numbers, a sentence an item."""
    gaps = sorted({f"{gap:.2g}" for run in runs for gap in _gaps_of(run, targets, statistic)})
    cells = {
        "ert": f"expected running time to the target in {UNITS[by]}, what unsolved runs spent "
        "included, and solved/total.",
        "gap": "the median final gap, and solved/total.",
        "solved": "how many runs reached the target.",
        **{name: f"the median {name} at the best point of each run." for name in FIGURES},
    }.get(
        statistic,
        f"{statistic} of {UNITS[by]} to the target over the seeds, and solved/total; a run that is "
        "not solved counts as infinite.",
    )
    lines = [f"Cells: {cells}"]
    if targets.test_error is not None:
        lines.append(f"Target: an error on held-out samples of at most {targets.test_error:g}.")
    elif gaps:
        lines.append(f"Target: f - f* <= gap (f(x0) - f*), gap {' or '.join(gaps)}.")
    if statistic not in NO_COST:
        lines += _notes_on_axis(runs, targets, by)
    problems = {run.case.problem for run in runs}
    assumed = [problem for problem in targets.assumed if problem in problems]
    if assumed:
        lines.append(
            f"f* is not known for {', '.join(assumed)}: the best value of all loaded runs is taken."
        )
    untraced = [problem for problem in targets.untraced if problem in problems]
    if untraced:
        lines.append(
            f"Without f* a run needs a trace to be judged: some of {', '.join(untraced)} have none."
        )
    return lines


def note_on_ends(runs: list[Run], targets: Targets, gaps: tuple[float, ...]) -> list[str]:
    """How many runs ended at a target of their own, short of one of `gaps` that is shown."""
    short = [run for run in runs if any(targets.stopped_before(run, gap) for gap in gaps)]
    if not short:
        return []
    return [
        f"{len(short)} of {len(runs)} runs ended at a target of their own before the smallest gap "
        "shown, and count as not solved there unless they had overshot it: run with that --target."
    ]


def note_on_backends(runs: list[Run]) -> list[str]:
    """On which backends the problems ran, where that is no column of the table."""
    problems: dict[str, dict[str, None]] = {}
    for run in runs:
        problems.setdefault(run.case.executor, {})[run.case.problem] = None
    if len(problems) < 2 or merge_backends(runs) is runs:
        return []
    common = max(problems, key=lambda executor: len(problems[executor]))
    others = "; ".join(f"{', '.join(p)} on {e}" for e, p in problems.items() if e != common)
    return [f"Backends: {others}; all else on {common}."]


def _notes_on_axis(runs: list[Run], targets: Targets, by: str) -> list[str]:
    lines = []
    if by == "evaluations":
        lines.append(
            "Evaluations are values of f, finite-difference probes among them; analytic gradients "
            "are not added."
        )
    if by == "priced":
        price = price_words(targets.price)
        lines.append(f"A gradient that is no finite difference counts for {price} evaluations.")
    if by in ROUNDS:
        lines.append(
            f"On {by.removeprefix('rounds:')} processors, k evaluations that do not wait for each "
            "other take k over that number of rounds, rounded up; a value with its gradient takes "
            "one."
        )
    if by in ("evaluations", "priced") and any(run.epochs > 0.0 for run in runs):
        lines.append(
            "On data sets an evaluation of a stochastic method is one mini-batch: compare by "
            "epochs or seconds."
        )
    return lines


def note_on_marks(grids: list[Grid]) -> list[str]:
    """What the marks of the best say, or why there are none."""
    cells = [cell for grid in grids for cell in grid.cells.values()]
    if not cells or all(grid.statistic == "solved" for grid in grids):
        return []
    if min(cell.total for cell in cells) < FEWEST:
        return [
            f"Fewer than {FEWEST} runs in a cell: its column has no test of which differences are "
            "chance."
        ]
    return [
        f"{formats.CLOSE}: not significantly worse than the best of the column (rank-sum, "
        "Benjamini-Hochberg at 5 %)."
    ]


def note_on_figures(choice: Choice) -> list[str]:
    """What the figures of training and held-out samples say, where they are shown."""
    if choice.columns != "held-out" and choice.statistic not in FIGURES:
        return []
    return [
        "train_ is of the samples that are learned from, test_ of those that no method sees; _value "
        "is the mean loss without the penalty, _error the share that is classified wrongly, or of "
        "numbers the root mean square error. Medians over the seeds, at the best point of each run."
    ]


def note_on_ratios(method: str | None) -> list[str]:
    """What the ratios to a baseline, and the columns after them, say."""
    if method is None:
        return []
    return [
        f"Shown are ratios to {method} with the same gradient, if it has one; +: reached where "
        f"{method} did not. Behind them the geometric mean where both are solved, the columns won, "
        "tied and lost, and Wilcoxon's signed-rank test over the columns (Holm)."
    ]


def all_notes(
    runs: list[Run],
    targets: Targets,
    choice: Choice,
    grids: list[Grid],
    more: list[str] | None = None,
) -> list[str]:
    """The notes below the tables; `more` stand before those on ratios and marks."""
    gaps = LADDER if choice.columns == "targets" else (targets.gap,) if targets.gap else ()
    said = notes(runs, targets, choice.by, choice.statistic) + note_on_ends(runs, targets, gaps)
    said += note_on_figures(choice)
    if choice.uncounted:
        said.append(f"Left out, because no rounds are counted: {', '.join(choice.uncounted)}.")
    said += more or []
    return said + note_on_ratios(choice.baseline) + note_on_marks(grids)


def note_on_seconds(runs: list[Run]) -> list[str]:
    """Why no seconds are shown, where they do not compare."""
    if "seconds" in comparable_axes(runs):
        return []
    return [f"Seconds are left out: {seconds_apart(runs)}."]


def seconds_apart(runs: list[Run]) -> str:
    """Whose seconds do not compare, and why."""
    apart = sum(not run.seconds_compare for run in runs)
    return (
        f"those of {apart} of {len(runs)} runs do not compare, since other work had a share of their "
        "cores, or they are of several machines"
    )
