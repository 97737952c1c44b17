"""The parts of the screens, each by itself: the *.test.js files, all on one page of Odoo's own runner."""

import logging
import re
from pathlib import Path

from lxml import etree

from odoo.tests import BaseCase, HttpCase, tagged

ADDON = Path(__file__).resolve().parents[2] / "crm_facilitation"
FILES = ADDON / "static/tests"
# reads what is typed; the name of a key and the parts of an id are no figures
READER = "static/src/access/typed_numbers/read_typed.js"


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


@tagged("standard", "post_install", "-at_install")
class TestFigures(BaseCase):
    """Typed figures are read in one place: a browser's own field for numbers drops the comma of 1,5."""

    def test_no_field_of_a_browser_reads_a_figure(self):
        pages = [path for folder in ("static/src", "views", "report") for path in (ADDON / folder).rglob("*.xml")]
        self.assertGreater(len(pages), 100)
        odd = [path.name for path in pages if re.search(r"""type=["']number["']""", path.read_text(encoding="utf-8"))]
        self.assertEqual(odd, [])

    def test_no_script_cuts_a_figure_off_where_it_stops_looking_like_one(self):
        scripts = [path for path in (ADDON / "static/src").rglob("*.js") if path != ADDON / READER]
        self.assertGreater(len(scripts), 50)
        odd = [path.name for path in scripts if re.search(r"parse(Float|Int)\(", path.read_text(encoding="utf-8"))]
        self.assertEqual(odd, [])


@tagged("standard", "post_install", "-at_install")
class TestTemplates(BaseCase):
    """Owl looks every name of a template up in its component, but for these: what JavaScript knows is not there."""

    KNOWN = {"NaN", "Math", "RegExp", "Array", "Object", "Date"}

    def test_no_template_calls_what_its_component_does_not_have(self):
        called = re.compile(
            r"(?<![\w.$])([A-Z]\w*(?=[(.])|(?:parse(?:Int|Float)|is(?:NaN|Finite)|(?:set|clear)(?:Timeout|Interval)"
            r"|encodeURI\w*|fetch|alert|confirm)(?=\()|(?:document|navigator|location|localStorage)(?=\.))"
        )
        pages = list((ADDON / "static/src").rglob("*.xml"))
        self.assertGreater(len(pages), 30)
        odd = {
            (path.name, name)
            for path in pages
            for element in etree.parse(path).iter(etree.Element)
            for attribute, value in element.attrib.items()
            if attribute.startswith("t-") and not attribute.startswith(("t-attf", "t-call", "t-name"))
            for name in called.findall(re.sub(r"'[^']*'", "''", value))
            if name not in self.KNOWN
        }
        self.assertEqual(odd, set())

    def test_no_template_shows_words_that_nobody_can_translate(self):
        pages = [path for folder in ("static/src", "views", "report") for path in (ADDON / folder).rglob("*.xml")]
        self.assertGreater(len(pages), 100)
        shown = {"t-out", "t-esc", "t-att-title", "t-att-aria-label", "t-att-placeholder", "t-att-alt"}
        odd = {
            (path.name, value)
            for path in pages
            for element in etree.parse(path).iter(etree.Element)
            for attribute, value in element.attrib.items()
            # what stands in brackets is the name of a key
            if attribute in shown and re.search(r"'[^']*[A-Z][a-z]+[^']*'", re.sub(r"[\[(]'[^']*'[\])]", "", value))
        }
        self.assertEqual(odd, set())


@tagged("standard", "post_install", "-at_install")
class TestForms(BaseCase):
    """What the forms of the addon have in common, whoever made them."""

    # few and short columns, or figures that are compared line by line
    TABLES = {"all_tally_ids", "left_out_ids", "line_ids", "visit_ids"}
    # edited in the table itself
    EDITED = {("plan_wizard_views.xml", "need_ids")}

    def pages(self):
        pages = [(path, etree.parse(path)) for path in (ADDON / "views").rglob("*.xml")]
        self.assertGreater(len(pages), 50)
        return pages

    def test_a_question_is_answered_with_the_act_and_not_with_ok(self):
        asking = [
            (path, button) for path, page in self.pages() for button in page.iter("button") if button.get("confirm")
        ]
        self.assertGreater(len(asking), 10)
        odd = [(path.name, button.get("name")) for path, button in asking if not button.get("confirm-label")]
        self.assertEqual(odd, [])

    def test_a_table_within_a_form_is_cards_on_a_phone(self):
        tables = {
            (path.name, field.get("name")): "kanban" in field.get("mode", "") or field.find("kanban") is not None
            for path, page in self.pages()
            for field in page.iter("field")
            if field.get("name") != "arch"
            # a list of its own, or one that is named
            and (field.find("list") is not None or "list_view_ref" in field.get("context", ""))
        }
        self.assertGreater(len(tables), 10)
        odd = {table for table, is_cards in tables.items() if not is_cards and table[1] not in self.TABLES}
        self.assertEqual(odd, self.EDITED)
