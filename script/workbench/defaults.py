"""Run in Odoo's shell once Odoo's own addons are installed: what would be in the way of demo and tests."""

# ruff: noqa: F821
# the server would call out to a partner service on the administrator's first page
env["ir.config_parameter"].set_param("iap.partner_autocomplete.disabled", "1")
# loading Russian makes it the language of new people; English is the source language here
env["ir.default"].set("res.partner", "lang", "en_US")
env["res.partner"].with_context(active_test=False).search([]).lang = "en_US"
env.cr.commit()
