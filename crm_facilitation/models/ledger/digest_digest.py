from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..kpis.kpi_board import UNDER_WAY

# missed ones first; a mail has no style sheet to take colours from
COLOURS = {"off_track": "#b02a37", "at_risk": "#8a5a00", "on_track": "#146c43", "no_data": "#6c757d"}


class DigestDigest(models.Model):
    """KPIs in the digest mail: how many are on track and how many are missed, and each with its target and status."""

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
        counted = UNDER_WAY & Domain("company_id", "in", companies.ids) & Domain("status", "in", statuses)
        counts = dict(kpis._read_group(counted, ["company_id"], ["__count"]))
        for digest in self:
            digest[name] = counts.get(digest.company_id or self.env.company, 0)

    def _get_facilitation_kpis(self, user):
        """Rows of the mail's table: the KPIs that ``user`` may see in their company, the missed ones first.

        :return: list of ``{name, current, target, status, colour, url}``, texts in the language of the environment
        """
        self.ensure_one()
        if not (self.kpi_facilitation_on_track or self.kpi_facilitation_missed):
            return []
        company = self.company_id or user.company_id
        if company not in user.company_ids:
            # a digest of one company may go to people of another
            return []
        kpis = self.env["crm.facilitation.kpi"].with_user(user).with_context(allowed_company_ids=company.ids)
        found = kpis.search(UNDER_WAY & Domain("company_id", "=", company.id))
        words = dict(kpis._fields["status"]._description_selection(kpis.env))
        return [
            {
                "name": kpi.name,
                "current": kpi._format_figure(kpi.current_value) if kpi.current_date else "–",
                "target": kpi._describe_target(kpi._get_facts("target")),
                "status": words[kpi.status],
                "colour": COLOURS[kpi.status],
                "url": f"{self.get_base_url()}/odoo/{kpi._name}/{kpi.id}",
            }
            for kpi in found.sorted(lambda kpi: list(COLOURS).index(kpi.status))
        ]

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("crm_facilitation.facilitation_menu_root").id
        link = f"crm_facilitation.kpi_action?menu_id={menu}"
        return actions | {"kpi_facilitation_on_track": link, "kpi_facilitation_missed": link}
