from odoo import api, fields, models
from odoo.exceptions import MissingError

from ...tools.conflicts.situation import changes
from ...tools.figures import write_figure

# what of the CRM a need is about, in the order a target's ids are kept in
TARGET_MODELS = ("ir.model", "ir.model.fields", "crm.stage")


class CrmFacilitationConflict(models.Model):
    """Why a conflict was raised, in words and figures.

    A detector leaves facts (ids and figures); they are worded here, in the reader's language. A new detector's reason
    ``x`` is worded by a method ``_word_x(facts)`` and named by ``_name_x(finding)``; where its addon is gone, the facts
    are shown bare. What a person wrote stays as written.
    """

    _inherit = "crm.facilitation.conflict"
    _write_policy = """
        facilitator management | * | -       | evidence
        facilitator management | * | decided | evidence_note
    """

    evidence = fields.Text(
        "Why it was raised", compute="_compute_evidence", inverse="_inverse_evidence", search="_search_evidence"
    )
    evidence_note = fields.Text("What speaks for it", copy=False)
    reason_code = fields.Char(copy=False, readonly=True)
    facts = fields.Json(copy=False, readonly=True)
    facts_before = fields.Json("Facts when it was dismissed", copy=False, readonly=True)

    @api.depends_context("lang", "uid")
    @api.depends("facts", "facts_before", "reason_code", "evidence_note")
    def _compute_evidence(self):
        self._warm_names([facts for conflict in self for facts in (conflict.facts, conflict.facts_before) if facts])
        for conflict in self:
            lines = [conflict._word(conflict.facts)] if conflict.facts and conflict.reason_code else []
            lines += [conflict._word_change()] if lines and conflict.facts_before else []
            conflict.evidence = "\n".join([*lines, *filter(None, [conflict.evidence_note])]) or False

    def _inverse_evidence(self):
        for conflict in self:
            conflict.evidence_note = conflict.evidence

    def _search_evidence(self, operator, value):
        return [("evidence_note", operator, value)]

    def _word(self, facts):
        self.ensure_one()
        # the words are those of detection, which reads the whole roll-out
        worded = getattr(self.sudo(), f"_word_{self.reason_code}", None)
        return worded(facts) if worded else ", ".join(f"{name}: {fact}" for name, fact in sorted(facts.items()))

    def _word_change(self):
        """What changed since it was dismissed."""
        if not changes(self.facts_before, self.facts):
            return self.env._("It is back: what raised it is there again.")
        return self.env._("Since it was dismissed, the evidence changed. Before: %s", self._word(self.facts_before))

    @api.model
    def _warm_names(self, facts_list):
        """Read the names that the wording of these facts needs in one query per model."""
        ids = {"ir.model": set(), "ir.model.fields": set(), "crm.stage": set(), "hr.department": set()}
        for facts in facts_list:
            for model, record_id in zip(TARGET_MODELS, facts.get("target", ()), strict=False):
                ids[model].add(record_id)
            named = [department for _stance, department in facts.get("sides", ())]
            ids["hr.department"].update(named, [mean[0] for mean in facts.get("means", ())], [facts.get("department")])
        for model, record_ids in ids.items():
            if record_ids - {0, None}:
                # whoever may read the conflict may know what it is about
                everything_sudo = self.env[model].sudo().with_context(active_test=False)
                everything_sudo.search([("id", "in", list(record_ids - {0, None}))]).sudo().mapped("display_name")

    def _name_of(self, model, record_id):
        try:
            # whoever may read the conflict may know what it is about
            return self.env[model].sudo().browse(record_id).display_name
        except MissingError:
            return self.env._("(removed)")

    def _name_of_department(self, department_id):
        return self._name_of("hr.department", department_id) if department_id else self.env._("other departments")

    def _name_of_target(self, target):
        if not target:
            return ""
        model, field, stage = target
        names = [self._name_of("ir.model.fields", field) if field else self._name_of("ir.model", model)]
        return " / ".join([*names, *([self._name_of("crm.stage", stage)] if stage else [])])

    def _name_of_stance(self, stance):
        names = dict(self.env["crm.facilitation.need"]._fields["stance"]._description_selection(self.env))
        return names.get(stance, self.env._("not said"))

    def _word_contradiction(self, facts):
        sides = " — ".join(
            self.env._(
                "%(department)s: %(stance)s",
                department=self._name_of_department(department),
                stance=self._name_of_stance(stance),
            )
            for stance, department in facts["sides"]
        )
        if not facts["target"]:
            return self.env._("These two needs were said to want the opposite. %s.", sides)
        return self.env._(
            "Two people want the opposite of “%(target)s”. %(sides)s.",
            target=self._name_of_target(facts["target"]),
            sides=sides,
        )

    def _word_polarised_vote(self, facts):
        means = ", ".join(
            self.env._(
                "%(department)s %(mean)s %% (votes: %(voters)s)",
                department=self._name_of_department(department),
                mean=mean,
                voters=voters,
            )
            for department, mean, voters in facts["means"]
        )
        return self.env._("The departments vote differently on this need. Support on average: %s.", means)

    def _word_objection(self, facts):
        if not facts["people"]:
            if facts["blocked"]:
                return self.env._("Somebody blocks this need. Their reasons are in the round.")
            return self.env._("Somebody objects to this need. Their reasons are in the round.")
        if facts["blocked"]:
            return self.env._("Objections to this need: %s, a block among them.", facts["people"])
        return self.env._("Objections to this need: %s.", facts["people"])

    def _word_goal_clash_need(self, facts):
        return self.env._(
            "Two goals depend on needs that contradict each other: %(goals)s. Needs involved: %(needs)s.",
            goals=", ".join(self._name_of("crm.facilitation.goal", goal) for goal in facts["goals"]),
            needs=facts["needs"],
        )

    def _word_gap_absent(self, facts):
        return self.env._("%s is affected, and nobody of it takes part.", self._name_of_department(facts["department"]))

    def _word_gap_silent(self, facts):
        return self.env._(
            "%s takes part, but has raised and supported nothing, and voted in no round that is closed.",
            self._name_of_department(facts["department"]),
        )

    def _word_gap_decided(self, facts):
        return self.env._(
            "It was decided about %(department)s without asking it. Needs decided: %(needs)s.",
            department=self._name_of_department(facts["department"]),
            needs=facts["decided"],
        )

    def _word_capacity(self, facts):
        return self.env._(
            "The accepted must-haves take %(days)s days (needs: %(needs)s); the roll-out has %(capacity)s.",
            days=write_figure(self.env, facts["days"], least=1),
            needs=facts["needs"],
            capacity=write_figure(self.env, facts["capacity"], least=1),
        )

    def _word_stale_goal(self, facts):
        relevances = dict(self.env["crm.facilitation.goal"]._fields["relevance"]._description_selection(self.env))
        return self.env._(
            "The goal “%(goal)s” no longer holds as it was set (%(relevance)s); accepted needs for it: %(needs)s.",
            goal=self._name_of("crm.facilitation.goal", facts["goal"]),
            relevance=relevances[facts["relevance"]],
            needs=facts["needs"],
        )
