"""B: archiving changes no ballot, no result and no recount, whatever the context of the caller says."""

from ..voting.test_round import VotingCase


class TestRelations(VotingCase):
    def test_b_each_relation_says_itself_whether_archived_records_count(self):
        silent = [
            f"{name}.{field.name}"
            for name in self.env.registry
            for field in self.env[name]._fields.values()
            if field._module == "crm_facilitation"
            and not self.env[name]._transient
            and field.type in ("one2many", "many2many")
            and not field.related
            and self.env[field.comodel_name]._active_name
            and "active_test" not in (field.context or {})
        ]
        self.assertEqual(silent, [])


class TestArchiving(VotingCase):
    def facts(self, ballot_round, **context):
        """What is counted, read anew with ``context``."""
        self.env.invalidate_all()
        shown = ballot_round.with_context(**context)
        project = self.project.with_user(self.facilitator).with_context(**context)
        return {
            "needs": sorted(shown.need_ids.ids),
            "electors": (shown.elector_count, shown.voted_count),
            "results": shown.results() if shown.state == "closed" else None,
            "recount": shown.recount() if shown.state == "closed" else None,
            "fair": shown.fair_share() if shown.state == "closed" else None,
            "cells": shown.sudo()._read_cells(),
            "departments": project._missing_departments().ids,
            "affected": sorted(project.affected_department_ids.ids),
        }

    def archive_everything(self):
        (self.one | self.two).active = False
        self.session.participant_ids.active = False
        self.departments.active = False
        self.session.active = False
        self.env.flush_all()

    def test_b_archiving_changes_nothing_of_a_closed_round(self):
        ballot_round = self.open_round()
        for user in (self.employee_sales, self.employee_service, self.employee_logistics):
            ballot_round.with_user(user).cast({self.one.id: 3, self.two.id: 1})
        ballot_round.action_close()
        before = self.facts(ballot_round)
        self.assertTrue(before["recount"])
        self.archive_everything()
        for context in ({}, {"active_test": True}, {"active_test": False}):
            with self.subTest(context):
                self.assertEqual(self.facts(ballot_round, **context), before)

    def test_b_archiving_during_a_vote_takes_nothing_out_of_it(self):
        results = []
        for archived in False, True:
            ballot_round = self.open_round(name=f"Round {archived}", anonymous=True)
            for user in (self.employee_sales, self.employee_service, self.employee_logistics):
                voter = ballot_round.with_user(user)
                voter.cast({self.one.id: 3, self.two.id: 1}, voter.issue_ballot())
            if archived:
                self.one.active = False
            ballot_round.with_context(active_test=True).action_close()
            self.assertTrue(ballot_round.recount())
            results.append([(cell.need, cell.points) for cell in ballot_round.sudo()._read_cells()])
        self.assertEqual(*results)

    def test_b_a_switch_of_the_context_lets_no_archived_person_in(self):
        self.participant_logistics.active = False
        ballot_round = self.open_round().with_context(active_test=False)
        self.assertEqual(ballot_round.elector_count, 2)
        self.assertEqual(self.session.with_context(active_test=False).participant_count, 2)
