"""docs/architecture.md is true: it names the areas in their order, each model of them, and files that are there."""

import re
from pathlib import Path

from odoo.tests import BaseCase, tagged

import odoo.addons.crm_facilitation as addon

from .areas import PREFIX, Areas

ROOT = Path(__file__).parents[2]
ADDON = Path(addon.__file__).parent
PAGE = ROOT / "docs/architecture.md"
# fills a new database on request, and is no subject of the addon
NO_AREA = {"demo"}


@tagged("standard", "post_install", "-at_install")
class TestArchitecturePage(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.page = PAGE.read_text(encoding="utf-8")
        cls.areas = Areas(ADDON / "models")
        cls.order = [area for area in cls.areas.order if area not in NO_AREA]

    def test_the_diagram_goes_through_the_areas_in_their_order(self):
        steps = re.findall(r"^    (\w+)(?:\[[^\]]*\])? --> (\w+)\[[^\]]+\]$", self.page, re.MULTILINE)
        self.assertEqual([steps[0][0], *(after for _before, after in steps)], self.order)
        self.assertEqual([before for before, _after in steps], self.order[:-1], "each step begins where the last ended")

    def test_the_table_names_each_area_with_all_its_models(self):
        rows = re.findall(r"^\| (\w+) \| ([^|]*)\|", self.page.partition("## Layers")[0], re.MULTILINE)
        models_of = {area: set(re.findall(r"`([\w.]+)`", models)) for area, models in rows if area in self.areas.order}
        self.assertEqual(list(models_of), self.order)
        for model, area in self.areas.home.items():
            if area not in NO_AREA:
                self.assertIn(model.removeprefix(PREFIX), models_of[area])
        for area, models in models_of.items():
            own = {model for model in models if not model.startswith("project.")}
            self.assertFalse({model for model in own if self.areas.home.get(PREFIX + model) != area}, area)

    def test_each_file_and_folder_that_it_names_is_there(self):
        named = re.findall(r"`([\w./*-]+(?:\.(?:py|js|xml|md|po)|/))`", self.page)
        self.assertGreater(len(named), 40)
        known = {path.name for folder in (ADDON, ROOT / "tests") for path in folder.rglob("*.*")}
        places = (ROOT, ADDON, ADDON / "models")
        gone = [name for name in named if name not in known and not any([*place.glob(name)] for place in places)]
        self.assertEqual(gone, [])
