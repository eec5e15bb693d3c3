"""All findings by code and name, imported when asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import ConfigurationError
from dataaudit.findings.finding import Finding, Options

FindingClass = type[Finding[Options]]

MODULES = (
    "reading.unreadable_file",
    "reading.incomplete_file",
    "reading.long_line",
    "reading.trailing_bytes",
    "reading.invalid_utf8",
    "reading.lone_surrogate",
    "reading.malformed_json",
    "reading.truncated_json",
    "reading.control_character",
    "reading.duplicate_key",
    "reading.deep_nesting",
    "reading.not_an_object",
    "reading.non_finite_number",
    "reading.ragged_record",
    "reading.wrong_text_type",
    "reading.mixed_types",
    "reading.broken_quote",
    "length.length_spread",
    "length.over_length",
    "length.empty_text",
    "duplicates.exact_duplicate",
    "duplicates.near_duplicate",
    "duplicates.duplicate_rate",
    "duplicates.loose_duplicate",
    "duplicates.field_duplicate",
    "duplicates.semantic_duplicate",
    "quality.short_text",
    "quality.special_characters",
    "quality.repeated_character",
    "quality.word_count",
    "quality.mean_word_length",
    "quality.symbol_ratio",
    "quality.bullet_lines",
    "quality.ellipsis_lines",
    "quality.alphabetic_words",
    "quality.stop_words",
    "quality.duplicate_lines",
    "quality.duplicate_paragraphs",
    "quality.top_ngrams",
    "quality.duplicate_ngrams",
    "quality.mojibake",
    "quality.unfinished_lines",
    "quality.short_lines",
    "quality.repeated_lines",
    "quality.list_like",
    "quality.covered_ngrams",
    "quality.frequent_ngrams",
    "quality.c4_page",
    "quality.list_lines",
    "quality.symbol_words",
    "quality.normal_words",
    "quality.line_length",
    "quality.alphanumeric",
    "quality.listed_special_characters",
    "quality.repeated_sequences",
    "quality.compression",
    "quality.word_variety",
    "quality.unseen_characters",
    "quality.markup_residue",
    "quality.boilerplate_lines",
    "quality.code_lines",
    "quality.url_share",
    "quality.uppercase",
    "quality.digit_share",
    "quality.split_letters",
    "quality.long_word",
    "quality.unfinished_end",
    "quality.mixed_script",
    "quality.function_words",
    "quality.low_quality",
    "quality.common_passages",
    "quality.shared_openings",
    "quality.perplexity",
    "quality.outlier",
    "quality.far_group",
    "language.unexpected_language",
    "language.mixed_language",
    "language.unknown_language",
    "leakage.exact_leak",
    "leakage.normalised_leak",
    "leakage.ngram_leak",
    "leakage.near_leak",
    "leakage.rephrased_leak",
    "leakage.inflated_score",
    "personal_data.contact_data",
    "personal_data.identity_number",
    "personal_data.payment_data",
    "personal_data.network_address",
    "personal_data.secret",
    "instructions.empty_answer",
    "instructions.echoed_answer",
    "instructions.refused_answer",
    "instructions.truncated_answer",
    "instructions.answer_language",
    "instructions.unresolved_placeholder",
    "instructions.missing_input",
    "instructions.contradictory_answers",
    "instructions.repeated_answer",
    "instructions.leaked_template",
    "instructions.role_order",
    "instructions.missing_media",
    "classes.imbalance",
    "classes.missing_label",
    "classes.missing_class",
    "classes.single_member_class",
    "classes.split_drift",
    "classes.shortcut",
    "labels.conflicting_labels",
    "labels.nearly_conflicting_labels",
    "labels.label_issue",
    "labels.disagreeing_neighbours",
    "labels.label_noise_rate",
    "labels.in_sample_probabilities",
    "augmentation.missing_rows",
    "augmentation.rejected_operation",
    "training.non_finite_loss",
    "training.not_decreasing",
    "training.at_chance",
    "training.diverging",
    "training.loss_spike",
    "training.data_spike",
    "training.optimiser_spike",
    "training.oscillating",
    "training.plateau",
    "training.underfitting",
    "training.overfitting",
    "training.validation_too_good",
    "training.eval_mode_mismatch",
    "training.sparse_log",
    "training.vanishing_gradients",
    "training.exploding_gradients",
    "training.non_finite_gradients",
    "training.missing_gradients",
    "training.unchanged_parameters",
    "training.update_ratio",
    "training.dead_units",
    "training.saturated_units",
    "training.odd_activations",
    "training.odd_weights",
    "training.odd_initial_loss",
    "training.double_softmax",
    "training.loss_reduction",
    "training.batch_leak",
    "training.accumulation_mismatch",
    "training.input_scale",
    "training.input_ignored",
    "training.single_batch_failed",
    "training.label_noise",
    "training.learning_rate",
    "training.data_bound",
    "training.amp_overflow",
    "training.memory_growth",
    "training.nan_origin",
    "training.missing_zero_grad",
    "training.symmetric_initialisation",
    "training.initial_variance",
    "training.linear_stack",
    "training.target_shape",
    "training.shuffle_off",
    "training.heavy_dropout",
    "training.over_clipped",
    "training.hard_rows",
    "training.memory_risk",
)
"""A module a finding; its class is called as the module, in camel case."""


@cache
def all_findings() -> tuple[FindingClass, ...]:
    """Every finding's class, in the order that reports show them in."""
    return tuple(_load(module) for module in MODULES)


def find_finding(word: str) -> FindingClass:
    """A finding by its code or name, in any case.

    Raises:
        ConfigurationError: There is none; names the nearest.

    Examples:
        >>> find_finding("dup002").name, find_finding("near-duplicate").code
        ('near-duplicate', 'DUP002')
    """
    for finding in all_findings():
        if word.lower() in (finding.code.lower(), finding.name):
            return finding
    names = [name for finding in all_findings() for name in (finding.code, finding.name)]
    message = f"no finding '{word}'{did_you_mean(word, names)}"
    raise ConfigurationError(message)


def _load(module: str) -> FindingClass:
    loaded = import_module(f"dataaudit.findings.{module}")
    name = "".join(part.capitalize() for part in module.rpartition(".")[2].split("_"))
    found: FindingClass = getattr(loaded, name)
    return found
