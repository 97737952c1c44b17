from collections.abc import Collection

from lxml import etree

from odoo import api, fields, models
from odoo.api import ValuesType

# what a person who does not lead sessions cannot do with a need, on any screen
CLOSED = {
    "form": ("create", "delete", "duplicate"),
    "list": ("edit", "multi_edit", "delete", "duplicate"),
    "kanban": ("edit", "delete", "archivable", "records_draggable", "groups_draggable", "group_edit", "group_delete"),
}
# parts of a form that are lists of other records
LISTS = ("list", "kanban")


class CrmFacilitationNeed(models.Model):
    """The screens of needs, for people who do not lead sessions: what one may not change does not look as if one could.

    Everybody who takes part may create needs and write their own ones while these are undecided. The access rights of
    the model say no more than that, so that Odoo offers dragging, archiving and duplicating on every need.
    """

    _inherit = "crm.facilitation.need"

    can_edit = fields.Boolean(compute="_compute_can_edit")

    @api.depends_context("uid")
    @api.depends("state", "author_id")
    def _compute_can_edit(self):
        writable = self._origin._filtered_access("write") if self.has_access("read") else self.browse()
        for need in self:
            need.can_edit = not need._origin or need._origin in writable

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env["crm.facilitation.role"]._is_facilitator())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type in CLOSED and not self.env["crm.facilitation.role"]._is_facilitator():
            for name in CLOSED[view_type]:
                arch.set(name, "0")
            if view_type == "form":
                self._close_form(arch)
        return arch, view

    @api.model
    def _close_form(self, arch):
        """Only what the reader may write can be filled in, and nothing leads to records that are not theirs to open."""
        for node in arch.iter("field"):
            if any(parent.tag == "field" for parent in node.iterancestors()):
                continue
            # what nobody fills in is closed without a condition of its own, and stays so
            readonly = node.get("readonly") or ("1" if self._fields[node.get("name")].readonly else "")
            node.set("readonly", f"({readonly}) or not can_edit" if readonly else "not can_edit")
            for part in node.iterchildren(*LISTS):
                part.set("no_open", "1")
        arch.append(etree.Element("field", name="can_edit", invisible="1"))

    @api.model
    def fields_get(
        self, allfields: Collection[str] | None = None, attributes: Collection[str] | None = None
    ) -> dict[str, ValuesType]:
        described = super().fields_get(allfields, attributes)
        # “Archive” is offered wherever this field is said to be writable
        if "readonly" in described.get("active", {}) and not self.env["crm.facilitation.role"]._is_facilitator():
            described["active"]["readonly"] = True
        return described
