"""Pure rules of the follow-up: what a figure proposes, what a decision may follow, what is late."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.crefop.avis.enums import EtatReserve as E
from portulan.crefop.composition.verifiable import lire_seuil
from portulan.crefop.suivi.regles import constater, en_retard, propose
from portulan.crefop.suivi.transitions import ATTENDUES, TRANSITIONS, document
from portulan.socle.resultat import ADocumenter, Calcule, NonCalculable, Raison

AVANT, ECHEANCE, APRES = date(2026, 6, 1), date(2026, 6, 30), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("90", "90"),
        ("12,5", "12.5"),
        ("90\u00a0%", "90"),
        ("1\u202f200", "1200"),
        ("-3", "-3"),
        ("", None),
        ("beaucoup", None),
        ("NaN", None),
        ("Infinity", None),
    ],
)
def test_un_seuil_se_lit_comme_il_a_ete_vote(texte, attendu):
    assert lire_seuil(texte) == (None if attendu is None else Decimal(attendu))


@pytest.mark.parametrize(
    ("valeur", "comparateur", "jour", "etat"),
    [
        (90.0, ">=", AVANT, E.LEVEE),
        (89.9, ">=", AVANT, E.EN_COURS),
        (89.9, ">=", ECHEANCE, E.EN_COURS),
        (89.9, ">=", APRES, E.NON_SUIVIE),
        (90.0, ">=", APRES, E.LEVEE),
        (90.0, "<=", AVANT, E.LEVEE),
        (90.1, "<=", APRES, E.NON_SUIVIE),
        (90.0, "=", AVANT, E.LEVEE),
        (90.1, "=", AVANT, E.EN_COURS),
    ],
)
def test_un_chiffre_propose_un_etat(valeur, comparateur, jour, etat):
    constat = constater(Calcule(valeur), comparateur=comparateur, seuil="90", echeance=ECHEANCE, jour=jour)
    assert (constat.etat, constat.valeur) == (etat, Decimal(str(valeur)))
    assert constat.phrase


def test_sans_echeance_rien_n_est_jamais_trop_tard():
    constat = constater(Calcule(1.0), comparateur=">=", seuil="2", echeance=None, jour=date(2099, 1, 1))
    assert constat.etat == E.EN_COURS


@pytest.mark.parametrize(
    ("resultat", "mot"),
    [
        (None, "Non calculable"),
        (NonCalculable(Raison.TABLE_ABSENTE), "pas dans l'instantané"),
        (ADocumenter("bilan académique", "rectorat"), "bilan académique"),
    ],
)
def test_ce_qui_ne_se_calcule_pas_le_dit_et_ne_propose_rien(resultat, mot):
    constat = constater(resultat, comparateur=">=", seuil="90", echeance=ECHEANCE, jour=APRES)
    assert (constat.etat, constat.valeur) == (None, None)
    assert mot in constat.phrase


def test_un_texte_ne_se_compare_pas():
    for comparateur, seuil in (("", "90"), (">=", ""), (">=", "beaucoup")):
        assert constater(Calcule(1.0), comparateur=comparateur, seuil=seuil, echeance=None, jour=AVANT).etat is None


@given(
    st.sampled_from(list(E)), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.sampled_from(("<=", ">=", "=")), st.dates()
)
def test_ce_qui_est_propose_peut_toujours_etre_decide(etat, valeur, seuil, comparateur, jour):
    constat = constater(Calcule(valeur), comparateur=comparateur, seuil=repr(seuil), echeance=ECHEANCE, jour=jour)
    if propose(constat, etat=etat):
        assert constat.etat in TRANSITIONS[etat]
        assert constat.etat != etat


def test_un_instantane_ne_rabaisse_pas_ce_qui_est_leve_en_partie_avant_l_echeance():
    constat = constater(Calcule(1.0), comparateur=">=", seuil="2", echeance=ECHEANCE, jour=AVANT)
    assert not propose(constat, etat=E.LEVEE_PARTIELLEMENT)
    assert propose(constat, etat=E.OUVERTE)


def test_chaque_etat_est_declare_et_mene_ailleurs_sauf_le_dernier():
    assert set(TRANSITIONS) == set(E)
    assert [e for e, suite in TRANSITIONS.items() if not suite] == [E.CADUQUE]
    assert all(e not in suite for e, suite in TRANSITIONS.items())


def test_en_retard():
    assert en_retard(etat=E.OUVERTE, echeance=ECHEANCE, jour=APRES)
    assert not en_retard(etat=E.OUVERTE, echeance=ECHEANCE, jour=ECHEANCE)
    assert not en_retard(etat=E.OUVERTE, echeance=None, jour=APRES)
    assert {e for e in E if en_retard(etat=e, echeance=ECHEANCE, jour=APRES)} == ATTENDUES


def test_le_diagramme_est_celui_de_la_declaration():
    assert (Path(__file__).parents[2] / "docs/etats/reserve.md").read_text("utf-8") == document()
