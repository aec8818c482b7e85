"""Ravine's methods beside those of outside libraries, family by family, and the goals for them."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ravine.arrays import Array
from ravine.command import BadInput
from ravine.goals import bbob as bbob_goals
from ravine.goals import perceptron, scikit_learn
from ravine.goals.goal import Finding, markdown
from ravine.results import catalogue, program
from ravine.results.runs import Run
from ravine.results.specs import base_of
from ravine.statistics.pairs import compare
from ravine.tables.formats import number, plain_markdown


@dataclass(frozen=True)
class Family:
    """Methods of one kind. The first of Ravine's is the one that peers are compared with."""

    title: str
    own: tuple[str, ...]
    peers: tuple[str, ...]

    @property
    def methods(self) -> tuple[str, ...]:
        return self.own + self.peers

    def of(self, known: set[str]) -> "Family":
        """What of it there is."""
        return Family(
            self.title,
            tuple(name for name in self.own if base_of(name) in known),
            tuple(name for name in self.peers if name in known),
        )


QUASI_NEWTON = Family(
    "L-BFGS and BFGS",
    ("lbfgs", "bfgs"),
    ("nlopt:lbfgs", "liblbfgs", "ceres:lbfgs", "ceres:bfgs", "dlib:lbfgs", "dlib:bfgs")
    + ("gsl:bfgs2", "gsl:bfgs"),
)
SIMPLEX = Family(
    "simplex",
    ("nelder_mead", "nelder_mead:coefficients=adaptive"),
    ("nlopt:neldermead", "nlopt:sbplx", "gsl:nmsimplex2", "gsl:nmsimplex2rand"),
)
FAMILIES = (
    QUASI_NEWTON,
    Family("other variable metrics", ("bfgs",), ("nlopt:var1", "nlopt:var2", "nlopt:slsqp")),
    Family(
        "conjugate gradients",
        ("conjugate_gradient",),
        ("ceres:conjugate_gradient", "dlib:cg", "gsl:conjugate_fr", "gsl:conjugate_pr"),
    ),
    Family("truncated Newton", ("newton_cg",), ("nlopt:tnewton",)),
    SIMPLEX,
    Family(
        "other derivative-free methods",
        ("nelder_mead", "cma_es"),
        ("nlopt:bobyqa", "nlopt:newuoa", "nlopt:cobyla", "nlopt:praxis"),
    ),
)

# Moré, Garbow & Hillstrom 1981, in their order.
PROBLEMS = (
    *("rosenbrock", "freudenstein_roth", "powell_badly_scaled", "brown_badly_scaled", "beale"),
    *("jennrich_sampson", "helical_valley", "bard", "gaussian", "meyer", "gulf", "box_3d"),
    *("powell_singular", "wood", "kowalik_osborne", "brown_dennis", "osborne_1", "biggs_exp6"),
    *("osborne_2", "watson", "extended_rosenbrock", "extended_powell_singular", "penalty_1"),
    *("penalty_2", "variably_dimensioned", "trigonometric", "brown_almost_linear"),
    *("discrete_boundary_value", "discrete_integral_equation", "broyden_tridiagonal"),
    *("broyden_banded", "linear_full_rank", "linear_rank_1", "linear_rank_1_zero", "chebyquad"),
)
STARTS = (1, 10, 100)  # times the standard one
LIBRARIES = ("nlopt", "gsl", "liblbfgs", "ceres", "dlib")


def spec(problem: str, start: int) -> str:
    return problem if start == 1 else f"{problem}:start={start}"


@dataclass(frozen=True)
class Costs:
    """Evaluations and seconds to the target, by method, in the order of `problems`; infinite where
    it was not reached.
    """

    problems: list[str]
    evaluations: dict[str, Array]
    seconds: dict[str, Array]

    def solved(self, method: str) -> int:
        return int(np.isfinite(self.evaluations[method]).sum())


def costs_of(runs: Iterable[Run], problems: list[str]) -> Costs:
    """The costs of `runs` on `problems`; a run that is missing has solved nothing."""
    at = {problem: i for i, problem in enumerate(problems)}
    evaluations: dict[str, Array] = {}
    seconds: dict[str, Array] = {}
    for run in runs:
        if run.case.problem not in at:
            continue
        for costs, counter in ((evaluations, "f_evals_to_target"), (seconds, "seconds_to_target")):
            column = costs.setdefault(run.case.method, np.full(len(problems), math.inf))
            column[at[run.case.problem]] = run.counters.get(counter, math.inf)
    return Costs(problems, evaluations, seconds)


def geometric_mean(values: Array) -> float:
    """NaN of nothing."""
    return float(np.exp(np.log(values).mean())) if values.size else math.nan


def side_by_side(family: Family, costs: Costs) -> str:
    """Every method of the family, beside Ravine's leading one on the problems that both solve."""
    lead = family.own[0]
    header = ["method", "solved", "both", "evaluations", f"{lead}'s", f"over {lead}'s"]
    header += ["wins", "losses", "time", f"{lead}'s"]
    rows = []
    for method in family.methods:
        pair = compare(costs.evaluations[method], costs.evaluations[lead])
        both = np.isfinite(costs.evaluations[method]) & np.isfinite(costs.evaluations[lead])
        rows.append(
            [method, f"{costs.solved(method)}/{len(costs.problems)}", str(pair.common)]
            + [_mean(costs.evaluations[of][both], "evaluations") for of in (method, lead)]
            + [f"{pair.ratio:.2f}", str(pair.wins), str(pair.losses)]
            + [_mean(costs.seconds[of][both], "seconds") for of in (method, lead)]
        )
    return plain_markdown(header, rows)


def _mean(values: Array, by: str) -> str:
    """The geometric mean as it is shown."""
    if not values.size:
        return "-"
    mean = geometric_mean(values)
    return number(mean if by == "seconds" else round(mean, 1), by)


def where_peers_win(family: Family, costs: Costs) -> list[list[str]]:
    """A row a problem on which a peer needs fewer evaluations than each of Ravine's methods."""
    rows = []
    for i, problem in enumerate(costs.problems):
        own = {method: float(costs.evaluations[method][i]) for method in family.own}
        best = min(own, key=own.__getitem__)
        better = {
            method: float(costs.evaluations[method][i])
            for method in family.peers
            if costs.evaluations[method][i] < own[best]
        }
        if better:
            peers = ", ".join(
                f"{method} {number(better[method], 'evaluations')}"
                for method in sorted(better, key=better.__getitem__)
            )
            shown = f"{best} {number(own[best], 'evaluations')}"
            rows.append([problem, shown if math.isfinite(own[best]) else "unsolved", peers])
    return rows


def far_starts(family: Family, costs: dict[int, Costs]) -> str:
    """Solved, and evaluations over the leading method's, from each start."""
    lead = family.own[0]
    header = ["method"]
    for start in costs:
        header += [f"{start} × solved", f"{start} × over {lead}'s"]
    rows = []
    for method in family.methods:
        row = [method]
        for at in costs.values():
            pair = compare(at.evaluations[method], at.evaluations[lead])
            ratio = f"{pair.ratio:.2f} of {pair.common}" if pair.common else "-"
            row += [f"{at.solved(method)}/{len(at.problems)}", ratio]
        rows.append(row)
    return plain_markdown(header, rows)


def solves_all(lead: str, peers: Iterable[str], costs: Costs) -> Finding:
    """`lead` solves every problem that one of `peers` solves."""
    own = np.isfinite(costs.evaluations[lead])
    by = {
        problem: [peer for peer in peers if np.isfinite(costs.evaluations[peer][i])]
        for i, problem in enumerate(costs.problems)
    }
    wanted = [problem for problem in costs.problems if by[problem]]
    lost = [problem for i, problem in enumerate(costs.problems) if by[problem] and not own[i]]
    measured = f"{len(wanted) - len(lost)} of {len(wanted)}"
    if lost:
        measured += "; not " + ", ".join(f"{name} ({', '.join(by[name])})" for name in lost)
    return Finding(
        f"{lead}: problems solved, of those that a peer solves", "all", measured, not lost
    )


def ratio_to_best(lead: str, peers: Iterable[str], limit: float, costs: Costs) -> Finding:
    """The largest ratio of `lead`'s evaluations to a peer's, in the geometric mean over what both
    solve, is at most `limit`.
    """
    ratios = {
        peer: compare(costs.evaluations[lead], costs.evaluations[peer]).ratio for peer in peers
    }
    ratios = {peer: ratio for peer, ratio in ratios.items() if not math.isnan(ratio)}
    best = max(ratios, key=lambda peer: ratios[peer])
    return Finding(
        f"{lead}: evaluations over the best peer's, geometric mean on what both solve",
        f"≤ {limit:g}",
        f"{ratios[best]:.3f} ({best})",
        ratios[best] <= limit,
    )


def solves_share(lead: str, share: tuple[int, int], costs: Costs) -> Finding:
    """`lead` solves at least share[0] of share[1] problems, or as large a part of all."""
    total = len(costs.problems)
    needed = math.ceil(total * share[0] / share[1])
    return Finding(
        f"{lead}: problems solved",
        f"≥ {share[0]} of {share[1]}: {needed} of {total}",
        f"{costs.solved(lead)} of {total}",
        costs.solved(lead) >= needed,
    )


def goals(costs: Costs) -> list[Finding]:
    """The goals of which the peers are there."""
    methods = set(costs.evaluations)
    quasi_newton = [peer for peer in QUASI_NEWTON.peers if peer in methods]
    simplex = [peer for peer in ("nlopt:neldermead", "gsl:nmsimplex2") if peer in methods]
    found = []
    if quasi_newton:
        found.append(solves_all("lbfgs", quasi_newton, costs))
        found.append(ratio_to_best("lbfgs", quasi_newton, 0.85, costs))
    found.append(solves_share("nelder_mead", (20, 22), costs))
    if simplex:
        found.append(ratio_to_best("nelder_mead", simplex, 1.0, costs))
    return found


def text(families: list[Family], costs: dict[int, Costs], missing: list[str]) -> str:
    """All that is printed. `costs` is by start; the standard one is 1."""
    standard = costs[1]
    blocks = [
        f"Problems: Moré, Garbow & Hillstrom 1981, {len(standard.problems)} of them. Solved: "
        "f - f* ≤ 1e-7 (f(x0) - f*) within 20,000 evaluations. Means are geometric, over what the "
        "method and Ravine's both solve; a win is a problem with fewer evaluations than Ravine's.",
    ]
    if missing:
        blocks.append(
            f"Not built in: {', '.join(missing)}; scripts/setup installs what is missing."
        )
    for family in families:
        blocks += [f"### {family.title}", side_by_side(family, standard)]
        rows = where_peers_win(family, standard)
        if rows:
            blocks.append(plain_markdown(["a peer wins on", "best of Ravine's", "peers"], rows))
        if len(costs) > 1:
            blocks += ["Starts so many times as far from the origin:", far_starts(family, costs)]
    blocks += ["### Goals", markdown(goals(standard))]
    return "\n\n".join(blocks) + "\n"


def measure(convergence: Path, methods: list[str], problems: list[str]) -> list[Run]:
    """One run of each method on each problem, repeated for its time for a few milliseconds."""
    options = [
        *(f"--methods={','.join(methods)}", f"--problems={','.join(problems)}"),
        *("--gradients=analytic", "--target=1e-7", "--max_evaluations=20000"),
        "--benchmark_min_time=0.003",
    ]
    return program.runs_of(convergence, options)


def main(convergence: Path, build: Callable[..., None]) -> int:
    """Builds, measures and prints; what scripts/bench --peers does."""
    build("convergence", "bbob")
    tables = catalogue.read(convergence)
    methods_known = set(tables.methods)
    families = [family.of(methods_known) for family in FAMILIES]
    families = [family for family in families if family.own and family.peers]
    if not families:
        raise BadInput("--peers: no outside library was found; scripts/setup installs them")
    found = {name.split(":")[0] for name in methods_known}
    missing = [name for name in LIBRARIES if name not in found]
    problems = [problem for problem in PROBLEMS if problem in tables.problems]
    methods = list(dict.fromkeys(method for family in families for method in family.methods))
    specs = {start: [spec(problem, start) for problem in problems] for start in STARTS}
    runs = measure(convergence, methods, [name for names in specs.values() for name in names])
    costs = {start: costs_of(runs, specs[start]) for start in STARTS}
    print(text(families, costs, missing), end="")
    print("\n" + bbob_goals.section(convergence.with_name("bbob")))
    print("\n" + scikit_learn.section(convergence))
    print("\n" + perceptron.section(convergence))
    return 0
