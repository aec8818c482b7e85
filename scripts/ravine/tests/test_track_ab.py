"""The time gate: its false alarms, what it finds, and what it says where it can't tell."""

import itertools
import json
import os

import numpy as np
import pytest
from scipy import stats

from ravine.command import BadInput
from ravine.statistics.pairs import false_discovery
from ravine.track import paired, times
from ravine.track.__main__ import main


def noise(random, pairs=20, spread=0.03):
    """Log-ratios with the heavy tails of a shared machine."""
    return spread * random.standard_t(3, pairs)


def words(ratios, seed=1):
    return [v.word for v in paired.verdicts(ratios, 0.05, seed)]


def test_the_same_build_raises_hardly_an_alarm():
    random = np.random.default_rng(1)
    told = [words({f"{i}": noise(random) for i in range(8)}) for _ in range(50)]
    assert sum("slower" in one or "faster" in one for one in told) <= 2


@pytest.mark.parametrize("slowdown, least", [(0.10, 38), (0.05, 32)])
def test_a_slowdown_of_one_case_is_found(slowdown, least):
    random = np.random.default_rng(2)
    found = 0
    for _ in range(40):
        ratios = {f"{i}": noise(random, spread=0.015) for i in range(8)}
        ratios["3"] = ratios["3"] + np.log1p(slowdown)
        found += words(ratios)[3] == "slower"
    assert found >= least


def test_verdicts():
    flat = np.tile([0.001, -0.001], 10)
    assert words({"a": flat}) == ["same"]
    assert words({"a": flat + 0.1, "b": flat - 0.1, "c": flat}) == ["slower", "faster", "same"]
    assert words({"a": flat + 0.01}) == ["same"]  # more than chance, less than matters
    (wide,) = paired.verdicts({"a": np.tile([0.5, -0.4], 10)}, 0.05, 1)
    assert wide.word == "unclear" and wide.more > 20
    assert "more pairs would decide" in paired.markdown([wide], 0.05)
    assert words({"a": np.zeros(20)}) == ["same"]


def test_an_interval_that_holds_one_is_no_slowdown():
    # 21 pairs that are much slower, 19 that are a little faster: the signed ranks leave no doubt,
    # but the middle could be on either side.
    ratios = np.array([0.5] * 21 + [-0.001] * 19) + 1e-6 * np.arange(40)
    assert stats.wilcoxon(ratios).pvalue < 0.01 and np.median(ratios) > 0.4
    (found,) = paired.verdicts({"a": ratios}, 0.05, 1)
    assert found.low < 1.0 < found.high
    assert found.word == "unclear"
    assert words({"a": -ratios}) == ["unclear"]


def test_no_case_breaks_out_of_the_table():
    found = paired.verdicts({"a|b<i>": np.zeros(20)}, 0.05, 1)
    assert "| a\\|b&lt;i> | 1.000 |" in paired.markdown(found, 0.05)


def test_an_unclear_case_is_decided_by_the_pairs_that_it_asks_for():
    random = np.random.default_rng(5)
    unclear = decided = 0
    for _ in range(200):
        spread = random.uniform(0.03, 0.2)
        true = random.choice([0.0, np.log(1.05), np.log(1.1)])
        ratios = true + spread * random.standard_normal(20)
        (verdict,) = paired.verdicts({"a": ratios}, 0.05, 1)
        if verdict.word == "unclear":
            unclear += 1
            ratios = np.append(ratios, true + spread * random.standard_normal(verdict.more))
            decided += words({"a": ratios}) != ["unclear"]
    assert unclear >= 50  # there was something to decide
    assert decided >= 0.8 * unclear


def test_so_few_pairs_can_just_find_one_case_among_many():
    for cases in (1, 2, 8, 24, 500):
        slow = np.linspace(0.10, 0.11, paired.least_pairs(cases))
        others = {f"{i}": slow - slow.mean() for i in range(cases - 1)}
        assert words({"slow": slow} | others)[0] == "slower"
        fewer = {case: ratios[1:] for case, ratios in ({"slow": slow} | others).items()}
        assert words(fewer)[0] == "unclear"


def test_adjusted_p_values_are_those_of_the_paper():
    # The fifteen p values of Benjamini & Hochberg (1995), section 3.2, of which four are rejected
    # at 0.05.
    p = np.array(
        [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
        + [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    )
    shuffled = np.random.default_rng(3).permutation(len(p))
    adjusted = false_discovery(p[shuffled])
    assert np.count_nonzero(adjusted <= 0.05) == 4
    assert set(p[shuffled][adjusted <= 0.05]) == set(p[:4])


def test_the_interval_covers_the_median_as_often_as_it_says():
    random = np.random.default_rng(4)
    covered = 0
    for seed in range(200):
        low, high = paired.interval(random.normal(0.02, 0.05, 30), seed)
        covered += low <= 0.02 <= high
    assert stats.binomtest(covered, 200, 0.95).pvalue > 0.001


def test_the_order_is_balanced_and_seeded():
    pairs = list(itertools.islice(times.order(5), 40))
    assert pairs == list(itertools.islice(times.order(5), 40))
    assert pairs != list(itertools.islice(times.order(6), 40))
    assert pairs.count(("base", "head")) == pairs.count(("head", "base")) == 20
    assert all(one == two[::-1] for one, two in zip(pairs[::2], pairs[1::2]))


def build_folder(folder, times, status=0, healthy_runs=0):
    """A build whose binary writes fixed times, or after so many runs ends with a status."""
    binary = folder / "benchmarks" / "convergence"
    binary.parent.mkdir(parents=True)
    entries = [{"name": name, "real_time": time} for name, time in times]
    text = json.dumps({"context": {}, "benchmarks": entries})
    binary.write_text(
        "#!/bin/sh\nfor a; do case $a in --benchmark_out=*) out=${a#*=};; esac; done\n"
        f"echo >> {folder}/runs\n"
        f"[ {status} = 0 ] || [ $(wc -l < {folder}/runs) -le {healthy_runs} ] ||"
        f" {{ echo broken >&2; exit {status}; }}\n"
        f"cat > \"$out\" <<'END'\n{text}\nEND\n"
    )
    binary.chmod(0o755)
    return str(folder)


def test_only_a_confirmed_slowdown_fails(tmp_path, capsys):
    fast = build_folder(tmp_path / "fast", [("a", 1.0), ("b", 2.0)])
    slow = build_folder(tmp_path / "slow", [("a", 1.2), ("b", 2.0)])
    assert main(["ab", fast, fast]) == 0
    assert main(["ab", slow, fast]) == 0
    assert main(["ab", fast, slow, "--output", str(tmp_path / "new" / "ratios.json")]) == 1
    assert "| a | 1.200 |" in capsys.readouterr().out
    assert np.allclose(json.loads((tmp_path / "new" / "ratios.json").read_text())["a"], np.log(1.2))


CASE = "convergence/sphere/lbfgs/analytic/serial:1/seed:1"


def test_a_slower_case_names_the_functions_that_grew(tmp_path, capsys, monkeypatch):
    fast = build_folder(tmp_path / "fast", [(CASE, 1.0)])
    slow = build_folder(tmp_path / "slow", [(CASE, 1.2)])
    tool = tmp_path / "tools" / "valgrind"
    tool.parent.mkdir()
    # 1000 instructions of one function, and 200 more in the slow build.
    tool.write_text(
        "#!/bin/sh\nmore=0\n"
        "for a; do case $a in --callgrind-out-file=*) out=${a#*=};; */slow/*) more=200;; esac; done\n"
        'echo "fn=(1) ravine::step()\n1 $((1000 + more))\ntotals: $((1000 + more))" > "$out"\n'
    )
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}:{os.environ['PATH']}")
    assert main(["ab", fast, slow]) == 1
    assert f"More instructions in {CASE}:\n  ravine::step() +200\n" in capsys.readouterr().out
    tool.write_text("#!/bin/sh\necho 'valgrind: Unrecognised instruction' >&2; exit 132\n")
    assert main(["ab", fast, slow]) == 1
    assert "Which functions grew is not known: " in capsys.readouterr().out


def wild_folder(folder):
    """A build whose times vary ninefold, so that 20 pairs do not decide anything."""
    build_folder(folder, [("a", "TIME")])
    binary = folder / "benchmarks" / "convergence"
    text = binary.read_text().replace("<<'END'", "<<END").replace('"TIME"', "$digits")
    # Seeded by the number of the run, since by chance 20 pairs may decide.
    seeded = (
        "#!/bin/bash\n"
        f"RANDOM=$(cat {folder}/runs 2>/dev/null | wc -l)\n"
        "digits=$((RANDOM % 90 + 10))"
    )
    binary.write_text(text.replace("#!/bin/sh", seeded))
    return str(folder)


def test_an_unclear_verdict_passes_and_says_what_would_decide(tmp_path, capsys):
    wild = wild_folder(tmp_path / "wild")
    assert main(["ab", wild, wild, "--most", "20"]) == 0
    assert "| unclear, " in (said := capsys.readouterr().out)
    assert "more pairs would decide |" in said


def test_pairs_are_added_until_the_intervals_are_within_the_effect(tmp_path):
    wild, calm = wild_folder(tmp_path / "wild"), build_folder(tmp_path / "calm", [("a", 1.0)])
    for folder, most, expected in ((calm, 100, 20), (wild, 45, 45)):
        out = tmp_path / "ratios.json"
        main(["ab", folder, folder, "--most", str(most), "--output", str(out)])
        assert len(json.loads(out.read_text())["a"]) == expected


def test_a_case_that_one_build_lacks_is_named(tmp_path, capsys):
    both = build_folder(tmp_path / "both", [("a", 1.0), ("b", 1.0)])
    one = build_folder(tmp_path / "one", [("a", 1.0)])
    assert main(["ab", both, one]) == 0
    assert "Not in both builds, so not compared: b." in capsys.readouterr().out


def test_of_repetitions_the_least_counts(tmp_path):
    folder = tmp_path / "build" / "benchmarks"
    build_folder(folder.parent, [("a", 3.0), ("a", 2.0), ("b", 5.0)])
    binary = folder / "convergence"
    text = binary.read_text().replace('"real_time": 2.0', '"real_time": 2.0, "repetition_index": 1')
    binary.write_text(text)
    assert times.times(binary, [], tmp_path) == ({"a": 2.0, "b": 5.0}, "unknown")


def test_what_cannot_be_compared_is_refused(tmp_path):
    good = build_folder(tmp_path / "good", [("a", 1.0)])
    other = build_folder(tmp_path / "other", [("b", 1.0)])
    broken = build_folder(tmp_path / "broken", [], status=3)
    half_way = build_folder(tmp_path / "half_way", [("a", 1.0)], status=139, healthy_runs=7)
    alike = build_folder(tmp_path / "alike", [("a", 1.0), ("a", 1.0)])
    for head, expected in (
        (other, "no case"),
        (broken, "broken"),
        (half_way, "broken"),
        (alike, "two cases"),
        ("no-such-commit", "no-such-commit: expected a commit or a build folder"),
    ):
        with pytest.raises(BadInput, match=expected):
            main(["ab", good, head])
    with pytest.raises(BadInput, match="at least 10"):
        main(["ab", good, good, "--pairs", "3"])
