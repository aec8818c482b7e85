"""lib/docs/formats.md names every field of a real results file and a real traces file, and no other."""

import json
import re

from ravine.files import ROOT
from ravine.results.runs import PROCESSORS
from ravine.tests.binary import measure, measure_one, needs_convergence, trace_lines

FORMATS = (ROOT / "lib" / "docs" / "formats.md").read_text(encoding="utf-8")
# Every kind of field: a ravine, held-out samples of classes, two parameters, mini-batches, momentum
# and scale, and a run that is solved.
GRID = (
    "--problems=ravine,booth,breast_cancer:holdout=0.2",
    "--methods=lbfgs,sgd,nelder_mead,adam",
    "--max_evaluations=200",
)


def section(title):
    return FORMATS.split(f"## {title}\n")[1].split("\n## ")[0]


def first_columns(text):
    """The names in backticks that begin a row of a table, a set for each table."""
    cells = [re.findall(r"^\| (`[^|]+`) \|", part, re.MULTILINE) for part in text.split("\n\n")]
    return [set(re.findall(r"`([\w:]+)`", " ".join(first))) for first in cells if first]


@needs_convergence
def test_every_field_is_described_and_no_other(tmp_path):
    traces = tmp_path / "traces.jsonl"
    entries = measure(tmp_path, *GRID, f"--traces={traces}").values()
    fields, statuses = first_columns(section("The traces file"))
    runs = trace_lines(traces)
    assert set().union(*runs) | {"seconds_compare"} == fields  # which scripts/grid adds
    names = (ROOT / "lib" / "src" / "core" / "status.cc").read_text(encoding="utf-8")
    assert set(re.findall(r'return "(\w+)";', names)) == statuses | {"unknown"}

    (counters,) = first_columns(section("The results file"))
    prose = section("The results file").split("An entry has these counters")[0]
    benchmarks_own = set(re.findall(r"`(\w+)`", prose)) - {"context", "benchmarks"}
    of_failed_runs = {"error_occurred", "error_message"}
    found = {re.sub(r":\d+$", ":P", name) for entry in entries for name in entry}
    assert found == (counters | benchmarks_own) - of_failed_runs


@needs_convergence
def test_what_is_described_of_the_fields_holds(tmp_path):
    traces = tmp_path / "traces.jsonl"
    entries = measure(tmp_path, *GRID, f"--traces={traces}")
    for run in trace_lines(traces):
        arrays = [values for values in run.values() if isinstance(values, list)]
        assert {len(values) for values in arrays} == {len(run["seconds"])}
        assert len(run["seconds"]) <= 1000
        assert ("x" in run) == (run["dimension"] == 2)
        assert ("rounds" in run) == (not run["problem"].startswith("breast_cancer"))
        for processors, counts in run.get("rounds", {}).items():
            assert int(processors) in PROCESSORS and len(counts) == len(run["seconds"])
        assert (run["target"] is None) == (run["f_star"] is None)
    for entry in entries.values():
        assert (entry["solved"] == 1) == (entry["label"] == "target_reached")
        assert ("f_evals_to_target" in entry) == (entry["solved"] == 1)
    context = json.loads((tmp_path / "results.json").read_text())["context"]
    assert {"fingerprint_compiler", "fingerprint_flags"} <= context.keys()


@needs_convergence
def test_a_run_that_only_converged_is_not_solved(tmp_path):
    # Without a known minimum there is no target to reach.
    data = f"--data={ROOT / 'datasets' / 'breast_cancer.csv'}"
    entry = measure_one(tmp_path, data, "--methods=lbfgs", "--l2=0.01", "--standardize")
    assert entry["label"] == "converged" and entry["solved"] == 0
    assert "f_evals_to_target" not in entry and "seconds_to_target" not in entry
