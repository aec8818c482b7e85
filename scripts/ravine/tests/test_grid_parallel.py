"""scripts/grid by GNU parallel, on this machine and over hosts."""

import shutil
import signal
import subprocess
import time

import pytest

from ravine.command import BadInput
from ravine.grid import cores, gather, missing, parallel, submit
from ravine.grid.folder import Grid
from ravine.tests.binary import needs_convergence, succeed, trace_lines
from ravine.tests.test_grid import GRID, SLOW, counts

needs_parallel = pytest.mark.skipif(
    shutil.which("parallel") is None, reason="needs parallel: scripts/setup --checks"
)
LONG = (  # of some jobs, with the same runs each time
    *("--methods=adam:step=1e-6", "--problems=sphere:dimension=20000,sphere:dimension=21000"),
    *("--seeds=1,2,3,4", "--max_evaluations=600", "--target=0"),
)
# What ssh would do, where the host is another name of this machine. As sshd does, it names a shell.
SSH = """#!/bin/sh
echo "$1" >>"{log}"
shift
[ "$1" = -- ] && shift
SHELL=/bin/sh exec sh -c "$*"
"""


def attempts_of(folder):
    grid = Grid(folder)
    return [attempt for job in grid.jobs() for attempt in grid.attempts(job.number)]


def test_hosts_are_counted_for_the_dealing(tmp_path):
    hosts = tmp_path / "hosts"
    hosts.write_text("# two\none\n\n8/two\n")
    assert parallel.hosts_in(hosts) == 2
    assert parallel.workers(hosts, 3) == 6
    assert parallel.workers(None, None) == len(cores.usable())
    hosts.write_text("# none\n")
    with pytest.raises(BadInput, match="expected a host a line"):
        parallel.hosts_in(hosts)
    with pytest.raises(BadInput, match="nowhere: cannot be read"):
        parallel.hosts_in(tmp_path / "nowhere")


@needs_convergence
def test_a_machine_without_parallel_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(BadInput, match="expected GNU parallel; on Debian: apt-get install"):
        submit.main([str(tmp_path / "grid"), "--parallel", "--methods=lbfgs", "--problems=booth"])


@pytest.mark.parametrize("bad", [["--hosts=x"], ["--sbatch=x"], ["--parallel", "--slurm"]])
def test_options_that_would_do_nothing_are_refused(bad, tmp_path):
    with pytest.raises(BadInput, match="expected with --|not allowed with"):
        submit.main([str(tmp_path / "grid"), *bad])


@needs_convergence
@needs_parallel
def test_parallel_runs_all_of_a_grid_over_hosts(tmp_path, monkeypatch, capsys):
    folder, log = tmp_path / "grid", tmp_path / "log"
    (tmp_path / "ssh").write_text(SSH.format(log=log))
    (tmp_path / "ssh").chmod(0o755)
    monkeypatch.setenv("PARALLEL_SSH", str(tmp_path / "ssh"))
    monkeypatch.delenv("SHELL", raising=False)  # as where no person has logged in
    (tmp_path / "hosts").write_text("1/one\n1/two\n")
    options = ["--parallel", f"--hosts={tmp_path / 'hosts'}", "--jobs=1"]
    assert submit.main([str(folder), *options, *LONG]) == 0
    assert gather.main([str(folder)]) == 0
    direct = tmp_path / "direct.jsonl"
    succeed(*LONG, f"--traces={direct}")
    assert counts(folder / "traces.jsonl") == counts(direct)
    assert {"one", "two"} <= set(log.read_text().split())
    # The hosts are one machine, on which each case had a core of its own.
    spans = [
        (a.facts["cores"][0], a.facts["started"], a.facts["seconds"]) for a in attempts_of(folder)
    ]
    assert {core for core, _, _ in spans} <= set(cores.usable())
    assert all("seconds_compare" not in line for line in trace_lines(folder / "traces.jsonl"))


@needs_convergence
@needs_parallel
def test_hosts_that_run_nothing_are_not_taken_for_success(tmp_path, monkeypatch, capsys):
    (tmp_path / "ssh").write_text("#!/bin/sh\nexit 0\n")
    (tmp_path / "ssh").chmod(0o755)
    monkeypatch.setenv("PARALLEL_SSH", str(tmp_path / "ssh"))
    (tmp_path / "hosts").write_text("1/one\n")
    options = ["--parallel", f"--hosts={tmp_path / 'hosts'}", "--methods=lbfgs", "--problems=booth"]
    assert submit.main([str(tmp_path / "grid"), *options]) == 1
    assert "grid: 1 of 1 jobs left no result" in capsys.readouterr().err


@needs_convergence
@needs_parallel
def test_the_commands_that_are_missing_are_parallels_input(tmp_path, capsys):
    folder = tmp_path / "grid"
    with subprocess.Popen([GRID, "submit", folder, "--parallel", *SLOW]) as child:
        traces = folder / "jobs" / "00000" / "1.jsonl"
        while not (traces.exists() and len(trace_lines(traces)) >= 2):
            assert child.poll() is None
            time.sleep(0.005)
        child.send_signal(signal.SIGINT)
        assert child.wait() == 130
    # What parallel has started ends on its own.
    end = time.monotonic() + 60
    while missing.main([str(folder)]) == 0:
        assert time.monotonic() < end
    (line,) = capsys.readouterr().out.splitlines()
    subprocess.run(["parallel", "--will-cite"], input=line, text=True, check=True)
    capsys.readouterr()
    assert gather.main([str(folder)]) == 0
    assert "6 of 6 runs" in capsys.readouterr().out
    assert sum(len(list(a.lines())) for a in attempts_of(folder)) == 6
