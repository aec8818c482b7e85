"""Samples that no method sees: their figures beside scikit-learn's, and bad input."""

import csv
import gzip
import json
import math

import numpy as np
import pytest

from ravine.files import ROOT
from ravine.tests.binary import convergence, measure_one, needs_convergence, refused, trace_lines

pytestmark = needs_convergence

DATASETS = ROOT / "datasets"
FIGURES = ("train_value", "train_error", "test_value", "test_error")


def read(name):
    """Features, labels as text and the features' names of a CSV file."""
    path = DATASETS / name
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        header, *rows = csv.reader(lines)
    return np.array([r[:-1] for r in rows], float), np.array([r[-1] for r in rows]), header[:-1]


def standard_split(x, y):
    """Every fifth sample is held out; scikit-learn standardises by the others."""
    from sklearn.preprocessing import StandardScaler

    held_out = np.arange(len(y)) % 5 == 4
    scaler = StandardScaler().fit(x[~held_out])
    return (scaler.transform(x[~held_out]), y[~held_out]), (
        scaler.transform(x[held_out]),
        y[held_out],
    )


def solve(folder, *flags):
    """The entry, the trace and the parameters of one lbfgs run of 40 evaluations."""
    traces, parameters = folder / "traces.jsonl", folder / "parameters.jsonl"
    files = (f"--traces={traces}", f"--parameters={parameters}")
    entry = measure_one(folder, "--methods=lbfgs", "--max_evaluations=40", *files, *flags)
    (trace,), (line,) = trace_lines(traces), trace_lines(parameters)
    return entry, trace, line


def classifier(theta, classes, features, hidden):
    """scikit-learn's model with the parameters of a run."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier

    classes, outputs = np.array(classes), 1 if len(classes) == 2 else len(classes)
    if not hidden:
        model = LogisticRegression(multi_class="multinomial" if outputs > 1 else "ovr")
        model.classes_ = classes
        model.coef_ = theta[: outputs * features].reshape(outputs, features)
        model.intercept_ = theta[outputs * features :]
        return model
    model = MLPClassifier((hidden,), activation="tanh", max_iter=1)
    with pytest.warns(UserWarning):  # it has not converged
        model.fit(np.zeros((len(classes), features)), classes)
    first, rest = np.split(theta, [hidden * (features + 1)])
    model.coefs_ = [first[: hidden * features].reshape(hidden, features).T]
    model.coefs_.append(rest[: outputs * hidden].reshape(outputs, hidden).T)
    model.intercepts_ = [first[hidden * features :], rest[outputs * hidden :]]
    return model


@pytest.mark.parametrize(
    ("problem", "file", "hidden"),
    [
        ("iris", "iris.csv", 0),
        ("wine", "wine.csv", 0),
        ("breast_cancer", "breast_cancer.csv", 0),
        ("digits", "digits.csv.gz", 0),
        ("digits:model=perceptron:hidden=7", "digits.csv.gz", 7),
    ],
)
def test_of_classes_as_scikit_learn_has_them(tmp_path, problem, file, hidden):
    metrics = pytest.importorskip("sklearn.metrics")
    x, y, names = read(file)
    entry, _, line = solve(tmp_path, f"--problems={problem}:holdout=standard")
    model = classifier(np.array(line["parameters"]), line["classes"], x.shape[1], hidden)
    found = []
    for part, labels in standard_split(x, y):
        shares = model.predict_proba(part)
        found.append(metrics.log_loss(labels, shares, labels=model.classes_))
        found.append(1.0 - metrics.accuracy_score(labels, model.predict(part)))
    assert [entry[name] for name in FIGURES] == pytest.approx(found, rel=1e-12, abs=1e-14)
    assert entry["zero_one"] == entry["train_error"]
    assert line["features"] == names
    assert line["classes"] == sorted(set(y))


def test_of_numbers_as_scikit_learn_has_them(tmp_path):
    metrics = pytest.importorskip("sklearn.metrics")
    from sklearn.linear_model import LinearRegression

    x, y, _ = read("diabetes.csv")
    entry, _, line = solve(tmp_path, "--problems=diabetes:holdout=standard")
    model = LinearRegression()
    model.coef_, model.intercept_ = np.array(line["parameters"][:-1]), line["parameters"][-1]
    found = []
    for part, labels in standard_split(x, y.astype(float)):
        loss = metrics.mean_squared_error(labels, model.predict(part))
        found += [loss, math.sqrt(loss)]
    assert [entry[name] for name in FIGURES] == pytest.approx(found, rel=1e-12)
    assert "zero_one" not in entry


def test_of_a_test_file_with_the_hinge_loss_as_scikit_learn_has_it(tmp_path):
    metrics = pytest.importorskip("sklearn.metrics")
    x, y, names = read("breast_cancer.csv")
    rows = [",".join([*map(repr, map(float, r)), label]) for r, label in zip(x, y)]
    header = ",".join([*names, "class"])
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    train.write_text("\n".join([header, *rows[:400]]) + "\n")
    test.write_text("\n".join([header, *rows[400:]]) + "\n")
    flags = (f"--data={train}", "--loss=hinge", "--l2=0.1", "--standardize", "--intercept")
    entry, trace, line = solve(tmp_path, *flags, f"--test_data={test}")
    theta = np.array(line["parameters"])
    mean, deviation = np.array(line["means"]), np.array(line["deviations"])
    assert mean == pytest.approx(x[:400].mean(axis=0), rel=1e-13)
    assert deviation == pytest.approx(x[:400].std(axis=0), rel=1e-12)
    scores = (x[400:] - mean) / deviation @ theta[:-1] + theta[-1]
    side = np.where(y[400:] == line["classes"][1], 1, -1)
    assert entry["test_value"] == pytest.approx(metrics.hinge_loss(side, scores), rel=1e-12)
    assert entry["test_error"] == np.mean(np.sign(scores) != side)
    assert line["names"] == [*names, "intercept"]
    assert "test_checksum=" in trace["settings"]


def without_figures(line):
    """What of a trace's line must not depend on held-out samples; times are not compared."""
    kept = ("f_evals", "g_evals", "epochs", "value", "best", "status", "message", "f_start")
    return {name: line[name] for name in kept}


@pytest.mark.parametrize("method", ["lbfgs", "sgd", "nelder_mead", "saga"])
def test_a_run_is_the_same_with_and_without_them(tmp_path, method):
    x, y, _ = read("iris.csv")
    files = []
    for name, step in (("train", slice(0, None, 2)), ("test", slice(1, None, 2))):
        files.append(tmp_path / f"{name}.csv")
        rows = [",".join([*map(repr, map(float, r)), label]) for r, label in zip(x[step], y[step])]
        files[-1].write_text("\n".join(rows) + "\n")
    traces = tmp_path / "traces.jsonl"
    flags = ("--standardize", "--max_evaluations=300", f"--methods={method}", f"--traces={traces}")
    plain = measure_one(tmp_path, f"--data={files[0]}", *flags)
    (alone,) = trace_lines(traces)
    entry = measure_one(tmp_path, f"--data={files[0]}", f"--test_data={files[1]}", *flags)
    (beside,) = trace_lines(traces)
    assert without_figures(beside) == without_figures(alone)
    assert set(entry) - set(plain) == set(FIGURES)
    for name in ("f_evals", "g_evals", "monitor_evals", "epochs", "steps", "value", "zero_one"):
        assert entry[name] == plain[name]
    for name in ("train_value", "test_value", "test_error"):
        assert len(beside[name]) == len(beside["f_evals"])
        assert name not in alone
    # Without a penalty the loss is the value; the last point of the trace is the best one or not.
    assert beside["train_value"] == beside["value"]
    assert entry["train_value"] == pytest.approx(entry["value"], rel=1e-13)
    if method != "nelder_mead":  # its first iterate is the best of a simplex
        # A class's scores are all 0 at the start.
        assert beside["test_value"][0] == pytest.approx(math.log(3.0), rel=1e-13)
        assert beside["test_error"][0] == 1.0


def test_a_share_is_the_same_for_every_run_and_learned_from_without(tmp_path):
    """20 samples of which four are held out: a mean is learned from the other sixteen."""
    file = tmp_path / "mine.csv"
    labels = [float(2**i) for i in range(20)]
    file.write_text("\n".join(f"1,{label!r}" for label in labels) + "\n")
    held_out = set()
    for seed in (1, 2):
        flags = (f"--data={file}", "--loss=square", "--holdout=0.2", f"--seeds={seed}")
        entry, _, line = solve(tmp_path, *flags)
        assert entry["solved"] == 0
        # The sum of the sixteen names them, since each label is a power of two.
        learned = round(line["parameters"][0] * 16)
        held_out.add(int(sum(labels)) - learned)
    (number,) = held_out
    assert number.bit_count() == 4


def test_a_figure_that_overflows_is_null(tmp_path):
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    train.write_text("1,1\n2,3\n")
    test.write_text("1e200,1\n")
    flags = (f"--data={train}", f"--test_data={test}", "--loss=square")
    entry, trace, _ = solve(tmp_path, *flags)
    assert "test_value" not in entry and "test_error" not in entry
    assert trace["test_value"][-1] is None and trace["test_value"][0] == 1.0


def test_resume_tells_other_held_out_samples_apart(tmp_path):
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    train.write_text("1,1\n2,3\n3,7\n")
    test.write_text("1,1\n")
    traces = tmp_path / "traces.jsonl"
    flags = (f"--data={train}", f"--test_data={test}", "--methods=lbfgs", f"--traces={traces}")
    assert convergence(*flags).returncode == 0
    assert convergence(*flags, "--resume").returncode == 0
    test.write_text("1,2\n")
    done = convergence(*flags, "--resume")
    assert done.returncode == 2 and "expected the settings" in done.stderr


@pytest.mark.parametrize("share", ["0", "1", "1.01", "-0.5", "0.001", "nan"])
def test_a_share_that_leaves_nothing_is_refused(tmp_path, share):
    file = tmp_path / "mine.csv"
    file.write_text("1,1\n2,3\n3,4\n")
    line = refused(f"--data={file}", f"--holdout={share}")
    assert "holdout" in line and "expected" in line
    line = refused(f"--problems=iris:holdout={share}")
    assert "holdout" in line and "expected" in line


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("1,2,a\n", "test.csv: expected 1 features, as the training samples have, got 2"),
        ("1,a\n2,c\n", "test.csv:2: expected a label of the training samples ('a', 'b'), got 'c'"),
        ("1,7\n", "test.csv: expected words as labels, as the training samples have, got '7'"),
        ("", "test.csv:1: expected rows"),
        ("1,a\n2\n", "test.csv:2: "),
    ],
)
def test_test_data_that_does_not_fit_is_refused(tmp_path, content, expected):
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    train.write_text("1,a\n2,b\n")
    test.write_text(content)
    assert expected in refused(f"--data={train}", f"--test_data={test}", "--header=no")


def test_a_class_that_training_would_not_have_is_refused(tmp_path):
    """Of ten samples three are held out: so are three of the places where a class may be alone."""
    file = tmp_path / "mine.csv"
    lines = []
    for place in range(10):
        labels = [("a", "b")[i % 2] for i in range(10)]
        labels[place] = "c"
        file.write_text("".join(f"{i},{label}\n" for i, label in enumerate(labels)))
        done = convergence(f"--data={file}", "--holdout=0.3", "--methods=lbfgs", "--seeds=1")
        assert done.returncode in (0, 2)
        if done.returncode:
            lines += done.stderr.splitlines()
            said = (
                f"mine.csv:{place + 1}: held out with the label 'c', which no training sample has"
            )
            assert said in lines[-1]
    assert len(lines) == 3


def test_flags_that_do_not_go_together(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("1,1\n2,3\n3,4\n")
    assert "--data" in refused("--holdout=0.5")
    assert "--data" in refused(f"--test_data={file}")
    assert "--holdout" in refused(f"--data={file}", "--holdout=0.5", f"--test_data={file}")
    assert "no such file" in refused(f"--data={file}", f"--test_data={tmp_path / 'none.csv'}")
    line = refused(f"--data={file}", "--holdout=0.5", "--missing=impute")
    assert line.startswith("--missing: expected refuse or drop beside held-out samples")
    assert "--test_data" in refused(
        f"--data={file}", f"--test_data={tmp_path / 'other.csv'}", f"--traces={tmp_path}/other.csv"
    )


def test_parameters_are_those_of_the_best_point_of_every_run(tmp_path):
    parameters = tmp_path / "parameters.jsonl"
    flags = ("--problems=rosenbrock", "--methods=lbfgs,nelder_mead", "--seeds=1,2")
    assert convergence(*flags, f"--parameters={parameters}").returncode == 0
    lines = trace_lines(parameters)
    assert [(line["method"], line["seed"]) for line in lines] == [
        *(("lbfgs", 1), ("lbfgs", 2), ("nelder_mead", 1), ("nelder_mead", 2))
    ]
    for line in lines:
        x, y = line["parameters"]
        assert (1 - x) ** 2 + 100 * (y - x * x) ** 2 == pytest.approx(line["value"], rel=1e-9)
        assert "names" not in line


def test_parameters_are_resumed_with_the_traces(tmp_path):
    traces, parameters = tmp_path / "traces.jsonl", tmp_path / "parameters.jsonl"
    flags = ("--problems=sphere", "--methods=lbfgs", f"--traces={traces}")
    assert convergence(*flags, "--seeds=1").returncode == 0
    flags = (*flags, "--seeds=1,2", "--resume", f"--parameters={parameters}")
    assert convergence(*flags).returncode == 0
    assert [line["seed"] for line in trace_lines(parameters)] == [1, 2]
    before = parameters.read_text()
    assert "holds all 2 runs" in convergence(*flags).stderr
    assert parameters.read_text() == before
    assert "a file of parameters" in refused(
        *("--problems=sphere", "--methods=lbfgs"), f"--parameters={traces}"
    )
    assert json.loads(before.splitlines()[0])["parameters"] == pytest.approx([0.0] * 10, abs=1e-9)
