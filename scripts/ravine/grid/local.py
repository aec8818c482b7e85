"""A grid on the cores of this machine."""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator

from ravine.child import INTERRUPTED, Children
from ravine.command import BadInput
from ravine.grid.attempt import checked_context, run_job
from ravine.grid.folder import Grid, Job

Report = Callable[[Job, int], None]  # a job, and how many are left


def run_jobs(grid: Grid, jobs: list[Job], workers: int, failed_too: bool, report: Report) -> int:
    """Runs the jobs, `workers` of them at a time, in their order. An interrupt lets the runs in progress
    end. The worst of their statuses: 0, 1 where a case has failed, 2 where the program was ended by
    something else, INTERRUPTED.
    """
    checked_context(grid)  # once, before there is load
    pool = _Pool(grid, jobs, failed_too, report)
    with Children() as children:
        threads = [threading.Thread(target=pool.work, args=(children,)) for _ in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return pool.worst


class _Pool:
    """The jobs that no worker has taken yet, and how the others have ended."""

    def __init__(self, grid: Grid, jobs: Iterable[Job], failed_too: bool, report: Report) -> None:
        self.worst = 0
        self._grid = grid
        self._failed_too = failed_too
        self._report = report
        self._waiting = list(jobs)
        self._left = len(self._waiting)
        self._guard = threading.Lock()

    def work(self, children: Children) -> None:
        """Takes one job after the other, until none is left."""
        for job in self._taken():
            status = self._run(job, children)
            with self._guard:
                self.worst = max(self.worst, status)
                self._left -= 1
                if status == INTERRUPTED:
                    self._waiting.clear()
                else:
                    self._report(job, self._left)

    def _taken(self) -> Iterator[Job]:
        while True:
            with self._guard:
                if not self._waiting:
                    return
                job = self._waiting.pop(0)
            yield job

    def _run(self, job: Job, children: Children) -> int:
        try:
            return run_job(self._grid, job, children, self._failed_too)
        except (BadInput, OSError) as error:
            print(f"grid: job {job.number}: {error}", file=sys.stderr)
            return 2
