"""The history of results in SQLite: what was measured at which commit, and where it changed."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import numpy as np

from ravine.command import BadInput, Parser
from ravine.files import PAGE, ROOT, keep, parse_json
from ravine.results import benchmark_file
from ravine.tables.cost import ROUNDS
from ravine.track import build, history_page
from ravine.track.changepoint import pelt
from ravine.track.history_page import Point

SCHEMA = 1
DEFAULT = ROOT / "results" / "history.sqlite"
BUSY_SECONDS = 30.0  # how long a writer waits for another
TABLES = (
    "CREATE TABLE record (id INTEGER PRIMARY KEY, time TEXT NOT NULL, 'commit' TEXT NOT NULL, "
    "fingerprint TEXT NOT NULL)",
    "CREATE TABLE sample (record INTEGER NOT NULL REFERENCES record (id), name TEXT NOT NULL, "
    "repetition INTEGER NOT NULL, label TEXT NOT NULL, measures TEXT NOT NULL)",
    "CREATE INDEX sample_of_name ON sample (name, record)",
)
NOT_MEASURES = ("family_index", "per_family_instance_index", "repetitions", "repetition_index")
# What is left out of runs whose seconds do not compare.
TIMES = ("real_time", "cpu_time", "seconds", "cpu_seconds", "seconds_to_target")
# Counters that repeat to the bit, so that any difference is a change; the others are times, whose
# changes only statistics can tell from noise.
EXACT = (
    *("f_evals", "g_evals", "epochs", "steps", "value", "gap", "solved", "f_evals_to_target"),
    *("non_finite_evals", "monitor_evals", "sign_changes", "zero_one", "test_value", "test_error"),
    *ROUNDS,
)
BARS = "▁▂▃▄▅▆▇█"


def connect(path: Path) -> sqlite3.Connection:
    """The database, made where there is none; raises BadInput for one that cannot be used."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        _write_ahead(database)
        database.execute("PRAGMA synchronous = FULL")
        _make_tables(path, database)
        return database
    except (sqlite3.Error, OSError) as error:
        raise BadInput(f"{path}: expected a history in SQLite ({error})") from None


def _write_ahead(database: sqlite3.Connection) -> None:
    """Asks for a write-ahead log. When two processes change the mode of a new file at once, SQLite
    refuses one at once and does not wait, because each holds the lock that the other needs.
    """
    end = monotonic() + BUSY_SECONDS
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() >= end:
                raise
        sleep(0.01)


def _make_tables(path: Path, database: sqlite3.Connection) -> None:
    """Two writers may come at once: the one that locks first makes the tables."""
    database.execute("BEGIN IMMEDIATE")
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version == 0:
        for table in TABLES:
            database.execute(table)
        database.execute(f"PRAGMA user_version = {SCHEMA}")
    database.execute("COMMIT")
    if version not in (0, SCHEMA):
        database.close()
        raise BadInput(f"{path}: expected a history of schema {SCHEMA}, got {version}")


def add(path: Path, results: Path, commit: str) -> int:
    """Adds all cases of a results file in one transaction; how many there were."""
    found = benchmark_file.read(results)
    samples = [
        (
            entry["name"],
            _repetition(entry),
            str(entry.get("label", "")),
            json.dumps(_measures(entry, () if found.seconds_compare else TIMES)),
        )
        for entry in found.measured()
    ]
    if len({sample[:2] for sample in samples}) < len(samples):
        raise BadInput(f"{results}: two cases have the same name")
    if not samples:
        raise BadInput(f"{results}: expected results, found no case that was measured")
    fingerprint = json.dumps(found.fingerprint, sort_keys=True)
    with closing(connect(path)) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
            record = database.execute(
                "INSERT INTO record (time, 'commit', fingerprint) VALUES (?, ?, ?)",
                (str(found.context.get("date", "")), commit, fingerprint),
            ).lastrowid
            database.executemany(
                "INSERT INTO sample VALUES (?, ?, ?, ?, ?)",
                [(record, *sample) for sample in samples],
            )
            database.execute("COMMIT")
        except sqlite3.Error as error:  # closing without COMMIT rolls back
            raise BadInput(f"{path}: cannot be written ({error})") from None
    return len(samples)


def _repetition(entry: dict[str, Any]) -> int:
    number = entry.get("repetition_index", 0)
    return number if isinstance(number, int) and 0 <= number < 2**31 else 0


def _measures(entry: dict[str, Any], without: tuple[str, ...]) -> dict[str, float]:
    """Every number of an entry that was measured: counters, and times where they compare."""
    return {
        name: float(value)
        for name, value in entry.items()
        if isinstance(value, (int, float))
        and not isinstance(value, bool)
        and name not in (*NOT_MEASURES, *without)
    }


def series(path: Path, case: str, measure: str) -> list[Point]:
    """A measure of a case, the oldest record first; the median where it was repeated."""
    if not path.exists():
        raise BadInput(f"{path}: is missing; scripts/track record makes it")
    found: dict[int, tuple[tuple[str, str, str], list[float]]] = {}
    with closing(connect(path)) as database:
        try:
            rows = database.execute(
                "SELECT record.id, record.'commit', record.time, record.fingerprint, "
                "sample.measures FROM sample JOIN record ON record.id = sample.record "
                "WHERE sample.name = ? ORDER BY record.id",
                (case,),
            ).fetchall()
        except sqlite3.Error as error:
            raise BadInput(f"{path}: cannot be read ({error})") from None
    for record, commit, time, fingerprint, measures in rows:
        value = parse_json(measures).get(measure)
        if value is not None and np.isfinite(value):
            found.setdefault(record, ((commit, time, fingerprint), []))[1].append(value)
    return [
        Point(commit, time, float(np.median(values)), fingerprint)
        for (commit, time, fingerprint), values in found.values()
    ]


def case_names(path: Path) -> list[str]:
    """Every case that has a record."""
    if not path.exists():
        raise BadInput(f"{path}: is missing; scripts/track record makes it")
    with closing(connect(path)) as database:
        try:
            rows = database.execute("SELECT DISTINCT name FROM sample ORDER BY name").fetchall()
        except sqlite3.Error as error:
            raise BadInput(f"{path}: cannot be read ({error})") from None
    return [name for (name,) in rows]


def starts_of(points: list[Point], measure: str) -> list[int]:
    """At which records the measure changed: of a count everywhere where it differs from the record
    before, of a time where PELT finds a change.
    """
    values = [point.value for point in points]
    if measure in EXACT:
        return [i for i in range(1, len(values)) if values[i] != values[i - 1]]
    return pelt(np.array(values))


def drawn(points: list[Point], starts: list[int]) -> str:
    """The series as one line of bars, then a line for each change, named by its commit."""
    values = np.array([point.value for point in points])
    low, high = float(values.min()), float(values.max())
    steps = (values - low) / ((high - low) or 1.0) * (len(BARS) - 1)
    lines = [
        "".join(BARS[round(step)] for step in steps),
        f"{len(points)} records, from {low:.6g} to {high:.6g}",
        *(changes(points, starts) or ["no change"]),
    ]
    return "\n".join(lines) + "\n"


def changes(points: list[Point], starts: list[int]) -> list[str]:
    """A line for each change, named by its commit; it says where the compiler, a library or the
    machine changed with it.
    """
    values = np.array([point.value for point in points])
    lines = []
    bounds = [0, *starts, len(points)]
    for begin, start, end in zip(bounds, bounds[1:], bounds[2:]):
        before, after = values[begin:start], values[start:end]
        constant = before.min() == before.max() and after.min() == after.max()
        share = f" ({after.mean() / before.mean() - 1:+.1%})" if before.mean() else ""
        point = points[start]
        other = point.fingerprint != points[start - 1].fingerprint
        lines.append(
            f"change at {point.commit} ({point.time}): {'' if constant else 'mean '}"
            f"{_shown(before.mean())} -> {_shown(after.mean())}{share}"
            + (", with another fingerprint" if other else "")
        )
    return lines


def _shown(value: float) -> str:
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e9 else f"{value:.6g}"


def changed_cases(path: Path, measure: str) -> str:
    """A line for each change of any case, and how many of the cases with that measure changed."""
    found = {name: series(path, name, measure) for name in case_names(path)}
    found = {name: points for name, points in found.items() if points}
    lines, changed = [], 0
    for name, points in found.items():
        told = changes(points, starts_of(points, measure))
        lines += [f"- {name}: {change}" for change in told]
        changed += bool(told)
    return "\n".join([*lines, "", f"{measure}: {changed} of {len(found)} cases changed"]) + "\n"


def commit_of(results: Path, given: str | None) -> str:
    """The hash that the results are of: as they name it, or as `given`, HEAD say. Raises BadInput
    where both say it otherwise, or neither.
    """
    named = benchmark_file.read(results).commit
    short = build.commit(given)[: build.DIGITS] if given else named
    if "unknown" not in (named, short) and named != short:
        raise BadInput(f"--commit {given}: is {short}, but {results} names {named}")
    if short == "unknown":
        raise BadInput(f"{results}: names no commit; expected --commit beside it")
    return short


def record(arguments: list[str]) -> int:
    """scripts/track record."""
    parser = Parser("scripts/track record", description="Adds results to the history.")
    parser.add_argument("results", type=Path, metavar="RESULTS.json")
    parser.add_argument("--history", type=Path, default=DEFAULT)
    parser.add_argument("--commit", help="of results that name none themselves")
    options = parser.parse_args(arguments)
    commit = commit_of(options.results, options.commit)
    count = add(options.history, options.results, commit)
    print(f"{options.history}: {count} cases of {commit}")
    return 0


def show(arguments: list[str]) -> int:
    """scripts/track history."""
    parser = Parser("scripts/track history", description="Draws a case and where it changed.")
    parser.add_argument(
        "case", metavar="CASE", nargs="?", help="as in the results; without, all that changed"
    )
    parser.add_argument("--measure", default="f_evals", help="any counter, real_time, cpu_time")
    parser.add_argument("--history", type=Path, default=DEFAULT)
    parser.add_argument("--page", type=Path, help="the same as an HTML page that needs no network")
    options = parser.parse_args(arguments)
    if options.case is None:
        if options.page:
            raise BadInput("--page: expected a CASE, which it draws")
        print(changed_cases(options.history, options.measure), end="")
        return 0
    points = series(options.history, options.case, options.measure)
    if not points:
        raise BadInput(f"{options.history}: has no {options.measure} of {options.case}")
    starts = starts_of(points, options.measure)
    if options.page:
        title = f"{options.case}, {options.measure}"
        keep(options.page, history_page.page(points, starts, changes(points, starts), title), PAGE)
    print(f"{options.case}, {options.measure}\n{drawn(points, starts)}", end="")
    return 0
