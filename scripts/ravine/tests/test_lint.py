"""The scripts' own code: its format, its types, and what a linter finds."""

import importlib.util
import os
import subprocess
import sys

import pytest

from ravine.files import ROOT

SCRIPTS = ROOT / "scripts"
CODE = [str(path.relative_to(SCRIPTS)) for path in sorted(SCRIPTS.glob("ravine/**/*.py"))]
TYPED = [path for path in CODE if "/tests/" not in path]
# pyproject.toml says what each tool asks for.
TOOLS = {
    "black": ["--check", *CODE],
    "isort": ["--check", *CODE],
    "mypy": TYPED,
    "pylint": [f"--jobs={os.cpu_count() or 1}", *CODE],
}


@pytest.mark.parametrize("tool", TOOLS)
def test_nothing_is_found(tool):
    if not os.environ.get("RAVINE_SLOW_TESTS"):
        pytest.skip("asked for with RAVINE_SLOW_TESTS=1, as scripts/test does")
    if importlib.util.find_spec(tool) is None:
        pytest.skip(f"needs {tool}: scripts/setup --checks")
    done = subprocess.run(
        [sys.executable, "-m", tool, *TOOLS[tool]],
        cwd=SCRIPTS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
