"""lib/docs/methods.md is what scripts/make_methods makes of the built tables."""

from ravine import methods
from ravine.results import catalogue
from ravine.tests.binary import needs_convergence


@needs_convergence
def test_the_page_is_up_to_date():
    made = methods.page(catalogue.read().methods)
    assert methods.PAGE.read_text(encoding="utf-8") == made, "scripts/make_methods makes it anew"


@needs_convergence
def test_every_method_of_the_library_has_a_section_with_all_its_parameters():
    own = {n: m for n, m in catalogue.read().methods.items() if m.is_built_in}
    text = methods.page(own)
    for name, method in own.items():
        section = text.split(f"### `{name}`\n")[1].split("\n##")[0]
        assert method.facts["notes"]["rule"] in section
        shared = methods.SCHEDULE if methods.has_schedule(method) else ()
        for parameter in method.parameters.keys() - set(shared):
            assert f"| `{parameter}` |" in section
    # Its policies are more than those of the others.
    assert "| `policy` |" in text.split("### `gradient_descent`\n")[1].split("\n##")[0]
    assert "optimal" not in text.split("## The step\n")[1]


def test_what_a_parameter_takes_is_told_by_its_bounds_and_choices():
    def takes(low, high, choices=()):
        return methods.range_of(catalogue.Parameter("p", "1", "", low, high, choices, None))

    assert takes(None, None, ("a", "b")) == "`a`, `b`"
    assert takes(0.0, 1.0) == "0 to 1"
    assert takes(1e-9, None) == "at least 1e-09"
    assert takes(None, 5.0) == "at most 5"
    assert takes(None, None) == "a number"
