"""Pages of docs/ that name the test of each row name tests that exist: a row without one would be a wish."""

import re
from pathlib import Path

from odoo.tests import BaseCase, tagged

ROOT = Path(__file__).parents[2]
# page → the fewest rows that it has
PAGES = {"room_cases.md": 32, "attacks.md": 24, "field.md": 41, "work.md": 68}
STATIC = ROOT / "crm_facilitation"
HEADS = ("| Row", "| Rule", "| What was tried", "| Entry")


@tagged("standard", "post_install", "-at_install")
class TestCasePages(BaseCase):
    def test_every_test_that_is_named_exists_in_its_file(self):
        for page, fewest in PAGES.items():
            with self.subTest(page):
                rows = self.rows_of(page)
                self.assertGreaterEqual(len(rows), fewest)
                self.assertEqual([test for line in rows for test in self.missing(line)], [])

    def test_each_entry_of_the_first_review_is_found_by_its_letter(self):
        rows = [line for line in self.rows_of("attacks.md") if re.match(r"\| [A-K]: ", line)]
        self.assertEqual("".join(line[2] for line in rows), "ABCDEFGHIJK")
        for line in rows:
            for test in re.findall(r"`(test_\w+)`", line):
                self.assertRegex(test, rf"^test_(access_)?{line[2].lower()}_")

    def rows_of(self, page):
        # variations are kept where they found something
        lines = (ROOT / "docs" / page).read_text().partition("\n## Variations")[0].splitlines()
        return [line for line in lines if line.startswith("| ") and not line.startswith(HEADS)]

    def missing(self, line):
        """Tests that the last column names, and that are not in the file named before them.

        Tests of components are named by their sentence; a row whose last column begins with "–" says why it has none.
        """
        missing, path = [], ""
        words = line.rpartition("|")[0].rpartition("|")[2].strip()
        named = re.findall(r"`(tests/[\w/]+\.py)`|`(test_\w+)`|`(static/tests/[\w/]+\.test\.js)`|“([^”]+)”", words)
        for file, test, page, sentence in named:
            path = ROOT / file if file else STATIC / page if page else path
            if (test and f"def {test}(" not in path.read_text()) or (
                sentence and f'test("{sentence}"' not in path.read_text()
            ):
                missing.append(f"{path} {test or sentence}")
        self.assertTrue(words.startswith("– ") or any(test or sentence for _file, test, _page, sentence in named), line)
        return missing
