from odoo import fields, models


class CrmFacilitationElector(models.Model):
    """A person entitled to vote in a round, fixed when it opens.

    ``issued`` says that an anonymous ballot was handed out, without when or which.
    """

    _name = "crm.facilitation.elector"
    _description = "Facilitation Elector"
    _log_access = False
    _rec_name = "participant_id"

    round_id = fields.Many2one("crm.facilitation.round", required=True, index=True, ondelete="restrict")
    participant_id = fields.Many2one("crm.facilitation.participant", required=True, index=True, ondelete="restrict")
    department_id = fields.Many2one("hr.department", ondelete="restrict")
    issued = fields.Boolean()

    _unique_participant = models.UniqueIndex("(round_id, participant_id)", "This person is on the list already.")
