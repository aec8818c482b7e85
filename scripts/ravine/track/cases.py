"""Cases by their names: which binary measures one, and with which options that one alone."""

import re

from ravine.command import BadInput
from ravine.results.case import EXPECTED, named

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
    try:
        problem, method, gradient, backend, threads, seed = named(case)
    except ValueError:
        raise BadInput(f"expected {EXPECTED}, got {case}") from None
    options = [f"--problems={problem}", f"--methods={method}", f"--backends={backend}"]
    options += [f"--threads={threads}", f"--seeds={seed}"]
    return options if gradient == "none" else [*options, f"--gradients={gradient}"]
