"""The history: no record is lost or half there, and changes are found where they are."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from ravine.command import BadInput
from ravine.files import ROOT
from ravine.track import build, history, history_page
from ravine.track.__main__ import main
from ravine.track.changepoint import MIN_SIZE, PENALTY, pelt

CASE = "convergence/sphere/lbfgs/analytic/serial:1/seed:1"


def results(folder, f_evals=12.0, cases=1, compiler="gcc 12", commit="unknown", **changed):
    path = folder / "results.json"
    context = {"date": "2026-01-01", "fingerprint_compiler": compiler, "commit": commit}
    entry = {"name": CASE, "label": "converged", "f_evals": f_evals, "real_time": 1.5} | changed
    entries = [entry | {"name": f"{CASE}{i or ''}"} for i in range(cases)]
    path.write_text(json.dumps({"context": context, "benchmarks": entries}))
    return path


def exhaustive(series, penalty):
    """The least cost over all segmentations, by optimal partitioning without pruning, from the
    definition of the normal likelihood."""

    def cost(part):
        variance = max(np.var(part), floor)
        return len(part) * np.log(variance) + np.sum((part - np.mean(part)) ** 2) / variance

    n = len(series)
    floor = (1e-4 * np.median(np.abs(series))) ** 2
    best, cuts = [-penalty] + [np.inf] * n, [[] for _ in range(n + 1)]
    for t in range(MIN_SIZE, n + 1):
        for s in range(t - MIN_SIZE + 1):
            total = best[s] + cost(series[s:t]) + penalty
            if total < best[t] - 1e-9:
                best[t], cuts[t] = total, cuts[s] + ([s] if s else [])
    return cuts[n]


@pytest.mark.parametrize("seed", range(40))
def test_pruning_loses_no_optimum(seed):
    random = np.random.default_rng(seed)
    lengths = random.integers(3, 20, size=4)
    means, scales = random.uniform(10, 14, size=4), random.uniform(0.1, 1.5, size=4)
    parts = [random.normal(m, s, n) for m, s, n in zip(means, scales, lengths)]
    series = np.concatenate(parts)
    for penalty in (0.5, 4.0, PENALTY * np.log(len(series))):
        assert pelt(series, penalty) == exhaustive(series, penalty)


def test_a_step_is_found_and_noise_is_not():
    random = np.random.default_rng(7)
    found = alarms = 0
    for _ in range(100):
        noise = 100 * np.exp(random.normal(0, 0.02, 60))
        alarms += bool(pelt(noise))
        noise[40:] *= 1.1
        found += any(abs(start - 40) <= 1 for start in pelt(noise))
    assert found >= 98
    assert alarms <= 5


def test_a_slow_drift_is_found():
    random = np.random.default_rng(8)
    drift = 100 * np.exp(0.002 * np.arange(100) + random.normal(0, 0.02, 100))
    assert pelt(drift)


def test_an_exact_series_changes_where_it_does_and_nowhere_else():
    assert pelt(np.full(50, 12.0)) == []
    assert pelt(np.zeros(50)) == []
    assert pelt(np.array([12.0] * 20 + [13.0] * 20 + [12.0] * 20)) == [20, 40]
    assert pelt(np.array([1.0, 2.0])) == []


def test_a_change_is_named_by_its_commit(tmp_path, capsys):
    database = tmp_path / "history.sqlite"
    for number in range(16):
        made = results(tmp_path, f_evals=12.0 + (number >= 9), commit=f"c{number}")
        assert main(["record", str(made), "--history", str(database)]) == 0
    capsys.readouterr()
    assert main(["history", CASE, "--history", str(database)]) == 0
    said = capsys.readouterr().out
    assert "change at c9 (2026-01-01): 12 -> 13 (+8.3%)" in said
    assert "▁" * 9 + "█" * 7 in said
    page = tmp_path / "page.html"
    assert main(["history", CASE, "--history", str(database), "--page", str(page)]) == 0
    assert ">c9</text>" in page.read_text()
    capsys.readouterr()
    assert main(["history", CASE, "--measure", "real_time", "--history", str(database)]) == 0
    assert "no change" in capsys.readouterr().out


def test_seconds_that_do_not_compare_are_not_recorded(tmp_path):
    database = tmp_path / "history.sqlite"
    made = results(tmp_path, f_evals=12.0)
    document = json.loads(made.read_text())
    document["context"]["seconds_compare"] = False
    document["benchmarks"][0] |= {"seconds": 1.0, "cpu_seconds": 1.0, "real_time": 1.0}
    made.write_text(json.dumps(document))
    history.add(database, made, "c0")
    assert [point.value for point in history.series(database, CASE, "f_evals")] == [12.0]
    for measure in history.TIMES:
        assert history.series(database, CASE, measure) == []


def test_all_cases_that_changed_are_named(tmp_path, capsys):
    database = tmp_path / "history.sqlite"
    for number in range(16):
        made = results(tmp_path, f_evals=12.0 + (number >= 9), real_time=1.5)
        entries = json.loads(made.read_text())
        entries["benchmarks"].append(entries["benchmarks"][0] | {"name": "steady", "f_evals": 7.0})
        made.write_text(json.dumps(entries))
        history.add(database, made, f"c{number}")
    assert main(["history", "--history", str(database)]) == 0
    first, _, last = capsys.readouterr().out.splitlines()
    assert first.startswith(f"- {CASE}: change at c9 ") and not first.endswith("fingerprint")
    assert last == "f_evals: 1 of 2 cases changed"
    assert main(["history", "--history", str(database), "--measure", "g_evals"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "g_evals: 0 of 0 cases changed"
    with pytest.raises(BadInput, match="expected a CASE"):
        main(["history", "--history", str(database), "--page", str(tmp_path / "page.html")])


def test_a_change_says_where_the_fingerprint_changed_with_it(tmp_path, capsys):
    database = tmp_path / "history.sqlite"
    for number in range(16):
        later = number >= 9
        made = results(tmp_path, 12.0 + later, compiler="gcc 13" if later else "gcc 12")
        history.add(database, made, f"c{number}")
    assert main(["history", CASE, "--history", str(database)]) == 0
    assert "(+8.3%), with another fingerprint" in capsys.readouterr().out


def test_a_count_changes_at_its_own_commit_however_often_it_does():
    counts = [201, 201, 201, 201, 20_000, 20_000, 201]
    points = [history.Point(f"c{i}", "", float(count)) for i, count in enumerate(counts)]
    starts = history.starts_of(points, "f_evals")
    assert starts == [4, 6]
    first, second = history.changes(points, starts)
    assert first.startswith("change at c4 (): 201 -> 20000 ")
    assert second.startswith("change at c6 (): 20000 -> 201 ")


def test_a_commit_is_recorded_by_its_hash(tmp_path, capsys):
    database, made = tmp_path / "history.sqlite", results(tmp_path)
    head = build.git("rev-parse", "--short=12", "HEAD")
    line = ["record", str(made), "--history", str(database)]
    assert main([*line, "--commit", "HEAD"]) == 0
    assert [point.commit for point in history.series(database, CASE, "f_evals")] == [head]
    with pytest.raises(BadInput, match="no-such: expected a commit"):
        main([*line, "--commit", "no-such"])
    with pytest.raises(BadInput, match="names no commit"):
        main(line)
    results(tmp_path, commit="123456789abc-dirty")
    with pytest.raises(BadInput, match=f"HEAD: is {head}, but .* names 123456789abc-dirty"):
        main([*line, "--commit", "HEAD"])
    assert main(line) == 0
    assert history.series(database, CASE, "f_evals")[-1].commit == "123456789abc-dirty"


def test_a_page_of_a_thousand_records_is_less_than_a_megabyte():
    random = np.random.default_rng(3)
    times = 100 * np.exp(random.normal(0, 0.02, 1000)) * (1 + 0.2 * (np.arange(1000) >= 600))
    points = [
        history.Point(f"{i:012x}", "2026-01-01T00:00:00+00:00", time)
        for i, time in enumerate(times)
    ]
    starts = history.starts_of(points, "real_time")
    assert [abs(start - 600) <= 1 for start in starts] == [True]
    text = history_page.page(points, starts, history.changes(points, starts), "a <case>")
    assert len(text.encode()) <= 1_000_000
    assert text.count("<circle") == 1000 and text.count('class="change"') == 1
    assert "a &lt;case&gt;" in text
    assert "<script" not in text and "http" not in text.replace("http://www.w3.org", "")


def test_no_text_breaks_out_of_the_page():
    points = [history.Point("<i>", "<b>", 1.0), history.Point("<i>2", "<b>", 2.0)]
    text = history_page.page(points, [1], ["<u>"], "<s>")
    assert all(tag not in text for tag in ("<i>", "<b>", "<u>", "<s>"))
    # The title and the heading; a change; two rows; two dots with one mark.
    assert [text.count(f"&lt;{tag}&gt;") for tag in "subi"] == [2, 1, 2, 5]


def test_records_of_one_commit_stand_at_one_place():
    points = [history.Point(commit, "", 1.0) for commit in ("a", "a", "b")]
    assert history_page.drawing(points, []).count('cx="48.0"') == 2


def test_two_processes_that_write_lose_nothing(tmp_path):
    database = tmp_path / "history.sqlite"
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    line = [sys.executable, "-m", "ravine.track", "record", "--history", str(database)]
    for number in range(5):
        made = {w: results(tmp_path / w, cases=20, commit=f"{number}{w}") for w in "ab"}
        writers = [
            subprocess.Popen(
                [*line, str(made[writer])],
                stdout=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": str(ROOT / "scripts")},
            )
            for writer in "ab"
        ]
        assert [writer.wait() for writer in writers] == [0, 0]
    commits = sorted(point.commit for point in history.series(database, CASE, "f_evals"))
    assert commits == sorted(f"{number}{writer}" for number in range(5) for writer in "ab")


def test_threads_that_write_lose_nothing(tmp_path):
    database, made = tmp_path / "history.sqlite", results(tmp_path, cases=20)
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda i: history.add(database, made, f"c{i}"), range(40)))
    assert counts == [20] * 40
    assert len(history.series(database, CASE, "f_evals")) == 40


def test_a_killed_writer_leaves_whole_records_only(tmp_path):
    database, made = tmp_path / "history.sqlite", results(tmp_path, cases=500)
    history.add(database, made, "first")
    program = (
        "import sys; from pathlib import Path; from ravine.track import history\n"
        "while True: print(history.add(Path(sys.argv[1]), Path(sys.argv[2]), 'c'), flush=True)"
    )
    random = np.random.default_rng(1)
    whole = 1
    for _ in range(50):
        writer = subprocess.Popen(
            [sys.executable, "-c", program, str(database), str(made)],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT / "scripts")},
        )
        whole += bool(writer.stdout.readline())  # it is in the middle of its work
        time.sleep(random.uniform(0, 0.05))
        writer.send_signal(signal.SIGKILL)
        whole += len(writer.stdout.read().splitlines())
        writer.wait()
        with sqlite3.connect(database) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            counts = connection.execute(
                "SELECT count(sample.name) FROM record LEFT JOIN sample ON record = id GROUP BY id"
            ).fetchall()
        assert len(counts) >= whole  # one more where it was killed between COMMIT and print
        assert set(counts) == {(500,)}


def test_a_database_that_cannot_be_used_is_refused(tmp_path, monkeypatch):
    made = results(tmp_path)
    corrupt = tmp_path / "corrupt.sqlite"
    corrupt.write_bytes(b"no database at all" * 100)
    with pytest.raises(BadInput, match="expected a history"):
        history.add(corrupt, made, "c")
    torn = tmp_path / "torn.sqlite"
    history.add(torn, results(tmp_path, cases=200), "c")
    with torn.open("r+b") as file:  # the header whole, the rest lost
        file.truncate(torn.stat().st_size // 3)
    with pytest.raises(BadInput, match="torn.sqlite: "):
        history.series(torn, CASE, "f_evals")
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("PRAGMA user_version = 9")
    with pytest.raises(BadInput, match="schema 1, got 9"):
        history.add(other, made, "c")
    monkeypatch.setattr(history, "BUSY_SECONDS", 0.05)
    locked = tmp_path / "locked.sqlite"
    history.add(locked, made, "c")
    holder = sqlite3.connect(locked, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(BadInput, match="locked"):
        history.add(locked, made, "d")
    holder.execute("ROLLBACK")
    assert len(history.series(locked, CASE, "f_evals")) == 1


def test_results_that_cannot_be_recorded_change_nothing(tmp_path):
    database = tmp_path / "history.sqlite"
    broken = tmp_path / "broken.json"
    for text in ("{", "[]", '{"benchmarks": []}', '{"benchmarks": [{"name": "a"}, {"name": "a"}]}'):
        broken.write_text(text)
        with pytest.raises(BadInput):
            history.add(database, broken, "c")
    assert not database.exists()
    with pytest.raises(BadInput, match="is missing"):
        history.series(database, CASE, "f_evals")
