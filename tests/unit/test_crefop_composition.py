"""Composition, rules as data, voices of the comité régional pour l'emploi: pure, from the golden vectors."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.crefop.composition.enums import Voix
from portulan.crefop.composition.jeu import CLES, Jeu, jeu_livre, jeux_livres, lire_regle
from portulan.crefop.composition.modele import bureau_type, composition_type
from portulan.crefop.composition.ponderation import (
    Blocs,
    audience_employeurs,
    ecarts_r5311_38,
    plus_forte_moyenne,
)
from portulan.crefop.composition.regles import Titulaire, constats_de_parite, fin_de_mandat, fins_proches
from portulan.socle.erreurs import DonneeInvalide, Introuvable

AUDIENCES = {"a": 3000, "b": 2500, "c": 1700, "d": 1500, "e": 1300}


@pytest.mark.parametrize(("departements", "deliberatifs"), [(0, 30), (4, 34), (6, 36)])
def test_cr_k01_nombre_de_sieges(departements, deliberatifs):
    colleges = composition_type(departements)
    comptes = {voix: sum(len(c.sieges) for c in colleges if c.voix is voix) for voix in Voix}
    assert comptes == {Voix.DELIBERATIVE: deliberatifs, Voix.CONSULTATIVE: 11}
    codes = [s.code for c in colleges for s in c.sieges]
    assert len(codes) == len(set(codes))


def test_plus_de_six_departements_est_refuse():
    with pytest.raises(DonneeInvalide, match="6 au plus"):
        composition_type(12)


def test_cr_b01_le_bureau_a_seize_membres():
    assert sum(len(c.sieges) for c in bureau_type()) == 16


@pytest.mark.parametrize(
    ("voix", "attendu"),
    [(5, [2, 1, 1, 1, 0]), (10, [3, 3, 2, 1, 1]), (12, [4, 3, 2, 2, 1]), (20, [6, 5, 3, 3, 3])],
)
def test_vecteur_5_plus_forte_moyenne(voix, attendu):
    repartition = plus_forte_moyenne(AUDIENCES, voix)
    assert [n for _, n in repartition.voix] == attendu
    assert len(repartition.tours) == voix
    assert repartition.sans_voix == (("e",) if voix == 5 else ())


def test_vecteur_6_employeurs_30_70():
    poids = audience_employeurs({"x": 60, "y": 30, "z": 10}, {"x": 50, "y": 10, "z": 40})
    assert poids == {"x": Fraction(53, 100), "y": Fraction(16, 100), "z": Fraction(31, 100)}
    assert [n for _, n in plus_forte_moyenne(poids, 10).voix] == [6, 1, 3]


def test_une_egalite_pour_la_derniere_voix_est_refusee_et_dite():
    with pytest.raises(DonneeInvalide, match="Égalité pour la voix n° 3 entre a, b"):
        plus_forte_moyenne({"a": 100, "b": 100}, 3)
    assert [n for _, n in plus_forte_moyenne({"a": 100, "b": 100}, 4).voix] == [2, 2]


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 10_000), min_size=1), st.integers(0, 30))
def test_aucune_voix_ne_se_perd_et_l_ordre_est_sans_effet(audiences, voix):
    try:
        dans_l_ordre = plus_forte_moyenne(audiences, voix)
    except DonneeInvalide:
        with pytest.raises(DonneeInvalide):
            plus_forte_moyenne(dict(reversed(audiences.items())), voix)
        return
    a_l_envers = plus_forte_moyenne(dict(reversed(audiences.items())), voix)
    assert dict(dans_l_ordre.voix) == dict(a_l_envers.voix)
    assert sum(n for _, n in dans_l_ordre.voix) == voix
    for tour in dans_l_ordre.tours:
        quotients = dict(tour.quotients)
        assert quotients[tour.attribue_a] == max(quotients.values())


def test_vecteur_7_blocs():
    bons = {"etat": 20, "region": 10, "departements": 10, "syndicats": 10, "employeurs": 10}
    assert ecarts_r5311_38(Blocs(**bons)) == []
    assert "9 voix sur les 20" in ecarts_r5311_38(Blocs(**bons | {"region": 9, "departements": 11}))[0]
    assert "21 voix" in ecarts_r5311_38(Blocs(**bons | {"etat": 21}))[0]
    assert "égaux" in ecarts_r5311_38(Blocs(**bons | {"syndicats": 11, "employeurs": 9}))[0]


def test_trois_jeux_dates_ont_chaque_regle_avec_sa_source():
    assert [j.code for j in jeux_livres()] == ["crefop-avant-2024-07", "cre-dans-crefop-2024-07", "crefop-2024-07"]
    for jeu in jeux_livres():
        assert set(jeu.regles) == set(CLES)
        assert Jeu.de_valeurs(jeu.en_valeurs()) == jeu


def test_le_jeu_est_celui_du_jour_de_la_seance():
    assert jeu_livre("crefop", date(2024, 6, 30)).code == "crefop-avant-2024-07"
    actuel = jeu_livre("crefop", date(2024, 7, 1))
    assert actuel.code == "crefop-2024-07"
    assert actuel["avis.fondement_repute_rendu"] == ""
    assert actuel.regle("quorum.base").a_confirmer
    assert not jeu_livre("cre", date(2026, 1, 1)).regle("quorum.base").a_confirmer
    with pytest.raises(Introuvable):
        jeu_livre("crefop", date(2010, 1, 1))


@pytest.mark.parametrize(
    ("cle", "valeur", "reference"),
    [
        ("quorum.inconnu", True, "RI"),
        ("quorum.base", "au pif", "RI"),
        ("convocation.delai", -1, "RI"),
        ("mandat.autorise", "oui", "RI"),
        ("convocation.delai", 5, " "),
    ],
)
def test_une_regle_sans_sens_est_refusee(cle, valeur, reference):
    with pytest.raises(DonneeInvalide):
        lire_regle(cle, valeur, "reglement", reference)


def test_cr_k06_parite():
    region = [Titulaire("region", "x", c) for c in ("madame",) * 3 + ("monsieur",) * 3]
    assert constats_de_parite(region) == []
    assert constats_de_parite([*region[1:], Titulaire("region", "x", "monsieur")]) == [
        "region : 2 femmes et 4 hommes parmi les titulaires."
    ]
    trois = [Titulaire("etat-d", "x", c) for c in ("madame", "monsieur", "monsieur")]
    assert constats_de_parite(trois) == []
    assert constats_de_parite([Titulaire("q", "x", "madame")] * 2) == [
        "q : 2 femmes et aucun homme parmi les titulaires."
    ]


def test_r6123_3_6_trois_ans():
    assert fin_de_mandat(date(2026, 3, 1), 36) == date(2029, 2, 28)
    jour = date(2026, 1, 1)
    fins = [("loin", date(2027, 1, 1)), ("tard", date(2026, 3, 1)), ("tot", date(2026, 1, 15)), ("sans", None)]
    assert [n for n, _ in fins_proches(fins, jour)] == ["tot", "tard"]
