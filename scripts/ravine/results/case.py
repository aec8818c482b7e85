"""What a run is a run of, and the name that convergence gives it."""

from typing import Any, NamedTuple

EXPECTED = "convergence/<problem>/<method>/<gradient>/<backend>:<threads>/seed:<k>"


class Case(NamedTuple):
    """What a run is a run of; the same case in two files is the same run."""

    problem: str
    method: str
    gradient: str
    backend: str
    threads: int
    seed: int

    @property
    def executor(self) -> str:
        """The backend and its threads; empty where they are left out of account."""
        return f"{self.backend}:{self.threads}" if self.backend else ""

    @property
    def name(self) -> str:
        """As results files have it."""
        return (
            f"convergence/{self.problem}/{self.method}/{self.gradient}/"
            f"{self.backend}:{self.threads}/seed:{self.seed}"
        )


def whole_number(value: Any) -> int:
    """A whole number that fits 64 bits, as those of a run's name; ValueError for anything else."""
    number = int(value[:20]) if isinstance(value, str) else int(value)
    if not 0 <= number < 2**64 or isinstance(value, str) and len(value) > 20:
        raise ValueError("expected a whole number of at most 64 bits")
    return number


def named(name: str) -> Case:
    """The case of that name; ValueError where it is no such name."""
    parts = name.split("/")
    # A problem may be a path with slashes of its own; the last four parts are fixed.
    if len(parts) < 6 or parts[0] != "convergence" or ":" not in parts[-2]:
        raise ValueError(f"expected {EXPECTED}")
    problem, (method, gradient, executor, seed) = "/".join(parts[1:-4]), parts[-4:]
    backend, threads = executor.rsplit(":", 1)
    if not problem or not seed.startswith("seed:"):
        raise ValueError(f"expected {EXPECTED}")
    return Case(problem, method, gradient, backend, whole_number(threads), whole_number(seed[5:]))


def of_line(line: dict[str, Any]) -> Case:
    """The case of a line of a traces file; ValueError, TypeError or KeyError where it is none."""
    return Case(
        problem=str(line["problem"]),
        method=str(line["method"]),
        gradient=str(line["gradient"]),
        backend=str(line["backend"]),
        threads=whole_number(line["threads"]),
        seed=whole_number(line["seed"]),
    )
