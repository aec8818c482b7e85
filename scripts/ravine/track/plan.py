"""The grid of the exact gate: every kind of method on problems that no rounding error sends astray.

No part has a limit of seconds, so that no count depends on how fast a machine is.
"""

FUNCTIONS = (
    *("sphere", "booth", "matyas", "beale", "himmelblau", "rosenbrock:dimension=4"),
    *("helical_valley", "wood", "powell_singular", "broyden_tridiagonal"),
)
FUNCTION_METHODS = (
    *("two_point", "nelder_mead"),
    *("gradient_descent:step=0.001", "gradient_descent:policy=optimal", "momentum:step=0.001"),
    *("heavy_ball:step=0.001", "nesterov:step=0.001", "accelerated_gradient"),
    *("adagrad:step=0.3", "adadelta", "rmsprop:step=0.001", "adam:step=0.1", "adamw:step=0.1"),
    *("amsgrad:step=0.1", "nadam:step=0.1", "adabelief:step=0.1", "lion:step=0.001"),
    *("conjugate_gradient", "bfgs", "lbfgs", "newton_cg"),
)
RANDOM_METHODS = ("random_search", "spsa", "cma_es")
DATA = ("iris", "breast_cancer")
DATA_METHODS = (
    *("sgd:step=0.05", "svrg", "saga", "momentum:step=0.02", "rmsprop:step=0.003"),
    *("adam:step=0.01", "lbfgs"),
)

# A call of convergence each.
PARTS: tuple[dict[str, str], ...] = (
    {
        "--methods": ",".join(FUNCTION_METHODS),
        "--problems": ",".join(FUNCTIONS),
        "--gradients": "analytic,centered",
        "--max_evaluations": "20000",
    },
    {
        "--methods": ",".join(RANDOM_METHODS),
        "--problems": "sphere,booth,rosenbrock:dimension=4",
        "--seeds": "1,2",
        "--max_evaluations": "3000",
    },
    {
        "--methods": ",".join(DATA_METHODS),
        "--problems": ",".join(DATA),
        "--seeds": "1,2",
        "--batch_size": "32",
        "--max_evaluations": "1000",
    },
    {  # bits that two threads have to keep
        "--methods": "adam:step=0.01,lbfgs",
        "--problems": ",".join(DATA),
        "--backends": "openmp,tbb",
        "--threads": "2",
        "--max_evaluations": "200",
    },
)
