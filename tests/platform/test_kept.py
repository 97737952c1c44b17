"""What Odoo keeps between tests is what the next one would find itself."""

from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ..kept import Kept

KEY = ("crm.facilitation.need", "found")


@tagged("standard", "post_install", "-at_install")
class TestKept(TransactionCase):
    def setUp(self):
        super().setUp()
        self.cache = self.registry._Registry__caches["default"]
        self.cache[KEY] = "before"
        self.kept = Kept(self.registry)

    def found_afterwards(self):
        """What the next test finds once Odoo cleared everything after this one."""
        self.kept.note()
        self.registry.clear_all_caches()
        self.kept.bring_back()
        return self.cache.get(KEY)

    def test_what_a_test_found_is_kept(self):
        del self.cache[KEY]
        self.cache[KEY] = "found"
        self.assertEqual(self.found_afterwards(), "found")

    def test_what_was_found_in_a_changed_database_goes_with_the_change(self):
        self.env["ir.config_parameter"].set_param("crm_facilitation.kept", "changed")
        self.assertNotIn(KEY, self.cache)
        self.cache[KEY] = "found"
        self.assertEqual(self.found_afterwards(), "before")

    def test_what_was_found_in_what_a_class_changed_goes_with_the_class(self):
        self.env["ir.config_parameter"].set_param("crm_facilitation.kept", "changed by the class")
        for _test in range(2):
            of_test = Kept(self.registry)
            self.cache[KEY] = "found"
            of_test.note()
            self.registry.clear_all_caches()
            of_test.bring_back()
            self.assertEqual(self.cache[KEY], "found", "the class has not ended yet")
        self.assertEqual(self.found_afterwards(), "before")

    def test_what_patched_code_said_goes_with_the_patch(self):
        with patch.object(type(self.env["res.users"]), "_generate_onboarding_todo"):
            self.cache[KEY] = "found"
        self.assertEqual(self.found_afterwards(), "before")

    def test_nothing_is_kept_where_a_change_was_committed(self):
        with self.registry.cursor() as cr:
            # has a number of its transaction, as every change
            cr.execute("CREATE TEMPORARY TABLE kept () ON COMMIT DROP")
        self.registry.clear_cache()
        self.cache[KEY] = "found"
        self.assertIsNone(self.found_afterwards())

    def test_looking_with_another_cursor_commits_nothing(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT 1")
        self.registry.clear_cache()
        self.assertEqual(self.found_afterwards(), "before")

    def test_nothing_is_kept_where_models_were_set_up_anew(self):
        self.registry._setup_models__(self.cr, ["crm.facilitation.need"])
        self.assertIsNone(self.found_afterwards(), "what is kept may hold the fields of before")
