from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import ACTOR, AUTHOR, Fact, register

_lt = LazyTranslate(__name__)

STATES_WITH_REASON = ("deferred", "rejected")
# what is recorded when a need gets a state
DECISION_KINDS = {
    "accepted": "need_accepted",
    "deferred": "need_deferred",
    "raised": "need_raised",
    "rejected": "need_rejected",
}

register(
    "needs",
    kinds={
        "author_revealed": _lt("Author named"),
        "need_accepted": _lt("Need accepted"),
        "need_changed": _lt("Need changed after the decision"),
        "need_edited": _lt("Need changed"),
        "need_deferred": _lt("Need deferred"),
        "need_merged": _lt("Need merged"),
        "need_raised": _lt("Need put back on the list"),
        "need_raised_for": _lt("Need raised for somebody else"),
        "need_rejected": _lt("Need rejected"),
        "need_restored": _lt("Earlier wording of a need restored"),
        "need_reviewed": _lt("Changed need reviewed"),
        "need_unmerged": _lt("Merge undone"),
        "need_withdrawn": _lt("Need withdrawn by its author"),
        "origins_sealed": _lt("Origins of anonymous needs sealed"),
    },
    facts={
        "after": Fact(_lt("After")),
        "before": Fact(_lt("Before")),
        "could_raise": Fact(_lt("People who could raise needs")),
        "department": Fact(_lt("Department")),
        "from": Fact(_lt("Taken out of"), records="crm.facilitation.need", named_by="from_name"),
        "from_name": Fact(_lt("Taken out of")),
        "into": Fact(_lt("Merged into"), records="crm.facilitation.need", named_by="into_name"),
        "into_name": Fact(_lt("Merged into")),
        "needs": Fact(_lt("Needs"), records="crm.facilitation.need"),
        "origin": Fact(_lt("Seal of its origin")),
        "participant": Fact(_lt("Participant"), records="crm.facilitation.participant"),
        "token": Fact(_lt("Key of its origin")),
    },
    texts={
        "need_raised_for": {"name": AUTHOR},
        "need_edited": {"before": AUTHOR, "after": AUTHOR},
        "author_revealed": {"name": AUTHOR},
        "need_accepted": {"name": AUTHOR, "reason": ACTOR},
        "need_changed": {"before": AUTHOR, "after": AUTHOR},
        "need_deferred": {"name": AUTHOR, "reason": ACTOR},
        "need_merged": {"name": AUTHOR, "into_name": "into"},
        "need_raised": {"name": AUTHOR, "reason": ACTOR},
        "need_rejected": {"name": AUTHOR, "reason": ACTOR},
        "need_restored": {"name": AUTHOR},
        "need_reviewed": {"name": AUTHOR},
        "need_unmerged": {"name": AUTHOR, "from_name": "from"},
        "need_withdrawn": {"name": AUTHOR},
        "origins_sealed": {"name": "needs"},
    },
    authors={"crm.facilitation.need": "author_id.partner_id"},
)


class CrmFacilitationNeed(models.Model):
    """Decisions on needs, and the parking lot of a session.

    A parked need would stop the room now: it is kept in sight and taken up later. It is still undecided, so the launch
    waits for it as for any other. A decision takes it out.
    """

    _inherit = "crm.facilitation.need"

    is_parked = fields.Boolean("Parked", copy=False, readonly=True)

    def _decide_as_written(self, vals):
        """Decide as the state in ``vals`` says; the values that are left to write."""
        vals = dict(vals)
        state = vals.pop("state")
        changed = self.filtered(lambda need: need.state != state)
        if changed:
            changed._decide_by_write(state, vals)
        return vals

    def _decide_by_write(self, state, vals):
        """Route a written state (drag on the board, import, RPC) through the action it stands for."""
        if state == "accepted":
            self.action_accept()
        elif state == "deferred":
            self.action_defer(vals.pop("decision_reason", ""))
        elif state == "rejected":
            self.action_reject(vals.pop("decision_reason", ""))
        elif state == "raised":
            self.action_reconsider()
        else:
            raise UserError(self.env._("Open the need and use “Merge into…” to say which need it becomes part of."))

    def action_accept(self) -> None:
        """Accept: the need will be planned as configuration tasks."""
        self._decide("accepted")

    def action_defer(self, reason: str) -> None:
        """Postpone, with a reason that the author reads."""
        self._decide("deferred", reason)

    def action_reject(self, reason: str) -> None:
        """Decide against, with a reason that the author reads."""
        self._decide("rejected", reason)

    def action_reconsider(self) -> None:
        """Put a decided need back on the list; the earlier decision stays in the evidence."""
        self._decide("raised")

    def _decide(self, state, reason=""):
        self.env["crm.facilitation.role"]._check_facilitator(self)
        reason = (reason or "").strip()
        if state in STATES_WITH_REASON and not reason:
            raise UserError(self.env._("Say why: a need is deferred or rejected with a reason its author can read."))
        for need in self:
            need._check_decidable(state)
            decided = state != "raised"
            need._write_past_guards(
                {
                    "state": state,
                    "decision_reason": reason,
                    "decided_by_id": self.env.uid if decided else False,
                    "decided_on": fields.Datetime.now() if decided else False,
                }
            )
            self.env["crm.facilitation.event"]._record(
                need, DECISION_KINDS[state], {"name": need.name, "reason": reason}
            )
        self._notify_author(state)
        self.filtered("is_parked")._write_past_guards({"is_parked": False})

    def _check_decidable(self, state):
        """Hook: raise when this need cannot go to ``state`` now."""
        self.ensure_one()
        if self.state == "merged":
            raise UserError(
                self.env._("“%s” is part of another need. Decide on that one, or undo the merge first.", self.name)
            )
        if self.state == "accepted" and state != "accepted" and self.task_ids:
            raise UserError(
                self.env._("“%s” is planned already. Cancel and unlink its tasks before deciding otherwise.", self.name)
            )

    def action_withdraw(self, token: str | None = None) -> bool:
        """Take back a need of one's own that nobody has taken up yet: it stays on record as withdrawn.

        :param token: of an anonymous need: what the device that raised it keeps
        """
        is_guest = bool(self.env["crm.facilitation.participant"]._get_guest_id())
        for need in self:
            need.check_access("read")
            if not need.is_my_need and not need._is_origin_of_caller(token):
                raise AccessError(self.env._("A need is withdrawn by whoever raised it, and by nobody else."))
            if need._is_taken_up():
                raise UserError(
                    self.env._(
                        "Others have taken up “%s” already: it was supported, voted on, discussed or decided on."
                        " Say in its discussion that you do not need it any more.",
                        need.name,
                    )
                )
            need._write_past_guards(
                {
                    "state": "rejected",
                    "decision_reason": self.env._("Withdrawn by its author."),
                    # the account of guests is nobody's
                    "decided_by_id": not (need.is_anonymous or is_guest) and self.env.uid,
                    "decided_on": fields.Datetime.now(),
                    "is_parked": False,
                }
            )
            if need.is_anonymous:
                need._forget_who_and_when()
            self.env["crm.facilitation.event"]._record(
                need, "need_withdrawn", {"name": need.name}, anonymous=need.is_anonymous
            )
        return True

    def _is_taken_up(self):
        """Hook: whether others have supported, voted on, discussed or decided on this need."""
        self.ensure_one()
        # what others did counts, whoever may read it
        need_sudo = self.sudo()
        parts_sudo = need_sudo.with_context(active_test=False).merged_need_ids
        return self.state != "raised" or bool(need_sudo.supporter_ids or parts_sudo or need_sudo.answer)

    def action_park(self) -> bool:
        """Put the needs into the parking lot of their session."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        return self._write_past_guards({"is_parked": True})

    def action_take_up(self) -> bool:
        """Take the needs out of the parking lot."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        return self._write_past_guards({"is_parked": False})
