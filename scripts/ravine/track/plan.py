"""The grid of the exact gate: every kind of method on problems that no rounding error sends astray.

The tables plan which method and problem is in it, and with which step. No part has a limit of
seconds, so that no count depends on how fast a machine is.
"""

from ravine.results.catalogue import Catalogue


def parts(catalogue: Catalogue) -> list[dict[str, str]]:
    """The options of each call of convergence."""

    def grid(methods: str, problems: str, **options: str) -> dict[str, str]:
        return {
            "--methods": ",".join(catalogue.planned_methods(methods)),
            "--problems": ",".join(catalogue.planned_problems(problems)),
        } | {f"--{name}": value for name, value in options.items()}

    return [
        grid(
            *("gate_functions", "gate_functions"),
            gradients="analytic,centered",
            max_evaluations="20000",
        ),
        grid("gate_random", "gate_random", seeds="1,2", max_evaluations="3000"),
        grid("gate_data", "gate_data", seeds="1,2", batch_size="32", max_evaluations="1000"),
        # Bits that two threads have to keep.
        grid(
            *("gate_threads", "gate_data"),
            backends="openmp,tbb",
            threads="2",
            max_evaluations="200",
        ),
    ]
