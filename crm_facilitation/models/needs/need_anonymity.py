from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.needs.anonymity import published_department
from ...tools.sessions.identity import OBSERVER
from ...tools.tokens import origin_commitment


class CrmFacilitationNeed(models.Model):
    """Needs raised while the current step of the agenda is anonymous.

    The server checks that the caller takes part, notes that a member of a department raised it, and stores nobody: no
    author, no user, no follower, no message, a random number, the day and not the minute. The author's device keeps a
    token; what is stored is a commitment to the token and the participant. With the token, and only with it, they prove
    that the need is theirs or agree to be named. What a step collected is sealed in the evidence when the step ends,
    see ``need_origin.py`` and ``docs/adr/0005-origin-of-anonymous-needs.md``.

    Invariants: an anonymous need has no author; a department that would point at fewer than three people is left out;
    neither is filled in by hand later.
    """

    _inherit = "crm.facilitation.need"

    origin_label = fields.Char("Origin", compute="_compute_origin_label")

    _check_anonymous = models.Constraint(
        "CHECK (NOT (is_anonymous IS TRUE AND author_id IS NOT NULL))",
        "An anonymous need names nobody until its author agrees to be named.",
    )

    @api.depends("is_anonymous", "author_id.partner_id.name", "department_id.name", "session_id.name")
    def _compute_origin_label(self):
        for need in self:
            # the names alone are shown, to those who may read the need
            author = need.sudo().author_id.partner_id.name
            department = need.sudo().department_id.name
            session = need.sudo().session_id.name
            need.origin_label = self._label_origin(author, need.is_anonymous, department, session)

    @api.model
    def _label_origin(self, author, is_anonymous, department, session):
        """Where a need comes from, in words: names as texts, empty where there is none."""
        if author:
            return author
        if not is_anonymous and not department:
            return self.env._("The facilitator, %s", session)
        if department:
            return self.env._("An employee of %(department)s, %(session)s", department=department, session=session)
        return self.env._("An employee, %s", session)

    @api.model
    def _create_anonymous(self, vals):
        self._check_stands_alone(vals)
        session = self._get_session_of(vals)
        prepared = vals | self._prepare_author(session, vals)
        # the department alone is used, of whoever raises the need
        participant_sudo = self.env["crm.facilitation.participant"].sudo().browse(prepared.pop("author_id", False))
        department = prepared.get("department_id") or participant_sudo.department_id.id
        # links are written after the need has its number
        links = {name: prepared.pop(name) for name in ("tag_ids", "goal_ids") if name in prepared}
        prepared |= {
            "session_id": session.id,
            "author_id": False,
            "is_anonymous": True,
            "department_id": published_department(department, self._get_electorate(session)) or False,
        }
        need = self._as_nobody()._store_raised([prepared])._take_random_number()
        models.Model.write(need, links)
        need._forget_who_and_when()
        need._hold_back()
        return need.with_env(self.env)

    @api.model
    def _get_electorate(self, session):
        """``{department id: number of people who can raise needs}``; names of people whom nobody reaches are no people."""
        # the number alone is used, and participants may not all be read
        people_sudo = self.env["crm.facilitation.participant"].sudo()
        reached = people_sudo.search(
            [("session_id", "=", session.id), ("role", "!=", OBSERVER), ("active", "=", True)]
        )._filter_reached()
        reached = session._get_people_of_step(reached)
        return Counter(person.department_id.id for person in reached)

    def _check_origin_stays(self):
        """Refuse to fill in by hand where these needs come from, in one of :data:`ORIGIN_FIELDS` of ``need.py``."""
        if any(self.mapped("is_anonymous")):
            raise UserError(
                self.env._(
                    "Where an anonymous need comes from is not filled in by hand. Its author can agree to be named."
                )
            )

    def action_reveal_author(self, token: str) -> bool:
        """Agree to be named: proves by the token that the caller raised this need."""
        self.ensure_one()
        if not self._is_origin_of_caller(token):
            raise AccessError(self.env._("Only the device that raised this need can name its author."))
        participant = self.session_id._get_participant()
        self._write_past_guards(
            {
                "is_anonymous": False,
                "origin_hash": False,
                "author_id": participant.id,
                "department_id": participant.department_id.id,
            }
        )
        # the token is of no use any more, and with it anybody can check the commitment that was sealed
        self.env["crm.facilitation.event"]._record(
            self, "author_revealed", {"name": self.name, "participant": participant.id, "token": token}
        )
        return True

    def _is_origin_of_caller(self, token):
        """Whether the caller raised this need, shown by the token that their device keeps."""
        self.check_access("read")
        participant = self.session_id._identify().participant
        # nobody has the right to read the commitment
        commitment = self.sudo().origin_hash
        if not participant or not self.is_anonymous or not commitment or not isinstance(token, str):
            return False
        return origin_commitment(self.session_id.id, participant, token) == commitment
