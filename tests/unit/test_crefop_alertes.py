"""Alerts of the procedure, as pure rules."""

from datetime import date

import pytest

from portulan.crefop.composition.regles import Titulaire
from portulan.crefop.suivi.alertes import (
    ALERTE,
    ATTENTION,
    AvisVu,
    ReserveVue,
    avis_apres_adoption,
    avis_non_publies,
    ecarts_de_parite,
    mandats_finissant,
    ordonner,
    plenieres_insuffisantes,
    reserves_en_retard,
)

RENDU = date(2026, 3, 10)


def avis(**champs):
    valeurs = {"publie_le": None, "adoptee_le": None, "adoption_prevue_le": None, "delai": 15}
    return AvisVu(**{"numero": "2026-01", "rendu_le": RENDU, **valeurs, **champs})


@pytest.mark.parametrize(
    ("jour", "gravite", "mot"),
    [
        (date(2026, 3, 10), ATTENTION, "avant le 25 mars 2026"),
        (date(2026, 3, 25), ATTENTION, "avant le 25 mars 2026"),
        (date(2026, 3, 26), ALERTE, "en retard de 1 jour."),
        (date(2026, 4, 4), ALERTE, "en retard de 10 jours."),
    ],
)
def test_un_avis_se_publie_dans_le_delai(jour, gravite, mot):
    (alerte,) = avis_non_publies([avis(), avis(publie_le=RENDU)], jour)
    assert (alerte.gravite, alerte.objet) == (gravite, ("avis", "2026-01"))
    assert mot in alerte.detail


def test_un_avis_qui_n_est_pas_encore_rendu_n_attend_rien():
    assert avis_non_publies([avis()], date(2026, 3, 9)) == []


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({}, []),
        ({"adoptee_le": date(2026, 3, 11)}, []),
        ({"adoptee_le": RENDU}, [ALERTE]),
        ({"adoptee_le": date(2026, 3, 1)}, [ALERTE]),
        ({"adoption_prevue_le": RENDU}, [ATTENTION]),
        ({"adoption_prevue_le": RENDU, "adoptee_le": date(2026, 4, 1)}, []),
    ],
)
def test_l_avis_precede_l_adoption(champs, attendu):
    assert [a.gravite for a in avis_apres_adoption([avis(**champs)])] == attendu


def pleniere(tenues=(), prevues=(), jour=date(2026, 6, 1), cree_le=date(2020, 1, 1)):
    return [
        (a.gravite, a.detail)
        for a in plenieres_insuffisantes("crefop-94", "CREFOP", tenues, prevues, minimum=2, cree_le=cree_le, jour=jour)
    ]


DEUX_EN_2025 = (date(2025, 3, 1), date(2025, 11, 1))


def test_deux_plenieres_par_annee_civile():
    assert pleniere((*DEUX_EN_2025, date(2026, 2, 1)), (date(2026, 9, 1),)) == []
    assert pleniere((*DEUX_EN_2025, date(2026, 2, 1))) == [
        (ATTENTION, "1 tenue et 0 convoquée en 2026, au lieu de 2 au moins.")
    ]
    assert [g for g, _ in pleniere((*DEUX_EN_2025, date(2026, 2, 1)), jour=date(2026, 10, 1))] == [ALERTE]
    assert pleniere((DEUX_EN_2025[0], date(2026, 1, 9), date(2026, 2, 1))) == [
        (ALERTE, "1 en 2025, au lieu de 2 au moins.")
    ]


def test_un_comite_cree_dans_l_annee_n_a_pas_encore_de_passe():
    assert pleniere(cree_le=date(2026, 2, 1)) == []
    assert [g for g, _ in pleniere(cree_le=date(2025, 2, 1))] == [ATTENTION]


def test_les_mandats_qui_finissent_dans_les_trois_mois():
    mandats = [("CGT, titulaire", date(2026, 6, 30)), ("FO, titulaire", date(2027, 1, 1)), ("DREETS", None)]
    (alerte,) = mandats_finissant("crefop-94", mandats, date(2026, 6, 1))
    assert (alerte.titre, alerte.echeance) == ("Mandat à renouveler : CGT, titulaire", date(2026, 6, 30))
    assert mandats_finissant("crefop-94", mandats, date(2026, 7, 1)) == []


def test_la_parite_se_dit_avec_le_nom_de_l_institution():
    seuls = [Titulaire("etat", "a", "monsieur"), Titulaire("etat", "b", "monsieur"), Titulaire("region", "c", "madame")]
    (alerte,) = ecarts_de_parite("crefop-94", seuls, {"etat": "État"})
    assert (alerte.titre, alerte.detail) == ("Parité : État", "aucune femme et 2 hommes parmi les titulaires.")


def test_les_reserves_en_retard():
    def vue(etat, echeance):
        return ReserveVue("1", "Réserve R1", etat, echeance, "Conseil régional")

    jour = date(2026, 7, 2)
    lues = [
        vue("ouverte", date(2026, 7, 1)),
        vue("levee", date(2026, 7, 1)),
        vue("ouverte", jour),
        vue("ouverte", None),
    ]
    (alerte,) = reserves_en_retard(lues, jour)
    assert alerte.detail == "Attendue pour le 1er juillet 2026, 1 jour de retard. Conseil régional doit agir."


def test_le_plus_grave_puis_le_plus_ancien_d_abord():
    tard, tot = avis(numero="b"), avis(numero="a", rendu_le=date(2026, 1, 1))
    attente = avis(numero="c", rendu_le=date(2026, 5, 1))
    dites = ordonner(avis_non_publies([tard, attente, tot], date(2026, 5, 2)))
    assert [a.objet[1] for a in dites] == ["a", "b", "c"]
