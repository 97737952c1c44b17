"""J: order and stamps of anonymous things: nothing of them tells who raised one, or when."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL

from ..conflicts.test_settling import ConflictCase
from ..needs.test_anonymity import NEEDLE, PARTICIPANT, PARTNER, USER, AnonymousCase

COUNT = 12


class NamelessCase(AnonymousCase, ConflictCase):
    """Twelve needs and twelve options of an anonymous step, in the order they were raised."""

    words = "Same"

    def setUp(self):
        super().setUp()
        self.facilitator.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        tag = self.env["crm.facilitation.need.tag"].create({"name": "Trust"})
        conflict = self.make_conflict()
        self.look_before()
        self.raised = {
            "crm.facilitation.need": [self.raise_need(name=self.words, tag_ids=tag.ids)["id"] for _at in range(COUNT)],
            "crm.facilitation.conflict.option": [
                self.propose(conflict, self.author, name=self.words).id for _at in range(COUNT)
            ],
        }
        self.env.flush_all()

    def look_before(self):
        """For those who compare: look at what is there before something is raised. Looking takes long."""

    def assert_untold(self, raised, found, message):
        self.assertEqual(sorted(found), sorted(raised), message)
        self.assertNotIn(list(found), (raised, raised[::-1]), message)

    def places(self, model):
        table = SQL.identifier(self.env[model]._table)
        ids = tuple(self.raised[model])
        query = SQL("SELECT id, xmin::text FROM %s WHERE id IN %s ORDER BY ctid", table, ids)
        return self.env.execute_query(query)


class TestOrder(NamelessCase):
    def assert_no_order_tells(self):
        for model, raised in self.raised.items():
            records = self.env[model].with_user(self.facilitator)
            domain = [("id", "in", raised)]
            names = [
                name
                for name, field in records._fields.items()
                if field.store and field.column_type and records._has_field_access(field, "read")
            ]
            self.assertGreater(len(names), 15)
            for name in [*names, "conflict_id.name" if "option" in model else "session_id.name"]:
                for direction in "", " desc":
                    order = name + direction
                    if "." not in name:
                        self.assert_untold(raised, records.search(domain, order=order).ids, order)
                        found = [row["id"] for row in records.search_read(domain, ["id"], order=order)]
                        self.assert_untold(raised, found, order)
            self.assert_untold(raised, records.search(domain).ids, "default")
            self.assert_untold(raised, [id_ for id_, _name in records.name_search(self.words, domain)], "name_search")
            for name in names:
                if records._fields[name].type in ("date", "datetime"):
                    continue
                for _group, ids in records._read_group(domain, [name], ["id:array_agg"], order=name):
                    if len(ids) > 2:
                        self.assert_untold(raised, ids, f"group {name}")

    def test_j_no_order_tells_when_something_was_raised_before_sealing(self):
        self.assert_no_order_tells()

    def test_j_no_order_tells_when_something_was_raised_after_sealing(self):
        self.session.action_next()
        self.assert_no_order_tells()

    def test_j_the_end_of_every_order_is_the_number(self):
        for model in self.raised:
            records = self.env[model]
            for name, field in records._fields.items():
                if field.store and field.column_type:
                    query = records._search([], order=name)
                    ending = str(query.order.code).rstrip()
                    self.assertRegex(ending, r'"id"( DESC| ASC)?$', f"{model} {name}")


class TestStamps(NamelessCase):
    def look_before(self):
        self.before = self.rows_that_point_at_the_author()

    def test_j_no_column_and_no_export_tells_who_or_when(self):
        for sealed in False, True:
            if sealed:
                self.session.action_next()
            for model, raised in self.raised.items():
                self.assertGreater(min(raised), 2**30, "numbers counted up tell the time")
                self.assertNotIn(raised, (sorted(raised), sorted(raised, reverse=True)))
                rows = self.env.execute_query(
                    SQL(
                        "SELECT to_jsonb(t) FROM %s t WHERE id IN %s",
                        SQL.identifier(self.env[model]._table),
                        tuple(raised),
                    )
                )
                for (row,) in rows:
                    self.assertTrue(row["create_date"].endswith("00:00:00"), model)
                    self.assertTrue(sealed or row["write_date"].endswith("00:00:00"), model)
                    self.assertEqual(row["create_uid"], 1)
                records = self.env[model].with_user(self.facilitator).browse(raised)
                names = [name for name, field in records._fields.items() if field.exportable and not field.groups]
                exported = repr(records.export_data(names))
                self.assertNotRegex(exported, rf"{NEEDLE}|zebulonia|{USER}|{PARTNER}|{PARTICIPANT}")
        found = self.rows_that_point_at_the_author()
        self.assertEqual({table: count for table, count in found.items() if self.before.get(table) != count}, {})

    def test_j_an_option_of_an_anonymous_step_keeps_no_default_of_the_context(self):
        conflict = self.make_conflict()
        options = self.env["crm.facilitation.conflict.option"].with_user(self.author)
        proposal = {"conflict_id": conflict.id, "name": "Other"}
        with self.assertRaises(AccessError):
            options.with_context(default_chosen=True).create(proposal)
        option = options.with_context(default_proposed_by_id=PARTICIPANT).create(proposal)
        self.assertFalse(option.sudo().proposed_by_id)
        self.assertFalse(option.chosen)
        option = options.with_context(default_pros=NEEDLE).create(proposal)
        self.assertFalse(option.pros)


class TestPlaces(NamelessCase):
    """What PostgreSQL keeps of a row: the transaction, and the place."""

    def look_before(self):
        # whoever reads a page gives the places free that rows of earlier tests had, so that new ones follow each other
        self.rows_that_point_at_the_author()

    def assert_turned(self, raised, found):
        """The test sees the order: PostgreSQL fills a page from the first place that is free, and goes on in front."""
        begin = found.index(raised[0])
        self.assertEqual(found[begin:] + found[:begin], raised)

    def test_j_sealing_writes_everything_anew_in_no_order(self):
        for model in self.raised:
            self.assert_turned(self.raised[model], [id_ for id_, _xmin in self.places(model)])
        self.session.action_next()
        for model, raised in self.raised.items():
            self.assert_untold(raised, [id_ for id_, _xmin in self.places(model)], model)
            self.assertEqual(len({xmin for _id, xmin in self.places(model)}), 1)

    def test_j_links_of_needs_are_written_anew_too(self):
        table = SQL.identifier(self.env["crm.facilitation.need"]._fields["tag_ids"].relation)
        query = SQL(
            "SELECT crm_facilitation_need_id FROM %s WHERE crm_facilitation_need_id IN %s ORDER BY ctid",
            table,
            tuple(self.raised["crm.facilitation.need"]),
        )
        before = [row[0] for row in self.env.execute_query(query)]
        self.assert_turned(self.raised["crm.facilitation.need"], before)
        self.session.action_next()
        after = [row[0] for row in self.env.execute_query(query)]
        self.assertEqual(after, sorted(before))

    def test_j_nothing_is_written_to_its_row_after_it_was_mixed(self):
        """Whatever is written later stands last, and tells by its place which one it was."""
        needs = self.env["crm.facilitation.need"].browse(self.raised["crm.facilitation.need"]).sudo()
        query = SQL("SELECT id, ctid::text FROM crm_facilitation_need WHERE id IN %s", tuple(needs.ids))
        needs[0].name = "Nobody reads my letters today"
        needs._mix()
        self.env.cr.execute(query)
        mixed = sorted(self.env.cr.fetchall())
        self.env.flush_all()
        self.env.cr.execute(query)
        self.assertEqual(sorted(self.env.cr.fetchall()), mixed)

    def test_j_what_is_raised_is_mixed_while_the_step_lasts(self):
        self.env["crm.facilitation.nameless"]._cron_mix()
        for model, raised in self.raised.items():
            self.assert_untold(raised, [id_ for id_, _xmin in self.places(model)], model)
            self.assertFalse(self.env[model].search_count([("id", "in", raised), ("is_mixed", "=", False)]))

    def test_j_what_was_put_away_is_mixed_too(self):
        needs = self.env["crm.facilitation.need"].with_context(active_test=False)
        needs = needs.browse(self.raised["crm.facilitation.need"])
        needs.sudo().active = False
        self.env["crm.facilitation.nameless"]._cron_mix()
        self.assertFalse(needs.search_count([("id", "in", needs.ids), ("is_mixed", "=", False)]))

    def test_j_sealing_leaves_the_commitments_as_they_are(self):
        answer = self.raise_need()
        self.session.action_next()
        need = self.need_of(answer, self.author)
        self.assertTrue(need.origin_proof(answer["token"])["is_mine"])
        self.assertTrue(need.origin_proof()["holds"])


class TestGroups(AnonymousCase):
    def test_j_names_on_the_list_that_nobody_reaches_hide_nobody(self):
        contacts = self.env["res.partner"].create([{"name": f"Dummy {at}"} for at in range(5)])
        self.env["crm.facilitation.participant"].with_user(self.facilitator).create(
            [
                {"session_id": self.session.id, "partner_id": contact.id, "department_id": self.sales.id}
                for contact in contacts
            ]
        )
        colleagues = self.session.participant_ids.filtered(
            lambda person: person.department_id == self.sales and person.user_id and person != self.participant
        )
        colleagues[1:].active = False
        colleagues[:1].active = False
        need = self.need_of(self.raise_need())
        self.assertFalse(need.department_id)
        self.session.action_next()
        self.assertEqual(need.origin_proof()["could_raise"], 3)

    def test_j_an_anonymous_round_among_too_few_is_refused(self):
        self.step.anonymous = False
        need = self.make_need("Vote on me", self.participant_service)
        for person in self.session.participant_ids - self.participant_service - self.participant:
            person.active = False
        contacts = self.env["res.partner"].create([{"name": f"Dummy {at}"} for at in range(5)])
        self.env["crm.facilitation.participant"].with_user(self.facilitator).create(
            [{"session_id": self.session.id, "partner_id": contact.id} for contact in contacts]
        )
        ballot_round = (
            self.env["crm.facilitation.round"]
            .with_user(self.facilitator)
            .create(
                {
                    "name": "Secret",
                    "session_id": self.session.id,
                    "anonymous": True,
                    "need_ids": [Command.set(need.ids)],
                }
            )
        )
        with self.assertRaisesRegex(UserError, "hides nobody among so few: 2 people"):
            ballot_round.action_open()
        self.assertEqual(ballot_round.state, "draft")
        self.assertFalse(self.env["crm.facilitation.elector"].search([("round_id", "=", ballot_round.id)]))
        ballot_round.anonymous = False
        ballot_round.action_open()
        self.assertEqual(ballot_round.state, "open")

    def test_j_a_ballot_names_no_department_of_names_that_nobody_reaches(self):
        self.step.anonymous = False
        need = self.make_need("Vote on me", self.participant_service)
        contacts = self.env["res.partner"].create([{"name": f"Dummy {at}"} for at in range(3)])
        self.env["crm.facilitation.participant"].with_user(self.facilitator).create(
            [
                {"session_id": self.session.id, "partner_id": contact.id, "department_id": self.service.id}
                for contact in contacts
            ]
        )
        ballot_round = (
            self.env["crm.facilitation.round"]
            .with_user(self.facilitator)
            .create(
                {"name": "Secret", "session_id": self.session.id, "anonymous": True,
                 "need_ids": [Command.set(need.ids)]}
            )
        )  # fmt: skip
        ballot_round.action_open()
        ballots = self.env["crm.facilitation.ballot"].search([("round_id", "=", ballot_round.id)])
        self.assertNotIn(self.service, ballots.department_id)
        voter = ballot_round.with_user(self.employee_service)
        voter.cast({need.id: 1}, voter.issue_ballot())
