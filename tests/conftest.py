"""How the suite is divided when it runs in several processes, and one Chromium in each of them."""

import freezegun
import pytest

from odoo.tests import HttpCase

# hypothesis takes the time when the garbage collector runs: between two steps of thawing there is none to take
freezegun.configure(extend_ignore_list=["hypothesis"])


@pytest.fixture(scope="session", autouse=True)
def pages_for_browsers():
    from .browser import pages_for_browsers

    with pages_for_browsers():
        yield


def _group(item):
    """Tests that run in one process: all browser tests together, else those that share a class or module."""
    if issubclass(getattr(item, "cls", None) or object, HttpCase):
        return "browser"
    return item.nodeid.rpartition("::")[0]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    # browser tests first: together they take longest (the sort keeps the order otherwise)
    items.sort(key=lambda item: _group(item) != "browser")
