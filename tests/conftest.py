"""How the suite is divided when it runs in several processes, and one Chromium in each of them."""

import contextlib
import functools
import inspect
import os
import shutil
from pathlib import Path
from unittest.mock import patch

import freezegun
import pytest

from odoo.tests import HttpCase
from odoo.tests.common import get_db_name
from odoo.tools import config

# hypothesis takes the time when the garbage collector runs: between two steps of thawing there is none to take
freezegun.configure(extend_ignore_list=["hypothesis"])


@pytest.fixture(scope="session", autouse=True)
def own_files(load_registry):
    """Each process keeps its files apart: after a class Odoo removes those that its own database does not know."""
    shared, own = config.filestore(get_db_name()), Path(config["data_dir"], "filestore", get_db_name())
    if Path(shared) == own:
        yield
        return
    shutil.rmtree(own, ignore_errors=True)
    shutil.copytree(shared, own, copy_function=os.link)
    with patch.object(config, "filestore", type(config).filestore.__get__(config)):
        yield
    shutil.rmtree(own)


@pytest.fixture(scope="session", autouse=True)
def pages_for_browsers():
    from .browser import pages_for_browsers

    with pages_for_browsers():
        yield


@pytest.fixture(scope="session", autouse=True)
def kept(request):
    from .kept import kept_between_tests

    # which test runs which line must not depend on what ran before it
    measured = request.config.pluginmanager.hasplugin("workbench.mutants.run")
    with contextlib.nullcontext() if measured else kept_between_tests():
        yield


# what takes long begins early, so that the processes end together: first the browser tests of these folders, in one
# process, since screens that are open side by side have to keep up with each other; then these files; then the other
# browser tests, wherever there is room
TOGETHER = ("entry", "journeys", "room")
LONG = (
    "test_russian_screens",
    "test_install_cycle",
    "test_story_import",
    "test_scan",
    "test_scan_modules",
    "test_update",
    "test_tables",
    "test_held_back",
    "test_arguments",
    "test_companies",
    "test_fair_share_rules",
)


# what opens a page in a browser, among the names that a test or its base class uses
OPENS_PAGE = {"browser_js", "start_tour", "Phone", "Screen"}


@functools.cache
def _opens_page(case):
    """Whether a test case of ours opens pages in a browser, and does not only send requests."""
    ours = (part for part in case.__mro__ if part.__module__.partition(".")[0] == "tests")
    methods = (method for part in ours for method in vars(part).values() if inspect.isfunction(method))
    return issubclass(case, HttpCase) and any(OPENS_PAGE & {*method.__code__.co_names} for method in methods)


def _group(item):
    """Tests that run in one process: those of ``TOGETHER`` that open a browser, else those of a class or module."""
    own = item.nodeid.rpartition("::")[0]
    if not _opens_page(getattr(item, "cls", None) or object):
        return own
    return "browser" if item.path.parent.name in TOGETHER else f"browser {own}"


def _turn(item):
    group = _group(item)
    if group == "browser":
        return 0
    if item.path.stem in LONG:
        return 1
    return 2 if group.startswith("browser ") else 3


# before the plugin that divides the tests reads their groups
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    # the sort keeps the order otherwise
    items.sort(key=_turn)
