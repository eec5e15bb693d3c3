"""What all sections of a configuration share: how strict they are, and types of values that recur."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter

SECTION = ConfigDict(extra="forbid")
"""An unknown key is an error; the text under a key is its help."""

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]


def section_schema(section: type) -> dict[str, Any]:
    """The JSON schema of a section, with the help of its keys.

    Args:
        section: A dataclass whose ``__pydantic_config__`` is ``SECTION``.
    """
    # Help is read from source files, which takes longer than all validation of a run: only a schema asks for it.
    SECTION["use_attribute_docstrings"] = True
    try:
        return TypeAdapter(section).json_schema()
    finally:
        del SECTION["use_attribute_docstrings"]
