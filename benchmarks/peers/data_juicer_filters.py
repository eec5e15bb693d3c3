"""Decisions of data-juicer's filters: texts as JSON on stdin; the texts that any of them drops, as JSON.

    python data_juicer_filters.py CHECKOUT    a checkout of modelscope/data-juicer

The operators' own files run with stand-ins for what they import from the rest of the package. Words are what stands
between white space, as ours are.
"""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

ROOT = Path(sys.argv[1]) / "data_juicer"
OPERATORS = {
    "alphanumeric_filter": "AlphanumericFilter",
    "average_line_length_filter": "AverageLineLengthFilter",
    "maximum_line_length_filter": "MaximumLineLengthFilter",
    "text_length_filter": "TextLengthFilter",
    "words_num_filter": "WordsNumFilter",
    "character_repetition_filter": "CharacterRepetitionFilter",
    "word_repetition_filter": "WordRepetitionFilter",
    "special_characters_filter": "SpecialCharactersFilter",
}


class Names:
    """Gives every name as itself."""

    def __getattr__(self, name: str) -> str:
        """The name."""
        return name


class Filter:
    """What the operators need of their base class."""

    text_key = "text"

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Takes what the operators pass on."""

    def get_keep_boolean(self, value: float, low: float | None, high: float | None) -> bool:
        """Whether a value lies between two bounds, both included."""
        return (low is None or value >= low) and (high is None or value <= high)


def stand_in(name: str, **values: object) -> ModuleType:
    """A module of a name with some values."""
    module = ModuleType(name)
    vars(module).update(values)
    sys.modules[name] = module
    return module


def loaded(name: str, path: Path) -> ModuleType:
    """A module of a name from a file."""
    specification = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module
    specification.loader.exec_module(module)
    return module


registry = SimpleNamespace(register_module=lambda name: lambda operator: operator)
for package in ("data_juicer", "data_juicer.ops", "data_juicer.ops.filter", "data_juicer.utils"):
    stand_in(package, __path__=[])
common = stand_in("data_juicer.ops.common", __path__=[])
special = loaded("data_juicer.ops.common.special_characters", ROOT / "ops/common/special_characters.py")
helper = loaded("data_juicer.ops.common.helper_func", ROOT / "ops/common/helper_func.py")
for module in (special, helper):
    vars(common).update({key: one for key, one in vars(module).items() if not key.startswith("_")})
common.get_words_from_document = lambda document, **_: document.split()
common.SPECIAL_CHARACTERS = special.SPECIAL_CHARACTERS
stand_in("data_juicer.ops.base_op", OPERATORS=registry, Filter=Filter, NON_STATS_FILTERS=registry)
stand_in("data_juicer.ops.op_fusion", INTER_LINES=registry, INTER_WORDS=registry)
names = Names()
stand_in("data_juicer.utils.constant", Fields=SimpleNamespace(stats="stats", context="context"),
         InterVars=names, StatsKeys=names)  # fmt: skip
stand_in("data_juicer.utils.model_utils", get_model=lambda *_: None, prepare_model=lambda **_: None)
stand_in("data_juicer.utils.lazy_loader", LazyLoader=lambda *_: None)

given = json.load(sys.stdin)
found: set[int] = set()
for file, name in OPERATORS.items():
    operator = getattr(loaded(f"data_juicer.ops.filter.{file}", ROOT / f"ops/filter/{file}.py"), name)()
    samples = {"text": given, "stats": [{} for _ in given], "context": [{} for _ in given]}
    samples = operator.compute_stats_batched(samples)
    kept = list(operator.process_batched(samples))
    found |= {place for place, keep in enumerate(kept) if not keep}
print(json.dumps({"data-juicer": sorted(found)}))
