from datetime import timedelta

from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.access.texts import is_seen
from ...tools.sessions.identity import OBSERVER

KINDS = [("question", "Question"), ("answer", "Answer"), ("for", "For it"), ("against", "Against it")]
# what a remark can be about: the word for it, which is the field without “_id”, and its model
SUBJECTS = {
    "need": "crm.facilitation.need",
    "option": "crm.facilitation.conflict.option",
    "goal": "crm.facilitation.goal",
    "conflict": "crm.facilitation.conflict",
}
# characters of a remark at most, and remarks of one person in one session
SIZE, LIMIT = 2_000, 200
# how long its author may correct it, as long as nobody has replied
CORRECTION = timedelta(minutes=15)


class CrmFacilitationRemark(models.Model):
    """What somebody who takes part says of a need, an option, a goal or a conflict, and what others reply.

    Its author corrects the text of a remark for a quarter of an hour, until somebody replies; nobody else changes it, and
    nobody deletes it. The facilitator hides it with a reason, which its place then shows. In an anonymous step it is
    stored like an anonymous need: no author, a random number, the day and not the minute; and nobody corrects it.

    An answer to somebody else says that the group has discussed the need it is about.

    Invariants: it is about one record; a reply is about the same one as what it replies to; who said it is the caller
    as their session identifies them, or nobody, and is not filled in.
    """

    _name = "crm.facilitation.remark"
    _description = "Facilitation Remark"
    _inherit = ["crm.facilitation.nameless", "crm.facilitation.guarded"]
    _order = "id"
    _rec_name = "text"
    _write_policy = """
        author | new  | - | need_id option_id goal_id conflict_id parent_id kind
        author | open | - | text <other>
        -      | *    | - | session_id author_id hidden_reason hidden_text
    """
    _completes_new = True

    need_id = fields.Many2one("crm.facilitation.need", index="btree_not_null", ondelete="restrict")
    option_id = fields.Many2one("crm.facilitation.conflict.option", index="btree_not_null", ondelete="restrict")
    goal_id = fields.Many2one("crm.facilitation.goal", index="btree_not_null", ondelete="restrict")
    conflict_id = fields.Many2one("crm.facilitation.conflict", index="btree_not_null", ondelete="restrict")
    parent_id = fields.Many2one("crm.facilitation.remark", "Reply to", index="btree_not_null", ondelete="restrict")
    child_ids = fields.One2many("crm.facilitation.remark", "parent_id", "Replies")
    kind = fields.Selection(KINDS, default="question", required=True)
    text = fields.Text()
    session_id = fields.Many2one(
        "crm.facilitation.session", "Said in", index=True, readonly=True, copy=False, ondelete="restrict"
    )
    project_id = fields.Many2one(
        "project.project", "Roll-out", compute="_compute_project_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True, precompute=True)
    author_id = fields.Many2one(
        "crm.facilitation.participant", "Said by", index=True, readonly=True, copy=False, ondelete="restrict"
    )
    hidden_reason = fields.Text("Why hidden", readonly=True, copy=False)
    hidden_text = fields.Text(readonly=True, copy=False, groups="crm_facilitation.group_facilitator")
    is_mine = fields.Boolean("I said it", compute="_compute_is_mine")

    _check_about_one = models.Constraint(
        "CHECK (num_nonnulls(need_id, option_id, goal_id, conflict_id) = 1)",
        "A remark is about one need, option, goal or conflict.",
    )
    _check_said = models.Constraint(
        "CHECK (hidden_reason IS NOT NULL OR coalesce(trim(text), '') <> '')", "Say something: a remark has a text."
    )
    _check_nobody = models.Constraint(
        "CHECK (NOT (is_anonymous IS TRUE AND author_id IS NOT NULL))", "An anonymous remark names nobody."
    )

    @api.depends("need_id.project_id", "option_id.project_id", "goal_id.project_id", "conflict_id.project_id")
    def _compute_project_id(self):
        for remark in self:
            remark.project_id = remark._get_subject().project_id

    @api.depends_context("uid")
    @api.depends("author_id.user_id")
    def _compute_is_mine(self):
        is_facilitator = self.env["crm.facilitation.role"]._is_facilitator()
        for remark in self:
            # whose it is is asked also where the participant may not be read
            author_sudo = remark.sudo().author_id
            leads = is_facilitator and not remark.is_anonymous and remark.create_uid == self.env.user
            remark.is_mine = bool(author_sudo._filter_caller()) if author_sudo else leads

    @api.constrains("parent_id", "need_id", "option_id", "goal_id", "conflict_id")
    def _check_parent(self):
        for remark in self:
            if remark.parent_id and remark.parent_id._get_subject() != remark._get_subject():
                raise ValidationError(self.env._("A reply is about the same thing as the remark that it replies to."))

    def _get_subject(self):
        """What the remark is about."""
        return self.need_id or self.option_id or self.goal_id or self.conflict_id

    def _get_policy_state(self):
        self.ensure_one()
        # replies decide, whoever may read them
        remark_sudo = self.sudo()
        said = remark_sudo.create_date
        in_time = said and said > fields.Datetime.now() - CORRECTION
        return "open" if in_time and not remark_sudo.child_ids and not remark_sudo.hidden_reason else "answered"

    def _get_policy_roles(self) -> set[str]:
        return super()._get_policy_roles() | ({"author"} if self.is_mine else set())

    @api.model
    def _get_policy_roles_of_new(self, vals) -> set[str]:
        # who may speak is refused by name, see _prepare_said
        return super()._get_policy_roles_of_new(vals) | {"author"}

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        if self.env.su:
            return super().create(vals_list)
        # before all else: remarks are stored as the superuser, who may write everything
        self._check_policy_of_new(vals_list)
        said = self.browse()
        for vals in vals_list:
            said += self._take_said(self._get_foreign_defaults() | vals)
        return said

    @api.model
    def _take_said(self, vals, token=None):
        """Store what the caller says; ``token`` is the device's, see :meth:`_say`."""
        prepared = self._prepare_said(vals)
        remark = self._say(prepared, self._commit(prepared["session_id"], prepared.pop("speaker"), token))
        remark._follow_answer()
        return remark.with_env(self.env)

    def write(self, vals: ValuesType) -> bool:
        if "text" in vals and not self.env.su:
            vals = vals | {"text": self._check_words(vals["text"])}
        return super().write(vals)

    @api.model
    def _prepare_said(self, vals):
        """The values of what the caller says, completed by who they are."""
        named = {word: vals.get(f"{word}_id") for word in SUBJECTS if vals.get(f"{word}_id")}
        if len(named) != 1:
            raise UserError(self.env._("A remark is about one need, option, goal or conflict."))
        [(word, number)] = named.items()
        subject = self._find_subject(word, number)
        if word == "need" and subject.merged_into_id:
            raise UserError(self.env._("“%s” is part of another need. Discuss that one.", subject.name))
        self._check_kind_and_parent(vals)
        session, participant = self._get_speaker(subject)
        is_anonymous = session._is_anonymous_now() if session else False
        self._check_number(session, participant, is_anonymous)
        kept = {name: value for name, value in vals.items() if name in self._fields}
        return kept | {
            f"{word}_id": subject.id,
            "text": self._check_words(vals.get("text")),
            "session_id": session.id,
            "author_id": False if is_anonymous else participant.id,
            "is_anonymous": is_anonymous,
            "speaker": participant.id,
        }

    @api.model
    def _check_kind_and_parent(self, vals):
        if vals.get("kind", "question") not in dict(KINDS):
            raise UserError(self.env._("A remark is a question, an answer, or says what speaks for or against."))
        parent = self.browse(vals.get("parent_id") or [])
        parent.check_access("read")
        if parent and not parent.exists():
            raise UserError(self.env._("What you speak of is not there any more."))

    @api.model
    def _find_subject(self, word, number):
        """The need, option, goal or conflict of this number, which the caller must be able to read."""
        if word not in SUBJECTS:
            raise UserError(self.env._("A remark is about one need, option, goal or conflict."))
        subject = self.env[SUBJECTS[word]].browse(number)
        subject.check_access("read")
        if not subject.exists():
            raise UserError(self.env._("What you speak of is not there any more."))
        return subject

    @api.model
    def _get_speaker(self, subject):
        """The session in which the caller speaks of ``subject``, and their participant; refuse who takes no part."""
        # a session that somebody takes part in is theirs; the others are not looked at further
        sessions_sudo = subject.sudo()._get_discussion_sessions().filtered(lambda session: session.state != "cancelled")
        # where somebody takes part in several at once, the anonymous one decides
        sessions = sessions_sudo.sorted(
            lambda session: (not session._is_anonymous_now(), session.state != "running", -session.id)
        ).sudo(False)
        for session in sessions:
            if session._identify().takes_part:
                session._check_can_remark()
                return session, session._get_participant()
        if not self.env["crm.facilitation.role"]._is_facilitator():
            raise AccessError(self.env._("Only people who take part in the session speak in its discussion."))
        return sessions[:1], self.env["crm.facilitation.participant"]

    @api.model
    def _check_words(self, text):
        text = text.strip() if isinstance(text, str) else ""
        if not is_seen(text):
            raise UserError(self.env._("Say something: a remark has a text."))
        if len(text) > SIZE:
            raise UserError(self.env._("Say it shorter: a remark takes at most %s characters.", SIZE))
        return text

    @api.model
    def _check_number(self, session, participant, is_anonymous):
        """Refuse more than ``LIMIT`` remarks of a person.

        In an anonymous step nobody's name is stored: all remarks are counted together, against ``LIMIT`` times the number
        of people who may speak.
        """
        # what is counted are all remarks, whoever may read them, and those that nobody finds yet
        remarks_sudo = self._with_held()
        if is_anonymous:
            people_sudo = self.env["crm.facilitation.participant"].sudo()
            people = [("session_id", "=", session.id), ("role", "!=", OBSERVER), ("active", "=", True)]
            limit = LIMIT * max(1, people_sudo.search_count(people))
            domain = [("session_id", "=", session.id), ("is_anonymous", "=", True)]
        else:
            limit, domain = LIMIT, [("session_id", "=", session.id), ("author_id", "=", participant.id)]
        if (participant or is_anonymous) and remarks_sudo.search_count(domain, limit=limit) >= limit:
            raise UserError(self.env._("That is enough for one session. Say the rest aloud, or ask the facilitator."))

    def _follow_answer(self):
        """A need is discussed once somebody has answered; opening it is not enough."""
        for remark in self:
            if remark._is_answer_to_somebody():
                remark.need_id._set_discussed(True)

    def _is_answer_to_somebody(self):
        """Whether the remark answers another person about a need. An anonymous one counts as another person's."""
        if self.kind != "answer" or not self.need_id or self.hidden_reason:
            return False
        answered = self.parent_id or self.need_id
        if self.is_anonymous or answered.is_anonymous:
            return True
        return self.author_id.partner_id != answered.author_id.partner_id

    def action_hide(self, reason: str) -> None:
        """Put remarks out of sight; their place shows the reason."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        reason = self._take_reason(reason)
        for remark in self:
            # the commands of Odoo's lists reach here with what is hidden already
            if remark.hidden_reason:
                raise UserError(self.env._("This remark is hidden already."))
            remark._write_past_guards({"hidden_reason": reason, "hidden_text": remark.text, "text": False})
            remark._forget_when_hidden()
            self.env["crm.facilitation.event"]._record(remark, "remark_hidden", {"reason": reason})
            remark.need_id._follow_hidden_answer()

    def _forget_when_hidden(self):
        if self.is_anonymous:
            self._forget_who_and_when()

    @api.model
    def _get_unsealed(self):
        """What was said in a step that still lasts is mixed as a whole."""
        return ["|", ("session_id.state", "=", "running"), ("is_mixed", "=", False), ("is_anonymous", "=", True)]
