"""A grid by Slurm: an array of jobs for each number of cores."""

import re
import shlex
import shutil
import subprocess
from itertools import groupby

from ravine.child import last_line
from ravine.command import BadInput
from ravine.files import ROOT, make_folder
from ravine.grid.folder import Grid, Job


def ask(*line: str) -> str:
    """What a command of Slurm prints; BadInput with what it says where it fails."""
    if shutil.which(line[0]) is None:
        raise BadInput(
            f"--slurm: expected the command {line[0]}; on Debian: apt-get install slurm-wlm"
        )
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BadInput(f"{line[0]}: {last_line(done.stderr) or f'ended with {done.returncode}'}")
    return done.stdout


def workers(jobs: int | None) -> int:
    """How many jobs may run at a time: all processors of the cluster, where it is not said."""
    if jobs:
        return jobs
    counts = ask("sinfo", "--noheader", "--format=%C").split()  # allocated/idle/other/total
    return max([1, *(int(found[1]) for line in counts if (found := re.search(r"/(\d+)$", line)))])


def arrays(numbers: list[int], most: int) -> list[tuple[int, str]]:
    """The numbers as arrays whose indices are below `most`: what is added to each index, and indices."""
    found = []
    for part, members in groupby(sorted(numbers), key=lambda number: number // most):
        spans: list[list[int]] = []
        for index in (number - part * most for number in members):
            if spans and index == spans[-1][1] + 1:
                spans[-1][1] = index
            else:
                spans.append([index, index])
        text = ",".join(f"{a}-{b}" if b > a else str(a) for a, b in spans)
        found.append((part * most, text))
    return found


def submit(
    grid: Grid, jobs: list[Job], at_a_time: int | None, more: str, failed_too: bool
) -> list[str]:
    """Submits the jobs in their order, those of most cores first; the numbers that Slurm gives."""
    limit = re.search(r"^MaxArraySize\s*=\s*(\d+)", ask("scontrol", "show", "config"), re.MULTILINE)
    most = int(limit[1]) if limit and int(limit[1]) > 0 else 1
    make_folder(grid.path / "slurm")
    given = []
    for count, members in groupby(jobs, key=lambda job: job.cores):
        for offset, indices in arrays([job.number for job in members], most):
            program = shlex.join(map(str, [ROOT / "scripts" / "grid", "run", grid.path.absolute()]))
            number = f"$((SLURM_ARRAY_TASK_ID + {offset}))" if offset else '"$SLURM_ARRAY_TASK_ID"'
            line = [
                *(
                    "sbatch",
                    "--parsable",
                    f"--array={indices}{f'%{at_a_time}' if at_a_time else ''}",
                ),
                *("--job-name=ravine-grid", "--nodes=1", "--ntasks=1", f"--cpus-per-task={count}"),
                # A job that is pre-empted is started again, and goes on with what is left of it.
                *("--requeue", "--open-mode=append"),
                f"--output={(grid.path / 'slurm').absolute()}/%A_%a.out",
                *shlex.split(more),
                f"--wrap=exec {program} {number}{' --failed' if failed_too else ''}",
            ]
            given.append(ask(*line).strip().split(";")[0])
    return given
