from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ..tools.anonymity import new_token, published_department, token_hash

RAISE_FIELDS = {"name", "problem", "wish", "minutes_lost_weekly", "tag_ids"}
QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_notrack": True}


class CrmFacilitationNeed(models.Model):
    """Needs raised while the current step of the agenda is anonymous.

    The server checks that the caller takes part, notes that a member of a department raised it, and stores nobody: no
    author, no user, no follower, no message, the day and not the minute. The author's device keeps a token of which
    only the hash is stored; with it, and only with it, they can agree to be named.

    Invariants: an anonymous need has no author; a department that would point at fewer than three people is left out.
    """

    _inherit = "crm.facilitation.need"

    is_anonymous = fields.Boolean("Anonymous", copy=False, readonly=True)
    origin_hash = fields.Char(groups=NO_ACCESS, copy=False, readonly=True)
    origin_label = fields.Char("Origin", compute="_compute_origin_label")

    _unique_origin_hash = models.UniqueIndex("(origin_hash) WHERE origin_hash IS NOT NULL")
    _check_anonymous = models.Constraint(
        "CHECK (NOT (is_anonymous IS TRUE AND author_id IS NOT NULL))",
        "An anonymous need names nobody until its author agrees to be named.",
    )

    @api.depends("is_anonymous", "author_id.partner_id.name", "department_id.name", "session_id.name")
    def _compute_origin_label(self):
        for need in self:
            author = need.sudo().author_id.partner_id.name
            department = need.sudo().department_id.name
            session = need.session_id.name
            if author:
                need.origin_label = author
            elif department:
                need.origin_label = self.env._(
                    "An employee of %(department)s, %(session)s", department=department, session=session
                )
            else:
                need.origin_label = self.env._("An employee, %s", session)

    @api.model
    def raise_need(self, session_id, values):
        """Raise a need from the short form.

        :param dict values: ``name`` and, where the person has them, ``problem``, ``wish``, ``minutes_lost_weekly``,
            ``tag_ids``
        :return: ``{"id", "token"}``; ``token`` is False unless the need is anonymous. It is shown once: the device
            keeps it, the server does not.
        """
        if unknown := set(values) - RAISE_FIELDS:
            raise UserError(self.env._("The short form does not take: %s", ", ".join(sorted(unknown))))
        token = new_token()
        need = self.with_context(facilitation_origin_hash=token_hash(token)).create(values | {"session_id": session_id})
        return {"id": need.id, "token": need.is_anonymous and token}

    @api.model_create_multi
    def create(self, vals_list):
        sessions = self.env["crm.facilitation.session"]
        named, anonymous = [], []
        for position, vals in enumerate(vals_list):
            if foreign := {"is_anonymous", "origin_hash"} & set(vals):
                raise AccessError(
                    self.env._("The session's agenda decides on this, not the form: %s", ", ".join(foreign))
                )
            session = sessions.browse(vals.get("session_id") or self.env.context.get("default_session_id"))
            hidden = session.sudo().current_item_id.anonymous and session.sudo().state == "running"
            (anonymous if hidden else named).append(position)
        created = dict(zip(named, super().create([vals_list[position] for position in named]), strict=True))
        for position in anonymous:
            created[position] = self._create_anonymous(vals_list[position])
        return self.browse(created[position].id for position in range(len(vals_list)))

    @api.model
    def _create_anonymous(self, vals):
        session = self.env["crm.facilitation.session"].browse(
            vals.get("session_id") or self.env.context.get("default_session_id")
        )
        prepared = vals | self._prepare_author(session, vals)
        participant = self.env["crm.facilitation.participant"].sudo().browse(prepared.pop("author_id", False))
        department = prepared.get("department_id") or participant.department_id.id
        prepared |= {
            "session_id": session.id,
            "author_id": False,
            "is_anonymous": True,
            "department_id": published_department(department, self._get_electorate(session)) or False,
            "origin_hash": self.env.context.get("facilitation_origin_hash") or False,
        }
        quiet = self.with_user(SUPERUSER_ID).with_context(clean_context_of(self.env.context) | QUIET)
        need = super(CrmFacilitationNeed, quiet).create([prepared])
        need.flush_recordset()
        # the minute would tell who was at the keyboard
        self.env.cr.execute(
            SQL(
                "UPDATE crm_facilitation_need SET create_date = date_trunc('day', create_date),"
                " write_date = date_trunc('day', write_date) WHERE id = %s",
                need.id,
            )
        )
        need.invalidate_recordset(["create_date", "write_date"], flush=False)
        return need.with_env(self.env)

    @api.model
    def _get_electorate(self, session):
        """``{department id: number of people who may raise needs}``."""
        groups = (
            self.env["crm.facilitation.participant"]
            .sudo()
            ._read_group([("session_id", "=", session.id), ("role", "!=", "observer")], ["department_id"], ["__count"])
        )
        return {department.id: count for department, count in groups}

    def action_reveal_author(self, token):
        """Agree to be named: proves by the token that the caller raised this need."""
        self.ensure_one()
        self.check_access("read")
        participant = self.session_id._get_participant()
        own_hash = self.sudo().origin_hash
        if not participant or not self.is_anonymous or not own_hash or token_hash(token or "") != own_hash:
            raise AccessError(self.env._("Only the device that raised this need can name its author."))
        self._write_checked(
            {
                "is_anonymous": False,
                "origin_hash": False,
                "author_id": participant.id,
                "department_id": participant.department_id.id,
            }
        )
        self.env["crm.facilitation.event"]._record(self, "author_revealed", {"name": self.name})
        return True


def clean_context_of(context):
    """The context without defaults and without the caller's language, both of which could point at a person."""
    return {key: value for key, value in context.items() if not key.startswith("default_") and key != "uid"}
