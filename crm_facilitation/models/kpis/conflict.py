from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.conflicts.situation import Indicator

LEADERS = "crm_facilitation.group_facilitator,crm_facilitation.group_sponsor"
WIRES = [("off_track", "It is off track"), ("limit", "It passes a limit")]


class CrmFacilitationConflict(models.Model):
    """The KPIs a conflict is about, and the KPI that reopens its agreement when it is missed."""

    _inherit = "crm.facilitation.conflict"
    _write_policy = """
        facilitator management | *                      | decided | kpi_ids
        facilitator management | open discussing agreed | decided | tripwire_kpi_id tripwire_when tripwire_limit
    """

    kpi_ids = fields.Many2many("crm.facilitation.kpi", string="KPIs", groups=LEADERS, context={"active_test": False})
    tripwire_kpi_id = fields.Many2one(
        "crm.facilitation.kpi",
        "Guarded by the KPI",
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        domain="[('project_id', '=', project_id)]",
        groups=LEADERS,
    )
    tripwire_when = fields.Selection(WIRES, "Reopens when", copy=False, default="off_track", groups=LEADERS)
    tripwire_limit = fields.Float(
        "Limit", copy=False, groups=LEADERS, help="Worse than this, in the KPI's own unit and direction, reopens it."
    )

    @api.constrains("kpi_ids", "tripwire_kpi_id", "session_id")
    def _check_kpis(self):
        """Of the same roll-out: a trip-wire at a KPI of others would tell how it stands."""
        # holds for KPIs that the caller may not read too
        for conflict_sudo in self.sudo():
            foreign = (conflict_sudo.kpi_ids | conflict_sudo.tripwire_kpi_id).filtered(
                lambda kpi, conflict=conflict_sudo: kpi.project_id != conflict.project_id
            )
            if foreign:
                raise ValidationError(self.env._("“%s”: choose KPIs of the same roll-out.", conflict_sudo.name))

    @api.model
    def _agreement_terms(self):
        return super()._agreement_terms() | {"tripwire_kpi_id", "tripwire_when", "tripwire_limit"}

    @api.model
    def _link_fields(self):
        return super()._link_fields() | {"kpi_ids": "kpis"}

    @api.model
    def _gather_indicators(self, project):
        # detection reads the whole roll-out
        kpis_sudo = project.sudo().kpi_ids
        figures = kpis_sudo.definition_id._describe_figures()
        return [
            *super()._gather_indicators(project),
            *(
                Indicator(kpi.id, kpi.definition_id.id, kpi.direction, kpi.goal_id.id or 0, figures[kpi.definition_id])
                for kpi in kpis_sudo
            ),
        ]

    def _word_goal_clash_kpi(self, facts):
        return self.env._(
            "“%(measure)s” is pulled in opposite directions. %(pulls)s.",
            measure=self._name_of("crm.facilitation.kpi.definition", facts["measure"]),
            pulls=" — ".join(self._word_pull(*pull) for pull in facts["pulls"]),
        )

    def _word_goal_clash_figure(self, facts):
        one, other = (self._name_of("crm.facilitation.kpi.definition", measure) for measure in facts["measures"])
        pulls = " — ".join(self._word_pull(*pull) for pull in facts["pulls"])
        words = {"one": one, "other": other, "pulls": pulls}
        if facts["why"] == "rest":
            return self.env._(
                "“%(one)s” and “%(other)s” cannot both go this way: one counts what the other leaves out. %(pulls)s.",
                **words,
            )
        if facts["why"] == "within":
            return self.env._(
                "“%(one)s” and “%(other)s” cannot both go this way: the records of one are among those of the other. "
                "%(pulls)s.",
                **words,
            )
        return self.env._(
            "“%(one)s” and “%(other)s” cannot both go this way: by their definitions they rise and fall together. "
            "%(pulls)s.",
            **words,
        )

    def _word_pull(self, kpi, direction, goal):
        """Which way a KPI pulls; which one and how far only for a reader who may see it."""
        kpi = self.env["crm.facilitation.kpi"].browse(kpi).exists()
        mine = kpi.with_env(self.env(su=False))
        shown = kpi and mine.has_access("read") and not self.env.context.get("facilitation_for_everybody")
        way = dict(kpi._fields["direction"]._description_selection(self.env))[direction]
        goal = self._name_of("crm.facilitation.goal", goal) if goal else self.env._("no goal")
        if not shown:
            return self.env._("%(goal)s: %(way)s", goal=goal, way=way)
        return self.env._(
            "%(goal)s: %(way)s (KPI “%(kpi)s”, from %(baseline)s to %(target)s)",
            goal=goal,
            way=way,
            kpi=kpi.name,
            baseline=kpi.with_env(self.env)._format_figure(kpi.baseline_value),
            target=kpi.with_env(self.env)._format_figure(kpi.target_value),
        )

    def _tripped(self, situation):
        """The KPI is not named: the words go where all who take part read them."""
        # the trip-wire is read by leaders alone, and watched for everybody
        kpi_sudo = self.sudo().tripwire_kpi_id
        if self.sudo().tripwire_when == "limit":
            if kpi_sudo and kpi_sudo._is_worse_than(self.sudo().tripwire_limit):
                return self.env._("The trip-wire of the agreement was touched: its KPI has passed the limit.")
        elif kpi_sudo.status == "off_track":
            return self.env._("The trip-wire of the agreement was touched: its KPI is off track.")
        return super()._tripped(situation)
