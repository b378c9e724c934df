"""What a title promises: a report, an annual report of another kind, a notice, or nothing sure.

The patterns are data (``not_ogi.csv``); the first that fits decides, then the grammar of report
titles, which must name a body or a year (else it is the text of a menu). In doubt the answer
is ``unknown``, and the page itself has to tell.
"""

from __future__ import annotations

from typing import Literal, cast

from pipelines.identity.text import Printed
from pipelines.identity.title import TitleGrammar
from pipelines.reference import PageRule

TitleKind = Literal["report", "not_ogi", "notice", "unknown"]


def kind_of_title(text: str, grammar: TitleGrammar, rules: tuple[PageRule, ...]) -> TitleKind:
    """Classify one title of a list, a page or a menu."""
    printed = Printed.of(text)
    title = grammar.read(text)
    fields = {"title": printed.folded}
    if title is not None:
        fields["agency"] = Printed.of(title.name).folded
    if title is None or not title.has_topic:
        fields["other"] = printed.folded
    for rule in rules:
        if rule.field in fields and rule.pattern.search(fields[rule.field]):
            return cast("TitleKind", rule.kind)
    sure = title is not None and title.has_topic and (title.name or title.year)
    return "report" if sure else "unknown"
