"""scripts/bench around a stand-in for convergence: files, exit statuses, interrupts, resuming."""

import json
import os
import re
import signal
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from ravine import bench
from ravine.command import BadInput
from ravine.files import merge_results
from ravine.tables import table
from ravine.tests.binary import needs_convergence, succeed
from ravine.tests.made import result, write_results

# Does one run for each of --seeds; takes an interrupt as the real one does.
STAND_IN = """
import json, os, signal, sys, time
from ravine.tests.made import listing, result, trace
if "--list" in sys.argv:
    print(listing(problems={"sphere": ["functions"]}))
    sys.exit(0)
if "--methods=unknown" in sys.argv:
    print("convergence: unknown method 'unknown'", file=sys.stderr)
    sys.exit(2)
if "--methods=crash" in sys.argv:
    os.abort()
options = dict(a.split("=", 1) for a in sys.argv[1:] if "=" in a)
seeds = options["--seeds"].split(",")
if "--benchmark_list_tests" in sys.argv:
    print("\\n".join(f"convergence/sphere/a/none/serial:1/seed:{seed}" for seed in seeds))
    sys.exit(0)
print(f"{len(seeds)} runs", flush=True)
stopped = []
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, lambda *_: stopped.append(1))
done = open(options["--traces"]).read() if os.path.exists(options["--traces"]) else ""
entries = []
for seed in seeds:
    if f'"seed": {seed},' in done:
        continue
    if "--slow=1" in sys.argv and entries:
        print("waiting", flush=True)
        while not stopped:
            time.sleep(0.01)
    if stopped:
        break
    with open(options["--traces"], "a") as out:
        out.write(json.dumps(trace("sphere", "a", int(seed), [4.0, 0.0])) + "\\n")
    entries.append(result("sphere", "a", seed, 2))
open(options["--benchmark_out"], "w").write(json.dumps({"context": {}, "benchmarks": entries}))
sys.exit(130 if stopped else 0)
"""


@pytest.fixture(name="stand_in")
def _stand_in(tmp_path, monkeypatch):
    package_root = Path(bench.__file__).parents[1]
    path = tmp_path / "convergence"
    path.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(package_root)!r})\n"
        + textwrap.dedent(STAND_IN)
    )
    path.chmod(0o755)
    monkeypatch.setattr(bench, "CONVERGENCE", path)
    monkeypatch.setattr(bench, "build", lambda *_: None)
    return path


def files(directory):
    return sorted(path.name for path in directory.iterdir())


WRITTEN = ["report.html", "results.json", "runs.log", "table.md", "traces.jsonl"]


def test_a_comparison_is_written_and_printed(stand_in, tmp_path, capsys):
    out = tmp_path / "out"
    assert bench.main([f"--output={out}", "--seeds=1,2"]) == 0
    printed = capsys.readouterr().out
    assert "a. It solved sphere in all 2 runs and needed 2 evaluations" in printed
    assert "| a      | **2 (2/2)** |" not in printed
    whole = (out / "table.md").read_text()
    assert "It solved sphere in all 2 runs" in whole and "| a      | **2 (2/2)** |" in whole
    assert files(out) == WRITTEN


def test_resuming_keeps_what_is_there(stand_in, tmp_path):
    out = tmp_path / "out"
    bench.main([f"--output={out}", "--seeds=1"])
    bench.main([f"--output={out}", "--seeds=1,2,3", "--resume"])
    assert len((out / "traces.jsonl").read_text().splitlines()) == 3
    assert len(json.loads((out / "results.json").read_text())["benchmarks"]) == 3
    bench.main([f"--output={out}", "--seeds=7"])
    assert len((out / "traces.jsonl").read_text().splitlines()) == 1


def test_bad_input_leaves_the_last_results_alone(stand_in, tmp_path):
    out = tmp_path / "out"
    bench.main([f"--output={out}", "--seeds=1"])
    before = (out / "traces.jsonl").read_text()
    assert bench.main([f"--output={out}", "--methods=unknown"]) == 2
    assert bench.main([f"--output={out}", "--methods=crash"]) == 1
    assert (out / "traces.jsonl").read_text() == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_keeps_the_finished_runs(number, stand_in, tmp_path, capsys):
    out = tmp_path / "out"
    log = out / "runs.log"

    def interrupt():
        while not (log.exists() and "waiting" in log.read_text()):
            time.sleep(0.01)
        os.kill(os.getpid(), number)

    threading.Thread(target=interrupt, daemon=True).start()
    assert bench.main([f"--output={out}", "--seeds=1,2,3", "--slow=1"]) == 130
    assert files(out) == WRITTEN
    assert len((out / "traces.jsonl").read_text().splitlines()) == 1
    assert len(json.loads((out / "results.json").read_text())["benchmarks"]) == 1
    assert "--resume goes on" in capsys.readouterr().err


def test_options_of_convergence_stay_as_typed():
    options = bench.parse(["--quick", "--methods", "a,b", "--output", "/x", "--target=0.1"])
    assert (options.quick, options.resume, str(options.output)) == (True, False, "/x")
    assert options.given == ["--methods", "a,b", "--target=0.1"]


@pytest.mark.parametrize("bad", [["--traces=x"], ["--benchmark_out=x"], ["--output"], ["word"]])
def test_options_that_cannot_be_are_refused(bad):
    with pytest.raises(BadInput):
        bench.parse(bad)


@pytest.mark.parametrize(
    ("typed", "meant"), [("--qick", "--quick"), ("--ouput=x", "--output"), ("--resum", "--resume")]
)
def test_an_option_that_is_typed_wrongly_is_answered_with_the_one_meant(typed, meant):
    with pytest.raises(BadInput, match=rf"^unknown option '--\w+' \(did you mean '{meant}'\?\)$"):
        bench.parse([typed])
    with pytest.raises(BadInput, match=r"'--targt' \(did you mean '--target'\?\); --help lists"):
        table.make_parser().parse_args(["FILE", "--targt=1"])


@needs_convergence
def test_no_option_of_convergence_is_taken_for_one_of_bench():
    flags = set(re.findall(r"^ +(--[a-z]\w+)", succeed("--help"), re.MULTILINE))
    flags |= set(re.findall(r"\[(--benchmark\w+)", succeed("--help")))
    others = sorted(flags - {"--help", "--resume", *bench.OWN_FILES})
    assert len(others) > 40
    assert bench.parse(others).given == others


@pytest.mark.parametrize(
    "beside", [["--quick"], ["--methods=lbfgs"], ["--sources"], ["--peers"], ["--resume"]]
)
def test_what_is_measured_alone_goes_with_no_comparison(beside):
    with pytest.raises(BadInput, match="--limits"):
        bench.main(["--limits", *beside])
    with pytest.raises(BadInput, match="--peers"):
        bench.main(["--peers", "--output=x"])


def test_merging_keeps_the_last_of_equal_names_and_an_error_where_there_is_nothing_else(tmp_path):
    failed = result("sphere", "a", 2, error_occurred=True)
    first = write_results(tmp_path / "1.json", [result("sphere", "a", 1, 5), failed], date="d")
    second = write_results(
        tmp_path / "2.json",
        [result("sphere", "a", 1, 7), result("sphere", "b", 1, error_occurred=True)],
    )
    third = write_results(tmp_path / "3.json", [result("sphere", "b", 1, 3)])
    again = write_results(tmp_path / "4.json", [result("sphere", "b", 1, error_occurred=True)])
    empty = tmp_path / "5.json"
    empty.write_text("")
    merged = merge_results([first, second, third, again, empty, tmp_path / "missing.json"])
    assert merged["context"] == {"date": "d"}
    assert merged["benchmarks"] == [
        result("sphere", "a", 1, 7),
        failed,
        result("sphere", "b", 1, 3),
    ]
