"""One look for a method wherever it is drawn: a colour, and a dash where colours run out."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from ravine.results import catalogue
from ravine.results.names import base_of

# Okabe & Ito's colours, told apart without seeing red or green. Their yellow, which vanishes on
# white, has made way for a brown; black is drawn light on a dark page.
PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#56b4e9", "#e69f00", "#8c6d1f")
DASHES = ("solid", "dash", "dot", "dashdot")


@dataclass(frozen=True)
class Style:
    """Numbers in PALETTE and DASHES."""

    colour: int
    dash: int


def _place(base: str) -> int:
    """Its place in the table of methods, where convergence is built and knows the name; else one
    that its letters give it.
    """
    known = _order() if catalogue.CONVERGENCE.is_file() else []
    return known.index(base) if base in known else zlib.crc32(base.encode())


def _order() -> list[str]:
    """All methods. The few of the quick comparison, which every page shows, come first, so that
    their colours differ.
    """
    methods = catalogue.read().methods.values()
    return [m.name for m in sorted(methods, key=lambda m: not m.specs("quick_functions"))]


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
