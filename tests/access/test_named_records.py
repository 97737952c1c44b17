"""Whoever writes names only what they may read, and what is of the same company: on every way in, in windows too."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..attacks.hidden import HiddenCase
from ..platform.test_access import PREFIX
from .test_tables import ADDON, TablesCase

# what is open to everybody who leads, whichever company they work in
WAYS = ("values", "context", "kept", "copy", "import", "several")


class ForeignCase(TablesCase):
    """The cast's roll-out, and one of another company with one record of each kind that something links to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.abroad = cls.users_of["foreign"].company_id
        cls.theirs = cls.make_theirs()
        cls.env.flush_all()

    @classmethod
    def make_theirs(cls):
        leads = cls.env(user=cls.users_of["foreign"], context={"allowed_company_ids": cls.abroad.ids})
        manages = cls.env(user=cls.users_of["foreign_sponsor"], context={"allowed_company_ids": cls.abroad.ids})
        department = cls.env["hr.department"].create({"name": "Zebra floor", "company_id": cls.abroad.id})
        project = leads["project.project"].create({"name": "Zebra roll-out", "is_facilitation": True})
        of_project = {"project_id": project.id}
        session = leads[PREFIX + "session"].create({"name": "Zebra days"} | of_project)
        of_session = {"session_id": session.id}
        place = leads[PREFIX + "participant"].create(
            of_session | {"partner_id": leads.user.partner_id.id, "department_id": department.id}
        )
        session.agenda_item_ids[:1].can_raise = True
        session.action_start()
        need = leads[PREFIX + "need"].create({"name": "Zebra need"} | of_session)
        need.action_accept()
        task = need.action_plan()
        of_need = {"need_ids": [Command.set(need.ids)]}
        conflict = leads[PREFIX + "conflict"].create({"name": "Zebra conflict"} | of_session | of_need)
        definition = manages[PREFIX + "kpi.definition"].create({"name": "Zebra figure", "measure": "manual"})
        agenda = cls.env.ref("crm_facilitation.agenda_one_day").with_env(leads).copy({"name": "Zebra agenda"})
        found = [
            department,
            project,
            session,
            place,
            need,
            task,
            conflict,
            definition,
            agenda,
            agenda.item_ids[:1],
            manages[PREFIX + "goal"].create({"name": "Zebra goal"} | of_project),
            manages[PREFIX + "kpi"].create({"name": "Zebra KPI", "definition_id": definition.id} | of_project),
            leads[PREFIX + "need.tag"].create({"name": "Zebra tag"}),
            leads[PREFIX + "conflict.option"].create({"name": "Zebra option", "conflict_id": conflict.id}),
            leads[PREFIX + "round"].create({"name": "Zebra round"} | of_session | of_need),
            leads[PREFIX + "feature"].create({"name": "Zebra feature", "task_id": task.id}),
            cls.env["res.partner"].create({"name": "Zebra person", "company_id": cls.abroad.id}),
        ]
        return {record._name: record.sudo() for record in found}

    def links(self):
        """``(model, field)`` of every link of this addon that could name one of the other company's records."""
        for name in sorted(self.env.registry.descendants(["crm.facilitation.guarded"], "_inherit")):
            model = self.env[name]
            for field in model._fields.values() if not model._abstract else ():
                is_link = field.type in ("many2one", "many2many") and (field.store or field.inverse)
                if is_link and field._module == ADDON and field.comodel_name in self.theirs:
                    yield model, field

    def create(self, records, field, value, way):
        if way == "several":
            mine = self.at_hand[records._name][0].with_env(records.env)
            mine.web_save_multi([{field.name: value}], {field.name: {}})
        else:
            super().create(records, field, value, way)


class TestNamedRecords(HiddenCase, ForeignCase):
    def is_tied(self, records, field, way, record):
        """Whether a record that is not theirs is linked to theirs afterwards, and how it ended; it is taken back."""
        theirs = self.theirs[field.comodel_name]
        value = theirs.id if field.type == "many2one" else [Command.set(theirs.ids)]
        role, known = self.env["crm.facilitation.role"], self.ids_of(records)
        with self.env.cr.savepoint() as savepoint:
            if way == "write":
                outcome = self.attempt(lambda: record.with_env(records.env).write({field.name: value}))
            else:
                outcome = self.attempt(lambda: self.create(records, field, value, way))
            self.env.invalidate_all(flush=False)
            changed = records.sudo()
            if outcome == "done":
                changed = changed.browse(self.ids_of(records) - known) | self.at_hand[records._name].sudo()
            tied = [one for one in changed if theirs in one[field.name] and role._get_companies(one) != self.abroad]
            savepoint.rollback()
        return bool(tied), outcome

    def find_tied(self, roles, context, left_out=()):
        found, tried = [], 0
        for model, field in self.links():
            if field.comodel_name in left_out:
                continue
            for role in roles:
                records = model.with_user(self.users_of[role]).with_context(**context)
                # the plain ways on all fields, the others on some of them
                for way in ("write", "values", self.random.choice(WAYS[1:])):
                    record = self.random.choice(self.at_hand[model._name])
                    tied, outcome = self.is_tied(records, field, way, record)
                    tried += 1
                    if tied or outcome not in ("done", "refused"):
                        found.append(f"{way} of {field} as {role}: {outcome}")
        print(f"\n{tried} tries, ACCESS_SEED={self.seed}")
        self.assertGreater(tried, 150)
        return found

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models")
    def test_nobody_links_to_what_they_may_not_read(self):
        found = self.find_tied(("author", "sponsor", "facilitator"), {})
        self.assertEqual(found, [], f"ACCESS_SEED={self.seed}")

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models")
    def test_who_works_in_two_companies_ties_nothing_of_the_one_to_the_other(self):
        both = self.env.company | self.abroad
        (self.facilitator | self.sponsor).sudo().write({"company_ids": [Command.set(both.ids)]})
        # people of the group take part in each other's sessions
        found = self.find_tied(("sponsor", "facilitator"), {"allowed_company_ids": both.ids}, ("res.partner",))
        self.assertEqual(found, [], f"ACCESS_SEED={self.seed}")

    def test_a_window_shows_nothing_of_a_record_that_its_opener_may_not_read(self):
        """Related fields of a window are read with all rights."""
        theirs = self.theirs
        session = {"session_id": theirs[PREFIX + "session"].id}
        for model, values in (
            ("agenda.wizard", {"session_id": self.session.id, "agenda_id": theirs[PREFIX + "agenda"].id}),
            ("agenda.wizard", session),
            ("people.wizard", session),
            ("merge.wizard", {"survivor_id": theirs[PREFIX + "need"].id}),
            ("plan.wizard", {"task_id": theirs["project.task"].id}),
            ("goal.wizard", {"goal_ids": [Command.set(theirs[PREFIX + "goal"].ids)]}),
            ("kpi.entry.wizard", {"kpi_id": theirs[PREFIX + "kpi"].id, "value": 1}),
            ("fingerprint.wizard", {"project_id": theirs["project.project"].id, "noted": "0" * 16}),
        ):
            windows = self.env[PREFIX + model].with_user(self.facilitator)
            kept = {f"default_{name}": value for name, value in values.items()}
            for way, call in (
                ("values", lambda windows=windows, values=values: windows.create(values)),
                ("context", lambda windows=windows, kept=kept: windows.with_context(**kept).create({})),
            ):
                with self.subTest(model=model, way=way), self.assertRaises(AccessError):
                    call()
        windows = self.env[PREFIX + "agenda.wizard"].with_user(self.facilitator)
        agenda = self.env.ref("crm_facilitation.agenda_one_day")
        window = windows.create({"session_id": self.session.id, "agenda_id": agenda.id})
        for values in (session, {"agenda_id": theirs[PREFIX + "agenda"].id}):
            with self.subTest(way="write", **values), self.assertRaises(AccessError):
                window.write(values)

    def test_what_an_anonymous_need_is_linked_to_is_checked_too(self):
        """It is stored with all rights."""
        self.session.current_item_id.sudo().write({"anonymous": True, "can_raise": True})
        needs = self.env[PREFIX + "need"].with_user(self.employee_sales)
        for name, model in (("tag_ids", "need.tag"), ("goal_ids", "goal")):
            with self.subTest(name), self.assertRaises(AccessError):
                links = [Command.set(self.theirs[PREFIX + model].ids)]
                needs.create({"name": "Nobody dares", "session_id": self.session.id, name: links})
