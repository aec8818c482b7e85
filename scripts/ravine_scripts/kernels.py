"""Figures of the timed kernels: gradient sources, reductions and scaling."""

import math
import statistics
from collections import defaultdict
from typing import Any

import numpy as np

from ravine_scripts.curves import rounded
from ravine_scripts.names import parameters
from ravine_scripts.runs import Kernel

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


def slope(h: np.ndarray, error: np.ndarray) -> float | None:
    """The order in h: the slope in logarithms where truncation rules, which is to the right of
    where round-off has raised the error to ten times its least. None with fewer than three points.
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
    """For each function and n, a line a source over h, where several h were timed."""
    groups: dict[tuple[str, str], dict[str, dict[float, float]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for kernel in kernels:
        source, given = parameters(kernel.parts[0])
        error = kernel.counters.get("relative_error")
        h = float(given["h"]) if "h" in given else kernel.counters.get("h")
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
    """For each function and n, a point a source: evaluations, seconds, relative error."""
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
        {"title": f"{function}, {n.replace(':', ' = ')}", "points": points}
        for (function, n), points in groups.items()
        if len(points) >= FEWEST_SOURCES
    ]


def time_against_dimension(kernels: list[Kernel]) -> list[dict[str, Any]]:
    """For each function, a line a source and backend over n: seconds a gradient."""
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
    """The cases by bytes a second, and the pure read of the same bytes that bounds each. None where
    a case has no such counter.
    """
    cases = []
    for kernel in kernels:
        get = kernel.counters.get
        rate, ratio = get("bytes_per_second"), get("limit_ratio")
        cases.append(
            {
                "name": ", ".join(kernel.parts),
                "rate": rate,
                "limit": rate * ratio if rate and ratio else None,
                "ratio": ratio,
                "samples": get("samples_per_second"),
                "seconds": get("median_seconds", get("real_time")),
            }
        )
    return cases


def scaling(kernels: list[Kernel]) -> list[dict[str, Any]]:
    """For each thing that was scaled and each backend: efficiency over threads. Where the binary
    gives none it is the time of one thread over threads times the time.
    """
    groups: dict[tuple[str, str], dict[int, dict[str, float]]] = defaultdict(dict)
    for kernel in kernels:
        backend, _, threads = kernel.parts[-1].rpartition(":")
        if threads.isdigit():
            groups["/".join(kernel.parts[:-1]), backend][int(threads)] = kernel.counters
    figures: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for (what, backend), points in groups.items():
        # One serial thread is the first point of every backend's line.
        points = groups.get((what, "serial"), {}) | points
        counts = sorted(points)
        alone = points[counts[0]].get("real_time", math.nan) * counts[0]
        efficiency = [
            points[t].get("efficiency", alone / (t * points[t].get("real_time", math.nan)))
            for t in counts
        ]
        known = [(t, e) for t, e in zip(counts, efficiency) if math.isfinite(e)]
        if len(known) > 1:
            serial = [
                points[t]["serial_fraction"] for t in counts if "serial_fraction" in points[t]
            ]
            figures[what].append(
                {
                    "name": backend,
                    "x": [t for t, _ in known],
                    "y": rounded(e for _, e in known),
                    "serial_fraction": serial[-1] if serial else None,
                }
            )
    return [{"title": what, "series": series} for what, series in figures.items()]


def for_page(kernels: dict[str, list[Kernel]]) -> dict[str, Any]:
    """All figures that the loaded results hold."""
    sources = [k for k in medians(kernels.get("gradients", [])) if len(k.parts) >= 4]
    return {
        "steps": error_against_step(sources),
        "costs": error_against_cost(sources),
        "times": time_against_dimension(sources),
        "reductions": reductions(medians(kernels.get("reductions", []))),
        "scaling": scaling([k for k in medians(kernels.get("scaling", [])) if len(k.parts) > 1]),
    }
