"""The one reader of Google Benchmark's results files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas

from ravine.command import BadInput
from ravine.files import read_json

FINGERPRINT = "fingerprint_"  # begins the names in a context that tell what bits depend on
EXPECTED = "Google Benchmark's results"


@dataclass(frozen=True)
class BenchmarkFile:
    """What a results file holds. Each entry has a name."""

    context: dict[str, Any]
    entries: list[dict[str, Any]]

    @property
    def commit(self) -> str:
        """What the program was built from; "unknown" where the context names none."""
        return str(self.context.get("commit", "unknown"))

    @property
    def fingerprint(self) -> dict[str, str]:
        """What the bits of the results depend on beside the sources."""
        return {
            name.removeprefix(FINGERPRINT): str(text)
            for name, text in self.context.items()
            if name.startswith(FINGERPRINT)
        }

    @property
    def seconds_compare(self) -> bool:
        """False where other work had a share of the cores of a run, or machines differ."""
        return self.context.get("seconds_compare") is not False

    def runs(self) -> Iterator[dict[str, Any]]:
        """The entries that are no aggregates of others."""
        return (entry for entry in self.entries if entry.get("run_type") != "aggregate")

    def measured(self) -> Iterator[dict[str, Any]]:
        """The runs that did not end in an error."""
        return (entry for entry in self.runs() if not entry.get("error_occurred"))

    def frame(self) -> pandas.DataFrame:
        """The measured runs, a row each, with a column for each field and counter."""
        return pandas.DataFrame(list(self.measured()))


def parse(document: Any, where: Path | str) -> BenchmarkFile:
    """The document as results; raises BadInput, which begins with `where`."""
    entries = document.get("benchmarks") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise BadInput(f"{where}: expected {EXPECTED}, with a list of benchmarks")
    if not all(isinstance(e, dict) and isinstance(e.get("name"), str) for e in entries):
        raise BadInput(f"{where}: expected benchmarks that each have a name")
    context = document.get("context")
    return BenchmarkFile(context if isinstance(context, dict) else {}, entries)


def read(path: Path) -> BenchmarkFile:
    """The results in a file; raises BadInput."""
    return parse(read_json(path, EXPECTED), path)
