import gzip
import time

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from ..models.room.projector import PROJECTOR_PATH
from ..tools.room.answers import write_answer
from . import guest
from .kiosk import PATH as KIOSK_PATH
from .kiosk import Kiosk
from .room import GET

VIEW = PROJECTOR_PATH.rstrip("/")
# which parts a page still has; a page that sends none of it gets them all
PARTS = "X-Facilitation-Parts"
# answers below this many bytes are not worth compressing
COMPRESSED_FROM = 1000
# the fastest: a third larger than the next ones, for half of the time
COMPRESSED_BY = 1
# a projector stands there for the days of one session
DAYS = 14


def may_be_replica(_controller, _rule, _args):
    """The state is read from a replica, unless the page has reason to think that the replica is behind."""
    return request.httprequest.args.get("fresh") != "1"


READ = GET | {"readonly": may_be_replica}


def answer_state(state):
    """The state as JSON, or 304 where the page has it already; compressed, since no proxy need do it.

    The version is a hash of the whole. Parts that did not change since the page read them are left out, by their own
    versions. The clock is in a header, which a 304 has too: nothing in the state moves by itself.
    """
    parts = request.httprequest.headers.get(PARTS)
    body, version = write_answer(state, None if parts is None else parts.split())
    headers = [
        ("Content-Type", "application/json; charset=utf-8"),
        ("ETag", f'"{version}"'),
        ("Vary", f"Accept-Encoding, {PARTS}"),
        ("X-Facilitation-Now", str(int(time.time() * 1000))),
    ]
    # a proxy that compresses makes a weak one of it
    known = request.httprequest.headers.get("If-None-Match", "")
    if version in {part.strip().removeprefix("W/").strip('"') for part in known.split(",")}:
        return guest.seal(request.make_response("", headers, status=304))
    if len(body) > COMPRESSED_FROM and "gzip" in request.httprequest.headers.get("Accept-Encoding", ""):
        body = gzip.compress(body, compresslevel=COMPRESSED_BY, mtime=0)
        headers.append(("Content-Encoding", "gzip"))
    return guest.seal(request.make_response(body, headers))


class RoomState(Kiosk):
    """The state of the room, by each way in, and the projector, whose key only shows."""

    @http.route(
        "/crm_facilitation/room/<int(max=2147483647):session_id>/state",
        **(READ | {"auth": "user", "save_session": True}),
    )
    def state_of_login(self, session_id, view="phone", fresh=None):
        """The state for somebody who is logged in; ``fresh=1`` asks the primary server."""
        try:
            return answer_state(request.env["crm.facilitation.room"].state(session_id, view))
        except AccessError as error:
            return self._refuse("access", str(error), 403)

    @http.route(f"{guest.ROOT}/s/<int(max=2147483647):session_id>/state", **READ)
    def state_of_guest(self, session_id, fresh=None):
        key_sudo, refusal = self._find_key(session_id)
        return refusal or self._state_of(key_sudo.participant_id, key_sudo.way)

    @http.route(f"{KIOSK_PATH}/state", **READ)
    def state_of_kiosk(self, fresh=None):
        _kiosk_sudo, person_sudo, refusal = self._find_person()
        return refusal or self._state_of(person_sudo, "kiosk")

    def _state_of(self, participant_sudo, way):
        with guest.as_guest(participant_sudo, way) as env:
            try:
                return answer_state(env["crm.facilitation.room"].state(participant_sudo.session_id.id))
            except AccessError as error:
                return self._refuse("access", str(error), 403)

    @http.route(f"{VIEW}/<string:key>", **GET)
    def open_projector(self, key):
        """Swap the projector's key for a cookie, so that it is in no address that the wall shows."""
        session_sudo = request.env["crm.facilitation.session"]._authenticate_projector(key)
        if not session_sudo:
            return self._show_code()
        response = guest.seal(request.redirect(f"{VIEW}/s/{session_sudo.id}", local=True))
        guest.set_cookie(response, self._get_projector_cookie(session_sudo.id), key, DAYS, path=VIEW)
        return response

    @http.route(f"{VIEW}/s/<int(max=2147483647):session_id>", **GET)
    def show_projector(self, session_id):
        session_sudo = self._find_projected(session_id)
        if not session_sudo:
            return self._show_code()
        context = self._get_language(session_sudo)
        request.update_context(**context)
        page = self._describe_live(request.env, f"{VIEW}/s/{session_id}", "projector", self._project(session_sudo))
        info = {"uid": f"projector-{session_id}", "user_context": context, "room": page}
        return self._render("crm_facilitation.room_projector", {"session": session_sudo, "session_info": info})

    @http.route(f"{VIEW}/s/<int(max=2147483647):session_id>/state", **READ)
    def state_of_projector(self, session_id, fresh=None):
        session_sudo = self._find_projected(session_id)
        if not session_sudo:
            return self._refuse(
                "entry", request.env._("The session is over: there is nothing to project any more."), 401
            )
        return answer_state(self._project(session_sudo))

    def _project(self, session_sudo):
        shown_sudo = session_sudo.with_context(**self._get_language(session_sudo))
        return shown_sudo.env["crm.facilitation.room"]._state_of_projector(shown_sudo)

    def _get_language(self, session_sudo):
        """What hangs on the wall is in the language of whoever leads the session."""
        leader_sudo = session_sudo.facilitator_ids[:1]
        return {"lang": leader_sudo.lang or request.env.lang, "tz": leader_sudo.tz or False}

    def _find_projected(self, session_id):
        key = request.httprequest.cookies.get(self._get_projector_cookie(session_id))
        return request.env["crm.facilitation.session"]._authenticate_projector(key, session_id)

    @staticmethod
    def _get_projector_cookie(session_id):
        return f"f_v_{session_id}"
