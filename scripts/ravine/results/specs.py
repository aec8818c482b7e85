"""Names with parameters, which the library calls specs: "adam:step=0.1" or "nlopt:lbfgs:memory=5"."""

import math


def base_of(spec: str) -> str:
    """The name without its parameters; a library's name before a method's is part of it."""
    parts = spec.split(":")
    count = next((i for i, part in enumerate(parts) if i and "=" in part), len(parts))
    return ":".join(parts[:count])


def parameters(spec: str) -> tuple[str, dict[str, str]]:
    """The name, and its parameters by name."""
    base = base_of(spec)
    rest = spec[len(base) + 1 :].split(":")
    return base, dict(part.split("=", 1) for part in rest if "=" in part)


def number_of(given: dict[str, str], name: str) -> float | None:
    """The parameter as a finite number; None where it is none, since files may hold any name."""
    try:
        value = float(given.get(name, ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def instance_of(spec: str) -> int:
    """The instance of a problem, 1 where its name tells none."""
    text = parameters(spec)[1].get("instance", "")
    return int(text) if text.isascii() and text.isdigit() else 1
