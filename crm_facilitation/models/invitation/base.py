from collections.abc import Sequence

from odoo import api, models
from odoo.api import DomainType

from ..access.base import PREFIX
from .hr_department import SHORT

DEPARTMENTS = ("department_id", "department_ids")


class Base(models.AbstractModel):
    """Lists and forms of this addon name departments short, see :mod:`.hr_department`."""

    _inherit = "base"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if self._name.startswith(PREFIX):
            for node in arch.iter("field"):
                if (node.get("name") or "").endswith(DEPARTMENTS) and not node.get("context"):
                    node.set("context", f"{{'{SHORT}': True}}")
        return arch, view

    @api.model
    @api.readonly
    def formatted_read_group(
        self,
        domain: DomainType,
        groupby: Sequence[str] = (),
        aggregates: Sequence[str] = (),
        having: DomainType = (),
        offset: int = 0,
        limit: int | None = None,
        order: str | None = None,
    ) -> list[dict]:
        model = self.with_context(**{SHORT: True}) if self._name.startswith(PREFIX) else self
        return super(Base, model).formatted_read_group(domain, groupby, aggregates, having, offset, limit, order)
