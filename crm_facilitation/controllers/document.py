from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

from ..models.discussion.document import PATH
from ..models.discussion.participant import MINUTES_PATH
from . import guest
from .room import GET, LOST

OPTIONS = {"type": "http", "auth": "user", "methods": ["GET"], "readonly": True}
RECORD = f"{PATH}/<string:kind>/<int(max=2147483647):record_id>"


class Documents(http.Controller):
    """Documents as pages and as PDF, each with the rights of whoever reads it."""

    @http.route(RECORD, **OPTIONS)
    def show(self, kind, record_id):
        return self._answer(lambda documents, record: documents._render_page(
            kind, record, bar=True, pdf=f"{PATH}/{kind}/{record_id}/pdf"
        ), kind, record_id)  # fmt: skip

    @http.route(f"{RECORD}/pdf", **OPTIONS)
    def print(self, kind, record_id):
        def make(documents, record):
            content = documents._print(kind, record)
            name = f"{documents._get_title(kind, record)}.pdf"
            headers = [("Content-Type", "application/pdf"), ("Content-Disposition", content_disposition(name))]
            return request.make_response(content, headers=headers)

        return self._answer(make, kind, record_id)

    def _answer(self, make, kind, record_id):
        """What ``make`` gives for the document; what stands in its way is said in words."""
        documents = request.env["crm.facilitation.document"]
        try:
            answer = make(documents, documents._find(kind, record_id))
        except (AccessError, MissingError):
            # whether it is there is not told to whoever may not read it
            return self._refuse(request.env._("There is no such document, or it is not for you to read."), 404)
        except UserError as error:
            return self._refuse(str(error), 503, page=f"{PATH}/{kind}/{record_id}")
        return guest.seal(answer if isinstance(answer, http.Response) else request.make_response(answer))

    def _refuse(self, problem, status, page=""):
        lang = (request.env.lang or "en_US").replace("_", "-")
        response = request.render(
            "crm_facilitation.document_refused", {"problem": problem, "page": page, "lang": lang}, status=status
        )
        return guest.seal(response)

    @http.route(f"{MINUTES_PATH}<string:key>", **GET)
    @guest.on_own_device
    def enter(self, key):
        """Swap the key of a mail with minutes for a cookie, as the room does, and go on to the minutes."""
        key_sudo = request.env["crm.facilitation.participant"]._authenticate(key)
        if not key_sudo:
            return self._show_lost()
        session_id = key_sudo.participant_id.session_id.id
        response = guest.seal(request.redirect(f"{guest.ROOT}/s/{session_id}/minutes", local=True))
        guest.keep_key(response, key_sudo, key)
        return response

    @http.route(f"{guest.ROOT}/s/<int(max=2147483647):session_id>/minutes", **GET)
    def show_guest(self, session_id):
        """The minutes as a guest may read them."""
        key_sudo = guest.authenticate(session_id)
        if not key_sudo or guest.other_login(key_sudo, session_id):
            # the page of the session says how to come in, and asks who somebody is
            return guest.seal(request.redirect(f"{guest.ROOT}/s/{session_id}", local=True))
        with guest.as_guest(key_sudo.participant_id, key_sudo.way) as env:
            request.update_context(lang=env.context["lang"], tz=env.context["tz"])
            session = env["crm.facilitation.session"].browse(session_id)
            try:
                page = env["crm.facilitation.document"]._render_page("minutes", session, bar=True)
            except AccessError:
                return self._refuse(env._("There is no such document, or it is not for you to read."), 404)
            return guest.seal(request.make_response(page))

    def _show_lost(self):
        response = request.render("crm_facilitation.room_lost", dict.fromkeys(LOST), status=404)
        response.flatten()
        return guest.seal(response)
