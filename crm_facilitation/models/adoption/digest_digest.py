from odoo import fields, models
from odoo.exceptions import AccessError


class DigestDigest(models.Model):
    """How much of what was asked for is not used, in the digest mail."""

    _inherit = "digest.digest"

    kpi_facilitation_unused = fields.Boolean("Asked for and not used")
    kpi_facilitation_unused_value = fields.Integer(compute="_compute_kpi_facilitation_unused_value")

    def _compute_kpi_facilitation_unused_value(self):
        features = self.env["crm.facilitation.feature"]
        if not self.env["crm.facilitation.role"]._is_leader():
            raise AccessError(self.env._("What is not used is told to facilitators and management."))
        _start, _end, companies = self._get_kpi_compute_parameters()
        idle = [("company_id", "in", companies.ids), ("is_idle", "=", True)]
        counts = dict(features._read_group(idle, ["company_id"], ["__count"]))
        for digest in self:
            digest.kpi_facilitation_unused_value = counts.get(digest.company_id or self.env.company, 0)

    def _compute_kpis_actions(self, company, user):
        menu = self.env.ref("crm_facilitation.facilitation_menu_root").id
        link = f"crm_facilitation.feature_action?menu_id={menu}"
        return super()._compute_kpis_actions(company, user) | {"kpi_facilitation_unused": link}
