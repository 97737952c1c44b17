from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import AccessError, UserError

SEVERITIES = [("high", "High"), ("medium", "Medium"), ("low", "Low")]
STATES = [("open", "Open"), ("watched", "Measure agreed"), ("closed", "Closed")]
# characters of a risk at most
SIZE = 300


class CrmFacilitationRisk(models.Model):
    """A reason why the roll-out could fail, as people said it: what was promised last time and not kept, among others.

    It is said while the session takes needs; the step on old promises is there for it. In an anonymous step it is
    stored like an anonymous need: no author, a random number, the day and not the minute. Facilitators and management
    weigh it and name who looks after it.

    Invariants: whoever said it is the caller as their session identifies them, or nobody; what people said stays on
    record, and is closed with words that say why.
    """

    _name = "crm.facilitation.risk"
    _description = "Facilitation Risk"
    _inherit = ["crm.facilitation.nameless", "crm.facilitation.guarded"]
    _order = "id"
    _write_policy = """
        author facilitator     | new | -      | session_id name has_happened
        facilitator management | *   | always | severity measure owner_id review_on state
        facilitator management | *   | -      | <other>
        -                      | *   | -      | author_id need_id
    """
    _edit_kind = "risk_edited"
    _completes_new = True

    name = fields.Char("What could make it fail", required=True)
    has_happened = fields.Boolean("Happened last time", help="It went wrong with the last system already.")
    session_id = fields.Many2one("crm.facilitation.session", "Said in", required=True, index=True, ondelete="restrict")
    project_id = fields.Many2one(related="session_id.project_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True, precompute=True)
    author_id = fields.Many2one(
        "crm.facilitation.participant",
        "Said by",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    need_id = fields.Many2one(
        "crm.facilitation.need",
        "Said as",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The need with the tag “Risk” that it was taken from when its step ended.",
    )
    severity = fields.Selection(SEVERITIES, default="medium", required=True, copy=False)
    measure = fields.Text("What is done about it", copy=False)
    owner_id = fields.Many2one(
        "res.users", "Looked after by", copy=False, ondelete="restrict", domain=[("share", "=", False)]
    )
    review_on = fields.Date("Looked at again", copy=False)
    state = fields.Selection(STATES, default="open", required=True, copy=False)

    _unique_need = models.UniqueIndex(
        "(need_id) WHERE need_id IS NOT NULL", "This need stands in the register already."
    )
    _check_nobody = models.Constraint(
        "CHECK (NOT (is_anonymous IS TRUE AND author_id IS NOT NULL))", "An anonymous risk names nobody."
    )
    _check_measure = models.Constraint(
        "CHECK (state = 'open' OR coalesce(trim(measure), '') <> '')",
        "Write down what is done about the risk, or why it is none any more.",
    )

    @api.model
    def _get_policy_roles_of_new(self, vals) -> set[str]:
        # who may speak is refused by name, see _prepare_said
        return super()._get_policy_roles_of_new(vals) | {"author"}

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        if self.env.su:
            return super().create(vals_list)
        # before all else: risks are stored as the superuser, who may write everything
        self._check_policy_of_new(vals_list)
        said = self.browse()
        for vals in vals_list:
            said += self._take_said(self._get_foreign_defaults() | vals)
        return said

    @api.model
    def _take_said(self, vals, origin=False):
        """Store what the caller says; ``origin`` is what :meth:`_commit` gave for the device's token."""
        return self._say(self._prepare_said(vals), origin).with_env(self.env)

    @api.model
    def _prepare_said(self, vals):
        """The values of what the caller says, completed by who they are."""
        session = self.env["crm.facilitation.session"].browse(vals.get("session_id")).exists()
        if not session:
            raise UserError(self.env._("Say in which session: a risk belongs to one."))
        session.check_access("read")
        caller = session._check_can_raise()
        if not caller.may_raise:
            raise AccessError(self.env._("Only people who take part in the session say what could make it fail."))
        name = vals.get("name")
        name = " ".join(name.split()) if isinstance(name, str) else ""
        if not name or len(name) > SIZE:
            raise UserError(self.env._("Say it in one sentence, of at most %s characters.", SIZE))
        is_anonymous = session._is_anonymous_now()
        kept = {key: value for key, value in vals.items() if key in self._fields}
        return kept | {
            "name": name,
            "author_id": False if is_anonymous else caller.participant or False,
            "is_anonymous": is_anonymous,
        }

    @api.model
    def action_raise_risk(
        self,
        session_id: int,
        name: str,
        has_happened: bool = False,
        promised_anonymous: bool = False,
        token: str | None = None,
    ) -> dict:
        """Say what could make the roll-out fail.

        :param has_happened: it went wrong with the last system already
        :param promised_anonymous: the form told the person that no name is stored; refused when that no longer holds
        :param token: one that the device drew: sent again because the answer was lost on the way, it is the same risk
        :return: ``{"id"}``
        """
        session = self.env["crm.facilitation.session"].browse(session_id)
        origin = self._commit(session_id, session._identify().participant, token)
        if said := self._find_committed(origin):
            return {"id": said.id}
        if promised_anonymous and not session._is_anonymous_now():
            raise AccessError(
                self.env._("The anonymous step is over: this would carry your name. Say it again if you agree.")
            )
        values = {"session_id": session_id, "name": name, "has_happened": bool(has_happened)}
        return {"id": self._take_said(values, origin).id}

    @api.model
    def _take_from_needs(self, sessions):
        """Add to the register the needs with the tag “Risk”, each once; called when a step ends."""
        tag = self.env.ref("crm_facilitation.need_tag_risk", raise_if_not_found=False)
        if not tag:
            return
        # what the step collected is taken, whoever may read it
        needs_sudo = self.env["crm.facilitation.need"]._with_held().with_context(active_test=True)
        risks_sudo = self.sudo().with_context(active_test=False)
        known_sudo = risks_sudo.search([("session_id", "in", sessions.ids), ("need_id", "!=", False)]).need_id
        tagged = [("session_id", "in", sessions.ids), ("tag_ids", "in", tag.ids), ("state", "!=", "merged")]
        for need_sudo in needs_sudo.search(tagged) - known_sudo.with_env(needs_sudo.env):
            facts = {
                "name": need_sudo.name,
                "session_id": need_sudo.session_id.id,
                "need_id": need_sudo.id,
                "is_anonymous": need_sudo.is_anonymous,
                "author_id": need_sudo.author_id.id,
            }
            if need_sudo.is_anonymous:
                self._as_nobody().create([facts])._take_random_number()._forget_who_and_when()
            else:
                risks_sudo.create([facts])

    @api.ondelete(at_uninstall=True)
    def _unlink_except_said(self):
        if self:
            raise UserError(self.env._("What people said stays on record. Close the risk and say why."))

    @api.model
    def _get_unsealed(self):
        """What was said in a step that still lasts is mixed as a whole."""
        return ["|", ("session_id.state", "=", "running"), ("is_mixed", "=", False), ("is_anonymous", "=", True)]
