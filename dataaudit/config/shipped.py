"""Where the pipelines and rules that ship with the package are."""

from __future__ import annotations

from pathlib import Path

from dataaudit.config.suggest import did_you_mean
from dataaudit.errors import ConfigurationError

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped_folder(name: str) -> Path:
    """A folder of declared files: inside the package when installed from a wheel, beside it in a checkout.

    Args:
        name: ``pipelines``, ``rules/gates`` or ``rules/presets``.

    Raises:
        ConfigurationError: The installation lacks it.
    """
    for root in (_PACKAGE / "shipped", _PACKAGE.parent):
        if (root / name).is_dir():
            return root / name
    message = f"{name}: not found in this installation of dataaudit; install it again"
    raise ConfigurationError(message)


def shipped_names(folder: str) -> list[str]:
    """Names of the files in a shipped folder, without their ending."""
    return sorted(path.stem for path in shipped_folder(folder).glob("*.yml"))


def find_declared(folder: str, name: str) -> Path:
    """The file that a name or a path means.

    Args:
        folder: The shipped folder that names are looked up in.
        name: A shipped file's name, or the path of a file of one's own (with its ending, or with a separator).

    Raises:
        ConfigurationError: No such file; names the nearest shipped one.
    """
    own = Path(name)
    if own.suffix in (".yml", ".yaml", ".json") or own.parent != Path() or own.is_file():
        if not own.is_file():
            message = f"{name}: no such file"
            raise ConfigurationError(message)
        return own
    path = shipped_folder(folder) / f"{name}.yml"
    if not path.is_file():
        message = f"no {folder.removeprefix('rules/').rstrip('s')} '{name}'{did_you_mean(name, shipped_names(folder))}"
        raise ConfigurationError(message)
    return path


def shown_path(path: Path) -> str:
    """A declared file as results name it: a shipped one without where the package lies, another as it was named.

    Examples:
        >>> shown_path(find_declared("rules/gates", "default")), shown_path(Path("mine/rules.yml"))
        ('rules/gates/default.yml', 'mine/rules.yml')
    """
    for root in (_PACKAGE / "shipped", _PACKAGE.parent):
        if path.is_relative_to(root) and path.relative_to(root).parts[0] in ("pipelines", "rules"):
            return path.relative_to(root).as_posix()
    return str(path)
