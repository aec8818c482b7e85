"""The scripts' own code: no unused name, and types that fit."""

import importlib.util
import os
import subprocess
import sys

import pytest

from ravine_scripts.files import ROOT

SCRIPTS = ROOT / "scripts"


def run(module, *arguments):
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"needs {module}: scripts/setup --checks")
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=SCRIPTS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_name_is_unused_or_unknown():
    run("pyflakes", "ravine_scripts")


def test_types_fit():
    if not os.environ.get("RAVINE_BROWSER"):
        pytest.skip("takes ten seconds: asked for with RAVINE_BROWSER=1, as scripts/test does")
    run("mypy", "--ignore-missing-imports", "--cache-dir", os.devnull, "-p", "ravine_scripts")
