"""Progress for the person who waits, one clear sentence for what goes wrong."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

STARTED = time.monotonic()


class SetupError(Exception):
    """What stands in the way, in one sentence that says what to do."""


def say(message: str) -> None:
    """Print one line of progress with the seconds since the command began."""
    print(f"[{time.monotonic() - STARTED:5.0f} s] {message}", file=sys.stderr, flush=True)


def run(command: Sequence[str | Path], failure: str, **options) -> subprocess.CompletedProcess:
    """Run ``command`` quietly; raise :class:`SetupError` with ``failure`` and the last lines it said.

    :param failure: sentence for the user
    """
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, **options}
    try:
        done = subprocess.run([str(part) for part in command], check=False, **options)
    except FileNotFoundError as error:
        raise SetupError(f"{failure} ({command[0]} is not installed)") from error
    if done.returncode:
        tail = "\n".join((done.stdout or "").strip().splitlines()[-15:])
        raise SetupError(f"{failure}\n{tail}".rstrip())
    return done
