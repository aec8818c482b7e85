"""The scripts' own code: no unused name, and types that fit."""

import importlib.util
import os
import subprocess
import sys

import pytest

from ravine.files import ROOT

SCRIPTS = ROOT / "scripts"
CODE = sorted(
    str(path.relative_to(SCRIPTS))
    for folder in ("ravine", "ravine/track")
    for path in SCRIPTS.glob(f"{folder}/*.py")
)
# Optional values are narrowed in ways that mypy does not follow: all(values) before arithmetic.
MYPY = ("--ignore-missing-imports", "--no-strict-optional", "--cache-dir", os.devnull)


@pytest.mark.parametrize(("module", "options"), [("pyflakes", ()), ("mypy", MYPY)])
def test_nothing_is_found(module, options):
    if not os.environ.get("RAVINE_SLOW_TESTS"):
        pytest.skip("asked for with RAVINE_SLOW_TESTS=1, as scripts/test does")
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"needs {module}: scripts/setup --checks")
    done = subprocess.run(
        [sys.executable, "-m", module, *options, *CODE],
        cwd=SCRIPTS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
