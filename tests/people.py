"""The people of the tests' cast, committed once per database: making a user is what takes time in Odoo."""

from unittest.mock import patch

from passlib.context import CryptContext

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import get_db_name, new_test_user

PEOPLE = {
    "fac": "crm_facilitation.group_facilitator",
    "spo": "crm_facilitation.group_sponsor",
    "sal": "sales_team.group_sale_salesman",
    "ser": "base.group_user",
    "log": "base.group_user",
    "out": "base.group_user",
}
# as Odoo's own TransactionCase does: nobody's password is worth guessing here
CHEAP = CryptContext(["pbkdf2_sha512", "plaintext"], pbkdf2_sha512__rounds=1)
HASHING = "odoo.addons.base.models.res_users.ResUsersPatchedInTest._crypt_context"


def new_person(env, login, groups):
    """A user of the given groups (comma-separated xml ids), whose password is made of the login."""
    # Odoo's welcome, a to-do with a page of text in it, is a third of what an account costs, and nothing of ours
    with patch.object(env.registry["res.users"], "_generate_onboarding_todo", lambda _users: None):
        return new_test_user(
            env,
            login=login,
            groups=groups,
            name=login.capitalize(),
            email=f"{login}@example.com",
            lang="en_US",
        )


def make_people():
    """Make the cast's users where they are missing; no transaction of a test may be open."""
    with Registry(get_db_name()).cursor() as cr, patch(HASHING, lambda _self: CHEAP):
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "no_reset_password": True})
        known = set(env["res.users"].search([("login", "in", list(PEOPLE))]).mapped("login"))
        for login in PEOPLE.keys() - known:
            new_person(env, login, PEOPLE[login])
