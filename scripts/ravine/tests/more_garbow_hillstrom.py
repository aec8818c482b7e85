"""The residuals of Moré, Garbow & Hillstrom 1981 once more, in NumPy: an oracle for the library's.

They are written from the paper, for clarity, and independently of the C++. They take complex
numbers, so that complex steps give their Jacobian (Squire & Trapp 1998).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy import cos, exp, sin, sqrt

Residuals = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Published:
    """A problem as the paper gives it: its name here, residuals, start and minimum.

    `minimum` has the paper's six digits; `near` is a point from which that minimum is found where
    the standard start leads elsewhere.
    """

    problem: str
    residuals: Residuals
    start: np.ndarray
    minimum: float
    near: np.ndarray | None = None


def jacobian(residuals: Residuals, x: np.ndarray) -> np.ndarray:
    """The m x n Jacobian, exact to rounding."""
    step = 1e-30
    columns = [residuals(x + 1j * step * unit).imag / step for unit in np.eye(len(x))]
    return np.array(columns).T


def powell_badly_scaled(x: np.ndarray) -> np.ndarray:
    return np.array([1e4 * x[0] * x[1] - 1, exp(-x[0]) + exp(-x[1]) - 1.0001])


def freudenstein_roth(x: np.ndarray) -> np.ndarray:
    return np.array(
        [
            -13 + x[0] + ((5 - x[1]) * x[1] - 2) * x[1],
            -29 + x[0] + ((x[1] + 1) * x[1] - 14) * x[1],
        ]
    )


def brown_badly_scaled(x: np.ndarray) -> np.ndarray:
    return np.array([x[0] - 1e6, x[1] - 2e-6, x[0] * x[1] - 2])


def beale(x: np.ndarray) -> np.ndarray:
    y = np.array([1.5, 2.25, 2.625])
    return y - x[0] * (1 - x[1] ** np.array([1, 2, 3]))


def jennrich_sampson(x: np.ndarray) -> np.ndarray:
    i = np.arange(1, 11)
    return 2 + 2 * i - (exp(i * x[0]) + exp(i * x[1]))


def helical_valley(x: np.ndarray) -> np.ndarray:
    theta = np.arctan(x[1] / x[0]) / (2 * np.pi) + (0.5 if x[0].real < 0 else 0.0)
    return np.array([10 * (x[2] - 10 * theta), 10 * (sqrt(x[0] ** 2 + x[1] ** 2) - 1), x[2]])


def bard(x: np.ndarray) -> np.ndarray:
    y = np.array(
        [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39]
    )
    u = np.arange(1, 16)
    return y - (x[0] + u / ((16 - u) * x[1] + np.minimum(u, 16 - u) * x[2]))


def gaussian(x: np.ndarray) -> np.ndarray:
    half = [0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521]
    y = np.array([*half, 0.3989, *half[::-1]])
    t = (8 - np.arange(1, 16)) / 2
    return x[0] * exp(-x[1] * (t - x[2]) ** 2 / 2) - y


def meyer(x: np.ndarray) -> np.ndarray:
    first = [34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744]
    y = np.array([*first, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872])
    t = 45 + 5 * np.arange(1, 17)
    return x[0] * exp(x[1] / (t + x[2])) - y


def gulf(x: np.ndarray) -> np.ndarray:
    t = np.arange(1, 100) / 100
    distance = 25 + (-50 * np.log(t)) ** (2 / 3) - x[1]
    distance = np.where(distance.real < 0, -distance, distance)
    return exp(-(distance ** x[2]) / x[0]) - t


def box_3d(x: np.ndarray) -> np.ndarray:
    t = np.arange(1, 11) / 10
    return exp(-t * x[0]) - exp(-t * x[1]) - x[2] * (exp(-t) - exp(-10 * t))


def powell_singular(x: np.ndarray) -> np.ndarray:
    a, b, c, d = x.reshape(-1, 4).T
    return np.concatenate(
        [a + 10 * b, sqrt(5) * (c - d), (b - 2 * c) ** 2, sqrt(10) * (a - d) ** 2]
    )


def wood(x: np.ndarray) -> np.ndarray:
    return np.array(
        [
            10 * (x[1] - x[0] ** 2),
            1 - x[0],
            sqrt(90) * (x[3] - x[2] ** 2),
            1 - x[2],
            sqrt(10) * (x[1] + x[3] - 2),
            (x[1] - x[3]) / sqrt(10),
        ]
    )


def kowalik_osborne(x: np.ndarray) -> np.ndarray:
    y = [0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246]
    u = np.array([4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625])
    return np.array(y) - x[0] * (u**2 + u * x[1]) / (u**2 + u * x[2] + x[3])


def brown_dennis(x: np.ndarray) -> np.ndarray:
    t = np.arange(1, 21) / 5
    return (x[0] + t * x[1] - exp(t)) ** 2 + (x[2] + x[3] * sin(t) - cos(t)) ** 2


def osborne_1(x: np.ndarray) -> np.ndarray:
    y = """0.844 0.908 0.932 0.936 0.925 0.908 0.881 0.850 0.818 0.784 0.751 0.718 0.685 0.658 0.628
    0.603 0.580 0.558 0.538 0.522 0.506 0.490 0.478 0.467 0.457 0.448 0.438 0.431 0.424 0.420 0.414
    0.411 0.406"""
    t = 10 * np.arange(33)
    return np.array(y.split(), float) - (x[0] + x[1] * exp(-t * x[3]) + x[2] * exp(-t * x[4]))


def biggs_exp6(x: np.ndarray) -> np.ndarray:
    t = np.arange(1, 14) / 10
    y = exp(-t) - 5 * exp(-10 * t) + 3 * exp(-4 * t)
    return x[2] * exp(-t * x[0]) - x[3] * exp(-t * x[1]) + x[5] * exp(-t * x[4]) - y


def osborne_2(x: np.ndarray) -> np.ndarray:
    y = """1.366 1.191 1.112 1.013 0.991 0.885 0.831 0.847 0.786 0.725 0.746 0.679 0.608 0.655 0.616
    0.606 0.602 0.626 0.651 0.724 0.649 0.649 0.694 0.644 0.624 0.661 0.612 0.558 0.533 0.495 0.500
    0.423 0.395 0.375 0.372 0.391 0.396 0.405 0.428 0.429 0.523 0.562 0.607 0.653 0.672 0.708 0.633
    0.668 0.645 0.632 0.591 0.559 0.597 0.625 0.739 0.710 0.729 0.720 0.636 0.581 0.428 0.292 0.162
    0.098 0.054"""
    t = np.arange(65) / 10
    bells = sum(x[k] * exp(-((t - x[7 + k]) ** 2) * x[4 + k]) for k in (1, 2, 3))
    return np.array(y.split(), float) - (x[0] * exp(-t * x[4]) + bells)


def watson(x: np.ndarray) -> np.ndarray:
    t = np.arange(1, 30)[:, None] / 29
    j = np.arange(len(x))
    slope = (j[1:] * x[1:] * t ** (j[1:] - 1)).sum(axis=1)
    value = (x * t**j).sum(axis=1)
    return np.array([*(slope - value**2 - 1), x[0], x[1] - x[0] ** 2 - 1])


def extended_rosenbrock(x: np.ndarray) -> np.ndarray:
    return np.concatenate([10 * (x[1::2] - x[::2] ** 2), 1 - x[::2]])


def penalty_1(x: np.ndarray) -> np.ndarray:
    return np.array([*(sqrt(1e-5) * (x - 1)), (x**2).sum() - 0.25])


def penalty_2(x: np.ndarray) -> np.ndarray:
    n = len(x)
    i = np.arange(2, n + 1)
    y = exp(i / 10) + exp((i - 1) / 10)
    root = sqrt(1e-5)
    pairs = root * (exp(x[1:] / 10) + exp(x[:-1] / 10) - y)
    singles = root * (exp(x[1:] / 10) - exp(-1 / 10))
    return np.array([x[0] - 0.2, *pairs, *singles, (np.arange(n, 0, -1) * x**2).sum() - 1])


def variably_dimensioned(x: np.ndarray) -> np.ndarray:
    s = (np.arange(1, len(x) + 1) * (x - 1)).sum()
    return np.array([*(x - 1), s, s**2])


def trigonometric(x: np.ndarray) -> np.ndarray:
    n = len(x)
    return n - cos(x).sum() + np.arange(1, n + 1) * (1 - cos(x)) - sin(x)


def brown_almost_linear(x: np.ndarray) -> np.ndarray:
    return np.array([*(x[:-1] + x.sum() - (len(x) + 1)), x.prod() - 1])


def grid(n: int) -> np.ndarray:
    return np.arange(1, n + 1) / (n + 1)


def discrete_boundary_value(x: np.ndarray) -> np.ndarray:
    n = len(x)
    padded = np.array([0, *x, 0])
    return 2 * x - padded[:-2] - padded[2:] + (x + grid(n) + 1) ** 3 / (2 * (n + 1) ** 2)


def discrete_integral_equation(x: np.ndarray) -> np.ndarray:
    t = grid(len(x))
    kernel = np.minimum.outer(t, t) * (1 - np.maximum.outer(t, t))
    return x + kernel @ (x + t + 1) ** 3 / (2 * (len(x) + 1))


def broyden_tridiagonal(x: np.ndarray) -> np.ndarray:
    padded = np.array([0, *x, 0])
    return (3 - 2 * x) * x - padded[:-2] - 2 * padded[2:] + 1


def broyden_banded(x: np.ndarray) -> np.ndarray:
    offset = np.subtract.outer(np.arange(len(x)), np.arange(len(x)))
    near = (offset <= 5) & (offset >= -1) & (offset != 0)
    return x * (2 + 5 * x**2) + 1 - near @ (x * (1 + x))


def linear_full_rank(x: np.ndarray) -> np.ndarray:
    m = 20
    matrix = np.eye(m, len(x)) - 2 / m
    return matrix @ x - 1


def linear_rank_1(x: np.ndarray) -> np.ndarray:
    return np.outer(np.arange(1, 21), np.arange(1, len(x) + 1)) @ x - 1


def linear_rank_1_zero(x: np.ndarray) -> np.ndarray:
    rows = np.array([0, *range(1, 19), 0])
    columns = np.array([0, *range(2, len(x)), 0])
    return np.outer(rows, columns) @ x - 1


def chebyquad(x: np.ndarray) -> np.ndarray:
    n = len(x)
    i = np.arange(1, n + 1)
    integral = np.where(i % 2 == 0, -1 / np.maximum(i**2 - 1, 1), 0)
    polynomials = np.polynomial.chebyshev.chebvander(2 * x - 1, n)[:, 1:]
    return polynomials.mean(axis=0) - integral


def published() -> list[Published]:
    """The 35, with the dimensions of the paper's unconstrained tests or the library's default."""
    ones = np.ones
    osborne_2_start = np.array([1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5])
    uneven = np.array([0.0747, 0.1715, 0.2864, 0.3596, 0.4708, 0.61, 0.62, 0.7998, 0.8449, 0.967])
    biggs_minimiser = np.array([1.0, 10, 1, 5, 4, 3])
    t = grid(10)

    def of(residuals, start, minimum, near=None, parameters=""):
        near = None if near is None else np.array(near, float)
        name = residuals.__name__ + parameters
        return Published(name, residuals, np.array(start, float), minimum, near)

    return [
        Published("rosenbrock", extended_rosenbrock, np.array([-1.2, 1.0]), 0.0),
        of(freudenstein_roth, [0.5, -2], 0.0, near=[6, 3]),
        of(powell_badly_scaled, [0, 1], 0.0),
        of(brown_badly_scaled, [1, 1], 0.0),
        of(beale, [1, 1], 0.0),
        of(jennrich_sampson, [0.3, 0.4], 124.362),
        of(helical_valley, [-1, 0, 0], 0.0),
        of(bard, [1, 1, 1], 8.21487e-3),
        of(gaussian, [0.4, 1, 0], 1.12793e-8),
        of(meyer, [0.02, 4000, 250], 87.9458),
        of(gulf, [5, 2.5, 0.15], 0.0, near=[49, 24, 1.4]),
        of(box_3d, [0, 10, 20], 0.0),
        of(powell_singular, [3, -1, 0, 1], 0.0),
        of(wood, [-3, -1, -3, -1], 0.0),
        of(kowalik_osborne, [0.25, 0.39, 0.415, 0.39], 3.07505e-4),
        of(brown_dennis, [25, 5, -5, -1], 85822.2),
        of(osborne_1, [0.5, 1.5, -1, 0.01, 0.02], 5.46489e-5),
        of(biggs_exp6, [1, 2, 1, 1, 1, 1], 0.0, near=1.01 * biggs_minimiser),
        of(osborne_2, osborne_2_start, 4.01377e-2),
        of(watson, np.zeros(6), 2.28767e-3),
        of(watson, np.zeros(9), 1.39976e-6, parameters=":dimension=9"),
        of(watson, np.zeros(12), 4.72238e-10, parameters=":dimension=12"),
        of(extended_rosenbrock, np.tile([-1.2, 1], 10), 0.0),
        Published("extended_powell_singular", powell_singular, np.tile([3.0, -1, 0, 1], 5), 0.0),
        of(penalty_1, range(1, 5), 2.24997e-5, parameters=":dimension=4"),
        of(penalty_1, range(1, 11), 7.08765e-5),
        of(penalty_2, ones(4) / 2, 9.37629e-6, parameters=":dimension=4"),
        of(penalty_2, ones(10) / 2, 2.93660e-4),
        of(variably_dimensioned, 1 - np.arange(1, 11) / 10, 0.0),
        of(trigonometric, ones(10) / 10, 0.0, near=ones(10) / 1000),
        of(brown_almost_linear, ones(10) / 2, 0.0),
        of(discrete_boundary_value, t * (t - 1), 0.0),
        of(discrete_integral_equation, t * (t - 1), 0.0),
        of(broyden_tridiagonal, -ones(10), 0.0),
        of(broyden_banded, -ones(10), 0.0),
        of(linear_full_rank, ones(10), 10.0, parameters=":equations=20"),
        of(linear_rank_1, ones(10), 20 * 19 / 82, parameters=":equations=20"),
        of(linear_rank_1_zero, ones(10), 454 / 74, parameters=":equations=20"),
        of(chebyquad, grid(7), 0.0, parameters=":dimension=7"),
        of(chebyquad, grid(8), 3.51687e-3),
        of(chebyquad, grid(9), 0.0, parameters=":dimension=9"),
        # The paper has 6.50395e-3 here; SciPy finds a lower minimum from many random starts.
        of(chebyquad, grid(10), 4.77271e-3, near=uneven, parameters=":dimension=10"),
    ]
