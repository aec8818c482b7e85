"""Every link of a Markdown page to a file of the repository leads somewhere."""

import re
import subprocess

import pytest

from ravine.files import ROOT

LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def pages():
    """The pages that are not generated into ignored folders."""
    line = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:  # not a checkout
        return sorted([ROOT / "README.md", *(ROOT / "lib").rglob("*.md")])
    return [ROOT / name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    text = page.read_text(encoding="utf-8")
    missing = [to for to in LINK.findall(CODE.sub("", text)) if not (page.parent / to).exists()]
    assert missing == []


def test_the_pages_of_the_documentation_are_among_them():
    names = {str(page.relative_to(ROOT)) for page in pages()}
    assert {"README.md", "lib/docs/architecture.md", "lib/docs/formats.md"} <= names
