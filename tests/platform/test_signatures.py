"""What RPC reaches says what it takes and what it gives."""

import inspect
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method

from ..common import FacilitationCase

ADDON = "odoo.addons.crm_facilitation."
# what works on one record, by its place; what is not named works on each of several, or on all
OF_ONE_RECORD = Path(__file__).parent / "data" / "of_one_record.txt"


class TestSignatures(FacilitationCase):
    def _public_functions(self):
        """``{function: name}`` of what this addon's classes define, Odoo's own methods that they extend included."""
        found = {}
        for model in self.registry:
            for part in self.registry[model].mro():
                if not part.__module__.startswith(ADDON):
                    continue
                for name, value in vars(part).items():
                    function = inspect.unwrap(value) if callable(value) else None
                    is_ours = inspect.isfunction(function) and function.__module__.startswith(ADDON)
                    if is_ours and self._is_public(model, name):
                        found[function] = f"{part.__module__.removeprefix(ADDON)}.{name}"
        return found

    def _is_public(self, model, name):
        if name.startswith("_"):
            return False
        try:
            get_public_method(self.env[model], name)
        except AccessError:
            return False
        return True

    def _gaps(self, function):
        signature = inspect.signature(function)
        _self, *arguments = signature.parameters.values()
        gaps = [argument.name for argument in arguments if argument.annotation is inspect.Parameter.empty]
        return gaps + ["what it returns"] * (signature.return_annotation is inspect.Signature.empty)

    def test_every_public_method_is_annotated(self):
        functions = self._public_functions()
        self.assertGreater(len(functions), 150)
        bare = {name: gaps for function, name in functions.items() if (gaps := self._gaps(function))}
        self.assertEqual(bare, {})

    def _answer_for_none(self, model, name, function):
        """What a caller hears who names no record: a refusal, or nothing of the kind."""
        _self, *arguments = inspect.signature(function).parameters.values()
        needed = [None for argument in arguments if argument.default is inspect.Parameter.empty]
        with self.env.cr.savepoint():
            try:
                function(self.env[model], *needed)
            except (UserError, ValueError) as error:
                return str(error)
        return ""

    def test_what_works_on_one_record_refuses_none(self):
        """A button pressed for no record says so, instead of closing as if it had done something."""
        refusing = set()
        for model in self.registry:
            for part in self.registry[model].mro():
                if not part.__module__.startswith(ADDON):
                    continue
                for name in vars(part):
                    if not self._is_ours_alone(model, name):
                        continue
                    answer = self._answer_for_none(model, name, vars(part)[name])
                    if "Expected singleton" in answer or "takes one record at a time" in answer:
                        refusing.add(f"{part.__module__.removeprefix(ADDON)} {name}")
        self.assertEqual(sorted(refusing), OF_ONE_RECORD.read_text().splitlines())

    def _is_ours_alone(self, model, name):
        """Whether RPC reaches a method that no class of Odoo has."""
        theirs = (part for part in self.registry[model].mro() if not part.__module__.startswith(ADDON))
        is_method = inspect.isroutine(getattr(self.registry[model], name, None))
        return is_method and not any(name in vars(part) for part in theirs) and self._is_public(model, name)
