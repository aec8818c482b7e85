"""Files that commands read and leave behind: what was on disk is kept until a whole file replaces it."""

import fcntl
import json
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ravine.command import BadInput
from ravine.results.case import of_line

ROOT = Path(__file__).resolve().parents[2]

# What files of one kind begin with, white space left out and in small letters.
RESULTS = ('{"context":{', "name,iterations,", "-" * 20)
PAGE = ("<!doctypehtml", "<html")
TRACES = ('{"problem":',)
MARKDOWN = ("#", "|")
WITH_SCHEMA = ('{"schema":',)  # a baseline, evidence
JSON = ("{",)


def write_whole(path: Path, text: str | bytes, begins: tuple[str, ...] = ()) -> None:
    """Puts `text` where `path` is: synced, by way of a temporary file, with the mode of the old file
    and through links. A device or a pipe is written to directly. Raises BadInput where it cannot be
    written, and where the old file begins with none of `begins`.
    """
    write_pieces(path, [text.encode("utf-8") if isinstance(text, str) else text], begins)


def write_pieces(path: Path, pieces: Iterable[bytes], begins: tuple[str, ...] = ()) -> None:
    """As `write_whole`, of a text that memory need not hold at once."""
    try:
        if _is_replaced(path):
            expect_kind(path, begins)
            _replace(path.resolve(), pieces)
        else:
            with path.open("wb", buffering=0) as out:
                _write(out.fileno(), pieces)
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror})") from None


def keep(path: Path, text: str, begins: tuple[str, ...] = ()) -> None:
    """As `write_whole`, with the folders that are missing."""
    make_folder(path.parent)
    write_whole(path, text, begins)


def make_folder(path: Path) -> None:
    """Makes it with the folders above it, where it is not there yet; raises BadInput."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{path}: cannot be made ({error.strerror})") from None


def _is_replaced(path: Path) -> bool:
    """True for a regular file, or where there is none; what the command prints to is not replaced."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return True
    if stat.S_ISDIR(found.st_mode):
        raise BadInput(f"{path}: expected a file to write, got a folder")
    if not os.access(path, os.W_OK):
        raise PermissionError(13, "Permission denied")
    printed_to = (_status_of(number) for number in (1, 2))
    return stat.S_ISREG(found.st_mode) and not any(
        other is not None and os.path.samestat(found, other) for other in printed_to
    )


def _status_of(descriptor: int) -> os.stat_result | None:
    try:
        return os.fstat(descriptor)
    except OSError:  # it is closed
        return None


def expect_kind(path: Path, begins: tuple[str, ...]) -> None:
    """Raises BadInput where the file is there, is not empty, and begins with none of `begins`."""
    if not begins or not path.exists():
        return
    with path.open("rb") as old:
        opening = re.sub(rb"\s", b"", old.read(256)).lower().decode("utf-8", "replace")
    if not any(opening.startswith(own) or own.startswith(opening) for own in begins):
        raise BadInput(f"{path}:1: expected a file of the kind that replaces it, left as it is")


def _write(descriptor: int, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(descriptor, rest) :]


def _replace(target: Path, pieces: Iterable[bytes]) -> None:
    old = target.stat() if target.exists() else None
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)  # of a killed process that had this number
    try:
        made = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if old else 0o666)
        try:
            if old is not None:
                os.fchmod(made, stat.S_IMODE(old.st_mode))
            _write(made, pieces)
            os.fsync(made)
        finally:
            os.close(made)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Makes a renaming last. Some file systems cannot, and none of them loses the file by it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keeps other commands from writing to the folder; raises BadInput where one does."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise BadInput(f"{folder}: another command is writing to it") from None
    except OSError as error:  # a file system without locks
        print(f"note: {folder}: cannot be locked ({error.strerror})", file=sys.stderr)
    try:
        yield
    finally:
        os.close(descriptor)


LONG_NUMBER = re.compile(r"(?<![\d.])\d{19}")  # not the digits after a point
SURROGATE = re.compile(r"\\u[dD][89abAB]|\\u[dD][c-fC-F]")


def parse_json(text: str) -> Any:
    """The value of any text, or json.JSONDecodeError. A whole number beyond 18 digits becomes a
    float, infinite where it is too large for one. Half a surrogate pair becomes U+FFFD.
    """
    whole = (
        (lambda digits: int(digits) if len(digits) < 19 else float(digits))
        if (LONG_NUMBER.search(text))
        else None
    )
    try:
        found = json.loads(text, parse_int=whole)
        return _without_surrogates(found) if SURROGATE.search(text) else found
    except RecursionError:
        raise json.JSONDecodeError("Fewer levels of brackets", text, 0) from None


def _without_surrogates(item: Any) -> Any:
    if isinstance(item, str):
        return item.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(item, list):
        return [_without_surrogates(one) for one in item]
    if isinstance(item, dict):
        return {_without_surrogates(k): _without_surrogates(v) for k, v in item.items()}
    return item


def read_json(path: Path, expected: str) -> Any:
    """The file as JSON; raises BadInput that says what was expected."""
    try:
        return parse_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from None
    except json.JSONDecodeError as error:
        raise BadInput(f"{path}:{error.lineno}: expected {expected} as JSON") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}: expected {expected} as JSON") from None


def merge_results(parts: list[Path]) -> dict[str, Any]:
    """The results files as one: the first context, every run once, the last of equal names. A run
    that has ended in an error stays where it ended in nothing else.

    A file that is missing or empty (all its runs were done before) adds nothing.
    """
    context: dict[str, Any] = {}
    entries: dict[tuple[Any, ...], dict[str, Any]] = {}
    for path in parts:
        if not path.exists() or path.stat().st_size == 0:
            continue
        document = read_json(path, "benchmark results")
        if not isinstance(document, dict) or not isinstance(document.get("benchmarks"), list):
            raise BadInput(f"{path}:1: expected benchmark results")
        context = context or document.get("context", {})
        for entry in document["benchmarks"]:
            if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
                raise BadInput(f"{path}: expected benchmarks that each have a name")
            parts_of_name = ("run_type", "aggregate_name", "repetition_index")
            name = (entry["name"], *(str(entry.get(part)) for part in parts_of_name))
            failed = bool(entry.get("error_occurred"))
            if not failed or entries.get(name, entry).get("error_occurred"):
                entries[name] = entry
    return {"context": context, "benchmarks": list(entries.values())}


def entry_of(line: dict[str, Any]) -> dict[str, Any] | None:
    """The entry of a results file for a run of a traces file; None where the line is no run, or is
    from before runs had their counters there.
    """
    try:
        name = of_line(line).name
        counters = {k: v for k, v in line.get("counters", {}).items() if v is not None}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if not counters:
        return None
    return {
        **{"name": name, "run_name": name, "run_type": "iteration", "repetitions": 1},
        **{"repetition_index": 0, "threads": 1, "iterations": 1, "time_unit": "ms"},
        "real_time": 1e3 * counters.get("seconds", 0.0),
        "cpu_time": 1e3 * counters.get("cpu_seconds", 0.0),
        **counters,
        "label": line.get("status", ""),
    }


def without_course(text: str) -> str:
    """A line of a traces file up to its arrays, which are most of it; the whole where they are not
    last.
    """
    head, arrays, _ = text.partition(',"f_evals":[')
    whole = not arrays or not text.endswith("}") or '"counters":' not in head
    return text if whole else head + "}"


def entries_of(traces: Path, known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries of a results file for the runs of the traces that have none there, as after a crash.
    Lines that are none are told of where the traces are loaded.
    """
    names = {entry["name"] for entry in known}
    made = {}
    for text in traces.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = entry_of(parse_json(without_course(text)))
        except json.JSONDecodeError:
            continue
        if entry is not None and entry["name"] not in names:
            made[entry["name"]] = entry
    return list(made.values())


def line_count(path: Path) -> int:
    """How many whole lines the file has; 0 where there is none."""
    return path.read_bytes().count(b"\n") if path.exists() else 0
