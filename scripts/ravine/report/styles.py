"""One look for a method wherever it is drawn: a colour, and a dash where colours run out."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from ravine.results import catalogue
from ravine.results.specs import base_of

# Colours that people who do not see red or green can tell apart, after Okabe & Ito. A purple
# replaces their second blue, and a brown their yellow, which vanishes on white. The page's dark
# palette has the same order (templates/page/look.js).
PALETTE = ("#0072b2", "#d55e00", "#009e73", "#e07ab8", "#000000", "#5b2a86", "#e69f00", "#6b2a10")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


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
    """The style of each method, no two alike while there are styles left. Variants of one method
    share its colour: the first has the dash of the method, the others the dashes after it. Where a
    style is taken, the next that is free follows.
    """
    variants: dict[str, list[str]] = {}
    for method in dict.fromkeys(methods):
        variants.setdefault(base_of(method), []).append(method)
    places = {base: _place(base) for base in variants}
    # A method's first variant keeps the method's look, in whatever company.
    order = sorted(
        (i, base, method) for base, names in variants.items() for i, method in enumerate(names)
    )
    found: dict[str, Style] = {}
    for i, base, method in order:
        wanted = places[base] % len(PALETTE), places[base] // len(PALETTE) + i
        found[method] = _free(*wanted, set(found.values()))
    return found


def _free(colour: int, dash: int, taken: set[Style]) -> Style:
    """The wanted style, else the next dash of its colour, else one of the next colours."""
    every = [
        Style((colour + c) % len(PALETTE), (dash + d) % len(DASHES))
        for c in range(len(PALETTE))
        for d in range(len(DASHES))
    ]
    return next((style for style in every if style not in taken), every[0])
