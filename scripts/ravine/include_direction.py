"""Checks that includes of the library go only along the data's way (the table of stations below)."""

import re
import sys
from pathlib import Path

from ravine.files import ROOT

# What a station may include beside itself; the order is the way of the data.
STATIONS = {
    "core": {"core"},
    "parallel": {"core"},
    "kernel": {"core"},
    "data": {"core"},
    "loss": {"core", "parallel", "kernel", "data"},
    "model": {"core", "parallel", "kernel", "data", "loss"},
    "problem": {"core", "kernel"},
    "gradient": {"core", "parallel"},
    "oracle": {"core", "gradient"},
    "optimizer": {"core", "oracle"},
    "record": {"core", "oracle"},
    "distributed": {"core", "parallel", "data", "loss", "model"},
}
# The station that each public header belongs to; those that are not named belong to the core.
PUBLIC = {
    "catalog.h": "catalog",
    "data_set.h": "data",
    "features.h": "data",
    "minimize.h": "catalog",
    "optimizer.h": "optimizer",
    "oracle.h": "oracle",
    "ravine.h": "catalog",
    "reader.h": "data",
    "risk.h": "catalog",
}
EVERYTHING = {*STATIONS, "catalog"}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def allowed(station: str, is_test: bool) -> set[str]:
    """The stations that a file may include; a test also all to the left of its own."""
    if station not in STATIONS:
        return EVERYTHING
    names = STATIONS[station] | {station}
    if is_test:
        order = list(STATIONS)
        names |= set(order[: order.index(station)])
    return names


def station_of(target: str) -> str:
    """The station of an included file, or an empty text for one from elsewhere."""
    folder, _, name = target.partition("/")
    if folder == "ravine":
        return PUBLIC.get(name, "core")
    return folder if folder in EVERYTHING or folder == "benchmarks" else ""


def violations(library: Path) -> list[str]:
    """One line for each include that goes the wrong way under `library` (lib)."""
    found = []
    for path in sorted([*library.rglob("*.h"), *library.rglob("*.cc")]):
        parts = path.relative_to(library).parts
        if parts[0] == "include":
            station = PUBLIC.get(path.name, "core")
        elif parts[0] == "fuzz":
            station = "catalog"  # the fuzzers, like the catalogue, are above all stations
        else:
            station = parts[1] if len(parts) > 2 else ""
        if station not in EVERYTHING:
            found.append(f"{path}:1: no station of the layout: {station or path.name}")
            continue
        may = allowed(station, path.stem.endswith("_test"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            target = station_of(match.group(1)) if match else ""
            if target == "benchmarks":
                found.append(f"{path}:{number}: the library never includes benchmarks")
            elif target and target not in may:
                found.append(f"{path}:{number}: {station} may not include {target}")
    return found


def main() -> int:
    lines = violations(ROOT / "lib")
    for line in lines:
        print(line, file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
