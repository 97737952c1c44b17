"""Which account was at which device, and what somebody raises without a name, are of different transactions."""

from types import SimpleNamespace

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

TRACE = {"ip_address": "192.0.2.7", "platform": "linux", "browser": "needle", "first_activity": 1, "last_activity": 2}


@tagged("standard", "post_install", "-at_install")
class TestDevice(BaseCase):
    def test_rule_37_an_act_has_no_transaction_with_the_log_of_devices(self):
        session = SimpleNamespace(update_trace=lambda _request: TRACE, uid=SUPERUSER_ID, sid="n" * 84)
        self.addCleanup(self.clean_up)
        with Registry(get_db_name()).cursor() as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            # as Odoo does before whatever the request is about
            env["res.device.log"]._update_device(SimpleNamespace(session=session))
            cursor.execute("SELECT txid_current() %% (2 ^ 32)::bigint", [])
            act = cursor.fetchone()[0]
        with Registry(get_db_name()).cursor() as cursor:
            cursor.execute("SELECT xmin::text::bigint FROM res_device_log WHERE browser = 'needle'")
            [noted] = [row[0] for row in cursor.fetchall()]
        self.assertNotEqual(noted, act)

    def clean_up(self):
        with Registry(get_db_name()).cursor() as cursor:
            cursor.execute("DELETE FROM res_device_log WHERE browser = 'needle'")
