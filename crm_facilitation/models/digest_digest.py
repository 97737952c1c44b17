from odoo import fields, models
from odoo.exceptions import AccessError


class DigestDigest(models.Model):
    """KPIs in the digest mail: how many of the reader's KPIs are on track, and how many are missed."""

    _inherit = "digest.digest"

    kpi_facilitation_on_track = fields.Boolean("Roll-out KPIs on track")
    kpi_facilitation_on_track_value = fields.Integer(compute="_compute_kpi_facilitation_on_track_value")
    kpi_facilitation_missed = fields.Boolean("Roll-out KPIs at risk or off track")
    kpi_facilitation_missed_value = fields.Integer(compute="_compute_kpi_facilitation_missed_value")

    def _compute_kpi_facilitation_on_track_value(self):
        self._count_facilitation_kpis("kpi_facilitation_on_track_value", ["on_track"])

    def _compute_kpi_facilitation_missed_value(self):
        self._count_facilitation_kpis("kpi_facilitation_missed_value", ["at_risk", "off_track"])

    def _count_facilitation_kpis(self, name, statuses):
        kpis = self.env["crm.facilitation.kpi"]
        if not kpis.search_count([], limit=1):
            raise AccessError(self.env._("No KPI is yours to see: this figure is left out of your digest."))
        _start, _end, companies = self._get_kpi_compute_parameters()
        counts = dict(
            kpis._read_group(
                [("company_id", "in", companies.ids), ("status", "in", statuses)], ["company_id"], ["__count"]
            )
        )
        for digest in self:
            digest[name] = counts.get(digest.company_id or self.env.company, 0)

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("crm_facilitation.facilitation_menu_root").id
        link = f"crm_facilitation.kpi_action?menu_id={menu}"
        return actions | {"kpi_facilitation_on_track": link, "kpi_facilitation_missed": link}
