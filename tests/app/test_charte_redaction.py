"""Documents written together: versions, locks, freezing, and what the database itself refuses."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from portulan.comptes.droits import Acces, SecondFacteurAttendu, Titulaire
from portulan.comptes.enums import Role
from portulan.comptes.models import Organisation
from portulan.journal.models import Entree
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit, VersionDepassee
from portulan.terrain.charte import concertation, redaction
from portulan.terrain.charte.canonique import empreinte
from portulan.terrain.charte.enums import EtatVersion
from portulan.terrain.charte.models import Article, Contribution, ReferentielPublie, Version
from portulan.terrain.charte.operations import publier_referentiel
from portulan.terrain.charte.queries import referentiel_en_vigueur
from portulan.terrain.charte.regles import TRANSITIONS, couverture_fiche, transition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]
MISSION = Titulaire(1, (Acces(Role.MISSION_SPRO, None, None),), verifie=True)
SANS_CODE = Titulaire(1, (Acces(Role.MISSION_SPRO, None, None),))
VALEURS = {"titre": "Accueil", "texte": "Chacun est reçu.", "fiche": ["F1.4"], "objectifs": [], "annexe": False}


def version(depuis="plan", genre="cahier_des_charges", **plus):
    return redaction.creer_version(titulaire=MISSION, region="94", genre=genre, annee=None, depuis=depuis, **plus)


def avancer(vue, *codes, **plus):
    for code in codes:
        vue = redaction.changer_etat(titulaire=MISSION, version=vue, code=code, **plus)
    return vue


def arretee():
    soumise = avancer(version(), "ouvrir", "soumettre")
    return avancer(soumise, "arreter", acte="Délibération n° 1")


@pytest.fixture
def organisation():
    return Organisation.objects.create(
        code="ml", nom="Mission locale", genre="operateur", operateur="mission_locale", region="94"
    )


def responsable(organisation):
    return Titulaire(2, (Acces(Role.RESPONSABLE, organisation.pk, None),))


def test_de_la_page_blanche_au_texte_en_vigueur_puis_a_la_version_suivante():
    premiere = arretee()
    assert premiere.empreinte == empreinte(premiere)
    suivante = version("precedente")
    assert suivante.numero == 2
    assert [a.code for a in suivante.articles.all()] == [a.code for a in premiere.articles.all()]
    avancer(avancer(suivante, "ouvrir", "soumettre"), "arreter", acte="Délibération n° 2")
    premiere.refresh_from_db()
    assert premiere.etat == "remplacee"
    assert Version.objects.filter(etat="arretee").count() == 1
    actes = set(Entree.objects.values_list("acte", flat=True))
    assert {"version.creer", "version.ouvrir", "version.soumettre", "version.arreter"} <= actes


def test_le_plan_type_couvre_chaque_question_des_deux_fiches():
    for genre, fiche in (("cahier_des_charges", 1), ("convention", 2)):
        articles = list(version(genre=genre).articles.all())
        assert [x.code for x in couverture_fiche(fiche, articles) if x.gravite] == []


def test_un_article_essentiel_qui_manque_est_une_alerte():
    vue = version()
    redaction.retirer_article(titulaire=MISSION, version=vue, code="evaluation")
    redaction.retirer_article(titulaire=MISSION, version=vue, code="annexe-referentiel")
    redaction.retirer_article(titulaire=MISSION, version=vue, code="outils")
    manquent = {x.code: x.gravite for x in couverture_fiche(1, list(vue.articles.all())) if x.gravite}
    assert manquent == {"F1.9": "attention", "F1.10": "alerte"}


def test_une_seule_version_en_cours():
    version()
    with pytest.raises(Impossible, match="déjà en cours"):
        version("vide")


def test_seules_les_transitions_declarees_sont_possibles():
    permises = {(t.code, etat) for t in TRANSITIONS if t.verbe for etat in t.de}
    essais = {(t.code, etat) for t in TRANSITIONS for etat in ("brouillon", "concertation", "soumise", "arretee")}
    for code, etat in essais - permises:
        with pytest.raises(Impossible):
            transition(code, etat)
    assert {t.verbe for t in TRANSITIONS if t.code in {"soumettre", "arreter"}} == {"publier"}


def test_chaque_etat_d_une_version_est_atteint_par_une_transition_declaree():
    assert {t.vers for t in TRANSITIONS} | {EtatVersion.BROUILLON} == set(EtatVersion)


def test_arreter_remplace_la_version_en_vigueur_et_le_note():
    premiere = arretee()
    seconde = avancer(version("precedente"), "ouvrir", "soumettre")
    seconde = avancer(seconde, "arreter", acte="Délibération n° 2")
    premiere.refresh_from_db()
    assert premiere.etat == "remplacee"
    note = Entree.objects.get(acte="version.remplacer")
    assert (note.objet_id, note.detail["par"]) == (str(premiere.pk), seconde.numero)
    with pytest.raises(Impossible):  # nobody asks for it by hand
        avancer(seconde, "remplacer")


def test_figer_demande_le_second_facteur():
    vue = avancer(version(), "ouvrir")
    with pytest.raises(SecondFacteurAttendu):
        redaction.changer_etat(titulaire=SANS_CODE, version=vue, code="soumettre")
    vue.refresh_from_db()
    assert (vue.etat, vue.empreinte) == ("concertation", "")


def test_arreter_demande_un_acte_et_une_date_apres_la_soumission():
    vue = avancer(version(), "ouvrir", "soumettre")
    with pytest.raises(DonneeInvalide, match="acte"):
        avancer(vue, "arreter")
    with pytest.raises(DonneeInvalide, match="avant"):
        avancer(vue, "arreter", acte="Délibération", jour=date(2001, 1, 1))


def test_une_version_vide_ne_s_ouvre_pas():
    with pytest.raises(Impossible, match="aucun article"):
        avancer(version("vide"), "ouvrir")


def test_un_texte_fige_ne_change_plus_meme_par_la_base():
    vue = arretee()
    ailleurs = version("vide")
    article = vue.articles.first()
    with pytest.raises(Impossible, match="figé"):
        redaction.enregistrer_article(
            titulaire=MISSION, version=vue, code=article.code, revision=article.revision, valeurs=VALEURS
        )
    gestes = (
        lambda: Article.objects.filter(pk=article.pk).update(texte="autre"),
        lambda: Article.objects.filter(pk=article.pk).update(version=ailleurs),
        lambda: Article.objects.create(version=vue, code="glisse", rang=99, titre="Glissé"),
        lambda: Version.objects.filter(pk=vue.pk).update(empreinte="0" * 64),
        lambda: ReferentielPublie.objects.update(titre="autre"),
    )
    for geste in gestes:
        with pytest.raises(DatabaseError, match=r"ne change plus"), transaction.atomic():
            geste()


def test_deux_personnes_sur_un_article():
    vue = version()
    lu = vue.articles.get(code="accueil")
    gestes = {"titulaire": MISSION, "version": vue, "code": "accueil", "revision": lu.revision}
    redaction.enregistrer_article(**gestes, valeurs=VALEURS)
    redaction.enregistrer_article(**gestes, valeurs=VALEURS)  # sent twice: nothing more
    with pytest.raises(VersionDepassee) as conflit:
        redaction.enregistrer_article(**gestes, valeurs=VALEURS | {"texte": "Autre chose."})
    assert conflit.value.actuel.texte == "Chacun est reçu."
    assert Article.objects.get(version=vue, code="accueil").revision == lu.revision + 1


def test_ajouter_deux_fois_et_deplacer():
    vue = version("vide")
    premier = redaction.ajouter_article(titulaire=MISSION, version=vue, valeurs=VALEURS)
    assert redaction.ajouter_article(titulaire=MISSION, version=vue, valeurs=VALEURS) == premier
    second = redaction.ajouter_article(titulaire=MISSION, version=vue, valeurs=VALEURS | {"texte": "Autre"})
    assert second.code == "accueil-2"
    for _ in range(3):
        redaction.deplacer_article(titulaire=MISSION, version=vue, code="accueil-2", sens=-1)
    assert [a.code for a in vue.articles.all()] == ["accueil-2", "accueil"]


def test_une_contribution_par_depot_au_nom_de_son_organisation_pendant_la_concertation(organisation):
    vue, qui = version(), responsable(organisation)
    depot = {"titulaire": qui, "version": vue, "organisation": organisation, "instance": "", "article": "accueil"}
    with pytest.raises(Impossible, match="pas en concertation"):
        concertation.deposer_contribution(**depot, texte="Bien", cle="a")
    depot["version"] = vue = avancer(vue, "ouvrir")
    recue = concertation.deposer_contribution(**depot, texte="Bien", cle="a")
    assert concertation.deposer_contribution(**depot, texte="Bien", cle="a") == recue
    assert Contribution.objects.count() == 1
    autre = Organisation.objects.create(code="x", nom="X", genre="autre", region="94")
    with pytest.raises(Interdit):
        concertation.deposer_contribution(**depot | {"organisation": autre}, texte="Bien", cle="b")
    with pytest.raises(DonneeInvalide):
        concertation.deposer_contribution(**depot, texte=" \0 ", cle="c")


def test_apres_la_cloture_seule_la_region_enregistre(organisation):
    vue = avancer(version(), "ouvrir")
    Version.objects.filter(pk=vue.pk).update(concertation_du=date(2001, 1, 1), concertation_au=date(2001, 2, 1))
    vue.refresh_from_db()
    depot = {"version": vue, "organisation": organisation, "instance": "", "article": "", "texte": "Bien"}
    with pytest.raises(Impossible, match="close depuis le 01/02/2001"):
        concertation.deposer_contribution(titulaire=responsable(organisation), **depot, cle="a")
    saisie = concertation.deposer_contribution(titulaire=MISSION, **depot, cle="b", recue_le=date(2001, 1, 15))
    assert saisie.recue_le == date(2001, 1, 15)


def test_la_reponse_a_un_motif_et_deux_reponses_ne_s_ecrasent_pas(organisation):
    vue = avancer(version(), "ouvrir")
    c = concertation.deposer_contribution(
        titulaire=responsable(organisation), version=vue, organisation=organisation, instance="", article="",
        texte="Bien", cle="a",
    )  # fmt: skip
    with pytest.raises(DonneeInvalide, match="motif"):
        concertation.repondre(titulaire=MISSION, contribution=c, suite="retenue", motif=" ", revision=1)
    with pytest.raises(Interdit):
        concertation.repondre(
            titulaire=responsable(organisation), contribution=c, suite="retenue", motif="oui", revision=1
        )
    concertation.repondre(titulaire=MISSION, contribution=c, suite="retenue", motif="oui", revision=1)
    with pytest.raises(VersionDepassee) as depassee:
        concertation.repondre(titulaire=MISSION, contribution=c, suite="ecartee", motif="non", revision=1)
    assert (depassee.value.actuel.motif, depassee.value.version) == ("oui", 2)
    with pytest.raises(DatabaseError), transaction.atomic():
        Contribution.objects.filter(pk=c.pk).update(motif="")


def test_publier_un_referentiel_sans_toucher_au_passe():
    national = referentiel_en_vigueur("94", date(2025, 12, 31))
    texte = national.contenu.replace('code = "national"', 'code = "corse"', 1)
    texte = texte.replace("valide_du = 2025-01-01", "valide_du = 2030-01-01")
    with pytest.raises(SecondFacteurAttendu):
        publier_referentiel(titulaire=SANS_CODE, region="94", texte=texte)
    publie = publier_referentiel(titulaire=MISSION, region="94", texte=texte)
    assert publie.empreinte == publie.referentiel.empreinte
    assert referentiel_en_vigueur("94", date(2029, 12, 31)) == national
    assert referentiel_en_vigueur("94", date(2030, 1, 1)) == publie
    with pytest.raises(Impossible, match="déjà publiée"):
        publier_referentiel(titulaire=MISSION, region="94", texte=texte)
    plus_tot = texte.replace('version = "2026"', 'version = "2027"').replace("2030-01-01", "2029-06-01")
    with pytest.raises(Impossible, match="à partir du"):
        publier_referentiel(titulaire=MISSION, region="94", texte=plus_tot)
