from odoo import http
from odoo.http import request


class Secrecy(http.Controller):
    """The page “Is my vote secret?”: what is protected and what is not, before anybody votes.

    For everybody, since participants without an account vote too; it holds nothing of any round.
    """

    @http.route("/crm_facilitation/secrecy", type="http", auth="public", website=True, readonly=True, sitemap=False)
    def secrecy(self):
        if not request.env.user._is_public():
            # a visitor's language is that of the browser, a user's is their own
            request.update_context(lang=request.env.user.lang)
        return request.render("crm_facilitation.secrecy_page")
