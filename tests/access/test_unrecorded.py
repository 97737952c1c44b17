"""What may be changed without a row of the tables' own: each field was thought about, and stands here with the reason.

A field that is added to a table with no evidence has to be added here too, by somebody who knows why nobody will miss it.
"""

from odoo.fields import Command

from ..common import FacilitationCase

OWN_ROW = "leaves a row of its own form, see the tests of its model"
WORDING = "how the session is led, and not what was decided in it"
LIBRARY = "is chosen from; what was chosen is kept by those who chose"
ORDER = "the order on a screen"
UNRECORDED = {
    "crm.facilitation.agenda": {"name note sequence active": LIBRARY},
    "crm.facilitation.agenda.item": {
        "name sequence day kind instruction planned_minutes": WORDING,
        "form speakers why done_when pitfall cut_first is_parallel": WORDING,
    },
    "crm.facilitation.checklist.item": {"name sequence phase": WORDING},
    "crm.facilitation.config.item": {"task_id": "a guess of the scan, until a feature is made of it"},
    "crm.facilitation.conflict": {"evidence": "shown from the facts and the note; the note leaves a row"},
    "crm.facilitation.conflict.option": {"sequence": ORDER},
    "crm.facilitation.deviation": {"reason": OWN_ROW},
    "crm.facilitation.goal": {"sequence": ORDER, "active": OWN_ROW},
    "crm.facilitation.join.request": {"participant_id is_new": "who is admitted as whom is a row when it is done"},
    "crm.facilitation.kiosk": {"active": "a device that is put away; each hand-over ends with it"},
    "crm.facilitation.kpi": {
        "sequence": ORDER,
        "name active definition_id project_id goal_id owner_id direction frequency": OWN_ROW,
        "baseline_value baseline_date target_value target_date": OWN_ROW,
    },
    "crm.facilitation.kpi.definition": {
        "name sequence active formula source traps is_vanity direction": LIBRARY,
        "measure model_id domain include_archived date_field_id measure_field_id": OWN_ROW,
        "numerator_domain group_field_id unit has_scale scale_from scale_to": OWN_ROW,
    },
    "crm.facilitation.kpi.measurement": {"kpi_id period_start period_end group_value group_label value": OWN_ROW},
    "crm.facilitation.need": {
        "author_answer": "the author's own answer to what was asked back",
        "tag_ids": "groups needs on screens; nothing is counted by it",
    },
    "crm.facilitation.need.tag": {"name color": LIBRARY},
    "crm.facilitation.participant": {"session_id partner_id user_id active": OWN_ROW},
    "crm.facilitation.question": {"name words audience sequence active": LIBRARY},
    "crm.facilitation.remark": {"text": "its author's own, for a short time"},
    "crm.facilitation.round": {"deadline": OWN_ROW},
    "crm.facilitation.session": {"agenda_id": "which agenda was taken is a row when its steps are"},
    "crm.facilitation.watch": {
        "model field_names domain active model_id field_ids": OWN_ROW,
        "sequence": ORDER,
    },
    "project.task": {"facilitation_fit": "of a template: which needs are planned from it"},
}


class TestUnrecorded(FacilitationCase):
    def test_every_field_that_leaves_no_row_was_thought_about(self):
        found = {}
        for name in self.env.registry.descendants(["crm.facilitation.guarded"], "_inherit"):
            model = self.env[name]
            for field, rule in model._get_write_policy().items() if not model._abstract else ():
                later = rule.when - {"new", "draft"}
                if rule.who and later and rule.evidence == "-" and field != "<other>":
                    found.setdefault(name, set()).add(field)
        known = {name: set(" ".join(fields).split()) for name, fields in UNRECORDED.items()}
        self.assertEqual(found, known)

    def last(self, record):
        return self.env["crm.facilitation.event"].search(
            [("record_model", "=", record._name), ("record_id", "=", record.id)], order="id desc", limit=1
        )

    def test_a_task_that_is_born_with_nothing_to_configure_says_so(self):
        """Nobody makes a need delivered by a task that needed nothing, unseen."""
        need = self.make_need("See the last call")
        need.action_accept()
        task = (
            self.env["project.task"]
            .with_user(self.facilitator)
            .create(
                {"name": "Done", "project_id": self.project.id, "is_configuration_task": True, "state": "1_done",
                 "facilitation_need_ids": [Command.set(need.ids)], "nothing_to_configure": "It is there already"}
            )
        )  # fmt: skip
        row = self.last(task)
        self.assertEqual((row.kind, row.actor_id), ("task_edited", self.facilitator))
        self.assertEqual(row.payload["after"], {"nothing_to_configure": "It is there already"})

    def test_another_name_of_a_confirmed_feature_is_on_record(self):
        need = self.make_need("See the last call")
        need.action_accept()
        tag = self.env["crm.tag"].sudo().create({"name": "Asked for"})
        feature = self.env["crm.facilitation.feature"].with_user(self.facilitator)
        feature = feature.create({"task_id": need.action_plan().id, "res_model": "crm.tag", "res_id": tag.id})
        feature.action_confirm()
        feature.name = "Something else"
        row = self.last(feature)
        self.assertEqual((row.kind, row.payload["after"]), ("feature_edited", {"name": "Something else"}))

    def test_a_kpi_that_is_brought_back_is_on_record(self):
        kpi = self.env["crm.facilitation.kpi"].with_user(self.sponsor)
        kpi = kpi.create(
            {"definition_id": self.env.ref("crm_facilitation.kpi_definition_trust").id, "project_id": self.project.id}
        )
        kpi.active = False
        kpi.active = True
        kpi.active = True
        self.assertEqual(self.evidence(kpi)[-2:], ["kpi_archived", "kpi_brought_back"])
