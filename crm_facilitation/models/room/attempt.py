from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

# how many within how many minutes; of a session and not of an address, because a room of 200 phones is one address
LIMITS = {"code": (60, 10), "code_any": (600, 10), "ask": (300, 60), "mail": (60, 60), "mail_person": (2, 10)}
KINDS = [(kind, kind) for kind in LIMITS]


class CrmFacilitationAttempt(models.Model):
    """What people without a key tried: wrong codes, asking to join, a new link. Only counted, to limit it.

    Rows are added and never changed, so that attempts do not wait for each other, and go after an hour.
    """

    _name = "crm.facilitation.attempt"
    _description = "Facilitation Attempt"
    _log_access = False
    _rec_name = "kind"

    kind = fields.Selection(KINDS, required=True)
    # no relations: attempts outlive nothing, and delete nothing's way
    about = fields.Integer(help="The id of the session, or of the participant that a new link was asked for.")
    at = fields.Datetime(required=True)
    address = fields.Char(groups=NO_ACCESS, help="Where a new link is asked for, until that was looked at.")

    _index_about = models.Index("(kind, about, at)")

    @api.model
    def _is_open(self, kind: str, about: int) -> bool:
        """Whether another attempt is taken now."""
        limit, minutes = LIMITS[kind]
        since = fields.Datetime.now() - timedelta(minutes=minutes)
        return self.sudo().search_count([("kind", "=", kind), ("about", "=", about), ("at", ">", since)]) < limit

    @api.model
    def _note(self, kind: str, about: int, address: str | None = None) -> None:
        now = fields.Datetime.now()
        # nobody has any right on attempts
        self.sudo().create({"kind": kind, "about": about, "at": now, "address": address})
        self.env.cr.execute(
            SQL("DELETE FROM crm_facilitation_attempt WHERE id IN (SELECT id FROM crm_facilitation_attempt"
                " WHERE at < %s FOR UPDATE SKIP LOCKED)", now - timedelta(hours=2))
        )  # fmt: skip
