"""What several companies choose from: the library is the administrator's, and what a company made is its own."""

import importlib.util
from pathlib import Path

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

import odoo.addons.crm_facilitation as addon

from ..common import FacilitationCase

TAG, DEFINITION, AGENDA = "crm.facilitation.need.tag", "crm.facilitation.kpi.definition", "crm.facilitation.agenda"
QUESTION, CHECK = "crm.facilitation.question", "crm.facilitation.checklist.item"
# of the company of a session, or of whoever makes one of the standard
FOLLOWING = (QUESTION, CHECK)
BASES = {
    QUESTION: {"name": "Of ours"},
    CHECK: {"name": "Of ours"},
    TAG: {"name": "Of ours"},
    DEFINITION: {"name": "Of ours", "measure": "manual"},
    AGENDA: {"name": "Of ours"},
}


class LibraryCase(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.abroad = cls.env["res.company"].create({"name": "Another company"})
        cls.foreign = cls._new_user("foreign", "crm_facilitation.group_facilitator")
        cls.foreign_sponsor = cls._new_user("foreign_sponsor", "crm_facilitation.group_sponsor")
        (cls.foreign | cls.foreign_sponsor).write(
            {"company_ids": [Command.set(cls.abroad.ids)], "company_id": cls.abroad.id}
        )
        cls.administrator = cls._new_user("system", "base.group_system")
        cls.library = {
            TAG: cls.env.ref("crm_facilitation.need_tag_leads"),
            DEFINITION: cls.env.ref("crm_facilitation.kpi_definition_trust"),
            AGENDA: cls.env.ref("crm_facilitation.agenda_three_days"),
            QUESTION: cls.env.ref("crm_facilitation.question_one_1"),
            CHECK: cls.env[CHECK].search([("session_id", "=", False)], limit=1),
        }
        cls.own = {name: cls.env[name].with_user(cls.facilitator).create(values) for name, values in BASES.items()}

    def people(self):
        return self.facilitator, self.sponsor, self.foreign, self.foreign_sponsor, self.employee_sales


class TestLibrary(LibraryCase):
    def test_every_model_of_the_library_is_tried(self):
        kinds = set(self.env.registry.descendants(["crm.facilitation.shared"], "_inherit"))
        self.assertEqual(kinds - {"crm.facilitation.shared"}, set(BASES))

    def test_what_ships_is_chosen_by_everybody_and_changed_by_the_administrator(self):
        for name, record in self.library.items():
            with self.subTest(name):
                self.assertFalse(record.company_id)
                before = record.read()
                for user in self.people():
                    mine = record.with_user(user)
                    if mine.browse().has_access("read"):
                        self.assertEqual(mine.name, record.name)
                        self.assertFalse(mine.can_change)
                    calls = [lambda r=mine: r.write({"name": "Worded anew"}), mine.unlink]
                    if name not in FOLLOWING:
                        calls.append(lambda r=mine: r.create(BASES[r._name] | {"company_id": False}))
                    for call in calls:
                        with self.assertRaises(AccessError):
                            call()
                self.assertEqual(record.read(), before)
                mine = record.with_user(self.administrator)
                self.assertTrue(mine.can_change)
                mine.name = "Worded anew"
                self.assertEqual(record.name, "Worded anew")

    def test_what_a_company_made_is_not_there_for_another(self):
        for name, record in self.own.items():
            with self.subTest(name):
                self.assertEqual(record.company_id, self.env.company)
                self.assertTrue(record.can_change)
                for user in (self.foreign, self.foreign_sponsor):
                    theirs = record.with_user(user)
                    self.assertNotIn(theirs, theirs.search([]))
                    for call in (lambda r=theirs: r.read(["name"]), lambda r=theirs: r.write({"name": "x"}),
                                 lambda r=theirs: r.write({"company_id": self.abroad.id}), theirs.unlink):  # fmt: skip
                        with self.assertRaises(UserError):
                            call()
                self.assertEqual((record.name, record.company_id), ("Of ours", self.env.company))

    def test_nothing_is_given_to_another_company_or_to_the_library(self):
        for name, record in self.own.items():
            for company in (False, self.abroad.id):
                with self.subTest(model=name, company=company), self.assertRaises(AccessError):
                    record.company_id = company
                with self.subTest(model=name, new_in=company):
                    values = BASES[name] | {"name": "New", "company_id": company}
                    try:
                        made = self.env[name].with_user(self.facilitator).create(values)
                    except UserError:
                        continue
                    # the company follows from the session, or from whoever makes it
                    self.assertEqual((name in FOLLOWING, made.company_id), (True, self.env.company))

    def test_a_copy_of_the_library_is_ones_own(self):
        copy = self.library[DEFINITION].with_user(self.foreign).copy()
        self.assertEqual((copy.company_id, copy.name), (self.abroad, f"{self.library[DEFINITION].name} (copy)"))
        copy.name = "Our trust"
        self.assertNotIn(copy.sudo(), self.env[DEFINITION].with_user(self.facilitator).search([]))

    def test_two_companies_have_tags_of_one_name(self):
        theirs = self.env[TAG].with_user(self.foreign).create({"name": "Of ours"})
        self.assertEqual(theirs.company_id, self.abroad)
        with self.assertRaisesRegex(ValidationError, "exists already"):
            self.env[TAG].with_user(self.foreign).create({"name": self.library[TAG].name})


class TestUse(LibraryCase):
    def test_a_kpi_takes_no_definition_of_another_company(self):
        theirs = self.env[DEFINITION].with_user(self.foreign).create({"name": "Theirs", "measure": "manual"})
        kpis = self.env["crm.facilitation.kpi"].with_user(self.sponsor)
        for definition in (self.own[DEFINITION], self.library[DEFINITION]):
            self.assertTrue(kpis.create({"definition_id": definition.id, "project_id": self.project.id}))
        with self.assertRaises(UserError):
            kpis.create({"name": "x", "definition_id": theirs.id, "project_id": self.project.id})

    def test_a_need_takes_no_tag_of_another_company(self):
        theirs = self.env[TAG].with_user(self.foreign).create({"name": "Theirs"})
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        values = {"name": "See the last call", "session_id": self.session.id}
        self.assertTrue(needs.create(values | {"tag_ids": [Command.set((self.own[TAG] | self.library[TAG]).ids)]}))
        with self.assertRaises(UserError):
            needs.create(values | {"tag_ids": [Command.set(theirs.ids)]})

    def test_the_room_names_no_tag_of_another_company(self):
        self.env[TAG].with_user(self.foreign).create({"name": "Theirs"})
        for user in (self.employee_sales, self.facilitator):
            names = self.env["crm.facilitation.room"].with_user(user).state(self.session.id)["names"]["tags"].values()
            self.assertTrue({"Of ours", self.library[TAG].name} <= set(names))
            self.assertNotIn("Theirs", names)

    def test_lists_say_what_is_of_the_library_and_what_is_of_the_company(self):
        for name, record in self.own.items():
            self.assertEqual((record.whose, self.library[name].whose), (self.env.company.name, "Library"), name)

    def test_a_list_shows_one_form_of_a_unit(self):
        definition = self.own[DEFINITION]
        definition.unit = "deal|deals"
        self.assertEqual(definition.unit_of_many, "deals")

    def test_a_copy_is_told_from_what_it_was_made_of_in_every_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        for name in (DEFINITION, AGENDA):
            original = self.library[name]
            original.with_context(lang="ru_RU").name = "Доверие"
            copy = original.with_user(self.facilitator).copy()
            for code in ("en_US", "ru_RU"):
                own, named = (one.with_context(lang=code).name for one in (copy, original))
                self.assertNotEqual(own, named)
                self.assertIn(named, own)

    def test_a_session_starts_from_the_companys_agenda_or_else_from_the_library(self):
        agendas = self.env[AGENDA].with_user(self.foreign)
        own = self.library[AGENDA].with_user(self.foreign).copy()
        self.assertEqual(own.company_id, self.abroad)
        self.assertEqual(own.item_ids.company_id, self.abroad)
        self.assertEqual(len(own.item_ids), len(self.library[AGENDA].item_ids))
        self.assertEqual(agendas._get_standard(3, self.abroad), own)
        self.assertEqual(self.env[AGENDA]._get_standard(3, self.env.company), self.library[AGENDA])
        own.item_ids[:1].name = "Coffee"
        for call in (
            lambda: self.library[AGENDA].item_ids[:1].with_user(self.foreign).write({"name": "Coffee"}),
            lambda: self.library[AGENDA].item_ids[:1].with_user(self.facilitator).unlink(),
            lambda: own.item_ids[:1].write({"agenda_id": self.library[AGENDA].id}),
            lambda: own.item_ids.create({"name": "Coffee", "agenda_id": self.library[AGENDA].id}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                call()
        self.assertNotIn("Coffee", self.library[AGENDA].item_ids.mapped("name"))
        steps = self.library[AGENDA].with_user(self.administrator).item_ids
        self.env.invalidate_all()
        self.assertEqual([step["name"] for step in steps.read(["name"])][:1], ["The owner opens"])
        steps[:1].name = "Welcome anew"
        self.assertEqual(self.library[AGENDA].item_ids[:1].name, "Welcome anew")

    def test_a_session_has_the_questions_and_the_list_of_its_company(self):
        theirs = {name: self.env[name].with_user(self.foreign).create({"name": "Theirs"}) for name in FOLLOWING}
        ahead = self.env["crm.facilitation.session"].with_user(self.facilitator)
        ahead = ahead.create({"name": "Ahead", "project_id": self.project.id})
        self.env[CHECK].search([("session_id", "=", ahead.id)]).unlink()
        self.env[CHECK]._copy_standard(ahead)
        listed = self.env[CHECK].search([("session_id", "=", ahead.id)])
        self.assertIn("Of ours", listed.mapped("name"))
        self.assertNotIn("Theirs", listed.mapped("name"))
        self.assertEqual(listed.company_id, self.env.company)
        asked = self.env[QUESTION]._get_for(ahead, self.sales, "employee")
        self.assertIn(self.own[QUESTION].sudo(), asked)
        self.assertNotIn(theirs[QUESTION].sudo(), asked)

    def test_nothing_is_moved_to_where_its_mover_has_no_say(self):
        """Record rules look at where a record was."""
        rollout = self.env["project.project"].with_user(self.foreign)
        rollout = rollout.create({"name": "Theirs", "is_facilitation": True})
        session = self.env["crm.facilitation.session"].with_user(self.foreign)
        session = session.create({"name": "Theirs", "project_id": rollout.id})
        ahead = self.env["crm.facilitation.session"].with_user(self.facilitator)
        ahead = ahead.create({"name": "Ahead", "project_id": self.project.id})
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        goals = self.env["crm.facilitation.goal"].with_user(self.sponsor)
        kpis = self.env["crm.facilitation.kpi"].with_user(self.sponsor)
        values = {"definition_id": self.library[DEFINITION].id, "project_id": self.project.id}
        moved = [
            (ahead.agenda_item_ids[:1], {"session_id": session.id}),
            (self.make_participant(self.outsider, self.sales, session=ahead), {"session_id": session.id}),
            (self.make_need("See the last call"), {"session_id": session.id}),
            (rounds.create({"name": "Draft", "session_id": self.session.id}), {"session_id": session.id}),
            (goals.create({"name": "Ours", "project_id": self.project.id}), {"project_id": rollout.id}),
            (kpis.create(values), {"project_id": rollout.id}),
            (ahead, {"project_id": rollout.id}),
        ]
        for record, change in moved:
            with self.subTest(record._name):
                [(name, _id)] = change.items()
                before = record.sudo()[name]
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    record.write(change)
                    self.env.flush_all()
                self.env.invalidate_all()
                self.assertEqual(record.sudo()[name], before)

    def test_a_roll_out_is_given_to_no_company_that_its_mover_does_not_act_for_now(self):
        own = self._new_user("both", "crm_facilitation.group_facilitator,project.group_project_manager")
        own.company_ids = self.env.company | self.abroad
        rollouts = self.env["project.project"].with_user(own)
        values = {"name": "Ours", "is_facilitation": True, "company_id": self.env.company.id}
        rollout = rollouts.with_context(allowed_company_ids=self.env.company.ids).create(values)
        refused = self.assertRaisesRegex(AccessError, "You act for no company that this would belong to")
        with refused, self.env.cr.savepoint():
            rollout.company_id = self.abroad
        self.env.invalidate_all()
        self.assertEqual(rollout.sudo().company_id, self.env.company)
        # what the server moves is not asked of whoever it works for
        for company in (self.abroad, self.env.company):
            rollout.sudo().company_id = company
            self.assertEqual(rollout.sudo().company_id, company)
        # what else is written of it may be written
        rollout.write({"name": "Ours, too", "user_id": own.id})
        self.assertEqual(rollout.sudo().user_id, own)
        rollout = rollout.with_context(allowed_company_ids=own.company_ids.ids)
        rollout.company_id = self.abroad
        self.assertEqual(rollout.sudo().company_id, self.abroad)
        # what it is linked to does not go along
        linked = rollout.create(values)
        linked.sudo().affected_department_ids = self.env["hr.department"].create(
            {"name": "Ours", "company_id": self.env.company.id}
        )
        with self.assertRaisesRegex(ValidationError, "what is of the same company"), self.env.cr.savepoint():
            linked.company_id = self.abroad


class TestComingFromBefore(LibraryCase):
    def test_what_one_company_made_becomes_its_own_and_what_several_use_stays_in_the_library(self):
        path = Path(addon.__file__).parent / "migrations" / "19.0.1.3.0" / "post-library.py"
        spec = importlib.util.spec_from_file_location("post_library", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        tags = self.env[TAG].create([{"name": name} for name in ("Ours", "Both", "Nobody's", "Theirs, unused")])
        definitions = self.env[DEFINITION].create([{"name": name, "measure": "manual"} for name in ("Ours", "Unused")])
        need = self.make_need("See the last call")
        need.sudo().tag_ids = tags[:2] | self.library[TAG]
        rollout = self.env["project.project"].with_user(self.foreign)
        rollout = rollout.create({"name": "Theirs", "is_facilitation": True})
        session = self.env["crm.facilitation.session"].with_user(self.foreign)
        session = session.create({"name": "Theirs", "project_id": rollout.id})
        person = self.env["crm.facilitation.participant"].with_user(self.foreign)
        person = person.create({"session_id": session.id, "partner_id": self.foreign.partner_id.id})
        session.action_start()
        theirs = self.env["crm.facilitation.need"].with_user(self.foreign)
        theirs = theirs.create({"name": "Theirs", "session_id": session.id})
        theirs.sudo().tag_ids = tags[1]
        self.env["crm.facilitation.kpi"].with_user(self.sponsor).create(
            {"definition_id": definitions[0].id, "project_id": self.project.id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_facilitation_need_tag SET create_uid = %s WHERE id = %s", [self.foreign.id, tags[3].id]
        )
        module.migrate(self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()
        none = self.env["res.company"]
        self.assertEqual([tag.company_id for tag in tags], [self.env.company, none, none, self.abroad])
        self.assertEqual([each.company_id for each in definitions], [self.env.company, none])
        for name, record in self.library.items():
            self.assertFalse(record.company_id, name)
