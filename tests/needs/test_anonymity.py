"""In an anonymous step of the agenda nothing at rest joins a need to a person, and the origin stays provable."""

import logging

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.crm_facilitation.tools.tokens import new_token, origin_commitment

from ..common import FacilitationCase

NEEDLE = "Zebulonia Quuxberg"
# numbers that occur nowhere by chance: whoever is looked for has them as user, as partner and as participant
USER, PARTNER, PARTICIPANT = 987654321, 976543218, 965432187


class AnonymousCase(FacilitationCase):
    """An anonymous step of the agenda, and an author with an unmistakable name, login and numbers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for table, number in (
            ("res_users", USER),
            ("res_partner", PARTNER),
            ("crm_facilitation_participant", PARTICIPANT),
        ):
            # taken back with the transaction
            cls.env.cr.execute(
                SQL("ALTER SEQUENCE %s RESTART WITH %s", SQL.identifier(f"{table}_id_seq"), SQL(str(number)))
            )
        cls.author = cls._new_user("zebulonia", "base.group_user")
        cls.author.partner_id.write({"name": NEEDLE})
        cls.participant = cls.make_participant(cls.author, cls.sales)
        assert (cls.author.id, cls.author.partner_id.id, cls.participant.id) == (USER, PARTNER, PARTICIPANT)
        cls.colleague = cls.make_participant(cls._new_user("sal2", "base.group_user"), cls.sales)
        cls.step = cls.session.current_item_id
        cls.step.write({"anonymous": True, "can_raise": True})
        cls.env.flush_all()

    def raise_need(self, user=None, **values):
        return (
            self.env["crm.facilitation.need"]
            .with_user(user or self.author)
            .raise_need(self.session.id, {"name": "Nobody dares to say it"} | values)
        )

    def need_of(self, answer, user=None):
        return self.env["crm.facilitation.need"].with_user(user or self.facilitator).browse(answer["id"])

    def rows_that_point_at_the_author(self):
        """``{table: rows}`` of every table that hold the author's name, login, mail or a number of theirs."""
        self.env.flush_all()
        # the bus and other hooks write when the transaction ends
        self.env.cr.precommit.run()
        found = {}
        tables = self.env.execute_query(SQL("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        for (table,) in tables:
            pattern = f"{NEEDLE}|zebulonia|{USER}|{PARTNER}|{PARTICIPANT}"
            query = SQL("SELECT count(*) FROM %s t WHERE to_jsonb(t)::text ~* %s", SQL.identifier(table), pattern)
            found[table] = self.env.execute_query(query)[0][0]
        return {table: count for table, count in found.items() if count}


class TestNeedle(AnonymousCase):
    def test_the_scan_finds_a_named_need(self):
        """A scan that finds nothing must be one that could have found something."""
        self.step.anonymous = False
        before = self.rows_that_point_at_the_author()
        self.raise_need()
        after = self.rows_that_point_at_the_author()
        self.assertGreater(after.get("crm_facilitation_need", 0), before.get("crm_facilitation_need", 0))

    def test_nothing_at_rest_names_the_author(self):
        before = self.rows_that_point_at_the_author()
        tag = self.env["crm.facilitation.need.tag"].create({"name": "Trust"})
        # the level of a server at work
        with self.assertLogs("odoo", logging.INFO) as log:
            logging.getLogger("odoo").info("listening")
            answer = self.raise_need(problem="Managers read my mail", wish="Nobody reads it", tag_ids=tag.ids)
        need = self.need_of(answer)
        self.assertTrue(need.is_anonymous)
        self.assertEqual(need.tag_ids, tag)
        self.assertFalse(need.author_id)
        self.assertEqual((need.create_uid.id, need.write_uid.id), (1, 1))
        self.assertFalse(need.message_partner_ids)
        self.assertFalse(need.sudo().message_ids)
        self.assertEqual(self.rows_that_point_at_the_author(), before)
        self.assertNotRegex("\n".join(log.output), rf"{NEEDLE}|zebulonia|{USER}|{PARTNER}|{PARTICIPANT}")

    def test_nothing_of_its_whole_life_names_the_author(self):
        """Supported, merged, undone, changed, deferred, accepted, planned, delivered, sealed: still nobody."""
        before = self.rows_that_point_at_the_author()
        need = self.need_of(self.raise_need())
        other = self.make_need("Say it aloud", self.participant_service)
        need.with_user(self.employee_service).action_support()
        need.action_merge_into(other)
        self.assertNotIn(self.participant, other.supporter_ids | other.all_author_ids)
        need.action_unmerge()
        other.action_merge_into(need)
        other.action_unmerge()
        need.action_defer("Later")
        need.action_accept()
        need.write({"wish": "Written by the facilitator"})
        need.action_plan().write({"nothing_to_configure": "There", "state": "1_done"})
        self.session.action_next()
        self.session.action_close()
        self.assertEqual(self.rows_that_point_at_the_author(), before)

    def test_what_leaves_the_database_names_nobody(self):
        self.facilitator.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        need = self.need_of(self.raise_need())
        shown = [
            need.export_data([name for name, field in need._fields.items() if field.exportable and not field.groups]),
            need.read(),
            need.similar_cards(self.project.id, need.name),
            need.origin_proof(),
            self.env["crm.facilitation.trace"].with_user(self.sponsor).search_read([("need_id", "=", need.id)]),
        ]
        self.assertNotRegex(repr(shown), rf"{NEEDLE}|zebulonia|{USER}|{PARTNER}|{PARTICIPANT}")

    def test_the_token_is_stored_nowhere(self):
        token = self.raise_need()["token"]
        self.env.flush_all()
        tables = self.env.execute_query(SQL("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        for (table,) in tables:
            query = SQL(
                "SELECT count(*) FROM %s t WHERE to_jsonb(t)::text LIKE %s", SQL.identifier(table), f"%{token}%"
            )
            self.assertEqual(self.env.execute_query(query)[0][0], 0, table)


class TestNothingJoins(AnonymousCase):
    """No joinable value: neither time nor order nor number leads from a need to a person."""

    def test_no_column_joins_a_need_to_a_person(self):
        need = self.need_of(self.raise_need())
        self.env.flush_all()
        row = self.row("crm_facilitation_need", need.id)
        for name in ("create_date", "write_date"):
            self.assertTrue(row[name].endswith("00:00:00"), row[name])
        shared = {"session_id", "project_id", "company_id", "department_id", "active"}
        values = {str(value) for name, value in row.items() if name not in shared and value not in (None, True, False)}
        people = {
            str(value)
            for table, id_ in (
                ("crm_facilitation_participant", self.participant.id),
                ("res_users", self.author.id),
                ("res_partner", self.author.partner_id.id),
            )
            for name, value in self.row(table, id_).items()
            if name not in shared
            and isinstance(value, str | int)
            and not isinstance(value, bool)
            and len(str(value)) > 2
        }
        self.assertFalse(values & people)

    def row(self, table, id_):
        query = SQL("SELECT to_jsonb(t) FROM %s t WHERE id = %s", SQL.identifier(table), id_)
        return self.env.execute_query(query)[0][0]

    def test_numbers_tell_neither_order_nor_time(self):
        first = self.make_named()
        numbers = [self.raise_need(name=f"Need {position}")["id"] for position in range(12)]
        last = self.make_named()
        self.assertEqual(last.id, first.id + 1 + 12, "numbers counted up are used up, not kept")
        self.assertNotEqual(numbers, sorted(numbers))
        self.assertGreater(min(numbers), last.id)
        listed = self.env["crm.facilitation.need"].with_user(self.facilitator).search([("id", "in", numbers)]).ids
        self.assertNotIn(numbers, (listed, listed[::-1]))

    def make_named(self):
        self.step.anonymous = False
        need = self.make_need("Named", self.participant_service)
        self.step.anonymous = True
        return need

    def test_the_evidence_holds_no_row_of_the_raising_and_one_of_the_step(self):
        before = self.env["crm.facilitation.event"].search_count([])
        for position in range(5):
            self.raise_need(name=f"Need {position}")
        self.assertEqual(self.env["crm.facilitation.event"].search_count([]), before)
        self.session.action_next()
        event = self.env["crm.facilitation.event"].search([("kind", "=", "origins_sealed")])
        self.assertEqual(len(event), 1)
        self.assertEqual(list(event.payload["needs"]), sorted(event.payload["needs"]))


class TestAnonymity(AnonymousCase):
    def test_origin_names_the_department_and_no_person(self):
        need = self.env["crm.facilitation.need"].browse(self.raise_need()["id"])
        self.session.name = "Session 2"
        self.assertEqual(need.department_id, self.env["hr.department"])
        self.assertEqual(need.origin_label, "An employee, Session 2")

    def test_department_is_shown_where_it_points_at_nobody(self):
        for login, department in (("s1", self.service), ("l1", self.logistics)):
            self.make_participant(self._new_user(login, "base.group_user"), department)
        need = self.env["crm.facilitation.need"].browse(self.raise_need()["id"])
        self.assertEqual(need.department_id, self.sales)
        self.assertEqual(need.origin_label, "An employee of Sales, Discovery")

    def test_origin_hash_is_read_by_nobody(self):
        answer = self.raise_need()
        for user in self.facilitator, self.sponsor, self.author:
            need = self.env["crm.facilitation.need"].with_user(user).browse(answer["id"])
            with self.assertRaises(AccessError):
                need.read(["origin_hash"])

    def test_only_the_device_of_the_author_names_them(self):
        answer = self.raise_need()
        need = self.env["crm.facilitation.need"].with_user(self.author).browse(answer["id"])
        for token in ("", "wrong", None):
            with self.assertRaises(AccessError):
                need.action_reveal_author(token)
        with self.assertRaises(UserError):
            need.action_reveal_author(7)
        with self.assertRaises(AccessError):
            need.with_user(self.outsider).action_reveal_author(answer["token"])
        self.assertFalse(need.author_id)
        need.action_reveal_author(answer["token"])
        self.assertEqual(need.author_id, self.participant)
        self.assertEqual(need.department_id, self.sales)
        need.flush_recordset()
        self.assertEqual((need.is_anonymous, need.sudo().origin_hash), (False, False), "the token is used up")

    def test_named_need_has_no_token(self):
        self.session.current_item_id.anonymous = False
        answer = self.raise_need()
        self.assertFalse(answer["token"])
        self.assertEqual(self.env["crm.facilitation.need"].browse(answer["id"]).author_id, self.participant)

    def test_a_token_proves_nothing_of_a_need_that_carries_a_name(self):
        self.step.anonymous = False
        needs, token = self.env["crm.facilitation.need"].with_user(self.author), new_token()
        need = needs.browse(needs.raise_need(self.session.id, {"name": "Mine"}, token=token)["id"])
        with self.assertRaisesRegex(AccessError, "Only the device that raised"):
            need.action_reveal_author(token)
        self.assertEqual((need.origin_proof(token)["is_mine"], needs.own_by_token({str(need.id): token})), (False, []))
        self.assertFalse(self.env["crm.facilitation.event"].search([("kind", "=", "author_revealed")]))

    def test_who_takes_no_part_raises_nothing(self):
        count = self.env["crm.facilitation.need"].search_count([])
        with self.assertRaises(AccessError):
            self.env["crm.facilitation.need"].with_user(self.outsider).raise_need(self.session.id, {"name": "Me"})
        # management reads every session
        with self.assertRaises(AccessError):
            self.env["crm.facilitation.need"].with_user(self.sponsor).raise_need(self.session.id, {"name": "Me"})
        self.assertEqual(self.env["crm.facilitation.need"].search_count([]), count)

    def test_anonymity_is_not_the_callers_choice(self):
        needs = self.env["crm.facilitation.need"].with_user(self.author)
        mine = {"name": "Mine", "session_id": self.session.id}
        for values in {"is_anonymous": True}, {"origin_hash": "x"}:
            with self.assertRaises(AccessError):
                needs.create(mine | values)
        self.assertTrue(needs.create(mine | {"is_anonymous": False}).is_anonymous, "the step decides")

    def test_decision_on_an_anonymous_need_tells_nobody(self):
        need = self.env["crm.facilitation.need"].with_user(self.facilitator).browse(self.raise_need()["id"])
        need.action_reject("Not now")
        self.assertFalse(
            self.env["mail.message"].sudo().search([("model", "=", need._name), ("res_id", "=", need.id)]).partner_ids
        )

    def test_a_promise_of_anonymity_is_kept_or_the_need_is_not_stored(self):
        """The step changed between the moment the form was shown and the moment it was sent."""
        self.step.anonymous = False
        count = self.env["crm.facilitation.need"].search_count([])
        with self.assertRaisesRegex(UserError, "would carry your name"):
            self.env["crm.facilitation.need"].with_user(self.author).raise_need(self.session.id, {"name": "Me"}, True)
        self.assertEqual(self.env["crm.facilitation.need"].search_count([]), count)

    def test_support_of_an_anonymous_need_names_the_supporter_only(self):
        need = self.need_of(self.raise_need())
        need.with_user(self.employee_service).action_support()
        self.assertEqual(need.supporter_ids, self.participant_service)
        self.assertFalse(need.author_id)

    def test_nobody_fills_in_where_an_anonymous_need_comes_from(self):
        need = self.need_of(self.raise_need())
        for values in (
            {"author_id": self.participant.id},
            {"department_id": self.sales.id},
            {"is_anonymous": False},
            {"origin_hash": "x"},
        ):
            with self.assertRaises(UserError):
                need.write(values)
        self.assertTrue(need.is_anonymous)
        self.assertFalse(need.author_id)
        self.assertFalse(need.department_id)

    def test_a_facilitator_raises_for_somebody_absent_without_naming_them(self):
        answer = self.raise_need(self.facilitator, author_id=self.participant_service.id)
        need = self.need_of(answer)
        self.assertEqual((bool(need.author_id), answer["token"]), (False, False))
        self.session.action_next()
        self.assertFalse(need.origin_proof()["has_commitment"])


class TestOrigin(AnonymousCase):
    """The need proves that a member of the department who could raise needs raised it, and not who."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login, department in (("s1", cls.service), ("l1", cls.logistics)):
            cls.make_participant(cls._new_user(login, "base.group_user"), department)

    def setUp(self):
        super().setUp()
        self.answer = self.raise_need()

    def test_origin_is_sealed_when_the_step_ends(self):
        need = self.need_of(self.answer)
        self.assertFalse(need.origin_proof()["sealed_on"])
        self.session.action_next()
        proof = need.origin_proof()
        self.assertEqual((proof["department"], proof["could_raise"], proof["holds"]), ("Sales", 7, True))
        self.assertTrue(proof["has_commitment"])
        self.assertFalse(proof["is_mine"])
        said = need.action_check_origin()["params"]
        self.assertIn("Sales", said["message"])
        self.assertTrue(said["sticky"], "it is long: whoever reads it closes it")

    def test_everybody_in_the_session_can_check_it_and_the_author_alone_proves_it_is_theirs(self):
        self.session.action_next()
        token = self.answer["token"]
        self.assertTrue(self.need_of(self.answer, self.author).origin_proof(token)["is_mine"])
        self.assertFalse(self.need_of(self.answer, self.author).origin_proof("wrong")["is_mine"])
        # a token that somebody else got hold of is of no use to them
        stranger = self.need_of(self.answer, self.employee_sales)
        self.assertFalse(stranger.origin_proof(token)["is_mine"])
        with self.assertRaises(AccessError):
            stranger.action_reveal_author(token)
        self.assertFalse(stranger.author_id)
        for of_device in (None, token):
            with self.assertRaises(AccessError):
                self.need_of(self.answer, self.outsider).origin_proof(of_device)

    def test_a_changed_origin_does_not_hold(self):
        self.session.action_next()
        need = self.need_of(self.answer)
        self.env.cr.execute(
            SQL("UPDATE crm_facilitation_need SET department_id = %s WHERE id = %s", self.service.id, need.id)
        )
        need.invalidate_recordset()
        self.assertFalse(need.origin_proof()["holds"])
        self.assertEqual(need.action_check_origin()["params"]["type"], "danger")

    def test_whoever_agreed_to_be_named_is_checked_against_the_seal(self):
        self.session.action_next()
        need = self.need_of(self.answer, self.author)
        need.action_reveal_author(self.answer["token"])
        sealed, revealed = (
            self.env["crm.facilitation.event"].search([("kind", "=", kind)])
            for kind in ("origins_sealed", "author_revealed")
        )
        commitment = sealed.payload["needs"][str(need.id)]["origin"]
        participant, token = revealed.payload["participant"], revealed.payload["token"]
        self.assertEqual(origin_commitment(self.session.id, participant, token), commitment)
        self.assertEqual(need.author_id, self.participant)

    def test_each_need_is_sealed_once(self):
        self.session.action_next()
        self.session.action_previous()
        self.raise_need(name="Second")
        self.session.action_next()
        self.session.action_close()
        events = self.env["crm.facilitation.event"].search([("kind", "=", "origins_sealed")], order="id")
        self.assertEqual([len(event.payload["needs"]) for event in events], [1, 1])
        self.assertFalse(events.verify(self.project.id))
