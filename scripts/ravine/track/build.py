"""Builds of two commits, or build folders that are there already."""

import subprocess
from pathlib import Path

from ravine.command import BadInput
from ravine.files import ROOT

TREES = ROOT / "build" / "track"


def git(*arguments: str) -> str:
    """What git says; raises BadInput with its complaint."""
    done = subprocess.run(
        ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BadInput(
            f"git {arguments[0]}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}"
        )
    return done.stdout.strip()


def commit(given: str, expected: str = "a commit") -> str:
    """The full name of the commit that `given` names; raises BadInput that names it."""
    try:
        return git("rev-parse", "--verify", "--end-of-options", f"{given}^{{commit}}")
    except BadInput:
        raise BadInput(f"{given}: expected {expected}, which it is not") from None


def resolve(given: str) -> Path | str:
    """The build folder that `given` names, or the full name of a commit."""
    if (Path(given) / "benchmarks").is_dir():
        return Path(given)
    return commit(given, "a commit or a build folder")


def folder(source: Path | str, target: str) -> Path:
    """A build folder as it is, or that of a commit, in which `target` is built."""
    if isinstance(source, Path):
        return source
    tree, sha = TREES / source, source
    if not tree.is_dir():
        git("worktree", "prune")
        git("worktree", "add", "--detach", str(tree), sha)
    return compile_tree(tree, target)


def compile_tree(tree: Path, target: str, preset: str = "release") -> Path:
    """Builds `target` of a checkout with a preset; raises BadInput where that fails."""
    log = tree / "build" / "track.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("w", encoding="utf-8") as out:
        for line in (
            ["cmake", "--preset", preset],
            ["cmake", "--build", "--preset", preset, "--target", target],
        ):
            if subprocess.run(line, cwd=tree, stdout=out, stderr=out, check=False).returncode:
                raise BadInput(f"{tree}: the build failed; all of it is in {log}")
    return tree / "build" / preset
