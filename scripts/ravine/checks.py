"""Every check of the project, one after the other; what scripts/test runs."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ravine import command, include_direction
from ravine.files import ROOT

DESCRIPTION = """\
Checks the format and the direction of includes. Builds the release preset with warnings as errors.
Runs the tests of library and scripts. Builds a program against an installed Ravine, and adds an
outside method to convergence. Runs a quick benchmark and the exact gate (scripts/track). A check
that fails does not stop those after it. The last line says how many passed, failed and were skipped
for want of a program; the exit status is 1 when any failed.
"""
BUILD = ROOT / "build" / "release"
SCRIPTS = ROOT / "scripts"
OUTSIDE = SCRIPTS / "ravine" / "tests" / "outside"
OWN_METHOD = SCRIPTS / "ravine" / "tests" / "own_method"
# As the release preset has it, so that what it compiled need not be compiled again.
CCACHE = (
    [f"-DCMAKE_CXX_COMPILER_LAUNCHER=cmake;-E;env;CCACHE_BASEDIR={ROOT};ccache"]
    if shutil.which("ccache")
    else []
)
SHOWN_LINES = 60  # of the output of a step that failed


@dataclass
class Count:
    """How many tests of a step passed, failed and were skipped; its output where one failed."""

    passed: int = 0
    failed: int = 0
    output: str = ""
    skipped: int = 0

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def run(*line: str | Path, cwd: Path = ROOT) -> tuple[int, str]:
    """The exit status and everything that was printed."""
    done = subprocess.run(
        [str(word) for word in line],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout


def all_of(*lines: list[str | Path]) -> Count:
    """One test: all commands succeed, in turn."""
    for line in lines:
        status, output = run(*line)
        if status:
            return Count(0, 1, f"$ {' '.join(map(str, line))}\n{output}")
    return Count(1)


def check_format() -> Count:
    status, names = run("git", "ls-files", "*.cc", "*.h")
    if status:  # not a checkout
        trees = [*(ROOT / "lib").rglob("*"), *(ROOT / "benchmarks").rglob("*")]
        names = "\n".join(str(path) for path in trees if path.suffix in (".cc", ".h"))
    present = [name for name in names.split() if (ROOT / name).exists()]
    return all_of(["clang-format", "--dry-run", "--Werror", *present])


def check_includes() -> Count:
    lines = include_direction.violations(ROOT / "lib")
    return Count(0, 1, "\n".join(lines)) if lines else Count(1)


def build() -> Count:
    return all_of(
        ["cmake", "--preset", "release"],
        ["cmake", "--build", "--preset", "release", "--", "-k", "0"],
    )


def build_with_mpi() -> Count:
    """For the tests of ranks. Only where ccache has the other objects already."""
    if not CCACHE or shutil.which("mpicxx") is None:
        return Count(skipped=1)
    return all_of(
        ["cmake", "--preset", "mpi"],
        ["cmake", "--build", "--preset", "mpi", "--target", "convergence", "ranks"],
    )


def count_ctest(status: int, output: str) -> Count:
    """The counts in ctest's summary; one failure where there is none."""
    summary = re.search(r"(\d+) tests? failed out of (\d+)", output)
    if summary is None or int(summary[2]) == 0:
        return Count(0, 1, output)
    failed, total = int(summary[1]), int(summary[2])
    # A status without a failed test is a failure of ctest itself.
    failed_steps = failed or int(status != 0)
    skipped = len(re.findall(r"^\s+\d+ - \S+ \(Skipped\)$", output, re.MULTILINE))
    return Count(total - failed - skipped, failed_steps, output if failed_steps else "", skipped)


def count_pytest(status: int, output: str) -> Count:
    """The counts in pytest's last line; errors are failures."""
    lines = output.strip().splitlines()
    words = {
        word.rstrip("s"): int(number)
        for number, word in re.findall(
            r"(\d+) (passed|failed|skipped|errors?)", lines[-1] if lines else ""
        )
    }
    failed = words.get("failed", 0) + words.get("error", 0)
    failed = failed or int(status != 0)
    skipped = words.get("skipped", 0)
    return Count(words.get("passed", 0), failed, output if failed else "", skipped)


def test_library() -> Count:
    jobs = str(os.cpu_count() or 1)
    line = ("ctest", "--test-dir", BUILD, "-j", jobs, "--output-on-failure", "--no-tests=error")
    return count_ctest(*run(*line))


def test_scripts() -> Count:
    os.environ.setdefault("RAVINE_SLOW_TESTS", "1")  # browser and linters
    line = (sys.executable, "-m", "pytest", "-q", "--color=no", "-p", "no:cacheprovider")
    return count_pytest(*run(*line, SCRIPTS / "ravine" / "tests"))


PROGRAMS = ("bbob", "convergence", "gradients", "overhead", "reductions", "scaling")


def by_pkg_config(there: Path) -> list[list[str | Path]]:
    """Builds and runs the outside program without CMake."""
    libraries = there / "prefix" / "lib"
    flags = "$(PKG_CONFIG_PATH=$1/pkgconfig pkg-config --cflags --libs ravine)"
    build = f"c++ -std=c++20 $2 {flags} -Wl,-rpath,$1 -o $3"
    program = there / "by_pkg_config"
    return [
        ["sh", "-c", build, "sh", libraries, OUTSIDE / "main.cc", program],
        [program],
    ]


def installed_programs(prefix: Path) -> list[list[str | Path]]:
    """All programs start, and find the data where they are installed."""
    run = prefix / "bin" / "ravine-convergence"
    helps: list[list[str | Path]] = [
        [prefix / "bin" / f"ravine-{name}", "--help"] for name in PROGRAMS
    ]
    # Not those of the source tree, which are there still.
    gone = f'rm "{prefix}/share/ravine/datasets/iris.csv"; "{run}" --problems=iris 2>&1'
    return [
        *helps,
        [run, "--problems=iris", "--methods=lbfgs"],
        ["sh", "-c", f"({gone}) | grep -F 'not found in {prefix}'"],
    ]


def test_outside() -> Count:
    with tempfile.TemporaryDirectory(prefix="ravine-outside-") as name:
        there = Path(name)
        return all_of(
            ["cmake", "--install", BUILD, "--prefix", there / "prefix"],
            [
                *("cmake", "-G", "Ninja", "-S", OUTSIDE, "-B", there / "build"),
                f"-DCMAKE_PREFIX_PATH={there / 'prefix'}",
            ],
            ["cmake", "--build", there / "build"],
            ["ctest", "--test-dir", there / "build", "--no-tests=error", "--output-on-failure"],
            *by_pkg_config(there),
            *installed_programs(there / "prefix"),
        )


def test_own_method() -> Count:
    """A project with Ravine in it, and a method of its own as benchmarks/peers/README.md shows."""
    # As deep as the release build and with its flags, so that ccache has the library already.
    there = BUILD.parent / "own_method"
    return all_of(
        [
            *("cmake", "-G", "Ninja", "-S", OWN_METHOD, "-B", there, f"-DRAVINE={ROOT}"),
            *("-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_FLAGS_RELEASE=-O3 -DNDEBUG"),
            "-DRAVINE_NATIVE=ON",  # the objects of the release build serve
            *CCACHE,
        ],
        ["cmake", "--build", there],
        ["ctest", "--test-dir", there, "--no-tests=error", "--output-on-failure"],
    )


def test_bench() -> Count:
    with tempfile.TemporaryDirectory(prefix="ravine-bench-") as name:
        count = all_of([SCRIPTS / "bench", "--quick", "--output", name])
        missing = [
            file
            for file in ("results.json", "traces.jsonl", "table.md", "report.html")
            if not (Path(name) / file).is_file()
        ]
    if missing and not count.failed:
        return Count(0, 1, f"scripts/bench --quick did not write {', '.join(missing)}")
    return count


def exact_gate() -> Count:
    with tempfile.TemporaryDirectory(prefix="ravine-gate-") as name:
        results = Path(name) / "gate.json"
        return all_of(
            [SCRIPTS / "track", "run", "--output", results],
            [SCRIPTS / "track", "check", results],
        )


STEPS: list[tuple[str, Callable[[], Count]]] = [
    ("format", check_format),
    ("direction of includes", check_includes),
    ("build", build),
    ("build with MPI", build_with_mpi),
    ("tests of the library", test_library),
    ("tests of the scripts", test_scripts),
    ("project outside", test_outside),
    ("method outside", test_own_method),
    ("quick bench", test_bench),
    ("exact gate", exact_gate),
]


def run_all(steps: list[tuple[str, Callable[[], Count]]]) -> int:
    """Runs the steps, prints a line for each and the sums; 1 where anything failed."""
    total = Count()
    for title, step in steps:
        print(f"{title} ...", end=" ", flush=True)
        begin = time.monotonic()
        count = step()
        total.passed += count.passed
        total.failed += count.failed
        total.skipped += count.skipped
        seconds = time.monotonic() - begin
        print(f"{count} ({seconds:.0f} s)", flush=True)
        if count.failed:
            print("\n".join(count.output.splitlines()[-SHOWN_LINES:]), flush=True)
    print(total)
    return 1 if total.failed else 0


def main(arguments: list[str]) -> int:
    parser = command.Parser(
        prog="scripts/test",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.parse_args(arguments)
    return run_all(STEPS)


if __name__ == "__main__":
    command.run("test", main)
