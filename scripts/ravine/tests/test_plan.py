"""What the default comparison covers, and what the user's options change."""

import itertools
import math

import pytest

from ravine.plan import Part, chosen_parts
from ravine.results import catalogue
from ravine.tests.binary import needs_convergence
from ravine.tests.made import tables_of

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
ANY = tables_of(methods={"lbfgs": ["functions"]}, problems={"sphere": ["functions"]})


def names(part, option):
    """The names without parameters that an option of a part lists."""
    return {name.split(":")[0] for name in part.options[option].split(",")}


@needs_convergence
def test_the_default_covers_methods_policies_functions_gradients_and_data():
    functions, noisy, small, large, *studies = chosen_parts([], catalogue.read(), quick=False)
    assert names(functions, "--methods") == METHODS | OF_FUNCTIONS
    assert names(small, "--methods") == names(large, "--methods") == METHODS | OF_DATA
    for policy in ("decreasing", "optimal"):
        assert f"policy={policy}" in functions.options["--methods"]
    assert len(names(functions, "--problems")) == 16
    assert functions.options["--gradients"] == "analytic,centered"
    assert len(noisy.options["--problems"].split(",")) == 12
    assert names(noisy, "--methods") >= {"spsa", "nelder_mead", "cma_es", "random_search", "lbfgs"}
    assert functions.options["--seeds"] == "1,2,3,4,5"
    sets = ("iris", "wine", "breast_cancer", "diabetes", "digits", "heart_scale")
    assert small.options["--problems"] == ",".join(f"{name}:holdout=standard" for name in sets)
    assert large.options["--problems"] == "fashion_mnist:holdout=standard"
    assert large.options["--seeds"] == "1,2,3"
    assert len(studies) == 7


@needs_convergence
def test_the_budget_of_the_default_is_within_five_minutes():
    _, _, small, large, *_ = chosen_parts([], catalogue.read(), quick=False)

    def seconds(part):
        axes = ("--methods", "--problems", "--seeds")
        runs = math.prod(len(part.options[name].split(",")) for name in axes)
        return runs * float(part.options["--max_seconds"])

    assert seconds(small) + seconds(large) <= 240


@needs_convergence
@pytest.mark.parametrize("quick", [True, False])
def test_runs_of_several_parts_have_the_same_settings(quick):
    """They are one line of the traces file, which --resume takes for no other run."""
    axes = ("--problems", "--methods", "--gradients", "--seeds")
    settings: dict[tuple, dict] = {}
    for part in chosen_parts([], catalogue.read(), quick):
        options = {"--gradients": "analytic"} | part.options
        own = {name: value for name, value in options.items() if name not in axes}
        for run in itertools.product(*(options[name].split(",") for name in axes)):
            assert settings.setdefault(run, own) == own, run


def test_without_data_that_is_planned_there_is_no_part_for_it():
    tables = tables_of(
        methods={"lbfgs": ["quick_functions"]}, problems={"sphere": ["quick_functions"]}
    )
    parts = chosen_parts([], tables, quick=True)
    assert parts[0].options["--problems"] == "sphere"
    assert [part.title for part in parts].count("small data sets") == 0


@needs_convergence
def test_data_of_ones_own_is_learned_from_with_five_seeds_and_a_grid_of_steps():
    (part,) = chosen_parts(["--data=x.csv", "--l2=0.1"], catalogue.read(), quick=False)
    assert part.options["--seeds"] == "1,2,3,4,5"
    assert {
        name.split(":")[0] for name in part.options["--methods"].split(",")
    } == METHODS | OF_DATA
    methods = part.options["--methods"].split(",")
    assert {"adam:step=*", "sgd:step=*", "lbfgs", "nelder_mead"} <= set(methods)
    assert len(methods) == len(set(methods))
    (part,) = chosen_parts(["--data=x.csv", "--methods=adam"], catalogue.read(), quick=False)
    assert part.arguments(["--methods=adam"]) == ["--seeds=1,2,3,4,5", "--methods=adam"]


@pytest.mark.parametrize(
    "given", [["--methods=lbfgs"], ["--seeds", "1"], ["--data=x.csv", "--methods=a", "--seeds=1"]]
)
def test_a_grid_of_ones_own_takes_the_place_of_the_default(given):
    (part,) = chosen_parts(given, ANY, quick=False)
    assert part.arguments(given) == given


def test_other_options_reach_every_part_and_win():
    part = Part("", {"--target": "1e-3", "--seeds": "1"})
    assert part.arguments(["--target=0.1", "--resume"]) == ["--seeds=1", "--target=0.1", "--resume"]
    assert len(chosen_parts(["--target=0.1"], ANY, quick=False)) > 1
