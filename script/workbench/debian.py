"""Debian packages unpacked into a folder: nothing is installed, no root is needed.

The mirror is the one the machine's own apt is set up with. Signatures and hashes are checked by apt.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .console import SetupError, run

KEYRING = Path(os.environ.get("DEBIAN_KEYRING", "/usr/share/keyrings/debian-archive-keyring.gpg"))
OFFLINE = "The Debian packages cannot be fetched: check the network connection and run again."


def codename() -> str:
    lines = Path("/etc/os-release").read_text().splitlines()
    names = dict(line.split("=", 1) for line in lines if "=" in line)
    return names.get("VERSION_CODENAME", "").strip('"')


def mirror() -> str:
    """Address of this machine's Debian mirror, as apt knows it."""
    if named := os.environ.get("DEBIAN_MIRROR"):
        return named
    listing = run(
        ["apt-get", "indextargets", "--format", "$(RELEASE) $(COMPONENT) $(REPO_URI)", "Created-By: Packages"],
        "This machine has no apt-get: set ODOO_HOME to an Odoo 19 that you have.",
    ).stdout
    for line in listing.splitlines():
        release, component, address = line.split()
        if component == "main" and release == codename():
            return address
    raise SetupError("apt names no mirror with the component main: set DEBIAN_MIRROR to one.")


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
    sources = [f"deb [signed-by={KEYRING} target=Packages check-valid-until=no] {address} {suite} main" for suite in packages]
    (apt / "sources.list").write_text("\n".join(sources) + "\n")
    (apt / "status").touch()
    options = {
        "Dir::State::lists": apt / "lists",
        "Dir::Cache": apt / "cache",
        "Dir::Etc::sourcelist": apt / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::State::status": apt / "status",
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "Debug::NoLocking": "1",
        "APT::Update::Error-Mode": "any",
        "APT::Update::Post-Invoke-Success::": "true",
        "Dir::Log": "/dev/null",
    }
    flags = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
    run(["apt-get", *flags, "-qq", "update"], OFFLINE)
    wanted = [f"{package}/{suite}" for suite, names in packages.items() for package in names]
    run(["apt-get", *flags, "-qq", "download", *wanted], OFFLINE, cwd=folder)
    shutil.rmtree(apt)


def unpack(folder: Path, target: Path) -> None:
    """Unpack every package of ``folder`` into ``target``."""
    target.mkdir(parents=True, exist_ok=True)
    for package in sorted(folder.glob("*.deb")):
        run(["dpkg-deb", "-x", package, target], f"{package.name} is damaged: run again to fetch it anew.")


def install(packages: Sequence[str], sentence: str) -> None:
    """Install packages with apt when we are root; say what to install otherwise."""
    if os.geteuid():
        raise SetupError(f"{sentence} Ask the administrator for: apt-get install {' '.join(packages)}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", "update"], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    run(["apt-get", "-qq", "install", "--no-install-recommends", *packages], sentence, env=environment)
