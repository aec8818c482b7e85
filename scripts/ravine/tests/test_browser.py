"""The report in a real browser, where one is installed: see browser/check.mjs."""

import math
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ravine.report.page import html
from ravine.results.runs import load
from ravine.tests import npm
from ravine.tests.made import trace, write_traces
from ravine.tests.test_kernels import kernel

CHECK = Path(__file__).with_name("browser") / "check.mjs"
PLAYWRIGHT = "playwright-core@1"  # drives the browser that is installed; brings none of its own
AXE = "axe-core@4"  # what a page lacks for those who do not see it or use no mouse
SECONDS = 180


def driver() -> str:
    """The browser's path; skips the test, saying why, where something is missing."""
    if not os.environ.get("RAVINE_SLOW_TESTS"):
        pytest.skip("takes half a minute: asked for with RAVINE_SLOW_TESTS=1")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("needs chromium: scripts/setup --checks")
    npm.installed(PLAYWRIGHT, AXE)
    return str(chromium)


def descent(problem, method, seed, rate, gradient, steps=30, **extra):
    """A run over the bowl x^2/2 + 25 y^2/2 whose coordinates shrink by `rate` a step."""
    x = [[3.0 * rate**i, 0.5 * seed * rate**i] for i in range(steps)]
    values = [0.5 * a * a + 12.5 * b * b for a, b in x]
    return trace(problem, method, seed, values, x=x, gradient=gradient, **extra)


def lines():
    """Runs of several methods, gradients and seeds on problems of every kind."""
    long = "gradient_descent:policy=decreasing:decay=exponential:step=0.01:rate=0.001"
    methods = {
        long: 0.75,
        "momentum:beta=0": 0.8,
        "momentum:beta=0.7": 0.6,
        "gradient_descent:step=0.01": 0.9,
    }
    methods |= {"gradient_descent:step=0.1": 0.7, "gradient_descent:step=1": 0.99}
    made = []
    for k, (method, rate) in enumerate(methods.items()):
        for gradient, worse in (("analytic", 0.0), ("centered", 0.02)):
            for seed in range(1, 6):
                each = rate + worse * (1.0 - rate) + 0.001 * seed
                calls = {"g_evals": list(range(1, 31))} if gradient == "analytic" else {}
                made.append(descent("bowl", method, seed, each, gradient, **calls))
                for n in (2, 4):
                    name, values = f"sphere:dimension={n}", [each ** (n * i) for i in range(20 + k)]
                    more = {"dimension": n, "g_evals": [2 * i for i in range(20 + k)]}
                    more["seconds"] = [1e-3 * (k + 1) ** 2 * i for i in range(20 + k)]
                    made.append(trace(name, method, seed, values, gradient=gradient, **more))
    for k, method in enumerate(("sgd:step=0.1", "sgd:policy=decreasing")):
        for problem in ("iris", "wine"):
            for seed in range(1, 6):
                values = [1.0 / (1.0 + (k + 1) * i) + 0.01 * seed for i in range(40)]
                epochs = [0.25 * i for i in range(40)]
                made.append(
                    trace(problem, method, seed, values, epochs=epochs, gradient="analytic")
                )
    for step, rate in ((0.01, 0.99), (0.03, 0.95), (0.1, 0.8), (0.3, 0.7), (1, 0.97)):  # a grid
        made += [descent("bowl", f"heavy_ball:step={step}", s, rate, "none") for s in range(1, 6)]
    made.append(descent("<img src=x onerror=window.hacked=1>", "<b>bold</b>", 1, 0.5, "none"))
    made.append(descent("bowl", "<b>bold</b>", 1, 0.5, "none"))
    return made


def kernels():
    entries = [
        kernel(f"gradients/{s}:h={h:g}/rosenbrock/n:10/serial:1", relative_error=h**p + 1e-16 / h)
        for s, p in (("forward", 1), ("centered", 2))
        for h in (10.0**-k for k in range(1, 13))
    ]
    entries += [
        kernel(f"gradients/{s}/rosenbrock/n:{n}/serial:1", relative_error=e, evaluations=n * c)
        for s, e, c in (("forward", 1e-8, 1), ("centered", 1e-10, 2), ("autodiff", 1e-16, 4))
        for n in (10, 100)
    ]
    entries += [
        kernel(f"reductions/{loss}/double/openmp:2", bytes_per_second=2e10, limit_ratio=ratio)
        for loss, ratio in (("square", 1.1), ("logistic", 1.3))
    ]
    entries += [
        kernel(f"reductions/{name}/double/openmp:2", bytes_per_second=1e10, flops_per_second=flops)
        for name, flops in (("two_passes_eigen", 1e10), ("perceptron_products_eigen", 5e10))
    ]
    return entries + [
        kernel(f"scaling/{kind}_logistic/openmp:{t}", real_time=8.0 / t + 1.0, bandwidth_share=0.7)
        for kind in ("strong", "weak")
        for t in (1, 2, 4)
    ]


@pytest.fixture
def page(tmp_path, bowl):
    loaded = load([write_traces(tmp_path / "traces.jsonl", lines())])
    loaded.context = {"host_name": "<b>me</b>", "num_cpus": 2}
    (tmp_path / "k.json").write_text('{"benchmarks": [%s]}' % ",".join(map(_json, kernels())))
    loaded.kernels = load([tmp_path / "k.json"]).kernels
    path = tmp_path / "report.html"
    path.write_text(html(loaded, evaluator=bowl), encoding="utf-8")
    bare = html(load([tmp_path / "k.json"]), evaluator=bowl)
    path.with_name("bare.html").write_text(bare, encoding="utf-8")
    return path


def _json(entry):
    assert all(math.isfinite(v) for v in entry.values() if isinstance(v, float))
    return str(entry).replace("'", '"')


def test_the_page_does_what_it_says(page):
    chromium = driver()
    screenshots = os.environ.get("RAVINE_SCREENSHOTS", "")
    done = subprocess.run(
        ["node", str(CHECK), str(page), str(page.with_name("bare.html")), chromium, screenshots],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        env={**os.environ, "RAVINE_PLAYWRIGHT": str(npm.FOLDER)},
    )
    print(done.stdout)
    failures = [line for line in done.stdout.splitlines() if not line.startswith("ok")]
    assert done.returncode == 0, "\n".join(failures) + done.stderr
    assert done.stdout.count("ok ") > 20
