from odoo import api, fields, models
from odoo.api import ValuesType

SAID = [("fair_share", "In the fair share"), ("outside", "Outside the fair share")]
DECIDED = [("accepted", "Accepted"), ("deferred", "Deferred"), ("rejected", "Rejected"), ("wont", "Won't have")]
TURNED_DOWN = ("deferred", "rejected")


class CrmFacilitationDeviation(models.Model):
    """A decision that departs from the fair share of the need's newest round, where the roll-out states its capacity.

    Both ways are the group's right: a need that the votes bought is deferred, rejected or "won't", or a voted need that
    they did not buy is accepted. No decision waits for a reason. It is filled in here, and asked for before launch.

    Invariants: at most one for a need; it comes and goes with the decisions, and its reason with it: nobody has the right
    to add or delete one. Only the reason is written by hand, and each is evidence.
    """

    _name = "crm.facilitation.deviation"
    _description = "Facilitation Deviation"
    _rec_name = "need_id"
    _inherit = ["crm.facilitation.ordered", "crm.facilitation.guarded"]
    _write_policy = """
        facilitator management | * | - | reason <other>
    """
    _order = "project_id, said, id"

    need_id = fields.Many2one("crm.facilitation.need", required=True, readonly=True, ondelete="restrict")
    round_id = fields.Many2one("crm.facilitation.round", required=True, readonly=True, ondelete="restrict", index=True)
    project_id = fields.Many2one(related="round_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="round_id.company_id", store=True)
    said = fields.Selection(SAID, "The vote said", required=True, readonly=True)
    decided = fields.Selection(DECIDED, "Decided", required=True, readonly=True)
    decided_by_id = fields.Many2one("res.users", "By", readonly=True)
    department_ids = fields.Many2many(
        "hr.department",
        string="Paid for it",
        readonly=True,
        help="Departments that pay for what they do not get.",
        context={"active_test": False},
    )
    reason = fields.Text(help="Why the group decided otherwise, in words that everybody concerned can read.")

    _unique_need = models.UniqueIndex("(need_id)", "This need has its deviation already. Give that one its reason.")

    def write(self, vals: ValuesType) -> bool:
        before = {deviation: deviation.reason or "" for deviation in self}
        result = super().write(vals)
        for deviation, old in before.items():
            if (deviation.reason or "") != old:
                self.env["crm.facilitation.event"]._record(
                    deviation.need_id.sudo(self.env.su),
                    "deviation_explained",
                    {"before": {"reason": old}, "after": {"reason": deviation.reason or ""}},
                    project=deviation.project_id,
                )
        return result

    @api.model
    def _follow(self, needs):
        """Bring the deviations of ``needs`` in line with their votes and decisions."""
        # nobody has the right to write deviations: they follow from votes and decisions
        deviations_sudo = self.sudo().search([("need_id", "in", needs.ids)])
        needs_sudo = needs.sudo()
        rounds = (needs_sudo | needs_sudo.merged_need_ids)._get_share_rounds()
        wanted = {need.id: values for need in needs_sudo if (values := self._prepare(need, rounds))}
        # a reason explains one decision: another decision has a deviation of its own
        kept_sudo = deviations_sudo.filtered(lambda deviation: deviation._is_said_by(wanted.get(deviation.need_id.id)))
        if over_sudo := deviations_sudo - kept_sudo:
            over_sudo.unlink()
        known = {deviation.need_id.id: deviation for deviation in kept_sudo}
        for need_id, values in wanted.items():
            if need_id in known:
                known[need_id].write(values)
            else:
                self._find(need_id, values)

    def _is_said_by(self, values):
        """Whether ``values`` (of :meth:`_prepare`, or None) are of the same vote and decision."""
        return bool(values) and all(self[name] == values[name] for name in ("said", "decided"))

    def _find(self, need_id, values):
        # nobody has the right to write deviations: they follow from votes and decisions
        found_sudo = self.sudo().create([values | {"need_id": need_id}])
        facts = {name: values[name] for name in ("said", "decided")}
        self.env["crm.facilitation.event"]._record(
            found_sudo.need_id.sudo(self.env.su), "deviation_found", {"name": found_sudo.need_id.name} | facts
        )

    @api.model
    def _prepare(self, need, rounds):
        """Values of the deviation of ``need``; none where its decision follows the vote or there is none.

        A need that others became part of is in the fair share when one of them is.

        :param rounds: need id → the newest round with a fair share that held it
        """
        parts = (need | need.merged_need_ids).filtered(lambda part: part.id in rounds)
        if not parts or not need.project_id.facilitation_capacity_days:
            return {}
        decided = "wont" if need.moscow == "wont" and need.state in ("raised", "accepted") else need.state
        cells = parts.tally_ids.filtered(lambda cell: cell.round_id == rounds[cell.need_id.id])
        chosen = cells.filtered("fair_rank").need_id
        if chosen and decided not in (*TURNED_DOWN, "wont"):
            return {}
        if not chosen and decided != "accepted":
            return {}
        payers = cells.filtered(lambda cell: cell.is_payer and cell.need_id in chosen).department_id
        said_in = max((rounds[part.id] for part in chosen or parts), key=lambda closed: (closed.closed_on, closed.id))
        return {
            "round_id": said_in.id,
            "said": "fair_share" if chosen else "outside",
            "decided": decided,
            "decided_by_id": need.decided_by_id.id,
            "department_ids": [fields.Command.set(payers.ids)],
        }
