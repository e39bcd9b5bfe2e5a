"""Every kind of page against html-validate, with all its recommended rules but three.

A list may have a name (``allowAnyNamable``: WAI-ARIA lets it, and Det Fælles Designsystem's step indicator has one);
the rows of a form share the names of their fields, as forms do; and a licence is shown as it is written.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from desk.web.app import create_app
from domain.rules.rights import Visitor
from domain.store.database import Database
from flows.settings import Settings

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
VALIDATOR = HERE.parents[1] / ".tools" / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"


def test_every_kind_of_page_is_valid_html(
    every_kind_of_page: list[str], summer: Database, everything: tuple[Visitor, datetime], tmp_path: Path
):
    program = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if program is None or not VALIDATOR.exists():
        pytest.skip("html-validate er ikke installeret: kør tests/tools/install.sh, hvor node og npm findes")
    visitor, now = everything
    web = TestClient(create_app(summer, lambda: now, Settings(), known=lambda _: visitor))
    for address in every_kind_of_page:
        (tmp_path / f"{re.sub(r'[^a-z0-9]+', '_', address)}.html").write_text(web.get(address).text)
    rules = ["--config", str(HERE / "html-validate.json"), "--formatter", "json"]
    files = [str(file) for file in tmp_path.glob("*.html")]
    done = subprocess.run([program, str(VALIDATOR), *rules, *files], capture_output=True, check=False, text=True)
    assert done.stdout, done.stderr
    wrong = [
        f"{Path(page['filePath']).name}:{one['line']}: {one['ruleId']}: {one['message']}"
        for page in json.loads(done.stdout)
        for one in page["messages"]
    ]
    assert not wrong, "\n".join(wrong)
    assert len(files) == len(every_kind_of_page)
