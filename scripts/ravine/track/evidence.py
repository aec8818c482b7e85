"""What the self-test has measured, kept in the repository: the rows of each part, and where and of
what they were measured.
"""

import json
import platform
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

from ravine.command import BadInput
from ravine.files import ROOT, WITH_SCHEMA, keep, read_json
from ravine.goals import goal
from ravine.goals.goal import Finding
from ravine.results import program
from ravine.track import build, outcome

SCHEMA = 1
DEFAULT = ROOT / "results" / "track_selftest.json"


@dataclass(frozen=True)
class Part:
    """The rows that were measured together; `context` says of which build, where and when."""

    rows: list[Finding]
    context: dict[str, str]
    seconds: float


def context_of(binary: Path) -> dict[str, str]:
    """The commit, the processor, the time, and the fingerprint that the binary names."""
    with tempfile.TemporaryDirectory(prefix="ravine-context-") as name:
        out = Path(name) / "results.json"
        program.run(binary, ["--problems=sphere", "--methods=lbfgs"], out)
        fingerprint = outcome.read(out).fingerprint
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    return {"commit": build.checkout(), "processor": _processor(), "time": now} | fingerprint


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def read(path: Path) -> dict[str, Part]:
    """The parts by their names; raises BadInput."""
    document = read_json(path, "what scripts/track selftest writes")
    try:
        if document["schema"] != SCHEMA:
            raise BadInput(f"{path}: expected schema {SCHEMA}, got {document['schema']!r}")
        return {
            name: Part([Finding(**row) for row in part["rows"]], part["context"], part["seconds"])
            for name, part in document["parts"].items()
        }
    except (KeyError, TypeError, AttributeError):
        raise BadInput(f"{path}: expected what scripts/track selftest writes") from None


def write(path: Path, parts: dict[str, Part]) -> None:
    """All parts as JSON, whole or not at all; raises BadInput."""
    document = {"schema": SCHEMA, "parts": {name: asdict(part) for name, part in parts.items()}}
    keep(path, json.dumps(document, indent=1) + "\n", WITH_SCHEMA)


def markdown(parts: dict[str, Part]) -> str:
    """The rows of all parts as one table."""
    return goal.markdown(row for part in parts.values() for row in part.rows) + "\n"
