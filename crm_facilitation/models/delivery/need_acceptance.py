import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

ACTIVITY_TYPE = "crm_facilitation.mail_activity_type_acceptance"


class CrmFacilitationNeed(models.Model):
    """Acceptance within a time: those who asked are asked to confirm, and after the deadline a deputy decides.

    The deputy is named on the roll-out; where nobody is, management decides. The evidence says who it was.

    Invariants: as long as the deadline has not passed, and once those who asked have decided, no deputy decides; those
    who asked keep the time that they were promised; nobody decides as deputy on what they configured themself.
    """

    _inherit = "crm.facilitation.need"
    _write_policy = """
        facilitator | * | always | acceptance_deadline
    """

    acceptance_deadline = fields.Date(
        "To be confirmed by", compute="_compute_acceptance_deadline", store=True, readonly=False, copy=False
    )
    acceptance_deputy_id = fields.Many2one(related="project_id.acceptance_deputy_id", store=True)
    delivery_decision_by = fields.Selection(
        [
            ("asker", "Those who asked"),
            ("deputy", "A deputy, after the deadline"),
            ("recorder", "The facilitator, for people without account and link"),
        ],
        "Result confirmed by",
        copy=False,
        readonly=True,
    )

    @api.depends("delivery_state")
    def _compute_acceptance_deadline(self):
        for need in self:
            if need.delivery_state in (False, "none", "planned"):
                need.acceptance_deadline = False
            elif need.delivery_state == "configured" and not need.acceptance_deadline:
                # those who take part may not read all of the roll-out
                days = need.sudo().project_id.acceptance_days
                need.acceptance_deadline = need.company_id._get_facilitation_today() + timedelta(days=days)
            elif need.delivery_state == "refused":
                # it is asked anew, with a new deadline, once it was put right
                need.acceptance_deadline = False

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        needs = super().create(vals_list)
        # defaults of the context are seen here too
        if not self.env.su and any(need.acceptance_deadline for need in needs):
            raise UserError(self.env._("A need has a day to be confirmed by once it is configured."))
        return needs

    def write(self, vals: ValuesType) -> bool:
        if "acceptance_deadline" in vals and not self.env.su:
            self._check_promised_time(fields.Date.to_date(vals["acceptance_deadline"]))
        return super().write(vals)

    def _check_promised_time(self, deadline):
        """Those who asked have been promised time until a day: it may come later, and not earlier."""
        for need in self.filtered(lambda need: need.acceptance_deadline != deadline):
            if need.delivery_state != "configured":
                raise UserError(
                    self.env._("“%s” does not wait for a confirmation: it has a day once it is configured.", need.name)
                )
            earliest = max(filter(None, (need.acceptance_deadline, need.company_id._get_facilitation_today())))
            if not deadline or deadline < earliest:
                raise UserError(
                    self.env._(
                        "Those who asked for “%(need)s” were promised time until %(day)s. Choose a later day.",
                        need=need.name,
                        day=fields.Date.to_string(earliest),
                    )
                )

    def _get_asker_role(self):
        return super()._get_asker_role() or (self._is_deputy() and "deputy")

    def _is_deputy(self):
        """Whether the current user decides in place of those who asked, because these let the deadline pass."""
        self.ensure_one()
        overdue = self.acceptance_deadline and self.acceptance_deadline < self.company_id._get_facilitation_today()
        if self.env.su or not overdue or self.delivery_decision:
            return False
        if self.env.user in self._get_workers() or not self.env["crm.facilitation.role"]._works_in(self):
            return False
        deputy = self._get_named_deputy()
        return deputy == self.env.user if deputy else self.env["crm.facilitation.role"]._is_sponsor()

    def _get_named_deputy(self):
        """Whoever is named on the roll-out, unless it is their own work."""
        # who decides does not depend on who may read users
        return self.sudo().acceptance_deputy_id.sudo(self.env.su) - self._get_workers()

    def _get_workers(self):
        """Hook: users whose own work it is, since they had its task."""
        self.ensure_one()
        # whoever asks may not read tasks
        return self.sudo()._get_live_tasks().user_ids.sudo(self.env.su)

    def _decide_delivery(self, decision, reason):
        super()._decide_delivery(decision, reason)
        # the question was put by the server
        self.sudo().activity_unlink([ACTIVITY_TYPE])

    def _ask_acceptance(self):
        """Ask those who asked, and after the deadline the deputy, by an activity each; one open question is enough."""
        super()._ask_acceptance()
        today = fields.Date.context_today(self)
        # the server asks, whoever has configured the need
        for need_sudo in self.sudo().filtered(lambda need: need.delivery_state == "configured"):
            overdue = need_sudo.acceptance_deadline and need_sudo.acceptance_deadline < today
            users = need_sudo._get_deputies() if overdue else need_sudo._get_askers().filtered("active").user_id
            asked = need_sudo.activity_search([ACTIVITY_TYPE]).user_id
            # those who asked have the news of it, unless nobody is written to: one mail is enough
            told = not overdue and not need_sudo.is_anonymous
            for user in users.filtered("active") - asked:
                translated_sudo = need_sudo.with_context(lang=user.lang, mail_activity_quick_update=told)
                translated_sudo.activity_schedule(
                    ACTIVITY_TYPE,
                    date_deadline=max(need_sudo.acceptance_deadline or today, today),
                    summary=translated_sudo.env._("Please try it, then confirm or refuse it"),
                    user_id=user.id,
                )

    def _get_deputies(self):
        self.ensure_one()
        management = self.env.ref("crm_facilitation.group_sponsor").all_user_ids
        # of the company: another one's management would read the need in what it is asked
        company_sudo = self.sudo().company_id
        management = management.filtered(lambda user: company_sudo in user.sudo().company_ids)
        return self._get_named_deputy() or management - self._get_workers()

    @api.model
    def _cron_acceptance(self):
        """Remind of what waits to be confirmed; one need that fails does not stop the others."""
        # the nightly run reminds everybody
        needs_sudo = self.sudo().search([("delivery_state", "=", "configured"), ("project_id.active", "=", True)])
        self.env["ir.cron"]._run_each(
            needs_sudo,
            lambda need: need._ask_acceptance(),
            _logger,
            "Need %s: nobody could be asked whether it is done",
        )
