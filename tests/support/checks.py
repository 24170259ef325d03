"""Checks that find nothing wrong."""

from ingest.language_check import LanguageCheck
from ingest.source_rules import SourceRule, SourceRules

NO_CHECK = LanguageCheck(SourceRules({"*": SourceRule(language_check="off")}), lambda _: [])
