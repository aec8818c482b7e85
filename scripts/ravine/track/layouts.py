"""A build with its code laid out otherwise in memory, and not changed.

The place of a function in memory changes its speed by some percent, because of caches and branch
predictors (Mytkowicz, Diwan, Hauswirth & Sweeney 2009). Any change of code moves what is linked after
it. A new layout for each pair makes a comparison see that as noise, and not as a slowdown (Curtsinger
& Berger 2013).
"""

import random
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ravine.child import last_line
from ravine.command import BadInput

LIBRARY = "lib/libravine.so"  # what all methods, kernels and gradients are in
PADDING = 4096  # bytes at most before the first function: a page


@dataclass(frozen=True)
class Layouts:
    """The layouts of a build folder. `link` is the command that links its library."""

    folder: Path
    target: str
    link: list[str]

    def make(self, seed: int, into: Path) -> Path:
        """The program in the folder `into`, with a library that is linked in the order of `seed`."""
        chance = random.Random(seed)
        binary = into / "benchmarks" / self.target
        for path in (binary.parent, into / "lib"):
            path.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.folder / "benchmarks" / self.target, binary)
        binary.chmod(0o755)
        for library in (self.folder / "lib").glob("*.so*"):
            if not (into / "lib" / library.name).exists():
                (into / "lib" / library.name).symlink_to(library.resolve())
        padding = into / "padding.o"
        _assemble(chance.randrange(PADDING), padding)
        output = self.link[self.link.index("-o") + 1]
        relinked = into / "lib" / Path(output).name
        relinked.unlink(missing_ok=True)
        _run([*self._shuffled(chance, padding), "-o", str(relinked)], self.folder)
        return self._with_names(into, relinked, binary)

    def _shuffled(self, chance: random.Random, padding: Path) -> list[str]:
        """The command without its output, its objects in another order behind the padding."""
        at = self.link.index("-o")
        rest = self.link[:at] + self.link[at + 2 :]
        objects = [word for word in rest if word.endswith(".o")]
        first = rest.index(objects[0])
        chance.shuffle(objects)
        others = [word for word in rest if not word.endswith(".o")]
        return [*others[:first], str(padding), *objects, *others[first:]]

    @staticmethod
    def _with_names(into: Path, relinked: Path, binary: Path) -> Path:
        """Lets the shorter names of the library lead to the new one."""
        for name in (into / LIBRARY, relinked.with_suffix("")):
            name.unlink(missing_ok=True)
            name.symlink_to(relinked.name)
        return binary


def of(folder: Path, target: str) -> Layouts | None:
    """The layouts of a build folder. None where it cannot be linked anew: that takes a build by Ninja
    of a shared library whose objects are still there.
    """
    if not (folder / "build.ninja").is_file():
        return None
    lines = _run(["ninja", "-t", "commands", target], folder).splitlines()
    for line in lines:
        words = shlex.split(line)
        if "-shared" in words and words[words.index("-o") + 1].startswith(f"{LIBRARY}."):
            begin = words.index("&&") + 1 if words[0] == ":" else 0
            link = words[begin : words.index("&&", begin)]
            there = all((folder / word).is_file() for word in link if word.endswith(".o"))
            return Layouts(folder.resolve(), target, link) if there else None
    return None


def _assemble(size: int, output: Path) -> None:
    text = f'.text\n.skip {size}, 0x90\n.section .note.GNU-stack,"",@progbits\n'
    _run(["cc", "-x", "assembler", "-c", "-o", str(output), "-"], output.parent, text)


def _run(line: list[str], folder: Path, text: str | None = None) -> str:
    done = subprocess.run(
        line, cwd=folder, input=text, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        raise BadInput(f"{folder}: {line[0]} failed: {last_line(done.stderr)}")
    return done.stdout
