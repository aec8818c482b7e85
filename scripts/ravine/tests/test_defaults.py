"""The table of scripts/bench --defaults, from values made up here."""

from ravine.goals import defaults
from ravine.results import catalogue
from ravine.results.catalogue import Entry, Parameter, Search
from ravine.tests.binary import needs_convergence


def method(name: str, batching: str) -> Entry:
    search = Search(1e-4, 1e3, 15)
    step = Parameter("step", "0.01", "", 0, None, (), search)
    return Entry(name, "", "", {"step": step}, (), {"batching": batching})


ADAM, SGD = method("adam", "mini_batch"), method("sgd", "only_mini_batch")


def test_budgets_are_twenty_epochs() -> None:
    assert defaults.budget(SGD, 150) == 100  # five batches an epoch
    assert defaults.budget(method("saga", "only_mini_batch"), 150) == 1 + 19 * 5
    assert defaults.budget(method("svrg", "only_mini_batch"), 150) == 4 * (1 + 2 * 5 * 2)
    assert defaults.budget(method("momentum", "optional"), 150) == 20


def test_the_grid_is_every_step_with_every_policy() -> None:
    specs = defaults.grid(ADAM, 64)
    assert len(specs) == len(set(specs)) == 45
    assert specs[0] == "adam:step=0.0001"
    assert "adam:policy=decreasing:decay=inverse_sqrt:rate=0.5:step=1" in specs


def test_entries_compare_the_default_with_the_least_median_of_the_grid() -> None:
    def run(risk: str, methods: list[str], evaluations: int, seeds: int) -> dict[str, list[float]]:
        assert risk == "iris"
        if methods == ["lbfgs"]:
            return {"lbfgs": [1.0]}
        values = {spec: [3.0] * seeds for spec in methods}
        if "gradient_descent:step=0" in methods:
            return {"gradient_descent:step=0": [11.0]}
        if methods[0] == "adam":
            values["adam"] = [9.0, 2.5, 1.5]
            values["adam:step=0.01"] = [2.0, 2.0, 1.0001]
        return values

    found = {entry.method: entry for entry in defaults.found_on("iris", 150, [ADAM, SGD], run)}
    assert found["adam"].found == 0.15 and found["adam"].best == 0.1
    assert round(found["adam"].ratio, 12) == 1.5
    assert found["sgd"].ratio == 1.0


def test_the_table_counts_what_is_within_the_goal_and_solved_is_solved() -> None:
    entries = [
        defaults.Found("m", "p", 1e-9, 1e-14),
        defaults.Found("m", "q", 3e-3, 1e-3),
        defaults.Found("n", "p", 1e-3, 2e-3),
        defaults.Found("n", "q", 2e-3, 1e-3),
    ]
    lines = defaults.table(entries).splitlines()
    assert lines[2] == "| m | 1 | 3 |" and lines[3] == "| n | 0.5 | 2 |"
    assert lines[5].startswith("Within 2 × of the best: 3 of 4, 75% (goal: 80%, not met)")


@needs_convergence
def test_the_methods_and_risks_are_those_of_the_tables() -> None:
    tables = catalogue.read()
    found = {m.name: defaults.is_whole(m) for m in defaults.compared(tables)}
    assert [name for name, whole in found.items() if whole] == [
        *("gradient_descent", "momentum", "heavy_ball", "nesterov")
    ]
    assert len(found) == 16
    # datasets/README.md
    assert defaults.small_risks(tables) == {
        **{"line": 10, "iris": 150, "wine": 178, "breast_cancer": 569, "diabetes": 442},
        **{"digits": 1797, "heart_scale": 270, "synthetic_linear": 1000},
        **{"synthetic_logistic": 1000, "synthetic_softmax": 1000},
    }
