"""Update campaigns and registers of animation: rights, links, double submits, hostile input, jobs stopped half-way."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from portulan.comptes.models import Courriel
from portulan.journal.models import Entree
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.horloge import aujourdhui
from portulan.sources.demonstration_tirage import JOUR
from portulan.terrain.animation import droits, extraits, liens, operations, operations_maj, queries, regles, taches
from portulan.terrain.animation.enums import Decision, EtatCampagne, Reponse
from portulan.terrain.animation.models import CampagneMiseAJour, DeclarationMoyens, Protocole, Rencontre, Sollicitation
from portulan.terrain.reseau.models import Structure

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>\u202e\u0000 🧭 « é » " + "x" * 10_000


def SANS_PROGRES(_etape, _fraction):  # noqa: N802 (a constant that is called)
    """A job nobody watches."""


@pytest.fixture
def mission(personnes):
    return personnes["mission_spro"].titulaire(verifie=True)


@pytest.fixture
def campagne(mission):
    tour = operations_maj.preparer(
        titulaire=mission,
        region="94",
        nom="Essai",
        consigne="Vérifiez.",
        du=aujourdhui(),
        au=aujourdhui() + timedelta(days=30),
    )
    operations_maj.lancer(titulaire=mission, campagne=tour, operateurs=["mission_locale", "cio"])
    return tour


def ouvrir(compte=None):
    client = Client()
    if compte:
        client.force_login(compte, backend="portulan.comptes.backends.ParCourriel")
    return client


def repondre_par_page(demande, **valeurs):
    page = f"/annuaire/repondre/{liens.fabriquer(demande)}/"
    fiche = {nom: getattr(demande.structure, nom) for nom in regles.CORRIGEABLES}
    return Client().post(page, {**fiche, "remarque": "", **valeurs})


# --- asking ---------------------------------------------------------------------------------------


def test_une_structure_n_est_sollicitee_qu_une_fois_par_campagne(mission, campagne):
    avant = campagne.sollicitations.count()
    assert avant == Structure.objects.filter(operateur__in=["mission_locale", "cio"]).count() > 0
    assert operations_maj.lancer(titulaire=mission, campagne=campagne, operateurs=["cio"]) == 0
    assert campagne.sollicitations.count() == avant
    assert Entree.objects.filter(acte="campagne_maj.lancer").count() == 1


def test_qui_n_est_pas_de_la_mission_ne_sollicite_personne(personnes, campagne):
    for role in ("responsable", "rectorat", "auditeur", "administrateur"):
        with pytest.raises(Interdit):
            operations_maj.lancer(titulaire=personnes[role].titulaire(verifie=True), campagne=campagne)


def test_chaque_courriel_part_une_fois_meme_si_le_travail_est_interrompu(campagne):
    attendus = campagne.sollicitations.filter(canal="courriel").count()

    class CoupureError(Exception):
        pass

    def couper(_etape, fraction):
        if fraction > 0:
            raise CoupureError

    with pytest.raises(CoupureError):
        taches.solliciter(couper, campagne=campagne.pk)
    assert Courriel.objects.filter(gabarit="sollicitation").count() == 1
    taches.solliciter(SANS_PROGRES, campagne=campagne.pk)
    taches.solliciter(SANS_PROGRES, campagne=campagne.pk)
    ecrits = Courriel.objects.filter(gabarit="sollicitation")
    assert ecrits.count() == attendus
    assert all("/annuaire/repondre/" in c.texte for c in ecrits)
    assert mail.outbox == []  # nothing leaves before the transaction is committed


def test_les_rappels_partent_a_leur_jour_et_une_fois(campagne):
    demandes = campagne.sollicitations.filter(canal="courriel")
    assert taches.relancer(SANS_PROGRES, campagne=campagne.pk) == {"rappels": 0}
    for jours, attendus in ((14, 1), (15, 1), (28, 2), (60, 2)):
        with time_machine.travel(instant(campagne, jours), tick=False):
            taches.relancer(SANS_PROGRES, campagne=campagne.pk)
        assert set(demandes.values_list("relances", flat=True)) == {attendus}


def instant(campagne, jours):
    return datetime.combine(campagne.lancee_le + timedelta(days=jours), time(9), UTC)


# --- answering ------------------------------------------------------------------------------------


def test_confirmer_par_le_lien_date_la_fiche_et_ne_se_fait_qu_une_fois(campagne):
    demande = campagne.sollicitations.first()
    assert repondre_par_page(demande, reponse="confirmee").status_code == 302
    demande.refresh_from_db()
    assert (demande.reponse, demande.repondu_par) == (Reponse.CONFIRMEE, "lien")
    assert demande.structure.verifiee_le == aujourdhui()
    reponse = repondre_par_page(demande, reponse="fermee")
    assert "votre réponse est enregistrée" in reponse.content.decode()
    demande.refresh_from_db()
    assert demande.reponse == Reponse.CONFIRMEE


def test_une_correction_sans_compte_ne_change_rien_avant_relecture(personnes, mission, campagne):
    demande = campagne.sollicitations.select_related("structure").first()
    avant = demande.structure.telephone
    repondre_par_page(demande, reponse="corrigee", telephone="04 95 00 11 22")
    demande.refresh_from_db()
    demande.structure.refresh_from_db()
    assert demande.structure.telephone == avant
    assert demande.proposition == {"telephone": "04 95 00 11 22"}
    assert demande.decision == Decision.A_RELIRE
    client = ouvrir(personnes["mission_spro"])
    assert client.post(f"/annuaire/sollicitations/{demande.pk}/suite/", {"suite": "retenir"}).status_code == 302
    demande.structure.refresh_from_db()
    assert demande.structure.telephone == "04 95 00 11 22"
    with pytest.raises(Impossible):
        operations_maj.decider(titulaire=mission, sollicitation=demande, retenir=False)


def test_corriger_sans_rien_changer_est_refuse_et_garde_la_saisie(campagne):
    reponse = repondre_par_page(campagne.sollicitations.first(), reponse="corrigee")
    assert reponse.status_code == 422
    assert "Aucune valeur n’a été changée" in reponse.content.decode()


def test_saisie_hostile_par_le_lien(campagne):
    demande = campagne.sollicitations.first()
    reponse = repondre_par_page(demande, reponse="corrigee", remarque=HOSTILE.replace("\0", "")[:1990])
    assert reponse.status_code == 302
    demande.refresh_from_db()
    assert "\u202e" not in demande.remarque
    html = Client().get(reponse["Location"]).content.decode()
    assert "<script>alert" not in html
    trop = repondre_par_page(campagne.sollicitations.last(), reponse="corrigee", remarque=HOSTILE, nom=HOSTILE)
    assert trop.status_code == 422


@pytest.mark.parametrize("valeur", ["x", "eyJhIjoxfQ:1:abc", "../../etc"])
def test_lien_forge(valeur, terrain_demo):
    assert Client().get(f"/annuaire/repondre/{valeur}/").status_code in {403, 404}


def test_lien_perime(campagne):
    valeur = liens.fabriquer(campagne.sollicitations.first())
    with (
        time_machine.travel(instant(campagne, 130), tick=False),
        pytest.raises(Interdit, match="expiré"),
    ):
        liens.lire(valeur)


def test_une_campagne_close_ne_prend_plus_de_reponse(mission, campagne):
    demande = campagne.sollicitations.first()
    muettes = operations_maj.clore(titulaire=mission, campagne=campagne)
    assert muettes == campagne.sollicitations.filter(reponse=Reponse.SANS_REPONSE).count() > 0
    assert "terminée" in repondre_par_page(demande, reponse="confirmee").content.decode()
    with pytest.raises(Impossible):
        operations_maj.clore(titulaire=mission, campagne=campagne)


def test_un_responsable_ne_repond_que_pour_les_siennes(personnes, campagne):
    titulaire = personnes["responsable"].titulaire()
    miennes = droits.sollicitations(titulaire, "repondre").filter(campagne=campagne)
    autre = campagne.sollicitations.exclude(pk__in=miennes).first()
    assert miennes.exists()
    with pytest.raises(Interdit):
        operations_maj.repondre(titulaire=titulaire, sollicitation=autre, reponse="confirmee", canal="courriel")
    assert ouvrir(personnes["responsable"]).get(f"/annuaire/sollicitations/{autre.pk}/").status_code == 404


def test_l_avancement_compte_chaque_structure_une_fois(campagne):
    demandes = list(campagne.sollicitations.select_related("structure"))
    for champ in ("operateur", "bassin"):
        assert sum(a.demandees for a in queries.avancements(demandes, champ)) == len(demandes)


def test_etats_d_une_campagne():
    jour = date(2026, 3, 1)
    tour = CampagneMiseAJour(du=jour, au=jour + timedelta(days=10))
    assert tour.etat(jour) == EtatCampagne.PREPAREE
    tour.lancee_le = jour
    assert [tour.etat(jour + timedelta(days=d)) for d in (0, 10, 11)] == ["en_cours", "en_cours", "echue"]
    tour.close_le = jour
    assert tour.etat(jour) == EtatCampagne.CLOSE


# --- registers ------------------------------------------------------------------------------------


def _rencontre(mission, **valeurs):
    from portulan.comptes.models import Organisation

    voulues = {
        "titulaire": mission,
        "region": "94",
        "bassin": "242000354",
        "date": aujourdhui() - timedelta(days=3),
        "objet": "Essai de rencontre",
        "lieu": "",
        "compte_rendu": "",
        "organisations": list(Organisation.objects.filter(region="94", genre="operateur")[:3]),
    }
    return operations.tenir_rencontre(**(voulues | valeurs))


def test_une_rencontre_compte_une_fois_ses_presences_notees(mission):
    tenue = _rencontre(mission)
    cle = f"rencontre-{tenue.pk}"

    def lues():
        return [x for t, xs in extraits.lignes("94").items() if t.nom == "rencontres" for x in xs]

    assert all(x["rencontre"] != cle for x in lues())
    presente = tenue.participations.first().organisation_id
    operations.noter_presences(titulaire=mission, rencontre=tenue, presentes={presente})
    assert sorted(x["presente"] for x in lues() if x["rencontre"] == cle) == [False, False, True]
    with pytest.raises(Impossible):
        operations.annuler_rencontre(titulaire=mission, rencontre=tenue)


def test_la_meme_rencontre_deux_fois_n_en_fait_qu_une(mission):
    _rencontre(mission)
    with pytest.raises(DonneeInvalide, match="déjà enregistrée"):
        _rencontre(mission)


def test_deux_fenetres_sur_une_rencontre_montrent_les_deux_versions(personnes, mission):
    tenue = _rencontre(mission)
    _rencontre(mission, rencontre=tenue, version=1, objet="Changée ailleurs")
    client = ouvrir(personnes["mission_spro"])
    reponse = client.post(
        f"/animation/rencontres/{tenue.pk}/modifier/",
        {
            "version": "1",
            "bassin": tenue.bassin,
            "date": tenue.date.isoformat(),
            "objet": "Ma saisie",
            "organisations": [str(o.pk) for o in tenue.organisations.all()],
        },
    )
    html = reponse.content.decode()
    assert reponse.status_code == 409
    assert "Changée ailleurs" in html
    assert "Ma saisie" in html
    assert Rencontre.objects.get(pk=tenue.pk).objet == "Changée ailleurs"


def test_un_operateur_ne_voit_que_les_rencontres_ou_il_est_convie(personnes):
    titulaire = personnes["responsable"].titulaire()
    vues = droits.rencontres(titulaire)
    assert vues.exists()
    for rencontre in vues:
        assert rencontre.organisations.filter(pk__in=titulaire.organisations).exists()


@pytest.mark.parametrize(("contenu", "raison"), [(b"MZ\x90", "PDF"), (b"%PDF-" + b"0" * 10_000_001, "10")])
def test_protocole_refuse_un_faux_pdf_et_un_fichier_trop_lourd(personnes, contenu, raison):
    compte = personnes["responsable"]
    organisation = droits.organisations(compte.titulaire(), "protocole", "saisir").first()
    with pytest.raises(DonneeInvalide, match=raison):
        operations.signer_protocole(
            titulaire=compte.titulaire(),
            region="94",
            organisation=organisation,
            partenaire="cap_emploi",
            objet="Essai",
            signe_le=date(2026, 1, 1),
            fin_le=None,
            codes_bassins=["242000354"],
            fichier=contenu,
        )
    assert not Protocole.objects.filter(objet="Essai").exists()


def test_un_protocole_se_telecharge_sans_s_ouvrir_dans_la_page(personnes):
    from django.core.files.uploadedfile import SimpleUploadedFile

    compte = personnes["responsable"]
    organisation = droits.organisations(compte.titulaire(), "protocole", "saisir").first()
    client = ouvrir(compte)
    valeurs = {
        "organisation": organisation.pk,
        "partenaire": "cap_emploi",
        "objet": "Relais",
        "signe_le": "2026-01-05",
        "bassins": ["242000354"],
        "fichier": SimpleUploadedFile("a.exe", b"%PDF-1.7 essai"),
    }
    assert client.post("/animation/protocoles/nouveau/", valeurs).status_code == 302
    signe = Protocole.objects.get(objet="Relais")
    assert "televersements" not in signe.fichier.path  # that folder is swept after a day
    reponse = client.get(f"/animation/protocoles/{signe.pk}/texte.pdf")
    assert reponse["Content-Disposition"].startswith("attachment")
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse.getvalue() == b"%PDF-1.7 essai"
    assert Client().get(f"/animation/protocoles/{signe.pk}/texte.pdf").status_code == 302
    autre = ouvrir(personnes["membre"]).get(f"/animation/protocoles/{signe.pk}/texte.pdf")
    assert autre.status_code == 403


def test_declarer_au_nom_d_une_autre_organisation_est_refuse(personnes):
    from portulan.comptes.models import Organisation

    titulaire = personnes["responsable"].titulaire()
    autre = Organisation.objects.exclude(pk__in=titulaire.organisations).filter(genre="operateur").first()
    with pytest.raises(Interdit):
        operations.declarer_moyens(titulaire=titulaire, organisation=autre, annee=2026, jours=10)
    assert not DeclarationMoyens.objects.filter(organisation=autre, annee=2026, jours=10).exists()


def test_la_demonstration_montre_chaque_situation(personnes, mission):
    vies = queries.vie_des_bassins(mission, "94", JOUR)
    assert {v.assez for v in vies} == {True, False}
    assert {bool(v.protocoles) for v in vies} == {True, False}
    ouverte = CampagneMiseAJour.objects.get(close_le__isnull=True)
    assert {"attente", "confirmee", "corrigee"} <= set(ouverte.sollicitations.values_list("reponse", flat=True))
    assert Sollicitation.objects.filter(decision="a_relire").exists()


def test_ce_qu_on_ne_voit_pas_n_est_pas_compte_zero(personnes, mission):
    """An operator sees its own meetings: a bassin where it sees none is left out, never shown with no meeting."""
    tous = {v.code: v for v in queries.vie_des_bassins(mission, "94", JOUR)}
    vus = queries.vie_des_bassins(personnes["responsable"].titulaire(), "94", JOUR)
    assert vus
    assert len(vus) < len(tous)
    assert all(v.tenues or v.prevues or v.protocoles for v in vus)
    page = ouvrir(personnes["responsable"]).get("/animation/").content.decode()
    assert "les autres bassins ne sont pas listés" in page
    assert "bassins sans protocole en vigueur" not in page


def test_la_page_de_reponse_dit_les_horaires_en_francais(personnes, campagne):
    demande = campagne.sollicitations.filter(reponse="attente", structure__horaires_accueil__startswith="Mo").first()
    page = Client().get(f"/annuaire/repondre/{liens.fabriquer(demande)}/").content.decode()
    assert demande.structure.horaires_accueil not in page
    assert "lundi" in page


@pytest.mark.parametrize(
    "adresse", ["/annuaire/campagnes/{c}/", "/annuaire/campagnes/{c}/lancer/", "/animation/", "/animation/protocoles/"]
)
def test_pages_en_nombre_constant_de_requetes(personnes, campagne, adresse, django_assert_max_num_queries):
    client = ouvrir(personnes["mission_spro"])
    with django_assert_max_num_queries(16):
        assert client.get(adresse.format(c=campagne.pk)).status_code == 200


def test_export_csv_des_retardataires(personnes, campagne):
    lien = f"/annuaire/campagnes/{campagne.pk}/?reponse=attente&format=csv"
    lignes = ouvrir(personnes["mission_spro"]).get(lien).content.decode("utf-8-sig").splitlines()
    assert len(lignes) == campagne.sollicitations.filter(reponse="attente").count() + 1
    assert re.match(r"Structure;Opérateur;Bassin;Canal;Courriel;Téléphone", lignes[0])
