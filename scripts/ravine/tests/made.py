"""Hand-made runs, as convergence writes them."""

import json
from pathlib import Path

import numpy as np

from ravine.results import catalogue


def result(problem, method, seed, evals=None, seconds=None, gradient="none", **extra):
    """An entry of a results file; solved when `evals` is given."""
    entry = {
        "name": f"convergence/{problem}/{method}/{gradient}/serial:1/seed:{seed}",
        "run_type": "iteration",
        "f_evals": 20000.0 if evals is None else float(evals),
        "g_evals": 0.0,
        "epochs": 0.0,
        "gap": 0.5 if evals is None else 1e-8,
        "solved": float(evals is not None),
        "seconds": 1.0,
        "label": "max_evaluations" if evals is None else "target_reached",
    }
    if evals is not None:
        entry["f_evals_to_target"] = float(evals)
        entry["seconds_to_target"] = float(evals) * 1e-6 if seconds is None else seconds
    return {**entry, **extra}


def trace(problem, method, seed, best, /, f_star=0.0, gradient="none", **extra):
    """A line of a traces file: evaluation i + 1 took i + 1 ms and left the best value best[i]."""
    f_start = best[0]
    line = {
        "problem": problem,
        "method": method,
        "gradient": gradient,
        "backend": "serial",
        "threads": 1,
        "seed": seed,
        "dimension": 2,
        "f_star": f_star,
        "f_start": f_start,
        "target": None if f_star is None else f_star + 1e-7 * (f_start - f_star),
        "status": "max_evaluations",
        "f_evals": list(range(1, len(best) + 1)),
        "g_evals": [0] * len(best),
        "epochs": [0.0] * len(best),
        "seconds": [1e-3 * (i + 1) for i in range(len(best))],
        "value": best,
        "best": best,
    }
    return {**line, **extra}


def rounds(evaluations, batch):
    """The rounds of batches of so many evaluations that go out together, by processors."""
    return {
        str(p): [count // batch * -(-batch // p) for count in evaluations]
        for p in (2**k for k in range(1, 11))
    }


def write_results(path: Path, entries, **context) -> Path:
    path.write_text(json.dumps({"context": context, "benchmarks": entries}, indent=1) + "\n")
    return path


def write_traces(path: Path, lines) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def listed(name, plans=(), **facts):
    """An entry of `convergence --list --format=json`, with default parameters in each plan."""
    planned = [{"plan": plan, "parameters": ""} for plan in plans]
    return {"name": name, "summary": "", "planned": planned, "parameters": [], **facts}


def listing(**entries):
    """What `convergence --list --format=json` prints; by kind, the plans by name."""
    kinds = ("methods", "problems", "gradients", "losses", "models", "data", "backends")
    return json.dumps(
        {kind: [listed(*item) for item in entries.get(kind, {}).items()] for kind in kinds}
    )


def tables_of(**entries):
    return catalogue.parse(listing(**entries))


def write_images(folder, count, side):
    """An IDX file of random images of 1 x `side` bytes with labels 0 and 1 beside it."""
    random = np.random.default_rng(1)
    images = folder / "images-idx3-ubyte"
    sizes = b"".join(size.to_bytes(4, "big") for size in (0x803, count, 1, side))
    images.write_bytes(sizes + random.integers(0, 256, size=count * side, dtype=np.uint8).tobytes())
    sizes = b"".join(size.to_bytes(4, "big") for size in (0x801, count))
    labels = random.integers(0, 2, size=count, dtype=np.uint8)
    (folder / "labels-idx1-ubyte").write_bytes(sizes + labels.tobytes())
    return images
