"""In which order a record is guarded is read in one place: an area overrides a model's write once."""

import ast
from collections import Counter
from pathlib import Path

import pytest

import odoo.addons.crm_facilitation as addon

MODELS = Path(addon.__file__).parent / "models"
AREAS = ("evidence", "sessions", "goals", "needs", "voting", "delivery")


def overrides(area):
    """``(class, method)`` of each override in the area, once per file that has it."""
    for path in sorted((MODELS / area).glob("*.py")):
        for model in ast.parse(path.read_text()).body:
            if isinstance(model, ast.ClassDef):
                methods = {part.name for part in model.body if isinstance(part, ast.FunctionDef)}
                yield from ((model.name, name) for name in methods & {"create", "write", "unlink"})


@pytest.mark.parametrize("area", AREAS)
def test_an_area_overrides_create_write_and_unlink_of_a_model_once(area):
    found = Counter(overrides(area))
    assert found, f"no override found in {area}"
    assert [override for override, times in found.items() if times > 1] == []


def test_hardly_any_area_is_too_large_to_look_through():
    sizes = {area: len(list((MODELS / area).glob("*.py"))) for area in AREAS}
    assert {area: size for area, size in sizes.items() if size > 20} == {}
