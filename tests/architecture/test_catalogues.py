"""The catalogue holds the thirty entries and the 157 indicators of the fiches, in order, none missing, none twice."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from portulan.diagnostic import indicateurs as paquet
from portulan.diagnostic.catalogue import (
    FICHES,
    INDICATEURS,
    QUESTIONS,
    fiche,
    indicateur,
    question,
    questions_de,
)
from portulan.socle.declaration import Indicateur, PieceAttendue, TableAttendue
from portulan.socle.erreurs import Introuvable

# (entry, indicators of each of its parts): « a5 » stands for « a-1 » to « a-5 »
ATTENDU = """
F1.0   2
F1.O1  3
F1.O2  3
F1.O3  a5 b1 c4 d2
F1.O4  1
F1.1   3
F1.2   4
F1.3   a3 b8 c4
F1.4   a5 b5
F1.5   5
F1.6   4
F1.7   4
F1.8   4
F1.9   4
F1.10  4
F2.0   3
F2.O1  1
F2.O2  1
F2.1   a3 b2
F2.2   a1:1 b1:1 c1:1 -4 -5
F2.3   4
F2.4   a8 b8
F2.5   5
F2.6   3
F2.7   5
F2.8   4
F2.9   4 -5a -5b -5c -6
F2.10  5
F2.11  8
F2.12  a1 b2 c3
"""


def codes_attendus() -> dict[str, list[str]]:
    attendus = {}
    for ligne in ATTENDU.strip().splitlines():
        entree, *parts = ligne.split()
        codes = []
        for part in parts:
            if part.startswith("-"):
                codes.append(f"IND-{entree}{part}")
                continue
            lettre, nombre = re.fullmatch(r"([a-d]?)(\d+)(?::1)?", part).groups()
            codes += [f"IND-{entree}{lettre}-{n}" for n in range(1, int(nombre) + 1)]
        attendus[entree] = codes
    return attendus


def test_trente_questions_dans_l_ordre():
    assert [q.code for q in QUESTIONS] == list(codes_attendus())
    assert len(QUESTIONS) == 30
    assert [len(f.questions) for f in FICHES] == [15, 15]


def test_157_indicateurs_dans_l_ordre():
    attendus = [code for codes in codes_attendus().values() for code in codes]
    assert len(attendus) == 157
    assert [i.code for i in INDICATEURS] == attendus


@pytest.mark.parametrize("entree", list(codes_attendus()))
def test_chaque_question_porte_ses_indicateurs(entree):
    propres = [i.code for i in question(entree).indicateurs if questions_de(i.code)[0].code == entree]
    assert propres == codes_attendus()[entree]


@pytest.mark.donnees
def test_memes_codes_que_le_dictionnaire_des_fiches():
    racine = Path(__file__).parents[2]
    candidats = [racine.parent / "shared", racine.parents[1] / "shared"]
    texte = next((c / "domain" / "fiches.md" for c in candidats if (c / "domain" / "fiches.md").exists()), None)
    if texte is None:
        pytest.skip("le dictionnaire des fiches n'est pas à côté du dépôt")
    lignes = re.findall(r"^\| `(IND-[^`]+)` \|(.*)\|$", texte.read_text(encoding="utf-8"), re.MULTILINE)
    assert [code for code, _ in lignes] == [i.code for i in INDICATEURS]
    entrees = re.findall(r"^## (F[12]\.[O\d]+)", texte.read_text(encoding="utf-8"), re.MULTILINE)
    assert entrees == [q.code for q in QUESTIONS]


def test_chaque_module_d_indicateurs_est_au_catalogue():
    declares = set()
    for module in pkgutil.iter_modules(paquet.__path__, f"{paquet.__name__}."):
        for valeur in vars(importlib.import_module(module.name)).values():
            lot = valeur if isinstance(valeur, tuple) else (valeur,)
            declares |= {i.code for i in lot if isinstance(i, Indicateur)}
    assert declares == {i.code for i in INDICATEURS}


def test_codes_de_seuils_uniques_et_composantes_connues():
    seuils = [(i, s) for i in INDICATEURS for s in i.seuils]
    codes = [s.code for _, s in seuils]
    assert len(codes) == len(set(codes))
    for i, s in seuils:
        assert s.code.startswith(i.code.replace("IND-", "V-"))
        assert s.composante in {"", *(c.code for c in i.composantes)}, s.code
        if s.ventilation:
            assert {part.partition("=")[0] for part in s.ventilation.split(" | ")} <= set(i.axes), s.code


@pytest.mark.parametrize("i", INDICATEURS, ids=lambda i: i.code)
def test_textes_d_un_indicateur(i):
    """What an official prints: French typography, a capital, a full stop where there is a sentence."""
    attente = i.attente
    textes = [i.libelle, i.formule, i.fondement, i.vigilance, i.champ, i.phrase, *(s.phrase for s in i.seuils)]
    textes += [c.libelle for c in i.composantes]
    if isinstance(attente, TableAttendue):
        textes += [attente.quoi, attente.detenteur]
    if isinstance(attente, PieceAttendue):
        textes += [attente.piece, attente.detenteur]
    for texte in textes:
        assert "'" not in texte, texte
        assert "  " not in texte, texte
        assert not re.search(r" [:;?!%»]|« ", texte), texte
    assert i.libelle[0].isupper()
    assert not i.libelle.endswith(".")
    assert i.vigilance.endswith(".")
    assert all(s.phrase.endswith(".") and s.phrase[0].isupper() for s in i.seuils)
    assert i.sources
    assert i.maille


def test_une_borne_ne_s_ecrit_pas_dans_la_phrase():
    """A region may move a threshold: the sentence of the rule must stay true."""
    for i in INDICATEURS:
        for s in i.seuils:
            borne = f"{s.borne:g}".replace(".", ",")
            assert not re.search(rf"\b{re.escape(borne)}\s*%", s.phrase), s.phrase


def test_textes_des_questions():
    for q in QUESTIONS:
        assert q.texte.endswith("?"), q.texte
        assert "'" not in q.texte
        assert q.pieces
        assert q.modules
        assert q.fondement


def test_recherche_par_code():
    assert fiche(1) is fiche("F1") is FICHES[0]
    assert indicateur("F2.4b-2") is indicateur("IND-F2.4b-2")
    assert [q.code for q in questions_de("IND-F1.7-1")] == ["F1.7", "F2.O1"]
    for appel in (lambda: fiche(3), lambda: question("F3.1"), lambda: indicateur("F1.99-1")):
        with pytest.raises(Introuvable):
            appel()


def test_le_secret_ne_porte_que_sur_des_personnes():
    """Structures and services are public facts: a département with two CIO says two, not « non diffusable »."""
    lieux = {"structures", "services", "acces", "acces_territoires"}
    assert not [i.code for i in INDICATEURS if i.secret and lieux & {t.nom for t in i.tables}]
