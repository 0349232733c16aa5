"""The rules of assessment: golden tables, then what must hold whatever the levels."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.socle.dates import ajouter_mois
from portulan.terrain.charte.lecture import lire, livres
from portulan.terrain.evaluation.enums import SansObjet, Statut
from portulan.terrain.evaluation.regles import (
    TRANSITIONS,
    Lecture,
    bilan,
    constat_retenu,
    ecrire_note,
    ecrire_part,
    en_cours_de_validite,
    fin_de_validite,
    permise,
    rappel_du,
    sans_objet_possible,
)

TOML = """
code = "essai"
version = "1"
titre = "Essai"
valide_du = 2025-01-01
acte = "Essai"
licence = "Licence Ouverte 2.0"
[seuils]
niveau_requis = 2
couverture_minimale = 0.8
niveau_sans_preuve = 1
ecart_de_revue = 2
[sources]
S = "Source"
""" + "".join(f'[[echelle]]\nniveau = {n}\nlibelle = "n{n}"\ndescription = "d"\n' for n in range(5))
TOML += """
[[groupes]]
code = "g"
libelle = "Groupe"
operateurs = ["mission_locale"]
service = "s"
[[principes]]
code = "A"
libelle = "A"
[[principes]]
code = "B"
libelle = "B"
"""
# code, principle, mandatory, eliminatory, may be left out, weight
CRITERES = (
    ("A1", "A", True, True, False, 1),
    ("A2", "A", True, False, False, 2),
    ("A3", "A", False, False, True, 1),
    ("B1", "B", True, False, True, 1),
    ("B2", "B", False, False, True, 1),
)
for code, principe, obligatoire, eliminatoire, na, poids in CRITERES:
    TOML += f"""
[[criteres]]
code = "{code}"
principe = "{principe}"
libelle = "{code}"
obligatoire = {str(obligatoire).lower()}
eliminatoire = {str(eliminatoire).lower()}
na_permis = {str(na).lower()}
groupes = "tous"
methode = "document"
preuves = [{{ libelle = "p", validite_mois = 12 }}]
poids = {poids}
fondement = ["S"]
"""
PETIT = lire(TOML)
NATIONAL = lire(livres()[0])
RANG = {Statut.NON_CONFORME: 0, Statut.AVEC_PLAN: 1, Statut.CONFORME: 2}


def lues(**niveaux):
    """Levels declared, all proved; None is not answered."""
    return {code: Lecture(n, prouve=True) for code, n in niveaux.items()}


@pytest.mark.parametrize(
    ("niveaux", "note", "couverture", "statut"),
    [
        ({}, None, 0, "non_evalue"),
        ({"A1": 2, "A2": 2, "A3": 2, "B1": 2, "B2": 2}, Fraction(2), 1, "conforme"),
        # (3 + 2×2 + 1) / 4 = 2 ; (4 + 3) / 2 = 7/2 ; moyenne des deux = 11/4
        ({"A1": 3, "A2": 2, "A3": 1, "B1": 4, "B2": 3}, Fraction(11, 4), 1, "conforme"),
        ({"A1": 2, "A2": 2, "A3": 0, "B1": 2, "B2": 4}, Fraction(9, 4), 1, "conforme_avec_plan"),
        # no compensation: four excellent criteria never make up for a mandatory one
        ({"A1": 4, "A2": 1, "A3": 4, "B1": 4, "B2": 4}, Fraction(13, 4), 1, "non_conforme"),
        # exactly at the threshold: shown
        ({"A1": 2, "A2": 2, "B1": 2, "B2": 3}, Fraction(9, 4), Fraction(4, 5), "conforme"),
        # below: no score, even when every answer is good
        ({"A1": 4, "A2": 4, "B1": 4}, None, Fraction(3, 5), "non_evalue"),
        # covered, but a mandatory criterion is missing
        ({"A1": 2, "A2": 2, "A3": 2, "B2": 2}, Fraction(2), Fraction(4, 5), "non_evalue"),
        # one mandatory failure is enough, whatever is left to assess
        ({"A2": 0}, None, Fraction(1, 5), "non_conforme"),
    ],
)
def test_table_des_notes(niveaux, note, couverture, statut):
    resultat = bilan(PETIT, "g", lues(**niveaux))
    assert (resultat.note, resultat.couverture, resultat.statut) == (note, couverture, statut)


@pytest.mark.parametrize(
    ("lecture", "retenu", "plafonne", "ecart"),
    [
        (Lecture(3, prouve=True), 3, False, False),
        (Lecture(3), 1, True, False),
        (Lecture(1), 1, False, False),
        (Lecture(0), 0, False, False),
        (Lecture(3, 2, prouve=True), 2, False, False),
        (Lecture(4, 2, prouve=True), 2, False, True),
        (Lecture(0, 2, prouve=True), 2, False, True),
        (Lecture(2, 4), 1, True, True),
        (Lecture(None, 3, prouve=True), 3, False, False),
        (Lecture(3, sans_objet=SansObjet.DEMANDEE, prouve=True), None, False, False),
        (Lecture(None, sans_objet=SansObjet.REFUSEE), None, False, False),
        (Lecture(2, sans_objet=SansObjet.REFUSEE, prouve=True), 2, False, False),
    ],
)
def test_niveau_retenu(lecture, retenu, plafonne, ecart):
    n = bilan(PETIT, "g", {"A3": lecture}).niveau("A3")
    assert (n.retenu, n.plafonne, n.ecart) == (retenu, plafonne, ecart)


def test_le_sans_objet_accepte_sort_des_deux_cotes_et_celui_qui_attend_compte_contre():
    niveaux = lues(A1=2, A2=2, A3=2, B1=2)
    accepte = bilan(PETIT, "g", niveaux | {"B2": Lecture(sans_objet=SansObjet.ACCEPTEE)})
    assert (accepte.couverture, accepte.applicables, accepte.statut) == (1, 4, Statut.CONFORME)
    attend = bilan(PETIT, "g", niveaux | {"B2": Lecture(sans_objet=SansObjet.DEMANDEE)})
    assert (attend.couverture, attend.a_confirmer_sans_objet) == (Fraction(4, 5), ("B2",))


def test_un_critere_eliminatoire_n_est_jamais_sans_objet():
    niveaux = lues(A2=2, A3=2, B1=2, B2=2) | {"A1": Lecture(sans_objet=SansObjet.ACCEPTEE)}
    resultat = bilan(PETIT, "g", niveaux)
    assert (resultat.applicables, resultat.statut) == (5, Statut.NON_EVALUE)
    assert not sans_objet_possible(PETIT.critere("A1"))


def test_l_echec_eliminatoire_se_lit_a_cote_de_la_note():
    resultat = bilan(PETIT, "g", lues(A1=1, A2=4, A3=4, B1=4, B2=4))
    assert resultat.note is not None
    assert resultat.eliminatoires == ("A1",)
    assert resultat.bloquants == ("A1",)


def test_un_seuil_de_campagne_remplace_celui_du_referentiel():
    niveaux = lues(A1=2, A2=2, B1=2)
    assert bilan(PETIT, "g", niveaux, seuil=Fraction(3, 5)).note == 2
    assert bilan(PETIT, "g", niveaux, seuil=Fraction(61, 100)).note is None


@pytest.mark.parametrize(
    ("note", "ecrit"),
    [
        (None, ""),
        (Fraction(9, 4), "2,3"),
        (Fraction(5, 2), "2,5"),
        (Fraction(27, 20), "1,4"),
        (Fraction(29, 20), "1,5"),
        (Fraction(4), "4,0"),
        (Fraction(0), "0,0"),
        (Fraction(7, 3), "2,3"),
    ],
)
def test_la_note_s_ecrit_arrondie_une_fois(note, ecrit):
    assert ecrire_note(note) == ecrit


def test_une_part_ne_parait_jamais_atteinte_avant_de_l_etre():
    assert ecrire_part(Fraction(799, 1000)) == "79\u202f%"
    assert ecrire_part(Fraction(4, 5)) == "80\u202f%"


# --- whatever the levels --------------------------------------------------------------------------

NIVEAU = st.none() | st.integers(0, 4)
LECTURE = st.builds(
    Lecture, declare=NIVEAU, constate=NIVEAU, sans_objet=st.sampled_from(SansObjet.values), prouve=st.booleans()
)
LECTURES = st.fixed_dictionaries({c.code: LECTURE for c in PETIT.criteres})


@given(LECTURES)
def test_bornes_et_exactitude(niveaux):
    resultat = bilan(PETIT, "g", niveaux)
    assert 0 <= resultat.couverture <= 1
    if resultat.note is not None:
        assert isinstance(resultat.note, Fraction)
        assert 0 <= resultat.note <= 4
        assert resultat.couverture >= resultat.seuil
    assert resultat.evalues <= resultat.applicables


@given(LECTURES, st.randoms(use_true_random=False))
def test_l_ordre_ne_compte_pas(niveaux, alea):
    melange = list(niveaux.items())
    alea.shuffle(melange)
    assert bilan(PETIT, "g", dict(melange)) == bilan(PETIT, "g", niveaux)


@given(LECTURES, st.sampled_from([c.code for c in PETIT.criteres]))
def test_monter_un_niveau_ne_fait_jamais_baisser(niveaux, code):
    lu = niveaux[code]
    if lu.declare is None or lu.declare == 4 or lu.constate is not None:
        return
    mieux = niveaux | {code: Lecture(lu.declare + 1, None, lu.sans_objet, lu.prouve)}
    avant, apres = bilan(PETIT, "g", niveaux), bilan(PETIT, "g", mieux)
    assert apres.couverture == avant.couverture
    assert (apres.note is None) == (avant.note is None)
    if avant.note is not None:
        assert apres.note >= avant.note
    if avant.statut in RANG and apres.statut in RANG:
        assert RANG[apres.statut] >= RANG[avant.statut]


@given(LECTURES, st.sampled_from([c.code for c in PETIT.criteres if c.obligatoire]))
def test_aucune_compensation(niveaux, code):
    baisse = niveaux | {code: Lecture(1, None, SansObjet.NON, prouve=True)}
    assert bilan(PETIT, "g", baisse).statut is Statut.NON_CONFORME


@given(LECTURES)
def test_perdre_une_preuve_ne_fait_jamais_monter(niveaux):
    sans = {c: Lecture(x.declare, x.constate, x.sans_objet, prouve=False) for c, x in niveaux.items()}
    avant, apres = bilan(PETIT, "g", niveaux), bilan(PETIT, "g", sans)
    assert apres.couverture == avant.couverture
    for a, b in zip(avant.niveaux, apres.niveaux, strict=True):
        assert (a.retenu is None) == (b.retenu is None)
        assert b.retenu is None or (b.retenu <= a.retenu and b.retenu <= 1)


@given(st.lists(st.tuples(st.sampled_from(["pair", "region"]), st.integers(0, 4))), st.randoms(use_true_random=False))
def test_constat_retenu_independant_de_l_ordre_et_prudent(constats, alea):
    melange = list(constats)
    alea.shuffle(melange)
    retenu = constat_retenu(constats)
    assert retenu == constat_retenu(melange)
    de_region = [n for regard, n in constats if regard == "region"]
    assert retenu == (min(de_region) if de_region else min((n for _, n in constats), default=None))


def test_le_referentiel_national_se_note_pour_chaque_groupe():
    for groupe in NATIONAL.groupes:
        criteres = NATIONAL.applicables(groupe.code)
        tout = bilan(NATIONAL, groupe.code, {c.code: Lecture(3, prouve=True) for c in criteres})
        assert (tout.note, tout.couverture, tout.statut) == (3, 1, Statut.CONFORME)
        obligatoire = next(c.code for c in criteres if c.obligatoire)
        un = bilan(
            NATIONAL, groupe.code, {c.code: Lecture(1 if c.code == obligatoire else 4, prouve=True) for c in criteres}
        )
        assert un.statut is Statut.NON_CONFORME


# --- dates and states -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effet", "jusqu_au", "fin"),
    [
        (date(2025, 3, 1), None, date(2026, 3, 1)),
        (date(2025, 3, 1), date(2025, 9, 1), date(2025, 9, 1)),
        (date(2025, 3, 1), date(2030, 1, 1), date(2026, 3, 1)),
        (date(2024, 2, 29), None, date(2025, 2, 28)),
    ],
)
def test_une_preuve_ne_vaut_pas_plus_longtemps_que_le_referentiel_ne_le_dit(effet, jusqu_au, fin):
    assert fin_de_validite(effet, jusqu_au, PETIT.critere("A1")) == fin


def test_une_preuve_cesse_de_compter_le_lendemain():
    effet, fin = date(2025, 1, 2), date(2025, 6, 30)
    jours = [date(2025, 1, 1), date(2025, 1, 2), date(2025, 6, 30), date(2025, 7, 1)]
    assert [en_cours_de_validite(effet, fin, j) for j in jours] == [False, True, True, False]
    assert en_cours_de_validite(effet, None, date(2099, 1, 1))


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(-120, 120))
def test_ajouter_des_mois(jour, mois):
    ajoute = ajouter_mois(jour, mois)
    assert (ajoute.year * 12 + ajoute.month) - (jour.year * 12 + jour.month) == mois
    assert ajoute.day <= jour.day


@pytest.mark.parametrize(
    ("reste", "deja", "du"),
    [
        (31, (), None),
        (30, (), 30),
        (29, (30,), None),
        (12, (), 30),
        (7, (30,), 7),
        (3, (), 7),
        (1, (30, 7), 1),
        (0, (30, 7), 1),
        (0, (30, 7, 1), None),
        (-1, (), None),
    ],
)
def test_rappels(reste, deja, du):
    jour = date(2026, 3, 1)
    assert rappel_du(date.fromordinal(jour.toordinal() + reste), jour, deja) == du


def test_les_transitions_menent_de_l_ouverture_a_la_peremption():
    assert [acte for acte in TRANSITIONS if permise(acte, "ouverte")] == ["soumettre"]
    assert [acte for acte in TRANSITIONS if permise(acte, "validee")] == ["perimer"]
    assert not any(permise(acte, "perimee") for acte in TRANSITIONS)
    assert sorted(acte for acte in TRANSITIONS if permise(acte, "en_revue")) == ["renvoyer", "valider"]
