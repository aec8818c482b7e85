"""Layouts of a build: other places for the same code."""

import hashlib
import subprocess

from ravine.results import program
from ravine.tests.binary import needs_convergence
from ravine.track import build, layouts, outcome


def addresses(folder):
    """Where the functions that the library offers lie, by name."""
    line = ["nm", "-D", "--defined-only", str(folder / "lib" / "libravine.so")]
    listed = subprocess.run(line, capture_output=True, text=True, check=True).stdout
    return {name: at for at, kind, name in map(str.split, listed.splitlines()) if kind == "T"}


def counts_of(binary, folder):
    grid = ["--problems=rosenbrock", "--methods=lbfgs,nelder_mead", "--gradients=centered"]
    program.run(binary, grid, folder / "results.json")
    return outcome.read(folder / "results.json").cases


def digest(folder):
    return hashlib.sha256((folder / "lib" / "libravine.so").read_bytes()).hexdigest()


@needs_convergence
def test_a_layout_moves_functions_and_changes_no_count(tmp_path):
    own = layouts.of(build.RELEASE, "convergence")
    assert own is not None
    one, other, again = tmp_path / "one", tmp_path / "other", tmp_path / "again"
    binaries = [own.make(seed, at) for seed, at in ((1, one), (2, other), (1, again))]
    first, second = addresses(one), addresses(other)
    assert first.keys() == second.keys() == addresses(build.RELEASE).keys()
    moved = sum(first[name] != second[name] for name in first)
    assert moved > 0.9 * len(first)
    assert digest(one) == digest(again) != digest(other)
    expected = counts_of(build.RELEASE / "benchmarks" / "convergence", tmp_path)
    assert all(counts_of(binary, tmp_path) == expected for binary in binaries)


def test_what_cannot_be_linked_anew_has_no_layouts(tmp_path):
    assert layouts.of(tmp_path, "convergence") is None
    (tmp_path / "build.ninja").write_text(
        "rule link\n  command = : && c++ -shared -o lib/libravine.so.1 gone.o && :\n"
        "build convergence: link\n"
    )
    assert layouts.of(tmp_path, "convergence") is None
    (tmp_path / "gone.o").touch()
    found = layouts.of(tmp_path, "convergence")
    assert found is not None and found.link == "c++ -shared -o lib/libravine.so.1 gone.o".split()
