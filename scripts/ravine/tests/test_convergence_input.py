"""Bad input ends with exit status 2 and one line that says where it is and what was expected."""

import gzip
import struct
import subprocess
import zlib

import pytest

from ravine.tests.binary import CONVERGENCE, convergence, needs_convergence, refused, succeed

pytestmark = needs_convergence


@pytest.mark.parametrize(
    ("flag", "kind", "one_there"),
    [
        ("--methods=no_such", "method", "nelder_mead"),
        ("--methods=zz*", "method", "nelder_mead"),
        ("--problems=no_such", "problem", "rosenbrock"),
        ("--gradients=no_such", "gradient", "centered"),
        ("--backends=no_such", "backend", "openmp"),
        ("--methods=adam:no_such=1", "parameter of method 'adam'", "beta1"),
        ("--problems=sphere:no_such=1", "parameter of problem 'sphere'", "dimension"),
        ("--gradients=centered:no_such=1", "parameter of gradient 'centered'", "h"),
    ],
)
def test_an_unknown_name_is_answered_with_those_there_are(flag, kind, one_there):
    line = refused(flag)
    assert line.startswith(f"unknown {kind}")
    assert one_there in line.split("there is:")[1]
    assert "no_such" in line or "zz*" in line


@pytest.mark.parametrize(
    ("flag", "typed", "meant"),
    [
        ("--methods=lbfg", "lbfg", "lbfgs"),
        ("--methods=L-BFGS", "L-BFGS", "lbfgs"),
        ("--methods=nelder-mead", "nelder-mead", "nelder_mead"),
        ("--problems=rosenbrok:dimension=3", "rosenbrok", "rosenbrock"),
        ("--gradients=centred", "centred", "centered"),
        ("--backends=openpm", "openpm", "openmp"),
        ("--methods=adam:stpe=1", "stpe", "step"),
        ("--problems=iris:loss=sqare", "sqare", "square"),
    ],
)
def test_a_name_that_is_typed_wrongly_is_answered_with_the_one_meant(flag, typed, meant):
    line = refused(flag)
    assert f"'{typed}' (did you mean '{meant}'?); there is: " in line
    assert meant in line.split("there is:")[1]


@pytest.mark.parametrize(
    ("flag", "meant"),
    [
        ("--metods=lbfgs", "--methods"),
        ("--max-evaluations=5", "--max_evaluations"),
        ("--benchmark_filer=x", "--benchmark_filter"),
    ],
)
def test_so_is_a_flag(flag, meant):
    name = flag.split("=")[0]
    assert refused(flag) == f"unknown flag '{name}' (did you mean '{meant}'?); --help lists all"


def test_what_is_like_no_name_is_not_guessed():
    assert "did you mean" not in refused("--methods=no_such") + refused("--no_such_flag=1")


def test_help_shows_defaults_and_globs_and_its_examples_run():
    text = succeed("--help")
    for flag, default in (("target", "1e-07"), ("max_evaluations", "20000"), ("seeds", "[1]")):
        (line,) = [row for row in text.splitlines() if row.startswith(f"  --{flag} ")]
        assert f"={default} " in line
    assert "'adam*' is every method whose" in text and "[]" not in text
    examples = [row.split() for row in text.splitlines() if row.startswith("  convergence ")]
    assert len(examples) >= 3
    for example in examples:
        flags = [flag.replace("'", "") for flag in example[1:] if not flag.startswith("--traces")]
        assert succeed(*flags, *["--benchmark_list_tests"][: "--list" not in flags])


def test_nothing_is_said_of_how_google_benchmark_was_built():
    run = ("--methods=lbfgs", "--problems=sphere", "--benchmark_format=console")
    said = convergence(*run).stderr
    assert "Run on (" in said  # what else the library says of the machine
    assert "Library was built" not in said


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        ("--threads=0", "1"),
        ("--threads=-2", "1"),
        ("--threads=two", "number"),
        ("--threads=1.5", "number"),
        ("--threads=99999999999", ""),
        ("--seeds=-1", "number"),
        ("--seeds=x", "number"),
        ("--seeds=", ""),
        ("--target=-1", "0"),
        ("--target=nan", "number"),
        ("--target=close", "number"),
        ("--max_evaluations=0", "1"),
        ("--max_evaluations=many", "number"),
        ("--max_seconds=0", "0"),
        ("--max_seconds=-3", "0"),
        ("--batch_size=0", "1"),
        ("--gradient_tolerance=-1", "0"),
        ("--value_tolerance=x", "number"),
        ("--shard=0/3", "I/N"),
        ("--shard=4/3", "I/N"),
        ("--shard=1", "I/N"),
        ("--shard=1/2/3", "I/N"),
        ("--methods=adam:step=fast", "number"),
        ("--methods=adam:step=", "number"),
        ("--methods=adam:beta1=2", "[0, "),
        ("--methods=gradient_descent:policy=best", "optimal"),
        ("--problems=sphere:dimension=0", "[1, "),
        ("--problems=sphere:dimension=2.5", "whole number"),
        ("--gradients=centered:h=-1", ""),
        ("--benchmark_filter=[", "regular expression"),
    ],
)
def test_a_value_that_is_none_is_answered_with_what_was_expected(flag, expected):
    line = refused(flag, "--problems=sphere") if "problems" not in flag else refused(flag)
    name = flag.split("=")[0].removeprefix("--")
    assert expected in line
    assert name in line or flag.split("=", 2)[-1] in line or "parameter" in line
    assert "179769313486231" not in line


def test_flags_that_are_not_there_or_go_with_others():
    assert "--no_such_flag" in refused("--no_such_flag=1")
    assert "word" in refused("word")
    assert "--traces" in refused("--resume")
    assert "--data" in refused("--loss=square")
    assert "--data" in refused("--l2=0.1")


def test_results_that_cannot_be_written(tmp_path):
    run = ("--methods=lbfgs", "--problems=sphere")
    nowhere = tmp_path / "no" / "folder"
    assert str(nowhere) in refused(*run, f"--traces={nowhere}")
    assert str(nowhere) in refused(*run, f"--benchmark_out={nowhere}")
    assert not nowhere.exists()


def test_a_traces_file_of_something_else_is_left_as_it_was(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("my notes\nline two\n")
    line = refused("--methods=lbfgs", "--problems=sphere", f"--traces={path}", "--resume")
    assert line.startswith(f"{path}:1: expected")
    assert path.read_text() == "my notes\nline two\n"


@pytest.mark.parametrize(
    "name, text", [("x.csv", "a,b,y\n1,2,0\n1e39,4,1\n"), ("x.libsvm", "0 2:1\n1 1:1e39\n")]
)
def test_numbers_beyond_a_floats_range(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    line = refused(f"--data={path}", "--methods=lbfgs", "--precision=float")
    assert line.startswith(f"{path}: feature 1 of sample 2: expected a number of at most 3.4")
    assert "1e+39" in line


CSV_FILES = [
    # What is in the file, the line that the message names, and what it says was expected.
    ("x,y\n1,2\n3\n", 3, "expected 2"),
    ("x,y\n1,2\n3,4,5\n", 3, "expected 2"),
    ("x,y\n1,2\nnan,4\n", 3, "expected"),
    ("x,y\n1,2\n1e999,4\n", 3, "expected"),
    ("x,y\n1,2\nword,4\n", 3, "expected"),
    ("x,y\n1,2\n,4\n", 3, "expected"),
    ("x,y\n1,2\n3,cat\n", 3, "expected"),
    ("x,y\n1,cat\n3,4\n", 3, "expected"),
    ("", 1, "expected"),
    ("\n\n", 1, "expected"),
    ("x,y\n", None, "expected"),
    ("1\n2\n3\n", 1, "single column"),
    ('x,y\n1,"2\n', 2, "expected"),
]


@pytest.mark.parametrize(("content", "number", "expected"), CSV_FILES)
@pytest.mark.parametrize("packed", [False, True])
def test_a_csv_file_that_is_none(tmp_path, content, number, expected, packed):
    path = tmp_path / ("bad.csv.gz" if packed else "bad.csv")
    path.write_bytes(gzip.compress(content.encode()) if packed else content.encode())
    line = refused(f"--data={path}")
    assert line.startswith(f"{path}:{number}: " if number else f"{path}:")
    assert expected in line


@pytest.mark.parametrize(
    ("name", "content", "flag", "format_of_it"),
    [
        ("a.svm", b"1 1:2\n0 2:3\n", "--label=y", "LIBSVM"),
        ("a.svm", b"1 1:2\n0 2:3\n", "--header=no", "LIBSVM"),
        ("a.svm", b"1 1:2\n0 2:3\n", "--one_hot", "LIBSVM"),
        ("a.csv", b"x,y\n1,2\n3,4\n", "--zero_based", "CSV"),
        ("a.csv", b"x,y\n1,2\n3,4\n", "--ignore_qid", "CSV"),
        ("a.csv", b"x,y\n1,2\n3,4\n", "--label_file=labels", "CSV"),
        ("a-images-idx3", b"\0\0\x08\3\0\0\0\1\0\0\0\1\0\0\0\1a", "--missing=drop", "IDX"),
    ],
)
def test_an_option_that_the_format_does_not_take(tmp_path, name, content, flag, format_of_it):
    path = tmp_path / name
    path.write_bytes(content)
    line = refused(f"--data={path}", flag)
    assert line.startswith(f"{path}: ")
    assert f"{flag.split('=')[0]}, got one in {format_of_it}" in line


def bomb(start, repeated, times):
    """A gzip stream of a text that would take far more memory than the stream."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(start)]
    block = repeated * max(1, 2**20 // len(repeated))
    parts += [packer.compress(block) for _ in range(times * len(repeated) // len(block))]
    return b"".join([*parts, packer.flush()])


def refused_in_little_memory(path, *flags, kilobytes=1_000_000):
    """The one line of a process whose address space is limited."""
    done = subprocess.run(
        ["bash", "-c", f'ulimit -v {kilobytes}; exec "$0" "$@"', str(CONVERGENCE)]
        + [f"--data={path}", "--methods=lbfgs", *flags],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2, done
    (line,) = done.stderr.decode().splitlines()
    assert len(line) <= 200
    return line


@pytest.mark.parametrize(
    ("name", "make", "expected"),
    [
        ("index", lambda: b"1 1:1\n0 1073741824:1\n", "up to 67108864"),
        ("wide", lambda: b",".join([b"a"] * 100_000) + b"\n" + b"1\n" * 100_000, "field"),
        ("line.gz", lambda: bomb(b"x,y\n", b"1", 2**27), "expected lines of at most"),
        ("rows.gz", lambda: bomb(b"x,y\n", b"1,2\n", 2**25), "GB"),
        (
            "a-images-idx3",
            lambda: struct.pack(">iiii", 0x803, 10**6, 10, 100),
            "got a file too small",
        ),
        (
            "a-images-idx3.gz",
            lambda: bomb(struct.pack(">iiii", 0x803, 2**20, 16, 16), b"\0", 2**28),
            "half of the memory",
        ),
    ],
)
def test_a_size_is_refused_before_memory_is_taken(tmp_path, name, make, expected):
    path = tmp_path / name
    path.write_bytes(make())
    assert expected in refused_in_little_memory(path)


def test_what_a_message_quotes_is_short_and_can_be_shown(tmp_path):
    path = tmp_path / "odd.csv"
    path.write_bytes(
        b"x,y\n1,2\n\x1b[31m\xff\x00".replace(b"\x00", b"\x07") + b"a" * 10**6 + b",3\n"
    )
    line = refused_in_little_memory(path)
    assert r"\x1b[31m\xff\x07aaa" in line


LIBSVM_FILES = [
    ("1 1:2\n1 3:1 2:5\n", 2, "rise"),
    ("1 1:2\n1 0:1\n", 2, "1"),
    ("1 1:2\n1 2:1 2:1\n", 2, "rise"),
    ("1 1:2\n1 -3:1\n", 2, "expected"),
    ("1 1:2\n1 2:x\n", 2, "expected"),
    ("1 1:2\n1 2:nan\n", 2, "expected"),
    ("1 1:2\none 2:1\n", 2, "expected"),
    ("1 1:2\n1 2\n", 2, "expected"),
    ("1 1:2\n1 99999999999999:2\n", 2, "expected"),
]


@pytest.mark.parametrize(("content", "number", "expected"), LIBSVM_FILES)
def test_a_libsvm_file_that_is_none(tmp_path, content, number, expected):
    path = tmp_path / "bad"
    path.write_text(content)
    line = refused(f"--data={path}")
    assert line.startswith(f"{path}:{number}: ")
    assert expected in line


@pytest.mark.parametrize(
    ("loss", "labels", "number", "got"),
    [
        ("logistic", "0,1,2", 4, "'2'"),
        ("hinge", "0,1,1,7", 5, "'7'"),
        ("squared_hinge", "3,3,3", None, "'3'"),
        ("zero_one", "0,1,5", 4, "'5'"),
        ("square", "cat,dog", 2, "'cat'"),
        ("cross_entropy", "0,1,0.5", 4, "'0.5'"),
        ("cross_entropy", "cat,cat", None, "'cat'"),
    ],
)
def test_a_label_that_the_loss_does_not_take(tmp_path, loss, labels, number, got):
    path = tmp_path / "labels.csv"
    path.write_text("x,y\n" + "".join(f"{i},{y}\n" for i, y in enumerate(labels.split(","))))
    model = () if loss != "zero_one" else ("--model=linear",)
    line = refused(f"--data={path}", f"--loss={loss}", *model)
    assert line.startswith(f"{path}:{number}: expected" if number else f"{path}: expected")
    assert f"'{loss}'" in line
    assert got in line


def images(count, rows=2, columns=2, magic=0x803):
    return struct.pack(">iiii", magic, count, rows, columns)


@pytest.mark.parametrize(
    ("content", "labels"),
    [
        (images(3) + bytes(8), struct.pack(">ii", 0x801, 3) + bytes(3)),
        (images(2) + bytes(9), struct.pack(">ii", 0x801, 2) + bytes(2)),
        (images(2) + bytes(8), struct.pack(">ii", 0x801, 3) + bytes(3)),
        (images(2) + bytes(8), struct.pack(">ii", 0x801, 2) + bytes(1)),
        (images(2) + bytes(8), struct.pack(">ii", 0x803, 2) + bytes(2)),
        (images(2) + bytes(8), None),
        (images(0), struct.pack(">ii", 0x801, 0)),
        (images(2, rows=-1) + bytes(8), struct.pack(">ii", 0x801, 2) + bytes(2)),
        (images(2**31 - 1, 60000, 60000), struct.pack(">ii", 0x801, 2) + bytes(2)),
        (images(2)[:9], struct.pack(">ii", 0x801, 2) + bytes(2)),
    ],
)
def test_idx_files_whose_sizes_do_not_match(tmp_path, content, labels):
    path = tmp_path / "train-images-idx3-ubyte"
    path.write_bytes(content)
    beside = tmp_path / "train-labels-idx1-ubyte"
    if labels is not None:
        beside.write_bytes(labels)
    line = refused(f"--data={path}")
    assert line.startswith((str(path), str(beside)))
    assert "expected" in line or "no such file" in line


@pytest.mark.parametrize("kept", [3, 10, 20, -9, -1])
def test_a_gzip_that_was_cut(tmp_path, kept):
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(gzip.compress(b"x,y\n" + b"1,2\n3,5\n" * 50)[:kept])
    assert refused(f"--data={path}").startswith(str(path))


def test_files_that_are_none(tmp_path):
    missing = tmp_path / "missing.csv"
    assert refused(f"--data={missing}") == f"{missing}: no such file"
    assert refused(f"--data={tmp_path}") == f"{tmp_path}: expected a file"
    file = tmp_path / "two.csv"
    file.write_text("x,y\n1,2\n3,4\n5,6\n")
    assert "no_such" in refused(f"--data={file}", "--label=no_such")
    assert "7" in refused(f"--data={file}", "--label=7")
    assert "no_such" in refused(f"--data={file}", "--loss=no_such")
    assert "no_such" in refused(f"--data={file}", "--model=no_such")
    assert "softmax_linear" in refused(f"--data={file}", "--loss=cross_entropy", "--model=linear")


@pytest.mark.parametrize(
    "flag", ["--methods=no_such", "--data=missing.csv", "--benchmark_filter=nothing", "--shard=2/1"]
)
def test_bad_input_leaves_what_was_written_before(tmp_path, flag):
    out, traces = tmp_path / "results.json", tmp_path / "traces.jsonl"
    for file in (out, traces):
        file.write_text("of an hour's runs\n")
    refused(flag, f"--benchmark_out={out}", f"--traces={traces}")
    for file in (out, traces):
        assert file.read_text() == "of an hour's runs\n"
    assert len(list(tmp_path.iterdir())) == 2


def test_nothing_is_written_where_the_input_is_bad(tmp_path):
    out, traces = tmp_path / "results.json", tmp_path / "traces.jsonl"
    done = convergence(
        f"--data={tmp_path / 'missing.csv'}", f"--benchmark_out={out}", f"--traces={traces}"
    )
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []
