"""Builds of two commits, or build folders that are there already."""

import subprocess
from pathlib import Path

from ravine.command import BadInput
from ravine.files import ROOT

# What a build is made of.
SOURCES = ("CMakeLists.txt", "CMakePresets.json", "lib", "benchmarks")
RELEASE = ROOT / "build" / "release"
DIGITS = 12  # of a commit's hash, as results name it
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


def checkout() -> str:
    """What the checkout's results name as their commit, as benchmarks/commit.cmake says it:
    "-dirty" where a source has changes that are not committed; "unknown" outside a checkout.
    """
    try:
        short = git("rev-parse", f"--short={DIGITS}", "HEAD")
        return short + ("-dirty" if git("status", "--porcelain", "--", *SOURCES) else "")
    except (BadInput, FileNotFoundError):
        return "unknown"


def resolve(given: str) -> Path | str:
    """The build folder that `given` names, or the full name of a commit."""
    if (Path(given) / "benchmarks").is_dir():
        return Path(given)
    return commit(given, "a commit or a build folder")


def program(folder: Path, target: str) -> Path:
    """The binary `target` in a build folder of this checkout, built anew where it is older than its
    sources. A folder that was copied, or that is of other sources, is taken as it is: its results
    name its commit. Raises BadInput where there is no binary.
    """
    cache = folder / "CMakeCache.txt"
    lines = cache.read_text(encoding="utf-8").splitlines() if cache.is_file() else []
    own = (
        f"CMAKE_HOME_DIRECTORY:INTERNAL={ROOT}",
        f"CMAKE_CACHEFILE_DIR:INTERNAL={folder.resolve()}",
    )
    if folder.resolve() == RELEASE and not cache.is_file():
        compile_tree(ROOT, target)
    elif all(line in lines for line in own):
        _run_logged(["cmake", "--build", str(folder), "--target", target], ROOT)
    binary = folder / "benchmarks" / target
    if not binary.is_file():
        raise BadInput(f"{binary}: is not built; cmake --build {folder} --target {target}")
    return binary


def folder(source: Path | str, target: str) -> Path:
    """A build folder as it is, or that of a commit, in which `target` is built."""
    if isinstance(source, Path):
        return source
    tree, sha = TREES / source, source
    if not tree.is_dir():
        git("worktree", "prune")
        git("worktree", "add", "--detach", str(tree), sha)
    return compile_tree(tree, target)


def compile_tree(tree: Path, target: str, preset: str = "release", tests: bool = False) -> Path:
    """Builds `target` of a checkout with a preset; raises BadInput where that fails. This tree has
    its tests in any case.
    """
    alone = [] if tests or tree == ROOT else ["-DRAVINE_TESTS=OFF"]
    _run_logged(["cmake", "--preset", preset, *alone], tree)
    _run_logged(["cmake", "--build", "--preset", preset, "--target", target], tree)
    return tree / "build" / preset


def _run_logged(line: list[str], tree: Path) -> None:
    """Runs a step of a build; raises BadInput that names its log where it fails."""
    log = tree / "build" / "track.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("a", encoding="utf-8") as out:
        if subprocess.run(line, cwd=tree, stdout=out, stderr=out, check=False).returncode:
            raise BadInput(f"{tree}: the build failed; all of it is in {log}")
