"""Runs and kernel timings, read from Google Benchmark's results (JSON) or traces (JSON Lines)."""

import json
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from ravine.arrays import Array
from ravine.command import BadInput
from ravine.files import parse_json
from ravine.results import benchmark_file
from ravine.results.case import EXPECTED, Case, named, of_line, whole_number

MACHINE = ("host_name", "num_cpus")  # what of a context tells machines apart
FIGURES = ("train_value", "train_error", "test_value", "test_error")  # with held-out samples
PROCESSORS = tuple(2**k for k in range(1, 11))  # for which rounds are counted
KERNELS = ("gradients", "reductions", "scaling")  # binaries that time a kernel, not a run


@dataclass
class Trace:
    """The recorded course of a run: arrays of one length, NaN where nothing is known.

    `value`, `x` (points, 2) and what the method told of its `momentum` and `scale` (points, 2) are
    kept for 2-D problems only, whose paths are drawn. `rounds` (points, PROCESSORS) is None for
    sums over samples, and where a file was written without.
    """

    f_evals: Array
    g_evals: Array
    epochs: Array
    seconds: Array
    best: Array
    f_start: float | None
    target: float | None
    value: Array | None = None
    x: Array | None = None
    momentum: Array | None = None
    scale: Array | None = None
    figures: dict[str, Array] = field(default_factory=dict)  # those of FIGURES that it has
    rounds: Array | None = None

    @cached_property
    def lowest(self) -> Array:
        """The smallest of `best` so far at each point; infinite before the first number."""
        return smallest_so_far(self.best)

    @cached_property
    def lowest_test_error(self) -> Array:
        """The same of the error on held-out samples, which the trace must have."""
        return smallest_so_far(self.figures["test_error"])


def smallest_so_far(values: Array) -> Array:
    """At each place the smallest number up to it; infinite before the first."""
    return np.minimum.accumulate(np.where(np.isnan(values), np.inf, values))


@dataclass
class Run:
    """One run. `counters` come from results, `trace` from traces; one of them may be missing."""

    case: Case
    status: str = ""
    dimension: int | None = None
    f_star: float | None = None
    epochs: float = 0.0
    counters: dict[str, float] = field(default_factory=dict)
    trace: Trace | None = None
    checksum: str = ""  # of the user's data, where that is known
    seconds_compare: bool = True  # False where other work had a share of the run's cores
    figures: dict[str, float] = field(default_factory=dict)  # those of FIGURES, of the best point
    asked_gap: float | None = None  # the --target, where that is known

    @cached_property
    def value(self) -> float | None:
        """The smallest finite value that the run has seen."""
        if self.trace is not None and np.isfinite(self.trace.best).any():
            return float(np.nanmin(self.trace.best))
        return finite(self.counters.get("value"))


@dataclass
class Kernel:
    """One timed case of `gradients`, `reductions` or `scaling`."""

    parts: list[str]  # of the name, after the binary's own
    label: str
    counters: dict[str, float]  # real_time and cpu_time in seconds among them


@dataclass
class Loaded:
    """Everything that the given files hold. `context` is that of the first results file, and
    `differing` names what of the build and the machine another file has otherwise.
    """

    runs: list[Run]
    context: dict[str, Any]
    kernels: dict[str, list[Kernel]] = field(default_factory=dict)  # by binary
    differing: list[str] = field(default_factory=list)


def finite(value: Any) -> float | None:
    """`value` as a finite float, or None."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if np.isfinite(value) else None


def load(paths: list[Path]) -> Loaded:
    """The runs of all files, in their order. Of a case that occurs twice the last one counts.

    Raises BadInput that names the file and the line.
    """
    runs: dict[Case, Run] = {}
    whole = Loaded([], {})
    problems = _Problems()
    for path in paths:
        found = _read(path)
        whole.context = whole.context or found.context
        whole.differing += _differing(whole.context, found.context, path)
        for binary, kernels in found.kernels.items():
            whole.kernels.setdefault(binary, []).extend(kernels)
        for run in found.runs:
            known = runs.get(run.case)
            problems.add(run, path)
            runs[run.case] = _merge(known, run) if known else run
    whole.runs = list(runs.values())
    for line in whole.differing:
        print(f"note: {line}", file=sys.stderr)
    return whole


def _differing(first: dict[str, Any], other: dict[str, Any], path: Path) -> list[str]:
    """A sentence where `other`, the context of `path`, is of another build or machine."""
    compared = [name for name in first if name.startswith("fingerprint_") or name in MACHINE]
    names = [name for name in compared if other and first[name] != other.get(name)]
    if not names:
        return []
    facts = "; ".join(f"{n.replace('_', ' ')}: {first[n]} and {other.get(n)}" for n in names)
    return [
        f"{path.name} was measured by another build or machine, seconds do not compare: {facts}"
    ]


class _Problems:
    """What is known of the problems so far, to tell two of one name apart, such as data files."""

    def __init__(self) -> None:
        self._facts: dict[tuple[Any, ...], Any] = {}

    def add(self, run: Run, path: Path) -> None:
        """Raises BadInput where the run was made on another problem than the runs before it."""
        problem = run.case.problem
        self._expect(("dimension", problem), run.dimension, path)
        self._expect(("checksum of the data", problem), run.checksum or None, path)
        if run.trace is not None:
            self._expect(("start value", problem, run.case.seed), run.trace.f_start, path)

    def _expect(self, what: tuple[Any, ...], fact: Any, path: Path) -> None:
        known = self._facts.setdefault(what, fact) if fact is not None else None
        if known is None or known == fact:
            return
        # The compiler and the precision change the last digits.
        if isinstance(fact, float) and math.isclose(known, fact, rel_tol=1e-5):
            return
        raise BadInput(
            f"{path}: expected the {what[0]} {known} that other runs of {what[1]} have, got {fact}: "
            "these are two problems of one name"
        )


def _merge(old: Run, new: Run) -> Run:
    """`new`, with what only `old` knows."""
    return Run(
        case=new.case,
        status=new.status or old.status,
        dimension=old.dimension if new.dimension is None else new.dimension,
        f_star=old.f_star if new.f_star is None else new.f_star,
        epochs=max(new.epochs, old.epochs),
        counters=new.counters or old.counters,
        trace=new.trace or old.trace,
        checksum=new.checksum or old.checksum,
        seconds_compare=new.seconds_compare and old.seconds_compare,
        figures=new.figures or old.figures,
        asked_gap=old.asked_gap if new.asked_gap is None else new.asked_gap,
    )


def _read(path: Path) -> Loaded:
    try:
        with path.open(encoding="utf-8") as lines:
            first = lines.readline()
            if _is_trace(first):
                lines.seek(0)
                return Loaded(list(_trace_runs(path, lines)), {})
            return _whole_document(path, first + lines.read())
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}:1: expected JSON, found bytes that are no text") from None


def _is_trace(line: str) -> bool:
    """True for the first line of a traces file, even where the line itself is malformed."""
    try:
        item = parse_json(line)
    except json.JSONDecodeError:
        text = line.strip()
        return text.startswith("{") and (text.endswith("}") or '"problem"' in text)
    return isinstance(item, dict) and "benchmarks" not in item and "problem" in item


def _whole_document(path: Path, text: str) -> Loaded:
    try:
        document = parse_json(text)
    except json.JSONDecodeError as error:
        raise BadInput(f"{path}:{error.lineno}: expected JSON, {error.msg.lower()}") from None
    if isinstance(document, dict) and "benchmarks" in document:
        return _read_results(path, document, text)
    raise BadInput(f"{path}:1: expected benchmark results or a trace a line")


def _trace_runs(path: Path, lines: Iterator[str]) -> Iterator[Run]:
    """The runs a line, one line in memory at a time."""
    found = False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _trace_run(line, f"{path}:{number}")
            found = True
        except BadInput as error:
            # A run that was killed while it was written; those before it are whole.
            if line.endswith("\n") or not found:
                raise
            print(f"note: {error}; the line has no end and is left out", file=sys.stderr)


def _column(item: dict[str, Any], name: str, length: int | None = None) -> Array:
    """An array of the trace; zeros where an optional one is missing."""
    if length is not None and name not in item:
        return np.zeros(length)
    return np.array(item[name], dtype=float)


def _pairs(item: dict[str, Any], name: str) -> Array:
    """An array of pairs, NaN where there is none."""
    return np.array([[None, None] if pair is None else pair for pair in item[name]], dtype=float)


def _rounds(item: dict[str, Any]) -> Array | None:
    """The rounds at each point, by processors; None where the line has none."""
    if "rounds" not in item:
        return None
    by_processors = item["rounds"]
    return np.array([by_processors[str(count)] for count in PROCESSORS], dtype=float).T


def _trace_run(line: str, where: str) -> Run:
    try:
        item = parse_json(line)
        case = of_line(item)
        columns = {name: _column(item, name) for name in ("f_evals", "seconds", "best")}
        length = columns["f_evals"].size
        columns |= {name: _column(item, name, length) for name in ("g_evals", "epochs")}
        path = {name: _pairs(item, name) for name in ("x", "momentum", "scale") if name in item}
        value = _column(item, "value") if path else None
        figures = {name: _column(item, name) for name in FIGURES if name in item}
        rounds = _rounds(item)
        size = finite(item.get("dimension"))
        dimension = None if size is None else whole_number(size)
    except (ValueError, TypeError, OverflowError) as error:
        raise BadInput(f"{where}: expected a run as one JSON object ({error})") from None
    except KeyError as error:
        raise BadInput(f"{where}: expected a run with the field {error}") from None
    if any(array.shape != (length,) for array in (columns | figures).values()):
        raise BadInput(f"{where}: expected {', '.join(columns | figures)} of one length")
    if any(not np.isfinite(columns[name]).all() for name in columns if name != "best"):
        raise BadInput(f"{where}: expected finite numbers in f_evals, g_evals, epochs and seconds")
    if rounds is not None and (rounds.shape[0] != length or not np.isfinite(rounds).all()):
        raise BadInput(f"{where}: expected a finite number of rounds at each point")
    if any(pairs.shape != (length, 2) for pairs in path.values()) or (
        value is not None and value.shape != (length,)
    ):
        raise BadInput(f"{where}: expected a value and two coordinates x at each point")
    trace = Trace(
        **columns,
        f_start=finite(item.get("f_start")),
        target=finite(item.get("target")),
        value=value,
        rounds=rounds,
        **path,
        figures=figures,
    )
    settings = str(item.get("settings", ""))
    ended = item.get("counters")
    return Run(
        case=case,
        status=str(item.get("status", "")),
        dimension=dimension,
        f_star=finite(item.get("f_star")),
        epochs=float(trace.epochs[-1]) if length else 0.0,
        trace=trace if length else None,
        seconds_compare=item.get("seconds_compare") is not False,
        checksum=_setting(settings, "checksum"),
        figures=_figures(ended if isinstance(ended, dict) else {}),
        asked_gap=_number(_setting(settings, "target")),
    )


def _setting(settings: str, name: str) -> str:
    """What follows `name=` in the settings of a run; empty where nothing does."""
    words = [word for word in settings.split() if word.startswith(f"{name}=")]
    return words[0].removeprefix(f"{name}=") if words else ""


def _number(text: str) -> float | None:
    try:
        return finite(float(text))
    except ValueError:
        return None


def _figures(counters: dict[str, Any]) -> dict[str, float]:
    found = ((name, finite(counters.get(name))) for name in FIGURES)
    return {name: number for name, number in found if number is not None}


def _read_results(path: Path, document: dict[str, Any], text: str) -> Loaded:
    where = f"{path}:{_line_of(text, 'benchmarks')}"
    results = benchmark_file.parse(document, where)
    found = Loaded([], results.context)
    for entry in results.entries:
        if entry.get("error_occurred"):
            continue
        binary = entry["name"].split("/", 1)[0]
        if binary in KERNELS:
            if entry.get("run_type") != "aggregate" or entry.get("aggregate_name") == "median":
                found.kernels.setdefault(binary, []).append(_kernel(entry))
        elif binary == "convergence" and entry.get("run_type") != "aggregate":
            found.runs.append(_result_run(entry, path, text))
    for run in found.runs:
        run.seconds_compare = results.seconds_compare
    return found


def _line_of(text: str, word: str) -> int:
    return text.count("\n", 0, max(text.find(f'"{word}"'), 0)) + 1


def _counters(entry: dict[str, Any]) -> dict[str, float]:
    numbers = ((name, finite(value)) for name, value in entry.items())
    return {name: number for name, number in numbers if number is not None}


def _kernel(entry: dict[str, Any]) -> Kernel:
    counters = _counters(entry)
    unit = {"s": 1.0, "ms": 1e-3, "us": 1e-6}.get(str(entry.get("time_unit")), 1e-9)
    for name in ("real_time", "cpu_time"):
        if name in counters:
            counters[name] *= unit
    suffix = f"_{entry.get('aggregate_name')}" if entry.get("run_type") == "aggregate" else ""
    name = str(entry.get("run_name") or entry["name"].removesuffix(suffix))
    # Google Benchmark's own endings say how time was taken, which is the same in every case.
    parts = [
        part
        for part in name.split("/")[1:]
        if part not in ("real_time", "manual_time", "process_time")
    ]
    return Kernel(parts, str(entry.get("label", "")), counters)


def _result_run(entry: dict[str, Any], path: Path, text: str) -> Run:
    try:
        case = named(entry["name"])
    except ValueError:
        raise BadInput(
            f"{path}:{_line_of(text, entry['name'])}: expected {EXPECTED}, got {entry['name'][:80]}"
        ) from None
    counters = _counters(entry)
    return Run(
        case=case,
        status=str(entry.get("label", "")),
        epochs=counters.get("epochs", 0.0),
        counters=counters,
        figures=_figures(counters),
    )
