"""Checks that includes of the library go only along the data's way (DESIGN.md, layout)."""

import re
import sys
from pathlib import Path

from ravine_scripts.files import ROOT

# What a station may include beside itself; the order is the way of the data.
STATIONS = {
    "core": {"core"},
    "parallel": {"core"},
    "data": {"core"},
    "loss": {"core", "parallel", "data", "model"},
    "model": {"core", "parallel", "data", "loss"},
    "problem": {"core"},
    "gradient": {"core", "parallel"},
    "oracle": {"core", "gradient"},
    "optimizer": {"core", "oracle"},
    "record": {"core", "oracle"},
    "distributed": {"core", "parallel", "data", "loss", "model"},
}
EVERYTHING = {*STATIONS, "catalog"}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def allowed(station: str, is_test: bool) -> set[str]:
    """The stations that a file may include; a test also all to the left of its own."""
    if station not in STATIONS:
        # The catalogue, whose tests are of the whole library, and the header beside the stations.
        return EVERYTHING | {"ravine.h"} if is_test or not station else EVERYTHING
    names = STATIONS[station] | {station}
    if is_test:
        order = list(STATIONS)
        names |= set(order[: order.index(station)])
    return names


def violations(library: Path) -> list[str]:
    """One line for each include that goes the wrong way under `library` (lib/ravine)."""
    found = []
    for path in sorted([*library.rglob("*.h"), *library.rglob("*.cc")]):
        parts = path.relative_to(library).parts
        station = parts[0] if len(parts) > 1 else ""
        if station and station not in EVERYTHING:
            found.append(f"{path}:1: no station of the layout: {station}")
            continue
        may = allowed(station, path.name.endswith("_test.cc"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            target = match.group(1).split("/") if match else [""]
            if target[0] == "benchmarks":
                found.append(f"{path}:{number}: the library never includes benchmarks")
            elif target[0] == "ravine" and target[1] not in may:
                found.append(f"{path}:{number}: {station} may not include {target[1]}")
    return found


def main() -> int:
    lines = violations(ROOT / "lib" / "ravine")
    for line in lines:
        print(line, file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
