"""INS015 unanswered-tool-call."""

from __future__ import annotations

from dataaudit.findings.instructions.flag_finding import FlagFinding


class UnansweredToolCall(FlagFinding):
    """A conversation continues without the result of a call.

    What it finds:
        Rows of chats in which the assistant calls a tool and the next turn is the user's, or its own, without the
        result.

    Why it matters:
        Chat templates and APIs refuse such rows, and a model learns to make up what a tool says.

    How it decides:
        Between a call and the next turn of the user or the assistant there is no result (a turn of the tool, a
        tool_result part, a <tool_response> tag); where calls are listed one by one, fewer results than calls (signal
        call_unanswered). A conversation that ends with a call lacks nothing.

    Example:
        assistant calls get_weather; assistant: "It is sunny."

    What to do:
        Review a sample (dataaudit show RUN unanswered-tool-call), then drop the rows with clean.drop:
        [unanswered-tool-call].

    Known false alarms:
        Tools that end the turn and give nothing back, such as one that hands over to a person.

    Source:
        dataaudit; the order of messages that chat APIs with tools require
    """

    code = "INS015"
    name = "unanswered-tool-call"
    flag = "call_unanswered"
    reads = ("call_unanswered",)
    metric = "instructions.unanswered_tool_call.share"
    message = "{count} of {rows} rows {count:continues|continue} without the result of a call"
