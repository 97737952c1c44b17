from odoo import http
from odoo.http import request

from . import guest
from .room import GET, Room, act

PATH = f"{guest.ROOT}/k"
# a shared device stands there for the days of one session
DAYS = 14


class Kiosk(Room):
    """A shared device: a key of its own, one person at a time, locked in between."""

    @http.route(f"{PATH}/<string:key>", **GET)
    def open_kiosk(self, key):
        """Swap the kiosk's key for a cookie. Changes nothing."""
        if not request.env["crm.facilitation.kiosk"]._authenticate(key):
            return self._show_code()
        response = guest.seal(request.redirect(PATH, local=True))
        guest.set_cookie(response, guest.KIOSK_COOKIE, key, DAYS)
        return response

    @http.route(PATH, **GET)
    def show_kiosk(self):
        kiosk_sudo = guest.get_kiosk()
        if not kiosk_sudo:
            return self._show_code()
        values = {"proof": guest.proof(self._get_page_key(kiosk_sudo))}
        person_sudo = self._get_person(kiosk_sudo)
        if person_sudo:
            return self._show_page(person_sudo, "kiosk", values | {"base": PATH})
        values |= {
            "session": kiosk_sudo.session_id,
            "people": kiosk_sudo._get_offered(),
            "asked": kiosk_sudo.asked_id.partner_id.name or "",
            "logged_in": not request.env.user._is_public(),
        }
        return self._render("crm_facilitation.room_kiosk", values)

    @act(f"{PATH}/ask")
    def ask_kiosk(self, proof=None, who=""):
        """Somebody pressed their name."""
        kiosk_sudo = self._get_free_page(proof)
        if kiosk_sudo and who.isdecimal() and len(who) < 10 and not self._get_person(kiosk_sudo):
            kiosk_sudo._ask(int(who))
        return self._back()

    @act(f"{PATH}/touch")
    def touch(self, proof=None):
        """Somebody is at it: not locked for another minute. Apart from what they do, so that no time joins it to them."""
        kiosk_sudo = self._get_free_page(proof)
        if kiosk_sudo:
            kiosk_sudo._touch()
        return guest.seal(request.make_response("", status=204 if kiosk_sudo else 403))

    @act(f"{PATH}/lock")
    def lock(self, proof=None):
        """Whoever is at it may lock it, also beside a login."""
        kiosk_sudo = self._get_own_page(proof)
        if kiosk_sudo:
            kiosk_sudo._lock()
        return self._back()

    @act(f"{PATH}/read", readonly=True)
    def read_kiosk(self):
        return self._answer_kiosk(writes=False)

    @act(f"{PATH}/call")
    def call_kiosk(self):
        return self._answer_kiosk(writes=True)

    def _answer_kiosk(self, writes):
        kiosk_sudo, person_sudo, refusal = self._find_person()
        return refusal or self._serve(person_sudo, "kiosk", self._get_page_key(kiosk_sudo), writes)

    def _find_person(self):
        """``(kiosk, who has it, None)``; with a refusal in the last place where it is nobody's at the moment."""
        kiosk_sudo = guest.get_kiosk()
        person_sudo = kiosk_sudo and self._get_person(kiosk_sudo)
        if not person_sudo:
            problem = request.env._("The device is locked. Press your name again.")
            return kiosk_sudo, person_sudo, self._refuse("locked", problem, 401)
        return kiosk_sudo, person_sudo, None

    def _get_person(self, kiosk_sudo):
        """Who has the device: nobody where somebody is logged in beside it."""
        return kiosk_sudo._get_person() if request.env.user._is_public() else kiosk_sudo.participant_id.browse()

    def _get_page_key(self, kiosk_sudo):
        """What the pages of this hand-over prove: those of the person before prove another one."""
        return f"{request.httprequest.cookies.get(guest.KIOSK_COOKIE)}:{kiosk_sudo.hand_over}"

    def _get_own_page(self, proof):
        kiosk_sudo = guest.get_kiosk()
        is_own = kiosk_sudo and guest.is_proof(proof, self._get_page_key(kiosk_sudo))
        return kiosk_sudo if is_own else kiosk_sudo.browse()

    def _get_free_page(self, proof):
        """The same where nobody is logged in beside it, which hands nothing over and keeps nothing open."""
        kiosk_sudo = self._get_own_page(proof)
        return kiosk_sudo if request.env.user._is_public() else kiosk_sudo.browse()

    def _back(self):
        return guest.seal(request.redirect(PATH, local=True))

    def _show_code(self):
        return self._render("crm_facilitation.room_code", {"code": "", "problem": ""}, status=404)
