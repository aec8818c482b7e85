"""scripts/setup: what it does where it cannot install."""

import subprocess
from pathlib import Path

import pytest

from ravine.files import ROOT


@pytest.fixture
def tools(tmp_path):
    """A folder before all others in PATH, where no package is installed and none can be."""
    made = tmp_path / "tools"
    made.mkdir()
    write(made, "dpkg-query", "exit 1")
    write(made, "apt-get", f'echo "$@" >>{tmp_path}/asked; exit 100')
    write(made, "sudo", '"$@"')
    write(made, "cmake", "exit 0")
    return made


def write(folder: Path, name: str, body: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{body}\n")
    (folder / name).chmod(0o755)


def setup(tools: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "scripts" / "setup", *options],
        env={"PATH": f"{tools}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_installs_nothing(tools, tmp_path, option):
    done = setup(tools, option)
    assert done.returncode == 0
    assert done.stdout.startswith("usage: scripts/setup")
    assert not (tmp_path / "asked").exists()


def test_all_that_is_needed_may_come_from_elsewhere(tools):
    done = setup(tools)
    assert done.returncode == 0
    assert "apt-get update failed; all that is needed is here, but not: git" in done.stderr


def test_what_is_needed_and_missing_is_named(tools):
    write(tools, "cmake", 'echo "  fmt is missing; on Debian: apt-get install libfmt-dev"; exit 1')
    done = setup(tools)
    assert done.returncode == 2
    assert "fmt is missing; on Debian: apt-get install libfmt-dev" in done.stderr
    assert "install the equivalents of: git" in done.stderr


def test_one_package_that_is_not_to_be_had_keeps_no_other_away(tools, tmp_path):
    refused = '[ "$1" != install ] || case "$*" in *dataset-fashion-mnist*) exit 100;; esac'
    write(tools, "apt-get", f'echo "$@" >>{tmp_path}/asked; {refused}')
    done = setup(tools)
    assert done.returncode == 0
    last = done.stderr.strip().splitlines()[-1]
    assert last.endswith("all that is needed is here, but not: dataset-fashion-mnist")
    assert "--no-install-recommends libtbb-dev\n" in (tmp_path / "asked").read_text()
