"""A grid as Markdown, CSV, LaTeX or HTML."""

import csv
import html
import io
import math
from dataclasses import dataclass, replace

from ravine.results.runs import FIGURES
from ravine.tables.cells import Cell, Grid, Row

MAX_COLUMNS = 8  # of a Markdown or LaTeX table before it is wrapped
CLOSE = "≈"  # no significant way from the best of the column


@dataclass(frozen=True)
class Look:
    """What the numbers of a grid are, so that they can be written."""

    by: str = "evaluations"
    statistic: str = "median"
    is_ratio: bool = False


def number(value: float, by: str) -> str:
    """A count, or seconds with a unit; three digits of seconds are what timing is good for."""
    if not math.isfinite(value):
        return "-"
    if by == "epochs":
        return f"{value:.3g}" if value < 1e3 else f"{value:.0f}"
    if by != "seconds":
        return f"{value:.0f}" if value == int(value) else f"{value:.1f}"
    for scale, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if value >= scale:
            return f"{_three_digits(value / scale)} {unit}"
    return f"{_three_digits(value / 1e-6)} µs"


def _three_digits(value: float) -> str:
    return f"{value:.{2 if value < 9.995 else 1 if value < 99.95 else 0}f}"


def value_text(cell: Cell, look: Look) -> str:
    """The value of a cell as it is shown."""
    value = cell.value
    if look.is_ratio:
        return f"{value:.3g}×" if math.isfinite(value) and value > 0.0 else "-+"[value == 0.0]
    if cell.statistic == "gap":
        return f"{value:.1e}" if math.isfinite(value) else "-"
    if cell.statistic in FIGURES:
        return f"{value:.4g}" if math.isfinite(value) else "-"
    return number(value, look.by)


def wrap(grid: Grid) -> list[Grid]:
    """The grid in parts of at most MAX_COLUMNS columns, of even width; no row is empty. What sums
    up a row stands in the last part.
    """
    count = math.ceil(len(grid.columns) / MAX_COLUMNS)
    width = math.ceil(len(grid.columns) / count) if count else 1
    parts = []
    for i in range(0, len(grid.columns), width):
        columns = grid.columns[i : i + width]
        rows = [row for row in grid.rows if any(grid.has(row, c) for c in columns)]
        header = grid.summary_header if i + width >= len(grid.columns) else []
        parts.append(replace(grid, columns=columns, rows=rows, summary_header=header))
    return parts


def cell_text(cell: Cell | None, look: Look) -> str:
    if cell is None:
        return ""
    solved = f"{cell.solved}/{cell.total}"
    if cell.statistic == "solved":
        return solved
    text = value_text(cell, look)
    return text if cell.statistic in FIGURES else f"{text} ({solved})"


def _summary(grid: Grid, row: Row) -> list[str]:
    return grid.summaries[row] if grid.summary_header else []


def escaped(text: str) -> str:
    """A text as it stands in a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("<", "&lt;")


def markdown(grid: Grid, look: Look) -> str:
    """The grid as one Markdown table, its columns aligned as text too."""
    lead = len(grid.header())
    lines = [grid.header() + grid.columns + grid.summary_header]
    for row in grid.rows:
        cells = []
        for column in grid.columns:
            text = cell_text(grid.cells.get((row, column)), look)
            if (row, column) in grid.close:
                text = f"{text} {CLOSE}"
            cells.append(f"**{text}**" if grid.is_best(row, column) else text)
        lines.append(grid.labels(row) + cells + _summary(grid, row))
    lines = [list(map(escaped, line)) for line in lines]
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


def plain_markdown(header: list[str], rows: list[list[str]], left: int = 1) -> str:
    """A Markdown table of texts: the first `left` columns to the left, the others to the right."""
    rule = ["---"] * left + ["--:"] * (len(header) - left)
    return "\n".join("| " + " | ".join(map(escaped, row)) + " |" for row in [header, rule, *rows])


def comma_separated(grid: Grid, look: Look) -> str:
    """The grid as CSV. Each column has four: the value (empty where unsolved), solved, total, and
    whether it is the best or close to it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    cost = look.statistic if look.statistic in ("gap", *FIGURES) else look.by
    name = "ratio" if look.is_ratio else cost
    parts = (name, "solved", "total", "best")
    heads = [f"{column} {part}" for column in grid.columns for part in parts]
    writer.writerow(grid.header() + heads + grid.summary_header)
    for row in grid.rows:
        line = grid.labels(row)
        for column in grid.columns:
            cell = grid.cells.get((row, column))
            if cell is None:
                line += ["", "", "", ""]
                continue
            shown = cell.reached and look.statistic != "solved"
            mark = "best" if grid.is_best(row, column) else ""
            mark = "close" if (row, column) in grid.close else mark
            line += [_plain(cell.value) if shown else "", str(cell.solved), str(cell.total), mark]
        writer.writerow(line + _summary(grid, row))
    return out.getvalue().rstrip("\n")


def _plain(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.6g}"


LATEX = {c: "\\" + c for c in "&%$#_{}"} | {
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "<": "\\textless{}",
    ">": "\\textgreater{}",
    "µ": "\\textmu{}",
    "×": "$\\times$",
}


def _escape(text: str) -> str:
    return "".join(LATEX.get(character, character) for character in text)


def latex(grid: Grid, look: Look) -> str:
    """The grid as a LaTeX tabular for the package booktabs."""
    numbers = len(grid.columns) + len(grid.summary_header)
    lines = [
        f"\\begin{{tabular}}{{{'l' * len(grid.header())}{'r' * numbers}}}",
        "\\toprule",
        " & ".join(map(_escape, grid.header() + grid.columns + grid.summary_header)) + " \\\\",
        "\\midrule",
    ]
    for row in grid.rows:
        cells = [_escape(label) for label in grid.labels(row)]
        for column in grid.columns:
            text = _escape(cell_text(grid.cells.get((row, column)), look))
            text += " $\\approx$" if (row, column) in grid.close else ""
            cells.append(f"\\textbf{{{text}}}" if grid.is_best(row, column) else text)
        lines.append(" & ".join(cells + list(map(_escape, _summary(grid, row)))) + " \\\\")
    return "\n".join([*lines, "\\bottomrule", "\\end{tabular}"])


def hypertext(grid: Grid, look: Look) -> str:
    """The grid as an HTML table; the best of a column is <strong>."""
    heads = grid.header() + grid.columns + grid.summary_header
    lines = (
        ["<table>", f"<caption>{html.escape(grid.title)}</caption>"] if grid.title else ["<table>"]
    )
    cells = "".join(f'<th scope="col">{html.escape(head)}</th>' for head in heads)
    lines += [f"<thead><tr>{cells}</tr></thead>", "<tbody>"]
    for row in grid.rows:
        first, *labels = [html.escape(label) for label in grid.labels(row)]
        cells = f'<th scope="row">{first}</th>' + "".join(f"<td>{label}</td>" for label in labels)
        for column in grid.columns:
            text = html.escape(cell_text(grid.cells.get((row, column)), look))
            if grid.is_best(row, column):
                text = f"<strong>{text}</strong>"
            cells += f"<td>{text}{f' {CLOSE}' if (row, column) in grid.close else ''}</td>"
        cells += "".join(f"<td>{html.escape(text)}</td>" for text in _summary(grid, row))
        lines.append(f"<tr>{cells}</tr>")
    return "\n".join([*lines, "</tbody>", "</table>"])
