"""The glossary and the code say the same words, both ways."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from portulan.diagnostic.catalogue import INDICATEURS, QUESTIONS
from portulan.diagnostic.resultats import RESULTATS
from portulan.diagnostic.tables import DERIVEES
from portulan.socle.operateurs import OPERATEURS
from portulan.socle.tables import TABLES
from portulan.socle.territoire import Niveau

GLOSSAIRE = Path(__file__).parents[2] / "docs" / "glossaire.md"
ENTREE = re.compile(r"^- \*\*(?P<mot>`?[^*]+`?)\*\* : (?P<definition>.+\.) \*(?P<fondement>[^*]+\.)\*$")
OBJETS = {
    "fiche",
    "question",
    "indicateur",
    "composante",
    "ventilation",
    "seuil",
    "declenchement",
    "instantane",
    "diagnostic",
}
# Written in capitals, but numbers of articles or parts of another word
HORS_SIGLES = {"II", "IP"}


def sections() -> dict[str, list[str]]:
    trouvees, mots = {}, []
    for ligne in GLOSSAIRE.read_text(encoding="utf-8").splitlines():
        if ligne.startswith("## "):
            mots = trouvees.setdefault(ligne.removeprefix("## "), [])
        elif ligne.startswith("- "):
            entree = ENTREE.fullmatch(ligne)
            assert entree, f"une définition, puis son fondement en italique : {ligne}"
            mots.append(entree["mot"].strip("`"))
    return trouvees


def textes_imprimes() -> str:
    """Everything the catalogue prints."""
    morceaux = []
    for q in QUESTIONS:
        morceaux += [q.rubrique, q.texte, q.fondement, *q.pieces, *q.portee]
    for i in INDICATEURS:
        morceaux += [i.libelle, i.formule, i.fondement, i.vigilance, i.champ, i.phrase, i.methode, *i.sources]
        morceaux += [s.phrase for s in i.seuils] + [c.libelle for c in i.composantes]
        for nom in ("quoi", "piece", "detenteur"):
            morceaux.append(getattr(i.attente, nom, ""))
    return "\n".join(morceaux)


def modeles() -> set[str]:
    return {m.__name__ for m in apps.get_models() if m.__module__.startswith("portulan.")}


@pytest.mark.parametrize(
    ("section", "attendus"),
    [
        ("Objets du diagnostic", OBJETS),
        ("Tables", {t.nom for t in (*TABLES, *DERIVEES, RESULTATS)}),
        ("Niveaux", {n.value for n in Niveau}),
        ("Opérateurs et structures", {o.code for o in OPERATEURS}),
        ("Modèles de l’application", None),
    ],
)
def test_section_egale_au_code(section, attendus):
    mots = sections()[section]
    assert len(mots) == len(set(mots))
    assert set(mots) == (modeles() if attendus is None else attendus)


def test_chaque_sigle_imprime_est_explique():
    sigles = set(re.findall(r"\b[A-ZÉ][A-Za-zÉé]*[A-ZÉ]+\b", textes_imprimes())) - HORS_SIGLES
    assert set(sections()["Sigles"]) == sigles


def test_chaque_mot_des_fiches_est_employe():
    textes = textes_imprimes().lower()
    absents = [mot for mot in sections()["Mots des fiches"] if mot.lower() not in textes]
    assert not absents


def test_mots_dans_l_ordre_alphabetique():
    def cle(mot):
        return mot.lower().translate(str.maketrans("éèêàœ", "eeeao"))

    for section in ("Mots des fiches", "Sigles"):
        mots = sections()[section]
        assert mots == sorted(mots, key=cle)
