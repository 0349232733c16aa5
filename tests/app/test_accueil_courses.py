"""Races of the reception, with real threads and transactions: one wins, the other is told, nothing is written twice."""

import sqlite3
import threading
from contextlib import closing

import pytest
from django.db import connection, connections

from fabriques.accueil import LUNDI, agent, aiguillee, le, structure
from portulan.socle.dates import ajouter_ouvres
from portulan.socle.erreurs import ErreurUtilisateur
from portulan.terrain.accueil.echeances import faire_le_tour
from portulan.terrain.accueil.models import EtapeMise, MiseEnRelation
from portulan.terrain.accueil.operations_mise import avancer, mettre_en_relation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vierge")]


@pytest.fixture
def base(tmp_path):
    """What a thread calls first: a database that several connections open for real (SQLite: a copy in a file)."""
    if connection.vendor != "sqlite":
        yield lambda: None
        return
    memoire = connections["default"]
    memoire.ensure_connection()
    fichier = tmp_path / "portulan.sqlite3"
    with closing(sqlite3.connect(fichier)) as copie:
        memoire.connection.backup(copie)
    valeurs = {**memoire.settings_dict, "NAME": str(fichier)}

    def brancher():
        connections["default"] = type(memoire)(valeurs, "default")

    brancher()
    yield brancher
    connections["default"].close()
    connections["default"] = memoire


def courir(base, *actes):
    """Do all of these at once; what each gave: « fait », or the words of the refusal. Anything else fails the test."""
    depart, issues = threading.Barrier(len(actes)), [None] * len(actes)

    def travailler(rang, acte):
        base()
        depart.wait()
        try:
            with le(LUNDI):
                acte()
            issues[rang] = "fait"
        except ErreurUtilisateur as refus:
            issues[rang] = refus.message
        finally:
            connections["default"].close()

    fils = [threading.Thread(target=travailler, args=(rang, acte)) for rang, acte in enumerate(actes)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(60)
    return issues


def test_deux_structures_acceptent_ensemble(base):
    with le(LUNDI):
        porte, premier, second = (structure(c) for c in ("porte", "premier", "second"))
        besoin, _ = aiguillee(porte, premier, second)
        a, b = (mettre_en_relation(titulaire=agent(porte), besoin=besoin, structure=s) for s in (premier, second))
    issues = courir(
        base,
        *(
            lambda m=m, n=n: avancer(titulaire=agent(m.structure, n), mise=m, transition="accepter", version=1)
            for n, m in enumerate((a, b), 20)
        ),
    )
    assert issues.count("fait") == 1
    assert "annulée" in next(i for i in issues if i != "fait")
    assert sorted(MiseEnRelation.objects.values_list("etat", flat=True)) == ["acceptee", "annulee"]


def test_un_accord_et_un_refus_ensemble_sur_la_meme_demande(base):
    with le(LUNDI):
        porte, premier, second = (structure(c) for c in ("porte", "premier", "second"))
        besoin, garde = aiguillee(porte, premier, second)
        mise = mettre_en_relation(titulaire=agent(porte), besoin=besoin, structure=premier, aiguillage=garde, rang=1)
    issues = courir(
        base,
        lambda: avancer(titulaire=agent(premier, 20), mise=mise, transition="accepter", version=1),
        lambda: avancer(titulaire=agent(premier, 21), mise=mise, transition="refuser", version=1, motif="complet"),
    )
    assert issues.count("fait") == 1
    assert EtapeMise.objects.filter(mise=mise).count() == 1


def test_deux_tours_d_horloge_ensemble_ne_font_rien_deux_fois(base):
    with le(LUNDI):
        porte, premier, second = (structure(c) for c in ("porte", "premier", "second"))
        besoin, garde = aiguillee(porte, premier, second)
        mettre_en_relation(titulaire=agent(porte), besoin=besoin, structure=premier, aiguillage=garde, rang=1)
    jour = ajouter_ouvres(LUNDI, 11)
    assert courir(base, *(lambda: faire_le_tour(jour=jour) for _ in range(3))) == ["fait"] * 3
    assert MiseEnRelation.objects.filter(etat="expiree").count() == 1
    assert MiseEnRelation.objects.filter(structure=second).count() == 1
