"""Superuser rights are raised for a reason that stands beside, and are seen in the names of what has them."""

from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged

from .sudo import Source


@tagged("standard", "post_install", "-at_install")
class TestSudo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addon = Path(get_module_path("crm_facilitation"))
        folders = ("models", "wizard", "controllers")
        cls.sources = [Source(path) for folder in folders for path in sorted((cls.addon / folder).rglob("*.py"))]

    def test_a_reason_stands_beside_each_sudo(self):
        bare = [
            f"{source.path.relative_to(self.addon)}:{line}" for source in self.sources for line in source.unexplained()
        ]
        self.assertEqual(bare, [])

    def test_superuser_records_are_named_so(self):
        unmarked = [
            f"{source.path.relative_to(self.addon)}:{line} {name}"
            for source in self.sources
            for line, name in source.unmarked()
        ]
        self.assertEqual(unmarked, [])
