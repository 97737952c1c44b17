from odoo import models
from odoo.api import Self, ValuesType
from odoo.exceptions import UserError
from odoo.fields import Command


class CrmFacilitationSession(models.Model):
    """Holding a session again: as a copy with its people and agenda, or by reopening one that is over.

    A copy has days and a name of its own, and nothing of what was raised, voted or agreed. A cancelled session comes
    back as a draft, a closed one goes on where it stood.
    """

    _inherit = "crm.facilitation.session"

    def copy_data(self, default: ValuesType | None = None) -> list[ValuesType]:
        vals_list = super().copy_data(default=default)
        given = default or {}
        for session, vals in zip(self, vals_list, strict=True):
            again = {
                "name": self.env._("%s (once more)", session.name),
                "date_start": False,
                "date_end": False,
                "collection_from": False,
                "collection_until": False,
                "participant_ids": [Command.create(person._copy_place()) for person in session.participant_ids],
            }
            vals.update({name: value for name, value in again.items() if name not in given})
        return vals_list

    def copy(self, default: ValuesType | None = None) -> Self:
        copies = super().copy(default)
        for session, copied in zip(self, copies, strict=True):
            if session.agenda_item_ids:
                # what a draft was given by its standard agenda, for whoever may copy the session
                copied.sudo().agenda_item_ids.unlink()
                session.agenda_item_ids._copy_to(copied)
        return copies

    def action_reopen(self, reason: str) -> None:
        """Go on with a closed session, or prepare a cancelled one again; with a reason, on record."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the session is opened again."))
        for session in self:
            if session.state not in ("closed", "cancelled"):
                raise UserError(self.env._("“%s” is not over.", session.name))
            before = session.state
            if before == "closed":
                last = session.agenda_item_ids and session._get_walked()[-1:]
                session._enter_step(last, {"state": "running", "closed_on": False})
            else:
                session._set_state({"state": "draft"})
            self.env["crm.facilitation.event"]._record(
                session, "session_reopened", {"name": session.name, "reason": reason, "from": before}
            )
