from odoo import models

from ...tools.conflicts.situation import Situation
from ...tools.kpis.attainment import sign


class CrmFacilitationKpi(models.Model):
    """Measuring a KPI reopens the agreements it guards by itself."""

    _inherit = "crm.facilitation.kpi"

    def _is_worse_than(self, limit):
        """Whether the figure is on the wrong side of ``limit``; without a figure it is not."""
        self.ensure_one()
        if not self.current_date:
            return False
        return (self.current_value - limit) * sign(self._get_course()) < 0

    def _notify_owners(self):
        super()._notify_owners()
        guarded = self.env["crm.facilitation.conflict"].sudo()
        guarded.search([("state", "=", "agreed"), ("tripwire_kpi_id", "in", self.ids)])._reopen_tripped(Situation())
