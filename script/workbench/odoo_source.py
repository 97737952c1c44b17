"""Odoo 19.0: an installation or checkout that is there (ODOO_HOME), or Debian's package odoo-19, pinned by its hash."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import debian
from .console import SetupError, say
from .places import NEEDED_GIB, cache, check_space, digest, locked

VERSION = "19.0.0+dfsg-1"
SHA256 = "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"
PACKAGES = {
    "sid": [
        "odoo-19",
        "libjs-jquery",
        "libjs-jquery-form",
        "libjs-underscore",
        "fonts-roboto-unhinted",
        "fonts-montserrat",
        "fonts-ocr-b",
    ],
    # the newer versions of these lack the files that Odoo links to
    "bookworm": ["fonts-font-awesome", "fonts-inconsolata"],
}
# the one file Debian removed that a page asks for: without it every page logs an error
STUB = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class Source:
    """Where Odoo is: ``site`` is importable as ``odoo``, ``addons`` are the folders of its addons."""

    site: Path
    addons: tuple[Path, ...]
    key: str


def source() -> Source:
    """Odoo on this machine, obtained when it is not there yet."""
    home = os.environ.get("ODOO_HOME")
    return _existing(Path(home).resolve()) if home else _packaged()


def _existing(home: Path) -> Source:
    for site in (home, home / "lib/python3/dist-packages", home / "usr/lib/python3/dist-packages"):
        release = site / "odoo" / "release.py"
        if not release.is_file():
            continue
        if "version_info = (19, 0" not in release.read_text():
            raise SetupError(f"{home} holds another version of Odoo: point ODOO_HOME at a 19.0.")
        addons = tuple(folder for folder in (site / "odoo/addons", site / "addons") if folder.is_dir())
        return Source(site, addons, digest(str(site), release.read_text()))
    raise SetupError(f"{home} holds no Odoo: point ODOO_HOME at a checkout or installation of 19.0.")


def _packaged() -> Source:
    key = digest(VERSION, SHA256)
    folder = cache() / f"odoo-{key}"
    site = folder / "root/usr/lib/python3/dist-packages"
    with locked("odoo"):
        if not (folder / ".complete").exists():
            check_space(cache(), NEEDED_GIB)
            _obtain(folder)
            stub = site / "odoo/addons" / STUB
            stub.parent.mkdir(parents=True, exist_ok=True)
            stub.touch()
            (folder / ".complete").touch()
    return Source(site, (site / "odoo/addons",), key)


def _obtain(folder: Path) -> None:
    packages = cache() / f"packages-{folder.name}"
    if not (packages / ".complete").exists():
        shutil.rmtree(packages, ignore_errors=True)
        packages.mkdir(parents=True)
        say("fetching Odoo 19.0 (125 MB)")
        debian.download(PACKAGES, packages)
        _check_hash(packages)
        (packages / ".complete").touch()
    say("unpacking Odoo")
    shutil.rmtree(folder, ignore_errors=True)
    debian.unpack(packages, folder / "root")


def _check_hash(packages: Path) -> None:
    found = next(packages.glob("odoo-19_*.deb"))
    if hashlib.sha256(found.read_bytes()).hexdigest() != SHA256:
        raise SetupError(
            f"The mirror has {found.name}, this project is pinned to {VERSION}:"
            " set ODOO_HOME to an Odoo 19.0 that you have."
        )
