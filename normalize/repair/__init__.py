"""Repair of text as read: `repair(document)` gives the document with repaired texts and the edits that led there."""

from normalize.repair.document import RULES, repair

__all__ = ["RULES", "repair"]
