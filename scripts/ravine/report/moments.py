"""What a method makes of its gradients at each step: momentum and adaptive scale.

A trace holds iterates, not a method's memory. The memory is computed again from the gradients at
the iterates, and is believed only as far as the step that follows from it is the recorded one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

AGREEMENT = 1e-6  # relative, between the direction that follows and the recorded step


@dataclass(frozen=True)
class State:
    """After one step: the momentum and the scale that divides it (None: the method has none), and
    the direction against which the method moves.
    """

    momentum: np.ndarray | None
    scale: np.ndarray | None
    direction: np.ndarray


Parameters = dict[str, float]
Method = Callable[[np.ndarray, Parameters], Iterator[State]]


def gradient_descent(gradients: np.ndarray, _: Parameters) -> Iterator[State]:
    for g in gradients:
        yield State(None, None, g)


def momentum(gradients: np.ndarray, p: Parameters) -> Iterator[State]:
    """V <- beta V + g (Polyak 1964)."""
    v = np.zeros_like(gradients[0])
    for g in gradients:
        v = p["beta"] * v + g
        yield State(v, None, v)


def nesterov(gradients: np.ndarray, p: Parameters) -> Iterator[State]:
    """The look-ahead form: V <- beta V + g, step along g + beta V (Sutskever et al. 2013)."""
    v = np.zeros_like(gradients[0])
    for g in gradients:
        v = p["beta"] * v + g
        yield State(v, None, g + p["beta"] * v)


def adagrad(gradients: np.ndarray, p: Parameters) -> Iterator[State]:
    """Scale: the root of the sum of squares (Duchi et al. 2011)."""
    squares = np.zeros_like(gradients[0])
    for g in gradients:
        squares = squares + g**2
        scale = np.sqrt(squares) + p["epsilon"]
        yield State(None, scale, g / scale)


def rmsprop(gradients: np.ndarray, p: Parameters) -> Iterator[State]:
    """Scale: the root of a running mean of squares (Tieleman & Hinton 2012)."""
    squares = np.zeros_like(gradients[0])
    for g in gradients:
        squares = p["rho"] * squares + (1.0 - p["rho"]) * g**2
        scale = np.sqrt(squares) + p["epsilon"]
        yield State(None, scale, g / scale)


def adadelta(gradients: np.ndarray, p: Parameters) -> Iterator[State]:
    """Scale: the root mean square of gradients over that of moves (Zeiler 2012, algorithm 1)."""
    squares, moves = np.zeros_like(gradients[0]), np.zeros_like(gradients[0])
    for g in gradients:
        squares = p["rho"] * squares + (1.0 - p["rho"]) * g**2
        scale = np.sqrt(squares + p["epsilon"]) / np.sqrt(moves + p["epsilon"])
        moves = p["rho"] * moves + (1.0 - p["rho"]) * (g / scale) ** 2
        yield State(None, scale, g / scale)


def heavy_ball(gradients: np.ndarray, p: Parameters) -> Iterator[State]:
    """As momentum, which starts anew where it would climb (O'Donoghue & Candès 2015)."""
    v = np.zeros_like(gradients[0])
    for g in gradients:
        v = g if float(g @ v) < 0.0 else p["beta"] * v + g
        yield State(v, None, v)


def _means(gradients: np.ndarray, p: Parameters) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """The step's number, and the running means of gradients and of their squares, from zero."""
    mean, squares = np.zeros_like(gradients[0]), np.zeros_like(gradients[0])
    for t, g in enumerate(gradients, 1):
        mean = p["beta1"] * mean + (1.0 - p["beta1"]) * g
        squares = p["beta2"] * squares + (1.0 - p["beta2"]) * g**2
        yield t, mean, squares


def adam(gradients: np.ndarray, p: Parameters) -> Iterator[State]:
    """Both means, each freed of its start at zero (Kingma & Ba 2015, algorithm 1)."""
    for t, mean, squares in _means(gradients, p):
        scale = np.sqrt(squares / (1.0 - p["beta2"] ** t)) + p["epsilon"]
        yield State(mean, scale, mean / (1.0 - p["beta1"] ** t) / scale)


def amsgrad(gradients: np.ndarray, p: Parameters) -> Iterator[State]:
    """A scale that never shrinks (Reddi, Kale & Kumar 2018, algorithm 2)."""
    largest = np.zeros_like(gradients[0])
    for _, mean, squares in _means(gradients, p):
        largest = np.maximum(largest, squares)
        scale = np.sqrt(largest) + p["epsilon"]
        yield State(mean, scale, mean / scale)


def nadam(gradients: np.ndarray, p: Parameters) -> Iterator[State]:
    """Adam that takes the next step's share of the mean with it (Dozat 2016)."""
    beta = p["beta1"]
    for g, (t, mean, squares) in zip(gradients, _means(gradients, p)):
        scale = np.sqrt(squares / (1.0 - p["beta2"] ** t)) + p["epsilon"]
        ahead = beta * mean / (1.0 - beta ** (t + 1)) + (1.0 - beta) * g / (1.0 - beta**t)
        yield State(mean, scale, ahead / scale)


def adabelief(gradients: np.ndarray, p: Parameters) -> Iterator[State]:
    """Scale: the spread of gradients around their mean (Zhuang et al. 2020, algorithm 2)."""
    spread = np.zeros_like(gradients[0])
    for g, (t, mean, _) in zip(gradients, _means(gradients, p)):
        spread = p["beta2"] * spread + (1.0 - p["beta2"]) * (g - mean) ** 2 + p["epsilon"]
        scale = np.sqrt(spread / (1.0 - p["beta2"] ** t)) + p["epsilon"]
        yield State(mean, scale, mean / (1.0 - p["beta1"] ** t) / scale)


def lion(gradients: np.ndarray, p: Parameters) -> Iterator[State]:
    """The sign of a mean that leans to the present (Chen et al. 2023, algorithm 2), shown here."""
    mean = np.zeros_like(gradients[0])
    for g in gradients:
        leaning = p["beta1"] * mean + (1.0 - p["beta1"]) * g
        mean = p["beta2"] * mean + (1.0 - p["beta2"]) * g
        yield State(leaning, None, np.sign(leaning))


METHODS: dict[str, Method] = {
    "gradient_descent": gradient_descent,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adadelta": adadelta,
    "heavy_ball": heavy_ball,
    "adam": adam,
    "adamw": adam,
    "amsgrad": amsgrad,
    "nadam": nadam,
    "adabelief": adabelief,
    "lion": lion,
}


def agrees(direction: np.ndarray, step: np.ndarray) -> bool:
    """True where `step` is `direction` times a negative number: whatever step policy was used."""
    product = float(np.linalg.norm(direction) * np.linalg.norm(step))
    return bool(abs(product + float(direction @ step)) <= AGREEMENT * product)


def states(
    method: str, given: dict[str, str], path: np.ndarray, gradients: np.ndarray
) -> list[State]:
    """The state at each iterate of `path` (steps, n), up to the last that leads to the iterate
    after it. Empty for a method that is not known here.
    """
    recurrence = METHODS.get(method)
    if recurrence is None or not len(path):
        return []
    numbers = {}
    for name, text in given.items():
        try:
            numbers[name] = float(text)
        except ValueError:
            continue  # a word, such as a policy's name
    found: list[State] = []
    # What a decay of the weights adds to the direction is no memory of the method.
    pulls = numbers.get("weight_decay", 0.0) * path
    steps = np.diff(path, axis=0)
    try:
        with np.errstate(all="ignore"):
            for state, pull, step in zip(recurrence(gradients, numbers), pulls, steps):
                direction = state.direction + pull
                if not np.isfinite(direction).all() or not agrees(direction, step):
                    break
                found.append(state)
    except KeyError:
        return []  # a parameter that this build does not list
    return found
