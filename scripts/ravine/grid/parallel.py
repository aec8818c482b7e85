"""A grid by GNU parallel, over the hosts of a file or on this one."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from ravine.child import INTERRUPTED, Children
from ravine.command import BadInput
from ravine.files import ROOT
from ravine.grid import cores
from ravine.grid.folder import Grid, Job


def hosts_in(path: Path | None) -> int:
    """How many hosts the file names, a line each; 1 without a file."""
    if path is None:
        return 1
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from None
    hosts = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    if not hosts:
        raise BadInput(f"{path}: expected a host a line, as ssh takes it")
    return len(hosts)


def workers(hosts: Path | None, jobs: int | None) -> int:
    """How many jobs run at a time, where all hosts are like this one."""
    return hosts_in(hosts) * (jobs or len(cores.usable()))


def run_jobs(
    grid: Grid, jobs: list[Job], hosts: Path | None, at_a_time: int | None, failed_too: bool
) -> int:
    """Hands the jobs to GNU parallel in their order. 0, or 1 where one has not ended well; INTERRUPTED."""
    if shutil.which("parallel") is None:
        raise BadInput("--parallel: expected GNU parallel; on Debian: apt-get install parallel")
    with tempfile.NamedTemporaryFile("w", prefix="ravine-grid-", encoding="utf-8") as numbers:
        numbers.writelines(f"{job.number}\n" for job in jobs)
        numbers.flush()
        line: list[str | Path] = [
            "parallel",
            "--will-cite",
            "--line-buffer",
            "--arg-file",
            numbers.name,
        ]
        line += ["--jobs", str(at_a_time or "100%")]
        line += [] if hosts is None else ["--sshloginfile", hosts.absolute()]
        line += [ROOT / "scripts" / "grid", "run", grid.path.absolute(), "{}"]
        with Children() as children:
            status = children.run(
                [*line, *(["--failed"] if failed_too else [])], subprocess.DEVNULL
            )
    if children.interrupted:
        return INTERRUPTED
    return 1 if status else 0
