"""I: onchange, default_get and web_save ask for create rights only: a form names only records that may be read."""

from odoo import Command
from odoo.exceptions import AccessError, UserError

from ..common import FacilitationCase, permit_everything

ADDON = "crm_facilitation"
NEEDLE = "Foreign"


class ForeignCase(FacilitationCase):
    """A roll-out of its own, in which the employees of the cast do not take part, with everything in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls.make_stranger()
        as_facilitator = cls.env(user=cls.facilitator)
        cls.foreign_project = as_facilitator["project.project"].create(
            {
                "name": f"{NEEDLE} CRM",
                "is_facilitation": True,
                "privacy_visibility": "followers",
                "affected_department_ids": [Command.set(cls.departments.ids)],
            }
        )
        cls.foreign_session = as_facilitator["crm.facilitation.session"].create(
            {"name": f"{NEEDLE} session", "project_id": cls.foreign_project.id}
        )
        cls.foreign_participant = cls.make_participant(cls.stranger, cls.sales, cls.foreign_session)
        permit_everything(cls.foreign_session)
        cls.foreign_session.action_start()
        cls.foreign_need = cls.make_need(f"{NEEDLE} need", cls.foreign_participant)
        cls.foreign_goal = as_facilitator["crm.facilitation.goal"].create(
            {"name": f"{NEEDLE} goal", "project_id": cls.foreign_project.id}
        )
        cls.foreign_conflict = as_facilitator["crm.facilitation.conflict"].create(
            {"name": f"{NEEDLE} conflict", "session_id": cls.foreign_session.id,
             "need_ids": [Command.set(cls.foreign_need.ids)], "goal_ids": [Command.set(cls.foreign_goal.ids)]}
        )  # fmt: skip
        as_facilitator["crm.facilitation.conflict.option"].create(
            {"name": f"{NEEDLE} option", "conflict_id": cls.foreign_conflict.id}
        )
        cls.foreign_round = as_facilitator["crm.facilitation.round"].create(
            {"name": f"{NEEDLE} round", "session_id": cls.foreign_session.id, "method": "consent",
             "need_ids": [Command.set(cls.foreign_need.ids)]}
        )  # fmt: skip
        cls.foreign_round.action_open()
        cls.env.flush_all()

    @classmethod
    def make_stranger(cls):
        stranger = cls._new_user("str", "base.group_user")
        stranger.partner_id.name = f"{NEEDLE} person"
        return stranger

    def refuse(self, call):
        with self.assertRaises(UserError) as caught:
            call()
        self.assertNotIn(NEEDLE, str(caught.exception))


class TestOnchange(ForeignCase):
    def test_i_a_need_names_no_author_of_a_foreign_session(self):
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        spec = {"origin_label": {}, "department_id": {"fields": {"display_name": {}}}}
        for values in (
            {"session_id": self.foreign_session.id},
            {"author_id": self.foreign_participant.id},
            {"merged_need_ids": [Command.link(self.foreign_need.id)]},
        ):
            self.refuse(lambda values=values: needs.onchange(values, list(values), spec))
        self.refuse(lambda: needs.with_context(default_author_id=self.foreign_participant.id).onchange({}, [], spec))

    def test_i_an_option_tells_nothing_of_a_foreign_round(self):
        options = self.env["crm.facilitation.conflict.option"].with_user(self.employee_sales)
        spec = {"consent": {}, "agree": {}, "object": {}, "block": {}}
        self.refuse(lambda: options.onchange({"need_id": self.foreign_need.id}, ["need_id"], spec))
        self.refuse(lambda: options.onchange({"conflict_id": self.foreign_conflict.id}, ["conflict_id"], spec))

    def test_i_what_is_nested_is_checked_too(self):
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        nested = [Command.create({"author_id": self.foreign_participant.id})]
        self.refuse(lambda: needs.onchange({"merged_need_ids": nested}, ["merged_need_ids"], {"origin_label": {}}))
        options = self.env["crm.facilitation.conflict.option"].with_user(self.employee_sales)
        parent = {"conflict_id": {"need_ids": [Command.set(self.foreign_need.ids)]}}
        self.refuse(lambda: options.onchange(parent, ["conflict_id"], {"consent": {}}))

    def test_i_what_somebody_keeps_as_a_default_is_checked_too(self):
        mine = self.make_need("Mine").with_user(self.employee_sales)
        self.env["ir.default"].with_user(self.employee_sales).set(
            mine._name, "goal_ids", self.foreign_goal.ids, user_id=self.employee_sales.id
        )
        spec = {"goal_ids": {"fields": {"display_name": {}}}}
        self.refuse(lambda: mine.browse().onchange({"session_id": self.session.id}, [], spec))
        self.refuse(lambda: mine.create({"name": "Another", "session_id": self.session.id}))
        # it is for new records alone
        mine.write({"name": "Still mine"})

    def test_i_a_refusal_does_not_tell_what_a_foreign_record_holds(self):
        """Who writes what stands there changes nothing; whoever may not read it learns nothing by that."""
        self.foreign_need.write({"goal_ids": [Command.set(self.foreign_goal.ids)], "effort_days": 3})
        other_goal = self.foreign_goal.create({"name": f"{NEEDLE} second", "project_id": self.foreign_project.id})
        self.env.flush_all()
        need = self.foreign_need.with_user(self.employee_sales)
        for known, guessed in (
            ({"name": self.foreign_need.name}, {"name": "Guessed"}),
            ({"effort_days": 3}, {"effort_days": 4}),
            ({"state": "raised"}, {"state": "accepted"}),
            ({"author_id": self.foreign_need.author_id.id}, {"author_id": False}),
            ({"goal_ids": [Command.link(self.foreign_goal.id)]}, {"goal_ids": [Command.link(other_goal.id)]}),
        ):
            answers = set()
            for values in known, guessed:
                for call in need.write, lambda given: need.web_save(given, {}):
                    self.env.invalidate_all()
                    with self.subTest(values), self.assertRaises(AccessError) as caught:
                        call(values)
                    answers.add(str(caught.exception))
            self.assertEqual(len(answers), 1, answers)
        answers = set()
        for words in self.foreign_need.name, "Guessed":
            self.env.invalidate_all()
            with self.subTest(words), self.assertRaises(AccessError) as caught:
                need.update_field_translations("name", {"en_US": words})
            answers.add(str(caught.exception))
        self.assertEqual(len(answers), 1, answers)

    def tell_the_same(self, *calls):
        """That all of ``calls`` are refused in the same words, which name nothing of the foreign roll-out."""
        answers = set()
        for call in calls:
            self.env.invalidate_all()
            with self.assertRaises(AccessError) as caught:
                call()
            answers.add(str(caught.exception))
        self.assertEqual(len(answers), 1, answers)
        self.assertNotIn(NEEDLE, *answers)

    def test_i_whoever_deletes_what_they_may_not_read_learns_nothing_of_it(self):
        """Neither its name nor whether anything hangs on it."""
        held, *_others, ahead = self.foreign_session.agenda_item_ids
        self.assertEqual((len(held.sudo().visit_ids), len(ahead.sudo().visit_ids)), (1, 0))
        held.name = NEEDLE
        self.foreign_need.action_accept()
        raised = self.make_need(f"{NEEDLE} second", self.foreign_participant)
        for records in (held, ahead), (self.foreign_need, raised):
            foreign = [record.with_user(self.employee_sales) for record in records]
            self.tell_the_same(*(record.unlink for record in foreign))
            self.tell_the_same(foreign[0].with_context(_force_unlink=True).unlink)

    def test_i_whoever_may_not_change_a_step_is_not_told_that_it_was_held(self):
        held, *_others, ahead = self.session.agenda_item_ids
        self.assertEqual((len(held.sudo().visit_ids), len(ahead.sudo().visit_ids)), (1, 0))
        for user in (self.employee_sales, self.outsider):
            steps = [step.with_user(user) for step in (held, ahead)]
            self.tell_the_same(*(lambda step=step: step.write({"session_id": False}) for step in steps))

    def test_i_who_reads_a_foreign_record_is_not_told(self):
        """Who takes part in a session would be: a colleague is asked to follow it."""
        people = self.stranger, self.employee_service, self.outsider
        for record in (self.foreign_need, self.foreign_session, self.foreign_goal, self.session):
            own = record.with_user(self.employee_sales)
            calls = [lambda own=own, one=one: own.message_subscribe(one.partner_id.ids) for one in people]
            self.tell_the_same(
                *calls, lambda own=own: own.message_subscribe((self.stranger.partner_id | self.env.user.partner_id).ids)
            )

    def test_i_whether_a_foreign_project_or_task_is_of_a_roll_out_is_not_told(self):
        self.foreign_need.action_accept()
        values = {"name": NEEDLE, "privacy_visibility": "followers", "company_id": self.env.company.id}
        project = self.env["project.project"].create(values)
        ordinary = project | self.env["project.task"].create({"name": NEEDLE, "project_id": project.id}).project_id
        tasks = (
            self.foreign_need.action_plan(),
            self.env["project.task"].create({"name": NEEDLE, "project_id": ordinary.id}),
        )
        other = self.stranger.partner_id.id
        for records in (self.foreign_project, project), tasks:
            foreign = [record.with_user(self.outsider) for record in records]
            self.assertFalse(any(record.has_access("read") for record in foreign))
            for words in {"author_id": other}, {"email_from": "ceo@away.example"}:
                words |= {"body": "I agree"}
                self.tell_the_same(*(lambda one=one, words=words: one.message_post(**words) for one in foreign))
                words |= {"partner_ids": [other]}
                self.tell_the_same(*(lambda one=one, words=words: one.message_notify(**words) for one in foreign))
                named = [words | {"model": one._name, "res_id": one.id} for one in foreign]
                threads = self.env["mail.thread"].with_user(self.outsider)
                self.tell_the_same(*(lambda words=words: threads.message_notify(**words) for words in named))
            self.tell_the_same(*(lambda one=one: self.mail_to_several(one).action_send_mail() for one in foreign))
        both = [one.with_user(self.outsider) for one in (self.foreign_project, project)]
        forms = {str(one.get_formview_action()["views"]) for one in both}
        self.assertEqual(len(forms), 1, forms)

    def mail_to_several(self, record):
        values = {"model": record._name, "res_ids": str(record.ids), "subject": "I agree", "body": "I agree"}
        return record.env["mail.compose.message"].create(values | {"composition_mode": "mass_mail"})

    def test_i_what_a_foreign_roll_out_lacks_is_not_told(self):
        project = self.foreign_project.with_user(self.outsider)
        for call in project.action_begin_configuration, project.action_open_trace_advice:
            self.env.invalidate_all()
            with self.assertRaises(AccessError) as caught:
                call()
            self.assertNotIn(NEEDLE, str(caught.exception))

    def test_i_a_project_that_everybody_reads_does_not_tell_what_happened_in_its_sessions(self):
        """Whoever may not change it is told so, and not why nobody could."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        empty = self.project.create({"name": "Empty", "is_facilitation": True, "company_id": self.env.company.id})
        accepted = self.make_need("Mine")
        both = [project.with_user(self.outsider) for project in (self.project, empty)]
        self.assertTrue(all(project.has_access("read") for project in both))
        self.tell_the_same(*(lambda one=one: one.write({"company_id": other.id}) for one in both))
        accepted.action_accept()
        self.tell_the_same(*(one.action_begin_configuration for one in both))

    def test_i_whoever_may_not_change_a_record_is_not_told_what_it_is_linked_to(self):
        need, project = self.make_need("Mine"), self.project.with_user(self.outsider)
        for command in Command.link, Command.unlink, Command.delete:
            sent = [{"need_ids": [command(one.id)]} for one in (need, self.foreign_need)]
            self.tell_the_same(*(lambda values=values: project.write(values) for values in sent))
            self.tell_the_same(*(lambda values=values: project.web_save(values, {}) for values in sent))
            self.tell_the_same(*(lambda values=values: project.onchange(values, ["need_ids"], {}) for values in sent))

    def test_i_whoever_may_not_see_a_field_is_not_told_what_it_links_to(self):
        """Who leads projects changes them, and reads nothing of a roll-out by that."""
        self.outsider.write({"group_ids": [Command.link(self.env.ref("project.group_project_manager").id)]})
        left = self.env["hr.department"].create({"name": "Parts"})
        projects = self.project | self.foreign_project
        for project in projects:
            project.with_user(self.facilitator).action_leave_out_department(left.id, "They read, no more")
        project = self.project.with_user(self.outsider)
        self.assertTrue(project.has_access("write"))
        sent = [{"left_out_ids": [Command.link(one.id)]} for one in projects.sudo().left_out_ids]
        self.assertEqual(len(sent), 2)
        self.tell_the_same(*(lambda values=values: project.write(values) for values in sent))

    def test_i_a_refusal_does_not_tell_what_a_foreign_record_is_linked_to(self):
        """The answer is the same whether or not the need has the goal."""
        self.foreign_need.goal_ids = self.foreign_goal
        other_goal = self.foreign_goal.create({"name": f"{NEEDLE} second", "project_id": self.foreign_project.id})
        self.env.flush_all()
        need = self.foreign_need.with_user(self.employee_sales)
        answers = set()
        for goal in (self.foreign_goal, other_goal):
            with self.assertRaises(AccessError) as caught:
                need.onchange({"goal_ids": [Command.link(goal.id)]}, ["goal_ids"], {"goal_ids": {}})
            answers.add(str(caught.exception))
        self.assertEqual(len(answers), 1, answers)

    def test_i_what_was_found_about_a_record_that_is_gone_can_be_changed(self):
        """Of a kind that its reader has no right to at all: what is there is hidden, and what is not hides nothing."""
        parameters = self.env["ir.config_parameter"]
        there = parameters.create({"key": "crm_facilitation.there", "value": "1"})
        gone = parameters.create({"key": "crm_facilitation.gone", "value": "1"})
        number = gone.id
        gone.unlink()
        features = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        values = {"name": "Parameter", "res_model": there._name, "res_id": number}
        self.assertIn("value", features.onchange(values, ["name"], {"name": {}}))
        self.refuse(lambda: features.onchange(values | {"res_id": there.id}, ["name"], {"name": {}}))

    def test_i_what_is_linked_already_can_be_sent_back(self):
        need = self.make_need("Mine").with_user(self.employee_sales)
        values = {"session_id": self.session.id, "author_id": self.participant_sales.id, "name": "Other"}
        need.onchange(values, ["name"], {"name": {}, "origin_label": {}})
        self.assertEqual(need.name, "Mine")

    def test_i_what_is_linked_already_can_be_sent_back_though_it_is_archived(self):
        need, company = self.make_need("Mine"), self.env["res.company"].create({"name": f"{NEEDLE} company"})
        follower, other = self.env["res.partner"].create([{"name": NEEDLE, "company_id": company.id}] * 2)
        followers = self.env["mail.followers"].sudo()
        followers.create({"res_model": need._name, "res_id": need.id, "partner_id": follower.id})
        (follower | other).active = False
        mine = need.with_user(self.employee_sales)
        for partner, call in ((follower, lambda ask: ask()), (other, self.refuse)):
            sent = {"name": "Other", "message_partner_ids": [Command.link(partner.id)]}
            call(lambda sent=sent: mine.onchange(sent, ["name"], {"name": {}}))

    def test_i_the_employees_own_form_works(self):
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        answer = needs.onchange({"session_id": self.session.id}, ["session_id"], {"origin_label": {}, "state": {}})
        self.assertTrue(answer["value"]["origin_label"])

    def test_i_web_save_answers_nothing_of_a_foreign_record(self):
        needs = self.env["crm.facilitation.need"].with_user(self.employee_sales)
        count = needs.sudo().search_count([])
        values = {"name": "Mine", "session_id": self.session.id, "goal_ids": [Command.link(self.foreign_goal.id)]}
        self.refuse(lambda: needs.web_save(values, {"goal_ids": {"fields": {"display_name": {}}}}))
        self.assertEqual(needs.sudo().search_count([]), count)


class TestEveryRelation(ForeignCase):
    """Generated from the registry: every relation of the addon, as every role, with an id the role may not read."""

    def relations(self):
        for name in sorted(self.env.registry):
            model = self.env[name]
            if model._abstract or (not model._auto and not model._transient):
                continue
            for field in model._fields.values():
                own = name.startswith("crm.facilitation.") or field._module == ADDON
                if own and field.comodel_name and field.type in ("many2one", "one2many", "many2many"):
                    yield model, field

    def foreign_id(self, comodel, user):
        records = self.env[comodel].sudo().with_context(active_test=False).search([], order="id desc", limit=200)
        readable = records.with_user(user)._filtered_access("read")
        return (records - records.browse(readable.ids))[:1].id

    def test_i_no_relation_of_any_model_leads_a_form_to_what_may_not_be_read(self):
        tried = 0
        for user in self.employee_sales, self.employee_service, self.outsider, self.sponsor, self.facilitator:
            foreign = {}
            for model, field in self.relations():
                comodel = field.comodel_name
                if field.name in model._get_offered_relations():
                    continue
                if comodel not in foreign:
                    foreign[comodel] = self.foreign_id(comodel, user)
                if not foreign[comodel]:
                    continue
                value = foreign[comodel]
                sent = [value] if field.type == "many2one" else [
                    [Command.link(value)], [Command.set([value])], [Command.update(value, {})],
                ]  # fmt: skip
                records = model.sudo(False).with_user(user)
                spec = {name: {} for name, other in model._fields.items() if records._has_field_access(other, "read")}
                for given in sent:
                    with self.subTest(user=user.login, model=model._name, field=field.name):
                        self.refuse(lambda r=records, f=field, g=given, s=spec: r.onchange({f.name: g}, [f.name], s))
                        if model._name.startswith("crm.facilitation."):
                            self.refuse(
                                lambda r=records, f=field, g=given, s=spec: r.with_context(
                                    **{f"default_{f.name}": g}
                                ).onchange({}, [], s)
                            )
                    tried += 1
        self.assertGreater(tried, 200)
