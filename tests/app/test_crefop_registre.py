"""The register of acts: a chain, appended with the act it records."""

import json
from hashlib import sha256

import pytest
from django.db import transaction

from portulan.crefop.registre.models import EntreeRegistre, Ouverture, TeteRegistre
from portulan.crefop.registre.operations import ORIGINE, engager, inscrire, poser_point_de_controle

pytestmark = pytest.mark.django_db


def test_chaque_entree_nomme_la_precedente():
    for rang in range(3):
        inscrire(type="essai", objet=f"essai:{rang}", organe="crefop-94", charge={"rang": rang})
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
