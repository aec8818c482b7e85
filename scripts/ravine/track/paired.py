"""The statistics of the time gate: paired log-ratios of one case, and a verdict over all cases."""

import math
from dataclasses import dataclass

import numpy as np

from ravine.arrays import Array
from ravine.statistics.pairs import false_discovery, median_interval, signed_rank
from ravine.tables.formats import escaped

LEVEL = 0.01  # the false discovery rate over all cases
CONFIDENCE = 0.95
RESAMPLES = 2000
MOST_PAIRS = 10_000  # that are ever advised


@dataclass(frozen=True)
class Verdict:
    """What the pairs say of one case. Ratios are of the head's time to the base's."""

    case: str
    pairs: int
    ratio: float
    low: float
    high: float
    q: float  # the p value, adjusted over all cases
    word: str  # slower, faster, same or unclear
    more: int  # pairs that an unclear case still needs


def interval(log_ratios: Array, seed: int) -> tuple[float, float]:
    """The interval of the median."""
    return median_interval(log_ratios, CONFIDENCE, RESAMPLES, seed)


def least_pairs(cases: int) -> int:
    """How many pairs it takes at least to find one case among so many. Two of the 2^n outcomes of
    the signed-rank test are the most extreme.
    """
    return math.ceil(1.0 + math.log2(cases / LEVEL))


def widest(log_ratios: dict[str, Array], seed: int = 1) -> float:
    """The width of the widest interval of all cases."""
    return max(high - low for low, high in (interval(r, seed) for r in log_ratios.values()))


def verdicts(log_ratios: dict[str, Array], effect: float, seed: int) -> list[Verdict]:
    """A verdict a case; `effect` is the smallest relative change that matters, 0.05 say."""
    adjusted = false_discovery(np.array([signed_rank(r) for r in log_ratios.values()]))
    least = least_pairs(len(log_ratios))
    return [
        _verdict(case, ratios, q, math.log1p(effect), least, seed)
        for (case, ratios), q in zip(log_ratios.items(), adjusted)
    ]


def _verdict(case: str, ratios: Array, q: float, margin: float, least: int, seed: int) -> Verdict:
    """A change is reported if it is more than chance and at least half the margin. The whole margin
    would miss every other effect as large as the margin, because estimates fall to both sides.
    """
    low, high = interval(ratios, seed)
    middle = float(np.median(ratios))
    word, more = "unclear", 0
    if q <= LEVEL and abs(middle) >= margin / 2 and low * high > 0:
        word = "slower" if middle > 0 else "faster"
    elif -margin < low and high < margin:
        word = "same"
    else:
        # The width shrinks with the root of the number; half the margin on either side decides.
        wanted = len(ratios) * ((high - low) / margin) ** 2
        wanted = max(min(math.ceil(wanted), MOST_PAIRS), least)
        more = max(wanted - len(ratios), len(ratios) // 2, 1)
    return Verdict(
        case, len(ratios), math.exp(middle), math.exp(low), math.exp(high), float(q), word, more
    )


def markdown(found: list[Verdict], effect: float) -> str:
    """A table of ratios with their intervals, and the verdict in one line."""
    lines = [
        f"| case | head / base | {CONFIDENCE:.0%} interval | q | verdict |",
        "|---|---:|---:|---:|---|",
    ]
    for v in sorted(found, key=lambda verdict: -verdict.ratio):
        note = f", {v.more} more pairs would decide" if v.word == "unclear" else ""
        lines.append(
            f"| {escaped(v.case)} | {v.ratio:.3f} | {v.low:.3f} to {v.high:.3f} | {v.q:.2g} "
            f"| {v.word}{note} |"
        )
    words = [v.word for v in found]
    counts = ", ".join(
        f"{words.count(word)} {word}" for word in ("slower", "faster", "same", "unclear")
    )
    lines += ["", f"{len(found)} cases at a smallest effect of {effect:.1%}: {counts}."]
    return "\n".join(lines) + "\n"
