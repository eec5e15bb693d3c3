"""INS018 broken-demand."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class BrokenDemand(FlagFinding):
    """The answer breaks what the system prompt demands.

    What it finds:
        Rows whose system prompt demands one language, or JSON and nothing else, and whose last answer is something
        else.

    Why it matters:
        A model that is trained on them learns that system prompts do not count.

    How it decides:
        Set phrases in several languages ("always answer in German", "reply with valid JSON only"); a prompt that leaves
        the language open ("unless the user asks") demands none. The language of an answer of at least 40 characters
        must be sure; JSON may be in a code block (signal demand_broken). Other demands are not assessed.

    Example:
        system: "Answer only in German."; answer: "The shop opens at nine and closes at six."

    What to do:
        Review a sample (dataaudit show RUN broken-demand), then drop the rows with clean.drop: [broken-demand].

    Known false alarms:
        Answers that refuse, or that are code or a quotation in another language.

    Source:
        dataaudit; Zhou et al. 2023, "Instruction-Following Evaluation" (checkable instructions)
    """

    code = "INS018"
    name = "broken-demand"
    flag = "demand_broken"
    reads = ("demand_broken",)
    metric = "instructions.broken_demand.share"
    message = "{count} of {rows} answers {count:breaks|break} what {count:its|their} system prompt demands"
