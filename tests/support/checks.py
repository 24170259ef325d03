"""Checks that find nothing wrong."""

from ingest.content.language_check import LanguageCheck
from ingest.content.source_rules import SourceRule, SourceRules

NO_CHECK = LanguageCheck(SourceRules({"*": SourceRule(language_check="off")}), lambda _: [])
