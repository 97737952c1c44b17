"""`script/bench [name]`: side-by-side measurements, on a database with the addon."""

import json
import os
import subprocess
import sys

from .console import SetupError, say
from .databases import bench, installed
from .places import ROOT

FOLDER = ROOT / "benchmarks"


def main(arguments: list[str]) -> int:
    names = arguments or sorted(path.parent.name for path in FOLDER.glob("*/run.py"))
    place = bench()
    base = installed(place)
    for name in names:
        script = FOLDER / name / "run.py"
        if not script.exists():
            raise SetupError(f"There is no benchmark “{name}”: choose one of the folders in benchmarks/.")
        database = f"{base}_run_{os.getpid()}"
        place.copy(base, database)
        config = place.config(f"bench-{os.getpid()}", [f"db_name = {database}", "log_level = error"])
        environment = place.server.environment | {"BENCH_DATABASE": database, "BENCH_CONFIG": str(config)}
        say(f"benchmark {name}")
        try:
            command = [place.venv / "bin/python", script]
            done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
        finally:
            place.discard(database)
        print(done.stdout)
        (FOLDER / "results").mkdir(exist_ok=True)
        (FOLDER / "results" / f"{name}.txt").write_text(done.stdout)
        if done.returncode:
            print(json.dumps({"benchmark": name, "exit": done.returncode}), file=sys.stderr)
            return done.returncode
    return 0
