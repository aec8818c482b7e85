"""scripts/bench and its folders: nothing is overwritten, and --resume finds what was left."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from ravine import bench
from ravine.command import BadInput
from ravine.comparison import listed_runs
from ravine.files import ROOT, entries_of, locked
from ravine.plan import Part
from ravine.results import catalogue, folders
from ravine.tests.binary import CONVERGENCE, needs_convergence, trace_lines
from ravine.tests.made import listing, trace, write_traces

pytestmark = needs_convergence
GRID = ["--methods=lbfgs", "--problems=sphere,booth"]
SLOW = ["--methods=random_search", "--problems=sphere", "--max_evaluations=3000000"]


@pytest.fixture(name="results")
def _results(tmp_path, monkeypatch):
    """A results folder of the test's own."""
    folder = tmp_path / "results"
    monkeypatch.setattr(folders, "RESULTS", folder)
    monkeypatch.setattr(bench, "build", lambda *_: None)
    return folder


def names(path):
    return sorted(entry["name"] for entry in json.loads(path.read_text())["benchmarks"])


def test_each_comparison_has_a_folder_of_its_own(results):
    assert bench.main(GRID) == 0
    latest = results / "latest"
    first = latest.resolve()
    assert latest.is_symlink() and os.readlink(latest) == first.name
    assert first.name.startswith("comparison-20")
    before = (first / "results.json").read_text()
    assert bench.main([*GRID, "--seeds=2"]) == 0
    assert latest.resolve() != first
    assert (first / "results.json").read_text() == before


def test_bad_input_leaves_no_folder_and_the_link_as_it_was(results):
    assert bench.main(GRID) == 0
    kept = sorted(results.iterdir())
    assert bench.main(["--methods=unknown", "--problems=sphere"]) == 2
    with pytest.raises(BadInput, match="no run is left"):
        bench.main([*GRID, "--benchmark_filter=nothing"])
    assert sorted(results.iterdir()) == kept


def test_files_of_others_in_the_folder_are_left_alone(results, tmp_path):
    out = tmp_path / "project"
    out.mkdir()
    for name in ("results.json", "traces.jsonl", "table.md", "report.html"):
        (out / name).write_text("of somebody else\n")
        with pytest.raises(BadInput, match=f"{name}:1: expected"):
            bench.main([*GRID, f"--output={out}"])
        assert (out / name).read_text() == "of somebody else\n"
        (out / name).unlink()
    assert list(out.iterdir()) == []


def test_a_folder_named_latest_is_kept_under_another_name(results):
    (results / "latest").mkdir(parents=True)
    (results / "latest" / "gate.json").write_text("{}")
    assert bench.main(GRID) == 0
    assert (results / "latest").is_symlink()
    (kept,) = results.glob("earlier-*/latest/gate.json")
    assert kept.read_text() == "{}"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_resuming_after_a_signal_loses_no_result(results, number):
    grid = [*SLOW, "--seeds=1,2,3,4,5,6"]
    program = (
        "import sys; from pathlib import Path; from ravine import bench\nfrom ravine.results import folders\n"
        "bench.build = lambda *_: None\n"
        f"folders.RESULTS = Path({str(results)!r})\n"
        f"sys.exit(bench.main({grid!r}))"
    )
    env = os.environ | {"PYTHONPATH": str(ROOT / "scripts")}
    with subprocess.Popen([sys.executable, "-c", program], env=env) as child:
        while not (found := list(results.glob(f"*/{folders.UNFINISHED}"))):
            time.sleep(0.01)
        child.send_signal(number)
        child.wait(60)
    if number == signal.SIGKILL:
        # The runs go on without a parent; the second writer is refused until they have ended.
        lock = found[0].with_name(f".{found[0].name}.lock")
        if lock.exists():
            os.kill(int(lock.read_text()), signal.SIGKILL)
            time.sleep(0.1)
    assert bench.main([*grid, "--resume"]) == 0
    (folder,) = results.glob("comparison-*")
    assert len(trace_lines(folder / "traces.jsonl")) == 6
    assert len(set(names(folder / "results.json"))) == 6


def test_two_comparisons_in_one_folder(results, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    with locked(out), pytest.raises(BadInput, match="another command is writing to it"):
        bench.main([*GRID, f"--output={out}"])
    assert bench.main([*GRID, f"--output={out}"]) == 0


def test_a_filter_may_leave_some_of_the_parts(results):
    parts = [Part(name, {"--problems": name, "--methods": "lbfgs"}) for name in ("sphere", "booth")]
    only_booth = [listed_runs(CONVERGENCE, part, ["--benchmark_filter=booth"]) for part in parts]
    booth = "convergence/booth/lbfgs/analytic/serial:1/seed:1"
    assert only_booth == [[], [booth]]
    assert listed_runs(CONVERGENCE, parts[1], []) == [booth]
    assert listed_runs(CONVERGENCE, parts[1], ["--methods=no_such"]) is None
    assert listed_runs(CONVERGENCE, parts[1], ["--data=file.csv"]) is None


def test_a_part_that_cannot_be_run_takes_nothing_from_the_others(results, monkeypatch):
    parts = [
        Part(name, {"--problems": name, "--methods": "lbfgs"})
        for name in ("sphere", "no_such_data", "booth")
    ]
    monkeypatch.setattr(bench, "chosen_parts", lambda *_: parts)
    assert bench.main(["--seeds=1"]) == 2
    found = names(results / "latest" / "results.json")
    assert [name.split("/")[1] for name in found] == ["booth", "sphere"]


def test_problems_whose_data_is_missing_are_left_out_of_the_plan():
    text = json.loads(listing(problems={"iris": ["small_data"], "fashion_mnist": ["large_data"]}))
    for item, dimension in zip(text["problems"], (5, None)):
        item["dimension"] = dimension
    tables = catalogue.parse(json.dumps(text))
    assert tables.planned_problems("small_data") == ["iris"]
    assert tables.planned_problems("large_data") == []
    assert tables.missing_problems("large_data") == ["fashion_mnist"]


@pytest.fixture(name="no_images")
def _no_images(monkeypatch, tmp_path):
    monkeypatch.setenv("RAVINE_FASHION_MNIST", str(tmp_path))
    catalogue.read.cache_clear()
    yield
    catalogue.read.cache_clear()


def test_the_default_comparison_without_fashion_mnist(no_images):
    tables = catalogue.read(CONVERGENCE)
    assert tables.missing_problems("large_data") == ["fashion_mnist"]
    titles = [part.title for part in bench.chosen_parts([], tables, False)]
    assert "large data sets" not in titles
    assert {"test functions", "small data sets"} <= set(titles)


def test_entries_are_made_of_traces_that_have_none(tmp_path):
    counters = {"f_evals": 7.0, "seconds": 0.5, "cpu_seconds": 0.25, "gap": None}
    lines = [trace("sphere", "a", seed, [4.0, 1.0], counters=counters) for seed in (1, 2)]
    path = write_traces(tmp_path / "traces.jsonl", [*lines, trace("sphere", "a", 3, [4.0])])
    with path.open("a", encoding="utf-8") as out:
        out.write('{"problem": "sph')
    known = [{"name": "convergence/sphere/a/none/serial:1/seed:1"}]
    (entry,) = entries_of(path, known)
    assert entry["name"] == "convergence/sphere/a/none/serial:1/seed:2"
    assert (entry["f_evals"], entry["real_time"], entry["cpu_time"]) == (7.0, 500.0, 250.0)
    assert entry["label"] == "max_evaluations"


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_setup_only_tells_what_it_would_install(option):
    line = [str(ROOT / "scripts" / "setup"), option]
    done = subprocess.run(line, capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: scripts/setup")


def test_setup_refuses_what_it_does_not_know():
    line = [str(ROOT / "scripts" / "setup"), "--no-such"]
    done = subprocess.run(line, capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "setup: expected --checks, --help or nothing, got: --no-such\n"
