"""The page's figures of training and held-out samples, from runs made up here."""

from ravine.report import held_out
from ravine.report.page import html
from ravine.results.runs import load
from ravine.tables.target import Targets
from ravine.tests.made import trace, write_traces


def learned(method, seed, train, test, problem="digits:holdout=standard"):
    """A run of an epoch a point."""
    return trace(
        problem,
        method,
        seed,
        train,
        epochs=[float(i) for i in range(len(train))],
        train_value=train,
        test_value=test,
        test_error=[value / 10.0 if value is not None else None for value in test],
        counters={"train_value": train[-1], "test_value": test[-1] or 9.0, "test_error": 0.5},
    )


def loaded(tmp_path, lines):
    return load([write_traces(tmp_path / "t.jsonl", lines)])


def test_a_gap_is_the_medians_of_both_losses_at_the_same_epochs(tmp_path):
    lines = [
        learned("adam", 1, [4.0, 2.0, 1.0], [5.0, 3.0, 4.0]),
        learned("adam", 2, [4.0, 3.0, 0.5], [5.0, 2.0, 6.0]),
        learned("adam", 3, [4.0, 1.0], [5.0, 2.5]),  # it keeps its last values
        trace("sphere", "adam", 1, [4.0, 0.0]),
    ]
    runs = loaded(tmp_path, lines).runs
    (figure,) = held_out.gaps(runs, Targets(runs))
    assert figure["problem"] == "digits:holdout=standard"
    (series,) = figure["series"]
    assert series["method"] == "adam" and series["gradient"] == "none"
    at = {
        x: (train, test, error)
        for x, train, test, error in zip(*(series[n] for n in ("x", "train", "test", "error")))
    }
    assert at[1.0] == (2.0, 2.5, 0.25)
    assert at[2.0] == (1.0, 4.0, 0.4)


def test_a_loss_that_is_not_known_is_left_out_of_the_line(tmp_path):
    runs = loaded(tmp_path, [learned("adam", 1, [4.0, 2.0, 1.0], [5.0, 3.0, None])]).runs
    ((series,),) = [figure["series"] for figure in held_out.gaps(runs, Targets(runs))]
    assert series["test"][-1] is None and series["train"][-1] == 1.0


def test_penalties_are_swept_where_one_method_ran_with_three_or_more(tmp_path):
    def swept(l2, seed, train, test):
        name = f"digits:holdout=0.9:model=perceptron:l2={l2}"
        return learned("lbfgs", seed, [4.0, train], [5.0, test], name)

    lines = [
        *(swept("1e-3", seed, 0.25 * seed, 1.0 + seed) for seed in (1, 2, 3)),
        *(swept("0.1", seed, 1.0, 2.0) for seed in (1, 2, 3)),
    ]
    assert held_out.penalties(loaded(tmp_path, lines).runs) == []
    lines.append(swept("0.01", 1, 0.75, 1.5))
    assert held_out.penalties(loaded(tmp_path, lines).runs) == [
        {
            "problem": "digits:holdout=0.9:model=perceptron",
            "method": "lbfgs",
            "points": [
                {"l2": 0.001, "train": 0.5, "test": 3.0, "error": 0.5},
                {"l2": 0.01, "train": 0.75, "test": 1.5, "error": 0.5},
                {"l2": 0.1, "train": 1.0, "test": 2.0, "error": 0.5},
            ],
        }
    ]


def test_the_page_holds_them(tmp_path):
    whole = loaded(tmp_path, [learned("adam", s, [4.0, 2.0], [5.0, None]) for s in (1, 2)])
    assert '"#heldout"' in html(whole)
