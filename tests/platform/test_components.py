"""The parts of the screens, each by itself: the *.test.js files, all on one page of Odoo's own runner."""

import logging
import re
from pathlib import Path

from odoo.tests import HttpCase, tagged

FILES = Path(__file__).resolve().parents[2] / "crm_facilitation/static/tests"


@tagged("standard", "post_install", "-at_install")
class TestComponents(HttpCase):
    def test_every_file_runs_and_succeeds(self):
        # the number: Odoo gives the name to another level
        with self.assertLogs(self._logger, logging.INFO) as said:
            self.browser_js(
                "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=/@crm_facilitation/",
                "",
                "",
                login="admin",
                timeout=180,
                success_signal="[HOOT] Test suite succeeded",
            )
        succeeded = re.findall(r'"@crm_facilitation/([\w/]+)" ended \(passed: [1-9]', "\n".join(said.output))
        files = [str(path.relative_to(FILES)).removesuffix(".test.js") for path in FILES.rglob("*.test.js")]
        self.assertEqual(sorted(succeeded), sorted(files))
