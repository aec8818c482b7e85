"""Runs, read from Google Benchmark's results (JSON) or from traces (JSON Lines)."""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ravine_scripts.command import BadInput


class Case(NamedTuple):
    """What a run is a run of; the same case in two files is the same run."""

    problem: str
    method: str
    gradient: str
    backend: str
    threads: int
    seed: int


@dataclass
class Trace:
    """The recorded course of a run: three arrays of one length, NaN where nothing is known."""

    f_evals: np.ndarray
    seconds: np.ndarray
    best: np.ndarray
    f_start: float | None
    target: float | None


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

    @property
    def value(self) -> float | None:
        """The smallest finite value that the run has seen."""
        if self.trace is not None and np.isfinite(self.trace.best).any():
            return float(np.nanmin(self.trace.best))
        return finite(self.counters.get("value"))


@dataclass
class Loaded:
    """Everything that the given files hold. `context` is that of the first results file."""

    runs: list[Run]
    context: dict[str, Any]


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
    context: dict[str, Any] = {}
    for path in paths:
        found = _read(path)
        context = context or found.context
        for run in found.runs:
            known = runs.get(run.case)
            runs[run.case] = _merge(known, run) if known else run
    return Loaded(list(runs.values()), context)


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
    )


def _read(path: Path) -> Loaded:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}:1: expected JSON, found bytes that are no text") from None
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        first = text.split("\n", 1)[0].strip()
        if first.startswith("{") and first.endswith("}"):
            return Loaded(_read_traces(path, text), {})
        raise BadInput(f"{path}:{error.lineno}: expected JSON, {error.msg.lower()}") from None
    if isinstance(document, dict) and "benchmarks" in document:
        return _read_results(path, document, text)
    if isinstance(document, dict) and "problem" in document:
        return Loaded(_read_traces(path, text), {})
    raise BadInput(f"{path}:1: expected benchmark results or a trace a line")


def _read_traces(path: Path, text: str) -> list[Run]:
    lines = text.split("\n")
    cut_short = lines.pop()
    runs = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            runs.append(_trace_run(line, f"{path}:{number}"))
    if cut_short.strip():
        try:
            runs.append(_trace_run(cut_short, f"{path}:{len(lines) + 1}"))
        except BadInput as error:
            # A run that was killed while it was written; those before it are whole.
            if not runs:
                raise
            print(f"note: {error}; the line has no end and is left out", file=sys.stderr)
    return runs


def _trace_run(line: str, where: str) -> Run:
    try:
        item = json.loads(line)
        case = Case(
            problem=str(item["problem"]),
            method=str(item["method"]),
            gradient=str(item["gradient"]),
            backend=str(item["backend"]),
            threads=int(item["threads"]),
            seed=int(item["seed"]),
        )
        arrays = [np.array(item[name], dtype=float) for name in ("f_evals", "seconds", "best")]
        epochs = np.array(item.get("epochs", []), dtype=float)
    except (ValueError, TypeError) as error:
        raise BadInput(f"{where}: expected a run as one JSON object ({error})") from None
    except KeyError as error:
        raise BadInput(f"{where}: expected a run with the field {error}") from None
    if any(array.ndim != 1 or array.shape != arrays[0].shape for array in arrays):
        raise BadInput(f"{where}: expected f_evals, seconds and best of one length")
    dimension = finite(item.get("dimension"))
    return Run(
        case=case,
        status=str(item.get("status", "")),
        dimension=None if dimension is None else int(dimension),
        f_star=finite(item.get("f_star")),
        epochs=float(epochs[-1]) if epochs.size and np.isfinite(epochs[-1]) else 0.0,
        trace=Trace(
            f_evals=arrays[0],
            seconds=arrays[1],
            best=arrays[2],
            f_start=finite(item.get("f_start")),
            target=finite(item.get("target")),
        ),
    )


def _read_results(path: Path, document: dict[str, Any], text: str) -> Loaded:
    entries = document["benchmarks"]
    if not isinstance(entries, list):
        raise BadInput(f"{path}:{_line_of(text, 'benchmarks')}: expected a list of benchmarks")
    runs = []
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            line = _line_of(text, "benchmarks")
            raise BadInput(f"{path}:{line}: expected benchmarks that each have a name")
        if entry.get("run_type") == "aggregate" or entry.get("error_occurred"):
            continue
        if entry["name"].startswith("convergence/"):
            runs.append(_result_run(entry, f"{path}:{_line_of(text, entry['name'])}"))
    context = document.get("context")
    return Loaded(runs, context if isinstance(context, dict) else {})


def _line_of(text: str, word: str) -> int:
    return text.count("\n", 0, max(text.find(f'"{word}"'), 0)) + 1


def _result_run(entry: dict[str, Any], where: str) -> Run:
    parts = entry["name"].split("/")
    try:
        problem, method, gradient, executor, seed = parts[1:6]
        backend, threads = executor.rsplit(":", 1)
        if not seed.startswith("seed:"):
            raise ValueError
        case = Case(problem, method, gradient, backend, int(threads), int(seed[5:]))
    except ValueError:
        raise BadInput(
            f"{where}: expected convergence/<problem>/<method>/<gradient>/<backend>:<threads>"
            f"/seed:<k>, got {entry['name']}"
        ) from None
    counters = {
        name: number for name, value in entry.items() if (number := finite(value)) is not None
    }
    return Run(
        case=case,
        status=str(entry.get("label", "")),
        epochs=counters.get("epochs", 0.0),
        counters=counters,
    )
