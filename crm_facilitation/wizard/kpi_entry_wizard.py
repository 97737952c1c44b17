from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.figures import write_figure
from ..tools.kpis.periods import period_of, shift


class CrmFacilitationKpiEntryWizard(models.TransientModel):
    """Enter the value of a KPI nobody can measure: for the last whole period, unless another day is chosen."""

    _name = "crm.facilitation.kpi.entry.wizard"
    _description = "Facilitation KPI Entry"

    kpi_id = fields.Many2one("crm.facilitation.kpi", "KPI", required=True, ondelete="cascade")
    # with the rights of who enters it: nobody reads a figure through this window that they may not read
    formula = fields.Text(related="kpi_id.definition_id.formula", related_sudo=False)
    unit = fields.Char(related="kpi_id.unit", related_sudo=False)
    scale = fields.Char(compute="_compute_scale", compute_sudo=False)
    day = fields.Date(
        "A day of the period", required=True, default=lambda self: self._default_day(), help="Any day of it will do."
    )
    period_label = fields.Char("Period", compute="_compute_period_label")
    known_value = fields.Char("Entered so far", compute="_compute_period_label")
    value = fields.Float(compute="_compute_value", compute_sudo=False, store=True, readonly=False, required=True)
    offered = fields.Float("Offered", compute="_compute_value", compute_sudo=False, store=True)

    @api.constrains("kpi_id")
    def _check_kpi(self):
        # Odoo checks constraints with all rights
        self.kpi_id.sudo(False).check_access("read")

    @api.model
    def _default_day(self):
        kpi = self.env["crm.facilitation.kpi"].browse(self.env.context.get("default_kpi_id"))
        return (
            shift(kpi._get_period()[0], kpi.frequency, -1, kpi._get_calendar())
            if kpi
            else fields.Date.context_today(self)
        )

    @api.depends("kpi_id")
    def _compute_scale(self):
        for wizard in self:
            definition = wizard.kpi_id.definition_id
            wizard.scale = definition.has_scale and self.env._(
                "from %(lowest)s to %(highest)s",
                lowest=write_figure(self.env, definition.scale_from),
                highest=write_figure(self.env, definition.scale_to),
            )

    @api.depends("day", "kpi_id")
    def _compute_period_label(self):
        for wizard in self:
            if not wizard.day or not wizard.kpi_id:
                wizard.period_label = wizard.known_value = False
                continue
            start, end = wizard._get_period()
            last = fields.Date.subtract(end, days=1)
            wizard.period_label = f"{format_date(self.env, start)} – {format_date(self.env, last)}"
            known = wizard._get_known()
            wizard.known_value = wizard.kpi_id._format_figure(known.value) if known else False

    @api.depends("day", "kpi_id")
    def _compute_value(self):
        """What was entered before stands there to be corrected, so that a hasty confirmation does not make it zero.

        It does not go along into another period; what was typed for an empty one does.
        """
        for wizard in self:
            known = wizard.day and wizard.kpi_id and wizard._get_known()
            if known or wizard.value == wizard.offered:
                wizard.value = known.value if known else 0.0
            wizard.offered = known.value if known else 0.0

    def _get_period(self):
        return period_of(self.day, self.kpi_id.frequency, self.kpi_id._get_calendar())

    def _get_known(self):
        start, end = self._get_period()
        return self.kpi_id.measurement_ids.filtered(
            lambda row: (row.period_start, row.period_end) == (start, end) and not row.group_value
        )[:1]

    def action_enter(self) -> dict:
        """Keep the value; one entered before for the same period is replaced."""
        self.ensure_one()
        if self.day > fields.Date.context_today(self):
            raise UserError(self.env._("This period has not begun yet. Choose a day up to today."))
        known = self._get_known()
        if known:
            known._enter(self.value)
        else:
            start, end = self._get_period()
            known = known.create(
                {"kpi_id": self.kpi_id.id, "period_start": start, "period_end": end, "value": self.value}
            )
        self.kpi_id._answer_reminder()
        return {"type": "ir.actions.act_window_close"}
