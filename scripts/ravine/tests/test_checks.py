"""scripts/test: its counts, and the direction of includes."""

import pytest

from ravine.checks import Count, count_ctest, count_pytest, run_all
from ravine.include_direction import violations


@pytest.mark.parametrize(
    ("status", "output", "passed", "failed"),
    [
        (0, "100% tests passed, 0 tests failed out of 130\n\nTotal Test time = 1 s", 130, 0),
        (8, "98% tests passed, 2 tests failed out of 130\n", 128, 2),
        (8, "0% tests passed, 1 tests failed out of 1\n", 0, 1),
        (1, "100% tests passed, 0 tests failed out of 3\n", 3, 1),
        (8, "No tests were found!!!", 0, 1),
        (127, "", 0, 1),
    ],
)
def test_ctest_is_counted(status, output, passed, failed):
    count = count_ctest(status, output)
    assert (count.passed, count.failed) == (passed, failed)


@pytest.mark.parametrize(
    ("status", "output", "passed", "failed"),
    [
        (0, "....\n4 passed in 0.1s\n", 4, 0),
        (1, "FAILED x\n2 failed, 3 passed, 1 warning in 0.1s\n", 3, 2),
        (1, "3 passed, 1 error in 0.1s\n", 3, 1),
        (2, "3 passed, 2 errors in 0.1s\n", 3, 2),
        (5, "no tests ran in 0.01s\n", 0, 1),
        (1, "No module named pytest\n", 0, 1),
    ],
)
def test_pytest_is_counted(status, output, passed, failed):
    count = count_pytest(status, output)
    assert (count.passed, count.failed) == (passed, failed)


def test_what_is_skipped_has_not_passed(capsys):
    ctest = """100% tests passed, 0 tests failed out of 130

The following tests did not run:
\t 3 - FashionMnist.HasItsShape (Skipped)
\t17 - FashionMnist.HasTenClasses (Skipped)
"""
    assert (count_ctest(0, ctest).passed, count_ctest(0, ctest).skipped) == (128, 2)
    pytest_count = count_pytest(0, "..s.\n3 passed, 1 skipped in 0.1s\n")
    assert (pytest_count.passed, pytest_count.skipped) == (3, 1)
    assert run_all([("a", lambda: pytest_count), ("b", lambda: Count(2))]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "5 passed, 0 failed, 1 skipped"


def test_a_failed_step_does_not_stop_the_others(capsys):
    steps = [("a", lambda: Count(3, 1, "what went wrong")), ("b", lambda: Count(2))]
    assert run_all(steps) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "what went wrong" in lines
    assert lines[-1] == "5 passed, 1 failed"
    assert run_all(steps[1:]) == 0


def tree(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_includes_along_the_way_pass(tmp_path):
    files = {
        "include/ravine/ravine.h": '#include "ravine/catalog.h"\n',
        "src/core/a.h": '#include "core/b.h"\n#include <vector>\n',
        "src/optimizer/step/a.cc": '#include "ravine/oracle.h"\n',
        "src/optimizer/a_test.cc": '#include "problem/problems.h"\n',
        "src/catalog/a.cc": '#include "record/run.h"\n',
        "src/catalog/a_test.cc": "#include <ravine/ravine.h>\n",
    }
    assert violations(tree(tmp_path, files)) == []


@pytest.mark.parametrize(
    ("name", "include", "said"),
    [
        ("src/core/a.h", '"ravine/oracle.h"', "core may not include oracle"),
        ("include/ravine/spec.h", '"ravine/oracle.h"', "core may not include oracle"),
        ("src/optimizer/a.cc", '"gradient/sources.h"', "optimizer may not include gradient"),
        ("src/optimizer/a.cc", "<problem/problems.h>", "optimizer may not include problem"),
        ("src/problem/a_test.cc", '"ravine/oracle.h"', "problem may not include oracle"),
        ("src/core/a.cc", '"ravine/ravine.h"', "core may not include catalog"),
        ("src/catalog/a.cc", '"benchmarks/grid.h"', "the library never includes benchmarks"),
    ],
)
def test_includes_against_the_way_are_named(tmp_path, name, include, said):
    path = tree(tmp_path, {name: f"// text\n#  include {include}\n"}) / name
    assert violations(tmp_path) == [f"{path}:2: {said}"]


def test_a_folder_outside_the_layout_is_named(tmp_path):
    tree(tmp_path, {"src/helpers/a.h": ""})
    assert "no station of the layout: helpers" in violations(tmp_path)[0]
