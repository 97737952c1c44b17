"""One entry for the commands in ``script/``: ``python -m workbench COMMAND [arguments]``."""

import importlib
import subprocess
import sys
from collections.abc import Sequence

from .console import SetupError

COMMANDS = {
    "demo": "demo",
    "test": "suite",
    "lint": "lint",
    "bench": "benchmarks",
    "mutants": "mutants",
    "translate": "translations",
}


def main(words: Sequence[str]) -> int:
    """Run one command and return its exit code; what stands in the way is told in one sentence."""
    command, *arguments = words
    module = importlib.import_module(f".{COMMANDS[command]}", __package__)
    try:
        return module.main(arguments)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        print(f"\n{error.strerror or error}{where}: put this right and run again.", file=sys.stderr)
    except subprocess.CalledProcessError as error:
        print(f"\n{error.cmd[0]} failed: see what it says above.", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
