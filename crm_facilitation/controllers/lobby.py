from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..tools.sessions.link import new_key
from . import guest
from .room import GET, Room, act


class Lobby(Room):
    """Coming in by a code: one from a mail, which is its person's, or the join code, which lets people ask.

    Wrong codes are counted per session, and for codes of no session all together.
    """

    @http.route([guest.ROOT, f"{guest.ROOT}/c/<string:code>"], **GET)
    @guest.on_own_device
    def show_code(self, code=""):
        return self._render("crm_facilitation.room_code", {"code": code[:20], "problem": ""})

    @act(f"{guest.ROOT}/code")
    @guest.on_own_device
    def give_code(self, code="", name=""):
        """Find the session of a join code, and ask for the department in it."""
        attempts = request.env["crm.facilitation.attempt"]
        session_sudo = request.env["crm.facilitation.session"]
        if attempts._is_open("code_any", 0):
            session_sudo = session_sudo._find_lobby(code)
            if not session_sudo:
                attempts._note("code_any", 0)
        if not session_sudo:
            values = {"code": code[:20], "problem": self._wrong_code()}
            return self._render("crm_facilitation.room_code", values, status=403)
        return self._show_ask(session_sudo, code, name)

    @act(f"{guest.ROOT}/s/<int(max=2147483647):session_id>/code")
    @guest.on_own_device
    def give_code_of_session(self, session_id, proof=None, code=""):
        """A code entered on the clean address: the one-time code of a mail, or the session's join code."""
        if not guest.is_own_page(session_id, proof):
            return self._show_ways(session_id, problem=self._stale_page(), status=403)
        attempts = request.env["crm.facilitation.attempt"]
        if attempts._is_open("code", session_id):
            key = new_key()
            participant_sudo = request.env["crm.facilitation.participant"]._redeem_code(session_id, code, key)
            if participant_sudo:
                response = guest.seal(request.redirect(f"{guest.ROOT}/s/{session_id}", local=True))
                guest.keep_key(response, request.env["crm.facilitation.participant"]._authenticate(key), key)
                return response
            session_sudo = request.env["crm.facilitation.session"]._find_lobby(code, session_id)
            if session_sudo:
                return self._show_ask(session_sudo, code, "")
            attempts._note("code", session_id)
        return self._show_ways(session_id, problem=self._wrong_code(), status=403)

    @act(f"{guest.ROOT}/s/<int(max=2147483647):session_id>/ask")
    @guest.on_own_device
    def ask(self, session_id, proof=None, code="", name="", department=""):
        """Ask to join: name and department are given, a facilitator decides."""
        if not guest.is_own_page(session_id, proof):
            return self._show_ways(session_id, problem=self._stale_page(), status=403)
        if guest.authenticate(session_id) or self._is_waiting(session_id):
            return guest.seal(request.redirect(f"{guest.ROOT}/s/{session_id}", local=True))
        attempts = request.env["crm.facilitation.attempt"]
        session_sudo = request.env["crm.facilitation.session"]
        if attempts._is_open("code", session_id):
            session_sudo = session_sudo._find_lobby(code, session_id)
            if not session_sudo:
                attempts._note("code", session_id)
        if not session_sudo or not attempts._is_open("ask", session_id):
            return self._show_ways(session_id, problem=self._wrong_code(), status=403)
        key = new_key()
        try:
            place = int(department) if department.isdecimal() and len(department) < 10 else 0
            request.env["crm.facilitation.join.request"]._ask(session_sudo, name, place, key)
        except UserError as error:
            return self._show_ask(session_sudo, code, name, problem=str(error), status=422)
        attempts._note("ask", session_id)
        response = guest.seal(request.redirect(f"{guest.ROOT}/s/{session_id}", local=True))
        # good for nothing until the request is admitted
        guest.set_cookie(response, guest.cookie_name(session_id), key, days=7)
        return response

    def _is_waiting(self, session_id):
        own_sudo = request.env["crm.facilitation.join.request"]._find(session_id, guest.read_cookie(session_id))
        return own_sudo.state == "asked"

    def _show_ask(self, session_sudo, code, name, problem="", status=200):
        key = guest.device_key(session_sudo.id)
        values = {
            "session": session_sudo,
            "departments": session_sudo._get_lobby_departments(),
            "code": code[:20],
            "name": name[:200],
            "problem": problem,
            "proof": guest.proof(key),
        }
        response = self._render("crm_facilitation.room_ask", values, status=status)
        if not guest.read_cookie(session_sudo.id):
            guest.set_cookie(response, guest.cookie_name(session_sudo.id), key, days=1)
        return response

    def _wrong_code(self):
        return request.env._("This code is not good now. Look at it again, or ask the facilitator.")
