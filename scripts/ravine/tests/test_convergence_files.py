"""What convergence leaves on disk: nothing that was there is lost, and every failure is one line."""

import json
import os
import resource
import signal
import stat
import subprocess
import time

import pytest

from ravine.tests.binary import CONVERGENCE, convergence, needs_convergence, refused, trace_lines

pytestmark = needs_convergence

RUN = ("--methods=lbfgs", "--problems=sphere")
SLOW = ("--methods=random_search", "--problems=sphere", "--max_evaluations=3000000")
ONLY_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root may make a device")


def results(path):
    return json.loads(path.read_text())["benchmarks"]


def names(path):
    return sorted(entry["name"] for entry in results(path))


def small_files():
    """As on a disk that is full after 4 KiB."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))


def test_a_full_disk_leaves_the_old_results(tmp_path):
    out, traces = tmp_path / "results.json", tmp_path / "traces.jsonl"
    files = (f"--benchmark_out={out}", f"--traces={traces}")
    assert convergence(*RUN, *files).returncode == 0
    before = out.read_text(), traces.read_text()
    line = [str(CONVERGENCE), "--methods=random_search,spsa", "--problems=sphere", *files]
    done = subprocess.run(line, preexec_fn=small_files, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"convergence: {traces}: cannot be written (File too large)"
    ]
    assert (out.read_text(), traces.read_text()) == before
    assert sorted(tmp_path.iterdir()) == [out, traces]


@pytest.mark.parametrize("flag", ["--benchmark_out", "--traces"])
def test_a_full_device_is_told(flag):
    done = convergence(*RUN, f"{flag}=/dev/full")
    assert done.returncode == 2
    assert done.stderr == "convergence: /dev/full: cannot be written (No space left on device)\n"


@ONLY_ROOT
@pytest.mark.parametrize("flag", ["--benchmark_out", "--traces"])
def test_a_device_stays_a_device(flag, tmp_path):
    null = tmp_path / "null"
    try:
        os.mknod(null, stat.S_IFCHR | 0o666, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("this container allows no devices")
    assert convergence(*RUN, f"{flag}={null}").returncode == 0
    assert stat.S_ISCHR(null.stat().st_mode)
    assert list(tmp_path.iterdir()) == [null]


@pytest.mark.parametrize("value", ["", "=1", "=true", "=yes"])
def test_listing_cases_writes_nothing(value, tmp_path):
    traces = tmp_path / "keep.jsonl"
    assert convergence(*RUN, f"--traces={traces}").returncode == 0
    before = traces.read_text()
    assert convergence(*RUN, f"--traces={traces}", f"--benchmark_list_tests{value}").returncode == 0
    assert traces.read_text() == before


def test_an_output_is_no_input_and_no_other_output(tmp_path):
    data, new = tmp_path / "data.csv", tmp_path / "new"
    data.write_text("x,y\n1,2\n2,3\n3,5\n")
    line = refused("--methods=lbfgs", f"--data={data}", f"--traces={data}")
    assert line == f"--traces: expected another file than that of --data, got {data}"
    line = refused(*RUN, f"--traces={new}", f"--benchmark_out={tmp_path}/./new")
    assert line.startswith("--benchmark_out: expected another file than that of --traces")
    assert data.read_text() == "x,y\n1,2\n2,3\n3,5\n"
    assert not new.exists()


@pytest.mark.parametrize("flag", ["--benchmark_out", "--traces"])
def test_a_text_is_not_overwritten(flag, tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text("my notes\n")
    assert refused(*RUN, f"{flag}={notes}").startswith(f"{notes}:1: expected ")
    assert notes.read_text() == "my notes\n"


@pytest.mark.parametrize("flag", ["--benchmark_out", "--traces"])
def test_links_and_modes_stay(flag, tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    assert convergence(*RUN, f"{flag}={target}").returncode == 0
    target.chmod(0o600)
    link.symlink_to("target")
    before = target.read_text()
    assert convergence(*RUN, "--seeds=2", f"{flag}={link}").returncode == 0
    assert link.is_symlink()
    assert target.read_text() != before
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.parametrize("flag", ["--benchmark_out", "--traces"])
def test_a_folder_is_refused_before_the_first_run(flag, tmp_path):
    assert (
        refused(*RUN, f"{flag}={tmp_path}") == f"{tmp_path}: expected a file to write, got a folder"
    )


def test_resuming_makes_results_of_all_that_the_traces_hold(tmp_path):
    out, traces = tmp_path / "results.json", tmp_path / "traces.jsonl"
    files = (f"--benchmark_out={out}", f"--traces={traces}", "--resume")
    # The results of the first call are lost, as after a kill; its traces are not.
    assert convergence(*RUN, "--seeds=1,2", f"--traces={traces}").returncode == 0
    assert convergence(*RUN, "--seeds=1,2,3", *files).returncode == 0
    assert len(names(out)) == len(set(names(out))) == len(trace_lines(traces)) == 3
    whole = tmp_path / "whole.json"
    assert convergence(*RUN, "--seeds=1,2,3", f"--benchmark_out={whole}").returncode == 0
    timed = {"real_time", "cpu_time", "cpu_seconds", "seconds", "seconds_to_target"}
    timed |= {"family_index", "per_family_instance_index"}
    for made, measured in zip(
        *(sorted(results(path), key=lambda entry: entry["name"]) for path in (out, whole))
    ):
        assert made.keys() == measured.keys()
        assert {k: v for k, v in made.items() if k not in timed} == {
            k: v for k, v in measured.items() if k not in timed
        }
    out.unlink()
    assert convergence(*RUN, "--seeds=1,2,3", *files).returncode == 0  # nothing is left to run
    assert names(out) == names(whole)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_keeps_the_finished_runs(number, tmp_path):
    out, traces = tmp_path / "results.json", tmp_path / "traces.jsonl"
    files = [f"--benchmark_out={out}", f"--traces={traces}"]
    line = [str(CONVERGENCE), *SLOW, "--seeds=1,2,3,4,5,6,7,8", *files]
    with subprocess.Popen(line, stdout=subprocess.DEVNULL) as child:
        while not traces.exists():
            time.sleep(0.01)
        child.send_signal(number)
        assert child.wait(60) == 130
    kept = len(trace_lines(traces))
    assert 1 <= kept < 8
    assert len(names(out)) == kept
    assert sorted(tmp_path.iterdir()) == [out, traces]


def test_two_writers_of_one_file(tmp_path):
    traces = tmp_path / "traces.jsonl"
    line = [str(CONVERGENCE), *SLOW, "--seeds=1,2,3,4,5,6,7,8", f"--traces={traces}"]
    with subprocess.Popen(line, stdout=subprocess.DEVNULL) as first:
        while not traces.exists():
            time.sleep(0.01)
        said = refused(*SLOW, f"--traces={traces}", "--resume")
        assert said == f"{traces}: is being written by another process, number {first.pid}"
        first.kill()
    # What a killed process leaves behind is in nobody's way.
    assert convergence(*RUN, f"--traces={traces}", "--resume").returncode == 0


def test_data_of_one_name_is_told_apart(tmp_path):
    traces = tmp_path / "traces.jsonl"
    for folder, last in (("a", 5), ("b", 6)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "train.csv").write_text(f"x,y\n1,2\n2,3\n3,{last}\n")
    flags = ("--methods=lbfgs", f"--traces={traces}", "--resume")
    assert convergence(*flags, f"--data={tmp_path}/a/train.csv").returncode == 0
    assert convergence(*flags, f"--data={tmp_path}/a/train.csv").returncode == 0
    (line,) = trace_lines(traces)
    assert "samples=3 features=1 checksum=" in line["settings"]
    done = convergence(*flags, f"--data={tmp_path}/b/train.csv")
    assert done.returncode == 2
    assert "expected the settings" in done.stderr
    assert trace_lines(traces) == [line]


def test_a_misfit_does_not_end_the_grid(tmp_path):
    out, traces = tmp_path / "results.json", tmp_path / "traces.jsonl"
    data = tmp_path / "wide.csv"
    data.write_text(
        "".join(",".join(["1"] * i + ["0"] * (20000 - i) + [str(i % 2)]) + "\n" for i in range(6))
    )
    done = convergence(
        *("--methods=bfgs,cma_es,nelder_mead,lbfgs", f"--data={data}", "--max_evaluations=5"),
        *(f"--benchmark_out={out}", f"--traces={traces}"),
    )
    assert done.returncode == 0
    ended = {entry["name"].split("/")[2]: entry for entry in results(out)}
    assert ended.keys() == {"bfgs", "cma_es", "nelder_mead", "lbfgs"}
    for method in ("bfgs", "cma_es", "nelder_mead"):
        assert ended[method]["error_occurred"] is True
        assert ended[method]["error_message"].startswith(f"method '{method}' keeps n^2 numbers")
        assert "up to n = 16384, got 20000" in ended[method]["error_message"]
    assert "error_occurred" not in ended["lbfgs"]
    assert [line["method"] for line in trace_lines(traces)] == ["lbfgs"]
    assert "3 of 4 cases ended in an error" in done.stderr.splitlines()[-1]


def little_memory():
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, resource.RLIM_INFINITY))


def test_memory_that_is_not_there_is_that_runs_error(tmp_path):
    out = tmp_path / "results.json"
    grid = ("--methods=bfgs,lbfgs", "--problems=sphere:dimension=16000", f"--benchmark_out={out}")
    line = [str(CONVERGENCE), *grid]
    done = subprocess.run(
        line, preexec_fn=little_memory, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    first, second = results(out)
    assert first["error_message"] == "needs more memory than there is"
    assert second["label"] == "target_reached"


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        ("--benchmark_repetitions=-1", "a whole number in [1, 2147483647], got '-1'"),
        ("--benchmark_repetitions=0", "a whole number in [1, 2147483647], got '0'"),
        ("--benchmark_repetitions=x", "a whole number in [1, 2147483647], got 'x'"),
        ("--benchmark_min_time=-1", "a number of at least 0, got '-1'"),
        ("--benchmark_min_time=abc", "a number of at least 0, got 'abc'"),
        ("--benchmark_time_unit=h", "one of ns, us, ms, s, got 'h'"),
        ("--benchmark_format=xml", "one of console, json, csv, got 'xml'"),
        ("--benchmark_out_format=xml", "one of console, json, csv, got 'xml'"),
        ("--benchmark_color=", "one of auto,"),
        ("--benchmark_list_tests=maybe", "one of true,"),
        ("--benchmark_out", "--benchmark_out=VALUE"),
    ],
)
def test_a_value_that_google_benchmarks_flags_do_not_take(flag, expected):
    assert refused(*RUN, flag).startswith(f"{flag.split('=')[0]}: expected {expected}")


def test_results_as_csv_have_the_counters_of_all_runs(tmp_path):
    out = tmp_path / "results.csv"
    grid = ("--methods=random_search,lbfgs", "--problems=sphere")
    assert (
        convergence(*grid, f"--benchmark_out={out}", "--benchmark_out_format=csv").returncode == 0
    )
    head, *rows = out.read_text().splitlines()
    assert head.startswith("name,iterations,real_time,cpu_time,time_unit")
    assert '"f_evals_to_target"' in head  # which only lbfgs has
    assert len(rows) == 2


@pytest.mark.parametrize("options", [("--list",), RUN, ("--help",)])
def test_a_full_standard_output_is_told(options):
    with open("/dev/full", "w", encoding="utf-8") as full:
        line = [str(CONVERGENCE), *options]
        done = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    (said,) = done.stderr.splitlines()
    assert said == "convergence: standard output: cannot be written (No space left on device)"


def test_a_reader_that_has_seen_enough_does_not_end_the_runs(tmp_path):
    out = tmp_path / "results.json"
    line = [str(CONVERGENCE), *RUN, "--seeds=1,2,3", f"--benchmark_out={out}"]
    with subprocess.Popen(line, stdout=subprocess.PIPE) as child:
        child.stdout.close()
        assert child.wait(60) == 0
    assert len(names(out)) == 3


def test_names_in_latin_1(tmp_path):
    data = os.path.join(os.fsencode(tmp_path), b"caf\xe9.csv")
    with open(data, "w", encoding="utf-8") as file:
        file.write("x,y\n1,2\n2,3\n3,5\n")
    out, traces = tmp_path / "results.json", tmp_path / "traces.jsonl"
    flags = [f"--benchmark_out={out}", f"--traces={traces}", "--resume", "--methods=lbfgs"]
    for _ in range(2):
        done = subprocess.run(
            [str(CONVERGENCE).encode(), b"--data=" + data, *map(str.encode, flags)],
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert names(out) == ["convergence/data:caf\ufffd/lbfgs/analytic/serial:1/seed:1"]
        assert [line["problem"] for line in trace_lines(traces)] == ["data:caf\ufffd"]


@pytest.mark.parametrize(
    "filtered", ["(.*)*(.*)*(.*)*(s*)*#", "((((((a|s)*)*)*)*)*)*#", "(x+x+)+y"]
)
def test_a_filter_of_nested_stars_ends(filtered):
    began = time.monotonic()
    assert "no run is left" in refused(*RUN, f"--benchmark_filter={filtered}")
    assert time.monotonic() - began < 30


def test_a_filter_that_matches_nothing_is_refused_when_resuming(tmp_path):
    traces = tmp_path / "traces.jsonl"
    flags = (f"--traces={traces}", "--resume")
    assert convergence(*RUN, *flags).returncode == 0
    assert "no run is left" in refused(*RUN, *flags, "--benchmark_filter=nothing")


def test_a_filter_with_a_back_reference_is_refused():
    assert "regular expression" in refused(*RUN, r"--benchmark_filter=(s)\1")


def test_the_environment_gives_google_benchmarks_flags_too(tmp_path):
    out = tmp_path / "results.json"
    notes = tmp_path / "notes.txt"
    notes.write_text("my notes\n")
    line = [str(CONVERGENCE), *RUN]
    for path, status in ((out, 0), (notes, 2)):
        given = os.environ | {"BENCHMARK_OUT": str(path)}
        done = subprocess.run(line, env=given, capture_output=True, text=True, check=False)
        assert done.returncode == status
    assert len(names(out)) == 1
    assert notes.read_text() == "my notes\n"


GRADIENTS = CONVERGENCE.with_name("gradients")


@pytest.mark.skipif(not GRADIENTS.is_file(), reason="gradients is not built")
def test_an_interrupt_keeps_the_finished_cases_of_the_other_binaries(tmp_path):
    out = tmp_path / "gradients.json"
    line = [str(GRADIENTS), "--benchmark_filter=/rosenbrock/n:10/", f"--benchmark_out={out}"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as child:
        while not child.stdout.readline().startswith("gradients/"):
            assert child.poll() is None
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=60)
    assert child.returncode == 130
    listed = subprocess.run(
        [*line, "--benchmark_list_tests"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert 1 <= len(names(out)) < len(listed)


def test_a_closed_standard_output_does_not_end_up_in_the_results(tmp_path):
    out, traces = tmp_path / "results.json", tmp_path / "traces.jsonl"
    files = f"--benchmark_out={out} --traces={traces}"
    line = f"{CONVERGENCE} {' '.join(RUN)} {files} >&- 2>&-"
    assert subprocess.run(["sh", "-c", line], check=False).returncode == 2  # its table is lost
    assert len(names(out)) == len(trace_lines(traces)) == 1
