"""Who takes part: people of the group, accounts that come later, contacts that are merged, places that stay."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..common import FacilitationCase


class PeopleCase(FacilitationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sister = cls.env["res.company"].create({"name": "Sister"})
        cls.guest = cls.env["res.partner"].create({"name": "Gus Guest", "email": "gus@example.com"})

    def invite(self, partner, session=None, **values):
        places = self.env["crm.facilitation.participant"].with_user(self.facilitator)
        return places.create({"session_id": (session or self.session).id, "partner_id": partner.id} | values)

    def draft(self):
        session = self.env["crm.facilitation.session"].with_user(self.facilitator)
        return session.create({"name": "Prepared", "project_id": self.project.id})

    def employ(self, company, department, **values):
        department = self.env["hr.department"].create({"name": department, "company_id": company.id})
        values = {"name": "Worker", "company_id": company.id, "department_id": department.id} | values
        return self.env["hr.employee"].create(values)

    def make_account(self, maker=None, **values):
        users = self.env["res.users"].with_user(maker or self.env.ref("base.user_admin"))
        return users.with_context(no_reset_password=True).create(
            {
                "name": "Gus Guest",
                "login": "gus@example.com",
                "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
            }
            | values
        )

    def row(self, kind):
        return self.env["crm.facilitation.event"].search([("kind", "=", kind)])


class TestGroup(PeopleCase):
    def test_field_3_the_department_is_that_of_the_employee_record_of_the_sessions_company(self):
        for first, second in ((self.sister, self.env.company), (self.env.company, self.sister)):
            person = self.env["res.partner"].create({"name": "Two records"})
            records = {
                company: self.employ(company, f"At {company.name}", work_contact_id=person.id)
                for company in (first, second)
            }
            with self.subTest(first=first.name):
                self.assertEqual(self.invite(person).department_id, records[self.env.company].department_id)

    def test_field_3_people_of_the_group_take_part_without_a_department_of_the_company(self):
        person = self.employ(self.sister, "Abroad").work_contact_id
        place = self.invite(person)
        self.assertFalse(place.department_id)
        self.assertFalse(self.invite(self.guest).department_id)

    def test_a_customer_of_another_company_is_named_by_nobody(self):
        customer = self.env["res.partner"].create({"name": "Theirs", "company_id": self.sister.id})
        with self.assertRaisesRegex(AccessError, "may not see"), self.env.cr.savepoint():
            self.invite(customer)
        self.assertFalse(self.session.participant_ids.filtered(lambda place: place.partner_id == customer))

    def test_field_3_a_department_of_another_company_in_the_record_is_not_taken(self):
        abroad = self.env["hr.department"].create({"name": "Abroad", "company_id": self.sister.id})
        worker = self.env["hr.employee"].create({"name": "Worker", "company_id": self.env.company.id})
        self.env.cr.execute("UPDATE hr_version SET department_id = %s WHERE employee_id = %s", [abroad.id, worker.id])
        self.env.invalidate_all()
        self.assertFalse(self.invite(worker.work_contact_id).department_id)

    def test_field_26_a_transferred_employee_of_a_prepared_session_is_asked_for_the_new_department(self):
        worker = self.employ(self.env.company, "Before")
        prepared, begun = self.invite(worker.work_contact_id, self.draft()), self.invite(worker.work_contact_id)
        before = worker.department_id
        worker.department_id = self.service
        self.assertEqual((prepared.department_id, begun.department_id), (self.service, before))

    def test_field_26_an_archived_affected_department_stays_in_the_check(self):
        self.service.active = False
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertIn(self.service, self.project._missing_departments())

    def test_field_11_people_of_a_child_cover_the_parent_and_not_the_other_way_round(self):
        child = self.env["hr.department"].create({"name": "Inside sales", "parent_id": self.sales.id})
        self.participant_sales.department_id = child
        self.participant_sales.action_join()
        self.make_need("Sort by region")
        self.assertNotIn(self.sales, self.project._missing_departments())
        self.project.affected_department_ids = [Command.link(child.id), Command.link(self.sales.id)]
        self.participant_sales.department_id = self.sales
        self.env["crm.facilitation.need"].sudo().search([]).department_id = self.sales
        missing = self.project._missing_departments()
        self.assertEqual((child in missing, self.sales in missing), (True, False))


class TestLaterAccounts(PeopleCase):
    def test_field_6_an_account_of_the_administrator_comes_to_its_unused_place(self):
        place = self.invite(self.guest)
        account = self.make_account(partner_id=self.guest.id)
        self.assertEqual(place.user_id, account)
        self.assertEqual(self.session.with_user(account)._identify().participant, place.id)
        self.assertEqual(self.row("account_linked").payload["account"], account.id)

    def test_field_6_an_account_with_the_same_mail_and_a_contact_of_its_own_comes_too(self):
        place = self.invite(self.guest)
        account = self.make_account(email="GUS@example.com")
        self.assertEqual((place.user_id, place.partner_id), (account, account.partner_id))

    def test_field_6_an_account_with_another_mail_waits_for_the_facilitator(self):
        place = self.invite(self.guest)
        account = self.make_account(partner_id=self.guest.id, login="gus", email="other@example.com")
        self.assertEqual((place.user_id.ids, place.waiting_user_id), ([], account))
        self.assertEqual(self.evidence(place), ["contact_changed", "account_waits"])
        place.action_link_account()
        self.assertEqual((place.user_id, place.waiting_user_id.ids), (account, []))
        self.assertEqual(self.evidence(place), ["contact_changed", "account_waits", "account_linked"])

    def test_field_6_an_account_that_the_administrator_gives_the_mail_of_a_place_comes_to_it(self):
        place = self.invite(self.guest)
        account = self.make_account(login="gus", email="gus.old@example.com")
        account.with_user(account).email = "gus@example.com"
        self.assertFalse(place.user_id | place.sudo().waiting_user_id, "nobody comes to a place by a mail of their own")
        for mail in ("gus.old@example.com", "gus@example.com"):
            account.with_user(self.env.ref("base.user_admin")).email = mail
        self.assertEqual((place.user_id, self.evidence(place)[-1]), (account, "account_linked"))

    def test_field_6_an_account_that_no_administrator_made_waits(self):
        place = self.invite(self.guest)
        maker = self._new_user("personnel", "base.group_erp_manager,base.group_partner_manager")
        account = self.make_account(maker=maker, partner_id=self.guest.id)
        self.assertEqual((place.user_id.ids, place.waiting_user_id), ([], account))

    def test_field_6_an_account_waits_where_something_is_in_the_place(self):
        place = self.invite(self.guest, department_id=self.sales.id)
        self.make_need("See the last call").sudo().supporter_ids = [Command.link(place.id)]
        account = self.make_account(partner_id=self.guest.id)
        self.assertEqual((place.user_id.ids, place.waiting_user_id), ([], account))

    def test_field_6_an_employee_record_that_is_linked_to_a_user_brings_the_account(self):
        worker = self.employ(self.env.company, "Store", work_email="gus@example.com", work_contact_id=self.guest.id)
        account = self._new_user("gus_later", "base.group_user")
        account.email = "gus@example.com"
        place = self.invite(self.guest)
        self.assertFalse(place.user_id)
        worker.with_user(self.env.ref("base.user_admin")).user_id = account
        self.assertEqual((place.user_id, place.partner_id), (account, account.partner_id))

    def test_field_6_an_account_of_another_mail_or_linked_by_personnel_waits(self):
        personnel = self._new_user("personnel", "hr.group_hr_user,base.group_partner_manager")
        for name, linker, mail in (
            ("One", self.env.ref("base.user_admin"), "another@example.com"),
            ("Two", personnel, "two@example.com"),
        ):
            account = self._new_user(f"later_{name}", "base.group_user")
            account.email = mail
            contact = self.env["res.partner"].create({"name": name, "email": f"{name.lower()}@example.com"})
            worker = self.employ(self.env.company, name, work_email=contact.email, work_contact_id=contact.id)
            place = self.invite(contact)
            worker.with_user(linker).user_id = account
            self.assertEqual((place.user_id.ids, place.waiting_user_id), ([], account), name)

    def test_field_6_nobody_lets_themselves_in(self):
        place = self.invite(self.guest)
        with self.assertRaisesRegex(UserError, "No account waits"):
            place.action_link_account()
        place.sudo().waiting_user_id = self.facilitator
        with self.assertRaises(AccessError):
            place.action_link_account()
        with self.assertRaises(AccessError):
            place.with_user(self.employee_sales).action_link_account()
        self.assertFalse(place.user_id)


class TestMergedContacts(PeopleCase):
    def merge(self, *partners):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([partner.id for partner in partners], partners[0])

    def test_field_16_two_contacts_of_one_person_become_one_place(self):
        twin = self.env["res.partner"].create({"name": "Sal again", "email": "sal@example.com"})
        second = self.invite(twin, department_id=self.sales.id)
        first, need, other = self.participant_sales, self.make_need("See the last call"), self.make_need(
            "Sort by region", participant=self.participant_service)  # fmt: skip
        other.sudo().supporter_ids = [Command.set((first | second).ids)]
        need.sudo().supporter_ids = [Command.link(second.id)]
        self.merge(self.employee_sales.partner_id, twin)
        self.assertEqual((second.exists().ids, twin.exists().ids), ([], []))
        self.assertEqual((need.author_id, other.supporter_ids, need.supporter_ids), (first, first, first))
        self.assertEqual((first.partner_id, first.user_id), (self.employee_sales.partner_id, self.employee_sales))
        self.assertEqual(self.evidence(first), ["places_merged"])

    def test_field_16_the_place_with_a_ballot_is_kept(self):
        twin = self.env["res.partner"].create({"name": "Sal again", "email": "sal@example.com"})
        ballot_round = self.open_round()
        second = self.invite(twin)
        ballot_round.with_user(self.employee_sales).cast({ballot_round.need_ids.id: 2})
        self.merge(twin, self.employee_sales.partner_id)
        self.assertEqual((second.exists().ids, self.participant_sales.partner_id), ([], twin))
        ballot_round.action_close()
        self.assertTrue(ballot_round.recount())

    def test_field_16_the_account_comes_to_the_place_with_the_ballot(self):
        place = self.invite(self.guest, department_id=self.sales.id)
        ballot_round = self.open_round()
        account = self._new_user("later", "base.group_user")
        twin = self.invite(account.partner_id)
        self.assertEqual(self.session.with_user(account)._identify().participant, twin.id)
        self.merge(self.guest, account.partner_id)
        self.assertEqual((twin.exists().ids, place.user_id), ([], account))
        self.assertEqual(self.session.with_user(account)._identify().participant, place.id)
        self.assertEqual(self.evidence(place), ["places_merged"])
        self.assertTrue(ballot_round.with_user(account).cast({ballot_round.need_ids.id: 2})["receipt"])

    def test_field_16_two_ballots_do_not_become_one(self):
        twin = self.env["res.partner"].create({"name": "Sal again", "email": "sal@example.com"})
        second = self.invite(twin, department_id=self.sales.id)
        self.open_round()
        with self.assertRaisesRegex(UserError, "Sal.*Sal again|Sal again.*Sal"), self.env.cr.savepoint():
            self.merge(self.employee_sales.partner_id, twin)
        self.assertEqual(len((second | self.participant_sales).exists().partner_id), 2)

    def open_round(self):
        need = self.make_need("Open the map", participant=self.participant_service)
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        opened = rounds.create({"name": "First", "session_id": self.session.id, "need_ids": [Command.set(need.ids)]})
        opened.action_open()
        return opened


class TestPlaceBelongsToItsPerson(PeopleCase):
    def use(self, way):
        """Put something into the place of Sales: one thing a way."""
        place, sales = self.participant_sales, self.employee_sales
        if way == "raised":
            self.make_need("See the last call")
        elif way == "supported":
            self.make_need("Sort by region", participant=self.participant_service).with_user(sales).action_support()
        elif way == "voted":
            TestMergedContacts.open_round(self).with_user(sales).cast(
                {self.env["crm.facilitation.need"].search([], limit=1).id: 1}
            )
            self.env["crm.facilitation.round"].search([]).with_user(self.facilitator).action_close()
        elif way == "rated":
            goal = self.env["crm.facilitation.goal"].with_user(self.sponsor)
            goal.create({"name": "Faster", "project_id": self.project.id}).with_user(sales).action_rate(4)
        elif way == "proposed":
            conflict = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
            conflict = conflict.create({"name": "Who", "session_id": self.session.id})
            self.env["crm.facilitation.conflict.option"].with_user(sales).create(
                {"conflict_id": conflict.id, "name": "Both"}
            )
        elif way == "acted":
            self.env["crm.facilitation.event"].with_user(sales)._record(self.session, "session_started", {})
        return place

    def test_access_f_a_place_with_anything_in_it_goes_to_nobody_else(self):
        for way in ("raised", "supported", "voted", "rated", "proposed", "acted"):
            with self.subTest(way=way), self.env.cr.savepoint() as savepoint:
                place = self.use(way)
                self.session.sudo().state = "draft"
                seat = place.partner_id, place.user_id, place.session_id
                self.assertTrue(place.sudo()._get_uses())
                for values in (
                    {"user_id": self.facilitator.id},
                    {"user_id": self.outsider.id},
                    {"user_id": False},
                    {"partner_id": self.facilitator.partner_id.id},
                    {"partner_id": self.guest.id},
                    {"session_id": self.draft().id},
                ):
                    with self.assertRaises(UserError):
                        place.with_user(self.facilitator).write(values)
                    self.assertEqual((place.partner_id, place.user_id, place.session_id), seat)
                self.assertEqual(self.evidence(place), [])
                savepoint.rollback()

    def test_access_f_the_seat_of_somebody_without_an_account_is_not_taken_before_the_opening(self):
        place = self.invite(self.guest, self.draft())
        for values in (
            {"user_id": self.facilitator.id},
            {"partner_id": self.facilitator.partner_id.id},
            {"partner_id": self.facilitator.partner_id.id, "user_id": self.facilitator.id},
        ):
            with self.assertRaises(UserError):
                place.write(values)
        with self.assertRaises(UserError):
            self.invite(self.guest, self.draft(), user_id=self.facilitator.id)
        self.assertEqual((place.partner_id, place.user_id.ids, self.evidence(place)), (self.guest, [], []))

    def test_access_f_a_change_of_a_place_is_evidence_with_before_and_after(self):
        place = self.invite(self.guest, self.draft())
        place.partner_id = self.outsider.partner_id
        payload = self.row("place_changed").payload
        self.assertEqual((payload["person"], payload["person_before"]), (self.outsider.partner_id.id, self.guest.id))
        self.assertEqual((payload["account"], payload["account_before"]), (self.outsider.id, False))
        self.assertEqual(self.row("place_changed").actor_id, self.facilitator)
        place.partner_id = self.guest
        self.assertEqual((place.partner_id, place.user_id.ids), (self.guest, []), "nothing is in the place yet")
