"""One writer for all commands, and readers that end in one line whatever they are given."""

import json
import os
import resource
import stat
import subprocess
import sys

import pytest

from ravine.command import BadInput
from ravine.files import (
    PAGE,
    RESULTS,
    ROOT,
    locked,
    merge_results,
    parse_json,
    without_course,
    write_whole,
)
from ravine.tests.made import result, trace, write_results, write_traces

ENV = os.environ | {"PYTHONPATH": str(ROOT / "scripts"), "PYTHONDONTWRITEBYTECODE": "1"}


def run(module, *arguments, **options):
    """A command as scripts/<module> runs it."""
    name = {"table": "tables.table"}.get(module, module)
    line = [sys.executable, "-m", f"ravine.{name}", *map(str, arguments)]
    given = {"capture_output": True, "text": True, "env": ENV} | options
    return subprocess.run(line, check=False, **given)


def test_files_are_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "file"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "new \ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_who_reads_the_old_file_reads_it_to_its_end(tmp_path):
    path = tmp_path / "results.json"
    old = "old" * 100_000  # more than a reader keeps in memory
    write_whole(path, old)
    with path.open() as reader:
        start = reader.read(3)
        write_whole(path, "new")
        assert start + reader.read() == old
    assert path.read_text() == "new"


def test_a_run_that_ended_in_an_error_stays_where_it_ended_in_nothing_else(tmp_path):
    failed = result("a", "m", 1) | {"error_occurred": True, "error_message": "no memory"}
    lost = result("b", "m", 1) | {"error_occurred": True, "error_message": "no memory"}
    parts = [
        write_results(tmp_path / "1.json", [failed, lost]),
        write_results(tmp_path / "2.json", [result("a", "m", 1, 7)]),
        write_results(tmp_path / "3.json", [failed]),
    ]
    first, second = merge_results(parts)["benchmarks"]
    assert first["f_evals"] == 7.0 and second["error_message"] == "no memory"


def test_one_command_at_a_time_writes_to_a_folder(tmp_path):
    with locked(tmp_path):
        with pytest.raises(BadInput, match="another command"), locked(tmp_path):
            pass
    with locked(tmp_path):
        pass


def test_links_and_modes_stay(tmp_path):
    target, link, dangling = (tmp_path / name for name in ("target", "link", "dangling"))
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to("target")
    dangling.symlink_to("new")
    write_whole(link, "text")
    write_whole(dangling, "text")
    assert link.is_symlink() and dangling.is_symlink()
    assert target.read_text() == (tmp_path / "new").read_text() == "text"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_full_disk_leaves_the_old_file(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")
    program = "from pathlib import Path; from ravine.files import write_whole; import sys\n"
    program += "write_whole(Path(sys.argv[1]), 'x' * 9000)"
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
        check=False,
        **{"env": ENV, "capture_output": True, "text": True},
    )
    assert f"{path}: cannot be written (File too large)" in done.stderr
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_devices_are_written_through(tmp_path):
    null = tmp_path / "null"
    try:
        os.mknod(null, stat.S_IFCHR | 0o666, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("needs the right to make a device")
    write_whole(null, "text", PAGE)
    assert stat.S_ISCHR(null.stat().st_mode)
    with pytest.raises(BadInput, match="/dev/full: cannot be written .No space left on device"):
        from pathlib import Path

        write_whole(Path("/dev/full"), "text")


def test_another_kind_of_file_is_not_replaced(tmp_path):
    notes, page, results = (tmp_path / name for name in ("notes.txt", "a.html", "r.json"))
    notes.write_text("my notes\n")
    page.write_text("<!DOCTYPE html>\n<html>")
    write_results(results, [])
    with pytest.raises(BadInput, match="left as it is"):
        write_whole(notes, "<!doctype html>", PAGE)
    with pytest.raises(BadInput, match="left as it is"):
        write_whole(results, "<!doctype html>", PAGE)
    with pytest.raises(BadInput, match="expected a file to write, got a folder"):
        write_whole(tmp_path, "text")
    write_whole(page, "<!doctype html>", PAGE)
    write_whole(results, '{"context": {}, "benchmarks": []}', RESULTS)
    assert notes.read_text() == "my notes\n"


def test_a_report_never_replaces_its_own_traces(tmp_path):
    traces = write_traces(tmp_path / "traces.jsonl", [trace("sphere", "a", 1, [4.0, 0.0])])
    before = traces.read_text()
    done = run("report", traces, "--output", traces)
    assert (done.returncode, traces.read_text()) == (2, before)
    assert done.stderr.startswith(f"report: {traces}:1: expected")


def test_whole_numbers_of_any_length():
    assert parse_json("[123456789012345678, 0.12345678901234567890]") == [
        123456789012345678,
        0.12345678901234567890,
    ]
    assert parse_json("[" + "9" * 400 + "]") == [float("inf")]
    assert parse_json("[" + "9" * 5000 + "]") == [float("inf")]
    with pytest.raises(json.JSONDecodeError):
        parse_json("[" * 3000 + "]" * 3000)


def test_half_a_surrogate_pair():
    assert parse_json(r'["a\ud800", {"\udc00": 1}, "\ud83d\ude00"]') == [
        "a\ufffd",
        {"\ufffd": 1},
        "\U0001f600",
    ]


DIGITS = "9" * 400
DEEP = "[" * 3000 + "]" * 3000
TRACE = json.dumps(trace("sphere", "a", 1, [4.0, 0.0]))
ENTRY = json.dumps(result("sphere", "a", 1, 5))


def traces_with(field, text):
    """A traces file whose only run has `text` as its field."""
    return json.dumps(json.loads(TRACE) | {field: "HERE"}).replace('"HERE"', text) + "\n"


def results_with(field, text):
    entry = json.dumps(json.loads(ENTRY) | {field: "HERE"}).replace('"HERE"', text)
    return '{"context": {}, "benchmarks": [' + entry + "]}"


ODD = {
    "brackets": DEEP,
    "brackets in a trace": TRACE[:-1] + f', "more": {DEEP}}}\n',
    "brackets in results": results_with("more", DEEP),
    "context": '{"context": {"caches": [{"size": 1e400}], "num_cpus": ' + DIGITS + "}, "
    '"benchmarks": [' + ENTRY + "]}",
    "list": '{"context": [], "benchmarks": [' + ENTRY + "]}",
    "null benchmarks": '{"context": {}, "benchmarks": null}',
    "threads in a name": results_with(
        "name", f'"convergence/sphere/a/none/serial:{DIGITS}/seed:1"'
    ),
    "seed in a name": results_with(
        "name", f'"convergence/sphere/a/none/serial:1/seed:{"9" * 5000}"'
    ),
    "surrogate in a name": results_with("name", r'"convergence/s\ud800/a/none/serial:1/seed:1"'),
    "control": results_with("name", r'"convergence/\u001b[31m\n/a"'),
} | {
    f"{field} {text[:8]}": make(field, text)
    for make, fields in (
        (traces_with, ("threads", "seed", "dimension", "f_star", "f_start", "target", "f_evals")),
        (traces_with, ("problem", "method", "status", "settings", "counters", "epochs", "best")),
        (results_with, ("f_evals", "seconds", "value", "gap", "repetition_index", "label")),
    )
    for field in fields
    for text in (DIGITS, "1e300", "1e400", f"[{DIGITS}]", r'"\ud800"', "null", "{}")
}

IN_PROCESS = """
import contextlib, io, json, sys
from pathlib import Path
from ravine import command
from ravine.report import __main__ as report
from ravine.export import __main__ as export
from ravine.tables import table
from ravine.track import __main__ as track
files = json.loads(sys.stdin.read())
folder = Path(sys.argv[1])
def commands(path, n):
    yield table.main, [path]
    yield table.main, [path, "--by", "seconds", "--format", "html"]
    if n % 4 == 0:  # a page takes a while
        yield report.main, [path, "-o", str(folder / f"{n}.html")]
    for form in ("csv", "ioh", "coco"):
        yield export.main, [path, "--format", form, "-o", str(folder / f"{n}-{form}")]
    yield track.main, ["check", path]
    yield track.main, ["record", path, "--history", str(folder / f"{n}.sqlite")]
    yield track.main, ["accept", path, "--reason", "r", "--baseline", str(folder / f"{n}.json")]
for n, (name, text) in enumerate(files.items()):
    path = folder / f"odd-{n}.json"
    path.write_text(text, encoding="utf-8")
    for main, arguments in commands(str(path), n):
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
                main(arguments)
            said.getvalue().encode()
        except command.BadInput as error:
            assert len(command._one_line(str(error))) < 2100
        except Exception as error:
            print(name, main.__module__, arguments[0], type(error).__name__, str(error)[:100])
"""


def test_odd_files_end_in_one_line(tmp_path):
    """400 digits, 1e400, 3,000 brackets and lone surrogates in every field that a reader takes."""
    done = subprocess.run(
        [sys.executable, "-c", IN_PROCESS, str(tmp_path)],
        input=json.dumps(ODD),
        check=False,
        **{"env": ENV, "capture_output": True, "text": True},
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


@pytest.mark.parametrize(
    "line",
    [
        ("table", "--help"),
        ("report", "--help"),
        ("export", "--help"),
        ("bench", "--help"),
        ("track", "--help"),
        ("track", "check", "--help"),
        ("table", "TRACES"),
    ],
)
def test_a_full_standard_output_is_told_with_status_2(line, tmp_path):
    traces = write_traces(tmp_path / "traces.jsonl", [trace("sphere", "a", 1, [4.0, 0.0])])
    line = [str(traces) if word == "TRACES" else word for word in line]
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = run(*line, stdout=full, capture_output=False, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr == f"{line[0]}: standard output: No space left on device\n"


def test_a_reader_that_has_seen_enough_changes_no_status(tmp_path):
    """A regression stays one, and a table that nobody reads to its end is no error."""
    old = write_results(tmp_path / "old.json", [result("sphere", "a", 1, 5, value=0.0)])
    new = write_results(tmp_path / "new.json", [result("sphere", "a", 1, 70, value=0.0)])
    traces = write_traces(tmp_path / "traces.jsonl", [trace("sphere", "a", 1, [4.0, 0.0])])
    for line, status in ((("track", "check", new, "--baseline", old), 1), (("table", traces), 0)):
        reading, writing = os.pipe()
        os.close(reading)
        done = run(*line, stdout=writing, capture_output=False, stderr=subprocess.PIPE)
        os.close(writing)
        assert (done.returncode, done.stderr) == (status, "")


def test_a_name_that_is_no_utf_8(tmp_path):
    path = os.path.join(os.fsencode(tmp_path), b"caf\xe9.json")
    line = [sys.executable, "-m", "ravine.tables.table", path]
    done = subprocess.run(line, env=ENV, capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(b"table: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_closed_standard_output_does_not_end_up_in_the_page(tmp_path):
    traces = write_traces(tmp_path / "traces.jsonl", [trace("sphere", "a", 1, [4.0, 0.0])])
    page = tmp_path / "page.html"
    line = f"{sys.executable} -m ravine.report {traces} -o {page} >&- 2>&-"
    assert (
        subprocess.run(["sh", "-c", line], env=ENV, check=False).returncode == 2
    )  # what it says is lost
    assert page.read_text().startswith("<!DOCTYPE html>")


def test_a_run_is_known_without_its_course():
    head = '{"problem":"p","counters":{"f_evals":3},"message":"a \\",\\"f_evals\\":["'
    assert without_course(f'{head},"f_evals":[1,2],"best":[1,0]}}') == f"{head}}}"
    # Cut short, without counters, or with spaces: as it is, and what is wrong with it is found.
    for line in (f'{head},"f_evals":[1,', '{"problem":"p","f_evals":[1]}', '{"f_evals": [1]}', "x"):
        assert without_course(line) == line
