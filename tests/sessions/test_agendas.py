"""Standard agendas side by side: for one, two and three days, and a facilitator's own."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form

from ..common import FacilitationCase

# minutes of each day, as the timetables say when it ends
LENGTHS = {
    "agenda_one_day": [8 * 60 + 20],
    "agenda_two_days": [7 * 60 + 10, 8 * 60 + 15],
    "agenda_three_days": [6 * 60 + 30, 6 * 60 + 30, 7 * 60 + 55],
}


class AgendasCase(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.agendas = self.env["crm.facilitation.agenda"].with_user(self.facilitator)
        self.one, self.two, self.three = (self.env.ref(f"crm_facilitation.{name}") for name in LENGTHS)

    def _new(self, **values):
        sessions = self.env["crm.facilitation.session"].with_user(self.facilitator)
        return sessions.create({"name": "Next", "project_id": self.project.id} | values)

    def _names(self, owner):
        owner.invalidate_recordset()
        items = owner.agenda_item_ids if owner._name == "crm.facilitation.session" else owner.item_ids
        return items.mapped("name")


class TestStandards(AgendasCase):
    def test_each_day_ends_when_its_timetable_says(self):
        for name, minutes in LENGTHS.items():
            items = self.env.ref(f"crm_facilitation.{name}").item_ids
            self.assertEqual(list(items._get_minutes_of_days().values()), minutes, name)

    def test_nobody_sits_for_longer_than_ninety_minutes(self):
        for agenda in self.one | self.two | self.three:
            sitting, day = 0, 1
            for step in agenda.item_ids.filtered(lambda item: not item.is_parallel):
                sitting = 0 if step.kind == "break" or step.day != day else sitting
                sitting, day = sitting + (step.kind != "break") * step.planned_minutes, step.day
                self.assertLessEqual(sitting, 90, f"{agenda.name}: {step.name}")

    def test_lunch_is_long_enough_and_every_day_has_one(self):
        for agenda in self.one | self.two | self.three:
            breaks = agenda.item_ids.filtered(lambda item: item.kind == "break" and item.planned_minutes >= 45)
            self.assertEqual(sorted(breaks.mapped("day")), list(range(1, agenda.days + 1)), agenda.name)

    def test_each_of_them_writes_votes_settles_and_decides(self):
        for agenda in self.one | self.two | self.three:
            kinds = agenda.item_ids.mapped("kind")
            order = [
                kinds.index(kind) for kind in ("process", "needs", "fit", "vote", "conflicts", "decide", "closing")
            ]
            self.assertEqual(order, sorted(order), agenda.name)

    def test_people_vote_only_where_it_says_so(self):
        for agenda in self.one | self.two | self.three:
            self.assertEqual(set(agenda.item_ids.filtered("can_vote").mapped("kind")), {"vote", "conflicts"})

    def test_what_is_hard_to_say_is_asked_without_names_and_without_management(self):
        for agenda in self.one | self.two | self.three:
            step = agenda.item_ids.filtered(lambda item: item.audience == "no_management")
            self.assertEqual((len(step), step.anonymous, step.can_raise, step.can_remark), (1, True, True, False))
            beside = agenda.item_ids[agenda.item_ids.ids.index(step.id) + 1]
            self.assertEqual(
                (beside.is_parallel, beside.audience, beside.planned_minutes),
                (True, "management", step.planned_minutes),
            )

    def test_never_a_break_and_never_the_decision_is_left_out(self):
        for agenda in self.one | self.two | self.three:
            self.assertFalse(set(agenda.item_ids.filtered("cut_first").mapped("kind")) & {"break", "decide", "closing"})


class TestChoice(AgendasCase):
    def test_a_session_starts_from_the_agenda_of_its_days(self):
        for days, agenda in ((1, self.one), (2, self.two), (3, self.three), (4, self.three)):
            session = self._new(date_start=date(2026, 3, 2), date_end=date(2026, 3, 1 + days))
            self.assertEqual(session.agenda_id, agenda)
            self.assertEqual(self._names(session), self._names(agenda))

    def test_three_days_are_usual(self):
        self.assertEqual(self._new().agenda_id, self.three)

    def test_a_facilitator_chooses_another_one(self):
        form = Form(self.env["crm.facilitation.session"].with_user(self.facilitator))
        form.name, form.project_id = "Next", self.project
        form.date_start, form.date_end = date(2026, 3, 2), date(2026, 3, 3)
        self.assertEqual(form.agenda_id, self.two)
        form.agenda_id = self.one
        self.assertEqual(self._names(form.save()), self._names(self.one))

    def test_a_session_whose_steps_are_given_takes_no_agenda(self):
        session = self._new(agenda_item_ids=[Command.create({"name": "Only this"})])
        self.assertEqual(self._names(session), ["Only this"])

    def test_adding_a_day_changes_no_step(self):
        session = self._new(date_start=date(2026, 3, 2), date_end=date(2026, 3, 3))
        session.date_end = date(2026, 3, 4)
        self.assertEqual((session.agenda_id, self._names(session)), (self.two, self._names(self.two)))

    def test_what_a_company_has_of_its_own_comes_first(self):
        own = self.agendas.browse(self._new(agenda_id=self.two.id).save_agenda("Ours"))
        dates = {"date_start": date(2026, 3, 2), "date_end": date(2026, 3, 3)}
        self.assertEqual(self._new(**dates).agenda_id, own)

    def test_changing_a_standard_changes_no_session(self):
        own = self.agendas.browse(self.session.save_agenda("Ours"))
        session = self._new(agenda_id=own.id)
        before = self._names(session)
        own.item_ids[0].name = "Something else"
        # the library's are the administrator's
        self.three.item_ids[0].name = "Something else again"
        for unchanged in session, self.session:
            self.assertEqual(self._names(unchanged), before)

    def test_a_session_has_its_steps_in_every_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        step = self.three.item_ids[0]
        for name, words in (("name", "Слово владельца"), ("why", "Чтобы говорить открыто"), ("pitfall", "Показ")):
            step.with_context(lang="ru_RU")[name] = words
        english = self._new().agenda_item_ids[0]
        russian = self.env["crm.facilitation.session"].with_user(self.facilitator).with_context(lang="ru_RU")
        for taken in english, russian.create({"name": "Ещё", "project_id": self.project.id}).agenda_item_ids[0]:
            for name in ("name", "why", "pitfall"):
                for lang in ("en_US", "ru_RU"):
                    self.assertEqual(taken.with_context(lang=lang)[name], step.with_context(lang=lang)[name])


class TestTaking(AgendasCase):
    def test_a_draft_takes_another_agenda(self):
        session = self._new()
        session.take_agenda(self.one.id)
        self.assertEqual((self._names(session), session.agenda_id), (self._names(self.one), self.one))
        self.assertEqual(self.evidence(session), [])

    def test_a_running_session_keeps_what_was_held_and_what_people_said(self):
        held = self.session.current_item_id
        need = self.make_need("See the last call")
        remark = self.env["crm.facilitation.remark"].with_user(self.employee_service)
        remark = remark.create({"need_id": need.id, "kind": "for", "text": "So do we"})
        ballot_round = self.env["crm.facilitation.round"].with_user(self.facilitator)
        ballot_round = ballot_round.create(
            {"name": "First", "session_id": self.session.id, "need_ids": [Command.set(need.ids)]}
        )
        ballot_round.action_open()
        ballot_round.with_user(self.employee_sales).cast({need.id: 2})
        self.session.take_agenda(self.two.id)
        self.assertEqual(self.session.current_item_id, held)
        names = self._names(self.two)
        # the opening was held, so that it does not come a second time
        self.assertEqual(self._names(self.session), names)
        self.session.take_agenda(self.three.id)
        self.session.action_next()
        self.session.action_previous()
        self.assertTrue(need.exists() and remark.exists())
        self.assertEqual(ballot_round.with_user(self.employee_sales).ballot()["choices"], {need.id: 2})
        self.assertEqual(ballot_round.item_id, held)
        self.assertEqual(self.evidence(self.session).count("agenda_taken"), 2)

    def test_days_that_are_over_do_not_come_back(self):
        second_day = self.session.agenda_item_ids.filtered(lambda item: item.day == 2)
        self.session.action_go_to(second_day[-1])
        self.session.take_agenda(self.two.id)
        coming = self.session.agenda_item_ids.filtered(lambda item: not item.sudo().visit_ids)
        self.assertEqual(set(coming.mapped("day")), {2})
        self.session.invalidate_recordset()
        order = self.session.agenda_item_ids.filtered(lambda item: item.day == 2)
        self.assertEqual(order[0], second_day[-1], "what was held stands before what is to come")

    def test_who_leads_nothing_takes_nothing(self):
        before = self._names(self.session)
        for user in (self.employee_sales, self.sponsor):
            with self.assertRaises(AccessError):
                self.session.with_user(user).take_agenda(self.one.id)
            with self.assertRaises(AccessError):
                self.session.with_user(user).save_agenda("Mine")
        self.assertEqual(self._names(self.session), before)

    def test_an_agenda_without_steps_is_refused(self):
        empty = self.agendas.create({"name": "Empty"})
        before = self._names(self.session)
        for number in (empty.id, empty.id + 1000):
            with self.assertRaises(UserError):
                self.session.take_agenda(number)
        self.assertEqual(self._names(self.session), before)

    def test_a_session_that_is_over_takes_none(self):
        self.session.action_close()
        before = self._names(self.session)
        with self.assertRaisesRegex(UserError, "is over"):
            self.session.take_agenda(self.one.id)
        self.assertEqual(self._names(self.session), before)


class TestSaving(AgendasCase):
    def test_a_facilitator_keeps_the_agenda_of_a_session(self):
        out = self.session.agenda_item_ids[2]
        self.session.action_cut_item(out.id)
        self.session.action_insert_item("Coffee with the owner", "break", 20)
        agenda = self.agendas.browse(self.session.save_agenda(" Ours "))
        expected = [item.name for item in self.session.agenda_item_ids if item != out]
        self.assertEqual((agenda.name, agenda.company_id), ("Ours", self.session.company_id))
        self.assertEqual(self._names(agenda), expected)
        self.assertFalse(agenda.item_ids.sudo().visit_ids)
        again = self._new(agenda_id=agenda.id)
        self.assertEqual(self._names(again), expected)

    def test_it_is_kept_after_the_session_too(self):
        self.session.action_close()
        self.assertTrue(self.session.save_agenda("Ours"))

    def test_it_needs_a_name(self):
        count = self.agendas.search_count([])
        with self.assertRaisesRegex(UserError, "Give the agenda a name"):
            self.session.save_agenda("  ")
        bare = self._new()
        bare.agenda_item_ids.sudo().is_parked = True
        with self.assertRaisesRegex(UserError, "is empty"):
            bare.save_agenda("Nothing in it")
        self.assertEqual(self.agendas.search_count([]), count)

    def test_it_is_the_companys_own(self):
        other = self.env["res.company"].create({"name": "Another company"})
        foreign = self._new_user("foreign", "crm_facilitation.group_facilitator")
        foreign.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        agenda = self.agendas.browse(self.session.save_agenda("Ours"))
        agendas = self.agendas.with_user(foreign)
        self.assertNotIn(agenda.id, agendas.search([]).ids)
        self.assertIn(self.one.id, agendas.search([]).ids)
        items = self.env["crm.facilitation.agenda.item"].with_user(foreign)
        self.assertFalse(items.search([("agenda_id", "=", agenda.id)]))
        theirs = agenda.sudo().copy({"name": "Theirs", "company_id": other.id})
        before = self._names(self.session)
        with self.assertRaises(AccessError):
            self.session.take_agenda(theirs.id)
        self.assertEqual(self._names(self.session), before)

    def test_the_window_takes_and_keeps(self):
        wizards = self.env["crm.facilitation.agenda.wizard"].with_user(self.facilitator)
        draft = self._new()
        wizard = wizards.create({"session_id": draft.id, "agenda_id": self.one.id, "name": "Short"})
        wizard.action_take()
        shown = wizard.action_save()
        saved = self.agendas.browse(shown["res_id"])
        self.assertEqual(self._names(saved), self._names(self.one))
        self.assertEqual(shown["target"], "new", "the room that it is saved from stays open behind it")
        with self.assertRaises(UserError):
            wizards.create({"session_id": draft.id}).action_take()
