"""What the documents promise exists: links, files, commands and variables."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
DOCUMENTS = sorted([*RACINE.glob("*.md"), *(RACINE / "docs").rglob("*.md")])
TEXTES = {p: p.read_text("utf-8") for p in DOCUMENTS}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.relative_to(RACINE).as_posix())
def test_les_liens_menent_quelque_part(document):
    cibles = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", TEXTES[document])
    morts = [c for c in cibles if not re.match(r"[a-z]+:", c) and not (document.parent / c).exists()]
    assert morts == []


def test_les_commandes_citees_existent():
    from typer.main import get_command

    from portulan.cli.main import app

    connues = set(get_command(app).commands)
    citees = {mot for t in TEXTES.values() for mot in re.findall(r"\./portulan ([a-z]+)", t)}
    assert citees - connues == set()
    assert {"demo", "test"} <= citees


def test_les_variables_citees_sont_lues():
    from portulan.config.environnement import _VARIABLES

    ailleurs = {"PORTULAN_HOME", "PORTULAN_PYTHON", "PORTULAN_VENV", "PORTULAN_DONNEES", "PORTULAN_TERRITOIRE"}
    citees = {mot for t in TEXTES.values() for mot in re.findall(r"\b(?:PORTULAN_[A-Z_]+|DATABASE_URL)\b", t)}
    assert citees - set(_VARIABLES) - ailleurs == set()


def test_les_migrations_sont_a_jour():
    resultat = subprocess.run(
        [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
        cwd=RACINE / "tests",
        env={"DJANGO_SETTINGS_MODULE": "reglages", "PYTHONPATH": str(RACINE / "tests"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert resultat.returncode == 0, resultat.stdout + resultat.stderr
