"""Accounts: unique address, single-use links, limited attempts, journal without personal data."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portulan.comptes.models import Compte, Habilitation
from portulan.comptes.operations import (
    assurer_compte,
    consommer_lien,
    creer_compte,
    fabriquer_lien,
    verifier_mot_de_passe,
)
from portulan.journal.models import Entree
from portulan.socle.erreurs import DonneeInvalide, Interdit

pytestmark = pytest.mark.django_db
SECRET = "marée haute à Sète"


def test_un_courriel_n_a_qu_un_compte_quelle_que_soit_la_casse():
    creer_compte(courriel="Claire@example.fr")
    with pytest.raises(DonneeInvalide, match="déjà un compte"):
        creer_compte(courriel="claire@EXAMPLE.fr")
    assert Compte.objects.count() == 1


@pytest.mark.parametrize("courriel", ["", "sans-arobase", "a@b", "a\x00@example.fr"])
def test_un_courriel_faux_est_refuse(courriel):
    with pytest.raises(DonneeInvalide):
        creer_compte(courriel=courriel)
    assert not Compte.objects.exists()


def test_un_mot_de_passe_court_est_refuse():
    with pytest.raises(DonneeInvalide, match="12 caractères"):
        creer_compte(courriel="a@example.fr", mot_de_passe="court")


def test_un_role_inconnu_est_refuse():
    with pytest.raises(DonneeInvalide, match="administrateur"):
        creer_compte(courriel="a@example.fr", role="roi")


def test_la_base_refuse_un_role_inconnu_et_un_courriel_en_double():
    from django.db import IntegrityError, transaction

    creer_compte(courriel="a@example.fr")
    autre = creer_compte(courriel="b@example.fr")
    with pytest.raises(IntegrityError), transaction.atomic():
        Habilitation.objects.filter(compte=autre).update(role="roi")
    with pytest.raises(IntegrityError), transaction.atomic():
        Compte.objects.filter(pk=autre.pk).update(courriel="A@Example.fr")


def test_le_lien_ne_sert_qu_une_fois():
    compte = creer_compte(courriel="a@example.fr")
    lien = fabriquer_lien(compte=compte)
    assert consommer_lien(valeur=lien) == compte
    with pytest.raises(Interdit, match="déjà servi"):
        consommer_lien(valeur=lien)


def test_le_lien_expire_apres_un_jour():
    lien = fabriquer_lien(compte=creer_compte(courriel="a@example.fr"))
    with time_machine.travel(timedelta(hours=25), tick=False), pytest.raises(Interdit, match="expiré"):
        consommer_lien(valeur=lien)


def test_un_lien_forge_ou_d_un_autre_usage_est_refuse():
    from django.core import signing

    compte = creer_compte(courriel="a@example.fr")
    for valeur in ("n'importe quoi", signing.dumps({"compte": compte.pk, "jeton": "x"}, salt="autre.usage")):
        with pytest.raises(Interdit, match="pas valable"):
            consommer_lien(valeur=valeur)


def test_le_lien_d_un_compte_desactive_est_refuse():
    compte = creer_compte(courriel="a@example.fr")
    Compte.objects.update(is_active=False)
    with pytest.raises(Interdit, match="n'existe plus"):
        consommer_lien(valeur=fabriquer_lien(compte=compte))


def test_le_mot_de_passe_ouvre_quelle_que_soit_la_casse_du_courriel():
    compte = creer_compte(courriel="a@example.fr", mot_de_passe=SECRET)
    assert verifier_mot_de_passe(courriel="A@Example.FR", mot_de_passe=SECRET, adresse_ip="10.0.0.1") == compte


def test_cinq_essais_par_minute_et_par_adresse():
    creer_compte(courriel="a@example.fr", mot_de_passe=SECRET)
    for _ in range(5):
        with pytest.raises(Interdit, match="incorrect"):
            verifier_mot_de_passe(courriel="a@example.fr", mot_de_passe="non", adresse_ip="10.0.0.2")
    with pytest.raises(Interdit, match="Trop d'essais"):
        verifier_mot_de_passe(courriel="a@example.fr", mot_de_passe=SECRET, adresse_ip="10.0.0.2")
    assert verifier_mot_de_passe(courriel="a@example.fr", mot_de_passe=SECRET, adresse_ip="10.0.0.3")


def test_une_minute_suffit_meme_a_qui_insiste():
    """The refusal says « attendez une minute »: attempts refused meanwhile do not make it longer."""
    creer_compte(courriel="a@example.fr", mot_de_passe=SECRET)
    acces = {"courriel": "a@example.fr", "adresse_ip": "10.0.0.5"}
    debut = datetime(2026, 3, 2, 9, tzinfo=UTC)
    for seconde in range(0, 60, 5):
        motif = "incorrect" if seconde < 25 else "Trop d'essais"
        with time_machine.travel(debut + timedelta(seconds=seconde), tick=False), pytest.raises(Interdit, match=motif):
            verifier_mot_de_passe(mot_de_passe="non", **acces)
    with time_machine.travel(debut + timedelta(seconds=61), tick=False):
        assert verifier_mot_de_passe(mot_de_passe=SECRET, **acces)


def test_un_compte_sans_mot_de_passe_ne_s_ouvre_par_aucun():
    assurer_compte(courriel="a@example.fr")
    with pytest.raises(Interdit):
        verifier_mot_de_passe(courriel="a@example.fr", mot_de_passe="", adresse_ip="10.0.0.4")


def test_assurer_deux_fois_donne_le_meme_compte():
    assert assurer_compte(courriel="a@example.fr") == assurer_compte(courriel="A@example.fr")


def test_le_journal_ne_dit_ni_nom_ni_courriel():
    compte = creer_compte(courriel="claire.martin@example.fr", nom="Claire Martin", par="cli")
    consommer_lien(valeur=fabriquer_lien(compte=compte))
    entrees = list(Entree.objects.values_list("acte", flat=True))
    assert sorted(entrees) == ["compte.connexion", "compte.creer", "compte.habiliter"]
    assert "artin" not in str(list(Entree.objects.values()))
