"""Rules and crons of this version for databases that had the addon before; what a company made of them stays."""

import json

from odoo import SUPERUSER_ID, api
from odoo.tools import file_open

from odoo.addons.crm_facilitation.renewing import renew


def migrate(cr, version):
    """Renew what is as 19.0.1.2.0 shipped it."""
    with file_open("crm_facilitation/migrations/19.0.1.3.0/former.json") as former:
        renew(api.Environment(cr, SUPERUSER_ID, {}), json.load(former))
