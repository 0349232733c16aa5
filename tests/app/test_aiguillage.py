"""The rules as data, and the index that follows the network: what a write changes, and what a test of rights allows."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from fabriques.aiguillage import AJACCIO, service, structure
from portulan.comptes.droits import ANONYME, Acces, Titulaire
from portulan.comptes.enums import Role
from portulan.journal.models import Entree
from portulan.methodes.aiguillage_regles import Regles
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.horloge import aujourdhui
from portulan.terrain.aiguillage import droits, queries
from portulan.terrain.aiguillage.models import EmpreinteReseau, RegleAiguillage
from portulan.terrain.aiguillage.operations import (
    ReglesRefusees,
    abandonner_regles,
    adopter_regles,
    proposer_regles,
)
from portulan.terrain.aiguillage.queries import (
    empreinte_reseau,
    index_courant,
    proposer,
    regles_en_vigueur,
    requete_en,
)
from portulan.terrain.aiguillage.taches import elaguer
from portulan.terrain.reseau.models import Disponibilite, Service, Structure

pytestmark = pytest.mark.django_db
THEME = "se-former--trouver-sa-formation"
MISSION = Titulaire(7, (Acces(Role.MISSION_SPRO, None, None),), verifie=True)


def ici(**autres):
    return requete_en(AJACCIO, themes=(THEME,), jour=aujourdhui(), **autres)


# --- the index follows the network ------------------------------------------------------------------


def test_chaque_ecriture_change_l_empreinte_et_l_index():
    une = structure()
    vues = [empreinte_reseau()]

    def change():
        vues.append(empreinte_reseau())
        assert len(set(vues)) == len(vues)

    service(une)
    change()
    assert [p.service for p in proposer(ici()).propositions] == ["essai--v"]
    jour = aujourdhui()
    fermeture = Disponibilite.objects.create(structure=une, genre="fermeture", du=jour, au=jour, saisie_par="compte:1")
    change()
    reponse = proposer(ici())
    assert reponse.propositions[0].elargie == "point_d_entree"  # closed, but never an empty answer
    fermeture.delete()
    change()
    Service.objects.bulk_create([Service(structure=une, source="essai", id_source="w", nom="Autre", date_maj=jour)])
    change()
    assert index_courant().n == 2
    Structure.objects.filter(pk=une.pk).update(nom="Renommée")
    change()
    Service.objects.bulk_create(
        [Service(structure=une, source="essai", id_source="w", nom="Autre", date_maj=jour)], ignore_conflicts=True
    )
    Structure.objects.filter(pk=une.pk).update(etat="fermee")
    change()
    assert proposer(ici()).propositions == ()


def test_un_index_inchange_n_est_pas_reconstruit_et_coute_une_requete(django_assert_num_queries):
    service(structure())
    index = index_courant()
    with django_assert_num_queries(1):
        assert index_courant() is index
    with django_assert_num_queries(2):  # the stamp, the rules in force
        proposer(ici())


def test_une_ecriture_annulee_ne_laisse_pas_un_index_de_trop():
    une = structure()
    with transaction.atomic():
        service(une)
        assert index_courant().n == 1
        transaction.set_rollback(True)
    assert index_courant().n == 0
    service(une, "autre")
    assert index_courant().identifiants == ["essai--autre"]


def test_memes_donnees_memes_octets_quel_que_soit_l_ordre_d_ecriture():
    service(structure("a"), "1")
    service(structure("b"), "2")
    avant = proposer(ici()).octets()
    Structure.objects.all().delete()
    service(structure("b"), "2")
    service(structure("a"), "1")
    assert proposer(ici()).octets() == avant


def test_elaguer_ne_rend_jamais_une_empreinte_deja_vue():
    une = structure()
    service(une)
    vue = empreinte_reseau()
    elaguer()
    assert EmpreinteReseau.objects.count() == 1
    assert index_courant().n == 1
    if connection.vendor == "postgresql":
        assert empreinte_reseau() != vue
    elaguer()
    service(une, "w")
    assert index_courant().n == 2


@pytest.mark.django_db(transaction=True)
def test_plusieurs_fils_partagent_un_index(monkeypatch):
    service(structure())
    construits, vus = [], []
    vraie = queries.construire_index

    def construire():
        construits.append(1)
        return vraie()

    monkeypatch.setattr(queries, "construire_index", construire)
    monkeypatch.setattr(queries._tenu, "couple", None)

    def lire():
        try:
            vus.append(index_courant())
        finally:
            connection.close()

    fils = [threading.Thread(target=lire) for _ in range(6)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(60)
    assert len(construits) == 1
    assert len({id(index) for index in vus}) == 1
    assert len(vus) == 6


@pytest.mark.django_db(transaction=True)
def test_pendant_une_reconstruction_les_autres_repondent_avec_l_index_d_avant(monkeypatch):
    une = structure()
    service(une)
    avant = index_courant()
    service(une, "w")
    pendant = []
    vraie = queries.construire_index

    def construire():
        fil = threading.Thread(target=lire)
        fil.start()
        fil.join(60)
        return vraie()

    def lire():
        try:
            pendant.append(index_courant())
        finally:
            connection.close()

    monkeypatch.setattr(queries, "construire_index", construire)
    assert index_courant().n == 2
    assert pendant == [avant]


def test_un_service_se_situe_a_sa_commune_puis_a_celle_de_sa_structure():
    une = structure(longitude=None, latitude=None)
    service(une, "a")
    service(une, "b", code_insee="2B033")  # Bastia
    distances = {p.service: p.distance_km for p in proposer(ici()).propositions}
    assert distances == {"essai--a": 0.0}  # one proposal for each structure: the nearest
    index = index_courant()
    bastia = index.rang_de("essai--b")
    assert index.latitude[bastia] > 42.6


def test_l_age_les_langues_et_les_labels_viennent_de_l_extension():
    une = structure(extension={"langues": ["ar"], "labels": ["qualiopi"]})
    service(une, extension={"age_min": 16, "age_max": 25, "attente": 2, "langues": ["co"]})
    codes = {r.code for r in proposer(ici(age=20, langues=("co",))).propositions[0].raisons}
    assert {"age", "langue", "delai", "besoin"} <= codes
    assert proposer(ici(age=30)).elargissement == "point_d_entree"
    assert proposer(ici(), regles=Regles(normes=("qualiopi",))).elargissement == ""


# --- the rules ----------------------------------------------------------------------------------------


def valeurs(**autres):
    return Regles().valeurs() | autres


def proposee(**autres):
    return proposer_regles(titulaire=MISSION, valeurs=valeurs(**({"rayon_km": 30} | autres)), motif="Plus près.")


def test_proposer_adopter_puis_s_appliquer_au_jour_dit():
    regle = proposee()
    assert regles_en_vigueur() == Regles()
    demain = aujourdhui() + timedelta(days=1)
    adopter_regles(titulaire=MISSION, regle=regle, applicable_le=demain)
    assert regles_en_vigueur().version == "produit-1"
    assert regles_en_vigueur(demain).version == "region-1"
    assert regles_en_vigueur(demain).rayon_km == 30
    actes = Entree.objects.filter(objet_type="regle").order_by("pk").values_list("acte", flat=True)
    assert list(actes) == ["regle.proposer", "regle.adopter"]
    service(structure())
    assert proposer(requete_en(AJACCIO, themes=(THEME,), jour=demain)).version_regles == "region-1"
    assert proposer(ici()).version_regles == "produit-1"


def test_une_seule_decision_et_jamais_au_passe():
    regle = proposee()
    with pytest.raises(DonneeInvalide, match="passé"):
        adopter_regles(titulaire=MISSION, regle=regle, applicable_le=date(2020, 1, 1))
    adopter_regles(titulaire=MISSION, regle=regle, applicable_le=aujourdhui())
    with pytest.raises(Impossible, match="déjà"):
        adopter_regles(titulaire=MISSION, regle=regle, applicable_le=aujourdhui())
    with pytest.raises(Impossible):
        abandonner_regles(titulaire=MISSION, regle=regle)
    autre = proposee(rayon_km=20)
    with pytest.raises(Impossible, match="s’appliquent déjà"):
        adopter_regles(titulaire=MISSION, regle=autre, applicable_le=aujourdhui())
    assert abandonner_regles(titulaire=MISSION, regle=autre).etat == "abandonnee"


def test_ce_qui_ne_peut_pas_etre_propose():
    with pytest.raises(ReglesRefusees) as refus:
        proposee(rayon_km=0, sature="jamais")
    assert set(refus.value.champs) == {"rayon_km", "sature"}
    with pytest.raises(DonneeInvalide, match="rien ne changerait"):
        proposer_regles(titulaire=MISSION, valeurs=valeurs(), motif="Pour voir.")
    with pytest.raises(DonneeInvalide, match="pourquoi"):
        proposer_regles(titulaire=MISSION, valeurs=valeurs(rayon_km=30), motif="  ")
    assert not RegleAiguillage.objects.exists()


def test_les_droits():
    regle = proposee()
    with pytest.raises(Interdit):
        proposer_regles(titulaire=ANONYME, valeurs=valeurs(rayon_km=20), motif="Non.")
    assert not droits.regles(ANONYME).exists()
    assert droits.regles(MISSION).exists()
    adopter_regles(titulaire=MISSION, regle=regle, applicable_le=aujourdhui())
    assert list(droits.regles(ANONYME)) == [regle]


@pytest.mark.parametrize("champ", ["valeurs", "motif", "numero"])
def test_la_base_garde_une_version_telle_quelle(champ):
    regle = proposee()
    with pytest.raises(IntegrityError), transaction.atomic():
        RegleAiguillage.objects.filter(pk=regle.pk).update(**{champ: {"a": 1} if champ == "valeurs" else 9})
    adopter_regles(titulaire=MISSION, regle=regle, applicable_le=aujourdhui())
    with pytest.raises(IntegrityError), transaction.atomic():
        RegleAiguillage.objects.filter(pk=regle.pk).update(applicable_le=date(2030, 1, 1))
