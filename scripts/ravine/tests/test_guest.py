"""Ravine in the project of somebody else: it sets no flag, test or warning of theirs."""

import json
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from ravine.files import ROOT

WAYS = {
    "add_subdirectory": 'add_subdirectory("{root}" ravine)',
    "FetchContent": 'include(FetchContent)\nFetchContent_Declare(Ravine SOURCE_DIR "{root}")\n'
    "FetchContent_MakeAvailable(Ravine)",
}
PROJECT = """\
cmake_minimum_required(VERSION 3.25)
project(Host LANGUAGES CXX)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
{way}
add_executable(host host.cc)
target_link_libraries(host PRIVATE ravine::ravine)
get_property(all GLOBAL PROPERTY TARGETS)
"""


def configure(
    source: Path, build: Path, *options: str, generator: str = "Unix Makefiles"
) -> dict[str, str]:
    """The command of each source file of a tree that CMake has prepared."""
    line = ["cmake", "-G", generator, "-S", str(source), "-B", str(build), *options]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    commands = json.loads((build / "compile_commands.json").read_text())
    return {entry["file"]: entry["command"] for entry in commands}


def cache(build: Path) -> dict[str, str]:
    lines = (build / "CMakeCache.txt").read_text().splitlines()
    entries = [line.partition("=") for line in lines if ":" in line and "=" in line]
    return {name.partition(":")[0]: value for name, _, value in entries}


@pytest.fixture(params=WAYS)
def host(tmp_path, request):
    """A project with Ravine in it, in a folder with a space in its name."""
    source = tmp_path / "a host"
    source.mkdir()
    (source / "host.cc").write_text("#include <ravine/ravine.h>\nint main() {}\n")
    way = WAYS[request.param].format(root=ROOT)
    (source / "CMakeLists.txt").write_text(PROJECT.format(way=way))
    return source


@pytest.mark.parametrize("shared", ["ON", "OFF"])
def test_a_host_keeps_its_flags_tests_and_install_rules(host, shared):
    build = host / "its build"
    commands = configure(host, build, f"-DBUILD_SHARED_LIBS={shared}")
    own = commands.pop(str(host / "host.cc"))
    for flag in ("-W", "-march", "-DEIGEN", "-DRAVINE", "-fvisibility", "-ffp-contract", "ccache"):
        assert flag not in own
    assert "-std=gnu++20" in own  # the least that the headers need, and as the host has it
    ravine = "\n".join(commands.values())
    assert str(ROOT / "lib" / "src" / "optimizer" / "lbfgs.cc") in commands
    for flag in ("-Wall", "-Werror", "ccache"):
        assert flag not in ravine
    assert not [name for name in commands if "_test.cc" in name or "benchmarks" in name]
    tests = subprocess.run(
        ["ctest", "-N"], cwd=build, capture_output=True, text=True, check=False
    ).stdout
    assert "Total Tests: 0" in tests
    own_rules = (build / "cmake_install.cmake").read_text()
    assert "libravine" not in own_rules


def test_a_build_without_a_type_is_optimised(tmp_path):
    configure(ROOT, tmp_path / "b", "-DRAVINE_BENCHMARKS=OFF")
    assert cache(tmp_path / "b")["CMAKE_BUILD_TYPE"] == "Release"
    configure(ROOT, tmp_path / "debug", "-DRAVINE_BENCHMARKS=OFF", "-DCMAKE_BUILD_TYPE=Debug")
    assert cache(tmp_path / "debug")["CMAKE_BUILD_TYPE"] == "Debug"


def test_openblas_and_peers_may_be_missing(tmp_path):
    without = [f"-DCMAKE_DISABLE_FIND_PACKAGE_{name}=ON" for name in ("PkgConfig", "GSL", "Ceres")]
    commands = configure(
        ROOT, tmp_path, *without, "-DCMAKE_DISABLE_FIND_PACKAGE_dlib=ON", "-DOPENBLAS="
    )
    assert not [line for line in commands.values() if "RAVINE_PEER" in line or "OPENBLAS" in line]
    peers = commands[str(ROOT / "benchmarks" / "peers" / "peers.cc")]
    subprocess.run([*shlex.split(peers), "-fsyntax-only"], cwd=tmp_path, check=True)


@pytest.mark.skipif(shutil.which("clang++") is None, reason="no clang++")
def test_clang_is_taken(tmp_path):
    commands = configure(
        ROOT, tmp_path, "-DCMAKE_CXX_COMPILER=clang++", "-DRAVINE_BENCHMARKS=OFF", generator="Ninja"
    )
    openmp = commands[str(ROOT / "lib" / "src" / "parallel" / "openmp.cc")]
    assert "-Werror" in openmp
    subprocess.run([*shlex.split(openmp), "-fsyntax-only"], cwd=tmp_path, check=True)
