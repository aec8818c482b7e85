"""What scripts/bench runs when nothing else is asked for."""

from dataclasses import dataclass

from ravine.results.catalogue import Catalogue
from ravine.results.specs import base_of


@dataclass(frozen=True)
class Part:
    """One call of convergence."""

    title: str
    options: dict[str, str]
    # Seconds of a run and of what is kept of it, measured on two cores of 2.4 GHz. Only the first
    # estimate of the time left rests on it; None: not known.
    run_seconds: float | None = None

    def arguments(self, given: list[str]) -> list[str]:
        """The options of this part and those given by the user, which win."""
        names = {option.split("=", 1)[0] for option in given}
        own = [f"{name}={value}" for name, value in self.options.items() if name not in names]
        return own + given


# Options that say what is run, with which the default comparison makes way for one call.
GRID = (
    *("--methods", "--problems", "--gradients", "--backends", "--threads", "--seeds"),
    *("--data", "--loss", "--model", "--l2", "--standardize", "--intercept"),
)

# Evaluations of each run on a function.
FUNCTION_BUDGET = "100000"

# The additive noise of the problems that are planned as noisy.
NOISE = "1e-4"

# A ravine of condition 100 has the steepest curvature 100: a step beyond 2/100 diverges.
SWEPT_STEPS = ("0.0001", "0.0003", "0.001", "0.003", "0.01", "0.015", "0.019", "0.0205", "0.03")
BETAS = ("0", "0.1", "0.7")  # those that the lecture compares
DIMENSIONS = (2, 4, 8, 16, 32)
# A perceptron that learns from a tenth of the digits, 180 of them, can be right on all of these and
# wrong on others. A penalty on its weights makes it the less so.
PENALTIES = ("1e-6", "1e-5", "1e-4", "1e-3", "1e-2", "1e-1")
OVERFITTING = "digits:holdout=0.9:model=perceptron:hidden=32"
# Batch descent reads all samples for a step, stochastic descent one.
LINE: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("all at once", "gradient_descent:step=0.01", {}),
    ("one by one", "sgd:step=0.001", {"--batch_size": "1"}),
)
# Three step policies on a strongly convex risk. The first meets Robbins and Monro's conditions. The
# squares of the second have an infinite sum. The third does not fall. lbfgs finds the minimum.
SGD_SCHEDULES = (
    "sgd:policy=decreasing:rate=0.02:step=0.05",
    "sgd:policy=decreasing:decay=inverse_sqrt:rate=0.02:step=0.05",
    "sgd:policy=constant:step=0.05",
)


def _data_part(
    title: str,
    methods: list[str],
    problems: list[str],
    seeds: str,
    run_seconds: float,
    **budget: str,
) -> Part:
    # Data is compared at an accuracy that learning asks for.
    return Part(
        title,
        {
            "--methods": ",".join(methods),
            "--problems": ",".join(problems),
            "--gradients": "analytic",
            # TBB's threads wait asleep: on a machine that others use too, OpenMP's spin in their way.
            "--backends": "tbb",
            "--threads": "2",
            "--seeds": seeds,
            "--batch_size": "32",
            "--max_evaluations": "1000000",
        }
        | {f"--{name}": value for name, value in budget.items()},
        run_seconds,
    )


def _studies(seeds: str) -> list[Part]:
    """Studies with the budget of the comparison of functions, some of whose runs are theirs too."""
    return [
        Part(
            "Nelder-Mead against the dimension",
            {
                "--methods": "nelder_mead",
                "--problems": ",".join(f"sphere:dimension={n}" for n in DIMENSIONS),
                "--seeds": seeds,
                "--max_evaluations": FUNCTION_BUDGET,
            },
            run_seconds=0.015,
        ),
        Part(
            "steps of gradient descent",
            {
                "--methods": ",".join(f"gradient_descent:step={step}" for step in SWEPT_STEPS),
                "--problems": "ravine",
                "--seeds": seeds,
                "--max_evaluations": FUNCTION_BUDGET,
            },
            run_seconds=0.015,
        ),
        Part(
            "momentum",
            {
                "--methods": ",".join(f"momentum:beta={beta}:step=0.01" for beta in BETAS),
                "--problems": "ravine",
                "--seeds": seeds,
                "--max_evaluations": FUNCTION_BUDGET,
            },
            run_seconds=0.015,
        ),
        *(
            Part(
                f"a line through ten points, {title}",
                {
                    "--methods": method,
                    "--problems": "line",
                    "--gradients": "analytic",
                    "--seeds": seeds,
                    "--max_evaluations": "1000",
                }
                | batch,
                run_seconds=0.001,
            )
            for title, method, batch in LINE
        ),
        Part(
            "schedules of sgd",
            {
                "--methods": ",".join((*SGD_SCHEDULES, "lbfgs")),
                "--problems": "synthetic_linear:condition=4",
                "--gradients": "analytic",
                "--seeds": seeds,
                "--max_evaluations": FUNCTION_BUDGET,
                "--max_seconds": "0.5",
            },
            run_seconds=0.07,
        ),
        Part(
            "a perceptron that overfits",
            {
                "--methods": "lbfgs",
                "--problems": ",".join(f"{OVERFITTING}:l2={l2}" for l2 in PENALTIES),
                "--gradients": "analytic",
                "--seeds": "1,2,3",
                "--max_evaluations": "300",
            },
        ),
    ]


def _noisy_part(methods: list[str], problems: list[str], seeds: str) -> Part:
    """Functions with noise, to an accuracy that is far above it. Differences are told how much noise
    there is, and once are not.
    """
    return Part(
        "test functions with noise",
        {
            "--methods": ",".join(methods),
            "--problems": ",".join(problems),
            "--gradients": f"centered,centered:noise={NOISE}",
            "--seeds": seeds,
            "--target": "1e-3",
            "--max_evaluations": "20000",
        },
        run_seconds=0.002,
    )


def default_parts(catalogue: Catalogue, quick: bool) -> list[Part]:
    """The default comparison: the runs that the tables plan for it."""
    prefix = "quick_" if quick else ""
    seeds = "1,2" if quick else "1,2,3,4,5"
    parts = [
        Part(
            "test functions",
            {
                "--methods": ",".join(catalogue.planned_methods(f"{prefix}functions")),
                "--problems": ",".join(catalogue.planned_problems(f"{prefix}functions")),
                "--gradients": "analytic,centered",
                "--seeds": seeds,
                "--max_evaluations": FUNCTION_BUDGET,
            },
            run_seconds=0.003 if quick else 0.01,
        )
    ]
    if noisy := [] if quick else catalogue.planned_problems("noisy"):
        parts.append(_noisy_part(catalogue.planned_methods("noisy"), noisy, seeds))
    methods = catalogue.planned_methods(f"{prefix}data")
    if small := catalogue.planned_problems("quick_data" if quick else "small_data"):
        budget = {"target": "1e-3", "max_seconds": "0.2"}
        parts.append(_data_part("small data sets", methods, small, seeds, 0.045, **budget))
    if large := [] if quick else catalogue.planned_problems("large_data"):
        budget = {"target": "2e-2", "max_seconds": "2"}
        # Runs are long here and differ little from seed to seed.
        parts.append(_data_part("large data sets", methods, large, "1,2,3", 1.45, **budget))
    return parts + _studies(seeds)


def with_steps(catalogue: Catalogue) -> list[str]:
    """The methods for data, each that needs a step with the grid of those worth trying."""
    bases = dict.fromkeys(base_of(spec) for spec in catalogue.planned_methods("data"))
    entries = [catalogue.methods[name] for name in bases]
    searched = {
        entry.name
        for entry in entries
        if "step" in entry.parameters and entry.parameters["step"].search
    }
    return [f"{name}:step=*" if name in searched else name for name in bases]


def _own_part(given: set[str], catalogue: Catalogue, quick: bool) -> Part:
    """What the user has chosen, and for data the methods and seeds that they have not."""
    options = {"--max_seconds": "1"} if quick else {}
    if "--data" in given:
        options["--seeds"] = "1,2" if quick else "1,2,3,4,5"
    if "--data" in given and "--methods" not in given:
        options |= {"--methods": ",".join(with_steps(catalogue)), "--max_seconds": "0.2"}
    return Part("your comparison", options)


def chosen_parts(given: list[str], catalogue: Catalogue, quick: bool) -> list[Part]:
    """The default comparison, or the user's own grid as the only part."""
    names = {option.split("=", 1)[0] for option in given}
    if names.isdisjoint(GRID):
        return default_parts(catalogue, quick)
    return [_own_part(names, catalogue, quick)]
