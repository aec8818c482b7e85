"""What tests of tables look up in them."""

from ravine.results.runs import load
from ravine.tables.cells import Row, make_grid
from ravine.tables.target import Targets


def cells(text):
    """The cells of a Markdown table's rows, by its first column."""
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in text.splitlines()]
    return {row[0]: row[1:] for row in rows if len(row) > 1 and not row[0].startswith("-")}


def grid_of(path, by="evaluations", gap=None):
    runs = load([path]).runs
    return make_grid("", runs, Targets(runs, gap), by)


def cell(grid, method, problem, gradient="none"):
    return grid.cells[Row(method, gradient, "serial:1"), problem]
