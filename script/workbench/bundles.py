"""Run in Odoo's shell: build the asset bundles once, so that no browser test has to."""

# ruff: noqa: F821
qweb = env["ir.qweb"]
qweb._pregenerate_assets_bundles()
for name in ("bus.websocket_worker_assets", "web.assets_emoji", "web.chartjs_lib", "web.fullcalendar_lib"):
    bundle = qweb._get_asset_bundle(name)
    bundle.js(), bundle.css()
# the server would call out to a partner service on the administrator's first page
env["ir.config_parameter"].set_param("iap.partner_autocomplete.disabled", "1")
# loading Russian makes it the language of new people; English is the source language here
env["ir.default"].set("res.partner", "lang", "en_US")
env["res.partner"].with_context(active_test=False).search([]).lang = "en_US"
env.cr.commit()
