"""scripts/grid by a real Slurm, with two nodes on this machine, and how its arrays are named."""

import subprocess

import pytest

from ravine.command import BadInput
from ravine.grid import cores, gather, missing, slurm, status, submit
from ravine.grid.folder import Grid
from ravine.tests import slurm as real
from ravine.tests.binary import needs_convergence, succeed, trace_lines
from ravine.tests.test_grid import SLOW, counts

LONG = (  # of some jobs, with the same runs each time
    *("--methods=adam:step=1e-6", "--problems=sphere:dimension=20000,sphere:dimension=21000"),
    *("--seeds=1,2,3,4", "--max_evaluations=600", "--target=0"),
)


def test_arrays_name_their_jobs_in_spans_below_the_limit():
    assert slurm.arrays([0, 1, 2, 5, 7, 8], 1001) == [(0, "0-2,5,7-8")]
    assert slurm.arrays([2, 3, 4, 9], 4) == [(0, "2-3"), (4, "0"), (8, "1")]


def test_a_machine_without_slurm_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInput, match="expected the command sinfo; on Debian: apt-get install"):
        submit.main([str(tmp_path / "grid"), "--slurm", "--methods=lbfgs"])


@pytest.fixture(name="cluster", scope="module")
def _cluster(tmp_path_factory):
    if why := real.why_not():
        pytest.skip(why)
    with pytest.MonkeyPatch.context() as monkeypatch:
        # Arrays of at most three jobs, so that a grid needs several.
        with real.started(tmp_path_factory.mktemp("slurm"), monkeypatch, array=3):
            yield


def wait_for_all(folder):
    """Until the queue is empty."""
    queue = ["squeue", "--noheader"]
    real.wait_for(lambda: not subprocess.check_output(queue).strip(), 300, "an empty queue")
    return status.main([str(folder)])


@needs_convergence
def test_slurm_runs_all_of_a_grid_on_both_nodes(cluster, tmp_path, capsys):
    folder = tmp_path / "grid"
    assert submit.main([str(folder), "--slurm", *LONG]) == 0
    assert "2 at a time" in capsys.readouterr().out
    assert wait_for_all(folder) == 0, [p.read_text() for p in (folder / "slurm").iterdir()]
    assert gather.main([str(folder)]) == 0
    direct = tmp_path / "direct.jsonl"
    succeed(*LONG, f"--traces={direct}")
    assert counts(folder / "traces.jsonl") == counts(direct)
    facts = [a.facts for job in Grid(folder).jobs() for a in Grid(folder).attempts(job.number)]
    # Each case had its own core, although Slurm knows of two machines where there is one.
    assert all(len(one["cores"]) == 1 and one["cores"][0] in cores.usable() for one in facts)
    assert all("seconds_compare" not in line for line in trace_lines(folder / "traces.jsonl"))


@needs_convergence
@pytest.mark.parametrize("how", ["cancelled", "requeued"])
def test_a_job_that_slurm_kills_loses_at_most_the_run_at_hand(how, cluster, tmp_path, capsys):
    folder = tmp_path / "grid"
    assert submit.main([str(folder), "--slurm", "--sbatch=--job-name=kill", *SLOW]) == 0
    number = capsys.readouterr().out.split("Slurm: ")[1].split(";")[0]
    traces = folder / "jobs" / "00000" / "1.jsonl"
    real.wait_for(lambda: traces.exists() and len(trace_lines(traces)) >= 2, 60, "two runs")
    real.ask(*(["scancel"] if how == "cancelled" else ["scontrol", "requeue"]), f"{number}_0")
    if how == "cancelled":
        real.wait_for(lambda: not real.ask("squeue", "--noheader").strip(), 60, "an empty queue")
        kept = traces.read_bytes()
        assert 2 <= kept.count(b"\n") < 6
        assert missing.main([str(folder)]) == 1
        assert submit.main([str(folder), "--slurm"]) == 0  # what is missing
    assert wait_for_all(folder) == 0
    attempts = Grid(folder).attempts(0)
    assert len(attempts) == 2
    # No run was lost and none was run again.
    assert sum(len(list(attempt.lines())) for attempt in attempts) == 6
    assert gather.main([str(folder)]) == 0
    assert "6 of 6 runs" in capsys.readouterr().out
