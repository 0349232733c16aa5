"""Jobs: one per double click, declared transitions, progress, cancellation, dead workers."""

import socket
from datetime import timedelta

import pytest

from portulan.socle.erreurs import DonneeInvalide, Impossible, Introuvable
from portulan.socle.horloge import maintenant
from portulan.travaux import execution, operations, taches
from portulan.travaux.models import Etat, Travail
from portulan.travaux.queries import get_travail, list_travaux
from portulan.travaux.taches import executer
from portulan.travaux.travailleur import creer_travailleur

pytestmark = pytest.mark.django_db


def reussir(progression, *, nombre):
    progression("Compter", 0.5)
    return {"nombre": nombre + 1}


def refuser(progression):
    raise DonneeInvalide("Le fichier est vide.", remede="Donnez-en un autre.")


def planter(progression):
    raise ZeroDivisionError


def se_faire_annuler(progression, *, travail):
    progression("Commencer", 0.1)
    operations.annuler(travail_id=travail)
    progression("Continuer", 0.2)
    return {"atteint": True}


@pytest.fixture(autouse=True)
def genres(settings):
    settings.PORTULAN_TRAVAUX = {
        nom: f"{__name__}.{nom}" for nom in ("reussir", "refuser", "planter", "se_faire_annuler")
    }
    import sys

    sys.modules.setdefault(__name__, sys.modules[reussir.__module__])


def demander(genre="reussir", **parametres):
    return operations.demander(genre=genre, libelle=genre, parametres=parametres, demande_par="compte:1")


def test_un_double_clic_est_un_seul_travail():
    premier, nouveau = demander(nombre=1)
    second, encore = demander(nombre=1)
    assert (nouveau, encore) == (True, False)
    assert premier == second
    autre, _ = demander(nombre=2)
    assert autre != premier


def test_un_travail_fini_peut_etre_redemande():
    premier, _ = demander(nombre=1)
    executer.call(premier.pk)
    second, nouveau = demander(nombre=1)
    assert nouveau
    assert second != premier


def test_un_genre_inconnu_est_refuse():
    with pytest.raises(Introuvable, match="genre"):
        demander("danser")


def test_executer_dit_le_resultat():
    travail, _ = demander(nombre=41)
    assert executer.call(travail.pk) == "termine"
    fini = get_travail(travail.pk)
    assert (fini.etat, fini.resultat, fini.pourcentage) == (Etat.TERMINE, {"nombre": 42}, 100)
    assert fini.termine_le is not None
    assert not fini.actif


def test_une_erreur_connue_garde_son_message_et_son_remede():
    travail, _ = demander("refuser")
    assert executer.call(travail.pk) == "echoue"
    fini = get_travail(travail.pk)
    assert (fini.message, fini.remede) == ("Le fichier est vide.", "Donnez-en un autre.")


def test_un_bogue_est_dit_sans_trace():
    travail, _ = demander("planter")
    assert executer.call(travail.pk) == "echoue"
    fini = get_travail(travail.pk)
    assert "inattendue" in fini.message
    assert "ZeroDivision" not in fini.message + fini.remede


def test_annuler_avant_le_debut():
    travail, _ = demander(nombre=1)
    assert operations.annuler(travail_id=travail.pk).etat == Etat.ANNULE
    assert executer.call(travail.pk) == "ignore"


def test_annuler_pendant_arrete_a_l_etape_suivante():
    travail, _ = demander("se_faire_annuler", travail=0)
    Travail.objects.filter(pk=travail.pk).update(parametres={"travail": travail.pk})
    assert executer.call(travail.pk) == "annule"
    assert get_travail(travail.pk).resultat == {}


def test_un_travail_fini_ne_s_annule_pas():
    travail, _ = demander(nombre=1)
    executer.call(travail.pk)
    with pytest.raises(Impossible, match="terminé"):
        operations.annuler(travail_id=travail.pk)


def test_relancer_un_echec():
    travail, _ = demander("refuser")
    executer.call(travail.pk)
    relance = operations.relancer(travail_id=travail.pk)
    assert (relance.etat, relance.message) == (Etat.EN_ATTENTE, "")
    with pytest.raises(Impossible):
        operations.relancer(travail_id=travail.pk)


def test_deux_travailleurs_ne_prennent_pas_le_meme_travail():
    travail, _ = demander(nombre=1)
    assert execution.commencer(travail_id=travail.pk) is not None
    assert execution.commencer(travail_id=travail.pk) is None


@pytest.mark.parametrize(
    ("travailleur", "silence", "mort"),
    [
        (f"{socket.gethostname()}:999999999", 0, True),
        ("autre-machine:1", 30, False),
        ("autre-machine:1", 600, True),
    ],
)
def test_les_morts_sont_remis_en_file(travailleur, silence, mort):
    travail, _ = demander(nombre=1)
    execution.commencer(travail_id=travail.pk)
    vu = maintenant() - timedelta(seconds=silence)
    Travail.objects.update(travailleur=travailleur, signe_de_vie=vu)
    assert operations.enterrer_les_morts() == int(mort)
    assert get_travail(travail.pk).etat == (Etat.EN_ATTENTE if mort else Etat.EN_COURS)


def test_un_travail_qui_tue_ses_travailleurs_finit_par_echouer():
    travail, _ = demander(nombre=1)
    for _ in range(operations.ESSAIS_MAXIMAUX):
        assert execution.commencer(travail_id=travail.pk)
        Travail.objects.update(travailleur=f"{socket.gethostname()}:999999999")
        operations.enterrer_les_morts()
    fini = get_travail(travail.pk)
    assert fini.etat == Etat.ECHOUE
    assert "plusieurs fois" in fini.message


def test_la_fraction_reste_entre_zero_et_un():
    travail, _ = demander(nombre=1)
    execution.commencer(travail_id=travail.pk)
    assert execution.avancer(travail_id=travail.pk, etape="x" * 500, fraction=7.0)
    assert get_travail(travail.pk).pourcentage == 100


def test_get_travail_absent():
    with pytest.raises(Introuvable):
        get_travail(10**12)


@pytest.mark.django_db(transaction=True)
def test_le_travailleur_execute_ce_qui_attend():
    for nombre in range(3):
        demander(nombre=nombre)
    creer_travailleur(vider=True, intervalle=0).run()
    assert list(list_travaux().values_list("etat", flat=True)) == [Etat.TERMINE] * 3


def test_un_travailleur_qu_on_arrete_laisse_son_travail_au_suivant(monkeypatch):
    travail, _ = demander(nombre=1)
    taches.ARRET.set()
    try:
        assert executer.call(travail.pk) == "interrompu"
    finally:
        taches.ARRET.clear()
    assert get_travail(travail.pk).etat == Etat.EN_COURS
    Travail.objects.update(travailleur=f"{socket.gethostname()}:999999999")
    operations.enterrer_les_morts()
    assert executer.call(travail.pk) == "termine"


def test_deux_longs_travaux_differents_ne_se_confondent_pas():
    """Two uploads of a long name differ by the end of their path."""
    premier, _ = demander(adresse="x" * 300 + "1")
    second, nouveau = demander(adresse="x" * 300 + "2")
    assert nouveau
    assert premier != second


def test_un_import_interrompu_garde_le_fichier_envoye(maison, tmp_path, monkeypatch):
    """The next worker takes the job up again: it needs the file; an unreadable one is erased."""
    from portulan.publication.taches import importer

    def arreter(*_a, **_k):
        raise taches.Arret

    fichier = tmp_path / "envoi.csv"
    fichier.write_text("a;b\n1;2\n")
    with monkeypatch.context() as rature:
        rature.setattr("portulan.sources.importer.importer", arreter)
        with pytest.raises(taches.Arret):
            importer(lambda *_: None, source="", origine=str(fichier), nom=fichier.name)
    assert fichier.exists()
    with pytest.raises(DonneeInvalide):
        importer(lambda *_: None, source="", origine=str(fichier), nom=fichier.name)
    assert not fichier.exists()


@pytest.mark.parametrize(
    ("etat", "dates"),
    [
        (Etat.TERMINE, {"commence_le": True}),
        (Etat.TERMINE, {"termine_le": True}),
        (Etat.ECHOUE, {}),
        (Etat.EN_ATTENTE, {"termine_le": True}),
        (Etat.EN_COURS, {}),
        ("fini", {"commence_le": True, "termine_le": True}),
    ],
)
def test_la_base_refuse_un_etat_que_ses_dates_dementent(etat, dates):
    from django.db import IntegrityError, transaction

    demander(nombre=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Travail.objects.update(etat=etat, **dict.fromkeys(dates, maintenant()))


def test_le_travail_du_jour_est_demande_une_fois_par_jour(settings):
    from datetime import date

    settings.PORTULAN_TRAVAUX_QUOTIDIENS = (("reussir", "Échéances du jour"),)
    lundi, mardi = date(2026, 3, 2), date(2026, 3, 3)
    assert [operations.demander_les_quotidiens(jour) for jour in (lundi, lundi, mardi, lundi)] == [1, 0, 1, 0]
    Travail.objects.update(etat=Etat.ANNULE, termine_le=maintenant())
    assert operations.demander_les_quotidiens(lundi) == 0
