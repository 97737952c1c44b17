from odoo import api, fields, models

NEED_FIELDS = (
    "id", "name", "problem", "wish", "state", "decision_reason", "origin_label", "is_anonymous", "delivery_state",
    "is_my_need", "is_supported_by_me", "can_support", "can_confirm_delivery", "supporter_count",
)  # fmt: skip


class CrmFacilitationRoom(models.AbstractModel):
    """What a page of the room shows first: the session, who I am in it, the needs, votes and goals."""

    _inherit = "crm.facilitation.room"

    @api.model
    @api.readonly
    def state(self, session_id: int) -> dict:
        """Everything the caller sees of the session now.

        :return: ``{session: {id, name, state, date_start, date_end, collecting, takes_need, anonymous, step,
            instruction}, me: {id, name, department, role, way, joined, right, link_shown_on}, needs: [{…}], rounds:
            [{id, name, method, state, anonymous, deadline, awaits_me, is_elector}], goals: [{id, name, why}]}``;
            days as ``YYYY-MM-DD``, the deadline in UTC
        """
        session = self.env["crm.facilitation.session"].browse(session_id)
        session.check_access("read")
        needs = self.env["crm.facilitation.need"].search([("session_id", "=", session.id)])
        goals = self.env["crm.facilitation.goal"].search([("project_id", "=", session.project_id.id)])
        return {
            "session": self._describe_session(session),
            "me": self._describe_me(session),
            "needs": self._describe_needs(needs),
            "rounds": self._describe_rounds(session),
            "goals": [{"id": goal.id, "name": goal.name, "why": goal.why or ""} for goal in goals],
        }

    @api.model
    def _describe_needs(self, needs):
        fates = needs._get_fates()
        # what a need became part of is told, also where that one may not be read
        return [
            {name: need[name] for name in NEED_FIELDS}
            | {"fate": fates[need.id], "reason": need.decision_reason or need.sudo().merged_into_id.name or ""}
            for need in needs
        ]

    @api.model
    def _describe_session(self, session):
        step = session.current_item_id
        return {
            "id": session.id,
            "name": session.name,
            "state": session.state,
            "date_start": fields.Date.to_string(session.date_start) or False,
            "date_end": fields.Date.to_string(session.date_end) or False,
            "collecting": session._is_collecting(),
            "takes_need": session._takes_need_from_caller(),
            "anonymous": session._is_anonymous_now(),
            "step": step.name or "",
            "instruction": step.instruction or "",
        }

    @api.model
    def _describe_me(self, session):
        identity = session._identify()
        # one's own name and department, which a guest may not read otherwise
        participant_sudo = session.sudo()._get_participant()
        return {
            "id": participant_sudo.id,
            "name": participant_sudo.partner_id.name or "",
            "department": participant_sudo.department_id.name or "",
            "role": identity.role,
            "way": identity.way,
            "joined": participant_sudo.attendance == "joined" and bool(participant_sudo.came_by),
            "right": participant_sudo._get_right() if participant_sudo else False,
            "link_shown_on": fields.Date.to_string(participant_sudo.link_shown_on) or False,
        }

    @api.model
    def _describe_rounds(self, session):
        rounds = self.env["crm.facilitation.round"].search(
            [("session_id", "=", session.id), ("state", "!=", "draft")], order="id"
        )
        # whether one is an elector oneself
        electors_sudo = (
            self.env["crm.facilitation.elector"]
            .sudo()
            .search([("round_id", "in", rounds.ids), ("participant_id", "=", session._identify().participant)])
        )
        return [
            {
                "id": ballot_round.id,
                "name": ballot_round.name,
                "method": ballot_round.method,
                "state": ballot_round.state,
                "anonymous": ballot_round.anonymous,
                "deadline": fields.Datetime.to_string(ballot_round.deadline) or False,
                "awaits_me": ballot_round.awaits_me,
                "is_elector": ballot_round in electors_sudo.round_id,
            }
            for ballot_round in rounds
        ]
