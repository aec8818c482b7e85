"""Cases by their names: which binary measures one, and with which options that one alone."""

import re

from ravine.command import BadInput

BINARIES = ("convergence", "gradients", "reductions", "scaling")
# The options of convergence that a case's name stands for.
AXES = ("--problems", "--methods", "--gradients", "--backends", "--threads", "--seeds")


def binary_of(case: str) -> str:
    """The binary whose name a case begins with."""
    name, _, rest = case.partition("/")
    if name not in BINARIES or not rest:
        raise BadInput(f"expected a case that begins with {'/, '.join(BINARIES)}/, got {case}")
    return name


def options_of(case: str) -> list[str]:
    """The options of its binary that run the case alone."""
    if binary_of(case) != "convergence":
        return [f"--benchmark_filter=^{re.escape(case)}$"]
    parts = case.split("/")
    if len(parts) < 6 or ":" not in parts[-2]:
        raise BadInput(
            "expected convergence/<problem>/<method>/<gradient>/<backend>:<threads>/seed:<k>, "
            f"got {case}"
        )
    problem, (method, gradient, executor, seed) = "/".join(parts[1:-4]), parts[-4:]
    backend, threads = executor.rsplit(":", 1)
    options = [f"--problems={problem}", f"--methods={method}", f"--backends={backend}"]
    options += [f"--threads={threads}", f"--seeds={seed.removeprefix('seed:')}"]
    return options if gradient == "none" else [*options, f"--gradients={gradient}"]
