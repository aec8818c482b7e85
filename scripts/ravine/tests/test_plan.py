"""What the default comparison covers, and what the user's options change."""

import itertools
import math

import pytest

from ravine.plan import DATA_METHODS, FUNCTION_METHODS, FUNCTIONS, Part, chosen_parts

METHODS = {
    *("two_point", "nelder_mead", "gradient_descent", "momentum", "nesterov"),
    *("accelerated_gradient", "adagrad", "rmsprop", "adam", "nadam"),
    *("conjugate_gradient", "lbfgs", "newton_cg"),
}
OF_FUNCTIONS = {
    *("random_search", "spsa", "cma_es", "heavy_ball", "bfgs"),
    *("adadelta", "amsgrad", "adabelief", "lion"),
}
OF_DATA = {"sgd", "svrg", "saga", "adamw"}
KNOWN = {*FUNCTIONS, "iris", "wine", "diabetes", "digits", "fashion_mnist"}


def bare(methods):
    return {method.split(":")[0] for method in methods}


def test_the_default_covers_methods_policies_functions_gradients_and_data():
    assert bare(FUNCTION_METHODS) == METHODS | OF_FUNCTIONS
    assert bare(DATA_METHODS) == METHODS | OF_DATA
    for policy in ("decreasing", "optimal"):
        assert any(f"policy={policy}" in method for method in FUNCTION_METHODS)
    assert len(FUNCTIONS) >= 12
    functions, small, large, *studies = chosen_parts([], KNOWN, quick=False)
    assert functions.options["--gradients"] == "analytic,centered"
    assert functions.options["--seeds"] == "1,2,3,4,5"
    assert small.options["--problems"] == "iris,wine,diabetes,digits"
    assert large.options["--problems"] == "fashion_mnist"
    assert large.options["--seeds"] == "1,2,3"
    assert len(studies) == 4


def test_the_budget_of_the_default_is_within_five_minutes():
    _, small, large, *_ = chosen_parts([], KNOWN | {"breast_cancer", "heart_scale"}, quick=False)

    def seconds(part):
        names = ("--methods", "--problems", "--seeds")
        runs = math.prod(len(part.options[name].split(",")) for name in names)
        return runs * float(part.options["--max_seconds"])

    assert seconds(small) + seconds(large) <= 240


@pytest.mark.parametrize("quick", [True, False])
def test_runs_of_several_parts_have_the_same_settings(quick):
    """They are one line of the traces file, which --resume takes for no other run."""
    names = ("--problems", "--methods", "--gradients", "--seeds")
    settings: dict[tuple, dict] = {}
    for part in chosen_parts([], KNOWN, quick):
        options = {"--gradients": "analytic"} | part.options
        own = {name: value for name, value in options.items() if name not in names}
        for run in itertools.product(*(options[name].split(",") for name in names)):
            assert settings.setdefault(run, own) == own, run


def test_unknown_problems_are_left_out():
    parts = chosen_parts([], {"sphere"}, quick=True)
    assert parts[0].options["--problems"] == "sphere"
    assert [part.title for part in parts].count("small data sets") == 0


@pytest.mark.parametrize("given", [["--methods=lbfgs"], ["--seeds", "1"], ["--data=x.csv"]])
def test_a_grid_of_ones_own_takes_the_place_of_the_default(given):
    (part,) = chosen_parts(given, KNOWN, quick=False)
    assert part.arguments(given) == given


def test_other_options_reach_every_part_and_win():
    part = Part("", {"--target": "1e-3", "--seeds": "1"})
    assert part.arguments(["--target=0.1", "--resume"]) == ["--seeds=1", "--target=0.1", "--resume"]
    assert len(chosen_parts(["--target=0.1"], KNOWN, quick=False)) > 1
