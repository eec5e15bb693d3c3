"""INS011 role-order."""

from __future__ import annotations

import polars as pl

from dataaudit.findings.finding import RowFinding, RowOptions


class RoleOrder(RowFinding[RowOptions]):
    """Roles in an order that chat templates do not support.

    What it finds:
        Rows whose turns start with the assistant, have the same role twice in a row, end without an answer, have a
        system message that is not first, or name an unknown role.

    Why it matters:
        Templates reject such rows or render them wrongly, and the loss is computed on the wrong turn.

    How it decides:
        The order of roles (signal role_problem describes the problem). An Alpaca input belongs to the user's turn.

    Example:
        user, user, assistant

    What to do:
        Review a sample (dataaudit show RUN role-order), then drop the rows with clean.drop: [role-order]. Keep them if
        your model's template supports such roles.

    Known false alarms:
        Formats with several answers or with tools that your model's template supports.

    Source:
        common practice in instruction data; the defects of Alpaca and its cleaned versions
    """

    code = "INS011"
    name = "role-order"
    family = "instructions"
    severity = "warning"
    reads = ("role_problem",)
    metric = "instructions.role_order.share"
    message = "{count} of {rows} rows {count:has|have} roles in an order that chat templates do not support"

    def condition(self) -> pl.Expr:
        """See ``RowFinding``."""
        return pl.col("role_problem").is_not_null()
