"""Reads from the source of the models which area defines what, and which area names something of another."""

import ast
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

PREFIX = "crm.facilitation."


@dataclass(frozen=True, order=True)
class Link:
    """One place where a file of ``area`` names something that ``other`` defines.

    ``kind`` is ``import``, ``model`` (its name in the code), ``relation`` (its name as the comodel of a field) or
    ``name`` (a field or method that no other area defines).
    """

    area: str
    other: str
    kind: str
    name: str
    path: str
    line: int

    def __str__(self):
        return f"{self.path}:{self.line}: {self.area} names {self.name} of {self.other} ({self.kind})"


@dataclass(frozen=True)
class Body:
    """A method of a model in one file, and whether it goes on to what stands before it."""

    area: str
    path: str
    calls_super: bool


class Areas:
    """The areas of ``models/`` in their order.

    :param models: the folder
    :param common: names of fields and methods that Odoo defines too, so that they tell nothing of an area
    """

    def __init__(self, models, common=frozenset()):
        self.models = Path(models)
        self.order = _imported(self.models / "__init__.py")
        self.trees = {path: ast.parse(path.read_text()) for area in self.order for path in self._files(area)}
        self.home, areas_of = {}, defaultdict(set)
        for path, tree in self.trees.items():
            for model in _classes(tree):
                name, _inherited = _names(model)
                if name and name.startswith(PREFIX):
                    self.home[name] = self._area(path)
                for member in _members(model):
                    areas_of[member].add(self._area(path))
        self.only = {name: min(areas) for name, areas in areas_of.items() if len(areas) == 1 and name not in common}

    def upward(self):
        """Every :class:`Link` from an area to one that comes after it."""
        rank = {area: place for place, area in enumerate(self.order)}
        found = set()
        for path, tree in self.trees.items():
            area = self._area(path)
            for kind, other, name, line in self._links(path, tree):
                if other in rank and rank[other] > rank[area]:
                    found.add(Link(area, other, kind, name, str(path.relative_to(self.models)), line))
        return sorted(found)

    def bodies(self):
        """``{(model, method): [Body, ...]}``, as they are imported: the last one is called first."""
        found = defaultdict(list)
        for path, tree in self.trees.items():
            for model in _classes(tree):
                name, inherited = _names(model)
                for method in model.body:
                    if isinstance(method, ast.FunctionDef):
                        body = Body(self._area(path), str(path.relative_to(self.models)), _calls_super(method))
                        found[name or inherited, method.name].append(body)
        return found

    def _files(self, area):
        folder = self.models / area
        if not folder.is_dir():
            return [folder.with_suffix(".py")]
        return [folder / f"{name}.py" for name in _imported(folder / "__init__.py")]

    def _area(self, path):
        return path.relative_to(self.models).parts[0].removesuffix(".py")

    def _links(self, path, tree):
        comodels = _comodels(tree)
        for node in _without_texts(tree):
            if isinstance(node, ast.ImportFrom):
                yield from self._imports(path, node)
            elif isinstance(node, ast.Attribute) and "_" in node.attr and node.attr in self.only:
                yield "name", self.only[node.attr], node.attr, node.lineno
            elif isinstance(node, ast.Constant) and node.value in self.home:
                kind = "relation" if id(node) in comodels else "model"
                yield kind, self.home[node.value], node.value, node.lineno
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                # one word is a word like any other
                for name in node.value.split("."):
                    if "_" in name.strip("_") and name in self.only:
                        yield "name", self.only[name], name, node.lineno

    def _imports(self, path, node):
        depth = len(path.relative_to(self.models).parts)
        parts = (node.module or "").split(".")
        if node.level == depth > 1:
            for name in parts[:1] if node.module else [alias.name for alias in node.names]:
                yield "import", name, node.module or name, node.lineno
        elif node.level == depth + 1 and parts[0] == "tools" and len(parts) > 1:
            yield "import", parts[1], ".".join(parts), node.lineno


def _imported(path):
    """What an ``__init__.py`` imports from beside it, in order."""
    tree = ast.parse(path.read_text())
    return [alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names]


def _classes(tree):
    return [node for node in tree.body if isinstance(node, ast.ClassDef)]


def _names(model):
    """``(_name, _inherit)`` of a model; of several that it inherits the first."""
    found = {}
    for statement in model.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            if statement.targets[0].id in ("_name", "_inherit"):
                found[statement.targets[0].id] = ast.literal_eval(statement.value)
    inherited = found.get("_inherit")
    return found.get("_name"), inherited[0] if isinstance(inherited, list) else inherited


def _is_field(statement):
    call = statement.value if isinstance(statement, ast.Assign) else None
    return isinstance(call, ast.Call) and ast.unparse(call.func).startswith("fields.")


def _members(model):
    """Names of the fields and methods that a class defines."""
    methods = [statement.name for statement in model.body if isinstance(statement, ast.FunctionDef)]
    return methods + [statement.targets[0].id for statement in model.body if _is_field(statement)]


def _comodels(tree):
    """Ids of the nodes that name the comodel of a field."""
    calls = [statement.value for model in _classes(tree) for statement in model.body if _is_field(statement)]
    named = [keyword.value for call in calls for keyword in call.keywords if keyword.arg == "comodel_name"]
    return {id(node) for node in [*named, *(call.args[0] for call in calls if call.args)]}


def _calls_super(method):
    return any(isinstance(node, ast.Name) and node.id == "super" for node in ast.walk(method))


def _without_texts(tree):
    """All nodes but the fixed parts of f-strings, which are no names."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        parts = ast.iter_child_nodes(node)
        is_text = isinstance(node, ast.JoinedStr)
        waiting += [part for part in parts if not (is_text and isinstance(part, ast.Constant))]
