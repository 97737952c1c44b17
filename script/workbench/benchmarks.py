"""`script/bench [name]`: side-by-side measurements, on a database with the addon."""

import json
import subprocess
import sys

from .console import SetupError, end_with_parent, say
from .databases import bench, copy_for_one_run
from .places import ROOT

FOLDER = ROOT / "benchmarks"


def main(arguments: list[str]) -> int:
    names = arguments or sorted(path.parent.name for path in FOLDER.glob("*/run.py"))
    place = bench()
    for name in names:
        script = FOLDER / name / "run.py"
        if not script.exists():
            raise SetupError(f"There is no benchmark “{name}”: choose one of the folders in benchmarks/.")
        with copy_for_one_run(place) as database:
            config = place.config(database, [f"db_name = {database}", "log_level = error"])
            named = {"BENCH_DATABASE": database, "BENCH_CONFIG": str(config), "PYTHONPATH": str(FOLDER)}
            environment = place.server.environment | named
            say(f"benchmark {name}")
            (FOLDER / "results").mkdir(exist_ok=True)
            words = [str(place.venv / "bin/python"), str(script)]
            options = {"stdout": subprocess.PIPE, "text": True, "preexec_fn": end_with_parent}
            # as it comes: what was measured before something went wrong is read too
            with (
                open(FOLDER / "results" / f"{name}.txt", "w") as results,
                subprocess.Popen(words, cwd=ROOT, env=environment, **options) as done,
            ):
                for line in done.stdout:
                    print(line, end="", flush=True)
                    results.write(line)
        if done.returncode:
            print(json.dumps({"benchmark": name, "exit": done.returncode}), file=sys.stderr)
            return done.returncode
    return 0
