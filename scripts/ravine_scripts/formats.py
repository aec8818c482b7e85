"""A grid as Markdown, CSV or LaTeX."""

import csv
import io
import math
from dataclasses import replace

from ravine_scripts.grid import Cell, Grid, Row

MAX_PROBLEMS = 8  # columns of a Markdown or LaTeX table before it is wrapped


def number(value: float, by: str) -> str:
    """A count, or seconds with a unit; three digits of seconds are what timing is good for."""
    if not math.isfinite(value):
        return "-"
    if by == "evaluations":
        return f"{value:.0f}" if value == int(value) else f"{value:.1f}"
    for scale, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if value >= scale:
            return f"{_three_digits(value / scale)} {unit}"
    return f"{_three_digits(value / 1e-6)} µs"


def _three_digits(value: float) -> str:
    return f"{value:.{2 if value < 9.995 else 1 if value < 99.95 else 0}f}"


def wrap(grid: Grid) -> list[Grid]:
    """The grid in parts of at most MAX_PROBLEMS columns, of even width; no row is empty."""
    count = math.ceil(len(grid.problems) / MAX_PROBLEMS)
    width = math.ceil(len(grid.problems) / count) if count else 1
    parts = []
    for i in range(0, len(grid.problems), width):
        problems = grid.problems[i : i + width]
        rows = [row for row in grid.rows if any(grid.has(row, p) for p in problems)]
        parts.append(replace(grid, problems=problems, rows=rows))
    return parts


def _text(cell: Cell | None, by: str) -> str:
    return f"{number(cell.median, by)} ({cell.solved}/{cell.total})" if cell else ""


def _is_best(grid: Grid, row: Row, problem: str) -> bool:
    cell = grid.cells.get((row, problem))
    return cell is not None and math.isfinite(cell.median) and cell.median == grid.best(problem)


def markdown(grid: Grid, by: str) -> str:
    """The grid as one Markdown table, its columns aligned as text too."""
    lead = len(grid.header())
    lines = [grid.header() + grid.problems]
    for row in grid.rows:
        cells = []
        for problem in grid.problems:
            text = _text(grid.cells.get((row, problem)), by)
            cells.append(f"**{text}**" if _is_best(grid, row, problem) else text)
        lines.append(grid.labels(row) + cells)
    lines = [[text.replace("|", "\\|") for text in line] for line in lines]
    widths = [max(3, *(len(line[i]) for line in lines)) for i in range(len(lines[0]))]
    rule = ["-" * width if i < lead else "-" * (width - 1) + ":" for i, width in enumerate(widths)]
    lines.insert(1, rule)
    return "\n".join(
        "| "
        + " | ".join(
            text.ljust(width) if i < lead else text.rjust(width)
            for i, (text, width) in enumerate(zip(line, widths))
        )
        + " |"
        for line in lines
    )


def comma_separated(grid: Grid, by: str) -> str:
    """The grid as CSV: for each problem the median (empty: unsolved), solved and total."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    parts = (by, "solved", "total")
    writer.writerow(grid.header() + [f"{p} {part}" for p in grid.problems for part in parts])
    for row in grid.rows:
        line = grid.labels(row)
        for problem in grid.problems:
            cell = grid.cells.get((row, problem))
            if cell is None:
                line += ["", "", ""]
                continue
            median = f"{cell.median:.6g}" if by == "seconds" else number(cell.median, by)
            if not math.isfinite(cell.median):
                median = ""
            line += [median, str(cell.solved), str(cell.total)]
        writer.writerow(line)
    return out.getvalue().rstrip("\n")


def _escape(text: str) -> str:
    for character in "&%$#_{}":
        text = text.replace(character, "\\" + character)
    return text.replace("µ", "\\textmu{}")


def latex(grid: Grid, by: str) -> str:
    """The grid as a LaTeX tabular for the package booktabs."""
    lead = len(grid.header())
    lines = [
        f"\\begin{{tabular}}{{{'l' * lead}{'r' * len(grid.problems)}}}",
        "\\toprule",
        " & ".join(map(_escape, grid.header() + grid.problems)) + " \\\\",
        "\\midrule",
    ]
    for row in grid.rows:
        cells = [_escape(label) for label in grid.labels(row)]
        for problem in grid.problems:
            text = _escape(_text(grid.cells.get((row, problem)), by))
            cells.append(f"\\textbf{{{text}}}" if _is_best(grid, row, problem) else text)
        lines.append(" & ".join(cells) + " \\\\")
    return "\n".join([*lines, "\\bottomrule", "\\end{tabular}"])
