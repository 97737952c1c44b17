"""Peers from the package index, each set in a virtual environment of its own, which the cache keeps."""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path


def cache():
    named = os.environ.get("CRM_FACILITATION_CACHE") or os.environ.get("XDG_CACHE_HOME")
    return Path(named) if named else Path.home() / ".cache"


def environment(requirements):
    """Folder of the environment with what ``requirements`` pins by hash, made once for each state of the pins."""
    key = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()[:16]
    folder = cache() / f"crm_facilitation-peers-{key}"
    if not (folder / "complete").exists():
        venv.create(folder, clear=True, with_pip=True)
        pip = [folder / "bin/python", "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps"]
        done = subprocess.run(
            [*pip, "-r", requirements], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"The peers cannot be installed:\n{done.stdout}")
        (folder / "complete").touch()
    return folder
