"""What is said without a name in a step that lasts is found by nobody before others came: no list, count or answer moves."""

import inspect

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..platform.test_access import METHODS, PREFIX, AccessCase

ROLES = ("facilitator", "sponsor", "participant", "guest")
SAID = "Nobody dares to say it"


class TestHeldBack(AccessCase):
    def setUp(self):
        super().setUp()
        self.session.current_item_id.sudo().write({"anonymous": True, "can_raise": True, "can_remark": True})
        # who is there ends by the clock
        self.env["crm.facilitation.presence"].search([]).unlink()
        self.need = self.records[PREFIX + "need"]

    def acts(self):
        """``{what: how it is said}``, in the name of somebody whose name is not stored."""
        said = {model: self.env[PREFIX + model].with_user(self.employee_sales) for model in
                ("need", "risk", "remark", "conflict.option")}  # fmt: skip
        in_session = {"name": SAID, "session_id": self.session.id}
        goals = [Command.set(self.records[PREFIX + "goal"].ids)]
        conflict = self.records[PREFIX + "conflict"].id
        return {
            "need": lambda: said["need"].create(in_session | {"minutes_lost_weekly": 30, "goal_ids": goals}),
            "risk": lambda: said["risk"].create(in_session),
            "remark": lambda: said["remark"].action_remark("need", self.need.id, "for", SAID),
            "conflict.option": lambda: said["conflict.option"].create({"name": SAID, "conflict_id": conflict}),
        }

    def seen(self, role):
        """Everything that lists, counts and answers say to somebody of the role."""
        self.env.flush_all()
        self.env.invalidate_all()
        with self._as(role) as env:
            return dict(self.listed(env)) | dict(self.answered(env))

    def listed(self, env):
        for name in sorted(self._stored_models()):
            records = env[name].with_context(active_test=False)
            if records.has_access("read"):
                yield (
                    name,
                    (set(records.search([]).ids), records.search_count([]), len(records._read_group([], ["id"]))),
                )
                for field in records._fields.values():
                    if field.comodel_name in self.nameless() and records._has_field_access(field, "read"):
                        yield from self.linked(records, field)

    def linked(self, records, field):
        ways = {
            "web_read": lambda: records.search([]).web_read({field.name: {"fields": {"display_name": {}}}}),
            "filter": lambda: records.search_count([(field.name, "any", [("is_anonymous", "=", True)])]),
            "group": lambda: records.formatted_read_group([], [field.name], ["__count"]),
        }
        for way, call in ways.items():
            yield (str(field), way), self.told(call)

    def answered(self, env):
        subjects = {"crm.facilitation.session": self.session, "project.project": self.project}
        for line in METHODS.strip().splitlines():
            model, *methods = line.split()
            record = subjects.get(model, self.records.get(model, self.env[model])).with_env(env)
            for method in methods:
                call = getattr(record, method)
                if not method.startswith("action_") and getattr(call, "_readonly", False):
                    yield (model, method), self.told(lambda call=call: call(**self.arguments(call)))

    def arguments(self, call):
        known = {"session_id": self.session.id, "project_id": self.project.id, "text": SAID, "about": "need",
                 "about_id": self.need.id, "res_model": "project.project", "res_id": self.project.id}  # fmt: skip
        return {name: known[name] for name in inspect.signature(inspect.unwrap(call)).parameters if name in known}

    def told(self, call):
        try:
            return repr(call())
        except (UserError, TypeError, ValueError) as refusal:
            return type(refusal).__name__

    def nameless(self):
        return self.env.registry.descendants(["crm.facilitation.nameless"], "_inherit")

    def test_every_kind_is_tried(self):
        kinds = {name for name in self.nameless() if not self.env[name]._abstract}
        self.assertEqual(kinds, {PREFIX + model for model in self.acts()})

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models")
    def test_nothing_moves_before_others_have_come(self):
        first, before = ({role: self.seen(role) for role in ROLES} for _time in range(2))
        for what, say in self.acts().items():
            # each begins where these two looks were taken
            with self.env.cr.savepoint() as savepoint:
                known = self.env[PREFIX + what].sudo().search_count([])
                say()
                self.assertEqual(self.env[PREFIX + what].sudo().search_count([]), known + 1)
                moved = [
                    (role, key)
                    for role in ROLES
                    for key, said in self.seen(role).items()
                    # what differs at each look, such as the hour, tells nothing
                    if said != before[role].get(key) and first[role].get(key) == before[role].get(key)
                ]
                savepoint.rollback()
            self.assertEqual(moved, [], what)

    def test_the_end_of_the_step_shows_seals_and_mixes_what_was_held_back(self):
        for say in self.acts().values():
            say()
        self.session.action_next()
        for name in self.acts():
            [said] = self.env[PREFIX + name].with_user(self.facilitator).search([("is_anonymous", "=", True)])
            self.assertTrue(said.sudo().is_mixed, name)
        need = self.env[PREFIX + "need"].search([("is_anonymous", "=", True)])
        self.assertTrue(need.is_origin_sealed)
        self.assertIn(need, self.env["crm.facilitation.trace"].with_user(self.sponsor).search([]).need_id)
        self.assertIn(need, self.env["crm.facilitation.ledger"].with_user(self.sponsor).search([]).need_id)
