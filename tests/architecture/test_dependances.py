"""Each direct dependency says why it is there; every installed one has a licence compatible with EUPL-1.2."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
PROJET = (RACINE / "pyproject.toml").read_text("utf-8")
# The list is for every platform: what another one needs is not installed here
PRESENTES = {d.name.lower().replace("_", "-") for d in metadata.distributions()}
EPINGLEES = re.findall(r"^([a-z0-9._-]+)==", (RACINE / "requirements/run.txt").read_text("utf-8"), re.MULTILINE)
INSTALLEES = sorted(PRESENTES.intersection(EPINGLEES))

# Permissive licences, and copyleft of a file or of a library used unmodified
COMPATIBLES = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla Public|LGPL|Lesser General Public|Unlicense"
    r"|0BSD|CC0|Zlib|HPND|EUPL)",
    re.IGNORECASE,
)


def _licence(nom: str) -> str:
    fiche = metadata.metadata(nom)
    classes = [c for c in fiche.get_all("Classifier", []) if c.startswith("License ::")]
    return " | ".join(filter(None, (fiche.get("License-Expression"), (fiche.get("License") or "")[:200], *classes)))


@pytest.mark.parametrize("nom", INSTALLEES)
def test_licence_compatible(nom):
    licence = _licence(nom)
    assert COMPATIBLES.search(licence), f"{nom} : licence « {licence} »"
    assert not re.search(r"\bAGPL|Affero", licence)


def test_chaque_dependance_directe_dit_pourquoi():
    declarees = tomllib.loads(PROJET)
    groupes = [declarees["project"]["dependencies"], *declarees["project"]["optional-dependencies"].values()]
    muettes = []
    for dependance in (d for groupe in groupes for d in groupe):
        avant = PROJET.split(f'"{dependance}"')[0].rstrip().splitlines()
        if not any(ligne.lstrip().startswith("#") for ligne in avant[-2:]):
            muettes.append(dependance)
    assert muettes == []
