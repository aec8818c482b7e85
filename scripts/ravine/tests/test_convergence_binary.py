"""The flags, case names, counters and traces of the convergence binary, as programs of others rely on them."""

import json
import re
import signal
import subprocess

import pytest

from ravine.results import catalogue
from ravine.tests.binary import (
    CONVERGENCE,
    convergence,
    list_cases,
    measure,
    measure_one,
    needs_convergence,
    refused,
    succeed,
    trace_lines,
)

pytestmark = needs_convergence

CASE = re.compile(
    r"convergence/(?P<problem>[^/]+)/(?P<method>[^/]+)/(?P<gradient>[^/]+)"
    r"/(?P<backend>serial|openmp|tbb):(?P<threads>\d+)/seed:(?P<seed>\d+)"
)
GRID = (
    "--methods=lbfgs,nelder_mead,adam:step=0.1",
    "--problems=sphere,booth,rosenbrock:dimension=3",
    "--gradients=analytic,centered",
    "--seeds=1,2",
)


def sections() -> dict[str, list[str]]:
    """The lines of --list under each heading."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in succeed("--list").splitlines():
        if line.startswith("  "):
            found[heading].append(line)
        else:
            heading = line.rstrip(":")
            found[heading] = []
    return found


def test_list_has_every_kind_with_a_line_on_each():
    found = sections()
    assert {"methods", "problems", "gradients", "losses", "data", "backends"} <= set(found)
    for lines in found.values():
        names = [line.split()[0] for line in lines]
        assert names and len(set(names)) == len(names)
        assert all(len(line.split()) >= 3 for line in lines)
    assert [line.split()[0] for line in found["backends"]] == ["serial", "openmp", "tbb"]


def test_the_list_as_json_has_what_the_text_has_and_what_scripts_need():
    tables = catalogue.read()
    shown = sections()
    for kind, lines in shown.items():
        assert list(getattr(tables, kind)) == [line.split()[0] for line in lines]
    lbfgs, spsa, adam = (tables.methods[name] for name in ("lbfgs", "spsa", "adam"))
    assert (lbfgs.family, lbfgs.facts["uses_gradient"]) == ("quasi_newton", True)
    assert (spsa.family, spsa.facts["uses_gradient"]) == ("gradient_free", False)
    assert adam.facts["batching"] == "mini_batch"
    memory = lbfgs.parameters["memory"]
    assert (memory.default, memory.low, memory.high) == ("40", 1, 10000)
    assert tables.problems["himmelblau"].facts["dimension"] == 2
    # Of 4 features and an intercept, a score for each of 3 kinds.
    assert tables.problems["iris"].facts["dimension"] == 15
    assert tables.problems["rastrigin"].family == "multimodal"
    assert tables.problems["iris"].parameters["model.activation"].choices == ("tanh", "relu")


def test_the_format_of_a_list_that_is_not_asked_for_is_refused():
    assert refused("--format=json") == "--format: expected --list beside it"


def test_a_parameter_of_a_loss_or_model_follows_its_choice():
    names = list_cases(
        "--methods=lbfgs", "--problems=iris:model=perceptron:hidden=5:activation=relu:l2=0.1"
    )
    assert len(names) == 1
    assert "does not apply to model 'linear'" in refused(
        "--methods=lbfgs", "--problems=diabetes:hidden=5"
    )


def test_help_shows_its_own_flags_and_those_of_google_benchmark():
    text = succeed("--help")
    for flag in ("--methods", "--traces", "--data", "--shard", "--benchmark_filter"):
        assert flag in text


def test_every_listed_method_and_problem_can_be_named():
    found = sections()
    methods = ",".join(line.split()[0] for line in found["methods"])
    assert list_cases(f"--methods={methods}", "--problems=sphere")
    tested = [line.split()[0] for line in found["problems"] if "fashion" not in line]
    assert list_cases("--methods=nelder_mead", f"--problems={','.join(tested)}")


def test_case_names_are_as_fixed():
    cases = list_cases(*GRID, "--backends=*", "--threads=2")
    assert len(cases) == len(set(cases))
    parts = [CASE.fullmatch(case) for case in cases]
    assert all(parts)
    assert {p["problem"] for p in parts} == {"sphere", "booth", "rosenbrock:dimension=3"}
    assert {p["method"] for p in parts} == {"lbfgs", "nelder_mead", "adam:step=0.1"}
    # A method without gradients stands once for all of them, and serial uses one thread.
    assert {p["gradient"] for p in parts if p["method"] == "nelder_mead"} == {"none"}
    assert {(p["backend"], p["threads"]) for p in parts} == {
        ("serial", "1"),
        ("openmp", "2"),
        ("tbb", "2"),
    }
    assert len(cases) == 3 * (2 + 2 + 1) * 3 * 2


def test_globs_take_what_they_match_and_pass_parameters_on():
    # Outside libraries, "gsl:bfgs2", are not found by globs of their part after the colon.
    methods = {line.split()[0] for line in sections()["methods"] if ":" not in line.split()[0]}
    cases = list_cases("--methods=ada*:step=0.5,[a-l]*", "--problems=sp*")
    found = {CASE.fullmatch(case)["method"] for case in cases}
    assert found == {f"{m}:step=0.5" for m in methods if m.startswith("ada")} | {
        m for m in methods if "a" <= m[0] <= "l"
    }
    assert list_cases("--methods=lbfgs", "--problems=spher?,s[p]here,sphere") == [
        "convergence/sphere/lbfgs/analytic/serial:1/seed:1"
    ]


def test_a_star_stands_for_the_search_space_that_the_method_declares():
    cases = list_cases("--methods=lbfgs,adam:step=*:beta1=0.8", "--problems=sphere")
    methods = [CASE.fullmatch(case)["method"] for case in cases]
    assert methods[0] == "lbfgs"
    # Half decades of the range that Kingma & Ba search in section 6.4, log10 of the step -5 to -1.
    steps = [float(m.removeprefix("adam:step=").removesuffix(":beta1=0.8")) for m in methods[1:]]
    assert steps == pytest.approx([10 ** (-5 + k / 2) for k in range(9)], rel=1e-3)


def test_lion_tries_shorter_steps_than_adamw_and_descent_its_own_units():
    def ends(method):
        cases = list_cases(f"--methods={method}:step=*", "--problems=sphere")
        steps = [float(CASE.fullmatch(case)["method"].split("step=")[1]) for case in cases]
        return min(steps), max(steps)

    # Chen et al. 2023, section 5: three to ten times shorter.
    ratios = [theirs / own for theirs, own in zip(ends("adamw"), ends("lion"), strict=True)]
    assert all(3.0 < ratio < 10.1 for ratio in ratios)
    assert ends("gradient_descent") == (1e-4, 1e3)


def test_a_star_without_a_search_space_is_refused_with_what_has_one():
    line = refused("--methods=adam:beta1=*", "--problems=sphere")
    assert line == (
        "method 'adam': parameter 'beta1': expected a value, got '*'; "
        "parameters with a search space: step"
    )


@pytest.mark.parametrize("shards", [1, 2, 3, 7, 30])
def test_shards_partition_the_grid(shards):
    whole = list_cases(*GRID)
    assert len(whole) == 30
    parts = [list_cases(*GRID, f"--shard={i}/{shards}") for i in range(1, shards + 1)]
    assert sorted(case for part in parts for case in part) == sorted(whole)
    assert parts == [whole[i::shards] for i in range(shards)]
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_the_filter_of_google_benchmark_works():
    whole = list_cases(*GRID)
    assert list_cases(*GRID, "--benchmark_filter=booth.*seed:2$") == [
        case for case in whole if "booth" in case and case.endswith("seed:2")
    ]
    assert list_cases(*GRID, "--benchmark_filter=-booth") == [c for c in whole if "booth" not in c]


def test_counters_of_a_run_that_reaches_its_target(tmp_path):
    entry = measure_one(tmp_path, "--methods=gradient_descent:step=0.25", "--problems=sphere")
    # x halves a step and the gap of 1e-7 is relative: 4^-t <= 1e-7 at t = 12, the 13th value.
    assert entry["label"] == "target_reached"
    assert entry["solved"] == 1
    assert entry["f_evals"] == entry["g_evals"] == entry["f_evals_to_target"] == 13
    assert entry["gap"] == pytest.approx(4.0**-12, rel=1e-12)
    assert entry["epochs"] == 0
    assert entry["seconds_to_target"] == entry["seconds"] > 0
    assert entry["run_type"] == "iteration"


def test_counters_of_a_run_that_does_not(tmp_path):
    entry = measure_one(
        tmp_path, "--methods=adagrad", "--problems=rosenbrock", "--max_evaluations=321"
    )
    assert entry["label"] == "max_evaluations"
    assert entry["solved"] == 0
    assert entry["f_evals"] == 321
    assert 1e-7 < entry["gap"] <= 1
    assert "f_evals_to_target" not in entry and "seconds_to_target" not in entry


def test_a_difference_costs_its_probes(tmp_path):
    for gradient, cost in (("forward", 3), ("centered", 5)):
        entry = measure_one(
            tmp_path,
            "--methods=gradient_descent:step=1e-4",
            "--problems=rosenbrock",
            f"--gradients={gradient}",
            "--max_evaluations=100",
            "--target=0",
        )
        assert entry["g_evals"] == 0
        assert entry["f_evals"] % cost == 0
        assert 100 - cost < entry["f_evals"] <= 100


def test_epochs_are_the_share_of_samples_touched(tmp_path):
    entry = measure_one(
        tmp_path,
        "--methods=sgd",
        "--problems=iris",
        "--batch_size=25",
        "--max_evaluations=12",
        "--target=0",
    )
    assert entry["g_evals"] == 12
    assert entry["epochs"] == pytest.approx(12 * 25 / 150)


def test_traces_have_their_fields(tmp_path):
    path = tmp_path / "traces.jsonl"
    entries = measure(tmp_path, *GRID, f"--traces={path}")
    lines = trace_lines(path)
    assert len(lines) == len(entries) == 30
    for line in lines:
        name = (
            f"convergence/{line['problem']}/{line['method']}/{line['gradient']}"
            f"/{line['backend']}:{line['threads']}/seed:{line['seed']}"
        )
        entry = entries[name]
        arrays = ["f_evals", "g_evals", "seconds", "value", "best"]
        arrays += ["x"] if line["dimension"] == 2 else []
        assert ("x" in line) == (line["dimension"] == 2)
        assert len({len(line[array]) for array in arrays}) == 1
        assert line["status"] == entry["label"]
        assert line["f_star"] == 0
        assert line["f_evals"][-1] == entry["f_evals"]
        assert line["g_evals"][-1] == entry["g_evals"]
        assert line["best"][-1] == entry["value"]
        for array in ("f_evals", "g_evals", "seconds"):
            assert line[array] == sorted(line[array])
        assert list(line["rounds"]) == [str(2**k) for k in range(1, 11)]
        for processors, counts in line["rounds"].items():
            assert counts[-1] == entry[f"rounds:{processors}"]
            assert counts == sorted(counts) and len(counts) == len(line["f_evals"])
            # No fewer than if all went out at once, no more than one by one.
            assert line["f_evals"][-1] <= counts[-1] * int(processors)
            assert counts[-1] <= line["f_evals"][-1]
        assert line["best"] == sorted(line["best"], reverse=True)
        assert all(best <= value for best, value in zip(line["best"], line["value"]))


def test_traces_hold_the_first_point_and_the_last_of_a_long_run(tmp_path):
    path = tmp_path / "traces.jsonl"
    flags = ("--methods=gradient_descent:step=1e-4", "--problems=rosenbrock")
    measure_one(tmp_path, *flags, "--max_evaluations=50000", f"--traces={path}")
    (line,) = trace_lines(path)
    assert 100 <= len(line["f_evals"]) <= 1000
    assert line["f_evals"][0] == 1 and line["f_evals"][-1] == 50000
    # Rosenbrock's standard start and its value (More, Garbow & Hillstrom 1981).
    assert line["x"][0] == [-1.2, 1.0]
    assert line["value"][0] == pytest.approx(24.2)


@pytest.mark.parametrize("cut", [0, 1, 40])
def test_resume_runs_what_is_missing_and_drops_a_line_that_was_cut(tmp_path, cut):
    path = tmp_path / "traces.jsonl"
    flags = ("--problems=sphere,booth", "--methods=lbfgs,adam,nelder_mead", f"--traces={path}")
    succeed(*flags)
    whole = path.read_text().splitlines(keepends=True)
    assert len(whole) == 6
    path.write_text("".join(whole[:3]) + whole[3][: len(whole[3]) - cut if cut else 0])
    entries = measure(tmp_path, *flags, "--resume")
    assert len(entries) == 6  # results are made of all that the traces hold
    resumed = path.read_text().splitlines(keepends=True)
    assert resumed[:3] == whole[:3]
    keys = ("problem", "method", "gradient", "seed")
    runs = [tuple(line[key] for key in keys) for line in map(json.loads, resumed)]
    assert runs == [tuple(line[key] for key in keys) for line in map(json.loads, whole)]
    succeed(*flags, "--resume")
    assert path.read_text().splitlines(keepends=True) == resumed


def test_resume_says_that_nothing_is_left_to_run(tmp_path):
    path = tmp_path / "traces.jsonl"
    out = tmp_path / "results.json"
    flags = ("--problems=sphere", "--methods=lbfgs,adam", f"--traces={path}")
    succeed(*flags, f"--benchmark_out={out}")
    whole = [entry["name"] for entry in json.loads(out.read_text())["benchmarks"]]
    done = convergence(*flags, "--resume", f"--benchmark_out={out}")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"convergence: {path} holds all 2 runs\n"
    assert [entry["name"] for entry in json.loads(out.read_text())["benchmarks"]] == whole


def test_resume_refuses_runs_that_were_made_with_other_flags(tmp_path):
    path = tmp_path / "traces.jsonl"
    data = tmp_path / "data.csv"
    data.write_text("x,y\n1,0\n2,0\n3,1\n4,0\n5,1\n6,1\n")
    flags = (f"--data={data}", "--methods=lbfgs", f"--traces={path}")
    succeed(*flags, "--max_evaluations=50", "--l2=0.1")
    held = path.read_text()
    for other in ("--max_evaluations=51", "--l2=0.2", "--precision=float", "--target=0.5"):
        name, value = other.removeprefix("--").split("=")
        kept = [f for f in ("--max_evaluations=50", "--l2=0.1") if not f.startswith(f"--{name}=")]
        done = convergence(*flags, *kept, other, "--resume")
        line = done.stderr.splitlines()[-1]
        assert done.returncode == 2
        assert line.startswith(f"convergence: {path}: --resume: expected")
        assert f"{name}={value}" in line.replace("--", "")
    assert path.read_text() == held


def test_what_does_not_fit_is_left_out_and_named():
    flags = ("--methods=lbfgs,saga", "--problems=rosenbrock,iris", "--benchmark_list_tests")
    done = convergence(*flags)
    assert done.returncode == 0
    assert [name.split("/")[1:3] for name in done.stdout.splitlines()] == [
        ["rosenbrock", "lbfgs"],
        ["iris", "lbfgs"],
        ["iris", "saga"],
    ]
    assert "saga with gradient analytic on rosenbrock" in done.stderr
    assert "saga with gradient analytic on rosenbrock" in refused(
        "--methods=saga", "--problems=rosenbrock"
    )


def test_an_interrupt_keeps_each_finished_run_whole(tmp_path):
    path = tmp_path / "traces.jsonl"
    out = tmp_path / "results.json"
    flags = (
        "--methods=gradient_descent:step=1e-5",
        "--problems=ravine:condition=100",
        f"--seeds={','.join(map(str, range(1, 61)))}",
        "--max_evaluations=1000000000",
        "--max_seconds=0.5",
        f"--traces={path}",
        f"--benchmark_out={out}",
    )
    with subprocess.Popen(
        [str(CONVERGENCE), *flags], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        while not process.stdout.readline().startswith("convergence/"):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 130
    text = path.read_text()
    assert text.endswith("\n")
    seeds = [line["seed"] for line in trace_lines(path)]
    assert seeds == list(range(1, len(seeds) + 1))
    assert 1 <= len(seeds) < 60
    # The results file is not there, or whole.
    assert not out.exists() or json.loads(out.read_text())["benchmarks"]


def test_the_results_file_is_put_in_place_whole(tmp_path):
    out = tmp_path / "results.json"
    out.write_text('{"context": {}, "benchmarks": []}')  # what was there before
    entries = measure(tmp_path, "--methods=lbfgs", "--problems=sphere,booth", "--seeds=1,2,3")
    assert len(entries) == 6
    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]


def test_same_bits_for_every_backend_and_number_of_threads(tmp_path):
    path = tmp_path / "traces.jsonl"
    succeed(
        "--methods=lbfgs,sgd,nelder_mead",
        "--problems=rosenbrock:dimension=8,breast_cancer",
        "--gradients=analytic,centered",
        "--backends=*",
        "--threads=1,2,3",
        "--max_evaluations=400",
        f"--traces={path}",
    )
    runs: dict[tuple, list] = {}
    for line in trace_lines(path):
        key = tuple(line[k] for k in ("problem", "method", "gradient", "seed"))
        bits = [line[k] for k in ("status", "f_evals", "g_evals", "epochs", "value", "best")]
        runs.setdefault(key, []).append(bits)
    assert len(runs) == 2 * (2 + 2 + 1)
    for bits in runs.values():
        assert len(bits) == 7  # serial, and two backends with three numbers of threads
        assert all(one == bits[0] for one in bits)
