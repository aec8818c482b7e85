"""The self-test counts alarms and findings right, where the right number is known."""

import json

import numpy as np
import pytest

from ravine.command import BadInput
from ravine.files import ROOT
from ravine.tests.made import listing
from ravine.track import baseline, build, evidence, inject, outcome, selftest

FLAT = np.tile([0.001, -0.001], 10)
KERNEL = f"convergence/f/adam{selftest.KERNEL}serial:1/seed:1"


def test_alarms_are_counted():
    calm = [{"a": FLAT, "b": FLAT}] * 4
    assert selftest.alarms(calm) == 0
    assert selftest.alarms([*calm, {"a": FLAT + 0.2, "b": FLAT - 0.2}]) == 2


def test_a_slowdown_is_found_where_a_case_of_its_kernel_fails():
    assert selftest.found([{KERNEL: FLAT + 0.1, "b": FLAT}] * 3) == 3
    assert selftest.found([{KERNEL: FLAT + 0.001, "b": FLAT}] * 3) == 0
    assert selftest.found([{KERNEL: FLAT, "b": FLAT + 0.1}] * 3) == 0
    assert selftest.found([{KERNEL: FLAT - 0.1, "b": FLAT}] * 3) == 0


def test_one_more_evaluation_is_always_found():
    one = outcome.Outcome(10.0, 0.0, 0.0, "converged", 1.0)
    accepted = baseline.Baseline({"libc": "x"}, {"a": one, "b": one, "c": one})
    assert selftest.one_more_in_turn(accepted) == (3, 3)


@pytest.mark.parametrize("more, met", [((1, 0), True), ((0, 0), False), ((1, 1), False)])
def test_the_extra_evaluation_is_found_in_its_method_and_in_no_other(
    tmp_path, monkeypatch, more, met
):
    def binary(edit):
        """Writes two cases, of which each has some evaluations more where there is an edit."""
        path = tmp_path / str(bool(edit)) / "benchmarks" / "convergence"
        entries = [
            {"name": f"convergence/f/{method}/analytic/serial:1/seed:1", "label": "converged"}
            | {"f_evals": 5 + bool(edit) * extra, "g_evals": 1, "epochs": 0, "value": 0.5}
            for method, extra in zip(("lbfgs", "adam"), more)
        ]
        text = json.dumps({"context": {"fingerprint_libc": "x"}, "benchmarks": entries})
        path.parent.mkdir(parents=True)
        path.write_text(
            "#!/bin/sh\nfor a; do case $a in --benchmark_out=*) out=${a#*=};; esac; done\n"
            f"[ -n \"$out\" ] || {{ echo '{listing()}'; exit; }}\n"
            f"cat > \"$out\" <<'END'\n{text}\nEND\n"
        )
        path.chmod(0o755)
        return path

    monkeypatch.setattr(inject, "binary", binary)
    built, in_turn = selftest.extra_evaluation(1)
    assert built.met is met and in_turn.met
    assert in_turn.measured == "2 of 2"


@pytest.mark.parametrize("edit", [inject.slower_kernel(0.1), inject.EXTRA_EVALUATION])
def test_what_is_put_into_the_builds_has_its_place_in_the_sources(edit):
    assert (ROOT / edit.file).read_text(encoding="utf-8").count(edit.anchor) == 1


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A tree whose "binary" is its one source file."""
    root = tmp_path / "tree"
    for name in inject.SOURCES:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("one\ntwo\n")
    monkeypatch.setattr(inject, "ROOT", root)
    monkeypatch.setattr(inject, "COPY", tmp_path / "copy")

    def compile_tree(copy, target):
        made = copy / "build" / "benchmarks" / target
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text((copy / "lib").read_text())
        return copy / "build"

    monkeypatch.setattr(build, "compile_tree", compile_tree)
    return root


def test_an_edit_is_in_its_own_build_only(tree):
    edited = inject.binary(inject.Edit("lib", "two", "three"))
    plain = inject.binary(None)
    assert (edited.read_text(), plain.read_text()) == ("one\nthree\n", "one\ntwo\n")
    assert (tree / "lib").read_text() == "one\ntwo\n"
    (tree / "lib").write_text("two\ntwo\n")
    assert inject.binary(None).read_text() == "two\ntwo\n"  # no stale build
    for anchor in ("one", "two"):
        with pytest.raises(BadInput, match="lib: expected once"):
            inject.binary(inject.Edit("lib", anchor, ""))


ROWS = [evidence.Finding("alarms", "<= 2", "3", False), evidence.Finding("found", "all", "9", True)]


def test_a_goal_that_is_missed_is_said():
    text = evidence.markdown({"same": evidence.Part(ROWS, {}, 1.0)})
    assert "| alarms | <= 2 | 3 | not met |\n| found | all | 9 | met |" in text


def test_a_part_is_measured_anew_beside_the_others(tmp_path, monkeypatch, capsys):
    path = tmp_path / "evidence.json"
    evidence.write(path, {"loaded": evidence.Part(ROWS[1:], {"commit": "c"}, 1.0)})
    monkeypatch.setitem(selftest.PARTS, "same", lambda count: ROWS[:1] if count == 7 else ROWS[1:])
    monkeypatch.setattr(evidence, "context_of", lambda binary: {"commit": "d"})
    monkeypatch.setattr(inject, "binary", lambda edit: tmp_path)
    line = ["--only", "same", "--output", str(path)]
    assert selftest.main([*line, "--comparisons", "7"]) == 1
    parts = evidence.read(path)
    assert parts["loaded"].context == {"commit": "c"} and parts["same"].rows == ROWS[:1]
    assert selftest.main(line) == 0
    assert "not met" not in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize("text", ["{", "[]", '{"schema": 9}', '{"schema": 1, "parts": {"a": {}}}'])
def test_evidence_that_cannot_be_read_is_refused(tmp_path, text):
    path = tmp_path / "evidence.json"
    path.write_text(text)
    with pytest.raises(BadInput, match="evidence.json"):
        evidence.read(path)


def test_the_page_shows_the_evidence_that_is_kept():
    page = (ROOT / "scripts" / "ravine" / "track" / "README.md").read_text(encoding="utf-8")
    assert evidence.markdown(evidence.read(evidence.DEFAULT)) in page


def test_the_evidence_meets_every_goal():
    rows = [row for part in evidence.read(evidence.DEFAULT).values() for row in part.rows]
    assert len(rows) >= 6 and all(row.met for row in rows)
    measured = json.loads(evidence.DEFAULT.read_text())["parts"].keys()
    # Layouts take hours of a quiet machine, so that they are not measured with each change.
    assert selftest.PARTS.keys() - measured <= {"builds", "layouts"}
