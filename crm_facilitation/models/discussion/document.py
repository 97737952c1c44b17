import logging
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tools.translate import LazyTranslate

from ...tools.discussion.layout import keep_beginnings, label_cells, number_pages
from ...tools.discussion.minutes import by_decision, vote_places
from ...tools.figures import write_figure
from .risk import SEVERITIES

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)
SESSION, ROLLOUT = "crm.facilitation.session", "project.project"
PATH = "/crm_facilitation/document"
DOCTYPE = Markup("<!DOCTYPE html>")
# the report whose format of paper is that of all documents
PAPER = "crm_facilitation.session_report_minutes"
# states of wkhtmltopdf in which it prints
PRINTS = ("ok", "upgrade", "workers")


@dataclass(frozen=True)
class Kind:
    """A kind of document: the model it is about, its title, and whether it is printed in landscape."""

    model: str
    name: Any
    landscape: bool = False


KINDS = {
    "minutes": Kind(SESSION, _lt("Minutes of the session")),
    "requirements": Kind(ROLLOUT, _lt("Requirement list"), landscape=True),
    "decisions": Kind(ROLLOUT, _lt("Decision register")),
    "conflicts": Kind(ROLLOUT, _lt("Conflict and agreement register")),
    "kpis": Kind(ROLLOUT, _lt("KPI passport"), landscape=True),
    "risks": Kind(ROLLOUT, _lt("Risk register")),
}


class CrmFacilitationDocument(models.AbstractModel):
    """What the client holds at the end, as pages that print: each is drawn for its reader, from what they may read.

    A kind of document is a line of ``KINDS``, a method ``_get_<kind>_values`` that gives its facts, and the template
    ``document_<kind>``. Page, PDF and mail have the same body.

    Invariant: facts are read with the reader's rights; votes are in it as published, origins as labelled.
    """

    _name = "crm.facilitation.document"
    _description = "Facilitation Document"

    @api.model
    @api.readonly
    def documents(self, model: str, record_id: int) -> list[dict]:
        """The documents of a session and its roll-out, or of a roll-out and its sessions.

        :param model: ``crm.facilitation.session`` or ``project.project``
        :return: ``[{kind, name, about, page, pdf}]``; ``page`` and ``pdf`` are addresses on this server
        """
        if model not in (SESSION, ROLLOUT):
            raise UserError(self.env._("There are documents of sessions and roll-outs."))
        record = self.env[model].browse(record_id)
        self._check_reads(record)
        if model == SESSION:
            sessions, rollout = record, record.project_id
        else:
            begun = [("project_id", "=", record.id), ("state", "in", ("running", "closed"))]
            sessions, rollout = self.env[SESSION].search(begun, order="id"), record
        # those who take part may not read all of a roll-out, but what stands in its documents for them
        abouts = [("minutes", session, session.name) for session in sessions if session.state in ("running", "closed")]
        abouts += [(kind, rollout, rollout.sudo().name) for kind, one in KINDS.items() if one.model == ROLLOUT]
        return [
            {
                "kind": kind,
                "name": self._get_name(kind),
                "about": name,
                "page": f"{PATH}/{kind}/{about.id}",
                "pdf": f"{PATH}/{kind}/{about.id}/pdf",
            }
            for kind, about, name in abouts
        ]

    @api.model
    def _find(self, kind, record_id):
        """The record that a document is about, which the caller may read.

        :raise MissingError: there is no such document
        """
        if kind not in KINDS:
            raise MissingError(self.env._("There is no such document."))
        record = self.env[KINDS[kind].model].browse(record_id).exists()
        if not record or (KINDS[kind].model == ROLLOUT and not record.is_facilitation):
            raise MissingError(self.env._("There is no such document."))
        self._check_reads(record)
        return record

    @api.model
    def _check_reads(self, record):
        """Refuse whoever takes no part: everybody in the company may read the project of a roll-out."""
        record.check_access("read")
        if record._name == ROLLOUT and not self.env["crm.facilitation.role"]._is_leader():
            own = self.env["crm.facilitation.participant"]._find_caller([("project_id", "=", record.id)], limit=1)
            if not own:
                raise AccessError(self.env._("The documents of a roll-out are for those who take part in it."))

    @api.model
    def _get_name(self, kind):
        # a lazy word looks for its language beside it
        name = KINDS[kind].name
        return str(name)

    @api.model
    def _get_title(self, kind, record):
        # the name of what was checked to be readable, or is the reader's own session
        return f"{self._get_name(kind)}: {record.sudo().name}"

    @api.model
    def _render_body(self, kind, record):
        """The document as a piece of HTML, without a page around it."""
        values = getattr(self, f"_get_{kind}_values")(record)
        common = {
            "words": self.env[SESSION]._get_minutes_words(),
            "doc": record,
            "title": self._get_title(kind, record),
            "today": fields.Date.context_today(self),
            "figure": partial(write_figure, self.env),
            "place_text": self._word_place,
        }
        return label_cells(self.env["ir.qweb"]._render(f"crm_facilitation.document_{kind}", common | values))

    @api.model
    def _word_place(self, place):
        """What a vote said of a need, in words."""
        facts = {"vote": place.vote, "place": place.number, "count": place.count}
        if place.is_paid is None:
            return self.env._("Vote “%(vote)s”: place %(place)s of %(count)s", **facts)
        if place.is_paid:
            return self.env._("Vote “%(vote)s”: place %(place)s of %(count)s, paid for by the votes", **facts)
        return self.env._("Vote “%(vote)s”: place %(place)s of %(count)s, not paid for by the votes", **facts)

    @api.model
    def _render_page(self, kind, record, bar=False, pdf="", printed=False):
        """The document as a page of its own.

        :param bar: whether it has buttons; print has none
        :param pdf: the address of its PDF, to be offered beside printing
        :param printed: whether it is drawn for the server's own printer
        """
        body = self._render_body(kind, record)
        values = {
            "title": self._get_title(kind, record),
            "body": keep_beginnings(body) if printed else body,
            "landscape": KINDS[kind].landscape,
            "bar": bar,
            "printed": printed,
            "pdf": pdf,
            "lang": (self.env.lang or "en_US").replace("_", "-"),
        }
        return DOCTYPE + self.env["ir.qweb"]._render("crm_facilitation.document_page", values)

    @api.model
    def _print(self, kind, record):
        """The document as PDF.

        :raise UserError: PDF cannot be made on this server; says what to do instead
        """
        printer = self.env["ir.actions.report"]
        if printer.get_wkhtmltopdf_state() in PRINTS:
            page = self._render_page(kind, record, printed=True)
            try:
                printed = printer._run_wkhtmltopdf([page], report_ref=PAPER, landscape=KINDS[kind].landscape)
                return number_pages(printed, self._get_title(kind, record))
            except UserError:
                _logger.info("wkhtmltopdf failed on %s of %s", kind, record)
        raise UserError(
            self.env._(
                "This server cannot make a PDF. Open the page and print it from the browser, or save it as PDF there."
            )
        )

    @api.model
    def _get_minutes_values(self, session):
        minutes = session.minutes()
        return {
            "minutes": minutes,
            "decisions": by_decision(minutes["needs"]),
            "places": vote_places(minutes["rounds"]),
        }

    @api.model
    def _search_needs(self, rollout, states):
        needs = self.env["crm.facilitation.need"].with_context(active_test=False)
        return needs.search([("project_id", "=", rollout.id), ("state", "in", states)])

    @api.model
    def _count_left_out(self, rollout, states, needs):
        # how many there are is everybody's to know who takes part, what they say is not
        all_sudo = self.sudo()._search_needs(rollout, states)
        return len(all_sudo) - len(needs)

    @api.model
    def _get_requirements_values(self, rollout):
        needs = self._search_needs(rollout, ["accepted"])
        rows = [self._describe_requirement(number, need) for number, need in enumerate(needs, 1)]
        return {"rows": rows, "left_out": self._count_left_out(rollout, ["accepted"], needs)}

    @api.model
    def _describe_requirement(self, number, need):
        minute = self.env[SESSION]
        tasks = self.env["project.task"]
        if tasks.has_access("read"):
            # which tasks there are is looked up with all rights, and searched with the reader's
            tasks = tasks.search([("id", "in", need.sudo().task_ids.ids)])
        return minute._minute_need(need) | {
            "number": number,
            "fit": need.fit,
            "goals": minute._names(need.goal_ids),
            "criteria": need.acceptance_criteria or "",
            # who tries it stands on the need, for those who may read it
            "tester": need.sudo().tester_id.partner_id.name or "",
            "tasks": minute._names(tasks),
        }

    @api.model
    def _get_decisions_values(self, rollout):
        states = ["accepted", "deferred", "rejected", "merged"]
        needs = self._search_needs(rollout, states)
        minute = self.env[SESSION]
        rows = [minute._minute_need(need) | {"session": minute._names(need.session_id)} for need in needs]
        sessions = needs.session_id._filtered_access("read")
        return {
            "rows": sorted(rows, key=lambda row: (row["decided_on"] or "", row["name"])),
            "places": vote_places([vote for session in sessions for vote in session._minute_rounds()]),
            "deviations": minute._minute_deviations(needs),
            "left_out": self._count_left_out(rollout, states, needs),
        }

    @api.model
    def _get_conflicts_values(self, rollout):
        conflicts = self.env["crm.facilitation.conflict"].search([("project_id", "=", rollout.id)])
        return {"rows": [self.env[SESSION]._minute_conflict(conflict) for conflict in conflicts]}

    @api.model
    def _get_kpis_values(self, rollout):
        kpis = self.env["crm.facilitation.kpi"]
        if kpis.has_access("read"):
            kpis = kpis.search([("project_id", "=", rollout.id)])
        minute = self.env[SESSION]
        rows = [
            minute._minute_kpi(kpi)
            | {
                "definition": minute._names(kpi.definition_id),
                "measure": kpi.measure,
                # what is counted, by the name that everybody reads on its menu
                "of": kpi.definition_id.sudo().model_id.name or "",
                "direction": kpi.direction,
                "frequency": kpi.frequency,
                "current_date": minute._day(kpi.current_date),
                "current_day": minute._day(kpi.current_day),
            }
            for kpi in kpis
        ]
        return {"rows": rows}

    @api.model
    def _get_risks_values(self, rollout):
        risks = self.env["crm.facilitation.risk"].search([("project_id", "=", rollout.id)])
        places = [severity for severity, _label in SEVERITIES]
        minute = self.env[SESSION]
        return {
            "rows": [
                {
                    "id": risk.id,
                    "name": risk.name,
                    "has_happened": risk.has_happened,
                    "severity": risk.severity,
                    "measure": risk.measure or "",
                    "owner": minute._names(risk.owner_id),
                    "review_on": minute._day(risk.review_on),
                    "state": risk.state,
                }
                for risk in risks.sorted(lambda risk: (risk.state == "closed", places.index(risk.severity), risk.id))
            ]
        }
