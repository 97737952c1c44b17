from odoo import api, fields, models

from ..tools.conflict import Indicator

LEADERS = "crm_facilitation.group_facilitator,crm_facilitation.group_sponsor"


class CrmFacilitationConflict(models.Model):
    """The KPIs a conflict is about, and the KPI that reopens its agreement when it is missed."""

    _inherit = "crm.facilitation.conflict"

    kpi_ids = fields.Many2many("crm.facilitation.kpi", string="KPIs", groups=LEADERS)
    tripwire_kpi_id = fields.Many2one(
        "crm.facilitation.kpi",
        "Reopens when this KPI is off track",
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        groups=LEADERS,
    )

    @api.model
    def _agreement_terms(self):
        return super()._agreement_terms() | {"tripwire_kpi_id"}

    @api.model
    def _link_fields(self):
        return super()._link_fields() | {"kpi_ids": "kpis"}

    @api.model
    def _gather_indicators(self, project):
        found = list(super()._gather_indicators(project))
        for kpi in project.sudo().kpi_ids:
            found.append(Indicator(kpi.id, kpi.definition_id.id, kpi.direction, kpi.goal_id.id or 0))
        return found

    def _tripped(self, situation):
        kpi = self.sudo().tripwire_kpi_id
        if kpi.status == "off_track":
            return self.env._("The trip-wire of the agreement was touched: the KPI “%s” is off track.", kpi.name)
        return super()._tripped(situation)
