"""A guest with a personal link speaks as everybody else who takes part."""

from ..room.common import GuestCase
from .common import make_subjects


class TestGuestsSpeak(GuestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_subjects(cls, cls.meeting)

    def test_a_guest_speaks_of_everything_and_corrects_their_own_words(self):
        browser = self.open(self.gus)
        for about, subject in self.subjects.items():
            with self.subTest(about=about):
                said = browser.call("remark", about=about, about_id=subject.id, kind="question", text="Why?")
                self.assertEqual([row["author"] for row in said["remarks"]], ["Gus Guest"])
                self.assertTrue(said["remarks"][0]["can_change"])
                remark = self.env["crm.facilitation.remark"].browse(said["remarks"][0]["id"])
                self.assertEqual((remark.author_id, remark._get_subject()), (self.gus, subject))
                browser.call("correct_remark", id=remark.id, text="Why so late?")
                self.assertEqual(remark.text, "Why so late?")
                shown = browser.read("discussion", about=about, about_id=subject.id)
                self.assertEqual([row["text"] for row in shown["remarks"]], ["Why so late?"])

    def test_a_guest_changes_nobody_elses_words_and_reads_no_other_session(self):
        browser = self.open(self.gus)
        remark = self.env["crm.facilitation.remark"].with_user(self.employee_service)
        remark = remark.create({"need_id": self.need.id, "text": "Mine"})
        browser.refused("correct_remark", id=remark.id, text="Yours")
        self.assertEqual(remark.text, "Mine")
        second = self.env["crm.facilitation.session"].with_user(self.facilitator)
        second = second.create({"name": "Next", "project_id": self.project.id})
        other = self.env["crm.facilitation.need"].with_user(self.facilitator)
        other = other.create({"name": "Elsewhere", "session_id": second.id})
        browser.refused("discussion", "read", about="need", about_id=other.id)
        browser.refused("remark", about="need", about_id=other.id, kind="question", text="Why?")
        self.assertFalse(other.remark_ids)
