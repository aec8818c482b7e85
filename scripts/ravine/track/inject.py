"""Builds of this tree with a change that the gates are to find: a copy, edited in one place."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from ravine.command import BadInput
from ravine.files import ROOT
from ravine.track import build

COPY = build.TREES / "selftest"
SOURCES = (*build.SOURCES, "datasets")


@dataclass(frozen=True)
class Edit:
    """`text` in place of `anchor`, which the file has once."""

    file: str
    anchor: str
    text: str


def slower_kernel(share: float) -> Edit:
    """The centered difference does `share` more work: now and then it takes a gradient twice, as
    often as adds up to that. No count and no bit changes.
    """
    return Edit(
        "lib/src/gradient/centered.cc",
        "    steps_ = query.x.unaryExpr(step_);\n",
        "    steps_ = query.x.unaryExpr(step_);\n"
        "    static double owed = 0.0;\n"
        f"    for (owed += {share}; owed >= 1.0; owed -= 1.0) {{\n"
        "      Probes unused;\n"
        "      difference(query, gradient, unused);\n"
        "    }\n",
    )


# One evaluation more a run.
EXTRA_EVALUATION = Edit(
    "lib/src/optimizer/lbfgs.cc",
    "  void minimize(Oracle& oracle, VectorXd& x) const override {\n",
    "  void minimize(Oracle& oracle, VectorXd& x) const override {\n"
    "    double unused = 0.0;\n"
    "    oracle.value(x, unused);\n",
)


def binary(edit: Edit | None) -> Path:
    """`convergence` of this tree's sources with the edit, or as they are; in a build folder."""
    kept = COPY / "variants" / _digest(edit) / "benchmarks" / "convergence"
    if kept.is_file():
        return kept
    text = _copy_sources(edit)
    if edit:
        path = COPY / edit.file
        path.write_text(text.replace(edit.anchor, edit.text), encoding="utf-8")
    try:
        folder = build.compile_tree(COPY, "convergence")
        libraries = kept.parents[1] / "lib"
        shutil.rmtree(libraries, ignore_errors=True)
        libraries.mkdir(parents=True)
        kept.parent.mkdir(exist_ok=True)
        for library in (folder / "lib").glob("*.so*"):
            shutil.copy2(library, libraries, follow_symlinks=False)
        shutil.copy2(folder / "benchmarks" / "convergence", kept)
    finally:
        if edit:  # with a new time, so that the next build takes it for changed
            path.write_text(text, encoding="utf-8")
    return kept


def _digest(edit: Edit | None) -> str:
    """Of all that the build is made of."""
    digest = hashlib.sha256(repr(edit).encode())
    for name in SOURCES:
        files = [ROOT / name, *sorted((ROOT / name).rglob("*"))]
        for file in filter(Path.is_file, files):
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _copy_sources(edit: Edit | None) -> str:
    """The sources anew; the text of the file that is to be edited."""
    try:
        COPY.mkdir(parents=True, exist_ok=True)
        for name in SOURCES:
            if (ROOT / name).is_dir():
                shutil.rmtree(COPY / name, ignore_errors=True)
                shutil.copytree(ROOT / name, COPY / name)
            else:
                shutil.copy2(ROOT / name, COPY / name)
    except OSError as error:
        raise BadInput(f"{COPY}: cannot be written ({error.strerror})") from None
    if edit is None:
        return ""
    text = (COPY / edit.file).read_text(encoding="utf-8")
    if text.count(edit.anchor) != 1:
        raise BadInput(f"{edit.file}: expected once: {edit.anchor.strip()}")
    os.utime(COPY / edit.file)  # what was built last may have been edited
    return text
