"""The committed baseline: the outcomes that were accepted last, and why each change was."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ravine.command import BadInput
from ravine.files import ROOT, WITH_SCHEMA, keep, read_json
from ravine.track import outcome
from ravine.track.outcome import Outcome, Outcomes

SCHEMA = 2
READABLE = (1, SCHEMA)  # the first had no rounds
DEFAULT = ROOT / "results" / "baseline.json"


@dataclass(frozen=True)
class Acceptance:
    """Why the baseline is as it is from then on."""

    reason: str
    time: str  # ISO 8601, UTC
    commit: str  # of the results; ends with "-dirty" where sources had changed
    changed: int
    added: int
    removed: int


@dataclass
class Baseline:
    """`acceptances` has the oldest first."""

    fingerprint: dict[str, str] = field(default_factory=dict)
    cases: dict[str, Outcome] = field(default_factory=dict)
    acceptances: list[Acceptance] = field(default_factory=list)


def read(path: Path) -> Baseline:
    """The baseline in `path`, or results as one; raises BadInput that says what is wrong."""
    document = read_json(path, "a baseline")
    if isinstance(document, dict) and "benchmarks" in document:
        results = outcome.read(path)
        return Baseline(results.fingerprint, results.cases)
    if not isinstance(document, dict) or "schema" not in document:
        raise BadInput(f"{path}: expected a baseline, which begins with its schema")
    if document["schema"] not in READABLE:
        raise BadInput(f"{path}: expected schema {SCHEMA}, got {document['schema']!r}")
    try:
        return Baseline(
            {str(name): str(text) for name, text in document["fingerprint"].items()},
            {name: _outcome(row) for name, row in document["cases"].items()},
            [Acceptance(**item) for item in document["acceptances"]],
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise BadInput(
            f"{path}: expected a fingerprint, cases of five fields or more and acceptances; "
            "restore it with git"
        ) from None


def _outcome(row: list[Any]) -> Outcome:
    f_evals, g_evals, epochs, status, value, *rounds = row
    if not isinstance(status, str):
        raise TypeError(status)
    counted = tuple(map(float, rounds))
    return Outcome(float(f_evals), float(g_evals), float(epochs), status, float(value), counted)


def _row(outcome: Outcome) -> list[Any]:
    return [*outcome[:-1], *map(int, outcome.rounds)]


def accepted(old: Baseline, outcomes: Outcomes, reason: str) -> Baseline:
    """`old` with the outcomes in place of its own, and one acceptance more."""
    both = old.cases.keys() & outcomes.cases.keys()
    acceptance = Acceptance(
        reason=reason,
        time=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        commit=outcomes.commit,
        changed=sum(not old.cases[name].same_bits(outcomes.cases[name]) for name in both),
        added=len(outcomes.cases.keys() - both),
        removed=len(old.cases.keys() - both),
    )
    return Baseline(outcomes.fingerprint, outcomes.cases, [*old.acceptances, acceptance])


def write(path: Path, baseline: Baseline) -> None:
    """The baseline as JSON with a case per line, so that a change reads well in a diff."""
    head = {"schema": SCHEMA, "fingerprint": baseline.fingerprint}
    head["acceptances"] = [asdict(item) for item in baseline.acceptances]
    rows = ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(_row(baseline.cases[name]))}"
        for name in sorted(baseline.cases)
    )
    text = json.dumps(head, indent=1).removesuffix("\n}")
    keep(path, f'{text},\n "cases": {{\n{rows}\n }}\n}}\n', WITH_SCHEMA)
