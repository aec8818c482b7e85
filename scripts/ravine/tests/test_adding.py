"""What it takes to add a method: its file, a declaration and a line in the table."""

import filecmp
import os
import shutil
import subprocess

import pytest

from ravine import plan
from ravine.files import ROOT
from ravine.report.styles import styles
from ravine.results import catalogue, program
from ravine.track import build
from ravine.track import plan as gate

METHOD = """\
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// Steps of a fixed length along the negative gradient (Shor 1962).
class FixedLength final : public Optimizer {
 public:
  explicit FixedLength(double length) : length_(length) {}

  void minimize(Oracle& oracle, VectorXd& x) const override {
    VectorXd gradient(x.size());
    while (oracle.evaluate(x, gradient)) x -= length_ * gradient.normalized();
  }

 private:
  double length_;
};

}  // namespace

Entry<Optimizer> scratch() {
  return {"scratch",
          "steps of a fixed length (Shor 1962)",
          {{.name = "length", .default_value = "0.1", .summary = "of a step", .low = 0.0}},
          [](const Parameters& p) { return std::make_unique<FixedLength>(p.number("length")); }};
}

}  // namespace ravine::optimizers
"""
DECLARED = "Entry<Optimizer> saga();\n"
LISTED = '      of("stochastic", optimizers::sgd(),'
LINE = """\
      of("full_gradient", optimizers::scratch(),
         {{"functions", "length=0.01"}, {"gate_functions"}},
         {"x <- x - length g / |g|", "1 value and 1 gradient", "1", "to test", "Shor 1962"}),
"""


@pytest.fixture(scope="module")
def tree():
    """A copy of the sources with the method added; what is there stays, so that builds are short."""
    there = build.TREES / "adding"
    there.mkdir(parents=True, exist_ok=True)
    for name in (*build.SOURCES, "datasets"):
        if (ROOT / name).is_dir():
            shutil.rmtree(there / name, ignore_errors=True)
            shutil.copytree(ROOT / name, there / name)
        else:
            shutil.copy2(ROOT / name, there / name)
    (there / "lib/src/optimizer/scratch.cc").write_text(METHOD, encoding="utf-8")
    for file, anchor, text in (
        ("lib/src/optimizer/optimizers.h", DECLARED, DECLARED + "Entry<Optimizer> scratch();\n"),
        ("lib/src/catalog/methods.cc", LISTED, LINE + LISTED),
    ):
        old = (there / file).read_text(encoding="utf-8")
        assert old.count(anchor) == 1, file
        (there / file).write_text(old.replace(anchor, text), encoding="utf-8")
    return there


def changed(left, right):
    """The files that differ or that only the right folder has, relative to it."""
    compared = filecmp.dircmp(left, right)
    found = [name for name in (*compared.diff_files, *compared.right_only)]
    for name in compared.common_dirs:
        found += [f"{name}/{file}" for file in changed(left / name, right / name)]
    return sorted(found)


def test_a_method_is_its_file_a_declaration_and_a_line_of_the_table(tree):
    assert changed(ROOT / "lib", tree / "lib") == [
        *("src/catalog/methods.cc", "src/optimizer/optimizers.h", "src/optimizer/scratch.cc")
    ]
    assert changed(ROOT / "benchmarks", tree / "benchmarks") == []


@pytest.mark.skipif(not os.environ.get("RAVINE_SLOW_TESTS"), reason="builds the library anew")
def test_and_every_script_knows_it(tree, tmp_path):
    binary = build.compile_tree(tree, "convergence") / "benchmarks" / "convergence"
    tables = catalogue.read(binary)
    assert tables.methods["scratch"].family == "full_gradient"
    compared = plan.default_parts(tables, quick=False)[0].options["--methods"].split(",")
    assert "scratch:length=0.01" in compared
    assert "scratch" in gate.parts(tables)[0]["--methods"].split(",")
    (run,) = program.runs_of(binary, ["--methods=scratch", "--problems=sphere", "--target=0.1"])
    assert run.status == "target_reached"
    # As any method that this build does not know, it has a look.
    assert styles(["scratch"])["scratch"] == styles(["lbfgs", "scratch"])["scratch"]
    listed = subprocess.run([binary, "--list"], capture_output=True, text=True, check=True).stdout
    assert "scratch                steps of a fixed length (Shor 1962)  [length=0.1]" in listed
