"""Figures of the timed kernels: gradient sources, reductions and scaling."""

import math
import statistics
from collections import defaultdict
from typing import Any

import numpy as np

from ravine.arrays import Array
from ravine.report.curves import rounded
from ravine.results.runs import Kernel
from ravine.results.specs import number_of, parameters

FEWEST_SOURCES = 3  # that a figure of error against cost compares


def medians(kernels: list[Kernel]) -> list[Kernel]:
    """Cases of one name, such as repetitions, as one: the median of each counter."""
    groups: dict[tuple[str, ...], list[Kernel]] = defaultdict(list)
    for kernel in kernels:
        groups[tuple(kernel.parts)].append(kernel)
    merged = []
    for parts, group in groups.items():
        names = dict.fromkeys(name for kernel in group for name in kernel.counters)
        values = {
            name: statistics.median(k.counters[name] for k in group if name in k.counters)
            for name in names
        }
        merged.append(Kernel(list(parts), group[0].label, values))
    return merged


def number_after(text: str, name: str) -> float | None:
    """The number of "name:number", if that is what `text` is."""
    head, _, tail = text.rpartition(":")
    try:
        return float(tail) if head == name else None
    except ValueError:
        return None


def slope(h: Array, error: Array) -> float | None:
    """The order in h: the slope in logarithms where truncation rules. That is at steps longer than
    any whose round-off raises the error to ten times its least. None with fewer than three points.
    """
    order = np.argsort(h)
    h, error = h[order], error[order]
    at = int(np.argmin(error))
    right = np.arange(h.size) > at
    ruled = right & (error > 10.0 * error[at]) & (error < 0.1)
    if ruled.sum() < 3:
        return None
    return float(np.polyfit(np.log(h[ruled]), np.log(error[ruled]), 1)[0])


def error_against_step(kernels: list[Kernel]) -> list[dict[str, Any]]:
    """The figures of each function and n: a line per source over h, if several h were timed."""
    groups: dict[tuple[str, str], dict[str, dict[float, float]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for kernel in kernels:
        source, given = parameters(kernel.parts[0])
        error = kernel.counters.get("relative_error")
        h = number_of(given, "h") if "h" in given else kernel.counters.get("h")
        if error is not None and h is not None and error > 0.0 and h > 0.0:
            groups[kernel.parts[1], kernel.parts[2]][source][h] = error
    figures = []
    for (function, n), sources in groups.items():
        series = []
        for source, points in sources.items():
            if len(points) > 2:
                steps = np.array(sorted(points))
                errors = np.array([points[step] for step in steps])
                order = slope(steps, errors)
                series.append(
                    {
                        "name": source,
                        "x": rounded(steps),
                        "y": rounded(errors),
                        "slope": None if order is None else round(order, 2),
                    }
                )
        if series:
            figures.append({"title": f"{function}, {n.replace(':', ' = ')}", "series": series})
    return figures


def error_against_cost(kernels: list[Kernel]) -> list[dict[str, Any]]:
    """For each function and n, a point per source: evaluations, seconds, relative error."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for kernel in kernels:
        counters = kernel.counters
        if "h" in parameters(kernel.parts[0])[1] or "relative_error" not in counters:
            continue
        if kernel.parts[3].startswith("serial"):
            groups[kernel.parts[1], kernel.parts[2]].append(
                {
                    "name": kernel.parts[0],
                    "evaluations": counters.get("evaluations"),
                    "seconds": counters.get("real_time"),
                    # An error of zero has no logarithm; it is drawn where the figure ends.
                    "error": max(counters["relative_error"], 1e-17),
                }
            )
    return [
        {"title": f"{function}, {n.replace(':', ' = ')}", "points": groups[function, n]}
        for function, n in sorted(
            groups, key=lambda group: (group[0], number_after(group[1], "n") or 0)
        )
        if len(groups[function, n]) >= FEWEST_SOURCES
    ]


def time_against_dimension(kernels: list[Kernel]) -> list[dict[str, Any]]:
    """For each function, a line per source and backend over n: seconds per gradient."""
    groups: dict[str, dict[str, dict[float, float]]] = defaultdict(lambda: defaultdict(dict))
    for kernel in kernels:
        n, seconds = number_after(kernel.parts[2], "n"), kernel.counters.get("real_time")
        if n and seconds and "h" not in parameters(kernel.parts[0])[1]:
            groups[kernel.parts[1]][f"{kernel.parts[0]}, {kernel.parts[3]}"][n] = seconds
    return [
        {
            "title": function,
            "series": [
                {"name": name, "x": sorted(points), "y": rounded(points[n] for n in sorted(points))}
                for name, points in lines.items()
                if len(points) > 1
            ],
        }
        for function, lines in groups.items()
        if any(len(points) > 1 for points in lines.values())
    ]


def reductions(kernels: list[Kernel]) -> list[dict[str, Any]]:
    """The cases by bytes a second, and the time over that of a pure read of the same bytes. None
    where a case has no such counter.
    """
    cases = []
    for kernel in kernels:
        get = kernel.counters.get
        cases.append(
            {
                "what": kernel.parts[0],
                "precision": kernel.parts[1],
                "executor": kernel.parts[2],
                "rate": get("bytes_per_second"),
                "ratio": get("limit_ratio"),
                "flops": get("flops_per_second"),
                "samples": get("samples_per_second"),
                "seconds": get("median_seconds", get("real_time")),
            }
        )
    return cases


# The bare matrix products that do the work of a reduction; their names end with the library's.
SAME_WORK = {
    **dict.fromkeys(("square", "hinge", "squared_hinge", "logistic"), "two_passes"),
    "cross_entropy": "softmax_products",
    "perceptron": "perceptron_products",
}


def rooflines(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each number of threads a roofline (Williams, Waterman & Patterson 2009): operations per
    second over operations per byte, in double. It shows the products that count their operations,
    and the reductions that do the same work. The roofs are the fastest read and the fastest
    product.
    """
    known = [case for case in cases if case["precision"] == "double" and case["rate"]]
    work: dict[str, float] = {}
    for case in known:
        if case["flops"]:
            work.setdefault(_products_of(case["what"]), case["flops"] * case["seconds"])
    groups: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for case in known:
        operations = work.get(_products_of(case["what"]))
        if operations:
            groups[int(case["executor"].rpartition(":")[2])].append(case | {"work": operations})
    return [_roofline(threads, groups[threads]) for threads in sorted(groups)]


def _products_of(what: str) -> str:
    return SAME_WORK.get(what, what.rpartition("_")[0])


def _roofline(threads: int, cases: list[dict[str, Any]]) -> dict[str, Any]:
    points = [
        {
            "name": f"{case['what']}, {case['executor']}",
            "what": case["what"],
            "bare": case["flops"] is not None,
            "intensity": case["work"] / (case["rate"] * case["seconds"]),
            "flops": case["work"] / case["seconds"],
        }
        for case in cases
    ]
    return {
        "threads": threads,
        "points": points,
        "bandwidth": max(case["rate"] * (case["ratio"] or 1.0) for case in cases),
        "peak": max(point["flops"] for point in points),
    }


def scaling(kernels: list[Kernel]) -> list[dict[str, Any]]:
    """The lines of strong and of weak scaling, one per case and backend: efficiency over threads,
    and the share of the read's bandwidth if it was measured. If the binary gives no efficiency, it
    is the time of one thread divided by threads times the time.
    """
    groups: dict[tuple[str, str], dict[int, dict[str, float]]] = defaultdict(dict)
    for kernel in kernels:
        backend, _, threads = kernel.parts[-1].rpartition(":")
        if threads.isdigit():
            groups["/".join(kernel.parts[:-1]), backend][int(threads)] = kernel.counters
    figures: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for (name, backend), points in groups.items():
        # One serial thread is the first point of every backend's line.
        points = groups.get((name, "serial"), {}) | points
        kind, _, what = name.partition("_")
        if kind not in ("strong", "weak"):
            kind, what = "strong", name
        line = _line_of(points)
        if line is not None:
            figures[kind].append({"name": f"{what}, {backend}", "what": what, **line})
    return [{"kind": kind, "series": series} for kind, series in figures.items()]


def _line_of(points: dict[int, dict[str, float]]) -> dict[str, Any] | None:
    """Efficiency and share of the bandwidth by threads; None with fewer than two points."""
    counts = sorted(points)
    alone = points[counts[0]].get("real_time", math.nan) * counts[0]
    efficiency = [
        points[t].get("efficiency", alone / (t * points[t].get("real_time", math.nan)))
        for t in counts
    ]
    known = [(t, e) for t, e in zip(counts, efficiency) if math.isfinite(e)]
    if len(known) < 2:
        return None
    fractions = [points[t]["serial_fraction"] for t in counts if "serial_fraction" in points[t]]
    shares = [points[t]["bandwidth_share"] for t, _ in known if "bandwidth_share" in points[t]]
    return {
        "x": [t for t, _ in known],
        "y": rounded(e for _, e in known),
        "share": rounded(shares) if len(shares) == len(known) else None,
        "serial_fraction": fractions[-1] if fractions else None,
    }


def for_page(kernels: dict[str, list[Kernel]]) -> dict[str, Any]:
    """All figures that the loaded results hold."""
    sources = [k for k in medians(kernels.get("gradients", [])) if len(k.parts) >= 4]
    cases = reductions([k for k in medians(kernels.get("reductions", [])) if len(k.parts) > 2])
    return {
        "steps": error_against_step(sources),
        "costs": error_against_cost(sources),
        "times": time_against_dimension(sources),
        "reductions": cases,
        "rooflines": rooflines(cases),
        "scaling": scaling([k for k in medians(kernels.get("scaling", [])) if len(k.parts) > 1]),
    }
