"""--data and its flags: the user's own file in every format, against NumPy and SciPy."""

import gzip
import struct

import numpy as np
import pytest
from scipy.optimize import minimize

from ravine.files import ROOT
from ravine.tests.binary import convergence, list_cases, measure_one, needs_convergence, trace_lines

pytestmark = needs_convergence

DATASETS = ROOT / "datasets"


def drawn(n=60, d=4, seed=1):
    """Features and a linear response with noise."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(n, d)) * np.arange(1, d + 1)
    y = x @ random.normal(size=d) + 0.3 * random.normal(size=n)
    return x, y


def write_csv(path, x, y, header=None):
    rows = [",".join(map(repr, map(float, [*row, label]))) for row, label in zip(x, y)]
    path.write_text("\n".join(([header] if header else []) + rows) + "\n")
    return path


def write_libsvm(path, x, y):
    rows = [
        f"{label!r} " + " ".join(f"{j + 1}:{float(v)!r}" for j, v in enumerate(row) if v != 0)
        for row, label in zip(x, map(float, y))
    ]
    path.write_text("\n".join(rows) + "\n")
    return path


def pack(path):
    """The same file as gzip, in a folder beside it."""
    folder = path.parent / "packed"
    folder.mkdir(exist_ok=True)
    packed = folder / f"{path.name}.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    return packed


def test_features_are_standardized_before_they_are_narrowed(tmp_path):
    """Of numbers about 1e8 that differ by 1 to 5, floats would keep nothing."""
    x, y = np.array([1.0, 2.0, 5.0, 6.0])[:, None], np.array([0.0, 0.0, 1.0, 1.0])
    file = write_csv(tmp_path / "far.csv", x + 1e8, y, "a,y")
    flags = ("--loss=square", "--standardize", "--intercept")
    exact = np.mean((y - np.polyval(np.polyfit(x[:, 0], y, 1), x[:, 0])) ** 2)
    for precision in ("double", "float"):
        value = solve(tmp_path, file, f"--precision={precision}", *flags)["value"]
        assert value == pytest.approx(exact, rel=1e-6)


def solve(folder, file, *flags):
    """The entry of an lbfgs run to the end on a user's file."""
    return measure_one(folder, "--methods=lbfgs", f"--data={file}", *flags)


def logistic_minimum(x, side, l2):
    """The least mean log(1 + exp(-y w'x)) + (l2/2) |w|^2, by SciPy."""

    def risk(w):
        margin = side * (x @ w)
        slope = -side / (1 + np.exp(margin))
        value = np.mean(np.logaddexp(0, -margin)) + l2 / 2 * w @ w
        return value, x.T @ slope / len(side) + l2 * w

    options = {"gtol": 1e-12, "ftol": 1e-15, "maxiter": 10000}
    return minimize(risk, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options=options).fun


def test_least_squares_of_a_csv_file(tmp_path):
    x, y = drawn()
    file = write_csv(tmp_path / "mine.csv", x, y)
    assert list_cases("--methods=lbfgs", f"--data={file}") == [
        "convergence/data:mine/lbfgs/analytic/serial:1/seed:1"
    ]
    residual = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    entry = solve(tmp_path, file)
    assert entry["value"] == pytest.approx(np.mean(residual**2), rel=1e-10)
    assert "gap" not in entry and entry["solved"] == 0
    assert entry["label"] in ("converged", "stalled")


def test_an_intercept_a_penalty_and_standardisation(tmp_path):
    x, y = drawn()
    x, y = x + 5, y + 7
    file = write_csv(tmp_path / "mine.csv", x, y)
    ones = np.c_[x, np.ones(len(y))]
    residual = y - ones @ np.linalg.lstsq(ones, y, rcond=None)[0]
    entry = solve(tmp_path, file, "--intercept", "--standardize")
    assert entry["value"] == pytest.approx(np.mean(residual**2), rel=1e-9)
    # (X'X / n + (l2 / 2) I) w = X'y / n: the penalty has a half, the square none.
    l2, n = 0.6, len(y)
    w = np.linalg.solve(x.T @ x / n + l2 / 2 * np.eye(x.shape[1]), x.T @ y / n)
    penalised = np.mean((y - x @ w) ** 2) + l2 / 2 * w @ w
    assert solve(tmp_path, file, f"--l2={l2}")["value"] == pytest.approx(penalised, rel=1e-10)


def test_logistic_loss_of_two_labels_the_smaller_as_minus_one(tmp_path):
    x, y = drawn()
    labels = np.where(y > 0, 5.0, 2.0)
    file = write_csv(tmp_path / "two.csv", x, labels)
    expected = logistic_minimum(x, np.where(y > 0, 1.0, -1.0), 0.01)
    entry = solve(tmp_path, file, "--loss=logistic", "--l2=0.01")
    assert entry["value"] == pytest.approx(expected, rel=1e-9)
    assert 0 <= entry["zero_one"] < 0.5
    # Two labels are taken for classes.
    assert solve(tmp_path, file, "--l2=0.01")["value"] == entry["value"]


def test_every_format_plain_and_gzip_gives_the_same_run(tmp_path):
    x, y = drawn()
    csv = write_csv(tmp_path / "mine.csv", x, y)
    libsvm = write_libsvm(tmp_path / "mine", x, y)
    values = {
        solve(tmp_path, file, "--loss=square")["value"]
        for file in (csv, pack(csv), libsvm, pack(libsvm))
    }
    assert len(values) == 1


def test_images_in_idx(tmp_path):
    random = np.random.default_rng(3)
    pixels = random.integers(0, 256, size=(40, 3, 3), dtype=np.uint8)
    labels = (pixels[:, 1, 1] > 127).astype(np.uint8)
    images = tmp_path / "train-images-idx3-ubyte"
    images.write_bytes(struct.pack(">iiii", 0x803, 40, 3, 3) + pixels.tobytes())
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(
        struct.pack(">ii", 0x801, 40) + labels.tobytes()
    )
    x = pixels.reshape(40, 9).astype(float)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    expected = logistic_minimum(x, np.where(labels == 1, 1.0, -1.0), 0.1)
    entry = solve(tmp_path, images, "--standardize", "--l2=0.1")
    assert entry["value"] == pytest.approx(expected, rel=1e-9)


def test_the_label_column_by_name_and_by_index(tmp_path):
    x, y = drawn(d=3)
    file = write_csv(tmp_path / "mine.csv", x, y, header="a,b,c,d")
    last = solve(tmp_path, file)["value"]
    assert solve(tmp_path, file, "--label=d")["value"] == last
    assert solve(tmp_path, file, "--label=3")["value"] == last
    table = np.c_[x, y]
    others = table[:, [0, 2, 3]]
    residual = table[:, 1] - others @ np.linalg.lstsq(others, table[:, 1], rcond=None)[0]
    for label in ("b", "1"):
        value = solve(tmp_path, file, f"--label={label}")["value"]
        assert value == pytest.approx(np.mean(residual**2), rel=1e-9)


@pytest.mark.parametrize(
    ("loss", "model"),
    [
        ("cross_entropy", "softmax_linear"),
        ("cross_entropy", "perceptron:hidden=5"),
        ("cross_entropy:from=probabilities", "softmax_linear"),
        ("zero_one", "softmax_linear"),
    ],
)
def test_losses_and_models_by_name(tmp_path, loss, model):
    entry = measure_one(
        tmp_path,
        "--methods=nelder_mead" if loss == "zero_one" else "--methods=lbfgs",
        f"--data={DATASETS / 'iris.csv'}",
        f"--loss={loss}",
        f"--model={model}",
        "--max_evaluations=400",
    )
    assert 0 <= entry["zero_one"] <= (0.67 if loss == "zero_one" else 0.34)
    if loss == "zero_one":
        assert entry["value"] == entry["zero_one"]


def test_a_users_data_has_no_known_minimum(tmp_path):
    path = tmp_path / "traces.jsonl"
    x, y = drawn()
    file = write_csv(tmp_path / "mine.csv", x, y)
    entry = solve(tmp_path, file, "--target=0.5", f"--traces={path}")
    (line,) = trace_lines(path)
    assert line["f_star"] is None and line["target"] is None
    assert entry["label"] == line["status"] in ("converged", "stalled")
    assert line["problem"] == "data:mine"
    assert line["dimension"] == 4


def test_batches_of_the_users_data(tmp_path):
    entry = measure_one(
        tmp_path,
        "--methods=sgd:step=0.001",
        f"--data={DATASETS / 'diabetes.csv'}",
        "--standardize",
        "--batch_size=13",
        "--max_evaluations=34",
    )
    assert entry["epochs"] == pytest.approx(1.0)  # 34 batches of 13 are the 442 samples


def summary(file, *flags):
    """What the binary says of the file that it reads."""
    done = convergence("--methods=lbfgs", f"--data={file}", *flags, "--max_evaluations=3")
    assert done.returncode == 0, done.stderr
    return done.stderr.splitlines()[0]


def test_the_summary_says_what_was_read(tmp_path):
    file = tmp_path / "iris.csv"
    header, *rows = (DATASETS / "iris.csv").read_text().splitlines()
    file.write_text("\n".join([header, *rows]))
    line = summary(file)
    assert line.startswith("data:iris: 150 samples, 4 features; label 'class', 3 classes; ")
    assert "header in line 1" in line
    file.write_text("\n".join(rows))
    assert "150 samples, 4 features; label '4', 3 classes; no header" in summary(file)
    # pandas without names
    file.write_text("\n".join(["0,1,2,3,species", *rows]))
    line = summary(file, "--label=species")
    assert "150 samples, 4 features; label 'species', 3 classes; header in line 1" in line


def test_decimal_commas_missing_values_and_categories(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("kind;size;id;y\nu;1,5;7;0\nv;?;8;1\nu;2,5;9;1\nv;4,5;9;2\n")
    flags = ("--one_hot", "--drop=id", "--missing=impute", "--loss=square")
    trace = tmp_path / "traces.jsonl"
    value = solve(tmp_path, file, *flags, f"--traces={trace}")["value"]
    mean = (1.5 + 2.5 + 4.5) / 3
    x = np.array([[1, 0, 1.5], [0, 1, mean], [1, 0, 2.5], [0, 1, 4.5]])
    y = np.array([0, 1, 1, 2])
    residual = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    assert value == pytest.approx(np.mean(residual**2), rel=1e-9)
    settings = trace_lines(trace)[0]["settings"]
    for said in (
        "4 samples, 3 features",
        "label 'y' of 3 numbers",
        "header in line 1",
        "delimiter ';'",
        "decimal comma",
        "missing values imputed by means: 1",
    ):
        assert said in settings


def test_other_idx_numbers_and_a_label_file_of_any_name(tmp_path):
    x, _ = drawn(n=30, d=3)
    y = (x[:, 0] > 0).astype(float)
    features, labels = tmp_path / "features.bin", tmp_path / "answers"
    features.write_bytes(struct.pack(">iii", 0xE02, 30, 3) + x.astype(">f8").tobytes())
    labels.write_bytes(struct.pack(">ii", 0xC01, 30) + y.astype(">i4").tobytes())
    expected = logistic_minimum(x, 2 * y - 1, 0.1)
    entry = solve(tmp_path, features, f"--label_file={labels}", "--l2=0.1")
    assert entry["value"] == pytest.approx(expected, rel=1e-9)
