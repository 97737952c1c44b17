"""The state on a streaming replica: which server answers, what happens while it lags and when it is gone."""

import contextlib
import json
import os
import pwd
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from serving import Server, free_port, serving

ASKED = "pg_current_snapshot()::text"
SETTINGS = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "log_statement=all", "hot_standby=on",
            "wal_level=replica", "max_wal_senders=4", "max_connections=100")  # fmt: skip


class Cluster:
    """A PostgreSQL server of our own, which writes down every statement."""

    def __init__(self, folder, programs):
        self.folder, self.programs, self.port = folder, programs, free_port()

    def run(self, program, *arguments, **options):
        # PostgreSQL's server programs refuse to run as root
        user = {"user": self.folder.owner(), "group": self.folder.group()} if os.geteuid() == 0 else {}
        words = [str(self.programs / program), *map(str, arguments)]
        return subprocess.run(words, check=True, capture_output=True, cwd="/", **user, **options).stdout.decode()

    def make(self):
        self.run("initdb", "-D", self.folder / "data", "-U", "odoo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        return self

    def start(self):
        options = " ".join(f"-c {setting}" for setting in SETTINGS)
        log = ["-l", self.folder / "log", "-w", "-o", f"-p {self.port} {options}"]
        # not captured: the server would hold the pipe open
        user = {"user": self.folder.owner(), "group": self.folder.group()} if os.geteuid() == 0 else {}
        words = map(str, [self.programs / "pg_ctl", "-D", self.folder / "data", *log, "start"])
        subprocess.run([*words], check=True, stdout=subprocess.DEVNULL, cwd="/", **user)
        return self

    def stop(self):
        with contextlib.suppress(subprocess.CalledProcessError):
            self.run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")

    def sql(self, statement, database="postgres"):
        return self.run("psql", "-h", "127.0.0.1", "-p", self.port, "-U", "odoo", "-d", database, "-Atc", statement)

    def answered(self):
        """How many states this server has been asked for."""
        return (self.folder / "log").read_text().count(ASKED)


def find_programs():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_basebackup"))
    return found[-1].parent if found else None


@contextlib.contextmanager
def two_clusters(programs):
    """A primary with a copy of the benchmark's database, and a replica that streams from it."""
    database = os.environ["BENCH_DATABASE"]
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        homes = [Path(folder) / name for name in ("primary", "replica")]
        for home in homes:
            home.mkdir()
            if os.geteuid() == 0:
                owner = next(name for name in ("postgres", "nobody") if _knows(name))
                shutil.chown(home, owner)
        primary, replica = (Cluster(home, programs) for home in homes)
        try:
            primary.make().start()
            primary.sql(f'CREATE DATABASE "{database}" TEMPLATE template0')
            dump = subprocess.run([programs / "pg_dump", "--no-owner", database], check=True, stdout=subprocess.PIPE)
            restore = ["psql", "-q", "-h", "127.0.0.1", "-p", primary.port, "-U", "odoo", "-d", database]
            primary.run(*restore, input=dump.stdout)
            primary.run("pg_basebackup", "-h", "127.0.0.1", "-p", primary.port, "-U", "odoo",
                        "-D", replica.folder / "data", "-R", "-X", "stream", "--checkpoint=fast")  # fmt: skip
            yield primary, replica.start()
        finally:
            replica.stop()
            primary.stop()


def _knows(name):
    with contextlib.suppress(KeyError):
        return bool(pwd.getpwnam(name))
    return False


def fetch(port, path, cookie):
    """``(status, state)``."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie})
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, None


def compare_replica(plan, run):
    """Whether the state comes from the replica, from the primary when it has to be fresh, and from the primary when the
    replica is gone."""
    programs = find_programs()
    if not programs:
        print("replica: not measured, PostgreSQL's server programs are not installed", flush=True)
        return True
    session, guest = plan["session"], plan["guests"][0]
    path, cookie = f"/f/s/{session}/state", f"f_{session}={guest['key']}"
    with two_clusters(programs) as (primary, replica):
        options = ["--db_host=127.0.0.1", f"--db_port={primary.port}", "--db_user=odoo",
                   "--db_replica_host=127.0.0.1", f"--db_replica_port={replica.port}"]  # fmt: skip
        with serving(Server("replicated", settings=options)) as [server]:
            fetch(server.port, path, cookie)
            found = {}

            def ask(what, query=""):
                before = primary.answered(), replica.answered()
                status, state = fetch(server.port, path + query, cookie)
                time.sleep(0.2)
                by = ["primary"] * (primary.answered() - before[0]) + ["replica"] * (replica.answered() - before[1])
                found[what] = (status, *by)
                return state

            step = ask("a state")["step"]["id"]
            ask("a state, fresh", "?fresh=1")
            replica.sql("SELECT pg_wal_replay_pause()")
            other = next(item for item in plan["items"] if item != step)
            primary.sql(f"UPDATE crm_facilitation_session SET current_item_id = {other} WHERE id = {session}",
                        os.environ["BENCH_DATABASE"])  # fmt: skip
            old, fresh = ask("while it lags")["step"]["id"], ask("while it lags, fresh", "?fresh=1")["step"]["id"]
            replica.sql("SELECT pg_wal_replay_resume()")
            for _attempt in range(50):
                caught_up = ask("caught up")["step"]["id"]
                if caught_up == other:
                    break
            many = run(plan | {"do": "fetch_many", "count": 50, "ports": [server.ports]})
            replica.stop()
            ask("the replica is gone")
        for what, (status, *by) in found.items():
            print(f"replica: {what}: {status}, answered by {', '.join(by) or 'nobody'}")
        print(f"replica: while it lags the step is {'old' if old == step else 'new'}, asked afresh"
              f" {'new' if fresh == other else 'old'}, afterwards {'new' if caught_up == other else 'old'};"
              f" a fetch takes {1000 * statistics.median(wait for _status, wait in many['waits']):.0f} ms", flush=True)  # fmt: skip
    return found["a state"] == (200, "replica") and found["a state, fresh"] == (200, "primary") and (
        found["the replica is gone"] == (200, "primary") and fresh == caught_up == other
    )  # fmt: skip
