"""Which method to take for which class of problems, in words."""

import math
import shutil
import textwrap
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ravine.report.problem_classes import ProblemClass, classes
from ravine.report.ranking import BEHIND, BEST, CHANCE, FEW, Ranked, Ranking, ranking
from ravine.results.catalogue import Catalogue
from ravine.results.runs import Run
from ravine.tables.cost import price_words, takes_gradients
from ravine.tables.formats import escaped
from ravine.tables.target import Targets
from ravine.tables.tuned import tuned

NAMED = 3  # methods that a sentence names before it counts the others
SHOWN = 5  # methods of a class in the terminal
UNITS = {
    "priced": ("evaluation", "evaluations"),
    "epochs": ("pass over the data", "passes over the data"),
}


@dataclass(frozen=True)
class Verdict:
    """What is said of one class; `ranking` None where no run reached its target."""

    key: str
    title: str
    about: str  # what was compared, and what the cost is
    sentences: list[str]
    unit: str
    ranking: Ranking | None

    @property
    def answer(self) -> str:
        """The sentence that names the method."""
        return self.sentences[0]


def listed(names: Iterable[str], most: int = NAMED) -> str:
    """Names in a sentence; the number of those that are left out."""
    every = list(names)
    if len(every) > most + 1:
        return f"{', '.join(every[:most])} and {len(every) - most} more"
    return " and ".join([", ".join(every[:-1]), every[-1]] if len(every) > 1 else every)


def counted(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def amount(value: float) -> str:
    """A cost or a ratio, to two digits or to the unit."""
    return f"{value:.0f}" if value >= 10.0 else f"{value:.2g}"


def _needed(value: float, axis: str) -> str:
    return f"{amount(value)} {UNITS[axis][0 if amount(value) == '1' else 1]}"


def _solved(first: Ranked, problem: str | None) -> str:
    if problem is not None:  # the only one
        runs = f"all {first.total} runs" if first.solved == first.total else None
        return f"It solved {problem} in {runs or f'{first.solved} of {first.total} runs'}"
    if first.solved == first.total:
        return f"It solved {f'all {first.total}' if first.total > 2 else 'both'} problems"
    return f"It solved {first.solved} of {first.total} problems"


def _others(found: Ranking) -> str:
    """How the other methods stand beside the first, as the end of a sentence."""
    others = found.ranked[1:]
    if not others:
        return "; no other method was run"
    if not found.testable:
        verb = "comes" if len(others) == 1 else "come"
        return f"; {listed(one.label for one in others[:2])} {verb} next"
    if close := found.as_good:
        word = "difference" if len(close) == 1 else "differences"
        return f"; {listed(one.label for one in close)} as good ({word} within chance)"
    if found.undecided:
        return f"; {others[0].label} comes next"
    if len(others) == 1:
        return f"; {others[0].label} needs more, by more than chance"
    return f"; all {len(others)} others need more, by more than chance"


def answer(part: ProblemClass, found: Ranking) -> str:
    """The method to take, what it did, and which others may be as good."""
    first = found.ranked[0]
    single = part.problems[0] if found.single else None
    needed = _needed(first.middle, part.axis)
    return (
        f"{part.opening}: {first.label}. {_solved(first, single)} and needed {needed} in the "
        f"middle{_others(found)}."
    )


def test_sentences(found: Ranking) -> list[str]:
    """Whether the test could tell, and what would decide."""
    what = "seed" if found.single else "problem"
    if not found.testable:
        comparisons = counted(len(found.ranked) - 1, "comparison")
        return [
            f"Too few {what}s to test: {counted(found.samples, what)}, {comparisons}. With "
            f"{counted(found.missing or 1, f'more {what}')} a test could decide."
        ]
    lines = []
    alike = found.as_good
    open_order = [one.label for one in found.undecided if one not in alike]
    if open_order:
        verb = "needs" if len(open_order) == 1 else "need"
        lines.append(
            f"Whether {listed(open_order)} {verb} more by more than chance, "
            f"{counted(found.samples, what)} cannot tell."
        )
    if found.missing is not None:
        lines.append(
            f"About {counted(found.missing, f'more {what}')} like these would decide between "
            f"{found.ranked[0].label} and {found.undecided[0].label}."
        )
    return lines


def trouble_sentences(part: ProblemClass, found: Ranking | None) -> list[str]:
    """Problems that nobody solved, and runs that ended badly."""
    lines = []
    if found is not None and found.unsolved:
        lines.append(f"No method solved {listed(found.unsolved)}.")
    bad = Counter(run.status for run in part.runs if run.status in ("diverged", "non_finite"))
    for status, word in (("diverged", "diverged"), ("non_finite", "ended on NaN or infinity")):
        if bad[status]:
            methods = Counter(run.case.method for run in part.runs if run.status == status)
            worst = listed(name for name, _ in methods.most_common())
            lines.append(f"{counted(bad[status], 'run')} {word}: {worst}.")
    return lines


def about(part: ProblemClass, targets: Targets) -> str:
    """How much was compared, and what the cost is."""
    dimensions = {run.dimension for run in part.runs if run.dimension is not None}
    size = ""
    if dimensions:
        low, high = min(dimensions), max(dimensions)
        size = (
            f" of {counted(low, 'variable')}" if low == high else f" of {low} to {high} variables"
        )
    seeds = len({run.case.seed for run in part.runs})
    methods = len({run.case.method for run in part.runs})
    text = (
        f"{counted(len(part.problems), 'problem')}{size}, {counted(methods, 'method')}, "
        f"{counted(seeds, 'seed')}."
    )
    if part.axis == "priced" and any(map(takes_gradients, part.runs)):
        prices = sorted({targets.price_of(run) for run in part.runs if takes_gradients(run)})
        words = price_words(targets.price) if len(prices) > 1 else f"{prices[0]:g}"
        text += f" A gradient counts as {words} evaluations."
    if part.key == "noisy":
        gaps = {f"{gap:.1g}" for run in part.runs if (gap := targets.gap_of(run)) is not None}
        reach = f", to a gap of {float(gaps.pop()):g}" if len(gaps) == 1 else ""
        text += f" Values count as the methods see them, with noise{reach}."
    return text


def verdict_of(part: ProblemClass, targets: Targets) -> Verdict:
    found = ranking(part, targets)
    if found is None:
        sentences = [f"{part.opening}: no method reached the target."]
    else:
        sentences = [answer(part, found), *test_sentences(found)]
    sentences += trouble_sentences(part, found)
    unit = UNITS[part.axis][1]
    return Verdict(part.key, part.title, about(part, targets), sentences, unit, found)


def verdicts(runs: list[Run], targets: Targets, tables: Catalogue | None) -> list[Verdict]:
    """One for each class of problems that the runs hold. Of a grid of steps the best one counts."""
    kept, _ = tuned(runs, targets)
    return [verdict_of(part, targets) for part in classes(kept, tables)]


def shortened(text: str, width: int) -> str:
    """The text with its middle left out, where it is too wide."""
    if len(text) <= width:
        return text
    tail = (width - 1) // 2
    return f"{text[: width - 1 - tail]}…{text[len(text) - tail :]}"


MARKS = {BEST: "", BEHIND: "", CHANCE: "≈", FEW: "?"}
MEANINGS = {
    "≈": "≈: the difference from the best is within chance.",
    "?": "?: too few problems or seeds to test.",
}


def _best_rows(found: Ranking, unit: str, width: int) -> list[str]:
    """The first methods of a class as a Markdown table of at most `width` columns."""
    header = ["method", "solved", unit.split(" over")[0], "over the best", ""]
    body = [
        [
            one.label,
            f"{one.solved}/{one.total}",
            amount(one.middle) if math.isfinite(one.middle) else "-",
            f"{amount(one.over_best)}×",
            MARKS[one.standing],
        ]
        for one in found.ranked[:SHOWN]
    ]
    widths = [max(len(row[i]) for row in [header, *body]) for i in range(len(header))]
    widths[0] = max(12, min(widths[0], width - sum(widths[1:]) - 3 * len(widths) - 1))
    lines = []
    for row in [header, *body]:
        cells = [escaped(shortened(row[0], widths[0])).ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append(f"| {' | '.join(cells)} |")
    rule = [":" + "-" * (widths[0] + 1), *("-" * (w + 1) + ":" for w in widths[1:])]
    return [lines[0], f"|{'|'.join(rule)}|", *lines[1:]]


def markdown(found: list[Verdict], width: int | None = None) -> str:
    """The verdicts, each with its best methods, within the width of the terminal."""
    columns = width or shutil.get_terminal_size((80, 24)).columns
    blocks, marks = [], set()
    for verdict in found:
        text = " ".join([*verdict.sentences, verdict.about]).replace("<", "&lt;")
        lines = [f"## {verdict.title}", "", *wrapped(text, columns)]
        if verdict.ranking:
            lines += ["", *_best_rows(verdict.ranking, verdict.unit, columns)]
            marks |= {MARKS[one.standing] for one in verdict.ranking.ranked[:SHOWN]}
        blocks.append("\n".join(lines))
    if notes := [meaning for mark, meaning in MEANINGS.items() if mark in marks]:
        blocks.append("\n".join(wrapped(" ".join(notes), columns)))
    return "\n\n".join(blocks) + "\n"


def wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
