from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from ...tools.sessions.link import fingerprint, new_key
from .room_votes import PULLED

PROJECTOR_PATH = "/f/v/"
STATES_WITH_WALL = ("draft", "running")


class CrmFacilitationSession(models.Model):
    """The wall: what is pulled up for discussion, and the key of the projector that shows it.

    The key only shows. It holds nothing of the desk and of no person, is renewed by the facilitator, and ends with the
    session.

    Invariants: only the fingerprint of the key is stored; there is one at a time.
    """

    _inherit = "crm.facilitation.session"
    _write_policy = """
        - | * | - | pulled_model pulled_id projector_hash projector_generation
    """

    pulled_model = fields.Selection([(word, word) for word in PULLED], "Pulled up", copy=False, readonly=True)
    pulled_id = fields.Integer("Pulled up (number)", copy=False, readonly=True)
    projector_hash = fields.Char(copy=False, readonly=True, groups=NO_ACCESS)
    projector_generation = fields.Integer(copy=False, readonly=True, groups=NO_ACCESS)

    _unique_projector = models.UniqueIndex("(projector_hash) WHERE projector_hash IS NOT NULL")

    def action_pull(self, model: str | None = None, record_id: int | None = None) -> None:
        """Put a need, conflict, option or round up for discussion, on every screen; nothing takes it down.

        :param model: ``need``, ``conflict``, ``option`` or ``round``; None takes down what is up
        """
        self.ensure_one()
        self.env["crm.facilitation.role"]._check_facilitator(self)
        if model and not self.env["crm.facilitation.room"]._find_pullable(self, model, record_id):
            raise UserError(self.env._("This cannot be shown here: it is nothing of this session."))
        # the caller has been checked; what is up is the action's to note
        self.sudo().write({"pulled_model": model or False, "pulled_id": record_id if model else False})

    def action_projector_link(self) -> dict:
        """Draw the key of the projector, and end the one before.

        :return: ``{address, qr}``: shown once; ``qr`` is a picture as a data URI
        """
        self.ensure_one()
        self.env["crm.facilitation.role"]._check_facilitator(self)
        if self.state not in STATES_WITH_WALL:
            raise UserError(self.env._("The session is over: there is nothing to project any more."))
        key = new_key()
        # keys are the server's
        session_sudo = self.sudo()
        session_sudo.write(
            {"projector_hash": fingerprint(key), "projector_generation": session_sudo.projector_generation + 1}
        )
        address = f"{self.get_base_url()}{PROJECTOR_PATH}{key}"
        return {"address": address, "qr": self.env["crm.facilitation.key"]._draw(address)}

    @api.model
    def _authenticate_projector(self, key: str | None, session_id: int | None = None):
        """The session whose projector has this key, with superuser rights; empty for every other key, or when it is over."""
        # the projector has no account
        sessions_sudo = self.sudo()
        if not key or not isinstance(key, str):
            return sessions_sudo.browse()
        found_sudo = sessions_sudo.search([("projector_hash", "=", fingerprint(key))])
        return found_sudo.filtered(
            lambda session: session.state in STATES_WITH_WALL and session.id == (session_id or session.id)
        )


class CrmFacilitationRoom(models.AbstractModel):
    """What hangs on the wall: the state as the projector has it."""

    _inherit = "crm.facilitation.room"

    @api.model
    def _state_of_projector(self, session_sudo):
        """The state for the device whose key opened ``session_sudo``."""
        _own, snapshot = self._read_own(session_sudo)
        return self._get_shared(session_sudo, "projector", snapshot) | {
            "channel": session_sudo._get_projector_channel_key()
        }

    @api.model
    def _describe_wall(self, session):
        """The code and address at which people come in, while it is taken."""
        address = self._get_join_address(session)
        return {
            "code": session.code if session.is_lobby_open else "",
            "address": address,
            "qr": self._draw(address) if address else "",
        }
