from odoo import api, models


class CrmFacilitationNeed(models.Model):
    """What the short form shows: where one may raise a need, and what was raised already."""

    _inherit = "crm.facilitation.need"

    @api.model
    @api.readonly
    def sessions_to_raise_in(self):
        """Sessions that take a need from the caller now: ``[{id, name, project_id, anonymous}]``."""
        sessions = self.env["crm.facilitation.session"].search([("state", "!=", "cancelled")])
        return [
            {
                "id": session.id,
                "name": session.name,
                "project_id": session.project_id.id,
                "anonymous": session._is_anonymous_now(),
            }
            for session in sessions
            if session._takes_need_from_caller()
        ]

    @api.model
    @api.readonly
    def similar_cards(self, project_id, text):
        """:meth:`similar` with what the short form shows of each need."""
        names = ("id", "name", "origin_label", "is_my_need", "is_supported_by_me")
        return [{name: need[name] for name in names} for need in self.similar(project_id, text)]
