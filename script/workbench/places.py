"""Where things are kept: the cache outside the work tree, keyed by the pins."""

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
from collections.abc import Iterator
from pathlib import Path

from .console import SetupError, say

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "script" / "requirements"
# what the first time takes, and what later times may add
NEEDED_GIB, NEEDED_LATER_GIB = 4, 1


def is_root() -> bool:
    return os.geteuid() == 0


def unprivileged() -> str:
    """Name of the system user that PostgreSQL runs as when we are root, since it refuses root itself."""
    names = {user.pw_name for user in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in names:
            return name
    raise SetupError(
        "PostgreSQL refuses to run as root and there is no user “postgres” or “nobody”: run as a normal user."
    )


def cache() -> Path:
    """The cache folder; root's must be reachable by the user that runs PostgreSQL."""
    named = os.environ.get("CRM_FACILITATION_CACHE")
    if named:
        folder = Path(named)
    elif os.environ.get("XDG_CACHE_HOME"):
        folder = Path(os.environ["XDG_CACHE_HOME"]) / "crm_facilitation"
    elif is_root():
        folder = Path("/var/cache/crm_facilitation")
    else:
        folder = Path.home() / ".cache/crm_facilitation"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if is_root():
            folder.chmod(0o755)
    except OSError as error:
        raise SetupError(
            f"{folder} cannot hold the cache ({error.strerror}): set CRM_FACILITATION_CACHE to a folder that can."
        ) from error
    return folder


def closed_parent(folder: Path) -> Path | None:
    """The first folder above ``folder`` that other users cannot pass, if there is one."""
    closed = (parent for parent in folder.resolve().parents if not parent.stat().st_mode & 0o001)
    return next(closed, None)


def check_space(folder: Path, needed: int) -> None:
    """Raise when the disk of ``folder`` has fewer than ``needed`` GiB free."""
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(existing).free / 2**30
    if free < needed:
        raise SetupError(f"{folder} has {free:.1f} GiB free, {needed} GiB are needed: make room and run again.")


def digest(*parts: str | bytes) -> str:
    """Short key over texts.

    >>> digest("a", b"b") == digest("a", "b") != digest("ab")
    True
    """
    total = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        total.update(len(content).to_bytes(8, "big") + content)
    return total.hexdigest()[:16]


def tree_digest(folder: Path) -> str:
    """Key over the names and contents of all files of a folder."""
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    )
    return digest(*(part for path in files for part in (str(path.relative_to(folder)), path.read_bytes())))


@contextlib.contextmanager
def locked(name: str) -> Iterator[None]:
    """One process at a time works on ``name`` in the cache; another waits."""
    with (cache() / f"{name}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another command that works on the same ({name})")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
