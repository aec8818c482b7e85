"""The list of faults, and the copy of the tree in which each is planted."""

import re
from dataclasses import dataclass
from pathlib import Path

from ravine.command import BadInput
from ravine.files import ROOT

HERE = Path(__file__).resolve().parent
LIST = HERE / "list.txt"
SURVIVORS = HERE / "survivors.txt"


@dataclass(frozen=True)
class Fault:
    """`after` in place of `before`, which the file has once."""

    kind: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]  # files of tests of scripts that are to find it

    @property
    def name(self) -> str:
        """The fault as the list has it."""
        return f"{self.file}: {self.before} => {self.after}".replace("\n", "\\n")

    def plant(self, tree: Path) -> str:
        """Writes the fault to the tree; the file's text without it. Raises BadInput."""
        path = tree / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.before) != 1:
            raise BadInput(
                f"{self.file}: expected once, got {text.count(self.before)}: {self.name}"
            )
        path.write_text(text.replace(self.before, self.after), encoding="utf-8")
        return text


def listed(path: Path = LIST) -> list[Fault]:
    """The faults of a list; raises BadInput for a line that is none."""
    found = []
    kind, file = "", ""
    tests: tuple[str, ...] = ()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("## "):
            kind = line.removeprefix("## ")
        elif line.startswith("  "):
            before, arrow, after = line.strip().replace("\\n", "\n").partition(" => ")
            if not arrow or not file:
                raise BadInput(f"{path}:{number}: expected 'before => after' below a file's name")
            found.append(Fault(kind, file, before, after, tests))
        elif line and not line.startswith("#"):
            file, *rest = line.split()
            tests = tuple(rest)
    return found


def suites_beside(file: str) -> list[str]:
    """The GoogleTest suites of the tests beside a source of the library."""
    source = ROOT / file
    beside = source.with_name(f"{source.stem}_test.cc")
    if not beside.is_file():
        return []
    names = re.findall(r"\bTEST(?:_[FP])?\((\w+),", beside.read_text(encoding="utf-8"))
    return list(dict.fromkeys(names))
