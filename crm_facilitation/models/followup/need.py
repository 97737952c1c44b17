from odoo import fields, models


class CrmFacilitationNeed(models.Model):
    """The sessions that take a need up again, whose people read it wherever it was raised."""

    _inherit = "crm.facilitation.need"

    follow_up_session_ids = fields.Many2many(
        "crm.facilitation.session",
        "crm_facilitation_follow_up_rel",
        string="Taken up again in",
        copy=False,
        readonly=True,
        context={"active_test": False},
    )
