"""INS011 role-order."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class RoleOrder(RowFinding[RowOptions]):
    """Roles that no chat template can write.

    What it finds:
        Rows whose turns begin with the assistant, have one role twice in a row, end without an answer, have the
        system's word not first, or name an unknown role.

    Why it matters:
        Templates refuse such rows or write them wrongly, and the loss falls on the wrong turn.

    How it decides:
        The order of roles (signal role_problem says what is wrong). An Alpaca input belongs to the turn of the user.

    Example:
        user, user, assistant

    What to do:
        Read a sample; drop the rows with clean.drop: [role-order].

    Known false alarms:
        Formats with several answers or tools that templates of your model know.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS011"
    name = "role-order"
    family = "instructions"
    severity = "warning"
    reads = ("role_problem",)
    metric = "instructions.role_order.share"
    message = "{count} of {rows} rows have their roles in an order that chat templates do not know"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("role_problem").is_not_null()
