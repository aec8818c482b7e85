"""The tables of gradients, from timings made up here."""

from ravine.goals.gradient_tables import Timed, crossover_table, error_table, machine, page
from ravine.results.runs import Kernel, Loaded


def _kernel(source: str, function: str, n: int, where: str, **counters: float) -> Kernel:
    return Kernel([source, function, f"n:{n}", where], "", counters)


def _timed(*case: object, **counters: float) -> Timed:
    return Timed.of(_kernel(*case, **counters))  # type: ignore[arg-type]


def _lines(table: str) -> list[str]:
    return table.splitlines()[2:]


def test_sources_stand_by_noise_and_then_by_error() -> None:
    error = {"evaluations": 20.0, "real_time": 2e-6}
    cases = [
        _timed("forward", "levy:additive_noise=1e-06", 10, "serial:1", relative_error=0.5, **error),
        _timed("forward", "levy_batched", 10, "serial:1", relative_error=1e-8, **error),
        _timed("analytic", "levy", 10, "serial:1", relative_error=0.0, **error),
        _timed("forward:h=0.25", "levy_batched", 10, "serial:1", relative_error=0.1, **error),
        _timed("centered", "rosenbrock", 10, "serial:1", relative_error=0.1, **error),
    ]
    assert _lines(error_table(cases)) == [
        "| 0 | `analytic` | 20 | 0.0e+00 | 2.00 |",
        "| 0 | `forward` | 20 | 1.0e-08 | 2.00 |",
        "| 1e-06 | `forward` | 20 | 5.0e-01 | 2.00 |",
    ]


def test_the_faster_way_is_named_against_the_faster_backend() -> None:
    times = {
        (8, "serial:1"): 1.6,
        (8, "openmp:2"): 3.2,
        (8, "tbb:2"): 6.4,
        (128, "serial:1"): 26.0,
        (128, "openmp:2"): 20.0,
        (128, "tbb:2"): 13.0,
        (512, "serial:1"): 100.0,  # with nothing to hold it against
    }
    cases = [
        _timed("centered", "busy_100ns", n, where, real_time=1e-6 * time)
        for (n, where), time in reversed(times.items())
    ]
    cases.append(_timed("bare_threads", "busy_100ns", 8, "bare:2", real_time=1e-9))
    table = crossover_table(cases)
    assert "| serial:1 | openmp:2 | tbb:2 | gain | faster |" in table
    assert _lines(table) == [
        "| 0.1 | 8 | 1.6 | 1.6 | 3.2 | 6.4 | 0.50 | serial |",
        "| 0.1 | 128 | 25.6 | 26.0 | 20.0 | 13.0 | 2.00 | parallel |",
    ]


def test_repetitions_are_one_row_and_the_machine_is_told() -> None:
    kernels = [
        _kernel("centered", "levy_batched", 10, "serial:1", relative_error=1e-9, evaluations=20.0)
        for _ in range(3)
    ]
    for kernel, time in zip(kernels, (1e-6, 9e-6, 2e-6)):
        kernel.counters["real_time"] = time
    context = {"num_cpus": 2, "fingerprint_instructions": "avx2 fma", "date": "2026-11-25"}
    text = page(Loaded([], context, {"gradients": kernels}))
    assert text.count("| `centered` | 20 | 1.0e-09 | 2.00 |") == 1
    assert "2 cores" in text and "instructions avx2 fma" in text
    assert machine({}) == "? cores at ? MHz; no date"
