"""Change points of a series by PELT (Killick, Fearnhead & Eckley 2012, JASA 107).

The cost of a segment is twice the negative log-likelihood of a normal distribution whose mean and
variance are its own (their section 4.1), up to constants.
"""

import numpy as np

from ravine.arrays import Array

MIN_SIZE = 3  # of a segment: a variance of two points is mostly chance
# The penalty of a change is this times log n. A change has three parameters: place, mean and
# variance. With 3 log n, though, one in five series of pure noise shows a change, because a short
# segment often has a small variance by chance. With 5 log n, about one in a hundred does.
PENALTY = 5.0


class NormalCost:
    """The cost of a segment [begin, end) in constant time, from sums over the series.

    `floor` is the least variance: an exact series has none of its own, and a logarithm of zero
    would make any constant segment infinitely good.
    """

    def __init__(self, series: Array, floor: float) -> None:
        centered = series - series.mean()
        self._sum = np.concatenate([[0.0], np.cumsum(centered)])
        self._squares = np.concatenate([[0.0], np.cumsum(centered**2)])
        self._floor = floor

    def __call__(self, begin: int, end: int) -> float:
        length = end - begin
        total = self._sum[end] - self._sum[begin]
        square = self._squares[end] - self._squares[begin]
        variance = max(square / length - (total / length) ** 2, self._floor)
        # The likelihood at the floor, which still sees the spread about the mean.
        spread = max(square / length - (total / length) ** 2, 0.0)
        return float(length * (np.log(variance) + spread / variance))


def noise_floor(series: Array) -> float:
    """The least variance: that of a relative spread of 1e-4. Smaller changes do not matter."""
    scale = float(np.median(np.abs(series))) or float(np.abs(series).max()) or 1.0
    return (1e-4 * scale) ** 2


def pelt(series: Array, penalty: float | None = None) -> list[int]:
    """Where new segments begin, ascending, without 0. The segmentation has the least total cost,
    with `penalty` added per change (default PENALTY log n). It is exact.

    `series` (n) holds finite numbers; fewer than 2 MIN_SIZE have no change.
    """
    n = len(series)
    if n < 2 * MIN_SIZE:
        return []
    beta = PENALTY * np.log(n) if penalty is None else penalty
    cost = NormalCost(np.asarray(series, dtype=float), noise_floor(series))
    best = np.full(n + 1, np.inf)  # F(t), the least cost of the first t points
    best[0] = -beta
    last = np.zeros(n + 1, dtype=int)
    retired: dict[int, int] = {0: n + 1}  # R_t: places of a last change, and from which end not
    for t in range(MIN_SIZE, n + 1):
        totals = {s: best[s] + cost(s, t) for s, end in retired.items() if t < end}
        chosen = min(totals, key=totals.__getitem__)
        best[t], last[t] = totals[chosen] + beta, chosen
        # Theorem 3.1 with K = 0, because splitting never raises this cost. From now on t is as good
        # a last change as s, once a segment of the least length fits behind t.
        retired = {
            s: retired[s] if total <= best[t] else min(retired[s], t + MIN_SIZE)
            for s, total in totals.items()
        }
        retired[t - MIN_SIZE + 1] = n + 1
    return _starts(last, n)


def _starts(last: Array, end: int) -> list[int]:
    starts = []
    while end > 0:
        end = int(last[end])
        if end:
            starts.append(end)
    return starts[::-1]
