"""The page's modules: what is pure is tested by node, all is linted."""

import os
import shutil
import subprocess

import pytest

from ravine.report.page import MODULES
from ravine.tests import npm

ESLINT = "eslint@9"


def run(*line):
    return subprocess.run(line, cwd=MODULES, capture_output=True, text=True, check=False)


def test_what_is_pure_computes_what_it_says():
    if not shutil.which("node"):
        pytest.skip("needs node: scripts/setup --checks")
    done = run("node", "--test")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# pass 0" not in done.stdout


def test_nothing_is_found_by_the_linter():
    if not os.environ.get("RAVINE_SLOW_TESTS"):
        pytest.skip("asked for with RAVINE_SLOW_TESTS=1, as scripts/test does")
    done = run(str(npm.installed(ESLINT) / "node_modules" / ".bin" / "eslint"), ".")
    assert done.returncode == 0, done.stdout + done.stderr
