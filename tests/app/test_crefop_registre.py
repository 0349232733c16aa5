"""The register of acts: a chain, appended with the act it records, exported, verified, and what can be erased of it."""

import json
from hashlib import sha256
from itertools import count

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabriques.comite import petit_comite
from portulan.crefop.registre.export import lignes
from portulan.crefop.registre.models import EntreeRegistre, Ouverture, PointDeControle, TeteRegistre
from portulan.crefop.registre.operations import (
    effacer_les_ouvertures,
    effacer_ouvertures,
    engagement_de,
    engager,
    inscrire,
    ouvertures_lisibles,
    poser_point_de_controle,
)
from portulan.crefop.registre.verification import ORIGINE, Point, verifier
from portulan.journal.models import Entree
from portulan.socle.erreurs import DeclarationInvalide, Interdit, Introuvable

pytestmark = pytest.mark.django_db


def ecrire(nombre=3, **charge):
    return [
        inscrire(type="essai", objet=f"essai:{rang}", organe="crefop-94", charge={"rang": rang, **charge})
        for rang in range(nombre)
    ]


def test_chaque_entree_nomme_la_precedente():
    ecrire()
    precedente = ORIGINE
    for entree in EntreeRegistre.objects.all():
        assert json.loads(entree.contenu)["prev"] == precedente
        assert sha256(entree.contenu.encode()).hexdigest() == entree.empreinte
        precedente = entree.empreinte
    assert TeteRegistre.objects.get().empreinte == precedente
    assert poser_point_de_controle(motif="essai", objet="essai:2").empreinte == precedente


def test_un_acte_annule_n_inscrit_rien():
    with transaction.atomic():
        inscrire(type="essai", objet="essai:1", organe="crefop-94", charge={"qui": engager("Nom")})
        transaction.set_rollback(True)
    assert not EntreeRegistre.objects.exists()
    assert not Ouverture.objects.exists()


@pytest.mark.parametrize("charge", [{"part": 0.5}, {"x": {1: "un"}}, {"x": object()}])
def test_ce_qui_n_a_pas_une_seule_ecriture_n_entre_pas(charge):
    with pytest.raises(DeclarationInvalide):
        inscrire(type="essai", objet="essai:1", organe="crefop-94", charge=charge)
    assert not EntreeRegistre.objects.exists()


def test_un_mot_trop_long_n_entre_pas():
    for champs in ({"type": "x" * 41}, {"objet": ""}, {"organe": "x" * 81}):
        with pytest.raises(DeclarationInvalide):
            inscrire(**{"type": "essai", "objet": "essai:1", "organe": "crefop-94", "charge": {}, **champs})


@pytest.mark.parametrize(
    "ordre",
    [
        "UPDATE actes_entreeregistre SET type = 'autre' WHERE seq = 1",
        "UPDATE actes_pointdecontrole SET racine = 'autre'",
        "UPDATE actes_teteregistre SET seq = 1",
        "UPDATE actes_ouverture SET valeur = 'autre'",
        "UPDATE actes_ouverture SET entree_id = NULL",
    ],
)
def test_la_base_refuse_de_changer_ce_qui_est_inscrit(ordre):
    ecrire(qui=engager("Nom"))
    poser_point_de_controle(motif="essai", objet="essai:2")
    with (
        pytest.raises((IntegrityError, DatabaseError), match=r"ne change pas|une entree a la fois"),
        transaction.atomic(),
    ):
        connection.cursor().execute(ordre)


def test_l_export_d_un_registre_vide_est_conforme():
    assert verifier(lignes()).conforme
    poser_point_de_controle(motif="essai", objet="essai:0")
    assert verifier(lignes()).points == 1


def test_poser_deux_fois_le_meme_point_n_en_fait_qu_un():
    ecrire()
    premier = poser_point_de_controle(motif="cloture", objet="seance:1")
    assert poser_point_de_controle(motif="cloture", objet="seance:1") == premier
    assert poser_point_de_controle(motif="publication", objet="avis:1").racine == premier.racine


def test_ni_un_point_ni_une_entree_ne_relisent_le_registre(django_assert_num_queries):
    ecrire(20)
    with django_assert_num_queries(5):  # savepoint, head, insert, head, release
        inscrire(type="essai", objet="essai:1", organe="crefop-94", charge={})
    with django_assert_num_queries(7):  # savepoint, head, look, (savepoint, insert, release), release
        poser_point_de_controle(motif="essai", objet="essai:9")


textes = st.text(st.characters(codec="utf-8"), max_size=10)
gestes = st.lists(
    st.tuples(st.sampled_from(("inscrire", "engager", "point", "effacer", "annuler")), textes), max_size=12
)


@given(gestes)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_apres_n_importe_quelle_suite_d_operations_l_export_passe(suite):
    with transaction.atomic():
        numero, imprimes = count(), []
        for geste, texte in suite:
            objet = f"essai:{next(numero)}"
            if geste == "point":
                point = poser_point_de_controle(motif="essai", objet=objet)
                imprimes.append(Point(point.seq, point.empreinte, point.racine))
            elif geste == "effacer" and Ouverture.objects.exists():
                engagement = Ouverture.objects.first().engagement
                effacer_les_ouvertures(auteur="systeme", engagements=[engagement], motif="demande")
            elif geste == "annuler":
                with transaction.atomic():
                    inscrire(type="essai", objet=objet, organe="crefop-94", charge={"t": engager(texte)})
                    transaction.set_rollback(True)
            else:
                dit = engager(texte) if geste == "engager" else texte
                inscrire(type="essai", objet=objet, organe="crefop-94", charge={"texte": dit})
        constat = verifier(lignes(), imprimes)
        assert constat.conforme, constat.ecarts
        assert constat.entrees == EntreeRegistre.objects.count()
        assert (constat.tete, constat.racine) == (
            (TeteRegistre.objects.get().empreinte, constat.racine) if constat.entrees else (ORIGINE, constat.racine)
        )
        transaction.set_rollback(True)


def test_l_export_ne_contient_aucune_ouverture():
    ecrire(qui=engager("Camille Durand"))
    export = b"".join(lignes())
    assert b"Durand" not in export
    assert Ouverture.objects.get().sel.encode() not in export


# --- erasure --------------------------------------------------------------------------------------


def test_effacer_rompt_la_lecture_pas_la_chaine():
    comite = petit_comite()
    engagement = engager({"nom": "Camille Durand"})
    (entree,) = ecrire(1, qui=engagement)
    ouverture = Ouverture.objects.get()
    assert ouverture.entree == entree
    assert engagement_de(ouverture.sel, ouverture.valeur) == engagement
    point = poser_point_de_controle(motif="essai", objet="essai:1")
    fait = effacer_ouvertures(titulaire=comite.bureau(), engagements=[engagement], motif="demande")
    assert fait == 1
    assert not Ouverture.objects.exists()
    assert verifier(lignes(), [Point(point.seq, point.empreinte, point.racine)]).conforme
    derniere = json.loads(EntreeRegistre.objects.last().contenu)
    assert (derniere["type"], derniere["charge"]) == (
        "registre.effacer",
        {"engagements": [engagement], "motif": "demande"},
    )
    assert Entree.objects.get(acte="registre.effacer").detail == {"nombre": 1}
    with pytest.raises(Introuvable):
        effacer_ouvertures(titulaire=comite.bureau(), engagements=[engagement], motif="demande")


def test_effacer_demande_le_role_et_le_second_facteur():
    comite = petit_comite()
    engagement = engager("Nom")
    for titulaire in (comite.bureau(verifie=False), comite.titulaire("cfdt"), comite.titulaire("prefet")):
        with pytest.raises(Interdit):
            effacer_ouvertures(titulaire=titulaire, engagements=[engagement], motif="demande")
    assert PointDeControle.objects.count() == 0
    assert Ouverture.objects.count() == 1


def test_l_urne_d_un_vote_secret_ne_se_lit_ni_ne_s_efface_ici():
    comite = petit_comite()
    urne = engager([["a1", "pour"], ["b2", "contre"]])
    inscrire(type="scrutin.clore", objet="scrutin:1", organe="crefop-94", charge={"urne": urne})
    assert not ouvertures_lisibles().exists()
    with pytest.raises(Introuvable):
        effacer_ouvertures(titulaire=comite.bureau(), engagements=[urne], motif="erreur")
    assert Ouverture.objects.count() == 1
