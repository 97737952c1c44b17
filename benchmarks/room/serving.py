"""Odoo servers on the benchmark's database: threaded processes, or workers with a port of their own for websockets."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

BACKLOG = 512


class Server:
    """One server process; its log has the statements of each request.

    :param workers: 0 for threads, where the websocket has the same port
    :param settings: further options of the command line
    """

    def __init__(self, name, workers=0, settings=(), environment=None):
        self.log = Path(os.environ.get("TMPDIR", "/tmp")) / f"room_bench_{os.getpid()}_{name}.log"
        # room for all connections to wait: Odoo's own sockets hold few, and the kernel then puts others off for a second
        listening = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
        listening.setblocking(bool(not workers))
        self.port = listening.getsockname()[1]
        self.socket_port = free_port() if workers else self.port
        database = os.environ["BENCH_DATABASE"]
        command = [
            *(str(Path(sys.executable).parent / "odoo"), "-c", os.environ["BENCH_CONFIG"], "-d", database),
            *("--http-interface=127.0.0.1", f"--http-port={self.port}", f"--gevent-port={self.socket_port}"),
            *(f"--workers={workers}", "--max-cron-threads=0", "--limit-time-real=600", "--db-filter", f"^{database}$"),
            *("--log-level=info", f"--logfile={self.log}", *settings),
        ]
        if workers:
            command = [
                "sh",
                "-c",
                f'exec 3<&{listening.fileno()}; LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"',
                "sh",
                *command,
            ]
            handed = {"pass_fds": [listening.fileno()]}
        else:
            listening.close()
            handed = {}
        self.process = subprocess.Popen(command, env=os.environ | (environment or {}), **handed)
        listening.close()

    @property
    def ports(self):
        return [self.port, self.socket_port]

    def wait(self):
        for port in {self.port, self.socket_port}:
            for _attempt in range(480):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/web/health", timeout=5)
                    break
                time.sleep(0.25)
            else:
                raise SystemExit("The server does not start.")
        return self

    def statements(self, part):
        """Statements of each request whose address has ``part``, as the server's log counts them."""
        counted = re.compile(rf'"(?:GET|POST) \S*{re.escape(part)}\S* HTTP/1.1" \d+ - (\d+) ')
        return [int(number) for number in counted.findall(self.log.read_text())]

    def complaints(self):
        """Lines of the log that say that something went wrong or was repeated."""
        return [line for line in self.log.read_text().splitlines() if re.search(r" (WARNING|ERROR|CRITICAL) ", line)]

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.unlink(missing_ok=True)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@contextlib.contextmanager
def serving(*servers):
    try:
        for server in servers:
            server.wait()
        yield servers
    finally:
        for server in servers:
            server.stop()
