"""Operations of the assessment: rights, states, two columns, freeze, evidence store, reminders, expiry."""

import os
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from portulan.comptes.enums import GenreOrganisation, Role
from portulan.comptes.models import Courriel, Organisation
from portulan.comptes.operations import creer_compte, habiliter
from portulan.journal.models import Entree
from portulan.socle.dates import ajouter_mois
from portulan.socle.depot import TAILLE_MAXIMALE, Depot, nom_propre
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit, RessourceIndisponible, VersionDepassee
from portulan.socle.horloge import a_l_instant, aujourdhui
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.charte.queries import referentiel_en_vigueur
from portulan.terrain.evaluation import (
    gel,
    operations,
    operations_plan,
    operations_preuves,
    operations_revue,
    rappels,
    taches,
)
from portulan.terrain.evaluation.enums import Etat, Statut
from portulan.terrain.evaluation.lectures import bilan
from portulan.terrain.evaluation.models import Campagne, Constat, Echange, Evaluation, Preuve, Reponse
from portulan.terrain.evaluation.petit_pdf import petit_pdf
from portulan.terrain.evaluation.queries import synthese_publique
from portulan.terrain.reseau.models import Structure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]
REGION = Territoire(Niveau.REGION, "94")
PDF = petit_pdf("Titre", ["ligne"])


def organisation(code):
    return Organisation.objects.create(
        code=code, nom=code, genre=GenreOrganisation.OPERATEUR, operateur="mission_locale", region="94"
    )


def structure(orga, nom="ML", operateur="mission_locale"):
    return Structure.objects.create(
        source="essai",
        id_source=nom,
        nom=nom,
        operateur=operateur,
        organisation=orga,
        code_insee="2A004",
        departement="2A",
        region="94",
        date_maj=date(2025, 1, 1),
    )


def titulaire(role, orga=None, lieu=None, *, verifie=True):
    compte = creer_compte(courriel=f"{role}.{orga.code if orga else 'x'}@exemple.fr", nom=role, role=None)
    habiliter(compte=compte, role=role, organisation=orga, territoire=lieu)
    return compte.titulaire(verifie=verifie)


@pytest.fixture
def orga():
    return organisation("ml")


@pytest.fixture
def elle(orga):
    return titulaire(Role.RESPONSABLE, orga)


@pytest.fixture
def mission():
    return titulaire(Role.MISSION_SPRO, lieu=REGION)


@pytest.fixture
def evaluation(elle, orga):
    return operations.ouvrir(titulaire=elle, structure=structure(orga))


def prouver(elle, evaluation, jours=10, **dates):
    return operations_preuves.deposer_preuve(
        titulaire=elle,
        evaluation=evaluation,
        criteres=evaluation.reponses.values_list("critere", flat=True),
        morceaux=[PDF],
        nom="preuve.pdf",
        effet_le=aujourdhui() - timedelta(days=jours),
        **dates,
    )


def soumise(elle, evaluation, niveau=3):
    Reponse.objects.filter(evaluation=evaluation).update(niveau=niveau)
    prouver(elle, evaluation)
    return operations.soumettre(titulaire=elle, evaluation=evaluation)


def validee(elle, mission, evaluation):
    soumise(elle, evaluation)
    operations_revue.constater(titulaire=mission, evaluation=evaluation, critere="P1.1", niveau=3)
    evaluation.refresh_from_db()
    return operations_revue.valider(titulaire=mission, evaluation=evaluation, version=evaluation.version)


def repondre(elle, evaluation, critere="P1.1", version=1, **valeurs):
    return operations.enregistrer_reponse(
        titulaire=elle, evaluation=evaluation, critere=critere, version=version, **valeurs
    )


# --- the operator ---------------------------------------------------------------------------------


def test_la_base_refuse_deux_evaluations_en_cours(evaluation):
    with pytest.raises(IntegrityError), transaction.atomic():
        operations.creer(evaluation.structure, evaluation.referentiel, None, None)


def test_la_base_refuse_une_validation_sans_contenu(evaluation):
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.update(etat=Etat.VALIDEE)


@pytest.mark.parametrize(
    "valeurs",
    [
        {"niveau": 5},
        {"sans_objet": "demandee"},
        {"sans_objet": "peut-être"},
        {"sans_objet": "acceptee", "motif": "x", "niveau": 2},
    ],
)
def test_la_base_refuse_une_reponse_absurde(evaluation, valeurs):
    with pytest.raises(IntegrityError), transaction.atomic():
        Reponse.objects.filter(critere="P1.1").update(**valeurs)


def test_deux_ouvertures_a_la_fois_n_en_font_qu_une(elle, evaluation):
    with pytest.raises(Impossible, match="déjà une évaluation en cours"):
        operations.ouvrir(titulaire=elle, structure=evaluation.structure)


def test_un_operateur_sans_groupe_n_a_rien_a_evaluer(elle, orga):
    with pytest.raises(Impossible, match="ne demande rien"):
        operations.ouvrir(titulaire=elle, structure=structure(orga, "CARIF", "carif_oref"))
    assert not Evaluation.objects.exists()


def test_la_meme_reponse_deux_fois_n_ecrit_qu_une_fois(elle, evaluation):
    repondre(elle, evaluation, niveau=2, commentaire="x")
    assert repondre(elle, evaluation, niveau=2, commentaire="x").version == 2
    assert Entree.objects.filter(acte="evaluation.repondre").count() == 1
    with pytest.raises(VersionDepassee):
        repondre(elle, evaluation, niveau=3)


def test_un_eliminatoire_ne_peut_pas_etre_sans_objet(elle, evaluation):
    with pytest.raises(DonneeInvalide, match="s’applique toujours"):
        repondre(elle, evaluation, "P1.1", sans_objet=True, motif="non")


def test_qui_peut_repondre(evaluation, mission):
    autre = titulaire(Role.RESPONSABLE, organisation("autre"))
    for qui in (autre, mission):
        with pytest.raises(Interdit):
            repondre(qui, evaluation, niveau=2)


def test_confier_se_limite_aux_collegues(elle, evaluation):
    from portulan.comptes.models import Compte

    etranger = titulaire(Role.AGENT, organisation("autre"))
    with pytest.raises(DonneeInvalide, match="pas de rôle"):
        operations.confier(
            titulaire=elle, evaluation=evaluation, criteres=["P1.1"], compte=Compte.objects.get(pk=etranger.compte)
        )


# --- the review -----------------------------------------------------------------------------------


def test_deux_relecteurs_sur_un_critere_gardent_chacun_leur_colonne(elle, mission, evaluation):
    from portulan.comptes.models import Compte

    soumise(elle, evaluation)
    pair = titulaire(Role.RESPONSABLE, organisation("autre"))
    with pytest.raises(Interdit):
        operations_revue.constater(titulaire=pair, evaluation=evaluation, critere="P1.1", niveau=1)
    operations_revue.designer_relecteur(
        titulaire=mission, evaluation=evaluation, compte=Compte.objects.get(pk=pair.compte)
    )
    operations_revue.constater(titulaire=pair, evaluation=evaluation, critere="P1.1", niveau=1)
    operations_revue.constater(titulaire=mission, evaluation=evaluation, critere="P1.1", niveau=2, commentaire="vu")
    assert set(Constat.objects.values_list("regard", "niveau")) == {("pair", 1), ("region", 2)}
    assert Reponse.objects.get(critere="P1.1").niveau == 3
    assert bilan(evaluation, aujourdhui()).niveau("P1.1").retenu == 2
    with pytest.raises(VersionDepassee):
        operations_revue.constater(titulaire=mission, evaluation=evaluation, critere="P1.1", niveau=0)
    assert Evaluation.objects.get().etat == Etat.EN_REVUE


def test_personne_ne_relit_sa_propre_organisation(elle, mission, evaluation):
    from portulan.comptes.models import Compte

    soumise(elle, evaluation)
    with pytest.raises(DonneeInvalide, match="organisation évaluée"):
        operations_revue.designer_relecteur(
            titulaire=mission, evaluation=evaluation, compte=Compte.objects.get(pk=elle.compte)
        )


def test_valider_fige_demande_le_second_facteur_et_un_regard(elle, mission, evaluation):
    soumise(elle, evaluation)
    operations_revue.commencer_revue(titulaire=mission, evaluation=evaluation)
    evaluation.refresh_from_db()
    sans_facteur = titulaire(Role.MISSION_SPRO, organisation("region"), REGION, verifie=False)
    with pytest.raises(Interdit, match="second facteur"):
        operations_revue.valider(titulaire=sans_facteur, evaluation=evaluation, version=evaluation.version)
    with pytest.raises(Impossible, match="regard"):
        operations_revue.valider(titulaire=mission, evaluation=evaluation, version=evaluation.version)
    operations_revue.constater(titulaire=mission, evaluation=evaluation, critere="P1.1", niveau=1)
    figee = operations_revue.valider(titulaire=mission, evaluation=evaluation, version=evaluation.version)
    assert gel.intact(figee)
    assert figee.contenu["bilan"]["statut"] == Statut.NON_CONFORME
    assert figee.contenu["bilan"]["bloquants"] == ["P1.1"]
    with pytest.raises(Impossible):
        operations_revue.constater(titulaire=mission, evaluation=figee, critere="P1.2", niveau=1)
    figee.contenu["reponses"][0]["niveau"] = 4
    assert not gel.intact(figee)


def test_la_base_refuse_de_reecrire_ce_qui_est_valide(elle, mission, evaluation):
    figee = validee(elle, mission, evaluation)
    reponse, constat = figee.reponses.first(), figee.constats.first()

    def sql():
        with connection.cursor() as curseur:
            curseur.execute("UPDATE evaluation_evaluation SET contenu = '{}' WHERE id = %s", [figee.pk])

    def orm():
        figee.contenu["bilan"]["statut"] = "truquee"
        figee.save()

    for reecrire in (
        sql,
        orm,
        lambda: Evaluation.objects.filter(pk=figee.pk).update(empreinte="0" * 64),
        lambda: Reponse.objects.filter(pk=reponse.pk).update(niveau=0),
        lambda: Constat.objects.filter(pk=constat.pk).update(niveau=0),
    ):
        with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
            reecrire()
    lue = Evaluation.objects.get(pk=figee.pk)
    assert gel.intact(lue)
    lue.save()  # the same content, written again
    Reponse.objects.filter(pk=reponse.pk).update(confiee_a=None, modifiee_par=None)


def test_la_base_refuse_de_reecrire_un_message(elle, mission, evaluation):
    soumise(elle, evaluation)
    echange = operations_revue.echanger(titulaire=elle, evaluation=evaluation, critere="P1.1", texte="Voici pourquoi")
    with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
        Echange.objects.filter(pk=echange.pk).update(texte="Autre chose")


def test_un_sans_objet_en_attente_empeche_de_valider(elle, mission, evaluation):
    permis = next(c.code for c in evaluation.referentiel.referentiel.applicables("cep") if c.na_permis)
    repondre(elle, evaluation, permis, sans_objet=True, motif="Public absent")
    Reponse.objects.exclude(critere=permis).update(niveau=2)
    operations.soumettre(titulaire=elle, evaluation=evaluation)
    operations_revue.constater(titulaire=mission, evaluation=evaluation, critere="P1.1", niveau=2)
    evaluation.refresh_from_db()
    with pytest.raises(Impossible, match="attendent une décision"):
        operations_revue.valider(titulaire=mission, evaluation=evaluation, version=evaluation.version)
    with pytest.raises(DonneeInvalide, match="se motive"):
        operations_revue.decider_sans_objet(titulaire=mission, evaluation=evaluation, critere=permis, accepte=False)
    operations_revue.decider_sans_objet(titulaire=mission, evaluation=evaluation, critere=permis, accepte=True)
    assert bilan(evaluation, aujourdhui()).applicables == 39


def test_renvoyer_rend_la_main_et_garde_l_echange(elle, mission, evaluation):
    soumise(elle, evaluation)
    operations_revue.echanger(titulaire=mission, evaluation=evaluation, critere="P1.1", texte="Et le samedi ?")
    operations_revue.echanger(titulaire=mission, evaluation=evaluation, critere="P1.1", texte="Et le samedi ?")
    operations_revue.echanger(titulaire=elle, evaluation=evaluation, critere="P1.1", texte="Ouvert depuis mars.")
    assert [e.cote for e in evaluation.echanges.all()] == ["relecteur", "operateur"]
    rendue = operations_revue.renvoyer(titulaire=mission, evaluation=evaluation, motif="Ajoutez les horaires.")
    assert (rendue.etat, rendue.echanges.count()) == (Etat.OUVERTE, 2)
    assert repondre(elle, evaluation, niveau=2).niveau == 2


def test_une_preuve_refusee_ne_compte_plus(elle, mission, evaluation):
    soumise(elle, evaluation)
    operations_revue.juger_preuve(
        titulaire=mission, evaluation=evaluation, preuve=Preuve.objects.get(), acceptee=False, remarque="Illisible"
    )
    assert bilan(evaluation, aujourdhui()).statut == Statut.NON_CONFORME


def test_la_synthese_publique_est_celle_que_la_region_publie(elle, mission, evaluation):
    figee = validee(elle, mission, evaluation)
    assert synthese_publique(evaluation.structure, aujourdhui()) is None
    operations_revue.publier_synthese(titulaire=mission, evaluation=figee)
    assert synthese_publique(evaluation.structure, aujourdhui()) == figee
    operations_revue.publier_synthese(titulaire=mission, evaluation=figee, publique=False)
    assert synthese_publique(evaluation.structure, aujourdhui()) is None


# --- time -----------------------------------------------------------------------------------------


def test_une_preuve_expiree_agit_le_lendemain_sans_toucher_ce_qui_est_fige(elle, mission, evaluation):
    Reponse.objects.update(niveau=3)
    fin = aujourdhui() + timedelta(days=40)
    prouver(elle, evaluation, valide_jusqu_au=fin)
    operations.soumettre(titulaire=elle, evaluation=evaluation)
    operations_revue.constater(titulaire=mission, evaluation=evaluation, critere="P1.1", niveau=3)
    evaluation.refresh_from_db()
    figee = operations_revue.valider(titulaire=mission, evaluation=evaluation, version=evaluation.version)
    assert bilan(figee, fin).statut == Statut.CONFORME
    assert bilan(figee, fin + timedelta(days=1)).statut == Statut.NON_CONFORME
    assert figee.contenu["bilan"]["statut"] == Statut.CONFORME
    assert gel.intact(figee)


def test_perimer_le_lendemain_du_dernier_jour_puis_reprendre(elle, mission, evaluation):
    figee = validee(elle, mission, evaluation)
    assert operations.perimer(figee.valable_jusqu_au) == 0
    assert operations.perimer(figee.valable_jusqu_au + timedelta(days=1)) == 1
    assert operations.perimer(figee.valable_jusqu_au + timedelta(days=1)) == 0
    suite = operations.ouvrir(titulaire=elle, structure=evaluation.structure, reprendre_de=figee)
    assert suite.reponses.filter(a_confirmer=True, niveau=3).count() == 40
    assert suite.preuves.count() == 40
    with pytest.raises(Impossible, match="reprises à confirmer"):
        operations.soumettre(titulaire=elle, evaluation=suite)
    assert not repondre(elle, suite, niveau=3).a_confirmer


def test_rappels_a_30_7_et_1_jours_une_fois_chacun(elle, evaluation):
    Evaluation.objects.update(echeance=date(2027, 3, 31))
    envoyes = {}
    for jour in (
        date(2027, 2, 15),
        date(2027, 3, 1),
        date(2027, 3, 1),
        date(2027, 3, 10),
        date(2027, 3, 24),
        date(2027, 3, 30),
        date(2027, 4, 1),
    ):
        with a_l_instant(datetime(jour.year, jour.month, jour.day, 8, tzinfo=UTC)):
            envoyes.setdefault(jour, []).append(taches.echeances(jour)["rappels"])
    assert envoyes == {
        date(2027, 2, 15): [0],
        date(2027, 3, 1): [1, 0],
        date(2027, 3, 10): [0],
        date(2027, 3, 24): [1],
        date(2027, 3, 30): [1],
        date(2027, 4, 1): [0],
    }
    assert Courriel.objects.filter(gabarit="rappel_evaluation").count() == 3
    assert "31 mars 2027" in Courriel.objects.first().texte


def test_rappel_d_une_preuve_qui_expire_et_d_une_action(elle, evaluation):
    prouver(elle, evaluation, valide_jusqu_au=aujourdhui() + timedelta(days=6))
    operations_plan.ajouter_action(
        titulaire=elle,
        evaluation=evaluation,
        critere="P1.1",
        action="Afficher",
        responsable="Direction",
        echeance=aujourdhui() + timedelta(days=20),
    )
    prevus = [(r.echeance.genre.value, r.jours) for r in rappels.dus(aujourdhui())]
    assert prevus == [("preuve", 7), ("action", 30)]
    assert rappels.envoyer_rappels(aujourdhui()) == 2
    assert Courriel.objects.count() == 1  # one mail for each person


# --- campaign -------------------------------------------------------------------------------------


def test_lancer_une_campagne_ouvre_ce_qui_manque_et_rien_de_plus(elle, mission, evaluation, orga):
    structure(organisation("ij"), "BIJ", "ij")
    campagne = operations_plan.creer_campagne(
        titulaire=mission,
        nom="Tour 2027",
        annee=2027,
        region="94",
        referentiel=referentiel_en_vigueur("94", aujourdhui()),
        operateurs=["mission_locale", "ij"],
        du=aujourdhui(),
        au=aujourdhui() + timedelta(days=60),
    )
    assert operations_plan.lancer_campagne(titulaire=mission, campagne=campagne) == 1
    assert operations_plan.lancer_campagne(titulaire=mission, campagne=campagne) == 0
    evaluation.refresh_from_db()
    assert evaluation.campagne == Campagne.objects.get()
    with pytest.raises(Interdit):
        operations_plan.lancer_campagne(titulaire=elle, campagne=campagne)


# --- evidence store -------------------------------------------------------------------------------


def test_un_meme_fichier_n_est_garde_qu_une_fois(tmp_path):
    depot = Depot(tmp_path)
    premiere, seconde = depot.deposer([PDF], "a.pdf"), depot.deposer([PDF[:100], PDF[100:]], "b.pdf")
    assert premiere.empreinte == seconde.empreinte
    assert list(depot.empreintes()) == [premiere.empreinte]
    assert depot.alteres() == []
    depot.chemin(premiere.empreinte).write_bytes(b"autre chose")
    assert depot.alteres() == [premiere.empreinte]


def test_une_coupure_au_milieu_ne_laisse_rien(tmp_path):
    def coupe():
        yield PDF[:100]
        raise ConnectionResetError

    with pytest.raises(RessourceIndisponible):
        Depot(tmp_path).deposer(coupe(), "a.pdf")
    assert not [f for f in tmp_path.rglob("*") if f.is_file()]


def test_un_fichier_trop_lourd_s_arrete_a_la_limite(tmp_path):
    lus = []

    def flux():
        for _ in range(500):
            lus.append(1)
            yield b"%PDF-" + b"0" * 1_000_000

    with pytest.raises(DonneeInvalide, match="20 Mo"):
        Depot(tmp_path).deposer(flux(), "a.pdf")
    assert len(lus) <= TAILLE_MAXIMALE // 1_000_000 + 1
    assert not [f for f in tmp_path.rglob("*") if f.is_file()]


def test_les_orphelins_sont_balayes_apres_un_jour(tmp_path):
    depot = Depot(tmp_path)
    piece = depot.deposer([PDF], "a.pdf")
    assert depot.balayer(set()) == 0
    os.utime(depot.chemin(piece.empreinte), (0, 0))
    assert depot.balayer({piece.empreinte}) == 0
    assert depot.balayer(set()) == 1


@pytest.mark.parametrize(
    ("nom", "propre"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\note.pdf", "note.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("\0", "fichier"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_noms_de_fichiers(nom, propre):
    assert nom_propre(nom) == propre


def test_le_quota_d_une_organisation(elle, evaluation, monkeypatch):
    monkeypatch.setattr(operations_preuves, "QUOTA", len(PDF))
    prouver(elle, evaluation)
    with pytest.raises(Impossible, match="quota"):
        operations_preuves.deposer_preuve(
            titulaire=elle,
            evaluation=evaluation,
            criteres=["P1.1"],
            morceaux=[petit_pdf("autre", [])],
            nom="b.pdf",
            effet_le=aujourdhui(),
        )


def test_la_conservation_efface_les_fichiers_et_garde_les_lignes(elle, mission, evaluation):
    figee = validee(elle, mission, evaluation)
    fin = figee.valable_jusqu_au
    operations.perimer(fin + timedelta(days=1))
    assert operations_preuves.purger(ajouter_mois(fin, 59)) == 0
    assert operations_preuves.purger(ajouter_mois(fin, 61)) == 1
    preuve = Preuve.objects.get()
    assert preuve.effacee_le
    assert preuve.empreinte not in operations_preuves.empreintes_gardees()
    figee.refresh_from_db()
    assert gel.intact(figee)


def test_les_migrations_disent_les_modeles():
    call_command("makemigrations", "evaluation", check=True, dry_run=True, verbosity=0)
