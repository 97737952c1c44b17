"""Progress for the person who waits, one clear sentence for what goes wrong."""

import ctypes
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

STARTED = time.monotonic()
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


class SetupError(Exception):
    """What stands in the way, in one sentence that says what to do.

    :param said: what the command said that failed, where one did
    """

    def __init__(self, sentence: str, said: str = "") -> None:
        super().__init__(sentence)
        self.said = said


def say(message: str) -> None:
    """Print one line of progress with the seconds since the command began."""
    print(f"[{time.monotonic() - STARTED:5.0f} s] {message}", file=sys.stderr, flush=True)


def end_with_parent() -> None:
    """Called in a child: when the command is killed, no child goes on writing where the next command begins anew."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def run(command: Sequence[str | Path], failure: str, tail: int = 0, **options) -> subprocess.CompletedProcess:
    """Run ``command`` quietly; raise :class:`SetupError` with ``failure`` when it fails.

    :param failure: sentence for the user; what the command said is kept in a file that it names
    :param tail: number of the last lines to show as well, for what only a developer can put right
    """
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, **options}
    words = [str(part) for part in command]
    try:
        done = subprocess.run(words, check=False, preexec_fn=end_with_parent, **options)
    except FileNotFoundError as error:
        raise SetupError(f"{failure} ({command[0]} is not installed)") from error
    if done.returncode:
        said = (done.stdout or "").strip()
        if said:
            failure = f"{failure} (Details: {_keep(said)})"
        last = said.splitlines()[-tail:] if tail else []
        raise SetupError("\n".join([*last, failure]), said)
    return done


def _keep(text: str) -> str:
    """Name of a new file that holds ``text``."""
    with tempfile.NamedTemporaryFile("w", prefix="crm_facilitation-", suffix=".log", delete=False) as file:
        file.write(text + "\n")
    return file.name
