from odoo import api, models
from odoo.fields import Domain

from .conflicts.conflict import UNSETTLED
from .needs.project_project import HELD

# nobody waits for anything in a roll-out that was put away
ALIVE = Domain("project_id.active", "=", True)
MY_NEEDS = 6
ROLLOUTS = 5


class CrmFacilitationDesk(models.AbstractModel):
    """The first screen of everybody: what waits for them, the sessions under way, their own needs.

    Another room adds a line by inheriting :meth:`_get_waiting`.
    """

    _name = "crm.facilitation.desk"
    _description = "Facilitation Desk"

    @api.model
    @api.readonly
    def desk(self) -> dict:
        """What the current user sees first.

        :return: ``{waiting: [{code, icon, title, detail, count, action}], sessions: [{id, name, step, instruction,
            can_raise}], needs: [{id, name, state, delivery, reason}], leads}``; ``count`` is 0 for a single thing to do,
            ``action`` opens it, ``leads`` says whether the user may prepare sessions
        """
        role = self.env["crm.facilitation.role"]
        leads = role._is_facilitator()
        waiting = self._get_waiting()
        if leads:
            waiting += self._get_waiting_for_facilitator()
        if role._is_sponsor():
            waiting += self._get_waiting_for_sponsor()
        return {"waiting": waiting, "sessions": self._get_sessions(), "needs": self._get_own_needs(), "leads": leads}

    @api.model
    def _line(self, code, icon, title, action, detail="", count=0):
        return {"code": code, "icon": icon, "title": title, "detail": detail, "count": count, "action": action}

    @api.model
    def _list(self, name, records):
        """An action that shows ``records``."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": records._name,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", records.ids)],
        }

    @api.model
    def _counted(self, code, icon, title, records):
        """One line for all of ``records``; none where there are none."""
        return [self._line(code, icon, title, self._list(title, records), count=len(records))] if records else []

    @api.model
    def _get_waiting(self):
        """What waits for anybody who takes part: ballots, and deliveries to look at."""
        # being an elector is the right to vote: no access rule is asked beside it
        rounds_sudo = self.env["crm.facilitation.round"].sudo()
        votes = [
            self._line("vote", "fa-hand-paper-o", self.env._("Vote: %s", ballot_round.name), ballot_round.action_vote(),
                       ballot_round.session_id.name)
            for ballot_round in rounds_sudo.search([("awaits_me", "=", True)])
        ]  # fmt: skip
        asked = self.env["crm.facilitation.need"].search(
            Domain("delivery_state", "=", "configured") & self._asked_by_me()
        )
        return votes + self._get_kpis_to_accept() + [
            self._line("confirm", "fa-check-square-o", self.env._("Is it done? %s", need.name), self._form(need),
                       self.env._("It is configured. Try it, then confirm or say what is missing."))
            for need in asked.filtered("can_confirm_delivery")
        ]  # fmt: skip

    @api.model
    def _get_kpis_to_accept(self):
        proposed = self.env["crm.facilitation.kpi"].search(
            [("owner_id", "=", self.env.uid), ("ownership", "=", "proposed")]
        )
        return [
            self._line("own", "fa-line-chart", self.env._("Will you own this KPI? %s", kpi.name), self._form(kpi),
                       kpi.ownership_text)
            for kpi in proposed
        ]  # fmt: skip

    @api.model
    def _form(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    @api.model
    def _asked_by_me(self):
        paths = ("author_id", "supporter_ids", "merged_need_ids.author_id", "merged_need_ids.supporter_ids")
        return Domain.OR(self.env["crm.facilitation.participant"]._of_caller(path) for path in paths)

    @api.model
    def _get_waiting_for_facilitator(self):
        _ = self.env._
        needs = self.env["crm.facilitation.need"].search(
            ALIVE & HELD & Domain("project_id.facilitation_phase", "!=", "launched")
        )
        state = needs.grouped("state")
        none = needs.browse()
        untraced = self.env["crm.facilitation.config.item"].search(ALIVE & Domain("is_untraced", "=", True))
        return [
            *self._counted("undecided", "fa-question-circle-o", _("Needs to decide on"), state.get("raised", none)),
            *self._counted(
                "unplanned", "fa-tasks", _("Accepted needs without a task"),
                state.get("accepted", none).filtered(lambda need: need.delivery_state == "none")),
            *self._counted(
                "refused", "fa-reply", _("Deliveries that were refused"),
                needs.filtered(lambda need: need.delivery_state == "refused")),
            *self._counted("suspect", "fa-exclamation-triangle", _("Needs under question"), needs.filtered("is_suspect")),
            *self._counted("untraced", "fa-eye", _("Configured, and nobody asked"), untraced),
            *self._get_conflicts(),
        ]  # fmt: skip

    @api.model
    def _get_conflicts(self):
        conflicts = self.env["crm.facilitation.conflict"].search(ALIVE & Domain("state", "in", UNSETTLED))
        return self._counted("conflicts", "fa-bolt", self.env._("Conflicts to settle"), conflicts)

    @api.model
    def _get_waiting_for_sponsor(self):
        _ = self.env._
        goals = self.env["crm.facilitation.goal"].search(
            ALIVE & Domain("relevance", "=", False) & Domain("project_id.facilitation_phase", "!=", "launched")
        )
        missed = self.env["crm.facilitation.kpi"].search(ALIVE & Domain("status", "in", ("at_risk", "off_track")))
        leads = self.env["crm.facilitation.role"]._is_facilitator()
        return [
            *([] if leads else self._get_conflicts()),
            *self._counted("goals", "fa-bullseye", _("Goals to confirm"), goals),
            *self._get_missed(missed),
            *self._get_launches(),
        ]

    @api.model
    def _get_missed(self, missed):
        """One line for all KPIs behind their course; it leads to the page that says why."""
        if not missed:
            return []
        action = self.env["ir.actions.client"]._for_xml_id("crm_facilitation.management_action")
        worst = missed.sorted(lambda kpi: kpi.status != "off_track")[0].project_id
        action |= {"params": {"project_id": worst.id}, "context": {"active_id": worst.id}}
        title = self.env._("KPIs behind their course")
        return [self._line("kpis", "fa-line-chart", title, action, count=len(missed))]

    @api.model
    def _get_launches(self):
        """Roll-outs on their way to launch, with what still stands between."""
        rollouts = self.env["project.project"].search(
            [("is_facilitation", "=", True), ("facilitation_phase", "=", "configuration")], limit=ROLLOUTS
        )
        lines = []
        for rollout in rollouts:
            failing = [check for check in rollout.facilitation_readiness() if not check["ok"]]
            title = self.env._("Before launch: %s", rollout.name)
            detail = (
                self.env._("Not yet: %s", failing[0]["name"])
                if failing
                else self.env._("Nothing stands between us and launch.")
            )
            action = rollout.action_facilitation_obstacles()
            lines.append(self._line("launch", "fa-rocket", title, action, detail, len(failing)))
        return lines

    @api.model
    def _get_sessions(self):
        """Sessions under way, or to come, that the user takes part in or leads."""
        sessions = self.env["crm.facilitation.session"].search(
            ALIVE
            & Domain("state", "in", ("draft", "running"))
            & (Domain("is_my_session", "=", True) | Domain("facilitator_ids", "in", self.env.uid)),
            order="state desc, date_start, id",
        )
        return [
            {
                "id": session.id,
                "name": session.name,
                "running": session.state == "running",
                "day": session.date_start and session.date_start.isoformat(),
                "step": session.current_item_id.name or "",
                "instruction": session.current_item_id.instruction or "",
                "can_raise": session._takes_need_from_caller(),
            }
            for session in sessions
        ]

    @api.model
    def _get_own_needs(self):
        """The user's last needs, and what became of them."""
        needs = self.env["crm.facilitation.need"]
        by_me = self.env["crm.facilitation.participant"]._of_caller("author_id")
        own = needs.search(by_me, limit=MY_NEEDS, order="write_date desc, id desc")
        fates = own._get_fates()
        # what one's own need became part of is told, also where that one may not be read
        return [
            {
                "id": need.id,
                "name": need.name,
                "state": need.state,
                "fate": fates[need.id],
                "reason": need.decision_reason or need.sudo().merged_into_id.name or "",
            }
            for need in own
        ]
