from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.ledger.pulse import OPEN_DAYS, VERDICTS
from . import guest
from .room import act, as_text

COOKIE = "facilitation_pulse"
PATH = "/crm_facilitation/pulse"


class Pulse(http.Controller):
    """The two questions after launch, for people with a link and without an account."""

    @http.route(
        [f"{guest.ROOT}/p/<string:token>", f"{PATH}/<string:token>"],
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    @guest.on_own_device
    def enter(self, token):
        """Swap the token for a cookie, so that it is in no address a page or a neighbour sees. Changes nothing."""
        if not request.env["crm.facilitation.pulse"]._find(token):
            # nothing that opens nothing is kept, and no other link's questions are shown in its place
            return self._render({}, token="")
        response = request.redirect(PATH)
        guest.set_cookie(response, COOKIE, token, OPEN_DAYS, path=PATH)
        return guest.seal(response)

    @http.route(PATH, type="http", auth="public", methods=["GET"], sitemap=False)
    def show(self):
        return self._render({})

    @act(f"{PATH}/answer")
    def answer(self, csrf_token=None, **said):
        if not guest.is_proof(csrf_token, self._get_token()):
            return self._render({"problem": request.env._("This page was open for too long. Please try once more.")})
        return self._answer(said)

    def _answer(self, said, mine=None):
        pulses = self._get_pulses() if mine is None else mine
        answers = {
            pulse.id: {name: said.get(f"{name}-{pulse.id}", "") for name in pulses._get_answer_names()}
            for pulse in pulses
        }
        try:
            with request.env.cr.savepoint():
                kept = pulses.answer(answers)
        except UserError as error:
            return self._render({"problem": str(error), "said": answers}, mine)
        problem = not kept and pulses.env._("Nothing was filled in yet.")
        return self._render({"thanks": bool(kept), "problem": problem}, mine)

    @http.route(f"{PATH}/mine", type="http", auth="user", methods=["GET"])
    def show_mine(self):
        """The same questions, for people who are logged in: they are on the desk until they are answered."""
        return self._render({}, request.env["crm.facilitation.pulse"]._find_mine())

    @http.route(f"{PATH}/mine/answer", type="http", auth="user", methods=["POST"])
    def answer_mine(self, **said):
        said = {name: as_text(value) for name, value in said.items()}
        return self._answer(said, request.env["crm.facilitation.pulse"]._find_mine())

    def _get_pulses(self):
        return request.env["crm.facilitation.pulse"]._find(self._get_token())

    def _get_token(self):
        return request.httprequest.cookies.get(COOKIE, "")

    def _render(self, values, mine=None, token=None):
        token = self._get_token() if token is None else token
        pulses = request.env["crm.facilitation.pulse"]._find(token) if mine is None else mine
        said = {pulse.id: pulse._get_said() for pulse in pulses if pulse.answered_on}
        if pulses.env.lang:
            request.update_context(lang=pulses.env.lang)
        verdicts = pulses._fields["verdict"]._description_selection(pulses.env) if pulses else VERDICTS
        values = {
            "problem": "",
            "proof": guest.proof(token) if mine is None else request.csrf_token(),
            "answer_path": f"{PATH}/answer" if mine is None else f"{PATH}/mine/answer",
            "is_logged_in": mine is not None,
            "thanks": False,
            "said": said,
            "pulses": pulses,
            "verdicts": verdicts,
        } | values
        response = request.render("crm_facilitation.pulse_page", values, status=200 if pulses else 404)
        return guest.seal(response)
