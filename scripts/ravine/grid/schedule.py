"""How long jobs take on some workers, each of which takes the next job of a list when it is free."""

import heapq
from collections.abc import Iterable


def makespan(costs: Iterable[float], workers: int) -> float:
    """When the last job ends. Taken longest first, this is at most 4/3 of the best possible (Graham,
    Bounds on multiprocessing timing anomalies, SIAM J. Appl. Math. 17, 1969).
    """
    free = [0.0] * workers
    for cost in costs:
        heapq.heapreplace(free, free[0] + cost)
    return max(free)


def ideal(costs: Iterable[float], workers: int) -> float:
    """No order ends earlier than this: all workers busy until the end, or the longest job alone."""
    known = list(costs)
    return max([sum(known) / workers, *known])
