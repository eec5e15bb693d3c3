#!/usr/bin/env bash
# Builds the wheel, installs it into a fresh environment of the newest Python to be found here, and runs the demo there.
#
#   bash .ci/newest_python.sh [PYTHON]
#
# Versions are the newest that pyproject.toml allows, not the pinned ones. .ci/run does not call it: on Linux, PyPI's
# torch brings CUDA libraries of some gigabytes.
set -euo pipefail
cd "$(dirname "$0")/.."

newest() {
    local minor candidate
    for minor in $(seq 30 -1 11); do
        for candidate in "python3.$minor" "$HOME/.pyenv/versions/3.$minor".*/bin/python; do
            if "$candidate" -c "" 2>/dev/null; then
                echo "$candidate"
                return
            fi
        done
    done
    echo "no Python 3.11 or newer was found" >&2
    return 1
}

python=${1:-$(newest)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m venv "$work/venv"
bin=$work/venv/bin
"$bin/pip" wheel --quiet --no-deps --wheel-dir "$work" .
"$bin/pip" install --quiet "$work"/dataaudit-*.whl
cd "$work"
"$bin/python" --version
"$bin/pip" list --format=freeze | grep -E "^(datasets|great_expectations|numba|numpy|pandas|polars|pyarrow|scikit-learn|torch|transformers)="
"$bin/dataaudit" demo --quiet --out demo
test -s demo/report.html
echo "the demo passed on $("$bin/python" --version)"
