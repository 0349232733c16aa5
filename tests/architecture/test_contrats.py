"""The house holds: layers and forbidden imports (pyproject.toml, [tool.importlinter])."""

import subprocess
import sys
from pathlib import Path

RACINE = Path(__file__).parents[2]


def test_contrats_d_import():
    resultat = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())",
        ],
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert resultat.returncode == 0, resultat.stdout + resultat.stderr
