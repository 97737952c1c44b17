from odoo import api, fields, models

from ...tools.discussion.minutes import CHOICES, WAYS
from ...tools.evidence.kinds import fact_of
from ..conflicts.conflict import UNSETTLED

NEED_FACTS = (
    "id", "name", "problem", "wish", "origin_label", "state", "moscow", "effort_days", "supporter_count", "answer",
    "discussion_note", "delivery_state",
)  # fmt: skip
CONFLICT_FACTS = ("id", "name", "kind", "severity", "state", "is_blocking", "evidence", "agreement", "dismiss_reason")
KPI_FACTS = (
    "id", "name", "unit", "has_baseline", "baseline_value", "has_target", "target_value", "current_value", "attainment",
    "status",
)  # fmt: skip


class CrmFacilitationSession(models.Model):
    """The minutes: what a session brought about, as facts of which each reader gets what their rights show.

    Invariants: each need of the session is listed once, or counted with the reason why it is not; votes are in it as
    their results are published, origins as they are labelled, and proposals without whoever made them, so that nothing
    tells of an anonymous author or of a cell that is not shown.
    """

    _inherit = "crm.facilitation.session"

    @api.readonly
    def minutes(self) -> dict:
        """The facts of the protocol. Days are ``YYYY-MM-DD`` or False, words of choices technical, names texts.

        :return: ``{session: {id, name, rollout, company, state, date_start, date_end, closed_on, facilitators}, people:
            [{department, people: [{name, role, attendance}]}], people_not_listed, goals: [{id, name, why, owner, relevance, reason,
            confirmed_on}], needs: [{…, decision_reason, decided_by, decided_on, discussed_on, merged_into,
            is_archived}], needs_not_listed: [{reason, count}], rounds: [what ``results()`` returns of a closed round,
            or {round_id, name, method, state}, and ``ways``, how many electors had come in which way], deviations:
            [{id, need, said, decided, decided_by, reason}], conflicts: [{…, departments, needs, option, options,
            owner, review_date, decided_by, decided_on}], kpis: [{…, goal, owner, baseline_date, target_date}],
            promises: [{id, name, who, due_on, state, outcome}], open_points: [{kind, id, name, owner, date}],
            evidence: {fingerprint, rows} | None}``.
            ``department`` is empty for people of none; ``evidence`` is None for whoever may not read it
        """
        self.ensure_one()
        self.check_access("read")
        needs = self.env["crm.facilitation.need"].with_context(active_test=False)
        needs = needs.search([("session_id", "=", self.id)])
        conflicts = self.env["crm.facilitation.conflict"].search([("session_id", "=", self.id)])
        goals = self.env["crm.facilitation.goal"].search([("project_id", "=", self.project_id.id)])
        kpis = self.env["crm.facilitation.kpi"]
        if kpis.has_access("read"):
            kpis = kpis.search([("project_id", "=", self.project_id.id)])
        people = self.env["crm.facilitation.participant"].search([("session_id", "=", self.id)])
        promises = self.env["crm.facilitation.promise"].search([("session_id", "=", self.id)])
        return {
            "session": self._minute_session(),
            "people": self._minute_people(people),
            "people_not_listed": self._count_people_not_listed(people),
            "goals": [self._minute_goal(goal) for goal in goals],
            "needs": [self._minute_need(need) for need in needs],
            "needs_not_listed": self._count_not_listed(needs),
            "rounds": self._minute_rounds(),
            "deviations": self._minute_deviations(needs),
            "conflicts": [self._minute_conflict(conflict) for conflict in conflicts],
            "kpis": [self._minute_kpi(kpi) for kpi in kpis],
            "promises": [self._minute_promise(promise) for promise in promises],
            "open_points": [
                *self._minute_open_needs(needs),
                *self._minute_open_conflicts(conflicts),
                *self._minute_open_goals(goals),
                *self._minute_open_kpis(kpis),
            ],
            "evidence": self._minute_evidence(),
        }

    @api.model
    def _day(self, value):
        return fields.Date.to_string(value)

    @api.model
    def _names(self, records):
        """Names of people, departments and records that stand in what the reader may read."""
        # the names alone are shown
        return ", ".join(records.sudo().mapped("display_name"))

    def _minute_session(self):
        return {
            "id": self.id,
            "name": self.name,
            "rollout": self._names(self.project_id),
            "company": self._names(self.company_id),
            "state": self.state,
            "date_start": self._day(self.date_start),
            "date_end": self._day(self.date_end),
            "closed_on": self._day(self.closed_on),
            # accounts are not everybody's to read
            "facilitators": self._names(self.sudo().facilitator_ids),
        }

    @api.model
    def _minute_people(self, people):
        """Everybody of the session once, by department."""
        found = []
        for department, members in people.grouped("department_id").items():
            rows = [
                {"name": self._names(person.partner_id), "role": person.role, "attendance": person.attendance}
                for person in members
            ]
            found.append({"department": self._names(department), "people": sorted(rows, key=lambda row: row["name"])})
        return sorted(found, key=lambda row: (not row["department"], row["department"]))

    def _count_people_not_listed(self, people):
        # how many take part is everybody's to know who does
        everybody_sudo = self.env["crm.facilitation.participant"].sudo()
        return everybody_sudo.search_count([("session_id", "=", self.id), ("active", "=", True)]) - len(people)

    @api.model
    def _minute_promise(self, promise):
        return {name: promise[name] or "" for name in ("id", "name", "who", "state", "outcome")} | {
            "due_on": self._day(promise.due_on)
        }

    @api.model
    def _minute_goal(self, goal):
        return {
            "id": goal.id,
            "name": goal.name,
            "why": goal.why or "",
            "owner": self._names(goal.owner_id),
            "relevance": goal.relevance,
            "reason": goal.relevance_reason or "",
            "confirmed_on": self._day(goal.confirmed_on),
        }

    @api.model
    def _minute_need(self, need):
        return {name: need[name] for name in NEED_FACTS} | {
            "decision_reason": need.decision_reason or "",
            **self._minute_decision(need),
            "discussed_on": self._day(need.discussed_on),
            "merged_into": self._names(need.merged_into_id),
            "is_archived": not need.active,
        }

    @api.model
    def _minute_decision(self, need):
        """Who decided on the need and when; of one that became part of another, who put them together."""
        decided_by, decided_on = need.decided_by_id, need.decided_on
        if need.state == "merged":
            # evidence is not everybody's to read, and this much of it is said in the minutes
            merged = [("record_model", "=", need._name), ("record_id", "=", need.id), ("kind", "=", "need_merged")]
            event_sudo = self.env["crm.facilitation.event"].sudo().search(merged, limit=1, order="id desc")
            decided_by, decided_on = event_sudo.actor_id, event_sudo.at
        return {"decided_by": self._names(decided_by), "decided_on": self._day(decided_on)}

    def _count_not_listed(self, needs):
        # how many there are is everybody's to know, what they say is not
        all_sudo = self.env["crm.facilitation.need"].sudo().with_context(active_test=False)
        left_out = all_sudo.search_count([("session_id", "=", self.id)]) - len(needs)
        return [{"reason": self.env._("Not for you to read"), "count": left_out}] if left_out else []

    def _minute_rounds(self):
        rounds = self.env["crm.facilitation.round"].search([("session_id", "=", self.id)], order="id")
        return [
            {"state": one.state}
            | (one.results() if one.state == "closed" else {"round_id": one.id, "name": one.name, "method": one.method})
            | {"ways": self._minute_ways(one)}
            for one in rounds
        ]

    @api.model
    def _minute_ways(self, ballot_round):
        """``{by_<way>: electors}`` as its opening noted it, without those of which there was none."""
        # evidence is not everybody's to read, and this much of it is said in the minutes
        opened = [("record_model", "=", ballot_round._name), ("record_id", "=", ballot_round.id)]
        events_sudo = self.env["crm.facilitation.event"].sudo()
        payload = events_sudo.search([*opened, ("kind", "=", "round_opened")], limit=1).payload or {}
        return {name: payload[name] for name in WAYS if payload.get(name)}

    def _minute_deviations(self, needs):
        deviations = self.env["crm.facilitation.deviation"]
        if not deviations.has_access("read"):
            return []
        return [
            {
                "id": deviation.id,
                "need": self._names(deviation.need_id),
                "said": deviation.said,
                "decided": deviation.decided,
                "decided_by": self._names(deviation.decided_by_id),
                "reason": deviation.reason or "",
            }
            for deviation in deviations.search([("need_id", "in", needs.ids)])
        ]

    @api.model
    def _minute_conflict(self, conflict):
        options = conflict.option_ids
        return {name: conflict[name] for name in CONFLICT_FACTS} | {
            "departments": self._names(conflict.department_ids),
            "needs": self._names(conflict.need_ids._filtered_access("read")),
            "option": options.filtered("chosen").name or "",
            "options": [
                {name: one[name] or "" for name in ("name", "pros", "cons")} | {"cost": one.cost, "chosen": one.chosen}
                for one in options
            ],
            "owner": self._names(conflict.owner_id),
            "review_date": self._day(conflict.review_date),
            "decided_by": self._names(conflict.decided_by_id),
            "decided_on": self._day(conflict.decided_on),
        }

    @api.model
    def _minute_kpi(self, kpi):
        return {name: kpi[name] for name in KPI_FACTS} | {
            "goal": self._names(kpi.goal_id),
            "owner": self._names(kpi.owner_id),
            "baseline_date": self._day(kpi.baseline_date),
            "target_date": self._day(kpi.target_date),
        }

    @api.model
    def _point(self, kind, record, owner, date=False):
        return {"kind": kind, "id": record.id, "name": record.display_name, "owner": owner, "date": self._day(date)}

    def _minute_open_needs(self, needs):
        """Needs to discuss, to decide, to plan, and tasks that are not done."""
        # accounts are not everybody's to read
        facilitators = self._names(self.sudo().facilitator_ids)
        standing = needs.filtered(lambda need: need.state != "merged" and (need.active or need.state == "accepted"))
        points = []
        for need in standing:
            if not need.discussed_on:
                points.append(self._point("discuss", need, facilitators, self.collection_until))
            if need.state == "raised":
                points.append(self._point("decide", need, facilitators, self.collection_until))
            if need.state == "accepted" and need.delivery_state == "none":
                points.append(self._point("plan", need, facilitators))
        # which tasks there are is looked up with all rights, and searched with the reader's
        planned_sudo = standing.sudo().task_ids
        tasks = self.env["project.task"]
        if tasks.has_access("read"):
            tasks = tasks.search([("id", "in", planned_sudo.ids), ("is_closed", "=", False)])
        return points + [self._point("task", task, self._names(task.user_ids), task.date_deadline) for task in tasks]

    def _minute_open_conflicts(self, conflicts):
        """Conflicts to settle, and agreements that are looked at again."""
        unsettled = conflicts.filtered(lambda conflict: conflict.state in UNSETTLED)
        review = conflicts.filtered(lambda conflict: conflict.state == "agreed" and conflict.review_date)
        return [
            self._point(kind, conflict, self._names(conflict.owner_id), conflict.review_date)
            for kind, several in (("settle", unsettled), ("review", review))
            for conflict in several
        ]

    def _minute_open_goals(self, goals):
        """Goals whose owner has not said since the session whether they hold."""
        asked = self.closed_on or self.date_end
        waiting = goals.filtered(lambda goal: not goal.confirmed_on or (asked and goal.confirmed_on < asked))
        return [self._point("confirm", goal, self._names(goal.owner_id)) for goal in waiting]

    def _minute_open_kpis(self, kpis):
        """KPIs without a baseline or a target."""
        waiting = kpis.filtered(lambda kpi: not (kpi.has_baseline and kpi.has_target))
        return [self._point("measure", kpi, self._names(kpi.owner_id), kpi.target_date) for kpi in waiting]

    def _minute_evidence(self):
        """The fingerprint of the last row, by which somebody can check later that nothing was changed."""
        events = self.env["crm.facilitation.event"]
        if not events.has_access("read"):
            return None
        of_rollout = [("project_id", "=", self.project_id.id)]
        last = events.search(of_rollout, order="id desc", limit=1)
        return {"fingerprint": last.hash or "", "rows": events.search_count(of_rollout)}

    @api.model
    def _word_way(self, name):
        # a lazy word looks for its language beside it, which a comprehension hides
        return str(fact_of("round_opened", name).label)

    @api.model
    def _get_minutes_words(self):
        """``{(model, field, value): label}`` of the technical words in the minutes, in the reader's language."""
        words = {
            "point": {
                "discuss": self.env._("To discuss"),
                "decide": self.env._("To decide on"),
                "plan": self.env._("To plan"),
                "task": self.env._("Task to do"),
                "settle": self.env._("Conflict to settle"),
                "review": self.env._("Agreement to look at again"),
                "confirm": self.env._("Goal to confirm"),
                "measure": self.env._("KPI to complete"),
            }
        }
        words["way"] = {name: self._word_way(name) for name in WAYS}
        for word, (model, name) in CHOICES.items():
            field = self.env[f"crm.facilitation.{model}"]._fields[name]
            words[word] = dict(field._description_selection(self.env))
        return words
