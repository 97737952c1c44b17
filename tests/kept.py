"""What Odoo keeps of its database: between tests only what they changed is forgotten, as a server does it.

Odoo's test cases forget everything after each test and class, and every test reads the same rights, rules and views
again: a fifth of the suite. What a test keeps is kept of the state that its class set up, to which it returns; what a
class keeps is kept of what is committed. So the rule is the same for both, see :class:`Kept`.
"""

import contextlib
import functools
import inspect
from unittest import mock
from unittest.mock import patch

from odoo.modules.registry import Registry
from odoo.sql_db import Cursor
from odoo.tests import TransactionCase, get_db_name

# how much is read does depend on what is kept: tests that name these begin with nothing
COUNTING = {"assertQueryCount", "count_queries", "sql_log_count"}
# what Odoo's test cases put in place of something for each request, and for classes that send some
ODOO_S_OWN = {"_lock", "check_signaling", "http_request_key", "setup_signaling"}


class _Done:
    """How often this process committed something, set models up, and put something else in place of code."""

    commits = set_ups = patches = 0


class Kept:
    """What is kept when a test (or a class) begins, and is so again when it has been taken back.

    A cache that nobody cleared keeps what came in. One that was cleared holds what was found in a state that is taken
    back, and one of a test that patched code what that code said: it returns to what it was. Where it was cleared and
    something was committed, it stays empty; so do all where models were set up again, as what is kept holds fields.
    """

    def __init__(self, registry):
        self.registry = registry
        self.caches = registry._Registry__caches
        # an LRU copies item by item where asked for it
        self.contents = {name: (cache._values.copy(), cache._ordering.copy()) for name, cache in self.caches.items()}
        # lies in every cache, and is gone when anybody cleared it; that of a class is not put back by one of its tests
        self.mark = ("untouched", object())
        for cache in self.caches.values():
            cache[self.mark] = True
        self.commits, self.set_ups, self.patches = _Done.commits, _Done.set_ups, _Done.patches

    def note(self):
        """Look at the caches at the end, before Odoo clears them."""
        is_committed, is_patched = _Done.commits != self.commits, _Done.patches != self.patches
        for name, cache in self.caches.items():
            is_untouched = cache.pop(self.mark, False)
            if is_untouched and not is_patched:
                self.contents[name] = cache._values, cache._ordering
                cache._values, cache._ordering = {}, {}
            elif not is_untouched and is_committed:
                self.contents[name] = {}, {}

    def bring_back(self):
        """Fill the caches again, once Odoo cleared them."""
        # Odoo sets models up at the end, too
        if _Done.set_ups == self.set_ups:
            for name, cache in self.caches.items():
                cache._values, cache._ordering = self.contents[name]


@functools.cache
def _counts_queries(case):
    """Whether tests of a class count queries."""
    ours = (part for part in case.__mro__ if part.__module__.partition(".")[0] == "tests")
    methods = (method for part in ours for name, method in vars(part).items() if name != "count_queries")
    return any(COUNTING & _names(method.__code__) for method in methods if inspect.isfunction(method))


def _names(code):
    return {*code.co_names}.union(*(_names(inner) for inner in code.co_consts if inspect.iscode(inner)))


def _set_up_class(original):
    def set_up_class(cls):
        kept = Kept(Registry(get_db_name()))
        cls.addClassCleanup(kept.bring_back)
        original.__func__(cls)
        cls.addClassCleanup(kept.note)

    return classmethod(set_up_class)


def _set_up(original):
    @functools.wraps(original)
    def set_up(self):
        kept = Kept(self.registry)
        if _counts_queries(type(self)):
            self.registry.clear_all_caches()
        # cleanups run from the last to the first
        self.addCleanup(kept.bring_back)
        original(self)
        self.addCleanup(kept.note)

    return set_up


def _commit(original):
    @functools.wraps(original)
    def commit(self):
        self.flush()
        # one that only read changes nothing; past the cursor, which counts queries
        self._obj.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        _Done.commits += self._obj.fetchone()[0]
        return original(self)

    return commit


def _setup_models(original):
    @functools.wraps(original)
    def setup_models(self, *args, **options):
        _Done.set_ups += 1
        return original(self, *args, **options)

    return setup_models


def _enter(original):
    @functools.wraps(original)
    def enter(self):
        module = getattr(getattr(self, "new", None), "__module__", None) or ""
        if not module.startswith("odoo.tests") and getattr(self, "attribute", None) not in ODOO_S_OWN:
            _Done.patches += 1
        return original(self)

    return enter


@contextlib.contextmanager
def kept_between_tests():
    with (
        patch.object(TransactionCase, "setUpClass", _set_up_class(TransactionCase.__dict__["setUpClass"])),
        patch.object(TransactionCase, "setUp", _set_up(TransactionCase.setUp)),
        patch.object(Registry, "_setup_models__", _setup_models(Registry._setup_models__)),
        patch.object(Cursor, "commit", _commit(Cursor.commit)),
        patch.object(mock._patch, "__enter__", _enter(mock._patch.__enter__)),
        patch.object(mock._patch_dict, "__enter__", _enter(mock._patch_dict.__enter__)),
    ):
        yield
