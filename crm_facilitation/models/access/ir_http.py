from werkzeug.exceptions import HTTPException

from odoo import models
from odoo.http import HttpDispatcher, Response, request

from ...tools.access.sealing import HEADERS, is_sealed, may_lead_to_sealed

# answers from the one number on, and below the other, send the browser elsewhere
REDIRECT, REFUSAL = 300, 400


class IrHttp(models.AbstractModel):
    """Answers of the guests' addresses are kept nowhere and told to nobody, whoever gives them.

    An address that is none, a method that is not taken, a body that is too large and an error of the server are answered
    by Odoo, and an answer of any kind is at an address that may hold a key. What went wrong is not shown. So it is with
    redirects and errors at an address that has a language, or anything else, before it.
    """

    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        try:
            return super()._match(path_info)
        except HTTPException as error:
            # what no route takes is answered before any error is handled
            if may_lead_to_sealed(path_info):
                _answer_plainly()
                error.error_response = _seal(request.dispatcher.handle_error(error))
            raise

    @classmethod
    def _serve_fallback(cls):
        # no file has an address here, and what was typed is looked for in no table
        return None if is_sealed(request.httprequest.path) else super()._serve_fallback()

    @classmethod
    def _auth_method_facilitation_guest(cls):
        """As ``public``; that the account which all guests share is there is not asked of the database each time."""
        if request.env.uid is None:
            request.update_env(user=request.env["ir.model.data"]._xmlid_to_res_id("base.public_user"))

    @classmethod
    def _post_dispatch(cls, response):
        super()._post_dispatch(response)
        path = request.httprequest.path
        if is_sealed(path) or (REDIRECT <= response.status_code < REFUSAL and may_lead_to_sealed(path)):
            response.headers.update(HEADERS)

    @classmethod
    def _handle_error(cls, exception):
        if not may_lead_to_sealed(request.httprequest.path):
            return super()._handle_error(exception)
        _answer_plainly()
        return _seal(super()._handle_error(exception))


def _answer_plainly():
    """What comes as JSON gets the answer of a page: the one for scripts tells how the error came about."""
    if request.dispatcher.routing_type != HttpDispatcher.routing_type:
        request.dispatcher = HttpDispatcher(request)


def _seal(answer):
    if isinstance(answer, HTTPException):
        answer = Response.load(answer.get_response(request.httprequest.environ))
    answer.headers.update(HEADERS)
    return answer
