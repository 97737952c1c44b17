"""`script/demo`: a server with the addon and its demo data."""

import argparse
import os
import shutil
import signal
import socket
import time
import urllib.request
from pathlib import Path

from .console import SetupError, say
from .databases import ADDON, Bench, background, bench, build_bundles, template
from .places import ROOT, cache, closed_parent, digest, is_root, locked, tree_digest
from .postgres import named_server, stop

LOGINS = (
    ("implementer", "prepares and leads sessions"),
    ("employee", "raises needs and votes"),
    ("manager", "sets goals, follows KPIs"),
)
# in which language the demo's people read and write
LANGUAGES = {"en": "en_US", "ru": "ru_RU"}


def folder() -> Path:
    """Where the demo lives: in the checkout, or in the cache when PostgreSQL's user cannot reach the checkout."""
    here = ROOT / ".demo"
    if not is_root() or named_server() or not closed_parent(here):
        return here
    return cache() / f"demo-{digest(str(ROOT))}"


def database() -> str:
    """Name of the demo database; on a server that others use too it says which checkout it belongs to."""
    return f"crm_facilitation_demo_{digest(str(ROOT))[:8]}" if named_server() else "crm_facilitation_demo"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/demo", description="Start CRM Facilitation with demo data.")
    parser.add_argument("--stop", action="store_true", help="stop the server and its database")
    parser.add_argument("--reset", action="store_true", help="throw the demo database away and make it anew")
    parser.add_argument("--port", type=_port, default=8069, help="port on 127.0.0.1 (default 8069)")
    parser.add_argument(
        "--language", choices=LANGUAGES, help="language of a demo that is made anew: en (the default) or ru"
    )
    options = parser.parse_args(arguments)
    with locked(f"demo-{digest(str(ROOT))[:8]}"):
        if options.stop:
            _stop()
            print("Stopped.")
            return 0
        if options.reset or not _is_ours(options.port) or _known() != tree_digest(ADDON):
            _start(options.port, options.reset, options.language)
        return _greet(options.port)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 2**16:
        raise argparse.ArgumentTypeError(f"{text} is not between 1 and 65535")
    return int(text)


def _start(port: int, reset: bool, language: str | None = None) -> None:
    # before a demo that runs is stopped for nothing
    if not _holds(port):
        _check_port(port)
    _stop_server()
    _check_port(port)
    if folder().parent != ROOT:
        say(f"{closed_parent(ROOT / '.demo')} is closed to PostgreSQL's user: the demo database is in {folder()}")
    _check_tools()
    if language and _known() and not reset:
        say(f"the demo is there already: script/demo --reset --language {language} makes it anew in that language")
    # making it is what takes time; what is made is kept safe
    if reset or not _known():
        if not named_server():
            stop(folder())
        _prepare(bench(folder(), fast=True), reset, LANGUAGES[language or "en"])
        if not named_server():
            stop(folder())
            os.sync()
    place = bench(folder(), fast=False)
    _prepare(place, reset=False, language=LANGUAGES[language or "en"])
    _serve(place, port)


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise SetupError(f"Port {port} is for the system: choose one from 1024 on with --port.") from error
        except OSError as error:
            raise SetupError(f"Port {port} is in use: stop what uses it, or choose another with --port.") from error


def _check_tools() -> None:
    if not shutil.which("wkhtmltopdf"):
        say("wkhtmltopdf is not installed: everything works but printing to PDF")


def _pid() -> int | None:
    path = folder() / "server.pid"
    if not path.exists():
        return None
    pid = int(path.read_text().split()[0])
    command = Path(f"/proc/{pid}/cmdline")
    return pid if command.exists() and b"odoo" in command.read_bytes() else None


def _is_ours(port: int) -> bool:
    return _holds(port) and _answers(port)


def _holds(port: int) -> bool:
    """Whether the demo's own server is the one at this port."""
    return _pid() is not None and (folder() / "server.pid").read_text().split()[1] == str(port)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/web/health", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def _stop_server() -> None:
    pid = _pid()
    for send in (signal.SIGTERM, signal.SIGKILL) if pid else ():
        os.kill(pid, send)
        for _attempt in range(100):
            if _pid() is None:
                break
            time.sleep(0.1)
        else:
            continue
        break
    (folder() / "server.pid").unlink(missing_ok=True)


def _stop() -> None:
    _stop_server()
    if not named_server():
        stop(folder())


def _state() -> Path:
    return folder() / "addon.digest"


def _known() -> str:
    """Key of the addon with which the demo database was made or updated last."""
    return _state().read_text() if _state().exists() else ""


def _prepare(place: Bench, reset: bool, language: str) -> None:
    """The demo database, made when it is missing, updated when the addon has changed."""
    current = tree_digest(ADDON)
    name = database()
    if reset or name not in place.server.databases():
        _make(place, name, language)
    elif _known() != current:
        say("updating the addon in the demo database")
        options = ("-u", "crm_facilitation", "--stop-after-init", "--no-http")
        failure = "The addon cannot be updated: try script/demo --reset."
        place.run_odoo(place.config("demo"), name, *options, failure=failure)
    _state().write_text(current)


def _make(place: Bench, name: str, language: str) -> None:
    raw = f"{name}_new"
    place.copy(template(place, extra=()), raw)
    # Odoo loads demo data only on top of that of the dependencies, which ours does without
    place.server.execute("UPDATE ir_module_module SET demo = true WHERE state = 'installed'", raw)
    # the demo is in the language of the administrator, as Odoo sets it for a new database
    place.server.execute(f"UPDATE res_partner SET lang = '{language}' WHERE active", raw)
    say("installing the addon with its demo data")
    options = ("-i", "crm_facilitation", "--with-demo", "--stop-after-init", "--no-http")
    config = place.config("demo")
    place.run_odoo(config, raw, *options, failure="The addon cannot be installed.")
    known = place.server.execute("SELECT login FROM res_users WHERE active", raw).split()
    if missing := [login for login, _what in LOGINS if login not in known]:
        raise SetupError(f"The demo data lacks the users {', '.join(missing)}: see crm_facilitation/demo/.")
    say("building the asset bundles")
    build_bundles(place, config, raw, "demo")
    place.rename(raw, name)


def _serve(place: Bench, port: int) -> None:
    say("starting the server")
    # links in invitations and the styles of a printed page are fetched from here; bundles were built on another port
    address = f"UPDATE ir_config_parameter SET value = 'http://127.0.0.1:{port}' WHERE key = 'web.base.url'"
    place.server.execute(address, database())
    config = place.config("demo", [f"db_name = {database()}"], port)
    log = folder() / "server.log"
    pid = background([place.venv / "bin/odoo", "-c", config], log, place.server.environment)
    (folder() / "server.pid").write_text(f"{pid} {port}\n")
    for _attempt in range(720):
        if _answers(port):
            return
        # not by its command line, which is empty for a moment while it starts
        if os.waitpid(pid, os.WNOHANG)[0]:
            break
        time.sleep(0.25)
    raise SetupError(f"The server does not start: see {log}.")


def _greet(port: int) -> int:
    print(f"\nCRM Facilitation runs at http://127.0.0.1:{port}/odoo\n\nlogin = password:")
    for login, what in LOGINS:
        print(f"  {login:12} {what}")
    print("\nscript/demo --stop ends it, script/demo --reset starts afresh.")
    return 0
