"""The page's live demo computes the steps that the library takes."""

import json
import shutil
import subprocess

import numpy as np
import pytest

from ravine.report.page import MODULES
from ravine.results.runs import load
from ravine.tests.binary import needs_convergence, succeed

FOLLOW = """
import { follow, rules, surfaces } from "#rules";
const [rule, surface, start, steps] = JSON.parse(process.argv[1]);
const options = { step: 0.0003, beta: 0.9, steps };
console.log(JSON.stringify(follow(surfaces[surface], rules[rule], start, options)));
"""


def on_the_page(*asked):
    line = ["node", "--input-type=module", "-e", FOLLOW, json.dumps(asked)]
    done = subprocess.run(line, cwd=MODULES, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return np.array(json.loads(done.stdout))


@needs_convergence
@pytest.mark.parametrize("surface", ["ravine", "rosenbrock", "himmelblau", "booth"])
def test_the_page_goes_where_the_library_goes(tmp_path, surface):
    if not shutil.which("node"):
        pytest.skip("needs node: scripts/setup --checks")
    methods = {
        "gradient_descent": "",
        "momentum": ":beta=0.9",
        "nesterov": ":beta=0.9",
        "adam": ":beta1=0.9:beta2=0.999",
    }
    named = ",".join(f"{name}:step=0.0003{more}" for name, more in methods.items())
    path = tmp_path / "t.jsonl"
    flags = ("--gradients=analytic", "--seeds=1", "--max_evaluations=60")
    succeed(f"--methods={named}", f"--problems={surface}", *flags, f"--traces={path}")
    runs = load([path]).runs
    assert len(runs) == len(methods)
    for run in runs:
        recorded = run.trace.x
        assert len(recorded) > 40
        rule = run.case.method.split(":")[0]
        found = on_the_page(rule, surface, recorded[0].tolist(), len(recorded) - 1)
        assert found == pytest.approx(recorded, rel=1e-9, abs=1e-12), rule
