"""Sizes are an aim; past these bounds a module, a function or a template is doing two things."""

import ast
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
MODULES = sorted(p for p in (RACINE / "src").rglob("*.py") if "migrations" not in p.parts)
GABARITS = sorted((RACINE / "src").rglob("templates/**/*.html"))
LIGNES_MODULE = 400
LIGNES_FONCTION = 100
LIGNES_GABARIT = 150
# Lists of declarations are long because the fiches are: 157 indicators, 30 questions
DECLARATIONS = {"diagnostic/fiches", "diagnostic/indicateurs"}


def _declaratif(chemin):
    relatif = chemin.relative_to(RACINE / "src/portulan").as_posix()
    return any(relatif.startswith(d) for d in DECLARATIONS)


@pytest.mark.parametrize("chemin", MODULES, ids=lambda p: p.relative_to(RACINE).as_posix())
def test_taille_des_modules_et_des_fonctions(chemin):
    texte = chemin.read_text("utf-8")
    if not _declaratif(chemin):
        assert texte.count("\n") <= LIGNES_MODULE
    longues = {
        noeud.name: noeud.end_lineno - noeud.lineno + 1
        for noeud in ast.walk(ast.parse(texte))
        if isinstance(noeud, ast.FunctionDef) and noeud.end_lineno - noeud.lineno + 1 > LIGNES_FONCTION
    }
    assert longues == {}


def test_taille_des_gabarits():
    longs = {p.name: nombre for p in GABARITS if (nombre := p.read_text("utf-8").count("\n")) > LIGNES_GABARIT}
    assert longs == {}


def test_aucun_reste_de_chantier():
    mots = ("TO" + "DO", "FIX" + "ME", "X" * 3, "raise NotImplemented" + "Error")
    restes = [f"{p.relative_to(RACINE)} : {mot}" for p in MODULES for mot in mots if mot in p.read_text("utf-8")]
    assert restes == []


def test_les_bibliotheques_lourdes_ne_sont_importees_que_dans_les_fonctions():
    lourdes = {"ibis", "duckdb", "pyarrow", "scipy", "numpy", "typst", "vl_convert", "odfdo", "shapely", "polars"}
    lourdes |= {"httpx", "pyspark"}
    fautes = []
    for chemin in MODULES:
        if "methodes" in chemin.parts:  # arrays from end to end, imported by their callers inside functions
            continue
        for noeud in ast.parse(chemin.read_text("utf-8")).body:
            noms = []
            if isinstance(noeud, ast.Import):
                noms = [a.name for a in noeud.names]
            elif isinstance(noeud, ast.ImportFrom):
                noms = [noeud.module or ""]
            fautes += [f"{chemin.relative_to(RACINE)} : {n}" for n in noms if n.split(".")[0] in lourdes]
    assert fautes == []
