"""In an anonymous step of the agenda nothing at rest joins a need to a person."""

from odoo.exceptions import AccessError
from odoo.tools import SQL

from .common import FacilitationCase

NEEDLE = "Zebulonia Quuxberg"


class TestAnonymity(FacilitationCase):
    def setUp(self):
        super().setUp()
        self.author = self._new_user("zebulonia", "base.group_user")
        self.author.partner_id.write({"name": NEEDLE})
        self.participant = self.make_participant(self.author, self.sales)
        self.colleague = self.make_participant(self._new_user("sal2", "base.group_user"), self.sales)
        self.session.current_item_id.write({"anonymous": True, "can_raise": True})
        self.env.flush_all()

    def raise_need(self, **values):
        return (
            self.env["crm.facilitation.need"]
            .with_user(self.author)
            .raise_need(self.session.id, {"name": "Nobody dares to say it"} | values)
        )

    def test_nothing_at_rest_names_the_author(self):
        before = self.rows_that_point_at_the_author()
        answer = self.raise_need(problem="Managers read my mail")
        self.env.flush_all()
        need = self.env["crm.facilitation.need"].browse(answer["id"])
        self.assertTrue(need.is_anonymous)
        self.assertFalse(need.author_id)
        self.assertEqual(need.create_uid.id, 1)
        self.assertEqual(need.write_uid.id, 1)
        self.assertFalse(need.message_partner_ids)
        self.assertEqual(self.rows_that_point_at_the_author(), before)

    def rows_that_point_at_the_author(self):
        """Per table, how many rows hold the author's name, user, partner or participant."""
        self.env.flush_all()
        columns = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT source.relname, attribute.attname, target.relname
                FROM pg_constraint
                JOIN pg_class source ON source.oid = conrelid JOIN pg_class target ON target.oid = confrelid
                JOIN pg_attribute attribute ON attribute.attrelid = conrelid AND attribute.attnum = conkey[1]
                WHERE contype = 'f'
                  AND target.relname IN ('res_users', 'res_partner', 'crm_facilitation_participant')
                """
            )
        )
        person = {
            "res_users": self.author.id,
            "res_partner": self.author.partner_id.id,
            "crm_facilitation_participant": self.participant.id,
        }
        found = {}
        for table, column, target in columns:
            query = SQL(
                "SELECT count(*) FROM %s WHERE %s = %s", SQL.identifier(table), SQL.identifier(column), person[target]
            )
            found[table, column] = self.env.execute_query(query)[0][0]
        for table in ("crm_facilitation_need", "crm_facilitation_event", "mail_message", "bus_bus", "mail_mail"):
            query = SQL("SELECT count(*) FROM %s t WHERE t::text LIKE %s", SQL.identifier(table), f"%{NEEDLE}%")
            found[table] = self.env.execute_query(query)[0][0]
        return found

    def test_no_column_joins_a_need_to_a_person(self):
        need = self.env["crm.facilitation.need"].browse(self.raise_need()["id"])
        self.env.flush_all()
        row = self.env.execute_query(SQL("SELECT to_jsonb(n) FROM crm_facilitation_need n WHERE id = %s", need.id))[0][
            0
        ]
        for name in ("create_date", "write_date"):
            self.assertTrue(row[name].endswith("00:00:00"), row[name])
        identities = {"author_id", "decided_by_id", "message_main_attachment_id"}
        self.assertFalse({name for name in identities if row.get(name)})
        participant = self.env.execute_query(
            SQL("SELECT to_jsonb(p) FROM crm_facilitation_participant p WHERE id = %s", self.participant.id)
        )[0][0]
        shared = {"session_id", "project_id", "company_id", "department_id", "active"}
        strings = {v for k, v in row.items() if k not in shared and isinstance(v, str)}
        self.assertFalse(strings & {v for k, v in participant.items() if k not in shared and isinstance(v, str)})

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
        with self.assertRaises(AccessError):
            need.with_user(self.outsider).action_reveal_author(answer["token"])
        self.assertFalse(need.author_id)
        need.action_reveal_author(answer["token"])
        self.assertEqual(need.author_id, self.participant)
        self.assertEqual(need.department_id, self.sales)

    def test_named_need_has_no_token(self):
        self.session.current_item_id.anonymous = False
        answer = self.raise_need()
        self.assertFalse(answer["token"])
        self.assertEqual(self.env["crm.facilitation.need"].browse(answer["id"]).author_id, self.participant)

    def test_who_takes_no_part_raises_nothing(self):
        count = self.env["crm.facilitation.need"].search_count([])
        with self.assertRaises(AccessError):
            self.env["crm.facilitation.need"].with_user(self.outsider).raise_need(self.session.id, {"name": "Me"})
        self.assertEqual(self.env["crm.facilitation.need"].search_count([]), count)

    def test_anonymity_is_not_the_callers_choice(self):
        for values in {"is_anonymous": False}, {"is_anonymous": True}, {"origin_hash": "x"}:
            with self.assertRaises(AccessError):
                self.env["crm.facilitation.need"].with_user(self.author).create(
                    {"name": "Mine", "session_id": self.session.id} | values
                )

    def test_decision_on_an_anonymous_need_tells_nobody(self):
        need = self.env["crm.facilitation.need"].with_user(self.facilitator).browse(self.raise_need()["id"])
        need.action_reject("Not now")
        self.assertFalse(
            self.env["mail.message"].sudo().search([("model", "=", need._name), ("res_id", "=", need.id)]).partner_ids
        )
