"""The code and the commands of Markdown pages, so that tests build and run them as they stand there."""

import re
import sys
from pathlib import Path

FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"// (\S+[.](?:cc|h))\n")
INDENTED = re.compile(r"(?:^ {4}\S.*\n(?:^ {4}.*\n|^\n(?= {4}))*)", re.MULTILINE)
PROGRAMS = ("scripts/", "build/", "cmake ", "ctest ", "convergence ")


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks in this language, in order."""
    return [body for name, body in FENCED.findall(text) if name == language]


def commands(text: str) -> list[str]:
    """The shell commands of the indented blocks, without their comments; continued lines joined."""
    found = []
    for block in INDENTED.findall(FENCED.sub("", text)):
        for line in re.sub(r"\\\n\s*", "", block).splitlines():
            command = re.sub(r"\s+#.*$", "", line).strip()
            if command.startswith(PROGRAMS):
                found.append(command)
    return found


def write_code(page: Path, folder: Path) -> None:
    """Writes each C++ block of the page to `folder`. A block whose first line is `// FOLDER/NAME.cc`
    is named NAME.cc, and another one <page>_<number>.cc, counted from 1.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number, body in enumerate(blocks(page.read_text(encoding="utf-8"), "cpp"), 1):
        named = NAMED.match(body)
        name = Path(named[1]).name if named else f"{page.stem.lower()}_{number}.cc"
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != body:
            path.write_text(body, encoding="utf-8")


if __name__ == "__main__":
    write_code(Path(sys.argv[1]), Path(sys.argv[2]))
