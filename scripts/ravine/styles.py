"""One look for a method wherever it is drawn: a colour, and a dash where colours run out."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from ravine.names import base_of

# Okabe & Ito's colours, told apart without seeing red or green. Their yellow, which vanishes on
# white, has made way for a brown; black is drawn light on a dark page.
PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#56b4e9", "#e69f00", "#8c6d1f")
DASHES = ("solid", "dash", "dot", "dashdot")
# The order gives the look, so new names go to the end.
METHODS = (
    *("lbfgs", "gradient_descent", "adam", "momentum", "nelder_mead", "nesterov", "rmsprop"),
    *("adagrad", "sgd", "random_search", "adamw", "heavy_ball", "two_point"),
    *("accelerated_gradient", "adadelta", "conjugate_gradient", "svrg", "spsa", "amsgrad", "bfgs"),
    *("cma_es", "newton_cg", "adabelief", "saga", "lion", "nadam"),
)


@dataclass(frozen=True)
class Style:
    """Numbers in PALETTE and DASHES."""

    colour: int
    dash: int


def _place(base: str) -> int:
    if base in METHODS:
        return METHODS.index(base)
    # A name that is not listed keeps the look that its letters give it.
    return zlib.crc32(base.encode())


def styles(methods: Iterable[str]) -> dict[str, Style]:
    """The style of each method. Variants of one method share its colour; the first has the dash of
    the method, the others the dashes after it.
    """
    seen: dict[str, list[str]] = {}
    for method in methods:
        variants = seen.setdefault(base_of(method), [])
        if method not in variants:
            variants.append(method)
    return {
        method: Style(_place(base) % len(PALETTE), (_place(base) // len(PALETTE) + i) % len(DASHES))
        for base, variants in seen.items()
        for i, method in enumerate(variants)
    }
