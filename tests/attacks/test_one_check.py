"""What one check holds alone: each way in ends there, whatever is sent along and whoever sends it."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user

from ..common import FacilitationCase
from ..discussion.common import make_subjects

NEED, STEP = "crm.facilitation.need", "crm.facilitation.agenda.item"
STATES = ("accepted", "deferred", "merged", "rejected")


class OneCheckCase(FacilitationCase):
    def held(self, ways, stored):
        """That each of ``ways`` is refused, by an error or by what ``load`` answers, and leaves ``stored()`` as it was."""
        self.env.flush_all()
        before = stored()
        for what, call in ways.items():
            with self.subTest(what):
                with self.env.cr.savepoint() as point:
                    try:
                        answer = call()
                    except UserError:
                        pass
                    else:
                        self.assertFalse(answer and answer["ids"], "it got through")
                        self.assertTrue(answer["messages"])
                    point.rollback()
                self.env.invalidate_all()
                self.assertEqual(stored(), before)


class TestHeldSteps(OneCheckCase):
    def test_a_step_that_was_held_goes_to_no_other_home(self):
        step, session = self.session.current_item_id, self.session
        other = session.copy({"name": "Next"})
        sessions = self.env["crm.facilitation.session"].with_user(self.facilitator)
        agendas, steps = (self.env[name].with_user(self.facilitator) for name in ("crm.facilitation.agenda", STEP))
        link = {"agenda_item_ids": [Command.link(step.id)]}
        self.held(
            {
                "written": lambda: step.write({"session_id": other.id}),
                "written with others": lambda: session.agenda_item_ids.write({"session_id": other.id}),
                "taken out": lambda: step.write({"session_id": False}),
                "imported": lambda: steps.load([".id", "session_id/.id"], [[str(step.id), str(other.id)]]),
                "linked": lambda: other.write(link),
                "linked by a form": lambda: other.web_save(link, {}),
                "set": lambda: other.write({"agenda_item_ids": [Command.set(step.ids)]}),
                "in a new session": lambda: sessions.create({"name": "New", "project_id": self.project.id} | link),
                "in a line of its own": lambda: session.write(
                    {"agenda_item_ids": [Command.update(step.id, {"session_id": other.id})]}
                ),
                "unlinked": lambda: session.write({"agenda_item_ids": [Command.unlink(step.id)]}),
                "cleared": lambda: session.write({"agenda_item_ids": [Command.clear()]}),
                "deleted": lambda: session.write({"agenda_item_ids": [Command.delete(step.id)]}),
                "in a standard agenda": lambda: agendas.create({"name": "Ours", "item_ids": [Command.link(step.id)]}),
            },
            lambda: (step.session_id, step.agenda_id, step.sudo().visit_ids.session_id),
        )
        step.write({"session_id": session.id, "name": "The owner opens once more"})
        self.assertEqual(step.name, "The owner opens once more")

    def test_what_the_server_has_read_of_anothers_agenda_is_not_taken(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self.env["crm.facilitation.agenda"].search([], limit=1).copy(
            {"name": "Theirs", "company_id": elsewhere.id}
        )  # fmt: skip
        session = self.session.with_user(self.facilitator)
        before = session.agenda_item_ids.mapped("name")
        self.env.flush_all()
        for is_read in (False, True):
            self.env.invalidate_all()
            if is_read:
                theirs.item_ids.mapped("name")
            with self.subTest(is_read=is_read), self.assertRaises(AccessError):
                session.take_agenda(theirs.id)
        self.env.invalidate_all()
        self.assertEqual((session.agenda_item_ids.mapped("name"), session.agenda_id == theirs), (before, False))


class TestDeviations(OneCheckCase):
    def test_nobody_makes_or_deletes_one(self):
        need = self.make_need("See the last call")
        rounds = self.env["crm.facilitation.round"].with_user(self.facilitator)
        vote = rounds.create({"name": "Dots", "session_id": self.session.id, "need_ids": [Command.set(need.ids)]})
        values = {"need_id": need.id, "round_id": vote.id, "said": "outside", "decided": "accepted"}
        found = self.env["crm.facilitation.deviation"].create([values])
        other = values | {"need_id": self.make_need("Sort by region").id}
        row = [str(other["need_id"]), str(vote.id), "outside", "accepted"]
        every = "base.group_system,crm_facilitation.group_facilitator,crm_facilitation.group_sponsor"
        for user in (self.facilitator, self.sponsor, self.employee_sales, new_test_user(self.env, "every", every)):
            for context in ({}, {"_force_unlink": True, "install_mode": True, "module": "crm_facilitation"}):
                mine = found.with_user(user).with_context(**context)
                ways = {
                    "created": lambda mine=mine: mine.create([other]),
                    "created by a form": lambda mine=mine: mine.browse().web_save(other, {}),
                    "copied": lambda mine=mine: mine.copy({"need_id": other["need_id"]}),
                    "imported": lambda mine=mine: mine.load(["need_id/.id", "round_id/.id", "said", "decided"], [row]),
                    "moved": lambda mine=mine: mine.write({"need_id": other["need_id"]}),
                    "turned round": lambda mine=mine: mine.write({"said": "fair_share"}),
                    "deleted": mine.unlink,
                }
                with self.subTest(user=user.login, context=context):
                    self.held(ways, lambda: [(one.need_id, one.said) for one in found.search([])])


class TestNewNeeds(OneCheckCase):
    def stored(self):
        self.env.cr.execute("SELECT count(*), count(*) FILTER (WHERE state <> 'raised') FROM crm_facilitation_need")
        return self.env.cr.fetchone()

    def test_none_begins_as_anything_but_raised(self):
        values = {"name": "Forged", "session_id": self.session.id}
        for user in (self.employee_sales, self.facilitator):
            needs = self.env[NEED].with_user(user)
            for anonymous in (False, True):
                self.session.current_item_id.anonymous = anonymous
                for state in STATES:
                    given, told = values | {"state": state}, needs.with_context(default_state=state)
                    row = ["Forged", str(self.session.id), state]
                    ways = {
                        "created": lambda given=given, needs=needs: needs.create([given]),
                        "by a form": lambda given=given, needs=needs: needs.web_save(given, {}),
                        "by default": lambda told=told: told.create([values]),
                        "raised": lambda told=told: told.raise_need(self.session.id, {"name": "Forged"}),
                        "imported": lambda row=row, needs=needs: needs.load(["name", "session_id/.id", "state"], [row]),
                    }
                    with self.subTest(user=user.login, anonymous=anonymous, state=state):
                        self.held(ways, self.stored)


class TestLeftOut(OneCheckCase):
    def test_what_is_left_out_is_refused_in_words_and_the_rest_is_in_no_log(self):
        make_subjects(self, self.session)
        words = {"problem": "My boss reads my calls"}
        values = {"session_id": self.session.id} | words
        option = {"conflict_id": self.conflict.id, "cons": "My boss reads my calls"}
        needs = self.env[NEED].with_user(self.employee_sales)
        options = self.env["crm.facilitation.conflict.option"].with_user(self.employee_sales)
        before = needs.search_count([]), options.search_count([])
        for anonymous in (False, True):
            self.session.current_item_id.anonymous = anonymous
            for said, call in (
                ("in one sentence what you need", lambda: needs.create([dict(values)])),
                ("in one sentence what you need", lambda: needs.web_save(dict(values), {})),
                ("in one sentence what you need", lambda: needs.raise_need(self.session.id, dict(words))),
                ("“Option” holds nothing", lambda: options.create([dict(option)])),
                ("“Option” holds nothing", lambda: options.create([option | {"name": False}])),
            ):
                with self.subTest(anonymous=anonymous), self.assertNoLogs("odoo.sql_db", "ERROR"):
                    with self.assertRaisesRegex(ValidationError, said):
                        call()
        self.assertEqual((needs.search_count([]), options.search_count([])), before)
        self.session.current_item_id.anonymous = False
        self.assertEqual(needs.with_context(default_name="Hear it").create([dict(values)]).name, "Hear it")


class TestKeptDefaults(OneCheckCase):
    def test_nobody_learns_a_name_by_a_default_that_they_keep(self):
        """What people say on a screen is stored by the server: its labels would be read with all rights."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        customer = new_test_user(self.env, "customer", "base.group_portal", name="A customer of others")
        customer.write({"company_ids": [Command.set(elsewhere.ids)], "company_id": elsewhere.id})
        self.assertFalse(customer.with_user(self.facilitator)._filtered_access("read"))
        risks = self.env["crm.facilitation.risk"].with_user(self.facilitator)
        defaults = self.env["ir.default"].with_user(self.facilitator)
        defaults.set(risks._name, "owner_id", customer.id, True)
        for call in (
            lambda: risks.action_raise_risk(self.session.id, "Nobody has time"),
            lambda: risks.create({"session_id": self.session.id, "name": "Nobody has time"}),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertFalse(risks.search([]))
        defaults.set(risks._name, "owner_id", self.sponsor.id, True)
        said = risks.action_raise_risk(self.session.id, "Nobody has time")
        self.assertEqual(risks.browse(said["id"]).owner_id, self.sponsor)


class TestSeveralAtOnce(OneCheckCase):
    """Records of two companies, or of two people, in one call: who may act on one of them acts on none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.both = cls._new_user("both", "crm_facilitation.group_facilitator")
        cls.both.write({"company_ids": [Command.set((cls.elsewhere | cls.session.company_id).ids)]})
        there = {"name": "There", "is_facilitation": True, "company_id": cls.elsewhere.id}
        project = cls.at(cls.env["project.project"], cls.elsewhere).create([there])
        session = cls.at(cls.env["crm.facilitation.session"], cls.elsewhere).create(
            {"name": "There", "project_id": project.id}
        )
        cls.needs = cls.make_need("Here") | cls.at(cls.env[NEED], cls.elsewhere).create(
            {"name": "There", "session_id": session.id}
        )
        cls.projects, cls.sessions = cls.project | project, cls.session | session

    @classmethod
    def at(cls, records, companies):
        return records.with_user(cls.both).with_context(allowed_company_ids=companies.ids)

    def test_of_two_companies_where_one_is_open(self):
        for company in (self.elsewhere, self.session.company_id):
            needs, projects, sessions = (self.at(some, company) for some in (self.needs, self.projects, self.sessions))
            ways = {
                "accepted": needs.action_accept,
                "accepted on the board": lambda needs=needs: needs.write({"state": "accepted"}),
                "deferred": lambda needs=needs: needs.action_defer("Later"),
                "parked": needs.action_park,
                "taken up": needs.action_take_up,
                "reviewed": needs.action_review,
                "planned": needs.action_plan,
                "merged": lambda needs=needs: needs[:1].action_merge_into(self.needs[1].id),
                "classed": lambda needs=needs: needs.write({"moscow": "must"}),
                "put away": needs.action_archive,
                "kept as the baseline": projects.action_config_baseline,
                "looked through": sessions.action_detect_conflicts,
            }
            with self.subTest(company=company.name):
                self.held(
                    ways, lambda: [(need.state, need.moscow, need.is_parked, need.active) for need in self.needs.sudo()]
                )

    def test_of_two_people(self):
        mine = self.make_need("Mine", self.participant_service)
        for needs in (mine | self.needs[0], self.needs[0] | mine):
            needs = needs.with_user(self.employee_service)
            for name in ("name", "wish", "acceptance_criteria"):
                ways = {name: lambda needs=needs, name=name: needs.write({name: "Mine now"})}
                self.held(ways, lambda: [(need.name, need.wish, need.acceptance_criteria) for need in needs.sudo()])
