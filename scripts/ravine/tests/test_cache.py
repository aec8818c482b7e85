"""--cache: data that are parsed once and then stay on disk."""

import json
import os
import re
import resource
import subprocess
import time
from pathlib import Path
from subprocess import PIPE

import numpy as np
import pytest

from ravine.tests.binary import (
    CONVERGENCE,
    convergence,
    needs_convergence,
    refused,
    succeed,
    trace_lines,
)
from ravine.tests.made import write_images

pytestmark = needs_convergence

METHODS = ("--methods=lbfgs,adam,saga", "--max_evaluations=40")


@pytest.fixture(name="csv")
def fixture_csv(tmp_path):
    random = np.random.default_rng(2)
    x = random.normal(size=(4000, 6))
    kinds = np.array(["so", "or so", "else"])[random.integers(3, size=4000)]
    lines = [",".join([*map(repr, map(float, row)), kind]) for row, kind in zip(x, kinds)]
    path = tmp_path / "made.csv"
    path.write_text("\n".join(["a,b,c,d,e,f,kind", *lines]) + "\n", encoding="utf-8")
    return path


def runs(tmp_path, *flags):
    """What runs found, and all that they say of their data."""
    traces = tmp_path / "traces.jsonl"
    traces.unlink(missing_ok=True)
    succeed(*METHODS, *flags, f"--traces={traces}")
    kept = ("problem", "method", "settings", "dimension", "f_start", "status", "best", "test_error")
    return [[line.get(name) for name in kept] for line in trace_lines(traces)]


@pytest.mark.parametrize(
    "flags",
    (
        (),
        ("--standardize", "--intercept", "--precision=float"),
        ("--holdout=0.2", "--standardize", "--model=perceptron"),
    ),
)
def test_runs_are_the_same_without_it_when_it_is_made_and_when_it_is_used(csv, tmp_path, flags):
    data = (f"--data={csv}", *flags)
    without = runs(tmp_path, *data)
    cache = f"--cache={tmp_path / 'cache'}"
    assert runs(tmp_path, *data, cache) == without
    made = (tmp_path / "cache").stat()
    assert runs(tmp_path, *data, cache) == without
    assert (tmp_path / "cache").stat().st_mtime_ns == made.st_mtime_ns


def test_several_programs_at_once_make_it_once(csv, tmp_path):
    cache = tmp_path / "cache"
    line = [CONVERGENCE, f"--data={csv}", f"--cache={cache}", "--methods=lbfgs"]
    programs = [subprocess.Popen(line, stdout=PIPE, stderr=PIPE, text=True) for _ in range(6)]
    said = [program.communicate(timeout=60)[1] for program in programs]
    assert [program.returncode for program in programs] == [0] * 6, said
    assert len(set(said)) == 1


def test_is_made_anew_where_the_file_or_its_reading_has_changed(csv, tmp_path):
    cache = tmp_path / "cache"
    given = (f"--data={csv}", f"--cache={cache}")
    runs(tmp_path, *given)
    first = cache.read_bytes()
    assert runs(tmp_path, *given, "--drop=a") == runs(tmp_path, f"--data={csv}", "--drop=a")
    assert cache.read_bytes() != first
    text = csv.read_text().replace("or so", "or_so")
    csv.write_text(text)
    assert runs(tmp_path, *given) == runs(tmp_path, f"--data={csv}")


def test_no_other_file_is_overwritten_and_no_damaged_one_is_used(csv, tmp_path):
    given = (f"--data={csv}", "--methods=lbfgs")
    other = tmp_path / "notes.txt"
    other.write_text("mine\n")
    assert "another file" in refused(*given, f"--cache={other}")
    assert other.read_text() == "mine\n"
    assert "--cache" in refused(*given, f"--cache={csv}")
    cache = tmp_path / "cache"
    succeed(*given, f"--cache={cache}")
    whole = cache.read_bytes()
    cache.write_bytes(whole[:-9])
    assert "whole cache" in refused(*given, f"--cache={cache}")
    cache.write_bytes(whole[:-9000] + b"?" + whole[-8999:])
    assert "another checksum" in refused(*given, f"--cache={cache}")
    csv.unlink()
    cache.write_bytes(whole)
    assert "no such file" in refused(*given, f"--cache={cache}")


def address_space():
    """How much a program of ours takes that has no data, in bytes."""
    request = json.dumps({"problem": "sphere", "points": [[1.0] * 10]}) + "\n"
    line = [CONVERGENCE, "--evaluate"]
    with subprocess.Popen(line, stdin=PIPE, stdout=PIPE, text=True) as program:
        program.stdin.write(request)
        program.stdin.flush()
        time.sleep(0.5)
        status = Path(f"/proc/{program.pid}/status").read_text(encoding="utf-8")
        program.stdin.close()
    return 1024 * int(re.search(r"VmPeak:\s+(\d+) kB", status)[1])


def test_data_of_three_times_the_memory_are_learned_from(tmp_path):
    """180 MB of features where 60 MB are to be had."""
    images = write_images(tmp_path, 50_000, 450)
    given = (f"--data={images}", f"--cache={tmp_path / 'cache'}", "--loss=logistic")
    line = (*given, "--methods=lbfgs,adam", "--max_evaluations=6", "--backends=serial")
    traces = [tmp_path / name for name in ("memory.jsonl", "disk.jsonl")]
    succeed(*line, f"--traces={traces[0]}")
    most = address_space() + 60_000_000

    def limited(*flags):
        return subprocess.run(
            [CONVERGENCE, *flags],
            capture_output=True,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most)),
            timeout=60,
            check=False,
        )

    within = limited(*line, f"--traces={traces[1]}")
    assert within.returncode == 0, within.stderr
    memory, disk = map(trace_lines, traces)
    assert [run["best"] for run in disk] == [run["best"] for run in memory]
    without = limited(*(flag for flag in line if not flag.startswith("--cache")))
    assert without.returncode != 0 and "memory" in without.stderr


def test_needs_data():
    assert "--data" in convergence("--cache=there", "--problems=sphere").stderr
    assert not os.path.exists("there")
