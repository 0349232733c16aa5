"""The pure rules of the reception: derived state, terms, what the clock asks for, and the declared steps."""

from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.terrain.accueil import regles
from portulan.terrain.accueil.delais import Depart, bareme
from portulan.terrain.accueil.diagramme import markdown
from portulan.terrain.accueil.enums import Etape, EtatBesoin, EtatMise, Issue
from portulan.terrain.accueil.transitions import OUVERTES, PRISES, SANS_REPONSE, TRANSITIONS

E = EtatMise
RACINE = Path(__file__).parents[2]
JOUR = date(2026, 4, 30)  # a Thursday; Friday is the first of May

ETATS = [
    ([], {}, EtatBesoin.A_ORIENTER),
    ([], {"reponse": True}, EtatBesoin.REPONDU),
    ([], {"renonce": True}, EtatBesoin.ABANDONNE),
    ([(E.EMISE, "")], {}, EtatBesoin.EN_ATTENTE),
    ([(E.REFUSEE, "")], {}, EtatBesoin.A_REPRENDRE),
    ([(E.REFUSEE, ""), (E.EMISE, "")], {}, EtatBesoin.EN_ATTENTE),
    ([(E.EMISE, ""), (E.ACCEPTEE, "")], {}, EtatBesoin.EN_CHARGE),
    ([(E.CLOSE, Issue.AIDEE), (E.EMISE, "")], {}, EtatBesoin.ABOUTI),
    ([(E.CLOSE, Issue.SANS_AIDE), (E.ETUDE, "")], {}, EtatBesoin.EN_ATTENTE),
    ([(E.CLOSE, Issue.SANS_AIDE), (E.CLOSE, Issue.INJOIGNABLE)], {}, EtatBesoin.NON_ABOUTI),
    ([(E.CLOSE, Issue.REORIENTEE)], {}, EtatBesoin.A_REPRENDRE),
    ([(E.EXPIREE, ""), (E.ANNULEE, "")], {"renonce": True}, EtatBesoin.ABANDONNE),
]


@pytest.mark.parametrize(("mises", "faits", "attendu"), ETATS)
def test_etat_du_besoin_se_calcule(mises, faits, attendu):
    assert regles.etat_du_besoin(mises, **faits) == attendu


MISES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([e for e in E if e != E.CLOSE]), st.just("")),
        st.tuples(st.just(E.CLOSE), st.sampled_from(list(Issue))),
    ),
    max_size=6,
)


@given(MISES, st.randoms())
def test_l_etat_ne_depend_pas_de_l_ordre_et_ne_ferme_pas_ce_qui_attend(mises, hasard):
    etat = regles.etat_du_besoin(mises)
    melangees = list(mises)
    hasard.shuffle(melangees)
    assert regles.etat_du_besoin(melangees) == etat
    if any(e in OUVERTES for e, _ in mises) and (E.CLOSE, Issue.AIDEE) not in mises:
        assert etat not in regles.FERMES or (E.CLOSE, Issue.AILLEURS) in mises


def test_trois_jours_ouvres_sautent_le_premier_mai():
    livre = bareme("", JOUR)
    termes = regles.promesses(livre, Depart.EMISSION, JOUR)
    assert termes[Etape.REPONSE] == date(2026, 5, 6)
    assert termes[Etape.RENDEZ_VOUS] == date(2026, 5, 15)
    assert regles.promesses(livre, Depart.EMISSION, JOUR, urgente=True)[Etape.REPONSE] == date(2026, 5, 4)
    assert set(regles.promesses(livre, Depart.ACCEPTATION, JOUR)) == {Etape.CONTACT}


@pytest.mark.parametrize(
    ("jour", "terme", "relances", "expiree"),
    [
        (date(2026, 5, 5), None, (), False),
        (date(2026, 5, 6), None, (1,), False),
        (date(2026, 5, 18), None, (1, 2), False),
        (date(2026, 5, 19), None, (1, 2), False),
        (date(2026, 5, 20), None, (1, 2), True),
        (date(2026, 5, 20), date(2026, 5, 22), (1, 2), False),
        (date(2026, 5, 23), date(2026, 5, 22), (1, 2), True),
    ],
)
def test_ce_que_l_horloge_demande(jour, terme, relances, expiree):
    du = regles.attendu(bareme("", JOUR), emise_le=JOUR, terme=terme, jour=jour)
    assert (du.relances, du.expiree) == (relances, expiree)


def test_un_mineur_sorti_de_formation_est_prioritaire():
    assert regles.prioritaire(16, ["decrocheurs"])
    assert not regles.prioritaire(18, ["decrocheurs"])
    assert not regles.prioritaire(None, ["decrocheurs"])
    assert not regles.prioritaire(16, ["jeunes"])


def test_la_base_garde_les_memes_suites_que_la_declaration():
    suites = import_module("portulan.terrain.accueil.migrations.0002_gardes")._SUITES
    declarees = {e.value: {t.vers.value for t in TRANSITIONS if e in t.de} for e in OUVERTES}
    assert {de: set(vers) for de, vers in suites.items()} == declarees
    assert set(OUVERTES) == {*SANS_REPONSE, *PRISES}


def test_le_diagramme_est_celui_de_la_declaration():
    assert (RACINE / "docs/etats/mise-en-relation.md").read_text("utf-8") == markdown()
