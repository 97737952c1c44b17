"""Packages of Node.js for checks and tests, as the lock file pins them; nothing of them is part of the addon."""

import shutil
from pathlib import Path

from . import debian
from .console import run, say
from .places import ROOT, cache, digest, locked

TOOLS = ROOT / "script/js"


def node_tools() -> Path:
    """Folder of the packages: prettier and eslint for the linter, axe-core for the browser tests."""
    lock = TOOLS / "package-lock.json"
    folder = cache() / f"node-{digest(lock.read_bytes(), (TOOLS / 'eslint.config.mjs').read_bytes())}"
    with locked("node"):
        if not (folder / ".complete").exists():
            if not shutil.which("npm"):
                debian.install(["nodejs", "npm"], "Checking JavaScript and the screens needs Node.js.")
            say("installing prettier, eslint and axe-core")
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(TOOLS, folder)
            failure = "Prettier, ESLint and axe-core cannot be fetched: check the network connection and run again."
            run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], failure, cwd=folder)
            (folder / ".complete").touch()
    return folder / "node_modules"
