"""What RPC reaches says what it takes and what it gives."""

import inspect

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method

from ..common import FacilitationCase

ADDON = "odoo.addons.crm_facilitation."


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
