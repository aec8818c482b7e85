"""The exact gate: what differs between the outcomes of a baseline and those of a new run."""

from dataclasses import dataclass, field

from ravine.tables.cost import ROUNDS
from ravine.tables.formats import escaped
from ravine.track.baseline import Baseline
from ravine.track.outcome import Outcome, Outcomes

FACTOR = 2.0  # by which counts may differ on another fingerprint
COUNTS = ("f_evals", "g_evals", "epochs")
MEASURES = (*COUNTS, "status", "value")  # those of an outcome, but for its rounds
NAMED = 5  # of the cases that are not compared


@dataclass(frozen=True)
class Change:
    """One measure of one case that is not what it was."""

    case: str
    measure: str
    old: str
    new: str
    by: str


@dataclass
class Tally:
    """How the cases of one method changed. A case is worse if it needs more evaluations to end. Its
    status says whether it is no longer solved, or newly solved.
    """

    method: str
    cases: int = 0
    worse: int = 0
    better: int = 0
    other: int = 0  # counts as before, but another value or status, or not measured
    lost: int = 0
    won: int = 0

    @property
    def changed(self) -> int:
        return self.worse + self.better + self.other + self.lost + self.won

    def add(self, old: Outcome, new: Outcome | None) -> None:
        """Counts a case that changed; `new` is None where it was not measured."""
        if new is None:
            self.other += 1
        elif old.solved != new.solved:
            self.lost += old.solved
            self.won += new.solved
        elif new.cost == old.cost:
            self.other += 1
        else:
            self.worse += new.cost > old.cost
            self.better += new.cost < old.cost


@dataclass
class Comparison:
    """The verdict on a results file. `basis` says which comparison was made, and why."""

    exact: bool
    basis: str
    changes: list[Change] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    methods: list["Tally"] = field(default_factory=list)
    compared: int = 0

    @property
    def passed(self) -> bool:
        return not self.changes and self.compared > 0


def compare(baseline: Baseline, outcomes: Outcomes) -> Comparison:
    """Every bit where the fingerprints agree; else counts within FACTOR, and solved or not."""
    differences = differing(baseline.fingerprint, outcomes.fingerprint)
    found = Comparison(not differences, _basis(differences))
    for name, old in baseline.cases.items():
        new = outcomes.cases.get(name)
        if new is None:
            reason = outcomes.errors.get(name, "vanished")
            found.changes.append(Change(name, "case", "measured", reason, ""))
        elif not new.measured:
            found.changes.append(Change(name, "case", "measured", "evaluated nothing", ""))
        else:
            found.compared += 1
            found.changes += (_bits if found.exact else _tolerant)(name, old, new)
    found.methods = _tallies(baseline, outcomes, {change.case for change in found.changes})
    known = baseline.cases.keys()
    found.added = [name for name in outcomes.cases if name not in known]
    found.changes += [
        Change(name, "case", "unknown", message, "")
        for name, message in outcomes.errors.items()
        if name not in known
    ]
    return found


def _tallies(baseline: Baseline, outcomes: Outcomes, changed: set[str]) -> list[Tally]:
    """A tally a method, those with the most changes first."""
    found: dict[str, Tally] = {}
    for name, old in baseline.cases.items():
        parts = name.split("/")
        method = parts[-4] if len(parts) > 4 else name
        tally = found.setdefault(method, Tally(method))
        tally.cases += 1
        if name in changed:
            tally.add(old, outcomes.cases.get(name))
    return sorted(found.values(), key=lambda tally: -tally.changed)


def differing(old: dict[str, str], new: dict[str, str]) -> list[str]:
    """What tells the fingerprints apart, in words."""
    if not old or not new:
        return ["a fingerprint is missing"]
    names = dict.fromkeys([*old, *new])
    return [
        f"{name} was '{old.get(name, '')}', is '{new.get(name, '')}'"
        for name in names
        if old.get(name) != new.get(name)
    ]


def _basis(differences: list[str]) -> str:
    if not differences:
        return "Same fingerprint as the baseline's: counts, status and the value's bits are exact."
    return (
        f"Another fingerprint than the baseline's ({'; '.join(differences)}): counts may differ by "
        f"a factor of {FACTOR:g}, values are not compared, and a case must be solved where it was."
    )


def _bits(name: str, old: Outcome, new: Outcome) -> list[Change]:
    changes = []
    for measure, old_bits, new_bits in zip(MEASURES, old.exact(), new.exact()):
        if old_bits != new_bits:
            before, after = getattr(old, measure), getattr(new, measure)
            changes.append(Change(name, measure, _text(before), _text(after), _by(before, after)))
    return changes + _rounds(name, old, new)


def _rounds(name: str, old: Outcome, new: Outcome, factor: float = 1.0) -> list[Change]:
    """The first number of processors on which the rounds differ. Where the baseline has none, it is
    of before they were counted.
    """
    if old.rounds and not new.rounds:
        return [Change(name, "rounds", "counted", "vanished", "")]
    for axis, before, after in zip(ROUNDS, old.rounds, new.rounds):
        if not before <= factor * after or not after <= factor * before:
            return [Change(name, axis, _text(before), _text(after), _by(before, after))]
    return []


def _tolerant(name: str, old: Outcome, new: Outcome) -> list[Change]:
    changes = []
    if old.solved != new.solved:
        changes.append(Change(name, "status", old.status, new.status, ""))
    for measure in COUNTS:
        before, after = getattr(old, measure), getattr(new, measure)
        if not before <= FACTOR * after or not after <= FACTOR * before:
            changes.append(Change(name, measure, _text(before), _text(after), _by(before, after)))
    return changes + _rounds(name, old, new, FACTOR)


def _text(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)


def _by(old: float | str, new: float | str) -> str:
    """The difference, and where the old number is not zero its share of that."""
    if isinstance(old, str) or isinstance(new, str):
        return ""
    difference = new - old
    share = f" ({difference / abs(old):+.2g} of it)" if old else ""
    return f"{difference:+.3g}{share}"


def _methods(tallies: list[Tally]) -> list[str]:
    """A row a method that changed, and how many did not."""
    rows = [
        f"| {escaped(t.method)} | {t.cases} | {t.worse} | {t.better} | {t.lost} | {t.won} | {t.other} |"
        for t in tallies
        if t.changed
    ]
    header = "| method | cases | worse | better | no longer solved | newly solved | other |"
    same = sum(not tally.changed for tally in tallies)
    lines = [header, "|---|---:|---:|---:|---:|---:|---:|", *rows]
    return [*lines, "", f"Methods as they were: {same} of {len(tallies)}."]


def markdown(comparison: Comparison) -> str:
    """The comparison as Markdown: the basis, a table of what changed, and the verdict."""
    lines = [comparison.basis, ""]
    if comparison.changes:
        lines += [*_methods(comparison.methods), ""]
        lines += ["| case | measure | old | new | by |", "|---|---|---:|---:|---:|"]
        lines += [
            f"| {escaped(c.case)} | {c.measure} | {c.old} | {c.new} | {c.by} |"
            for c in comparison.changes
        ]
        lines.append("")
    if comparison.added:
        named = ", ".join(comparison.added[:NAMED])
        more = len(comparison.added) - NAMED
        tail = f", and {more} more" if more > 0 else ""
        lines += [f"Not in the baseline, so not compared: {named}{tail}.", ""]
    cases = len({change.case for change in comparison.changes})
    if comparison.passed:
        how = "are as they were" if comparison.exact else "agree within the tolerance"
        lines.append(f"Passed: {comparison.compared} cases {how}.")
    elif comparison.changes:
        words = "1 case" if cases == 1 else f"{cases} cases"
        lines.append(f"Failed: {words} changed, of {comparison.compared} compared.")
    else:
        lines.append("Failed: no case was compared.")
    return "\n".join(lines) + "\n"
