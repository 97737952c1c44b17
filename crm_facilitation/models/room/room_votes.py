from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.room.answers import Told
from ..conflicts.conflict import UNSETTLED
from ..voting.round_casting import is_voting

# what can be pulled up for discussion: the word for it, and its model
PULLED = {
    "need": "crm.facilitation.need",
    "conflict": "crm.facilitation.conflict",
    "option": "crm.facilitation.conflict.option",
    "round": "crm.facilitation.round",
}
CONFLICT_FIELDS = (
    "name", "kind", "severity", "is_blocking", "state", "agreement", "dismiss_reason", "reason_code", "facts", "facts_before",
    "evidence_note", "project_id",
)  # fmt: skip
# results that fit on a wall
SHOWN_RESULTS = 10


class CrmFacilitationRoom(models.AbstractModel):
    """Votes and conflicts of a session, and what is under discussion now, as the room shows them.

    Of a vote that is open only the turnout is told, of an anonymous one in steps of its ``min_cell``.
    """

    _inherit = "crm.facilitation.room"

    @api.model
    def _describe_rounds(self, session):
        """All rounds of the session with their turnout, drafts among them, in one statement."""
        rounds = self.env["crm.facilitation.round"]
        rows = self.env.execute_query(
            SQL(
                """SELECT ballot_round.id, ballot_round.name, ballot_round.method, ballot_round.state,
                          coalesce(ballot_round.anonymous, FALSE), ballot_round.deadline, ballot_round.item_id,
                          ballot_round.min_cell, count(elector.id), count(elector.id) FILTER (WHERE %s),
                          (SELECT count(*) FROM crm_facilitation_need_crm_facilitation_round_rel listed
                            WHERE listed.crm_facilitation_round_id = ballot_round.id)
                     FROM crm_facilitation_round ballot_round
                LEFT JOIN crm_facilitation_elector elector ON elector.round_id = ballot_round.id
                    WHERE ballot_round.session_id = %s GROUP BY ballot_round.id ORDER BY ballot_round.id""",
                rounds._has_voted(),
                session.id,
            )
        )
        return [
            {
                "id": number,
                "name": name,
                "method": method,
                "state": state,
                "anonymous": anonymous,
                "deadline": fields.Datetime.to_string(deadline),
                "item_id": item or False,
                "electors": electors,
                "voted": voted - voted % min_cell if anonymous and state == "open" else voted,
                "needs": listed,
            }
            for number, name, method, state, anonymous, deadline, item, min_cell, electors, voted, listed in rows
        ]

    @api.model
    def _mark_own_rounds(self, rounds, own):
        """The rounds with what is the caller's own about them."""
        electors, marked = own.get("electors") or {}, []
        for one in rounds:
            is_elector, is_done = str(one["id"]) in electors, bool(electors.get(str(one["id"])))
            takes_votes = is_voting(one["state"], fields.Datetime.to_datetime(one["deadline"]))
            marks = {"is_elector": is_elector, "is_done_by_me": is_done}
            marked.append(one | marks | {"awaits_me": takes_votes and is_elector and not is_done})
        return marked

    @api.model
    def _describe_conflicts(self, session, view):
        """Conflicts found in the session or about a need of it, with the evidence in words, unsettled first.

        On the desk what stops tasks of the roll-out is among them, whichever session found it. Who takes part in this
        one alone may not read it.
        """
        of_session = Domain("session_id", "=", session.id) | Domain("need_ids.session_id", "=", session.id)
        if view == "desk":
            of_session |= Domain(session._get_blocking_domain(session.project_id))
        conflicts = self.env["crm.facilitation.conflict"].search_fetch(of_session, CONFLICT_FIELDS)
        options = self._describe_options(conflicts)
        words = {
            name: dict(conflicts._fields[name]._description_selection(self.env))
            for name in ("kind", "severity", "state")
        }
        return [
            Told(
                {
                    "id": conflict.id,
                    "name": conflict.name,
                    "kind": conflict.kind,
                    "kind_label": words["kind"][conflict.kind],
                    "severity": conflict.severity,
                    "severity_label": words["severity"][conflict.severity],
                    "is_blocking": bool(conflict.is_blocking),
                    "state": conflict.state,
                    "state_label": words["state"][conflict.state],
                    "words": conflict.evidence or "",
                    "agreement": conflict.agreement or "",
                    "dismiss_reason": conflict.dismiss_reason or "",
                    "options": options.get(conflict.id, []),
                }
            )
            for conflict in conflicts
        ]

    @api.model
    def _mark_own_conflicts(self, conflicts):
        """The conflicts with whether the caller may settle them."""
        is_leader = self.env["crm.facilitation.role"]._is_leader()
        return [one.marked({"can_settle": is_leader and one["state"] in UNSETTLED}) for one in conflicts]

    @api.model
    def _describe_options(self, conflicts):
        """``{conflict id: [option]}`` with the last round on each and what it came to, in one statement."""
        if not conflicts:
            return {}
        rows = self.env.execute_query(
            SQL(
                """SELECT option.conflict_id, option.id, option.name, option.pros, option.cons, option.cost,
                          option.chosen, asked.id, asked.state, total.id IS NOT NULL, coalesce(total.agree, 0),
                          coalesce(total.abstain, 0), coalesce(total.object, 0), coalesce(total.block, 0)
                     FROM crm_facilitation_conflict_option option
        LEFT JOIN LATERAL (SELECT ballot_round.id, ballot_round.state FROM crm_facilitation_round ballot_round
                             JOIN crm_facilitation_need_crm_facilitation_round_rel listed
                               ON listed.crm_facilitation_round_id = ballot_round.id
                            WHERE listed.crm_facilitation_need_id = option.need_id AND ballot_round.state <> 'draft'
                         ORDER BY ballot_round.opened_on DESC, ballot_round.id DESC LIMIT 1) asked ON TRUE
                LEFT JOIN crm_facilitation_tally total ON total.round_id = asked.id AND total.need_id = option.need_id
                          AND total.department_id IS NULL
                    WHERE option.conflict_id = ANY(%s) AND option.is_held IS NOT TRUE
                 ORDER BY option.conflict_id, option.sequence, option.id""",
                conflicts.ids,
            )
        )
        model = self.env["crm.facilitation.conflict.option"]
        labels = dict(model._fields["consent"]._description_selection(self.env))
        found = {}
        for conflict, number, name, pros, cons, cost, chosen, asked, state, *total in rows:
            is_counted, *votes = total
            figures = dict(zip(("agree", "abstain", "object", "block"), votes, strict=True))
            consent = model._get_consent_of(state, is_counted and figures)
            option = {
                "id": number,
                "name": name,
                "pros": pros or "",
                "cons": cons or "",
                "effort_days": cost or 0,
                "is_chosen": bool(chosen),
                "round_id": asked or False,
                "consent": consent,
                "consent_label": labels[consent],
            }
            found.setdefault(conflict, []).append(option | figures)
        return found

    @api.model
    def _describe_pulled(self, session):
        """What is under discussion now, with its facts; None where there is nothing."""
        model = PULLED.get(session.pulled_model)
        record = model and self.env[model].browse(session.pulled_id)
        if not record or not record.exists():
            return None
        facts = getattr(self, f"_pull_{session.pulled_model}")(session, record)
        return facts and {"model": session.pulled_model, "id": record.id} | facts

    @api.model
    def _pull_need(self, session, need):
        rows = self._read_needs(need.session_id, need.id)
        if not rows:
            return None
        facts = self._describe_need(need.session_id, need.id)
        # nobody is named while the room is asked not to name anybody, nor the department of one
        return facts | {"origin_label": "", "department": ""} if session._is_anonymous_now() else facts

    @api.model
    def _pull_conflict(self, session, conflict):
        words = dict(conflict._fields["kind"]._description_selection(self.env))
        return {
            "name": conflict.name,
            "kind": words[conflict.kind],
            "state": conflict.state,
            "words": conflict.evidence or "",
            "agreement": conflict.agreement or "",
            "options": self._describe_options(conflict).get(conflict.id, []),
        }

    @api.model
    def _pull_option(self, session, option):
        options = self._describe_options(option.conflict_id).get(option.conflict_id.id, [])
        facts = next((one for one in options if one["id"] == option.id), None)
        return facts and facts | {"conflict": option.conflict_id.name, "consent": facts["consent_label"]}

    @api.model
    def _pull_round(self, session, ballot_round):
        facts = next(one for one in self._describe_rounds(ballot_round.session_id) if one["id"] == ballot_round.id)
        names = ("name", "method", "state", "anonymous", "voted", "electors")
        return {name: facts[name] for name in names} | {"results": self._pull_results(ballot_round)}

    @api.model
    def _pull_results(self, ballot_round):
        """The published results of a closed round, as far as they fit on a wall; None before it is closed."""
        if ballot_round.state != "closed":
            return None
        results = ballot_round.results()
        share = results["fair_share"]
        bought = {chosen["need_id"] for chosen in share["chosen"]} if share else set()
        return {
            # said on the wall, where the figures do not go down from line to line
            "is_fair_share": bool(share),
            "cap": results["cap"],
            "min_cell": results["min_cell"],
            "voters": results["voters"],
            "needs": [
                {"id": need["id"], "name": need["name"], "total": need["total"], "bought": need["id"] in bought}
                for need in results["needs"][:SHOWN_RESULTS]
            ],
        }

    @api.model
    def _find_pullable(self, session, model, record_id):
        """The record that can be pulled up in ``session``: one of it, or one that it takes up again; else empty."""
        if model not in PULLED or not isinstance(record_id, int) or isinstance(record_id, bool):
            return session.browse()
        record = self.env[PULLED[model]].search([("id", "=", record_id)], limit=1)
        # conflicts and needs of the roll-out's other sessions are taken up again
        return record.filtered(lambda one: one.project_id == session.project_id)
