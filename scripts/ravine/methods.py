"""Writes lib/docs/methods.md from the tables that `convergence --list --format=json` prints."""

from pathlib import Path

from ravine import command
from ravine.files import ROOT, write_whole
from ravine.results import catalogue
from ravine.results.catalogue import Entry, Parameter
from ravine.tables.formats import plain_markdown

PAGE = ROOT / "lib" / "docs" / "methods.md"
OPENING = """\
# Methods

Made by `scripts/make_methods` from the tables of the library; changes belong there
(`lib/src/catalog/methods.cc`). x are the n parameters, g is a gradient of f at x, and eta is the step. Products, quotients and roots
of vectors are taken entry by entry. Costs are per step: a value is one `f_eval`, a gradient is one `g_eval`. With a finite difference,
a gradient costs values in its place. Memory is what a method keeps beside x and its gradient; a vector has n numbers.

`lbfgs`, `bfgs` and `conjugate_gradient` take all lengths from the function. The units of x and f do not matter to them, if the
tolerances are in the same units. The other methods have lengths of their own: a step, a first distance, a box, or in `newton_cg` the
distance of a difference. These are in units of x, or relative to the larger of 1 and |x|. Scale x so that its entries are about 1.

The methods of outside libraries are in [benchmarks/peers](../../benchmarks/peers/README.md).
"""
FAMILIES = {
    "gradient_free": "Without gradients",
    "full_gradient": "With whole gradients",
    "stochastic": "Stochastic, for sums over samples",
    "adaptive": "Adaptive steps",
    "quasi_newton": "Quasi-Newton and Newton",
}
# The parameters of the step, which many methods share.
SCHEDULE = ("policy", "decay", "rate", "factor", "period", "warm_up")


def range_of(parameter: Parameter) -> str:
    """What the parameter takes."""
    if parameter.choices:
        return ", ".join(f"`{choice}`" for choice in parameter.choices)
    low = "" if parameter.low is None else f"{parameter.low:g}"
    high = "" if parameter.high is None else f"{parameter.high:g}"
    if low and high:
        return f"{low} to {high}"
    return f"at least {low}" if low else f"at most {high}" if high else "a number"


def takes(parameter: Parameter) -> str:
    """Its range, and for `*` that of the values worth trying."""
    found = parameter.search
    more = f"; `*`: {found.points} from {found.low:g} to {found.high:g}" if found else ""
    return range_of(parameter) + more


def parameter_table(parameters: list[Parameter]) -> str:
    header = ["parameter", "default", "takes", "what it is"]
    rows = [[f"`{p.name}`", f"`{p.default}`", takes(p), p.summary] for p in parameters]
    return plain_markdown(header, rows, left=len(header))


def has_schedule(method: Entry) -> bool:
    return set(SCHEDULE) <= method.parameters.keys()


def section(method: Entry, shared: dict[str, Parameter]) -> str:
    """What the page says of one method, beside the parameters that are described once for all."""
    notes = method.facts["notes"]
    own = [p for p in method.parameters.values() if shared.get(p.name) != p]
    lines = [
        f"### `{method.name}`\n",
        f"{method.summary[0].upper()}{method.summary[1:]}.\n",
        f"    {notes['rule']}\n",
        f"- Cost of a step: {notes['cost']}.",
        f"- Memory: {notes['memory']}.",
        f"- When to use it: {notes['use'][0].lower()}{notes['use'][1:]}",
        f"- Paper: {notes['paper']}.",
    ]
    if own:
        lines.append("\n" + parameter_table(own))
    if has_schedule(method):
        lines.append("\nIt also takes the [parameters of the step](#the-step).")
    return "\n".join(lines)


def page(methods: dict[str, Entry]) -> str:
    """The whole page."""
    own = [method for method in methods.values() if method.is_built_in]
    last = [method for method in own if has_schedule(method)][-1]
    shared = {name: last.parameters[name] for name in SCHEDULE}
    parts = [OPENING]
    for family, title in FAMILIES.items():
        parts.append(f"## {title}\n")
        parts += [section(method, shared) + "\n" for method in own if method.family == family]
    parts.append("## The step\n")
    parts.append("Methods with a `step` share these parameters.\n")
    parts.append(parameter_table(list(shared.values())))
    return "\n".join(parts) + "\n"


def main(arguments: list[str]) -> int:
    parser = command.Parser(
        prog="scripts/make_methods",
        description="Writes lib/docs/methods.md from the tables of the built convergence.",
    )
    parser.add_argument("--output", type=Path, default=PAGE, help="(default: lib/docs/methods.md)")
    output = parser.parse_args(arguments).output
    write_whole(output, page(catalogue.read().methods))
    return 0


if __name__ == "__main__":
    command.run("make_methods", main)
