from odoo import api, models

# further fields of a step that everybody reads, and that its leaders read
STEP = ("why", "form", "audience", "speakers", "can_remark")


class CrmFacilitationAgendaItem(models.Model):
    """What the room says of a step. Nothing of it moves by itself: the pages count the time."""

    _inherit = "crm.facilitation.agenda.item"

    @api.model
    def _get_room_fields(self) -> list[str]:
        """Fields that the room reads of every step."""
        names = ("name", "session_id", "sequence", "day", "kind", "instruction", "can_raise", "can_vote", "anonymous")
        return [name for name in (*names, "planned_minutes", *STEP, "pitfall") if name in self._fields]

    def _describe_step(self, view: str) -> dict:
        """Further facts of the current step."""
        self.ensure_one()
        names = (*STEP, "pitfall") if view == "desk" else STEP
        return {name: self[name] or "" for name in names if name in self._fields}

    def _describe_place(self) -> dict:
        """Further facts of a step in the agenda on the desk."""
        self.ensure_one()
        return {}
