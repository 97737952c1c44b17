import functools
import json
import logging

import psycopg2

from odoo import http
from odoo.exceptions import AccessError, ConcurrencyError, MissingError, UserError, ValidationError
from odoo.http import request
from odoo.tools.json import json_default

from odoo.addons.bus.websocket import WebsocketConnectionHandler

from ..tools.room.commands import describe_commands
from . import guest

_logger = logging.getLogger(__name__)
ADDON = "crm_facilitation"
MAX_BODY = 256 * 1024
LOST = ("session_id", "notice", "problem", "asked", "request_name")
PUBLIC = {"type": "http", "auth": "facilitation_guest", "sitemap": False, "save_session": False}
POST = PUBLIC | {"methods": ["POST"], "csrf": False, "max_content_length": MAX_BODY}
GET = PUBLIC | {"methods": ["GET"], "readonly": True}


def act(path, **options):
    """The route of an act. Fields of its form are text: what comes as a file in the place of one says nothing."""

    def decorate(method):
        @http.route(path, **(POST | options))
        @functools.wraps(method)
        def answer(self, *args, **said):
            return method(self, *args, **{name: as_text(value) for name, value in said.items()})

        return answer

    return decorate


def as_text(value):
    """A field of a form; the number of an address stays one."""
    return storable(value) if isinstance(value, str | int) else ""


def storable(value):
    """What was sent, without the signs that PostgreSQL keeps in no text: zeros, and halves of a pair."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "ignore").decode()
    if isinstance(value, list):
        return [storable(part) for part in value]
    if isinstance(value, dict):
        return {storable(name): storable(part) for name, part in value.items()}
    return value


class Room(http.Controller):
    """The session for people without an account: a link is swapped for a cookie, and each act asks the gate again.

    Reading changes nothing. Every act is a POST with the page's own proof (``tools/sessions/link.py``).
    """

    @http.route(f"{guest.ROOT}/<string:key>", **GET)
    @guest.on_own_device
    def enter(self, key):
        """Swap the key for a cookie, so that it is in no address a page or a neighbour sees."""
        key_sudo = request.env["crm.facilitation.participant"]._authenticate(key)
        if not key_sudo:
            return self._render("crm_facilitation.room_lost", dict.fromkeys(LOST), status=404)
        session_id = key_sudo.participant_id.session_id.id
        response = guest.seal(request.redirect(f"{guest.ROOT}/s/{session_id}", local=True))
        guest.keep_key(response, key_sudo, key)
        return response

    @http.route(f"{guest.ROOT}/s/<int(max=2147483647):session_id>", **GET)
    @guest.on_own_device
    def show(self, session_id):
        key_sudo = guest.authenticate(session_id)
        if not key_sudo:
            return self._show_ways(session_id)
        participant_sudo = key_sudo.participant_id
        values = {"session_id": session_id, "proof": guest.proof(guest.read_cookie(session_id))}
        if guest.other_login(key_sudo, session_id):
            names = {"person": participant_sudo.partner_id.name, "login": request.env.user.name}
            can_connect = participant_sudo._can_connect(request.env.user)
            return self._render("crm_facilitation.room_choose", values | names | {"can_connect": can_connect})
        values |= {"base": f"{guest.ROOT}/s/{session_id}", "other_lang": self._find_other_language(participant_sudo)}
        response = self._show_page(participant_sudo, key_sudo.way, values)
        # the days of the rights may have changed since the link was opened
        guest.keep_key(response, key_sudo, guest.read_cookie(session_id))
        return response

    def _show_page(self, participant_sudo, way, values):
        with guest.as_guest(participant_sudo, way) as env:
            request.update_context(lang=env.context["lang"], tz=env.context["tz"])
            state = env["crm.facilitation.room"].state(participant_sudo.session_id.id)
            values |= {"state": state, "session_info": self._describe_page(env, participant_sudo, state, values)}
            values["handed"] = participant_sudo._get_days_handed()[way == "kiosk" :]
            return self._render("crm_facilitation.room_page", values)

    def _describe_page(self, env, participant_sudo, state, values):
        """What the page's scripts start with: all that is shown first, so that nothing has to be asked for."""
        page = self._describe_live(env, values["base"], "phone", state) | {
            "commands": describe_commands(),
            "proof": values["proof"],
            "read": f"{values['base']}/read",
            "call": f"{values['base']}/call",
        }
        user_context = {"lang": env.context["lang"], "tz": env.context["tz"]}
        return {"uid": f"guest-{participant_sudo.id}", "user_context": user_context, "room": page}

    def _describe_live(self, env, base, view, state):
        """What a page needs to show the room in ``view`` and to follow it: ``base`` is its own address."""
        lang = env.context["lang"]
        # a hash of another form is never the current one: the answer has the terms, and a browser keeps it until they change
        terms = env["ir.http"]._get_web_translations_hash([ADDON], lang)
        return {
            "view": view,
            "state": state,
            "stateUrl": f"{base}/state",
            "websocket": f"/websocket?version={WebsocketConnectionHandler._VERSION}",
            # no session of Odoo's knows it here
            "database": env.cr.dbname,
            "lang": lang,
            "translations": f"/web/webclient/translations?mods={ADDON}&lang={lang}&hash=not-{terms}",
        }

    def _show_ways(self, session_id, status=200, **values):
        """The clean address in a browser that nobody knows: three ways on, never a login."""
        key = guest.device_key(session_id)
        asked_sudo = request.env["crm.facilitation.join.request"]._find(session_id, guest.read_cookie(session_id))
        values = {"notice": "", "problem": "", "asked": asked_sudo.state, "request_name": asked_sudo.name} | values
        values |= {"session_id": session_id, "proof": guest.proof(key)}
        response = self._render("crm_facilitation.room_lost", values, status=status)
        if not guest.read_cookie(session_id):
            guest.set_cookie(response, guest.cookie_name(session_id), key, days=1)
        return response

    @act(f"{guest.ROOT}/s/<int(max=2147483647):session_id>/choose")
    def choose(self, session_id, proof=None, who=None):
        """Say who acts in this browser: the person of the link, or the one who is logged in."""
        if not guest.is_own_page(session_id, proof):
            return self._show_ways(session_id, problem=self._stale_page(), status=403)
        name = guest.cookie_name(session_id)
        key_sudo = guest.authenticate(session_id)
        if who == "both" and key_sudo:
            # the link shows whose place it is, the login whose account
            try:
                key_sudo.participant_id._connect_account(request.env.user)
            except UserError as error:
                request.env.cr.rollback()
                return self._show_ways(session_id, problem=str(error), status=422)
        if who in ("login", "both"):
            response = request.redirect("/odoo", local=True)
            guest.set_cookie(response, name, "", days=0)
        else:
            response = request.redirect(f"{guest.ROOT}/s/{session_id}", local=True)
            guest.set_cookie(response, f"{name}_chosen", str(request.env.uid), days=1)
        return guest.seal(response)

    @act(f"{guest.ROOT}/s/<int(max=2147483647):session_id>/join")
    def join(self, session_id, proof=None):
        """Say “I am here”: by a press, never by opening a link."""
        key_sudo = guest.authenticate(session_id)
        if key_sudo and guest.is_own_page(session_id, proof) and not guest.other_login(key_sudo, session_id):
            key_sudo.participant_id._join_by(key_sudo.way)
        return guest.seal(request.redirect(f"{guest.ROOT}/s/{session_id}", local=True))

    def _find_other_language(self, participant_sudo):
        """The language of the browser, where the server has it and the person is known by another; else empty."""
        # languages are nobody's to read without an account
        found_sudo = request.env["res.lang"].sudo().search([("code", "=", request.best_lang or "")])
        return found_sudo.filtered(lambda lang: lang.code != participant_sudo.partner_id.lang)

    @act(f"{guest.ROOT}/s/<int(max=2147483647):session_id>/language")
    def speak(self, session_id, proof=None, lang=""):
        """Go on in another language: it is that of the person's pages and mails from now on."""
        key_sudo = guest.authenticate(session_id)
        if key_sudo and guest.is_own_page(session_id, proof) and not guest.other_login(key_sudo, session_id):
            key_sudo.participant_id._speak(lang)
        return guest.seal(request.redirect(f"{guest.ROOT}/s/{session_id}", local=True))

    @act(f"{guest.ROOT}/s/<int(max=2147483647):session_id>/mail")
    def mail(self, session_id, proof=None, email=""):
        """Send a new link to the mail of whoever is known by it. The answer is the same for all addresses."""
        if not guest.is_own_page(session_id, proof):
            return self._show_ways(session_id, problem=self._stale_page(), status=403)
        request.env["crm.facilitation.participant"]._mail_lost_link(session_id, email)
        notice = request.env._("If this address takes part, a new link is on its way to it.")
        return self._show_ways(session_id, notice=notice)

    @act(f"{guest.ROOT}/s/<int(max=2147483647):session_id>/read", readonly=True)
    def read_call(self, session_id):
        """A call that only reads: ``{"method", "args", "proof"}`` → ``{"result"}`` or ``{"error": {code, message}}``."""
        return self._answer(session_id, writes=False)

    @act(f"{guest.ROOT}/s/<int(max=2147483647):session_id>/call")
    def write_call(self, session_id):
        """A call that changes something, answered as :meth:`read_call` is."""
        return self._answer(session_id, writes=True)

    def _answer(self, session_id, writes):
        key_sudo, refusal = self._find_key(session_id)
        return refusal or self._serve(key_sudo.participant_id, key_sudo.way, guest.read_cookie(session_id), writes)

    def _find_key(self, session_id):
        """``(key of the guest who asks, None)``; ``(None, refusal)`` where this browser has none, or another's login."""
        key_sudo = guest.authenticate(session_id)
        if not key_sudo:
            return None, self._refuse("entry", request.env._("Open your link again: this browser is not let in."), 401)
        if guest.other_login(key_sudo, session_id):
            problem = request.env._("Somebody else is logged in here. Say first who you are.")
            return None, self._refuse("choose", problem, 403)
        return key_sudo, None

    def _serve(self, participant_sudo, way, key, writes):
        """Answer a call of the participant, whose page has the proof of ``key``."""
        sent = self._read_body()
        with guest.as_guest(participant_sudo, way) as env:
            if sent is None or not guest.is_proof(sent.get("proof"), key):
                return self._refuse("page", env._("This page is out of date. Load it again."), 403)
            session = env["crm.facilitation.session"].browse(participant_sudo.session_id.id)
            return self._run(session, sent, writes)

    def _run(self, session, sent, writes):
        """One call; what it began is undone when it fails, and what is said of a failure names nobody."""
        env = session.env
        room = env["crm.facilitation.room"]
        try:
            result = room._call(session, sent.get("method"), sent.get("args") or {}, writes=writes)
            env.flush_all()
            return self._json({"result": result})
        except AccessError as error:
            return self._undo("access", str(error), 403)
        except MissingError as error:
            return self._undo("missing", str(error), 404)
        except (UserError, ValidationError) as error:
            return self._undo("refused", str(error), 422)
        except (psycopg2.OperationalError, psycopg2.errors.ReadOnlySqlTransaction, ConcurrencyError):
            # Odoo repeats the request
            raise
        except (psycopg2.IntegrityError, psycopg2.DataError):
            return self._undo("refused", env._("This does not fit what is there already. Load the page again."), 422)
        except Exception:
            _logger.exception("A guest's call could not be answered")
            return self._undo("server", env._("Something went wrong here. Nothing was kept; please try again."), 500)

    def _undo(self, code, message, status):
        request.env.cr.rollback()
        return self._refuse(code, message, status)

    def _refuse(self, code, message, status):
        return self._json({"error": {"code": code, "message": message}}, status)

    def _json(self, answer, status=200):
        body = json.dumps(answer, default=json_default).encode()
        return guest.seal(request.make_response(body, [("Content-Type", "application/json")], status=status))

    def _read_body(self):
        try:
            # kept: Odoo repeats a request that met another one in the database
            sent = storable(json.loads(request.httprequest.get_data().decode()))
        except (ValueError, RecursionError):
            return None
        return sent if isinstance(sent, dict) else None

    def _stale_page(self):
        return request.env._("This page was open for too long. Please try once more.")

    def _render(self, template, values, status=200):
        response = request.render(template, values, status=status)
        # rendered here, while the guest is in
        response.flatten()
        return guest.seal(response)
