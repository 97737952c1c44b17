"""Run in Odoo's shell: build the asset bundles, so that no page has to wait for them.

``BUNDLES`` in the environment says for whom: ``tests`` wants those of the test pages too, ``demo`` does not.
"""

# ruff: noqa: F821
import os

# pages of Odoo's older test runners, which nothing here opens
UNUSED = {"web.qunit_suite_tests", "web.tests_assets", "mail.assets_discuss_public_test_tours"}

qweb = env["ir.qweb"]
scripts, styles = (names - UNUSED for names in qweb._get_bundles_to_pregenarate())
if os.environ["BUNDLES"] == "demo":
    scripts, styles = ({name for name in names if "test" not in name} for names in (scripts, styles))
for name in sorted({"bus.websocket_worker_assets", "web.assets_emoji", "web.chartjs_lib", "web.fullcalendar_lib"}):
    scripts.add(name), styles.add(name)
for name in sorted(scripts):
    qweb._get_asset_bundle(name, css=False, js=True).js()
for name in sorted(styles):
    qweb._get_asset_bundle(name, css=True, js=False).css()
env.cr.commit()
