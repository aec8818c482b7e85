"""The list of planted faults: every one can still be planted, and few of them survive."""

import pytest

from ravine.command import BadInput
from ravine.faults.planted import SURVIVORS, Fault, listed, suites_beside
from ravine.files import ROOT

FAULTS = listed()


def test_each_fault_stands_once_in_its_file():
    assert len(FAULTS) >= 150
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    for fault in FAULTS:
        text = (ROOT / fault.file).read_text(encoding="utf-8")
        assert text.count(fault.before) == 1, fault.name
        assert fault.after != fault.before, fault.name


def test_each_fault_outside_the_library_names_the_tests_that_are_to_find_it():
    for fault in FAULTS:
        assert bool(fault.tests) != fault.file.startswith("lib/"), fault.name
        for name in fault.tests:
            assert (ROOT / "scripts/ravine/tests" / name).is_file(), fault.name


def test_the_survivors_are_of_the_list_and_at_most_one_in_twenty():
    survivors = SURVIVORS.read_text(encoding="utf-8").splitlines()
    assert set(survivors) <= {fault.name for fault in FAULTS}
    assert len(survivors) <= 0.05 * len(FAULTS)


def test_a_fault_is_planted_in_a_copy_alone(tmp_path):
    (tmp_path / "a.cc").write_text("one\ntwo\n")
    fault = Fault("kind", "a.cc", "one\ntwo", "three", ())
    assert fault.plant(tmp_path) == "one\ntwo\n"
    assert (tmp_path / "a.cc").read_text() == "three\n"
    assert fault.name == "a.cc: one\\ntwo => three"
    with pytest.raises(BadInput, match="expected once, got 0"):
        fault.plant(tmp_path)


def test_the_suites_beside_a_source_are_those_of_its_tests():
    assert suites_beside("lib/src/optimizer/adam.cc") == ["Adam"]
    assert suites_beside("lib/src/oracle/run.cc") == []


@pytest.mark.parametrize("text", ("  a => b\n", "lib/a.cc\n  a = b\n"))
def test_a_line_that_is_no_fault_is_named(text, tmp_path):
    path = tmp_path / "list.txt"
    path.write_text(text)
    with pytest.raises(BadInput, match=f"{path}:{text.count(chr(10))}: expected 'before => after'"):
        listed(path)
