"""What Ravine's commands are made of: results, statistics, tables, goals, the page, tracking."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas


def load(path: str | Path) -> "pandas.DataFrame":
    """The runs of a results or a traces file, a row per run.

    The columns are `problem`, `method`, `gradient`, `backend`, `threads`, `seed`, `status`,
    `dimension`, `f_star`, `seconds_compare`, each counter, and `trace`. A trace is a frame of its own,
    or None. Seconds do not compare where other work had a share of the run's cores. Raises
    ValueError with one line that says what is wrong with the file.
    """
    from ravine.results import frame  # only here, so that a command loads what it needs

    return frame.of(Path(path))
