"""docs/room_cases.md names tests that exist: a row without one would be a wish."""

import re
from pathlib import Path

from odoo.tests import BaseCase, tagged

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "room_cases.md"


@tagged("standard", "post_install", "-at_install")
class TestCasePages(BaseCase):
    def test_every_test_that_is_named_exists_in_its_file(self):
        missing, rows = [], 0
        for line in PAGE.read_text().splitlines():
            if not line.startswith("| ") or line.startswith(("| Row", "| Rule")):
                continue
            rows += 1
            named = re.findall(r"`(tests/[\w/]+\.py)`|`(test_\w+)`", line.rpartition("|")[0].rpartition("|")[2])
            path = ""
            for file, test in named:
                path = file or path
                if test and f"def {test}(" not in (ROOT / path).read_text():
                    missing.append(f"{path} {test}")
            self.assertTrue(any(test for _file, test in named), line)
        self.assertGreater(rows, 30)
        self.assertEqual(missing, [])
