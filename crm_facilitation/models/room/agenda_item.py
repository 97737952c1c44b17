from odoo import models

# further fields of a step that everybody reads, and that its leaders read
STEP = ("why", "form", "audience", "speakers", "can_remark")


class CrmFacilitationAgendaItem(models.Model):
    """What the room says of a step. Nothing of it moves by itself: the pages count the time."""

    _inherit = "crm.facilitation.agenda.item"

    def _describe_step(self, view: str) -> dict:
        """Further facts of the current step."""
        self.ensure_one()
        names = (*STEP, "pitfall") if view == "desk" else STEP
        return {name: self[name] or "" for name in names if name in self._fields}

    def _describe_place(self) -> dict:
        """Further facts of a step in the agenda on the desk."""
        self.ensure_one()
        return {}
