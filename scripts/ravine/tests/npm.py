"""What the tests of the page take from npm, into a folder of the build."""

import shutil
import subprocess
from pathlib import Path

import pytest

from ravine.files import ROOT

FOLDER = ROOT / "build" / "browser"


def installed(*packages: str) -> Path:
    """The folder that holds the packages, named as "package@version"; skips the test if npm is not
    there or reaches no registry.
    """
    missing = [name for name in ("node", "npm") if not shutil.which(name)]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}: scripts/setup --checks")
    absent = [p for p in packages if not (FOLDER / "node_modules" / p.rsplit("@", 1)[0]).is_dir()]
    if absent:
        FOLDER.mkdir(parents=True, exist_ok=True)
        line = ["npm", "install", "--prefix", str(FOLDER), "--no-audit", "--no-fund", *absent]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"npm cannot install {', '.join(absent)}: {done.stderr.strip()[-200:]}")
    return FOLDER
