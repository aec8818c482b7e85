"""scripts/grid gather: all runs of a grid in one traces file and one results file."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ravine import command
from ravine.command import BadInput
from ravine.files import RESULTS, TRACES, entry_of, make_folder, write_pieces
from ravine.grid.folder import Attempt, Grid
from ravine.grid.progress import of_attempts, without_course
from ravine.results.case import of_line

DESCRIPTION = """\
Merges the runs of all attempts into traces.jsonl and results.json, in the grid's order, and names what
is lost, mixed or doubled. Of a case that is there twice the last run counts. Runs of several commits
or settings are refused. So are runs of several builds or machines, whose seconds do not compare;
--counts merges them and marks their seconds. Exit status 1 where a case is lost; the others are
written all the same.
"""
NAMED = 5  # of what is lost or doubled
MARK = b',"seconds_compare":false}\n'
UNMARKED = "unknown"


@dataclass
class Found:
    """Where the run of a case lies, and what the results file says of it."""

    traces: Path
    start: int
    length: int
    entry: bytes
    counts: str  # what is equal for the same case on the same build
    alone: bool  # it had its cores for itself


@dataclass
class Merged:
    """The runs of a grid by their places in it, and what is wrong with them."""

    runs: list[Found | None]
    lost: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    doubled: dict[str, bool] = field(default_factory=dict)  # by name; whether the counts differ
    # What must be one, by its values: how many runs have each, and the traces of the first of them.
    commits: dict[str, list[Any]] = field(default_factory=dict)
    machines: dict[str, list[Any]] = field(default_factory=dict)
    settings: dict[str, dict[str, list[Any]]] = field(default_factory=dict)  # by data set
    contexts: dict[str, dict[str, Any]] = field(default_factory=dict)  # by machine
    hosts: dict[str, None] = field(default_factory=dict)


def collect(grid: Grid) -> Merged:
    """All runs of the grid; BadInput for a line that is no run of its job."""
    merged = Merged([None] * grid.head.cases)
    for job in grid.jobs():
        attempts = grid.attempts(job.number)
        places = dict(zip(job.cases, job.places, strict=True))
        for attempt in attempts:
            _add_attempt(merged, attempt, places)
        lost = [case for case, place in places.items() if merged.runs[place] is None]
        merged.lost += lost
        if lost:
            failed = of_attempts(job, attempts).failed
            merged.failed |= {case: failed[case] for case in lost if case in failed}
    return merged


def machine_of(facts: dict[str, Any]) -> dict[str, Any]:
    """What the bits or the seconds of an attempt depend on beside the sources."""
    context = facts.get("context")
    context = context if isinstance(context, dict) else {}
    build = {k: v for k, v in context.items() if k.startswith("fingerprint_") or k == "num_cpus"}
    return {"processor": facts.get("processor", UNMARKED), **build}


def _add_attempt(merged: Merged, attempt: Attempt, places: dict[str, int]) -> None:
    machine = json.dumps(machine_of(attempt.facts), sort_keys=True)
    alone = attempt.facts.get("cores") is not None
    for start, text in attempt.lines():
        name, line = _read(attempt, start, text, places)
        entry = entry_of(line)
        if entry is None:
            raise BadInput(f"{attempt.traces}: expected the counters of {name} in its line")
        counted = ("f_evals", "g_evals", "value", "label")
        found = Found(
            attempt.traces,
            start,
            len(text),
            json.dumps(entry).encode(),
            json.dumps([entry.get(one) for one in counted]),
            alone,
        )
        if (before := merged.runs[places[name]]) is not None:
            merged.doubled[name] = before.counts != found.counts
        merged.runs[places[name]] = found
        _count(merged.commits, str(line.get("commit", UNMARKED)), attempt)
        _count(merged.machines, machine, attempt)
        # A user's data has its own settings beside those of all runs.
        data = line["problem"] if line["problem"].startswith("data:") else ""
        _count(merged.settings.setdefault(data, {}), str(line.get("settings", "")), attempt)
        merged.hosts[str(attempt.facts.get("host", UNMARKED))] = None
        context = attempt.facts.get("context")
        merged.contexts.setdefault(machine, context if isinstance(context, dict) else {})


def _read(
    attempt: Attempt, start: int, text: bytes, places: dict[str, int]
) -> tuple[str, dict[str, Any]]:
    try:
        line = without_course(text)
        name = of_line(line).name
    except (ValueError, TypeError, KeyError):
        name, line = "", {}
    if name not in places:
        number = attempt.traces.read_bytes().count(b"\n", 0, start) + 1
        said = f"a run of job {attempt.job} as one JSON object"
        raise BadInput(
            f"{attempt.traces}:{number}: expected {said}, got {name or 'something else'}"
        )
    return name, line


def _count(values: dict[str, list[Any]], value: str, attempt: Attempt) -> None:
    known = values.setdefault(value, [0, attempt.traces])
    known[0] += 1


def refuse_mixed(merged: Merged, counts_too: bool) -> None:
    """Raises BadInput where the runs are no one comparison."""
    kinds = {"commits": merged.commits, "machines or builds": merged.machines}
    kinds |= {f"settings{f' of {name}' if name else ''}": s for name, s in merged.settings.items()}
    for kind, values in kinds.items():
        if len(values) < 2 or kind.startswith("machines") and counts_too:
            continue
        first, *others = values.items()
        parts = [
            f"{count} of {_difference(value, first[0])} in {path}, ..."
            for value, (count, path) in others
        ]
        way = "; --counts merges their counts" if kind.startswith("machines") else ""
        raise BadInput(
            f"mixed {kind}: {first[1][0]} runs of {_difference(first[0], others[0][0])}, but "
            f"{' and '.join(parts)}; remove the files of those that are not wanted, and "
            f"scripts/grid missing tells what is to be run again{way}"
        )


def _difference(value: str, other: str) -> str:
    """Of facts, those that the other value has otherwise."""
    if not value.startswith("{"):
        return value
    mine, theirs = json.loads(value), json.loads(other)
    names = [name for name in mine | theirs if mine.get(name) != theirs.get(name)]
    return ", ".join(f"{name.replace('_', ' ')} {mine.get(name)}" for name in names)


def tell(merged: Merged) -> None:
    """Names on standard error what is lost or doubled."""

    def line(word: str, names: list[str]) -> None:
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        print(f"{word}: {', '.join(names[:NAMED])}{more}", file=sys.stderr)

    lost = [name for name in merged.lost if name not in merged.failed]
    if lost:
        line(f"lost ({len(lost)})", lost)
    for name, why in list(merged.failed.items())[:NAMED]:
        print(f"failed: {name}: {why}", file=sys.stderr)
    if len(merged.failed) > NAMED:
        print(f"failed: {len(merged.failed) - NAMED} more", file=sys.stderr)
    differing = [name for name, differs in merged.doubled.items() if differs]
    alike = [name for name in merged.doubled if name not in differing]
    if alike:
        line(f"doubled, with equal counts ({len(alike)})", alike)
    if differing:
        line(
            f"doubled, with other counts, of which the last is taken ({len(differing)})", differing
        )


def context_of(merged: Merged, compare: bool) -> dict[str, Any]:
    """One context for all: what the machines have in common, and whether seconds compare."""
    first, *others = merged.contexts.values()
    common = {k: v for k, v in first.items() if all(o.get(k) == v for o in others)}
    return common | {"host_name": ", ".join(merged.hosts), "seconds_compare": compare}


def traces_of(runs: list[Found], several: bool) -> Iterator[bytes]:
    """The lines of the traces file."""
    path, lines = Path(), None
    try:
        for run in runs:
            if lines is None or run.traces != path:
                if lines is not None:
                    lines.close()
                path, lines = run.traces, run.traces.open("rb")
            lines.seek(run.start)
            text = lines.read(run.length)
            yield text if run.alone and not several else text.rstrip()[:-1] + MARK
    finally:
        if lines is not None:
            lines.close()


def results_of(runs: list[Found], context: dict[str, Any]) -> Iterator[bytes]:
    """The pieces of the results file."""
    yield f'{{"context": {json.dumps(context, indent=1)},\n"benchmarks": [\n'.encode()
    for i, run in enumerate(runs):
        yield (b",\n" if i else b"") + run.entry
    yield b"\n]}\n"


def main(arguments: list[str]) -> int:
    parser = command.Parser(prog="scripts/grid gather", description=DESCRIPTION)
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument(
        "--output", metavar="FOLDER", type=Path, help="where the files go (default: DIR)"
    )
    parser.add_argument(
        "--counts", action="store_true", help="merge the counts of several machines or builds"
    )
    options = parser.parse_args(arguments)
    merged = collect(Grid(options.folder))
    refuse_mixed(merged, options.counts)
    tell(merged)
    runs = [run for run in merged.runs if run is not None]
    if not runs:
        raise BadInput(f"{options.folder}: expected finished runs, found none")
    several = len(merged.machines) > 1
    compare = not several and all(run.alone for run in runs)
    output = options.output or options.folder
    make_folder(output)
    write_pieces(output / "traces.jsonl", traces_of(runs, several), TRACES)
    write_pieces(output / "results.json", results_of(runs, context_of(merged, compare)), RESULTS)
    shown = "" if compare else "; their seconds do not compare"
    print(
        f"written to {output}: traces.jsonl, results.json; {len(runs)} of {len(merged.runs)} runs, "
        f"hosts: {len(merged.hosts)}{shown}"
    )
    return 1 if merged.lost else 0
