from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain

# nobody waits for anything in a roll-out that was put away
ALIVE = Domain("project_id.active", "=", True)
MY_NEEDS = 6
# results are confirmed and questions answered for so long after a launch
AT_HOME_AFTER_LAUNCH = 90
PULSE = "/crm_facilitation/pulse/mine"


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

        :return: ``{waiting: [{code, icon, title, detail, count, action, since, until, is_late, round}], closed: [{id,
            name, session, closed_on, anonymous}], sessions: [{id, name, step, instruction, collects_until, can_raise}], needs: [{id,
            name, state, delivery_state, fate, reason}], leads}``; what is late comes first, votes that were cast come last and
            stay until they close; ``count`` is 0 for a single thing to do, ``action`` opens it, ``since`` and ``until``
            are days or False, ``round`` is what :meth:`round.awaiting` says of a vote or False, ``leads`` says whether
            the user may prepare sessions
        """
        role = self.env["crm.facilitation.role"]
        leads = role._is_facilitator()
        waiting = self._get_waiting()
        if leads:
            waiting += self._get_waiting_for_facilitator()
        if role._is_sponsor():
            waiting += self._get_waiting_for_sponsor()
        return {
            "waiting": sorted(waiting, key=self._get_urgency),
            "closed": self.env["crm.facilitation.round"].closed_for_me(),
            "sessions": self._get_sessions(),
            "needs": self._get_own_needs(),
            "leads": leads,
        }

    @api.model
    def _get_urgency(self, line):
        return (not line["is_late"], line["code"] == "ballot")

    @api.model
    def _line(self, code, icon, title, action, detail="", count=0, since=None, until=None):
        today = fields.Date.context_today(self)
        return {
            "code": code,
            "icon": icon,
            "title": title,
            "detail": detail,
            "count": count,
            "action": action,
            "since": fields.Date.to_string(since) if since else False,
            "until": fields.Date.to_string(until) if until else False,
            "is_late": bool(until and until < today),
            "round": False,
        }

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
    def _counted(self, code, icon, title, records, moment="create_date"):
        """One line for all of ``records``, since the oldest; none where there are none.

        :param moment: the field that says since when a record waits
        """
        if not records:
            return []
        # how long they wait, whoever made them
        since = min(filter(None, records.sudo().mapped(moment)), default=None)
        return [self._line(code, icon, title, self._list(title, records), count=len(records), since=since)]

    @api.model
    def _get_waiting(self):
        """What waits for anybody who takes part: ballots, deliveries to look at, goals to rate, questions after launch."""
        return [
            *self._get_votes(),
            *self._get_deliveries(),
            *self._get_goals_to_rate(),
            *self._get_pulse(),
            *self._get_kpis_to_accept(),
        ]

    @api.model
    def _get_votes(self):
        """Votes that take this person's choices now; those that were cast stay until they close."""
        lines = []
        for own in self.env["crm.facilitation.round"].awaiting(voted=True):
            title = self.env._("Your vote: %s", own["name"]) if own["voted"] else self.env._("Vote: %s", own["name"])
            action = {
                "type": "ir.actions.client",
                "tag": "crm_facilitation.ballot",
                "name": own["name"],
                "params": {"round_id": own["id"]},
            }
            code = "ballot" if own["voted"] else "vote"
            line = self._line(code, "fa-hand-paper-o", title, action, own["session"])
            # what takes votes was opened
            lines.append(line | {"round": own, "since": own["opened_on"][:10]})
        return lines

    @api.model
    def _get_deliveries(self):
        asked = self.env["crm.facilitation.need"].search(
            Domain("delivery_state", "=", "configured") & self._asked_by_me()
        )
        return [
            self._line("confirm", "fa-check-square-o", self.env._("Is it done? %s", need.name), need._open_page(),
                       self.env._("It is configured. Try it, then confirm or say what is missing."),
                       until=need.acceptance_deadline)
            for need in asked.filtered("can_confirm_delivery").sorted(
                lambda need: need.acceptance_deadline or date.max)
        ]  # fmt: skip

    @api.model
    def _get_goals_to_rate(self):
        goals = self.env["crm.facilitation.goal"]._get_unrated()
        if not goals:
            return []
        action = {"type": "ir.actions.client", "tag": "crm_facilitation.rate_goals"}
        title = self.env._("Say how much the goals matter to your work")
        # since when they are there, whoever made them
        since = min(goals.sudo().mapped("create_date"))
        return [self._line("rate", "fa-star-o", title, action, count=len(goals), since=since)]

    @api.model
    def _get_pulse(self):
        # the person's own questions, which nobody else reads
        open_sudo = self.env["crm.facilitation.pulse"]._find_mine().filtered(lambda pulse: not pulse.answered_on)
        if not open_sudo:
            return []
        action = {"type": "ir.actions.act_url", "url": PULSE, "target": "self"}
        title = self.env._("Is it better now? Two questions about what you asked for")
        since = min(open_sudo.mapped("asked_on"))
        return [self._line("pulse", "fa-heartbeat", title, action, count=len(open_sudo), since=since)]

    @api.model
    def _get_kpis_to_accept(self):
        proposed = self.env["crm.facilitation.kpi"].search(
            [("owner_id", "=", self.env.uid), ("ownership", "=", "proposed")]
        )
        return [
            # since when they are asked
            self._line("own", "fa-line-chart", self.env._("Will you own this KPI? %s", kpi.name), self._form(kpi),
                       kpi.ownership_text, since=kpi.sudo().proposed_on)
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
    def _get_sessions(self):
        """Sessions under way, or to come, or that still collect needs, that the user takes part in or leads."""
        collecting = Domain("state", "=", "closed") & Domain("collection_until", ">=", fields.Date.context_today(self))
        sessions = self.env["crm.facilitation.session"].search(
            ALIVE
            & (Domain("state", "in", ("draft", "running")) | collecting)
            & (Domain("is_my_session", "=", True) | Domain("facilitator_ids", "in", self.env.uid)),
            order="state desc, date_start, id",
        )
        # what is over comes last
        sessions = sessions.sorted(lambda session: session.state == "closed")
        return [
            {
                "id": session.id,
                "name": session.name,
                "running": session.state == "running",
                "day": session.date_start and session.date_start.isoformat(),
                "step": session.current_item_id.name or "",
                "instruction": session.current_item_id.instruction or "",
                "collects_until": session.state == "closed" and session.collection_until.isoformat(),
                "can_raise": session._takes_need_from_caller(),
            }
            for session in sessions
        ]

    @api.model
    def _get_own_needs(self):
        """The user's last needs, and what became of them."""
        needs = self.env["crm.facilitation.need"]
        by_me = self.env["crm.facilitation.participant"]._of_caller("author_id")
        return needs.search(by_me, limit=MY_NEEDS, order="write_date desc, id desc")._get_fate_cards()

    @api.model
    def _is_home(self):
        """Whether the desk is where the current user arrives: who takes part, and has chosen no other first screen.

        Nothing is stored: whoever chooses a screen in their preferences has that one, and after the roll-outs are over
        everybody has the one of before.
        """
        if self.env.user.action_id or not self.env.user._is_internal():
            return False
        role = self.env["crm.facilitation.role"]
        return role._is_leader() or role._takes_part_now(AT_HOME_AFTER_LAUNCH)
