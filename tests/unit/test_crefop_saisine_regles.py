"""Rules of a referral: dates before the act, admissibility, clock, completeness, testable reserves, comparison."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.crefop.composition.jeu import jeu_livre, lire_regle
from portulan.crefop.dossier import diagramme
from portulan.crefop.dossier.comparaison import comparer, compter
from portulan.crefop.dossier.delai import Pause, echeance, premiere_seance_possible
from portulan.crefop.dossier.regles import (
    ALERTE,
    ATTENTION,
    BLOQUANT,
    Faits,
    arrete,
    completude,
    constats,
    dire_essai,
    fondement_supprime,
    manque_a_l_essai,
    manque_a_la_reponse,
    noms,
)

JOUR = date(2026, 6, 1)
RACINE = Path(__file__).parents[2]


def faits(**champs):
    valeurs = {
        "type": "cahier_charges_spro",
        "texte_empreinte": "a" * 64,
        "organe_competent": True,
        "jour": JOUR,
        "adoption_prevue_le": date(2026, 9, 1),
        "premiere_seance": date(2026, 6, 6),
    }
    return Faits(**{**valeurs, **champs})


def codes(trouves):
    return {c.code: c.gravite for c in trouves}


def test_une_saisine_en_ordre_ne_dit_rien():
    assert constats(faits()) == []


def test_avis_le_jour_de_l_adoption_vecteur_10():
    le_12 = date(2026, 6, 12)
    [constat] = constats(faits(adoptee_le=le_12, avis_le=le_12))
    assert constat.code == "avis_tardif"
    assert constat.gravite == ALERTE
    assert "le jour même de l’adoption" in constat.phrase
    [constat] = constats(faits(type="convention_etat_region", adoptee_le=date(2026, 6, 10), avis_le=le_12))
    assert constat.gravite == BLOQUANT
    assert "après la signature" in constat.phrase
    assert constats(faits(adoptee_le=le_12, avis_le=date(2026, 6, 11))) == []


@given(st.dates(date(2024, 7, 1), date(2030, 1, 1)), st.integers(-400, 400))
def test_un_avis_est_regulier_strictement_avant_l_acte(avis_le, ecart):
    trouves = codes(constats(faits(avis_le=avis_le, adoptee_le=avis_le + timedelta(days=ecart))))
    assert ("avis_tardif" in trouves) == (ecart <= 0)


def test_un_texte_deja_adopte_arrete_sauf_motif():
    trouves = constats(faits(adoptee_le=date(2026, 5, 2)))
    assert codes(trouves) == {"deja_adopte": BLOQUANT}
    assert [c.code for c in arrete(trouves, "")] == ["deja_adopte"]
    assert [c.code for c in arrete(trouves, "   ")] == ["deja_adopte"]
    assert arrete(trouves, "Délibération retirée, nouvelle saisine") == []


@pytest.mark.parametrize(
    ("champs", "code"),
    [
        ({"type": "autre"}, "type"),
        ({"organe_competent": False}, "organe"),
        ({"texte_empreinte": ""}, "texte"),
        ({"fondement": "Saisine au titre de l’article R. 6123-3-2, 1°"}, "fondement"),
    ],
)
def test_ce_qui_arrete_sans_derogation(champs, code):
    trouves = constats(faits(**champs))
    assert codes(trouves)[code] == BLOQUANT
    assert code in {c.code for c in arrete(trouves, "un motif")}


@pytest.mark.parametrize("fondement", ["R.6123-3-2 1°", "art. R. 6123-3-2, 1°", "R6123-3-2\u00a01°"])
def test_le_premierement_supprime_ne_fonde_plus_rien(fondement):
    assert fondement_supprime(fondement)


@pytest.mark.parametrize("fondement", ["R. 6123-3-2, 4°", "R. 6123-3-2, 5°", "lettre du 1er mars", "R. 6123-3-2"])
def test_les_autres_fondements_restent(fondement):
    assert not fondement_supprime(fondement)


def test_adoption_prevue_avant_la_premiere_seance_possible():
    assert codes(constats(faits(adoption_prevue_le=date(2026, 6, 6)))) == {"calendrier": ALERTE}
    assert constats(faits(adoption_prevue_le=date(2026, 6, 7))) == []
    assert codes(constats(faits(adoption_prevue_le=None))) == {"sans_date": ATTENTION}
    assert codes(constats(faits(deja_soumis="S-2026-01"))) == {"deja_soumis": ATTENTION}


def test_premiere_seance_selon_le_decompte():
    jeu = jeu_livre("crefop", JOUR)
    assert premiere_seance_possible(date(2026, 3, 1), jeu) == date(2026, 3, 6)  # golden vector 11

    def avec(decompte):
        regle = lire_regle("convocation.decompte", decompte, "reglement", "art. 4")
        return jeu.remplacer([regle], code="x", titre="x", du=JOUR, au=None)

    assert premiere_seance_possible(date(2026, 3, 1), avec("francs")) == date(2026, 3, 7)
    assert premiere_seance_possible(date(2026, 3, 6), avec("ouvres")) == date(2026, 3, 13)


# --- clock ----------------------------------------------------------------------------------------


def test_aucun_delai_en_droit():
    lue = echeance(JOUR, None, "", (), JOUR)
    assert lue.le is None
    assert "Aucun texte ne fixe de délai" in lue.calcul
    assert not lue.depassee(date(2030, 1, 1))


def test_le_delai_s_arrete_pendant_les_complements():
    pauses = (Pause(date(2026, 6, 5), date(2026, 6, 15)), Pause(date(2026, 6, 20), date(2026, 6, 21)))
    lue = echeance(JOUR, 30, "RI, art. 9", pauses, date(2026, 6, 25))
    assert lue.le == date(2026, 7, 12)
    assert lue.calcul == (
        "Attendu le 12/07/2026 : reçue le 01/06/2026, 30\u00a0jours (RI, art. 9), plus 11\u00a0jours d’arrêt."
    )
    assert not lue.depassee(date(2026, 7, 12))
    assert lue.depassee(date(2026, 7, 13))


def test_pendant_l_arret_aucune_date_n_est_promise():
    lue = echeance(JOUR, 30, "RI, art. 9", (Pause(date(2026, 6, 5), None),), date(2026, 6, 25))
    assert lue.le is None
    assert lue.suspendue
    assert "arrêt à ce jour, 20\u00a0jours" in lue.calcul


@given(st.integers(1, 120), st.lists(st.tuples(st.integers(0, 300), st.integers(0, 30)), max_size=5))
def test_chaque_jour_d_arret_repousse_d_un_jour(delai, arrets):
    pauses = [Pause(JOUR + timedelta(days=d), JOUR + timedelta(days=d + n)) for d, n in arrets]
    lue = echeance(JOUR, delai, "RI", pauses, JOUR)
    assert lue.le == JOUR + timedelta(days=delai + sum(n for _, n in arrets))


# --- questions and reserves -----------------------------------------------------------------------


def test_ce_qu_une_reponse_doit_contenir():
    assert manque_a_la_reponse("sans_reponse", "", " ", chiffree=True)
    assert not manque_a_la_reponse("sans_reponse", "", "Le fichier n’existe pas.", chiffree=False)
    assert manque_a_la_reponse("partiel", "", "", chiffree=True)
    assert manque_a_la_reponse("repondu", "", "", chiffree=False)
    assert not manque_a_la_reponse("repondu", "", "", chiffree=True)
    assert not manque_a_la_reponse("a_instruire", "", "", chiffree=False)


def test_completude():
    fait = completude({"F1.1": "repondu", "F1.2": "a_instruire", "F1.3": "sans_reponse", "F1.4": "partiel"})
    assert (fait.total, fait.traitees, fait.restantes, fait.complete) == (4, 3, ("F1.2",), False)
    assert fait.pourcentage == 75
    assert completude({}).complete
    assert noms(("F1.1",)) == "F1.1"
    assert noms(("F1.1", "F1.2", "F1.3")) == "F1.1, F1.2 et F1.3"


def test_une_reserve_doit_pouvoir_etre_levee():
    assert manque_a_l_essai("reserve", {})
    assert not manque_a_l_essai("commentaire", {})
    assert not manque_a_l_essai("recommandation", {})
    assert not manque_a_l_essai("reserve", {"texte": "La convention est signée."})
    chiffre = {"indicateur": "IND-F1.1-1", "comparateur": ">=", "seuil": "90", "echeance": "2027-06-30"}
    assert not manque_a_l_essai("reserve", chiffre)
    for part in chiffre:
        assert manque_a_l_essai("reserve", {**chiffre, part: ""})
    for faux in ({"comparateur": "~"}, {"comparateur": ">"}, {"seuil": "beaucoup"}):
        assert "n’est pas un nombre" in manque_a_l_essai("reserve", {**chiffre, **faux})
    assert dire_essai(chiffre, {"IND-F1.1-1": "Part couverte"}) == "« Part couverte » : au moins 90, au 30/06/2027"


def question(**champs):
    return {
        "code": "F1.1", "intitule": "Une question", "etat": "repondu", "reponse_calculee": "Dix.", "rapporteur": "",
        "raison": "", "pieces": [], "chiffres": [{"code": "I1", "libelle": "Nombre", "valeur": 10.0, "dit": "10"}],
        **champs,
    }  # fmt: skip


def test_comparer_deux_versions():
    avant = {"questions": [question(), question(code="F1.2")]}
    apres = {
        "questions": [
            question(
                etat="partiel",
                rapporteur="Il manque un département.",
                chiffres=[{"code": "I1", "libelle": "Nombre", "valeur": 12.0, "dit": "12"}],
                pieces=[{"empreinte": "b" * 64, "titre": "Rapport"}],
            ),
            question(code="F1.2"),
        ]
    }
    [comparee] = comparer(avant, apres)
    assert comparee.code == "F1.1"
    assert compter([comparee]) == {"chiffre": 1, "etat": 1, "texte": 1, "piece": 1}
    assert comparer(avant, avant) == []


def test_le_diagramme_est_a_jour():
    assert (RACINE / "docs/etats/saisine.md").read_text("utf-8") == diagramme.document()
