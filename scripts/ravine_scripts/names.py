"""Names with parameters, as the library reads them: "adam:step=0.1" or "nlopt:lbfgs:memory=5"."""


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
