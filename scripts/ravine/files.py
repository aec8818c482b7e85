"""Results files, written whole or not at all."""

import json
import os
from pathlib import Path
from typing import Any

from ravine.command import BadInput

ROOT = Path(__file__).resolve().parents[2]


def write_whole(path: Path, text: str) -> None:
    """Puts `text` where `path` is, by way of a temporary file beside it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def keep(path: Path, text: str) -> None:
    """As `write_whole`, with the folders that are missing; raises BadInput where it cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror})") from None


def merge_results(parts: list[Path]) -> dict[str, Any]:
    """The results files as one: the first context, every run once, the last of equal names.

    A file that is missing or empty (all its runs were done before) adds nothing.
    """
    context: dict[str, Any] = {}
    entries: dict[tuple, dict[str, Any]] = {}
    for path in parts:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if not text.strip():
            continue
        document = json.loads(text)
        context = context or document.get("context", {})
        for entry in document.get("benchmarks", []):
            if entry.get("error_occurred"):
                continue
            kind = (entry.get("run_type"), entry.get("aggregate_name"))
            entries[(entry["name"], *kind, entry.get("repetition_index"))] = entry
    return {"context": context, "benchmarks": list(entries.values())}


def line_count(path: Path) -> int:
    """How many whole lines the file has; 0 where there is none."""
    return path.read_bytes().count(b"\n") if path.exists() else 0
