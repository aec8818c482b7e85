"""scripts/grid on this machine: what is run, killed, resumed and shared."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from ravine.command import BadInput
from ravine.files import ROOT
from ravine.grid import cores, gather, missing, schedule, status, submit
from ravine.grid.folder import Grid
from ravine.grid.progress import of_job
from ravine.results.runs import load
from ravine.tables import table
from ravine.tests.binary import CONVERGENCE, needs_convergence, succeed, trace_lines

GRID = ROOT / "scripts" / "grid"
SMALL = (
    "--methods=lbfgs,momentum:step=0.01,nelder_mead",
    "--problems=booth,rosenbrock",
    "--seeds=1,2",
)
COUNTS = ("f_evals", "g_evals", "status", "value", "best", "settings", "commit", "f_star")
pytestmark = needs_convergence


def counts(path):
    """What of each run does not depend on time, in the file's order."""
    return [
        [line[k] for k in ("problem", "method", "gradient", "seed", *COUNTS)]
        for line in trace_lines(path)
    ]


def run_cases(folder):
    """The cases that each attempt at each job has finished."""
    grid = Grid(folder)
    return {job.number: of_job(grid, job).done for job in grid.jobs()}


def test_a_grid_has_the_same_runs_as_one_call(tmp_path, capsys):
    folder = tmp_path / "grid"
    assert submit.main([str(folder), "--gradients=analytic,centered", *SMALL]) == 0
    assert status.main([str(folder)]) == 0
    assert "| done | 20 |" in capsys.readouterr().out
    assert gather.main([str(folder)]) == 0
    assert "20 of 20 runs, hosts: 1\n" in capsys.readouterr().out
    direct = tmp_path / "direct.jsonl"
    succeed(
        *SMALL,
        "--gradients=analytic,centered",
        f"--traces={direct}",
        f"--benchmark_out={tmp_path}/d.json",
    )
    assert counts(folder / "traces.jsonl") == counts(direct)
    ours, theirs = (
        json.loads(p.read_text()) for p in (folder / "results.json", tmp_path / "d.json")
    )
    assert [e["name"] for e in ours["benchmarks"]] == [e["name"] for e in theirs["benchmarks"]]
    prints = [
        {k: v for k, v in d["context"].items() if k.startswith("fingerprint_")}
        for d in (ours, theirs)
    ]
    assert prints[0] == prints[1] != {}
    loaded = load([folder / "results.json", folder / "traces.jsonl"])
    assert all(run.seconds_compare for run in loaded.runs)
    assert table.main([str(folder / "traces.jsonl"), "--by", "seconds"]) == 0


def test_each_case_has_its_own_cores(tmp_path):
    folder = tmp_path / "grid"
    submit.main([str(folder), "--methods=lbfgs", "--problems=booth"])
    (attempt,) = Grid(folder).attempts(0)
    (core,) = attempt.facts["cores"]
    assert core in cores.usable()
    assert attempt.facts["context"]["num_cpus"] == os.cpu_count()
    assert attempt.facts["status"] == 0


def spans_by_core(folder):
    """When each core was busy: begin and end of the attempts that had it, the earliest first."""
    grid, found = Grid(folder), {}
    for job in grid.jobs():
        for attempt in grid.attempts(job.number):
            begin = datetime.fromisoformat(attempt.facts["started"]).timestamp()
            for core in attempt.facts["cores"]:
                found.setdefault(core, []).append((begin, begin + attempt.facts["seconds"]))
    return {core: sorted(spans) for core, spans in found.items()}


def test_no_two_cases_have_a_core_at_a_time_however_many_threads_they_have(tmp_path):
    if len(cores.usable()) < 2:
        pytest.skip("needs two cores")
    folder = tmp_path / "grid"
    options = [
        *("--methods=adam:step=1e-6", "--problems=sphere:dimension=20000", "--seeds=1,2,3"),
        *("--backends=serial,tbb", "--threads=2", "--max_evaluations=600", "--target=0"),
    ]
    assert submit.main([str(folder), "--jobs=2", *options]) == 0
    jobs = list(Grid(folder).jobs())
    assert [job.cores for job in jobs] == [2, 2, 2, 1, 1, 1]
    for job in jobs:
        (attempt,) = Grid(folder).attempts(job.number)
        assert len(set(attempt.facts["cores"])) == job.cores
    busy = spans_by_core(folder)
    assert sum(map(len, busy.values())) == 9
    for spans in busy.values():
        # Begins are rounded down to a millisecond.
        assert all(end < begin + 1e-3 for (_, end), (begin, _) in zip(spans, spans[1:]))


def test_a_core_belongs_to_one_at_a_time_and_comes_back_after_a_kill():
    hold = (
        "import sys, time; from ravine.grid import cores\n"
        f"with cores.claimed({len(cores.usable())}) as (mine, _):\n"
        "    print('held', flush=True); time.sleep(600)"
    )
    line = [sys.executable, "-c", hold]
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    ) as other:
        assert other.stdout is not None and other.stdout.readline() == b"held\n"
        took = []
        pid = os.fork()
        if pid == 0:
            with cores.claimed(1):
                os._exit(0)  # pylint: disable=protected-access
        time.sleep(0.5)
        assert os.waitpid(pid, os.WNOHANG) == (0, 0)  # it waits
        other.kill()
        other.wait()
        assert os.waitpid(pid, 0)[1] == 0
    with cores.claimed(len(cores.usable())) as (mine, held):
        took = mine
        assert len(held) == len(mine)
    assert took == cores.usable()


def test_more_jobs_than_cores_ask_for_sharing_whose_seconds_do_not_compare(tmp_path, capsys):
    folder, many = tmp_path / "grid", len(cores.usable()) + 1
    with pytest.raises(BadInput, match=f"--jobs={many}: expected at most {many - 1}, the cores"):
        submit.main([str(folder), f"--jobs={many}", *SMALL])
    assert not folder.exists()
    assert submit.main([str(folder), f"--jobs={many}", "--share", *SMALL]) == 0
    assert gather.main([str(folder)]) == 0
    assert "their seconds do not compare" in capsys.readouterr().out
    for name in ("traces.jsonl", "results.json"):
        with pytest.raises(BadInput) as refused:
            table.main([str(folder / name), "--by", "seconds"])
        assert str(refused.value).startswith(
            "--by seconds: expected one of evaluations, priced, epochs: those of 12 of 12 runs do not"
        )
        assert table.main([str(folder / name), "--by", "evaluations"]) == 0
    assert all(line["seconds_compare"] is False for line in trace_lines(folder / "traces.jsonl"))


def test_threads_that_the_machine_has_no_cores_for_are_refused(tmp_path, capfd):
    folder, many = tmp_path / "grid", len(cores.usable()) + 1
    options = [
        str(folder),
        "--methods=lbfgs",
        "--problems=booth",
        "--backends=tbb",
        f"--threads={many}",
    ]
    assert submit.main(options) == 2
    assert f"expected {many} cores, of which a case has each for itself" in capfd.readouterr().err


# Six runs of a tenth of a second in one job, since the model takes them for shorter.
SLOW = (
    *("--methods=cma_es", "--problems=sphere:dimension=100", "--seeds=1,2,3,4,5,6"),
    *("--max_evaluations=3000", "--target=0"),
)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_grid_loses_at_most_the_run_at_hand(number, tmp_path, capsys):
    folder = tmp_path / "grid"
    with subprocess.Popen([GRID, "submit", folder, *SLOW], stdout=subprocess.DEVNULL) as child:
        traces = folder / "jobs" / "00000" / "1.jsonl"
        while not (traces.exists() and traces.read_bytes().count(b"\n") >= 2):
            assert child.poll() is None
            time.sleep(0.005)
        child.send_signal(number)
        assert child.wait() == (130 if number == signal.SIGTERM else -number)
    (kept,) = run_cases(folder).values()
    assert 2 <= len(kept) < 6
    # No orphan goes on: the program has ended with its parent.
    before = traces.read_bytes()
    time.sleep(0.3)
    assert traces.read_bytes() == before
    assert status.main([str(folder)]) == 1
    assert gather.main([str(folder)]) == 1
    said = capsys.readouterr()
    assert f"| missing | {6 - len(kept)} |" in said.out
    assert f"lost ({6 - len(kept)}): convergence/sphere" in said.err
    assert missing.main([str(folder)]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    subprocess.run(line, shell=True, check=True)
    # The finished runs were not run again.
    assert traces.read_bytes().startswith(before[: before.rindex(b"\n") + 1])
    second = folder / "jobs" / "00000" / "2.jsonl"
    assert len(trace_lines(second)) == 6 - len(kept)
    assert missing.main([str(folder)]) == 0
    assert gather.main([str(folder)]) == 0
    direct = tmp_path / "direct.jsonl"
    succeed(*SLOW, f"--traces={direct}")
    assert counts(folder / "traces.jsonl") == counts(direct)


def stand_in(tmp_path, body):
    """A program like convergence that does something else for some cases."""
    path = tmp_path / "program"
    path.write_text(
        f"#!{sys.executable}\nimport os, re, subprocess, sys\nargs = sys.argv[1:]\n"
        f"real = [{str(CONVERGENCE)!r}, *args]\n{body}\nos.execv(real[0], real)\n"
    )
    path.chmod(0o755)
    return path


CRASH = """
names = subprocess.run([*real, "--benchmark_list_tests"], capture_output=True, text=True).stdout.split()
if "--benchmark_list_tests" not in args and any("seed:2" in n for n in names):
    traces = [a for a in args if a.startswith("--traces=")]
    if traces and any("seed:1" in n for n in names):
        subprocess.run([*[a for a in real if not a.startswith("--seeds")], "--seeds=1"], check=True)
    os.abort()
"""


def test_a_case_that_crashes_is_named_and_the_others_are_run(tmp_path, capsys):
    folder, program = tmp_path / "grid", stand_in(tmp_path, CRASH)
    options = ["--methods=lbfgs", "--problems=booth", "--seeds=1,2,3"]
    assert submit.main([str(folder), f"--convergence={program}", *options]) == 1
    (done,) = run_cases(folder).values()
    assert sorted(name[-1] for name in done) == ["1", "3"]
    assert missing.main([str(folder)]) == 0
    said = capsys.readouterr().err
    assert "seed:2: ended by signal 6" in said
    assert missing.main([str(folder), "--failed"]) == 1
    assert "--failed" in capsys.readouterr().out
    assert gather.main([str(folder)]) == 1
    assert (
        "failed: convergence/booth/lbfgs/analytic/serial:1/seed:2: ended by"
        in capsys.readouterr().err
    )


def test_earlier_runs_tell_the_costs_of_a_grid(tmp_path, capsys):
    first, second = tmp_path / "first", tmp_path / "second"
    assert submit.main([str(first), *SMALL]) == 0
    assert gather.main([str(first)]) == 0
    results = first / "results.json"
    assert submit.main([str(second), f"--earlier={results}", *SMALL]) == 0
    took = sum(run.counters["seconds"] for run in load([results]).runs)
    assert sum(job.estimate for job in Grid(second).jobs()) == pytest.approx(took, rel=1e-6)
    for option in (f"--earlier={results}", "--convergence=/bin/true"):
        with pytest.raises(BadInput, match=f"{option.split('=')[0]}: expected with a new grid"):
            submit.main([str(second), option])


def test_a_case_that_the_program_refuses_is_named(tmp_path, capsys):
    """bfgs takes at most 16,384 parameters."""
    folder = tmp_path / "grid"
    options = [
        "--methods=bfgs,momentum:step=0.1",
        "--problems=sphere:dimension=20000",
        "--max_evaluations=5",
    ]
    assert submit.main([str(folder), *options]) == 1
    assert gather.main([str(folder)]) == 1
    said = capsys.readouterr()
    assert "1 of 2 runs" in said.out
    assert "failed: convergence/sphere:dimension=20000/bfgs" in said.err and "16384" in said.err


def test_a_program_that_was_built_anew_runs_nothing_of_an_older_grid(tmp_path):
    folder = tmp_path / "grid"
    assert submit.main([str(folder), "--methods=lbfgs", "--problems=booth"]) == 0
    (folder / "jobs" / "00000" / "1.json").unlink()  # so that something is to be run
    head = json.loads((folder / "grid.json").read_text())
    (folder / "grid.json").write_text(json.dumps(head | {"commit": "0123456789ab"}))
    with pytest.raises(
        BadInput, match="expected it built from 0123456789ab, as the runs of .*, got"
    ):
        submit.main([str(folder)])
    assert list(Grid(folder).attempts(0)) == []


def test_a_folder_with_a_grid_takes_no_other_one(tmp_path):
    folder = tmp_path / "grid"
    assert submit.main([str(folder), *SMALL]) == 0
    with pytest.raises(BadInput, match="expected a new folder for a new grid"):
        submit.main([str(folder), *SMALL, "--target=1e-3"])
    with pytest.raises(BadInput, match="expected a new folder for a new grid"):
        submit.main([str(folder), "--share"])
    assert submit.main([str(folder)]) == 0  # nothing is missing
    assert submit.main([str(folder), *SMALL]) == 0
    with pytest.raises(BadInput, match="expected a folder that scripts/grid submit has made"):
        status.main([str(tmp_path)])


@pytest.mark.parametrize(
    "bad, said",
    [
        (["--seeds", "1,2"], "as --NAME=VALUE, got '--seeds'"),
        (["--traces=x"], "--traces: expected without it"),
        (["--parameters=x"], "--parameters: expected without it"),
        (["--methods=nobody"], "unknown method 'nobody'"),
        (["--jobs=0"], "expected a whole number from 1, got '0'"),
        (["--jobs=1e9"], "expected a whole number from 1"),
        (["--benchmark_filter=nothing"], "no run is left"),
        (["--convergence=/nowhere/x", "--methods=lbfgs"], "/nowhere/x: cannot be run"),
    ],
)
def test_what_cannot_be_run_is_refused_in_one_line(bad, said, tmp_path):
    done = subprocess.run(
        [GRID, "submit", tmp_path / "grid", *bad], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("grid: ") and said in line
    assert not (tmp_path / "grid").exists()


def test_filter_shard_and_data_come_along(tmp_path, capsys):
    data = tmp_path / "points.csv"
    data.write_text("a,b,y\n" + "".join(f"{i},{i * i % 7},{i % 3}\n" for i in range(40)))
    folder = tmp_path / "grid"
    options = [
        f"--data={data}",
        "--loss=square",
        "--methods=lbfgs,sgd",
        "--seeds=1,2,3",
        "--shard=1/2",
        "--problems=booth",
        "--benchmark_filter=lbfgs",
        "--max_evaluations=50",
    ]
    assert submit.main([str(folder), *options]) == 0
    assert gather.main([str(folder)]) == 0
    direct = tmp_path / "direct.jsonl"
    succeed(*options, f"--traces={direct}")
    assert counts(folder / "traces.jsonl") == counts(direct)
    assert {line["problem"] for line in trace_lines(direct)} == {"data:points", "booth"}


def test_a_real_run_is_near_the_ideal(tmp_path):
    """Costs differ a thousandfold. Other programs may take cores away: the best of three counts."""
    sizes = [int(10.0 ** (2.0 + 3.0 * i / 23)) for i in range(24)]
    problems = ",".join(f"sphere:dimension={n}" for n in sizes)
    options = [
        "--methods=adam:step=1e-6",
        f"--problems={problems}",
        "--max_evaluations=4000",
        "--target=0",
    ]
    workers = min(2, len(cores.usable()))
    found = []
    for attempt in range(3):
        folder = tmp_path / f"grid{attempt}"
        assert submit.main([str(folder), f"--jobs={workers}", *options]) == 0
        found.append(efficiency(folder, workers))
        if found[-1] >= 0.9:
            break
    print("share of the ideal:", found)
    assert max(found) >= 0.9, found


def efficiency(folder: Path, workers: int) -> float:
    """The ideal time over the one from the first start to the last end."""
    grid = Grid(folder)
    facts = [attempt.facts for job in grid.jobs() for attempt in grid.attempts(job.number)]
    begins = [datetime.fromisoformat(fact["started"]).timestamp() for fact in facts]
    seconds = [fact["seconds"] for fact in facts]
    took = max(map(sum, zip(begins, seconds))) - min(begins)
    return schedule.ideal(seconds, workers) / took
