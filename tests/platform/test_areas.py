"""An area knows the areas above it, in the order of models/__init__.py, and none below."""

import ast
from collections import Counter
from pathlib import Path

from odoo.tests import TransactionCase, tagged

import odoo.addons.crm_facilitation as addon

from .areas import Areas

ADDON = Path(addon.__file__).parent
MODELS = ADDON / "models"
TESTS = Path(__file__).parents[1]
# more than a reader looks through at once
MOST_FILES, MOST_LINES, MOST_LINES_OF_VIEWS, MOST_LINES_OF_SCRIPT = 20, 300, 250, 150
# (area, area below it, kind of link) → why it is so; a new one is a hook instead, or a line here in place of another
EXCEPTIONS = {
    ("sessions", "goals", "relation"): "the roll-out is where everybody looks for its goals",
    ("sessions", "needs", "relation"): "a session is there for its needs; what it sets off is decided in needs",
    ("sessions", "configuration", "relation"): "the roll-out is where everybody looks for its features",
    ("goals", "needs", "relation"): "the link of a goal and a need is one table, written from both sides",
    ("needs", "delivery", "name"): "the reason of a refusal is one of the texts that are kept short, and is news",
    ("needs", "configuration", "relation"): "the link of a need and a feature is one table, written from both sides",
    ("delivery", "configuration", "relation"): "a task is not done without the feature it configured",
    ("trace", "kpis", "model"): "the map draws the KPIs of a goal as its last column",
}
# also the name of something that is answered to a screen
WORDS = {"is_mine", "address_warning"}


@tagged("standard", "post_install", "-at_install")
class TestAreas(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.areas = Areas(MODELS, cls._names_of_odoo() | WORDS)

    @classmethod
    def _names_of_odoo(cls):
        """Names of what the models have without this addon."""
        definitions = {part for model in cls.registry.values() for part in model.__mro__}
        others = [part for part in definitions if not part.__module__.startswith(addon.__name__)]
        # the class that the registry makes of all definitions has the fields of this addon too
        return {name for part in others if vars(part).get("pool") is None for name in vars(part)}

    def test_an_area_names_nothing_of_an_area_below_it(self):
        found = [link for link in self.areas.upward() if (link.area, link.other, link.kind) not in EXCEPTIONS]
        self.assertFalse(found, "\n".join(map(str, found)))

    def test_each_exception_is_needed_and_there_are_few(self):
        found = {(link.area, link.other, link.kind) for link in self.areas.upward()}
        self.assertEqual(set(EXCEPTIONS) - found, set())
        self.assertLessEqual(len(EXCEPTIONS), 10)

    def test_an_area_overrides_what_changes_a_model_once(self):
        several = []
        for (model, method), bodies in self.areas.bodies().items():
            areas = [body.area for body in bodies]
            if method in ("create", "write", "unlink") and len(areas) != len(set(areas)):
                several.append((model, method, [body.path for body in bodies]))
        self.assertFalse(several)

    def test_no_body_hides_the_one_before_it(self):
        """Turning round the imports of an area, or the areas, would hide a hook behind its empty body."""
        hidden = [
            (model, method, body.path)
            for (model, method), bodies in self.areas.bodies().items()
            for body in bodies[1:]
            if not body.calls_super
        ]
        self.assertFalse(hidden)

    def test_no_class_gives_a_name_twice(self):
        """The later one would be all that there is: a constraint behind a method of its name leaves the database."""
        classes = [
            (path, node)
            for path in ADDON.rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ClassDef)
        ]
        self.assertGreater(len(classes), 300)
        repeated = {
            (path.name, node.name): names
            for path, node in classes
            if (names := [name for name, count in Counter(_given(node)).items() if count > 1])
        }
        self.assertFalse(repeated)

    def test_no_area_is_too_large_to_look_through(self):
        files = {area: len(list((MODELS / area).glob("*.py"))) for area in self.areas.order}
        lines = {str(path): path.read_text().count("\n") for path in ADDON.rglob("*.py")}
        self.assertLessEqual(max(files.values()), MOST_FILES, files)
        self.assertLessEqual(max(lines.values()), MOST_LINES, max(lines, key=lines.get))

    def test_no_folder_is_too_large_to_look_through(self):
        files = (path for root in (ADDON, TESTS) for path in root.rglob("*") if path.is_file())
        folders = Counter(str(path.parent) for path in files if path.parent.name != "__pycache__")
        self.assertFalse({folder: count for folder, count in folders.items() if count > MOST_FILES})

    def test_no_file_of_views_is_too_long_to_look_through(self):
        views = {
            path: path.read_text().count("\n") for root in ("views", "report") for path in (ADDON / root).rglob("*.xml")
        }
        self.assertGreater(len(views), 80)
        self.assertFalse({path.name: lines for path, lines in views.items() if lines > MOST_LINES_OF_VIEWS})

    def test_no_script_of_a_screen_is_too_long_to_be_read_at_once(self):
        scripts = {path: path.read_text().count("\n") for path in (ADDON / "static/src").rglob("*.js")}
        self.assertGreater(len(scripts), 100)
        long = {path.name: lines for path, lines in scripts.items() if lines > MOST_LINES_OF_SCRIPT}
        self.assertFalse(long, "part of it has a name of its own: a component, a service, pure functions")

    def test_the_house_is_seen_at_one_look(self):
        entries = [path.name for path in MODELS.iterdir() if path.name != "__pycache__"]
        self.assertLessEqual(len(entries), MOST_FILES, sorted(entries))
        homes = {body.area for (model, _method), bodies in self.areas.bodies().items() for body in bodies
                 if model == "crm.facilitation.need"}  # fmt: skip
        self.assertLessEqual(len(homes), 7, "the sides of a need stand in few areas")


def _given(node):
    """The names that the body of a class gives, as often as it does."""
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef):
            yield statement.name
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
                yield ast.unparse(target)
