"""What counts as a command and as code on a page."""

from ravine import snippets

PAGE = """\
Text.

    scripts/table a.json --by seconds   # a comment
    build/release/benchmarks/convergence --problems=booth \\
        --methods=lbfgs

    int main() {}

```cpp
// lib/src/loss/huber.cc
int huber();
```

```cpp
int main() {}
    scripts/bench
```
"""


def test_commands_come_without_comments_and_in_one_line():
    assert snippets.commands(PAGE) == [
        "scripts/table a.json --by seconds",
        "build/release/benchmarks/convergence --problems=booth --methods=lbfgs",
    ]


def test_code_is_written_under_its_name_or_number(tmp_path):
    page = tmp_path / "README.md"
    page.write_text(PAGE)
    snippets.write_code(page, tmp_path / "code")
    found = {path.name: path.read_text() for path in (tmp_path / "code").iterdir()}
    assert found == {
        "huber.cc": "// lib/src/loss/huber.cc\nint huber();\n",
        "readme_2.cc": "int main() {}\n    scripts/bench\n",
    }
