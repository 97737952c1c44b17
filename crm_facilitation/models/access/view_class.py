from odoo import api, models

from .base import PREFIX

CLASS = "o_facilitation_view"


class Base(models.AbstractModel):
    """Lists, cards and forms of this addon have a class, by which its styles give small texts enough contrast."""

    _inherit = "base"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if self._name.startswith(PREFIX) and view_type in ("form", "list", "kanban"):
            arch.set("class", f"{arch.get('class', '')} {CLASS}".strip())
        return arch, view
