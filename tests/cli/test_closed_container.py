"""A container that may write nothing but the output folder, as a user without a name or a home."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

SCRIPT = """
set -e
mount --make-rprivate /
mount --bind {folder}/out {folder}/out
mount -o remount,ro,bind /
cd {folder}
! touch written 2>/dev/null
for words in "run --input rows.parquet --rules default --out out/run" "gate out/run --rules default" \\
    "diagnose log.csv --out out/diagnosis" "show out/run 3" "export out/run --format csv --out out/csv"; do
    code=0
    env -i PATH=/usr/bin:/bin PYTHONPATH={folder}/package setpriv --reuid 65534 --regid 65534 --clear-groups \\
        {python} -m dataaudit $words || code=$?
    echo "ended: $words: $code"
done
"""


def can_close() -> bool:
    """Whether this system lets a test mount the root folder read-only for itself."""
    tried = ["unshare", "-m", "sh", "-c", "mount --make-rprivate / && mount -o remount,ro,bind /"]
    tools = shutil.which("unshare") and shutil.which("setpriv")
    return bool(tools) and os.getuid() == 0 and subprocess.run(tried, capture_output=True, check=False).returncode == 0


@pytest.mark.full
@pytest.mark.skipif(not can_close(), reason="NOT RUN: needs root, unshare and setpriv to close a container")
def test_a_run_a_gate_and_a_diagnosis_need_nothing_but_the_output_folder(tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    for name in ("dataaudit", "pipelines", "rules"):  # without compiled code, which an image seldom holds
        shutil.copytree(ROOT / name, tmp_path / "package" / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "dataaudit" / "sample" / "sms_spam.parquet", tmp_path / "rows.parquet")
    losses = "".join(f"{epoch},{2 / (epoch + 1)},{2.1 / (epoch + 1)}\n" for epoch in range(50))
    (tmp_path / "log.csv").write_text("epoch,loss,val_loss\n" + losses, encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out").chmod(0o777)
    script = SCRIPT.format(folder=tmp_path, python=sys.executable)
    closed = [str(shutil.which("unshare")), "-m", "bash", "-c", script]
    done = subprocess.run(closed, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    codes = [line.rpartition(": ")[2] for line in done.stdout.splitlines() if line.startswith("ended: ")]
    assert codes == ["1", "1", "0", "0", "0"], done.stdout[-2000:] + done.stderr[-2000:]  # the sample fails the gate
    assert "Traceback" not in done.stderr
    assert "compiled code is kept in" in done.stderr
    for name in ("run/manifest.json", "run/report.html", "diagnosis/manifest.json", "csv/clean.csv"):
        assert (tmp_path / "out" / name).is_file(), name
