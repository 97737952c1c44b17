from odoo import fields

from ...tools.evidence.texts import fill


class Payload(fields.Json):
    """Facts of a row of evidence, read with their texts in them; a text that was erased reads as such.

    The column holds what is hashed: a digest in the place of each text. The texts lie in the field ``texts``.
    """

    def convert_to_record(self, value, record):
        facts = super().convert_to_record(value, record)
        if not facts:
            return facts
        # nobody has the right to read the salts
        texts = record.sudo().texts or {}
        return fill(facts, texts, lambda _digest: record.env._("(erased)"))
