from datetime import timedelta

from odoo import api, fields, models
from odoo.api import DomainType
from odoo.fields import Domain
from odoo.tools import SQL

USAGE_STATES = [
    ("used", "Used"),
    ("unused", "Not used"),
    ("abandoned", "Not used any more"),
    ("unmeasurable", "Cannot be measured"),
]
NOT_USED = ("unused", "abandoned")
# people have had a thing for this long before it is said that they do not use it
JUDGED_AFTER = timedelta(weeks=4)


class CrmFacilitationFeature(models.Model):
    """Whether what was asked for is used: counted when asked (:meth:`usage`), and kept every night for lists.

    Invariants: figures are of departments of enough people and never of a person; nobody fills them in.
    """

    _inherit = "crm.facilitation.feature"
    _write_policy = """
        - | * | - | usage_state usage_count usage_last usage_counted_on
    """

    usage_state = fields.Selection(USAGE_STATES, "Use", copy=False, readonly=True, index=True)
    usage_count = fields.Integer(
        "Uses", copy=False, readonly=True, help="Records that point at it since the confirmation."
    )
    usage_last = fields.Date("Last used", copy=False, readonly=True)
    usage_counted_on = fields.Date("Counted on", copy=False, readonly=True)
    is_idle = fields.Boolean("Asked for and not used", compute="_compute_is_idle", search="_search_is_idle")

    @api.depends("state", "confirmed_on", "usage_state", "project_id.facilitation_phase", "project_id.launch_date")
    def _compute_is_idle(self):
        # that its roll-out was launched some weeks ago is no secret to whoever reads a feature of it
        idle_sudo = self.sudo().filtered_domain(self._get_idle_domain())
        for feature in self:
            feature.is_idle = feature.id in idle_sudo.ids

    @api.model
    def _search_is_idle(self, operator: str, value: object) -> DomainType:
        return self._get_idle_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_idle_domain(self):
        """What is not used although people have had it for some weeks: before launch nobody was to use it yet."""
        before = fields.Date.today() - JUDGED_AFTER
        end_of_day = fields.Datetime.to_datetime(before) + timedelta(days=1)
        return (
            Domain("state", "=", "confirmed")
            & Domain("usage_state", "in", NOT_USED)
            & Domain("confirmed_on", "<", end_of_day)
            & Domain("project_id.facilitation_phase", "=", "launched")
            & Domain("project_id.launch_date", "<=", before)
        )

    @api.readonly
    def usage(self) -> dict:
        """How much the configured record has been used since it was confirmed.

        :return: ``{state, count, last_used, by_department}``: ``state`` is ``used``, ``unused``, ``abandoned`` (used, and
            not for two of the usual intervals of its kind) or ``unmeasurable`` (it leaves nothing behind, is not confirmed
            or not there any more; ``count`` is then False); ``count`` is the number of records that point at it,
            ``last_used`` a day or False, ``by_department`` a list of ``{department_id, count}`` of departments of enough
            people
        """
        self.ensure_one()
        self.check_access("read")
        usage = self._get_usages()[self.id]
        return {
            "state": usage.state,
            "count": False if usage.count is None else usage.count,
            "last_used": fields.Date.to_string(usage.last),
            "by_department": [
                {"department_id": department, "count": count}
                for department, count in sorted((usage.by_department or {}).items())
            ],
        }

    def _get_usages(self):
        """``{id: Usage}``, in one query per kind of record."""
        # the figures are counted over records of everybody, and name nobody
        return self.env["crm.facilitation.usage.reader"]._read_usages(self.sudo())

    def _store_usage(self):
        """Keep today's figures for lists, in one statement: nobody has edited the features."""
        usages = self._get_usages()
        if not usages:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE crm_facilitation_feature AS f SET usage_state = u.state, usage_count = u.count,"
                " usage_last = u.last, usage_counted_on = %s"
                " FROM unnest(%s::int[], %s::varchar[], %s::int[], %s::date[]) AS u (id, state, count, last)"
                " WHERE f.id = u.id",
                fields.Date.today(),
                list(usages),
                [usage.state for usage in usages.values()],
                [usage.count or 0 for usage in usages.values()],
                [usage.last for usage in usages.values()],
            )
        )
        self.invalidate_recordset(["usage_state", "usage_count", "usage_last", "usage_counted_on"], flush=False)
