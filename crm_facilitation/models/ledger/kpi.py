from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


class CrmFacilitationKpi(models.Model):
    """The way back from a missed KPI: its goal, the needs behind it, and what was decided about them."""

    _inherit = "crm.facilitation.kpi"

    @api.readonly
    def page(self) -> dict:
        """The page with what the KPI rests on as ``backtrace``."""
        return super().page() | {"backtrace": self.backtrace()}

    @api.readonly
    def backtrace(self) -> dict:
        """What this KPI rests on, as far as the caller may see it.

        :return: ``{kpi, goal, needs, rejected, agreements, tasks}``: ``needs`` are those of the goal that were not
            rejected or deferred, ``rejected`` the others, each ``{id, name, state, state_name, decision_reason,
            department}``;
            ``agreements`` made against an objection or block, ``{id, name, agreement}``; open ``tasks``, ``{id, name}``
        """
        self.ensure_one()
        self.check_access("read")
        needs = self._get_needs()
        dropped = needs.filtered(lambda need: need.state in ("rejected", "deferred"))
        conflicts = self._get_contested(needs)
        tasks = self._get_open_tasks(needs)
        return {
            "kpi": {"id": self.id, "name": self.name, "status": self.status},
            "goal": self._describe_goal(),
            "needs": [self._describe_need(need) for need in needs - dropped],
            "rejected": [self._describe_need(need) for need in dropped],
            "agreements": [{"id": c.id, "name": c.name, "agreement": c.agreement} for c in conflicts],
            "tasks": [{"id": task.id, "name": task.name} for task in tasks],
        }

    def _get_needs(self):
        """Needs that serve the goal, as what they were merged into; accepted ones are a promise, archived too."""
        needs = self.env["crm.facilitation.need"].with_context(active_test=False)
        serving = needs.search([("goal_ids", "in", self.goal_id.ids)])
        # a merged need leads to the whole, which is read with the caller's rights
        serving = serving.filtered(lambda need: not need.merged_into_id) | serving.sudo().merged_into_id.sudo(
            self.env.su
        )
        return serving._filtered_access("read").filtered(lambda need: need.active or need.state == "accepted")

    def _get_open_tasks(self, needs):
        tasks = self.env["project.task"]
        if not tasks.has_access("read"):
            return tasks
        return tasks.search([("facilitation_need_ids", "in", needs.ids), ("state", "not in", ["1_done", "1_canceled"])])

    def _get_contested(self, needs):
        """Agreements about these needs, this goal or this KPI that somebody had objected to."""
        conflicts = self.env["crm.facilitation.conflict"]
        concerned = Domain.OR(
            Domain(name, "in", ids)
            for name, ids in (("need_ids", needs.ids), ("goal_ids", self.goal_id.ids), ("kpi_ids", self.ids))
        )
        # the KPIs of a conflict are not for everybody's eyes
        found = conflicts.sudo().search(concerned & Domain("state", "=", "agreed")).sudo(self.env.su)
        return found._filtered_access("read").filtered(lambda conflict: conflict._was_contested())

    def _describe_goal(self):
        # the owner of a KPI may know which goal it measures
        goal_sudo = self.sudo().goal_id
        if not goal_sudo:
            return False
        words = dict(goal_sudo._fields["relevance"]._description_selection(self.env))
        return {
            "id": goal_sudo.id,
            "name": goal_sudo.name,
            "relevance": goal_sudo.relevance,
            "relevance_name": words.get(goal_sudo.relevance, ""),
        }

    def _describe_need(self, need):
        return {
            "id": need.id,
            "name": need.name,
            "state": need.state,
            "state_name": dict(need._fields["state"]._description_selection(self.env))[need.state],
            "decision_reason": need.decision_reason or "",
            "department": need.department_id.name or "",
        }

    def _say_why(self):
        """Why the KPI is behind, as far as needs and decisions tell: a sentence for each cause, the nearest first."""
        self.ensure_one()
        needs, _ = self._get_needs(), self.env._
        why = [f"{cause}: {', '.join(names)}" for cause, names in self._get_causes(needs) if names]
        if not needs:
            why.append(_("No need leads to this figure: nobody asked for what would move it."))
        return why or [_("Everything asked for it is done. Ask people what is in the way.")]

    def _get_causes(self, needs):
        """What may hold the KPI back, the nearest first: pairs of a cause and the names of what it is true of."""
        _ = self.env._
        return [
            (_("Not done yet"), [task.name for task in self._get_open_tasks(needs)]),
            (_("Refused by those who asked"), self._name_needs(needs, "delivery_state", "refused")),
            (_("Not confirmed by those who asked"), self._name_needs(needs, "delivery_state", "configured")),
            (_("Decided against"), self._name_needs(needs, "state", "rejected")),
            (_("Put off"), self._name_needs(needs, "state", "deferred")),
            (_("Agreed against objections"), self._get_contested(needs).mapped("name")),
        ]

    @api.model
    def _name_needs(self, needs, field, value):
        return needs.filtered(lambda need: need[field] == value).mapped("name")

    def action_ask_follow_up(self) -> dict:
        """Ask whoever leads the roll-out for a session about this KPI; a facilitator plans it at once."""
        self.ensure_one()
        if self.env["crm.facilitation.role"]._is_facilitator():
            return self.action_plan_follow_up()
        self.env["crm.facilitation.role"]._check_sponsor(
            self, self.env._("Management asks for a follow-up session, and facilitators plan it.")
        )
        # who leads roll-outs is not everybody's to read, and an activity is made for them
        kpi_sudo = self.sudo()
        leads = kpi_sudo.project_id.session_ids.facilitator_ids | kpi_sudo.project_id.user_id
        group = self.env.ref("crm_facilitation.group_facilitator")
        leads = leads.filtered(lambda user: user.active and group in user.all_group_ids)
        if not leads:
            raise UserError(self.env._("Nobody leads this roll-out. Name somebody on it, then ask again."))
        summary = self.env._("A follow-up session is asked for")
        asked_sudo = kpi_sudo.activity_ids.filtered(lambda activity: activity.summary == summary)
        for user in leads - asked_sudo.user_id:
            kpi_sudo.activity_schedule(
                "mail.mail_activity_data_todo", summary=summary, user_id=user.id,
                note=self.env._("%(who)s asks for a session about “%(kpi)s”.", who=self.env.user.name, kpi=self.name),
            )  # fmt: skip
        self.env["crm.facilitation.event"]._record(self, "follow_up_asked", {"name": self.name})
        message = self.env._("Asked: %s", ", ".join(leads.mapped("name")))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": message},
        }

    def action_plan_follow_up(self) -> dict:
        """Plan a session with the people whose needs this KPI rests on, about these needs; open it if it is planned."""
        self.ensure_one()
        planned = self.env["crm.facilitation.session"].search(
            [("follow_up_kpi_id", "=", self.id), ("state", "=", "draft")], limit=1
        )
        return (planned or self._plan_follow_up())._get_form_action()

    def _plan_follow_up(self):
        needs = self._get_needs()
        if not needs:
            raise UserError(
                self.env._("No needs lead to “%s”. Give it a goal that needs serve, then plan the session.", self.name)
            )
        askers = self.env["crm.facilitation.participant"].union(*(need._get_askers() for need in needs))
        people = askers.filtered(lambda person: person.active and person.partner_id.active)
        return self.env["crm.facilitation.session"].create(
            {
                "name": self.env._("Follow-up: %s", self.name),
                "project_id": self.project_id.id,
                "follow_up_need_ids": [Command.set(needs.ids)],
                "follow_up_kpi_id": self.id,
                "participant_ids": [Command.create(values) for values in self._prepare_people(people)],
            }
        )

    def _prepare_people(self, people):
        """Each person once, whatever sessions they took part in."""
        return [
            {"partner_id": partner.id, "department_id": same[0].department_id.id, "role": same[0].role}
            for partner, same in people.grouped("partner_id").items()
        ]
