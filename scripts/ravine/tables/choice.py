"""What a table shows of the runs."""

from dataclasses import dataclass

from ravine.tables.cells import NO_COST, Grid
from ravine.tables.formats import Look


@dataclass(frozen=True)
class Choice:
    """What is shown of the runs."""

    by: str = "evaluations"
    statistic: str = "median"
    columns: str = "problems"
    baseline: str | None = None
    group_by: str | None = None
    uncounted: tuple[str, ...] = ()  # problems that are left out, because they have no rounds

    @property
    def look(self) -> Look:
        return Look(self.by, self.statistic, self.baseline is not None)

    def title(self, grid: Grid) -> str:
        """What a table is headed with: the statistic where no axis is shown."""
        return f"{grid.title}, by {self.statistic if self.statistic in NO_COST else self.by}"
