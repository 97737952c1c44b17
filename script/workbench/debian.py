"""Debian packages unpacked into a folder: nothing is installed, no root is needed.

The mirror is the one the machine's own apt is set up with. Signatures and hashes are checked by apt.
"""

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .console import SetupError, run

KEYRING = Path(os.environ.get("DEBIAN_KEYRING", "/usr/share/keyrings/debian-archive-keyring.gpg"))
OFFLINE = "The Debian packages cannot be fetched: check the network connection and run again."


def release() -> dict[str, str]:
    """What the machine says it is."""
    lines = Path("/etc/os-release").read_text().splitlines()
    return {name: value.strip('"') for name, _, value in (line.partition("=") for line in lines)}


def mirror() -> str:
    """Address of this machine's Debian mirror, as apt knows it."""
    if named := os.environ.get("DEBIAN_MIRROR"):
        return named
    wanted = ["apt-get", "indextargets", "--format", "$(RELEASE) $(COMPONENT) $(REPO_URI)", "Created-By: Packages"]
    listing = run(wanted, "This machine has no apt-get: set ODOO_HOME to an Odoo 19.0 that you have.").stdout
    if not listing.strip():
        # a container's image comes without apt's lists: fetch them, away from the machine's own
        with tempfile.TemporaryDirectory() as apt:
            options = _private(Path(apt))
            for name in ("lists/partial", "cache/archives/partial"):
                (Path(apt) / name).mkdir(parents=True)
            _apt_get(options, "update")
            listing = _apt_get(options, *wanted[1:])
    machine = release()
    for line in listing.splitlines():
        suite, component, address = line.split()
        if machine.get("ID") == "debian" and component == "main" and suite == machine.get("VERSION_CODENAME"):
            return address
    raise SetupError(
        "apt on this machine names no Debian mirror: set DEBIAN_MIRROR to one,"
        " or ODOO_HOME to an Odoo 19.0 that you have."
    )


def download(packages: dict[str, Sequence[str]], folder: Path) -> None:
    """Fetch packages, given per suite, into ``folder``.

    A still mirror's Release file of the unstable suite may be past its date; signature and hashes hold all the same.
    """
    if not KEYRING.is_file():
        raise SetupError("The package debian-archive-keyring is missing: install it and run again.")
    apt = folder / ".apt"
    for name in ("lists/partial", "cache/archives/partial", "etc"):
        (apt / name).mkdir(parents=True, exist_ok=True)
    address = mirror()
    source = f"deb [signed-by={KEYRING} target=Packages check-valid-until=no] {address}"
    (apt / "sources.list").write_text("".join(f"{source} {suite} main\n" for suite in packages))
    (apt / "status").touch()
    options = {
        **_private(apt),
        "Dir::Etc::sourcelist": apt / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::State::status": apt / "status",
    }
    _apt_get(options, "update")
    wanted = [f"{package}/{suite}" for suite, names in packages.items() for package in names]
    _apt_get(options, "download", *wanted, cwd=folder)
    shutil.rmtree(apt)


def download_missing(package: str, folder: Path) -> None:
    """Fetch ``package`` and what it needs and the machine lacks, from the machine's own suite, into ``folder``."""
    apt = folder / ".apt"
    for name in ("lists/partial", "cache/archives/partial"):
        (apt / name).mkdir(parents=True, exist_ok=True)
    options = _private(apt)
    _apt_get(options, "update")
    plan = _apt_get(options, "--simulate", "--no-install-recommends", "install", package)
    wanted = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
    _apt_get(options, "download", *wanted, cwd=folder)
    shutil.rmtree(apt)


def _private(apt: Path) -> dict[str, object]:
    """Settings that keep apt's state in the folder ``apt``, so that no root is needed."""
    return {
        "Dir::State::lists": apt / "lists",
        "Dir::Cache": apt / "cache",
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "Debug::NoLocking": "1",
        "APT::Update::Error-Mode": "any",
        "APT::Update::Post-Invoke-Success::": "true",
        "Dir::Log": "/dev/null",
    }


def _apt_get(options: dict[str, object], *arguments: str, cwd: Path | None = None) -> str:
    flags = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
    return run(["apt-get", *flags, "-qq", *arguments], OFFLINE, cwd=cwd).stdout


def unpack(folder: Path, target: Path) -> None:
    """Unpack every package of ``folder`` into ``target``, a new folder.

    Unpacking has children of its own, which outlive a command that is killed: hence a place that no other command uses.
    """
    own = target.with_name(f"{target.name}.{os.getpid()}")
    own.mkdir(parents=True)
    for package in sorted(folder.glob("*.deb")):
        run(["dpkg-deb", "-x", package, own], f"{package.name} is damaged: delete {folder} and run again.")
    own.rename(target)


def install(packages: Sequence[str], sentence: str) -> None:
    """Install packages with apt when we are root; say what to install otherwise."""
    if os.geteuid():
        raise SetupError(f"{sentence} Ask the administrator for: apt-get install {' '.join(packages)}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "-qq", "update"], f"{sentence} {OFFLINE}")
    run(["apt-get", "-qq", "install", "--no-install-recommends", *packages], sentence, env=environment)
