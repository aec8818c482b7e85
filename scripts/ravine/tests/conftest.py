"""What several tests stand on."""

import stat
import sys

import pytest

from ravine.report.evaluator import Evaluator

FAKE = """#!{python}
import json, sys
if sys.argv[1] == "--list":
    print(json.dumps({tables!r}))
    sys.exit()
for line in sys.stdin:
    request = json.loads(line)
    if request["problem"] != "bowl":
        sys.exit(2)
    points = request["points"]
    values = [0.5 * x * x + 12.5 * y * y for x, y in points]
    print(json.dumps({{"values": values, "gradients": [[x, 25 * y] for x, y in points]}}))
"""


def _entry(name, **parameters):
    bare = {"summary": "", "low": None, "high": None, "choices": []}
    given = [bare | {"name": key, "default": value} for key, value in parameters.items()]
    return {"name": name, "summary": "", "parameters": given}


TABLES = {
    "methods": [_entry("momentum", step="0.01", beta="0.7")],
    "problems": [_entry("bowl")],
    **{kind: [] for kind in ("gradients", "losses", "models", "data", "backends")},
}


@pytest.fixture
def bowl(tmp_path):
    """A stand-in for the binary that knows one problem and one method."""
    path = tmp_path / "convergence"
    path.write_text(FAKE.format(python=sys.executable, tables=TABLES))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return Evaluator(path)
