"""Documents: pages that print, as PDF where the server can, and for each reader what they may read."""

import re
from io import BytesIO
from unittest.mock import Mock, patch

from reportlab.pdfgen.canvas import Canvas

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import format_date, html2plaintext, mute_logger
from odoo.tools.pdf import PdfFileReader

from odoo.addons.crm_facilitation.models.discussion.document import KINDS, ROLLOUT
from odoo.addons.crm_facilitation.tools.discussion.layout import number_pages
from odoo.addons.crm_facilitation.tools.discussion.minutes import Place

from ..common import FacilitationHttpCase
from ..needs.test_anonymity import NEEDLE, PARTICIPANT, PARTNER, USER, AnonymousCase
from ..room.common import GuestCase
from ..voting.test_round import VotingCase
from .common import make_outcome, minute_of_need, minute_of_outcome

EVERYTHING = rf"{NEEDLE}|zebulonia|\b(?:{USER}|{PARTNER}|{PARTICIPANT})\b"


def text_of(record, kind, user, lang="en_US"):
    """The document as its reader sees it, as text."""
    documents = record.env["crm.facilitation.document"].with_user(user).with_context(lang=lang)
    page = documents._render_page(kind, record.with_user(user).with_context(lang=lang))
    return re.sub(r"\s+", " ", html2plaintext(page))


class TestDocuments(VotingCase):
    def about(self, kind):
        return self.project if KINDS[kind].model == ROLLOUT else self.session

    def test_every_document_is_drawn_for_everybody_in_both_languages(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        for kind in KINDS:
            for user in (self.facilitator, self.sponsor, self.employee_sales):
                for lang in ("en_US", "ru_RU"):
                    with self.subTest(kind=kind, user=user.login, lang=lang):
                        self.assertIn(self.about(kind).name, text_of(self.about(kind), kind, user, lang))

    def test_the_requirement_list_has_tester_and_acceptance_case(self):
        self.one.action_accept()
        self.one.write(
            {"acceptance_criteria": "Open a lead: the call is on top", "tester_id": self.participant_service.id}
        )
        self.two.action_reject("Too dear")
        text = text_of(self.project, "requirements", self.facilitator)
        for part in (self.one.name, "Open a lead: the call is on top", self.employee_service.name):
            self.assertIn(part, text)
        self.assertNotIn(self.two.name, text)
        elsewhere = self.project.create({"name": "Elsewhere", "is_facilitation": True})
        session = self.session.create({"name": "Elsewhere", "project_id": elsewhere.id})
        stranger = self.make_participant(self.outsider, self.sales, session=session)
        with self.assertRaisesRegex(UserError, "in a session of its roll-out"), self.env.cr.savepoint():
            self.one.tester_id = stranger
        self.env.invalidate_all()
        self.assertEqual(self.one.tester_id, self.participant_service)

    def test_everything_that_the_lists_of_a_roll_out_say(self):
        make_outcome(self)
        said = minute_of_outcome(self)
        task = self.one.action_plan()
        self.two.action_defer("After the fair")
        self.three.action_accept()
        documents = self.env["crm.facilitation.document"].with_user(self.facilitator)
        decided = {"decided_by": self.facilitator.name, "decided_on": self.today}
        one = said["one"] | {"delivery_state": self.one.delivery_state}
        two = minute_of_need(self, self.two, state="deferred", decision_reason="After the fair", **decided)
        three = minute_of_need(self, self.three, state="accepted", **decided)
        bare = {"fit": False, "goals": "", "criteria": "", "tester": "", "tasks": ""}
        filled = {"fit": "setting", "goals": "No enquiry waits", "criteria": "Open it", "tasks": task.name}
        rows = [one | filled | {"number": 1, "tester": self.employee_service.name}, three | bare | {"number": 2}]
        self.assertEqual(documents._get_requirements_values(self.project), {"rows": rows, "left_out": 0})
        # the latest decision last, those of one day by name
        self.env.cr.execute("UPDATE crm_facilitation_need SET decided_on = '2026-01-02' WHERE id = %s", [self.two.id])
        self.two.invalidate_recordset(["decided_on"])
        of_session = {"session": "Discovery"}
        rows = [two | of_session | {"decided_on": "2026-01-02"}, one | of_session, three | of_session]
        decisions = documents._get_decisions_values(self.project)
        self.assertEqual(decisions, {"rows": rows, "places": {}, "deviations": [], "left_out": 0})
        conflicts = {"rows": [said["bare_conflict"], said["conflict"]]}
        self.assertEqual(documents._get_conflicts_values(self.project), conflicts)
        measured = {"measure": "manual", "of": "", "direction": "up", "frequency": "month"}
        days = {"current_date": "2026-02-01", "current_day": "2026-01-31"}
        kpis = [
            said["kpi"] | measured | days | {"definition": self.kpi.definition_id.name},
            said["bare_kpi"] | measured | {"definition": "Bare", "current_date": False, "current_day": False},
        ]
        self.assertEqual(documents._get_kpis_values(self.project), {"rows": kpis})
        self.assertEqual(documents.with_user(self.employee_sales)._get_kpis_values(self.project), {"rows": []})

    def test_the_gravest_risk_that_is_open_comes_first(self):
        risks = self.env["crm.facilitation.risk"].with_user(self.facilitator)
        risks = risks.create([{"name": f"Risk {n}", "session_id": self.session.id} for n in range(5)])
        closed, medium, high, low, second = risks
        closed.write({"severity": "high", "state": "closed", "measure": "It is over"})
        high.write({"severity": "high", "measure": "Two hours a week", "owner_id": self.sponsor.id,
                    "review_on": "2031-01-15", "state": "watched"})  # fmt: skip
        (second | low).severity = "low"
        second.severity = "high"
        bare = {"has_happened": False, "severity": "medium", "measure": "", "owner": "", "review_on": False,
                "state": "open"}  # fmt: skip
        owned = {"owner": self.sponsor.name, "review_on": "2031-01-15", "state": "watched"}
        told = [
            (high, {"severity": "high", "measure": "Two hours a week"} | owned), (second, {"severity": "high"}),
            (medium, {}), (low, {"severity": "low"}),
            (closed, {"severity": "high", "measure": "It is over", "state": "closed"}),
        ]  # fmt: skip
        documents = self.env["crm.facilitation.document"].with_user(self.facilitator)
        rows = [{"id": risk.id, "name": risk.name} | bare | values for risk, values in told]
        self.assertEqual(documents._get_risks_values(self.project), {"rows": rows})

    def test_everything_that_the_list_of_documents_says(self):
        documents = self.env["crm.facilitation.document"].with_user(self.facilitator)
        ahead = self.session.create({"name": "Ahead", "project_id": self.project.id})
        names = {
            "requirements": "Requirement list", "decisions": "Decision register",
            "conflicts": "Conflict and agreement register", "kpis": "KPI passport", "risks": "Risk register",
        }  # fmt: skip

        def row(kind, name, about):
            page = f"/crm_facilitation/document/{kind}/{about.id}"
            return {"kind": kind, "name": name, "about": about.name, "page": page, "pdf": f"{page}/pdf"}

        minutes = row("minutes", "Minutes of the session", self.session)
        of_rollout = [row(kind, name, self.project) for kind, name in names.items()]
        for model, record, expected in (
            ("crm.facilitation.session", self.session, [minutes, *of_rollout]),
            ("crm.facilitation.session", ahead, of_rollout),
            ("project.project", self.project, [minutes, *of_rollout]),
        ):
            with self.subTest(record.name):
                self.assertEqual(documents.documents(model, record.id), expected)

    def test_the_decision_register_says_who_decided_what_and_why(self):
        self.one.action_accept()
        self.two.action_defer("After the fair")
        text = text_of(self.project, "decisions", self.employee_sales)
        for part in (self.one.name, "Accepted", self.two.name, "Deferred", "After the fair", self.facilitator.name):
            self.assertIn(part, text)
        self.assertEqual(text.count("No reason was written down."), 1)

    def test_conflicts_stand_with_their_agreement(self):
        conflicts = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        conflict = conflicts.create({"name": "Who calls back", "session_id": self.session.id})
        conflict.action_dismiss("It was a misunderstanding")
        text = text_of(self.project, "conflicts", self.facilitator)
        for part in ("Who calls back", "Dismissed", "It was a misunderstanding", self.facilitator.name):
            self.assertIn(part, text)

    def test_a_conflict_says_what_it_is_about_and_which_way_was_chosen(self):
        conflict = self.env["crm.facilitation.conflict"].with_user(self.facilitator).create(
            {"name": "Who calls back", "session_id": self.session.id, "evidence": "Both call, and nobody knows",
             "need_ids": [(6, 0, self.one.ids)]}
        )  # fmt: skip
        options = self.env["crm.facilitation.conflict.option"].with_user(self.facilitator)
        first, second = options.create([{"name": name, "conflict_id": conflict.id} for name in ("Sales", "Service")])
        conflict.action_agree(second.id, "Service calls")
        for kind in ("conflicts", "minutes"):
            text = text_of(self.about(kind), kind, self.employee_sales)
            for part in ("Both call, and nobody knows", self.one.name, f"– {first.name}", f"✓ {second.name}"):
                self.assertIn(part, text)

    def test_the_kpi_passport_is_for_those_who_read_kpis(self):
        kpis = self.env["crm.facilitation.kpi"].with_user(self.sponsor)
        kpi = kpis.create(
            {"definition_id": self.env.ref("crm_facilitation.kpi_definition_trust").id, "project_id": self.project.id}
        )
        self.env["crm.facilitation.kpi.measurement"].with_user(self.sponsor).create(
            {"kpi_id": kpi.id, "period_start": "2026-01-01", "period_end": "2026-02-01", "value": 3.4}
        )
        passport = text_of(self.project, "kpis", self.facilitator)
        self.assertIn(kpi.name, passport)
        self.assertIn(format_date(self.env, kpi.current_day), passport, "the last day that is in the figure")
        self.assertNotIn(kpi.name, text_of(self.project, "kpis", self.employee_sales))

    def test_needs_that_may_not_be_read_are_counted(self):
        second = self.session.create({"name": "Second", "project_id": self.project.id})
        hidden = self.env["crm.facilitation.need"].with_user(self.facilitator)
        hidden = hidden.create({"name": "Behind closed doors", "session_id": second.id})
        hidden.action_accept()
        self.one.action_accept()
        own = text_of(self.project, "requirements", self.employee_sales)
        self.assertNotIn(hidden.name, own)
        self.assertIn("Not for you to read: 1", own)
        self.assertIn(hidden.name, text_of(self.project, "requirements", self.facilitator))

    def test_what_was_accepted_and_put_away_is_required_all_the_same(self):
        self.one.action_accept()
        self.one.active = False
        self.assertIn(self.one.name, text_of(self.project, "requirements", self.facilitator))

    def test_what_a_vote_said_of_a_need_in_words(self):
        documents = self.env["crm.facilitation.document"]
        for is_paid, words in ((None, ""), (True, ", paid for by the votes"), (False, ", not paid for by the votes")):
            self.assertEqual(documents._word_place(Place("First", 2, 5, is_paid)), f"Vote “First”: place 2 of 5{words}")

    def test_a_cell_that_is_not_published_is_in_no_document(self):
        ballot_round = self.open_round()
        for user in (self.employee_sales, self.employee_service):
            ballot_round.with_user(user).cast({self.one.id: 3, self.two.id: 1})
        ballot_round.action_close()
        self.assertFalse(ballot_round.results()["needs"], "two voters are too few")
        text = text_of(self.session, "minutes", self.facilitator)
        self.assertIn("Too few people voted to publish results.", text)
        self.assertNotIn("Paid for by the votes", text)
        self.assertNotIn("Voted:", text, "nobody voted, it would say")
        self.assertNotIn("paid for by the votes", text)

    def test_the_list_names_those_of_the_session_and_its_rollout(self):
        documents = self.env["crm.facilitation.document"].with_user(self.employee_sales)
        of_session = documents.documents("crm.facilitation.session", self.session.id)
        of_rollout = documents.documents("project.project", self.project.id)
        self.assertEqual({row["kind"] for row in of_session}, set(KINDS))
        self.assertEqual({row["page"] for row in of_session}, {row["page"] for row in of_rollout})
        ahead = self.session.create({"name": "Ahead", "project_id": self.project.id})
        of_draft = documents.with_user(self.facilitator).documents("crm.facilitation.session", ahead.id)
        self.assertEqual({row["kind"] for row in of_draft}, set(KINDS) - {"minutes"}, "nothing was said yet")
        abroad = self._new_user("abroad", "crm_facilitation.group_facilitator")
        company = self.env["res.company"].create({"name": "Another company"})
        abroad.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        for model, record in (("crm.facilitation.session", self.session), ("project.project", self.project)):
            for user in (self.outsider, abroad):
                with self.assertRaises(AccessError):
                    documents.with_user(user).with_context(allowed_company_ids=user.company_ids.ids).documents(
                        model, record.id
                    )
        with self.assertRaisesRegex(UserError, "sessions and roll-outs"):
            documents.documents("crm.facilitation.need", self.one.id)

    def test_pdf_is_made_where_the_printer_is(self):
        documents = self.env["crm.facilitation.document"].with_user(self.facilitator)
        printer = type(self.env["ir.actions.report"])
        with (
            patch.object(printer, "get_wkhtmltopdf_state", lambda _self: "ok"),
            patch.object(printer, "_run_wkhtmltopdf", lambda _self, pages, **options: ("PDF " + pages[0]).encode()),
        ):
            printed = documents._print("minutes", self.session).decode()
        self.assertEqual(printed, "PDF " + documents._render_page("minutes", self.session, printed=True))
        self.assertIn(self.one.name, printed)
        # a heading stays with its table on paper, and a screen has no pages
        boxes = ['<div class="o_keep">' in page for page in (printed, documents._render_page("minutes", self.session))]
        self.assertEqual(boxes, [True, False])

    def test_each_page_of_paper_has_its_number_and_the_file_its_title(self):
        drawn = BytesIO()
        canvas = Canvas(drawn)
        for _page in range(3):
            canvas.drawString(50, 50, "A page")
            canvas.showPage()
        canvas.setAuthor("Whoever ran the printer")
        canvas.save()
        pages = PdfFileReader(BytesIO(number_pages(drawn.getvalue(), "Протокол")))
        texts = [pages.getPage(number).extractText() for number in range(3)]
        self.assertEqual([f"{n} / 3" in text and "A page" in text for n, text in enumerate(texts, 1)], [True] * 3)
        self.assertEqual(pages.documentInfo.get("/Title"), "Протокол")
        self.assertNotIn("/Author", pages.documentInfo)
        self.assertEqual(number_pages(b"no PDF at all", "x"), b"no PDF at all")
        # what was written on it is small, in letters and in bytes
        page = pages.getPage(0)
        self.assertEqual(page["/Contents"].getObject()["/Filter"], "/FlateDecode")
        self.assertIn(b" 8 Tf", page["/Contents"].getObject().getData())
        # a printer that counts the bytes wrongly makes pages all the same
        with mute_logger("PyPDF2._reader", "pypdf._reader"):
            shifted = PdfFileReader(BytesIO(number_pages(b"\n" + drawn.getvalue(), "x")))
        self.assertIn("3 / 3", shifted.getPage(2).extractText())

    def test_pdf_is_refused_in_words_without_a_printer(self):
        documents = self.env["crm.facilitation.document"].with_user(self.facilitator)
        printer = type(self.env["ir.actions.report"])
        broken = Mock(side_effect=UserError("The printer is out of memory"))
        for state in ("install", "ok"):
            with (
                patch.object(printer, "get_wkhtmltopdf_state", lambda _self, state=state: state),
                patch.object(printer, "_run_wkhtmltopdf", broken),
                self.assertRaisesRegex(UserError, "print it from the browser"),
            ):
                documents._print("minutes", self.session)
        broken.assert_called_once()


class TestNobodyIsToldByADocument(AnonymousCase):
    def test_no_document_names_an_anonymous_author(self):
        need = self.need_of(self.raise_need())
        conflicts = self.env["crm.facilitation.conflict"].with_user(self.facilitator)
        conflict = conflicts.create({"name": "Who reads mails", "session_id": self.session.id})
        self.env["crm.facilitation.conflict.option"].with_user(self.author).create(
            {"conflict_id": conflict.id, "name": "Nobody"}
        )
        self.env["crm.facilitation.risk"].with_user(self.author).action_raise_risk(self.session.id, "Fear")
        self.session.action_next()
        need.with_user(self.facilitator).action_accept()
        for kind in set(KINDS) - {"minutes"}:
            for user in (self.facilitator, self.sponsor, self.employee_service):
                with self.subTest(kind=kind, user=user.login):
                    self.assertNotRegex(text_of(self.project, kind, user), EVERYTHING)


@tagged("standard", "post_install", "-at_install")
class TestDocumentRoutes(FacilitationHttpCase):
    def get(self, kind, record, login=None, pdf=False):
        self.authenticate(login, login)
        return self.url_open(f"/crm_facilitation/document/{kind}/{record.id}" + ("/pdf" if pdf else ""))

    def test_a_page_has_buttons_and_is_kept_nowhere(self):
        page = self.get("minutes", self.meeting, self.facilitator.login)
        self.assertEqual(page.status_code, 200)
        self.assertIn("window.print()", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_whoever_may_not_read_it_learns_nothing(self):
        for login in (self.outsider.login,):
            for kind in KINDS:
                record = self.project if KINDS[kind].model == ROLLOUT else self.meeting
                with self.subTest(kind=kind):
                    page = self.get(kind, record, login)
                    self.assertEqual(page.status_code, 404)
                    self.assertNotIn(record.name, page.text)
        self.assertEqual(self.get("nothing", self.meeting, self.facilitator.login).status_code, 404)
        ordinary = self.env["project.project"].with_user(self.facilitator).create({"name": "No roll-out"})
        for record in (ordinary, self.project.browse(10**8)):
            self.assertEqual(self.get("risks", record, self.facilitator.login).status_code, 404)

    def test_without_a_printer_the_pdf_says_in_words_what_to_do(self):
        printer = type(self.env["ir.actions.report"])
        with patch.object(printer, "get_wkhtmltopdf_state", lambda _self: "install"):
            page = self.get("requirements", self.project, self.facilitator.login, pdf=True)
        self.assertEqual(page.status_code, 503)
        self.assertIn("print it from the browser", page.text)
        self.assertIn(f"/crm_facilitation/document/requirements/{self.project.id}", page.text)
        self.assertNotIn("&lt;", page.text)

    def test_with_a_printer_it_is_a_file(self):
        printer = type(self.env["ir.actions.report"])
        with (
            patch.object(printer, "get_wkhtmltopdf_state", lambda _self: "ok"),
            patch.object(printer, "_run_wkhtmltopdf", lambda _self, _pages, **_options: b"%PDF-1.4"),
        ):
            page = self.get("risks", self.project, self.facilitator.login, pdf=True)
        self.assertEqual((page.headers["Content-Type"], page.content), ("application/pdf", b"%PDF-1.4"))


class TestGuestsReadTheMinutes(GuestCase):
    def test_the_link_of_the_mail_leads_to_the_minutes(self):
        need = self.make_need("See the last call")
        browser = self.browser()
        key = self.gus._new_link("/f/m/").removeprefix(self.gus.get_base_url())
        page = browser.get(key)
        self.assertEqual(page.status_code, 200)
        self.assertTrue(page.url.endswith(f"/f/s/{self.meeting.id}/minutes"), page.url)
        self.assertIn(need.name, page.text)
        self.assertIn("Gus Guest", page.text)
        self.assertNotIn("Gita Guest", page.text, "a guest reads of themself alone")
        self.assertEqual(self.gus.attendance, "invited", "opening a link changes nothing")

    def test_a_browser_that_nobody_knows_is_shown_no_minutes(self):
        need = self.make_need("See the last call")
        for path in (f"/f/s/{self.meeting.id}/minutes", "/f/m/0123456789abcdef"):
            page = self.browser().get(path)
            self.assertNotIn(need.name, page.text)
        browser = self.open(self.gus)
        self.gus.with_user(self.facilitator).active = False
        self.assertNotIn(need.name, browser.get(f"/f/s/{self.meeting.id}/minutes").text)

    def test_each_person_is_in_it_once_by_link_login_and_two_tabs(self):
        first, second = self.open(self.gus), self.open(self.gus)
        for browser in (first, second, first):
            browser.show()
            browser.post("join")
        self.participant_sales.with_user(self.employee_sales)._join_by("login")
        self.participant_sales._new_link()
        names = [
            person["name"]
            for row in self.meeting.with_user(self.facilitator).minutes()["people"]
            for person in row["people"]
        ]
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual(sorted(names), sorted(self.meeting.participant_ids.partner_id.mapped("name")))

    def test_each_need_is_listed_once_or_counted_for_a_guest_too(self):
        self.make_need("See the last call")
        raised = self.open(self.gus).call("raise_need", values={"name": "A list of mine"})
        page = self.open(self.gita).get(f"/f/s/{self.meeting.id}/minutes").text
        minutes = self.meeting.with_user(self.facilitator).minutes()
        self.assertEqual([row["id"] for row in minutes["needs"]].count(raised["id"]), 1)
        total = self.env["crm.facilitation.need"].search_count([("session_id", "=", self.meeting.id)])
        self.assertEqual(len(minutes["needs"]) + sum(row["count"] for row in minutes["needs_not_listed"]), total)
        self.assertIn("A list of mine", page)
