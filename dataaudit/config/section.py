"""What all sections of a configuration share: how strict they are, and types of values that recur."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

SECTION = ConfigDict(extra="forbid", use_attribute_docstrings=True)
"""An unknown key is an error; the text under a key is its help."""

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
