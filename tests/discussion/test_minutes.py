"""The minutes: who decided what and why, each need once, to each reader what their rights show."""

import re

from odoo.exceptions import AccessError
from odoo.tools import html2plaintext

from ..needs.test_anonymity import NEEDLE, PARTICIPANT, PARTNER, USER, AnonymousCase
from ..voting.test_round import VotingCase
from .common import make_outcome, minute_of_need, minute_of_outcome

EVERYTHING = rf"{NEEDLE}|zebulonia|{USER}|{PARTNER}|{PARTICIPANT}"


def page(session, user, lang="en_US"):
    """The page as the browser prints it, as text."""
    report = session.env["ir.actions.report"].with_user(user).with_context(lang=lang)
    content, kind = report._render_qweb_html("crm_facilitation.report_minutes", session.ids)
    assert kind == "html"
    return re.sub(r"\s+", " ", html2plaintext(content.decode()))


class TestMinutes(VotingCase):
    def minutes(self, user=None):
        return self.session.with_user(user or self.facilitator).minutes()

    def need_rows(self, **options):
        return {row["id"]: row for row in self.minutes(**options)["needs"]}

    def test_everybody_is_named_once_under_their_department(self):
        found = self.minutes()["people"]
        names = [person["name"] for row in found for person in row["people"]]
        self.assertEqual(sorted(names), sorted(self.session.participant_ids.partner_id.mapped("name")))
        by_department = {row["department"]: [person["name"] for person in row["people"]] for row in found}
        self.assertEqual(by_department[self.sales.name], [self.employee_sales.name])

    def test_everything_that_minutes_say(self):
        make_outcome(self)
        said = minute_of_outcome(self)
        until = {"date_start": "2026-03-02", "date_end": "2026-03-03", "collection_until": "2026-03-09"}
        self.session.write(until)
        self.two.action_defer("After the fair")
        alone = self._new_user("alone", "base.group_user")
        self.make_participant(alone, self.sales.browse(), role="key_user", attendance="joined")
        first = self._new_user("anna", "base.group_user")
        self.make_participant(first, self.sales)
        promise = self.env["crm.facilitation.promise"].with_user(self.facilitator).create(
            {"name": "One list", "session_id": self.session.id, "promiser_id": self.participant_sales.id,
             "department_id": self.service.id, "due_on": "2031-01-15"}
        )  # fmt: skip
        last = self.env["crm.facilitation.event"].search(
            [("project_id", "=", self.project.id)], limit=1, order="id desc"
        )
        rows = self.env["crm.facilitation.event"].search_count([("project_id", "=", self.project.id)])
        leads = self.facilitator.name

        def person(user, **values):
            return {"name": user.name, "role": "employee", "attendance": "invited"} | values

        def point(kind, record, owner, date=False):
            return {"kind": kind, "id": record.id, "name": record.name, "owner": owner, "date": date}

        told = self.minutes()
        deferred = minute_of_need(
            self, self.two, state="deferred", decision_reason="After the fair", decided_by=leads, decided_on=self.today
        )
        self.assertEqual(
            told,
            {
                "session": {
                    "id": self.session.id, "name": "Discovery", "rollout": "New CRM",
                    "company": self.session.company_id.name, "state": "running", "date_start": "2026-03-02",
                    "date_end": "2026-03-03", "closed_on": False, "facilitators": leads,
                },
                "people": [
                    {"department": "Logistics", "people": [person(self.employee_logistics)]},
                    {"department": "Sales", "people": [person(first), person(self.employee_sales)]},
                    {"department": "Service", "people": [person(self.employee_service)]},
                    {"department": "", "people": [person(alone, role="key_user", attendance="joined")]},
                ],
                "people_not_listed": 0,
                "goals": [said["goal"], said["bare_goal"]],
                "needs": [said["one"], minute_of_need(self, self.three), deferred],
                "needs_not_listed": [],
                "rounds": [],
                "deviations": [],
                "conflicts": [said["bare_conflict"], said["conflict"]],
                "kpis": [said["kpi"], said["bare_kpi"]],
                "promises": [
                    {"id": promise.id, "name": "One list", "who": f"{self.employee_sales.name}, Service",
                     "state": "open", "outcome": "", "due_on": "2031-01-15"},
                ],
                "open_points": [
                    point("plan", self.one, leads),
                    point("discuss", self.three, leads, "2026-03-09"),
                    point("decide", self.three, leads, "2026-03-09"),
                    point("discuss", self.two, leads, "2026-03-09"),
                    point("settle", self.bare_conflict, ""),
                    point("review", self.conflict, self.sponsor.name, "2031-06-01"),
                    point("confirm", self.bare_goal, self.sponsor.name),
                    point("measure", self.bare_kpi, self.sponsor.name),
                ],
                "evidence": {"fingerprint": last.hash, "rows": rows},
            },
        )  # fmt: skip
        # what has no owner, no day and no right of the reader says so, and is left out
        own = self.minutes(self.employee_sales)
        self.assertEqual((own["kpis"], own["evidence"]), ([], None))
        self.assertEqual([row["kind"] for row in own["open_points"] if row["kind"] == "measure"], [])
        self.session.action_close()
        self.assertEqual(self.minutes()["session"]["closed_on"], self.today)

    def test_everything_that_minutes_say_of_votes(self):
        self.project.facilitation_capacity_days = 1
        needs = self.one | self.two
        needs.effort_days = 1
        draft = self.env["crm.facilitation.round"].with_user(self.facilitator)
        draft = draft.create({"name": "Draft", "session_id": self.session.id, "method": "consent"})
        ballot_round = self.open_round(need_ids=[(6, 0, needs.ids)])
        for user in (self.employee_sales, self.employee_service, self.employee_logistics):
            ballot_round.with_user(user).cast({self.one.id: 5, self.two.id: 1})
        ballot_round.action_close()
        self.assertEqual(
            self.minutes()["rounds"],
            [
                {"state": "draft", "round_id": draft.id, "name": "Draft", "method": "consent", "ways": {}},
                ballot_round.results() | {"state": "closed", "ways": {"by_login": 3}},
            ],
        )
        self.one.action_reject("Not this year")
        self.two.action_accept()
        outside = self.project.deviation_ids.filtered(lambda deviation: deviation.need_id == self.two)
        outside.with_user(self.facilitator).reason = "It is nearly there"
        turned_down = self.project.deviation_ids - outside
        leads = self.facilitator.name
        self.assertEqual(
            sorted(self.minutes()["deviations"], key=lambda row: row["need"]),
            [
                {"id": turned_down.id, "need": "One", "said": "fair_share", "decided": "rejected", "decided_by": leads,
                 "reason": ""},
                {"id": outside.id, "need": "Two", "said": "outside", "decided": "accepted", "decided_by": leads,
                 "reason": "It is nearly there"},
            ],
        )  # fmt: skip

    def test_what_is_still_to_do_of_a_need(self):
        accepted, archived, put_away = (self.make_need(name) for name in ("Accepted", "Archived", "Put away"))
        merged = self.make_need("Merged")
        merged.action_merge_into(self.one)
        (accepted | archived).action_accept()
        (archived | put_away).active = False
        task = accepted.action_plan()
        task.write({"user_ids": [(6, 0, self.sponsor.ids)], "date_deadline": "2031-02-03 10:00:00"})

        def to_do(*needs, user=None):
            points = self.minutes(user)["open_points"]
            return [row["kind"] for need in needs for row in points if row["name"] == need.name]

        self.assertEqual(to_do(merged, put_away), [])
        self.assertEqual(to_do(archived), ["discuss", "plan"])
        self.assertEqual(to_do(accepted), ["discuss", "task"], "the task has its name")
        [open_task] = [row for row in self.minutes()["open_points"] if row["kind"] == "task"]
        self.assertEqual(
            open_task,
            {"kind": "task", "id": task.id, "name": task.name, "owner": self.sponsor.name, "date": "2031-02-03"},
        )
        task.sudo().write({"nothing_to_configure": "It is there", "state": "1_done"})
        self.assertNotIn("task", {row["kind"] for row in self.minutes()["open_points"]})

    def test_a_goal_waits_until_its_owner_has_answered_since_the_session(self):
        goals = self.env["crm.facilitation.goal"].with_user(self.sponsor)
        goals = goals.create([{"name": name, "project_id": self.project.id} for name in ("Before", "Then", "Never")])
        before, then, never = goals
        self.session.write({"date_start": "2026-03-02", "date_end": "2026-03-03"})
        before.sudo().confirmed_on = "2026-03-02"
        then.sudo().confirmed_on = "2026-03-03"

        def waiting():
            return [row["id"] for row in self.minutes()["open_points"] if row["kind"] == "confirm"]

        self.assertEqual(sorted(waiting()), sorted((before | never).ids))
        self.session.action_close()
        self.assertEqual(sorted(waiting()), sorted(goals.ids), "it was closed later than it was planned to end")
        self.session.sudo()._write_past_guards({"closed_on": False})
        self.session.sudo().write({"date_start": False, "date_end": False})
        self.assertEqual(waiting(), never.ids)

    def test_a_kpi_waits_for_its_baseline_and_its_target(self):
        trust = self.env.ref("crm_facilitation.kpi_definition_trust")
        baseline = {"baseline_date": "2026-01-01", "baseline_value": 2}
        target = {"target_date": "2026-12-31", "target_value": 4}
        kpis = self.env["crm.facilitation.kpi"].with_user(self.sponsor).create(
            [{"definition_id": trust.copy({"name": f"KPI {number}"}).id, "project_id": self.project.id} | values
             for number, values in enumerate((baseline, target, baseline | target))]
        )  # fmt: skip
        points = [(row["id"], row["date"]) for row in self.minutes()["open_points"] if row["kind"] == "measure"]
        self.assertEqual(sorted(points), [(kpis[0].id, False), (kpis[1].id, "2026-12-31")])

    def test_each_need_is_in_it_once_whatever_became_of_it(self):
        merged, deferred, archived = (self.make_need(name) for name in ("Sort", "Filter", "Group"))
        merged.action_merge_into(self.one)
        deferred.action_defer("After the fair")
        archived.active = False
        rows = self.minutes()["needs"]
        every = self.env["crm.facilitation.need"].with_context(active_test=False)
        every = every.search([("session_id", "=", self.session.id)])
        self.assertEqual(sorted(row["id"] for row in rows), sorted(every.ids))
        rows = self.need_rows()
        self.assertEqual(rows[merged.id]["merged_into"], self.one.name)
        self.assertEqual(rows[merged.id]["decided_by"], self.facilitator.name, "who put them together")
        self.assertTrue(rows[merged.id]["decided_on"])
        self.assertTrue(rows[archived.id]["is_archived"])
        self.assertEqual(
            (rows[deferred.id]["state"], rows[deferred.id]["decision_reason"], rows[deferred.id]["decided_by"]),
            ("deferred", "After the fair", self.facilitator.name),
        )
        self.assertEqual(self.minutes()["needs_not_listed"], [])

    def test_a_vote_is_in_it_as_it_was_published(self):
        ballot_round = self.open_round()
        self.assertEqual([row["state"] for row in self.minutes()["rounds"]], ["open"])
        self.assertNotIn("needs", self.minutes()["rounds"][0])
        for user in (self.employee_sales, self.employee_service, self.employee_logistics):
            ballot_round.with_user(user).cast({self.one.id: 3, self.two.id: 1})
        ballot_round.action_close()
        [row] = self.minutes()["rounds"]
        self.assertEqual({name: row[name] for name in ("needs", "fair_share")},
                         {name: ballot_round.results()[name] for name in ("needs", "fair_share")})  # fmt: skip

    def test_a_stranger_reads_what_was_decided_and_why(self):
        third = self.make_need("Sort")
        ballot_round = self.open_round()
        for user in (self.employee_sales, self.employee_service, self.employee_logistics):
            ballot_round.with_user(user).cast({self.one.id: 3, self.two.id: 1})
        ballot_round.action_close()
        self.one.action_accept()
        self.two.action_defer("After the fair")
        third.action_accept()
        printed = page(self.session, self.employee_sales)
        for text in ("Accepted: 2", "Deferred: 1", "Not decided yet: 1", "After the fair", "Points: 9", "In favour: 3"):
            self.assertIn(text, printed)
        self.assertEqual(
            printed.count("No reason was written down."), 1, "of what was accepted without one, and against the votes"
        )
        self.assertIn(f"Vote “{ballot_round.name}”: place 1 of 4, paid for by the votes", printed)
        self.assertLess(printed.index(third.name), printed.index(self.three.name), "what was decided comes first")

    def test_it_says_how_electors_came_in_and_that_a_session_under_way_is_not_over(self):
        ballot_round = self.open_round()
        [row] = self.minutes()["rounds"]
        self.assertEqual(row["ways"], {"by_login": ballot_round.elector_count})
        self.assertIn("this is a draft", page(self.session, self.employee_sales))
        ballot_round.action_close()
        self.session.action_close()
        printed = page(self.session, self.employee_sales)
        self.assertIn(f"Came by login: {ballot_round.elector_count}", printed)
        self.assertNotIn("this is a draft", printed)

    def test_a_stranger_reads_who_promised_what_till_when_or_that_nobody_did(self):
        self.assertIn("No promise was written down.", page(self.session, self.facilitator))
        self.env["crm.facilitation.promise"].with_user(self.facilitator).create(
            {"name": "One list", "session_id": self.session.id, "promiser_id": self.participant_sales.id,
             "due_on": "2031-01-15"}
        )  # fmt: skip
        printed = page(self.session, self.employee_service)
        self.assertNotIn("No promise was written down.", printed)
        self.assertIn(f"One list {self.employee_sales.name} 01/15/2031 Open", printed.replace("|", ""))

    def test_open_points_have_an_owner(self):
        conflict = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        conflict = conflict.create(
            {"name": "Who calls back", "session_id": self.session.id, "owner_id": self.sponsor.id,
             "review_date": "2031-01-15"}
        )  # fmt: skip
        points = {(row["kind"], row["id"]): row["owner"] for row in self.minutes()["open_points"]}
        self.assertEqual(points["settle", conflict.id], self.sponsor.name)
        self.assertNotIn(("review", conflict.id), points, "there is nothing yet to look at again")
        self.assertIn(self.facilitator.name, points["decide", self.one.id])
        self.assertIn(("discuss", self.one.id), points)
        self.one.action_mark_discussed("Talked through")
        self.one.action_reject("Too dear")
        points = {(row["kind"], row["id"]) for row in self.minutes()["open_points"]}
        self.assertFalse({("decide", self.one.id), ("discuss", self.one.id)} & points)

    def test_each_reads_what_their_rights_show(self):
        kpi = self.env["crm.facilitation.kpi"].with_user(self.sponsor)
        kpi.create(
            {"definition_id": self.env.ref("crm_facilitation.kpi_definition_trust").id, "project_id": self.project.id}
        )
        led, own = self.minutes(), self.minutes(self.employee_sales)
        self.assertEqual((len(led["kpis"]), len(own["kpis"])), (1, 0))
        last = self.env["crm.facilitation.event"].search([("project_id", "=", self.project.id)], limit=1)
        self.assertEqual(led["evidence"]["fingerprint"], last.hash)
        self.assertIsNone(own["evidence"])
        self.assertEqual(own["needs"], self.minutes(self.sponsor)["needs"])
        with self.assertRaises(AccessError):
            self.minutes(self.outsider)

    def test_the_page_prints_in_both_languages(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.one.action_reject("Too dear for what it gives")
        for lang in ("en_US", "ru_RU"):
            for user in (self.facilitator, self.employee_sales):
                with self.subTest(lang=lang, user=user.login):
                    printed = page(self.session, user, lang)
                    for text in (self.session.name, self.one.name, self.two.name, "Too dear for what it gives"):
                        self.assertIn(text, printed)
                    self.assertNotIn("Минут", printed, "minutes of time")

    def test_eighty_needs_are_printed_complete(self):
        needs = self.env["crm.facilitation.need"].with_user(self.facilitator)
        needs = needs.create([{"name": f"Wish number {n:03}", "session_id": self.session.id} for n in range(80)])
        printed = page(self.session, self.facilitator)
        for need in needs:
            self.assertEqual(printed.count(need.name), 3, "in the list, and open twice: to discuss and to decide on")

    def test_it_writes_nothing(self):
        self.env.flush_all()
        self.env.cr.execute("SET TRANSACTION READ ONLY")
        self.minutes()
        self.session.with_user(self.facilitator).heard_map()


class TestNobodyIsTold(AnonymousCase):
    def test_minutes_and_page_name_no_author_of_an_anonymous_step(self):
        conflict = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        conflict = conflict.create({"name": "Who may read mails", "session_id": self.session.id})
        named = self.session.with_user(self.facilitator).minutes()
        self.assertRegex(repr(named), NEEDLE, "who takes part is named")
        options = self.env["crm.facilitation.conflict.option"].with_user(self.author)
        need = self.need_of(self.raise_need())
        options.create({"conflict_id": conflict.id, "name": "Nobody"})
        remarks = self.env["crm.facilitation.remark"].with_user(self.author)
        remarks.action_remark("need", need.id, "answer", "It was me")
        self.session.action_next()
        for user in (self.facilitator, self.sponsor, self.employee_service):
            told = self.session.with_user(user).minutes()
            self.assertIn(need.id, [row["id"] for row in told["needs"]])
            self.assertNotRegex(repr({k: v for k, v in told.items() if k != "people"}), EVERYTHING)
            self.assertEqual(page(self.session, user).count(NEEDLE), 1, "among those who took part, and nowhere else")

    def test_the_map_names_no_author(self):
        self.raise_need()
        shown = self.session.with_user(self.facilitator).heard_map()
        self.assertNotRegex(repr(shown), EVERYTHING)
