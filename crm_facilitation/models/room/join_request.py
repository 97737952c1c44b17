from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL
from odoo.tools.misc import clean_context

from ...tools.room.names import MAX_NAME, plain_name, same_name
from ...tools.sessions.link import fingerprint

STATES = [("asked", "Asks to join"), ("admitted", "Admitted"), ("refused", "Refused")]
# more than any room holds
MAX_WAITING = 300


class CrmFacilitationJoinRequest(models.Model):
    """Somebody with the join code who gave name and department, and waits for a facilitator to admit them.

    The code lets nobody in: a facilitator does. The invited people of that name are offered first, so that nobody gets
    a second place; a person who was not invited is added with evidence. What the waiting browser holds becomes a key
    when it is admitted.

    Invariants: a request is answered once; a place that somebody came to already is given only when it is chosen.
    """

    _name = "crm.facilitation.join.request"
    _description = "Facilitation Join Request"
    _inherit = ["crm.facilitation.guarded"]
    _order = "id"
    _write_policy = """
        facilitator | asked | - | participant_id is_new
    """
    _rec_name = "name"
    # the request of a guest names the account of nobody
    _log_access = False

    session_id = fields.Many2one(
        "crm.facilitation.session", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    name = fields.Char(required=True, readonly=True)
    department_id = fields.Many2one("hr.department", "Department", readonly=True, ondelete="set null")
    state = fields.Selection(STATES, default="asked", required=True, readonly=True)
    candidate_ids = fields.Many2many(
        "crm.facilitation.participant",
        compute="_compute_candidate_ids",
        string="Invited under this name",
        context={"active_test": True},
    )
    participant_id = fields.Many2one(
        "crm.facilitation.participant",
        "Admit as",
        domain="[('session_id', '=', session_id), ('user_id', '=', False)]",
        ondelete="cascade",
    )
    is_new = fields.Boolean("Somebody else of that name")
    lang = fields.Char("Language", readonly=True)
    key_hash = fields.Char(groups=NO_ACCESS)

    _unique_key = models.UniqueIndex("(key_hash) WHERE key_hash IS NOT NULL")
    _check_admitted = models.Constraint(
        "CHECK (state <> 'admitted' OR participant_id IS NOT NULL)", "Whoever is admitted has a place."
    )

    @api.depends("name", "department_id", "session_id.participant_ids.partner_id.name")
    def _compute_candidate_ids(self):
        for request in self:
            named = request.session_id.participant_ids.filtered(
                lambda person, request=request: not person.user_id and same_name(person.partner_id.name, request.name)
            )
            request.candidate_ids = named.sorted(
                lambda person, request=request: person.department_id != request.department_id
            )

    @api.model
    def _ask(self, session, name, department_id, key):
        """Keep that somebody asks to join ``session``, in the browser that holds ``key``.

        :raise UserError: in the person's words, when name or department do not fit or the room is full
        """
        name = plain_name(name)
        if not name or len(name) > MAX_NAME:
            raise UserError(self.env._("Give your name, with at most %s characters.", MAX_NAME))
        if department_id not in session._get_lobby_departments().ids:
            raise UserError(self.env._("Choose your department."))
        # whoever asks has no account
        waiting_sudo = self.sudo()
        if waiting_sudo.search_count([("session_id", "=", session.id), ("state", "=", "asked")]) >= MAX_WAITING:
            raise UserError(self.env._("Too many people wait already. Tell the facilitator."))
        return waiting_sudo.create(
            {
                "session_id": session.id,
                "name": name,
                "department_id": department_id,
                "lang": self.env.lang,
                "key_hash": fingerprint(key),
            }
        )

    @api.model
    def _find(self, session_id, key):
        """The request of the browser that holds ``key``, with superuser rights."""
        # whoever asks has no account
        own_sudo = self.sudo()
        return own_sudo.search([("session_id", "=", session_id), ("key_hash", "=", fingerprint(key or ""))])

    def action_admit(self) -> None:
        """Admit all of them: as the one invited under this name and department, as chosen, or as a new person."""
        for request in self._lock_waiting():
            participant = request._get_chosen() or request._get_invited()
            is_new = not participant
            participant._tell_entry(
                "crm_facilitation.admitted_mail",
                lambda told: told.env._("%s, you were let into a session", told.partner_id.name),
            )
            participant = participant or request._add_person()
            # the key of the browser that waits
            request_sudo = request.sudo()
            participant._keep_key("code", request_sudo.key_hash)
            request_sudo.write({"state": "admitted", "participant_id": participant.id})
            participant._join_by("code")
            self.env["crm.facilitation.event"]._record(
                request.session_id, "person_admitted", {"admitted": participant.id, "is_new": is_new}
            )

    def action_refuse(self) -> None:
        """Refuse: the browser is told, and nothing else happens."""
        for request in self._lock_waiting():
            # states are the actions'
            request.sudo().write({"state": "refused", "key_hash": False})
            self.env["crm.facilitation.event"]._record(request.session_id, "join_refused", {})

    def _lock_waiting(self):
        """Those of these requests that wait, locked: of two facilitators who answer at once, the second finds them answered."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL("SELECT id FROM crm_facilitation_join_request WHERE id = ANY(%s) AND state = 'asked'"
                " ORDER BY id FOR UPDATE", self.ids)
        )  # fmt: skip
        return self.browse(row[0] for row in rows)

    def _get_chosen(self):
        """The place that the facilitator chose; it is one of this session, and of nobody with a login."""
        chosen = self.participant_id
        # whether the person may come in at all does not depend on what the facilitator may read
        if chosen and (chosen.session_id != self.session_id or chosen.user_id or not chosen.sudo()._is_let_in()):
            raise UserError(
                self.env._(
                    "“%s” cannot be admitted as this person: choose somebody invited without an account.", self.name
                )
            )
        return chosen

    def _get_invited(self):
        """The one place under this name and department that nobody came to yet; none where it is a new person."""
        self.ensure_one()
        if self.is_new or not self.candidate_ids:
            return self.candidate_ids.browse()
        own = self.candidate_ids.filtered(
            lambda person: person.department_id == self.department_id and not person.came_by
        )
        if len(own) == 1:
            return own
        raise UserError(
            self.env._(
                "“%s” is the name of somebody invited: choose who it is, or say that it is somebody else.", self.name
            )
        )

    def _add_person(self):
        # facilitators may not all make contacts; this one is of whom they admit, and of no default of theirs
        partners = self.env["res.partner"].with_user(SUPERUSER_ID).with_context(clean_context(self.env.context))
        values = {"name": self.name, "company_id": self.company_id.id}
        if self.lang in dict(self.env["res.lang"].get_installed()):
            values["lang"] = self.lang
        partner_sudo = partners.create(values)
        return self.env["crm.facilitation.participant"].create(
            {"session_id": self.session_id.id, "partner_id": partner_sudo.id, "department_id": self.department_id.id}
        )
