"""What several tests stand on."""

import signal
import stat
import sys

import pytest

from ravine.report.evaluator import Evaluator

# A shell without job control, and nohup, start what they run with some signals ignored, and all that
# this starts in turn. Tests send these signals, and would wait for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

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
