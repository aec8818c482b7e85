"""Where comparisons are kept: each in a folder of its own below results/, the newest as a link."""

import os
from datetime import datetime
from itertools import count
from pathlib import Path

from ravine import command
from ravine.files import ROOT, make_folder
from ravine.results.runs import KERNELS

RESULTS = ROOT / "results"
IN_DIRECTORY = (*(f"{name}.json" for name in ("results", *KERNELS)), "traces.jsonl")
UNFINISHED = "traces.partial.jsonl"  # lies in a folder whose comparison was killed


def new(name: str) -> Path:
    """A folder that was not there before, results/<name>-<time>."""
    make_folder(RESULTS)
    stem = f"{name}-{datetime.now():%Y%m%d-%H%M%S}"
    for number in count(1):
        folder = RESULTS / (stem if number == 1 else f"{stem}-{number}")
        try:
            folder.mkdir()
            return folder
        except FileExistsError:
            continue
        except OSError as error:
            raise command.BadInput(f"{folder}: cannot be made ({error.strerror})") from None
    raise AssertionError


def to_resume() -> Path | None:
    """The folder that --resume goes on in: the newest that is unfinished, else that of the newest
    comparison; None where there is none.
    """
    unfinished = sorted(RESULTS.glob(f"*/{UNFINISHED}"), key=lambda path: path.stat().st_mtime)
    if unfinished:
        return unfinished[-1].parent.resolve()
    latest = RESULTS / "latest"
    return latest.resolve() if (latest / "traces.jsonl").is_file() else None


def make_latest(folder: Path) -> None:
    """Lets results/latest lead to `folder`, if that is one of results/."""
    latest = folder.parent / "latest"
    if folder.parent.resolve() != RESULTS.resolve() or folder.name == "latest":
        return
    if latest.is_dir() and not latest.is_symlink():
        # A folder of this name, as commands beside scripts/bench make one where there is none.
        latest.rename(new("earlier") / "latest")
    link = folder.parent / f".latest.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(folder.name)
    os.replace(link, latest)


def files_of(paths: list[Path]) -> list[Path]:
    """The files themselves, and the results and traces that lie in a directory."""
    found = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        here = [path / name for name in IN_DIRECTORY if (path / name).exists()]
        if not here:
            raise command.BadInput(f"{path}: expected results.json or traces.jsonl in it")
        found += here
    return found
