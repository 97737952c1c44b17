import hmac
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.http import db_list, request

from ...tools.room.address import DATABASES, DIFFERS, UNREACHABLE, find_doubts
from ...tools.sessions.steps import StepCheck
from .presence import cutoff


class CrmFacilitationSession(models.Model):
    """The lobby of a session: its join code is good while a facilitator has opened it.

    The code is no identity: it lets people ask to join.
    """

    _inherit = "crm.facilitation.session"

    is_lobby_open = fields.Boolean("Join code open", copy=False, readonly=True)
    join_request_ids = fields.One2many(
        "crm.facilitation.join.request", "session_id", groups="crm_facilitation.group_facilitator"
    )
    waiting_count = fields.Integer(
        "Asking to join", compute="_compute_waiting_count", groups="crm_facilitation.group_facilitator"
    )

    @api.depends("join_request_ids.state")
    def _compute_waiting_count(self):
        waiting = dict(
            self.env["crm.facilitation.join.request"]._read_group(
                [("session_id", "in", self.ids), ("state", "=", "asked")], ["session_id"], ["__count"]
            )
        )
        for session in self:
            session.waiting_count = waiting.get(session, 0)

    def action_open_lobby(self) -> dict | None:
        """Take the join code: people may ask to join. Says what could keep their phones from reaching the server."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        for session in self._set_lobby(True):
            self.env["crm.facilitation.event"]._record(session, "lobby_opened", {})
        problems = self._get_address_warnings()
        if not problems:
            return None
        # the form shows what can be done now: closing it, and who asks
        afterwards = {"type": "ir.actions.client", "tag": "soft_reload"}
        params = {"type": "warning", "sticky": True, "message": " ".join(problems), "next": afterwards}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    def action_close_lobby(self) -> None:
        """Take the join code no more. Who was admitted stays in."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        for session in self._set_lobby(False):
            self.env["crm.facilitation.event"]._record(session, "lobby_closed", {})

    @api.model
    def _get_address_warnings(self) -> list[str]:
        """What keeps links and codes from working, in words; before the first invitation and beside the code."""
        address = self.get_base_url()
        _ = self.env._
        sentences = {
            UNREACHABLE: _(
                "Links begin with %s, which phones may not reach. Set web.base.url to a public address with https.",
                address,
            ),
            DIFFERS: _(
                "Links begin with %s, which is not the address at which you have opened Odoo. Set web.base.url.",
                address,
            ),
            DATABASES: _(
                "Several databases answer at this address, so links cannot tell which one is meant. Set dbfilter."
            ),
        }
        seen = request.httprequest.host_url if request else None
        return [sentences[doubt] for doubt in find_doubts(address, seen, len(self._get_databases()))]

    @api.model
    def _get_databases(self):
        """Databases that a visitor without a login could mean, by the host's name."""
        return db_list(force=True, host=urlsplit(self.get_base_url()).netloc)

    def write(self, vals: ValuesType) -> bool:
        result = super().write(vals)
        if {"current_item_id", "state"} & set(vals):
            # what a step without names collected appears all at once; the roll-out's other sessions may have shown it
            sessions_sudo = self.sudo().project_id.session_ids
            self.env["crm.facilitation.nameless"]._show_all_held(sessions_sudo.ids)
        if vals.get("state") in ("closed", "cancelled"):
            # nobody has a right on who is present
            self.env["crm.facilitation.presence"].sudo().search([("session_id", "in", self.ids)]).unlink()
            self._shut_room()
        return result

    def _shut_room(self):
        """End what let people and the projector in: where the session is reopened, both are opened anew."""
        for session in self._set_lobby(False):
            self.env["crm.facilitation.event"]._record(session, "lobby_closed", {})
        # keys are the server's
        for session_sudo in self.sudo().filtered("projector_hash"):
            generation = session_sudo.projector_generation + 1
            session_sudo.write({"projector_hash": False, "projector_generation": generation})

    def _get_step_rules(self):
        return super()._get_step_rules() | {"ready": self._check_ready}

    def _check_ready(self):
        """Everybody whose page is open has pressed “ready”; how many have not is told, and not who."""
        # nobody has a right on who is present
        here_sudo = self.env["crm.facilitation.presence"].sudo()
        here_sudo = here_sudo.search([("session_id", "=", self.id), ("seen_at", ">=", cutoff())])
        ready_sudo = here_sudo.filtered(lambda one: one.is_ready and one.ready_for_id == self.current_item_id.id)
        text = self.env._("Ready: %(ready)s of %(here)s", ready=len(ready_sudo), here=len(here_sudo))
        return [StepCheck("ready", text, bool(here_sudo) and ready_sudo == here_sudo)]

    def _set_lobby(self, is_open):
        changed = self.filtered(lambda session: bool(session.is_lobby_open) != is_open)
        for session in changed:
            session._set_state({"is_lobby_open": is_open})
        return changed

    def action_enter_room(self) -> dict:
        """The live session, as a screen: the desk for who leads it, the page of the room for who takes part."""
        self.ensure_one()
        self.check_access("read")
        view = "desk" if self._identify().is_facilitator else "phone"
        action = self.env["ir.actions.client"]._for_xml_id("crm_facilitation.room_action")
        return action | {
            "name": self.name,
            "context": {"active_id": self.id},
            "params": {"session_id": self.id, "view": view},
        }

    def action_open_waiting(self) -> dict:
        """Who asks to join."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.join_request_action")
        return action | {"domain": [("session_id", "=", self.id)]}

    def action_open_kiosk(self) -> dict:
        """Draw the key of a new kiosk: its address is shown once, to be opened on the shared device."""
        self.ensure_one()
        self.env["crm.facilitation.role"]._check_facilitator(self)
        return self.env["crm.facilitation.kiosk"]._open_for(self)

    @api.model
    def _find_lobby(self, code: str, session_id: int | None = None):
        """The session whose open lobby ``code`` belongs to, with superuser rights; empty for every other code."""
        typed = "".join((code or "").split()).upper()
        # whoever asks has no account
        open_sudo = self.sudo().search([("is_lobby_open", "=", True), ("state", "!=", "cancelled")])
        return open_sudo.filtered(
            lambda session: (
                session.id == (session_id or session.id) and hmac.compare_digest(session.code.encode(), typed.encode())
            )
        )

    def _get_lobby_departments(self):
        """What somebody who asks to join may choose from: the departments of the roll-out and of who is invited."""
        # names of departments, shown to whoever has the code
        session_sudo = self.sudo()
        return (session_sudo.project_id.affected_department_ids | session_sudo.department_ids).sorted("name")
