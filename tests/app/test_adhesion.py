"""Adhesion on the database: the whole way, its refusals, two people at once, the law in the constraints, the dates."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from fabriques.cahier import cahier_arrete
from portulan.comptes.droits import Acces, SecondFacteurAttendu, Titulaire
from portulan.comptes.enums import GenreOrganisation, Role
from portulan.comptes.models import Organisation
from portulan.journal.models import Entree
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit, VersionDepassee
from portulan.socle.horloge import a_l_instant
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.adhesion import operations, sites
from portulan.terrain.adhesion.cahier import cahier_a_signer, cahier_en_cours, engagement_organisation
from portulan.terrain.adhesion.droits import adhesions, registre
from portulan.terrain.adhesion.enums import JAMAIS, Base, Etat, EtatSite, GenrePiece, Partie
from portulan.terrain.adhesion.extraits import membres
from portulan.terrain.adhesion.models import Adhesion, EtapeAdhesion, SiteAdhesion
from portulan.terrain.adhesion.pieces import deposer_piece, depot, retirer_piece
from portulan.terrain.adhesion.queries import adhesion_en_cours, sites_couverts
from portulan.terrain.adhesion.registre import beneficiaires_de_la_taxe
from portulan.terrain.adhesion.transitions import TRANSITIONS
from portulan.terrain.charte.queries import cahier_en_vigueur, referentiel_en_vigueur
from portulan.terrain.reseau.models import Structure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]
JOUR = date(2026, 3, 10)
REGION = Territoire(Niveau.REGION, "94")


@pytest.fixture(autouse=True)
def _cahier(db):
    cahier_arrete()


@pytest.fixture(autouse=True)
def _horloge():
    with a_l_instant(datetime(2026, 3, 10, 9, tzinfo=UTC)):
        yield


def le(jour):
    return a_l_instant(datetime(jour.year, jour.month, jour.day, 9, tzinfo=UTC))


def organisation(operateur="ij", code=None):
    return Organisation.objects.create(
        code=code or f"{operateur}-essai", nom=f"Organisation {operateur}", genre=GenreOrganisation.OPERATEUR,
        operateur=operateur, region="94", courriel="direction@essai.example",
    )  # fmt: skip


def structure(org, n=1, operateur=None, **autres):
    return Structure.objects.create(
        source="essai", id_source=f"{org.code}-{n}", nom=f"Site {n} de {org.nom}", operateur=operateur or org.operateur,
        organisation=org, code_insee="2A004", departement="2A", region="94", academie="27", date_maj=JOUR, **autres,
    )  # fmt: skip


def responsable(org, *, verifie=True):
    return Titulaire(1, (Acces(Role.RESPONSABLE, org.pk, None),), verifie)


MISSION = Titulaire(2, (Acces(Role.MISSION_SPRO, None, REGION),), verifie=True)
COLLEGUE = Titulaire(3, (Acces(Role.MISSION_SPRO, None, REGION),), verifie=True)
ENTIER = {
    "representant": "Camille Exemple", "qualite": "direction", "contact_nom": "Sacha Exemple",
    "contact_courriel": "contact@essai.example", "zone": "Ajaccio", "besoins": "Nombreux", "tout_public": True,
    "publics": "Tous", "information": "Oui", "droits_16_30": "Oui", "conseil": "Oui", "engagement": True,
}  # fmt: skip


def remplir(adhesion, qui, nombre=2):
    lieux = list(Structure.objects.filter(organisation=adhesion.organisation)[:nombre])
    operations.choisir_sites(titulaire=qui, adhesion=adhesion, version=adhesion.version, structures=lieux)
    champs = ENTIER
    if adhesion.base == Base.LOI:
        champs = {c: ENTIER[c] for c in ("representant", "qualite", "engagement")}
    operations.enregistrer(titulaire=qui, adhesion=adhesion, version=adhesion.version, champs=champs)


def passer(adhesion, qui, etape, motif="Motif écrit."):
    return operations.passer(titulaire=qui, adhesion=adhesion, etape=etape, version=adhesion.version, motif=motif)


def signer(adhesion, qui, partie):
    return operations.signer(
        titulaire=qui, adhesion=adhesion, partie=partie, version=adhesion.version, nom="Camille Exemple",
        qualite="direction", cahier=cahier_a_signer("94", JOUR), texte="Je m’engage.",
    )  # fmt: skip


@pytest.fixture
def ij(db):
    org = organisation()
    structure(org, 1)
    structure(org, 2)
    structure(org, 3)
    return org


def ouvrir(org, base=Base.RECONNAISSANCE):
    return operations.ouvrir(titulaire=responsable(org), organisation=org, base=base)


def jusqu_a_la_decision(org):
    adhesion = ouvrir(org)
    remplir(adhesion, responsable(org))
    passer(adhesion, responsable(org), "deposer")
    passer(adhesion, MISSION, "declarer_complete")
    passer(adhesion, MISSION, "transmettre")
    operations.donner_avis(titulaire=MISSION, adhesion=adhesion, pour="Région", sens="favorable", texte="Bon dossier.")
    return passer(adhesion, MISSION, "clore_avis")


def reconnue(org):
    adhesion = passer(jusqu_a_la_decision(org), MISSION, "reconnaitre")
    signer(adhesion, responsable(org), Partie.ORGANISATION)
    return signer(adhesion, MISSION, Partie.REGION)


# --- the way --------------------------------------------------------------------------------------


def test_de_la_candidature_au_registre(ij, mailoutbox):
    adhesion = reconnue(ij)
    assert (adhesion.etat, adhesion.du, adhesion.au) == (Etat.SIGNEE, JOUR, date(2031, 3, 9))
    assert adhesion_en_cours(ij, JOUR) == adhesion
    assert adhesion_en_cours(ij, JOUR - timedelta(days=1)) is None
    assert {s.structure.nom[:6] for s in sites_couverts(JOUR)} == {"Site 1", "Site 2"}
    assert list(registre(Titulaire())) == [adhesion]
    lignes = {x["structure_id"]: x for x in membres("94", JOUR)}
    assert [x["couverte"] for x in lignes.values()] == [True, True, False]
    assert {(x["adherente"], x["base"], x["signee_le"]) for x in lignes.values()} == {(True, "reconnaissance", JOUR)}


def test_chaque_acte_est_au_journal_de_l_organisation(ij):
    adhesion = reconnue(ij)
    actes = list(Entree.objects.filter(organisation=ij.code).order_by("pk").values_list("acte", flat=True))
    assert actes[:4] == ["adhesion.ouvrir", "adhesion.sites", "adhesion.enregistrer", "adhesion.deposer"]
    assert actes[-2:] == ["adhesion.signer_organisation", "adhesion.signer_region"]
    assert {e.objet_id for e in Entree.objects.filter(acte__startswith="adhesion.")} == {str(adhesion.pk)}


def test_un_membre_de_droit_signe_sans_candidater():
    org = organisation("mission_locale")
    structure(org)
    adhesion = ouvrir(org, Base.LOI)
    remplir(adhesion, responsable(org))
    passer(adhesion, responsable(org), "preparer")
    signer(adhesion, responsable(org), Partie.ORGANISATION)
    assert signer(adhesion, MISSION, Partie.REGION).etat == Etat.SIGNEE


def test_le_refus_d_un_membre_de_droit_est_note_et_se_reprend():
    org = organisation("mission_locale")
    structure(org)
    adhesion = ouvrir(org, Base.LOI)
    remplir(adhesion, responsable(org))
    passer(adhesion, responsable(org), "preparer")
    passer(adhesion, MISSION, "refuser_signature", "Le conseil attend le texte définitif.")
    (ligne,) = membres("94", JOUR)
    assert (ligne["attache"], ligne["etat_adhesion"], ligne["adherente"]) == ("L", "refus_signature", False)
    assert passer(adhesion, responsable(org), "reprendre_signature").etat == Etat.A_SIGNER


def test_la_signature_garde_le_texte_et_l_empreinte(ij):
    adhesion = reconnue(ij)
    cahier = cahier_a_signer("94", JOUR)
    textes = (cahier.reference, cahier.empreinte, cahier.referentiel, cahier.referentiel_empreinte)
    assert [
        (s.partie, s.cahier, s.cahier_empreinte, s.referentiel, s.referentiel_empreinte)
        for s in adhesion.signatures.all()
    ] == [("organisation", *textes), ("region", *textes)]
    version = cahier_en_vigueur("94")
    assert (cahier.reference, cahier.empreinte) == ("version 1, arrêtée le 15/01/2026", version.empreinte)
    assert cahier.referentiel_empreinte == referentiel_en_vigueur("94", JOUR).empreinte


def test_rien_a_signer_sans_cahier_arrete():
    with pytest.raises(Impossible, match="aucun cahier des charges") as refus:
        cahier_a_signer("76", JOUR)
    assert "l’arrête" in (refus.value.remede or "")
    assert "du cahier des charges de la Région" in engagement_organisation("Essai", cahier_en_cours("76", JOUR), 2)


def test_la_region_signe_ce_que_l_organisation_a_signe(ij):
    adhesion = passer(jusqu_a_la_decision(ij), MISSION, "reconnaitre")
    signer(adhesion, responsable(ij), Partie.ORGANISATION)
    cahier_arrete(numero=2, le=JOUR)
    with pytest.raises(Impossible, match="version 1, arrêtée le 15/01/2026"):
        signer(adhesion, MISSION, Partie.REGION)


# --- CIO and SCUIO --------------------------------------------------------------------------------


@pytest.mark.parametrize("operateur", JAMAIS)
def test_la_base_de_donnees_refuse_un_cio(operateur):
    org = organisation("ij")
    with pytest.raises(IntegrityError), transaction.atomic():
        Adhesion.objects.create(
            organisation=org, operateur=operateur, base=Base.PARTENARIAT, created_at=datetime.now(UTC)
        )


def test_un_cio_n_a_pas_de_dossier(ij):
    org = organisation("cio")
    with pytest.raises(Impossible, match="n’adhèrent pas"):
        operations.ouvrir(titulaire=MISSION, organisation=org, base=Base.RECONNAISSANCE)


def test_un_cio_n_est_jamais_un_site(ij):
    cio = structure(ij, 9, operateur="cio")
    adhesion = ouvrir(ij)
    with pytest.raises(Impossible, match="n’adhère pas"):
        operations.choisir_sites(
            titulaire=responsable(ij), adhesion=adhesion, version=adhesion.version, structures=[cio]
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteAdhesion.objects.create(adhesion=adhesion, structure=cio, operateur="cio", demande_le=JOUR)


def test_les_lies_par_la_convention_sont_a_part(ij):
    org = organisation("scuio")
    structure(org)
    ligne = next(x for x in membres("94", JOUR) if x["attache"] == "C")
    assert (ligne["base"], ligne["etat_adhesion"], ligne["adherente"], ligne["couverte"]) == (
        "convention", None, False, False,
    )  # fmt: skip


# --- the law in the database ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "champs",
    [
        {"base": Base.CONVENTION},
        {"base": "autre"},
        {"base": Base.LOI, "etat": Etat.DEPOSEE},
        {"base": Base.LOI, "etat": Etat.RETIREE, "du": JOUR, "au": JOUR, "close_le": JOUR},
        {"base": Base.PARTENARIAT, "etat": Etat.AVIS},
        {"base": Base.RECONNAISSANCE, "etat": Etat.A_SIGNER},
        {"base": Base.RECONNAISSANCE, "etat": Etat.SIGNEE},
        {"base": Base.RECONNAISSANCE, "etat": Etat.SIGNEE, "du": JOUR, "au": JOUR - timedelta(days=1)},
        {"base": Base.RECONNAISSANCE, "etat": Etat.BROUILLON, "du": JOUR, "au": JOUR},
        {"base": Base.RECONNAISSANCE, "etat": Etat.RETIREE, "du": JOUR, "au": JOUR},
    ],
)
def test_la_base_de_donnees_refuse(ij, champs):
    with pytest.raises(IntegrityError), transaction.atomic():
        Adhesion.objects.create(organisation=ij, operateur="ij", created_at=datetime.now(UTC), **champs)


def test_une_seule_procedure_a_la_fois(ij):
    ouvrir(ij)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adhesion.objects.create(organisation=ij, operateur="ij", base=Base.PARTENARIAT, created_at=datetime.now(UTC))


@pytest.mark.parametrize("etape", [t.nom for t in TRANSITIONS if t.motif])
def test_la_base_de_donnees_veut_un_motif(ij, etape):
    adhesion = ouvrir(ij)
    with pytest.raises(IntegrityError), transaction.atomic():
        EtapeAdhesion.objects.create(
            adhesion=adhesion,
            transition=etape,
            vers=Etat.AVIS,
            jour=JOUR,
            quand=datetime.now(UTC),
            auteur="x",
            version=9,
        )


@pytest.mark.parametrize(
    "champs",
    [{"etat": EtatSite.COUVERT}, {"etat": EtatSite.PROPOSE, "du": JOUR}, {"etat": EtatSite.ECARTE}, {"etat": "autre"}],
)
def test_un_site_couvert_est_date_et_un_refus_motive(ij, champs):
    adhesion, lieu = ouvrir(ij), Structure.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteAdhesion.objects.create(adhesion=adhesion, structure=lieu, operateur="ij", demande_le=JOUR, **champs)


# --- who ------------------------------------------------------------------------------------------


def test_un_autre_operateur_ne_voit_ni_ne_touche(ij):
    autre = organisation("prc_vae")
    adhesion = ouvrir(ij)
    etranger = responsable(autre)
    assert not adhesions(etranger).exists()
    with pytest.raises(Interdit):
        operations.enregistrer(titulaire=etranger, adhesion=adhesion, version=1, champs={"zone": "x"})
    with pytest.raises(Interdit):
        operations.ouvrir(titulaire=etranger, organisation=ij, base=Base.RECONNAISSANCE)


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.RESPONSABLE, Role.MISSION_SPRO}])
def test_aucun_autre_role_ne_franchit_d_etape(ij, role):
    adhesion = jusqu_a_la_decision(ij)
    autre = Titulaire(9, (Acces(role, ij.pk, REGION),), verifie=True)
    for etape in ("reconnaitre", "refuser", "abandonner"):
        with pytest.raises(Interdit):
            passer(adhesion, autre, etape)


def test_la_mission_ne_signe_pas_pour_l_organisation(ij):
    adhesion = passer(jusqu_a_la_decision(ij), MISSION, "reconnaitre")
    with pytest.raises(Interdit):
        signer(adhesion, MISSION, Partie.ORGANISATION)
    signer(adhesion, responsable(ij), Partie.ORGANISATION)
    with pytest.raises(Interdit):
        signer(adhesion, responsable(ij), Partie.REGION)


def test_une_autre_region_ne_voit_rien(ij):
    ouvrir(ij)
    ailleurs = Titulaire(5, (Acces(Role.MISSION_SPRO, None, Territoire(Niveau.REGION, "76")),), verifie=True)
    assert not adhesions(ailleurs).exists()
    assert not adhesions(ailleurs, "decider").exists()


def test_le_rectorat_voit_par_les_sites_et_donne_un_avis(ij):
    adhesion = jusqu_a_la_decision(ij)
    ici = Titulaire(6, (Acces(Role.RECTORAT, None, Territoire(Niveau.ACADEMIE, "27")),))
    assert list(adhesions(ici)) == [adhesion]  # once, though two sites are there
    assert not adhesions(ici, "decider").exists()
    with pytest.raises(Impossible, match="n’attend pas d’avis"):
        operations.donner_avis(titulaire=ici, adhesion=adhesion, pour="Rectorat", sens="favorable", texte="Bien.")


@pytest.mark.parametrize("etape", ["reconnaitre", "refuser", "ajourner"])
def test_decider_demande_le_second_facteur(ij, etape):
    adhesion = jusqu_a_la_decision(ij)
    sans = Titulaire(2, MISSION.acces, verifie=False)
    with pytest.raises(SecondFacteurAttendu):
        passer(adhesion, sans, etape)
    assert Adhesion.objects.get().etat == Etat.AVIS


# --- two at once, twice ---------------------------------------------------------------------------


def test_deux_instructeurs_en_meme_temps(ij):
    adhesion = jusqu_a_la_decision(ij)
    chez_l_autre = Adhesion.objects.get(pk=adhesion.pk)
    vue = adhesion.version
    passer(adhesion, MISSION, "ajourner")
    with pytest.raises(VersionDepassee):
        operations.passer(titulaire=COLLEGUE, adhesion=chez_l_autre, etape="refuser", version=vue, motif="Motif écrit.")
    assert Adhesion.objects.get().etat == Etat.AJOURNEE
    assert EtapeAdhesion.objects.filter(transition="refuser").count() == 0


def test_un_double_envoi_ne_fait_rien_deux_fois(ij):
    adhesion = ouvrir(ij)
    assert ouvrir(ij) == adhesion
    remplir(adhesion, responsable(ij))
    vue = adhesion.version
    for _ in range(2):
        operations.passer(titulaire=responsable(ij), adhesion=adhesion, etape="deposer", version=vue)
    assert EtapeAdhesion.objects.filter(adhesion=adhesion).count() == 1
    assert Entree.objects.filter(acte="adhesion.deposer").count() == 1


def test_une_signature_envoyee_deux_fois_est_une_signature(ij):
    adhesion = passer(jusqu_a_la_decision(ij), MISSION, "reconnaitre")
    vue = adhesion.version
    for _ in range(2):
        operations.signer(
            titulaire=responsable(ij), adhesion=adhesion, partie=Partie.ORGANISATION, version=vue, nom="C", qualite="d",
            cahier=cahier_a_signer("94", JOUR), texte="Je m’engage.",
        )  # fmt: skip
    assert adhesion.signatures.count() == 1


def test_une_saisie_depassee_n_ecrase_rien(ij):
    adhesion = ouvrir(ij)
    operations.enregistrer(titulaire=responsable(ij), adhesion=adhesion, version=1, champs={"zone": "Ajaccio"})
    with pytest.raises(VersionDepassee):
        operations.enregistrer(titulaire=MISSION, adhesion=adhesion, version=1, champs={"zone": "Bastia"})
    adhesion.candidature.refresh_from_db()
    assert adhesion.candidature.zone == "Ajaccio"


# --- dates ----------------------------------------------------------------------------------------


def test_le_renouvellement_prend_la_suite_sans_trou(ij):
    ancienne = reconnue(ij)
    with pytest.raises(Impossible, match="déjà une adhésion"):
        ouvrir(ij)
    with le(date(2030, 11, 1)):
        nouvelle = reconnue(ij)
    assert nouvelle.precedente == ancienne
    assert (nouvelle.du, nouvelle.au) == (date(2031, 3, 10), date(2036, 3, 9))
    assert adhesion_en_cours(ij, date(2031, 3, 9)) == ancienne
    assert adhesion_en_cours(ij, date(2031, 3, 10)) == nouvelle
    assert operations.appliquer_echeances(jour=date(2031, 3, 9)) == 0
    with le(date(2031, 3, 10)):
        assert operations.appliquer_echeances() == 1
        assert operations.appliquer_echeances() == 0
    ancienne.refresh_from_db()
    assert ancienne.etat == Etat.RENOUVELEE


def test_l_expiration_agit_le_lendemain_avant_le_travail_de_nuit(ij):
    reconnue(ij)
    lendemain = date(2031, 3, 10)
    assert adhesion_en_cours(ij, lendemain) is None
    assert {x["etat_adhesion"] for x in membres("94", lendemain)} == {"expiree"}
    with le(lendemain):
        assert operations.appliquer_echeances() == 1
    assert Adhesion.objects.get().etat == Etat.EXPIREE


def test_la_suspension_et_son_histoire(ij):
    adhesion = reconnue(ij)
    with le(date(2026, 6, 1)):
        passer(adhesion, MISSION, "suspendre")
    with le(date(2026, 7, 1)):
        passer(adhesion, MISSION, "retablir")
    en_vigueur = {m: adhesion_en_cours(ij, date(2026, m, 15)) is not None for m in (4, 6, 7)}
    assert en_vigueur == {4: True, 6: False, 7: True}


def test_un_retrait_attend_la_reponse_ou_le_delai(ij):
    adhesion = reconnue(ij)
    with le(date(2026, 6, 1)):
        passer(adhesion, MISSION, "notifier_retrait")
        assert adhesion_en_cours(ij, date(2026, 6, 2)) == adhesion
    with le(date(2026, 7, 1)), pytest.raises(Impossible, match="pas encore répondu"):
        passer(adhesion, MISSION, "retirer")
    with le(date(2026, 7, 2)):
        passer(adhesion, MISSION, "retirer")
    assert adhesion_en_cours(ij, date(2026, 7, 1)) == adhesion
    assert adhesion_en_cours(ij, date(2026, 7, 2)) is None


def test_la_reponse_ouvre_la_decision_et_n_est_gardee_qu_une_fois(ij):
    adhesion = reconnue(ij)
    passer(adhesion, MISSION, "notifier_retrait")
    for _ in range(2):
        operations.repondre_au_preavis(titulaire=responsable(ij), adhesion=adhesion, texte="Nous contestons.")
    assert adhesion.reponses.count() == 1
    assert passer(adhesion, MISSION, "retirer").close_le == JOUR


# --- sites, documents, list -----------------------------------------------------------------------


def test_un_nouveau_site_n_est_couvert_que_par_avenant(ij):
    adhesion = reconnue(ij)
    tiers = Structure.objects.get(id_source="ij-essai-3")
    for _ in range(2):
        site = sites.demander_site(titulaire=responsable(ij), adhesion=adhesion, structure=tiers)
    assert sites_couverts(JOUR).count() == 2
    with le(date(2026, 5, 4)):
        sites.accepter_site(titulaire=MISSION, site=site)
        sites.accepter_site(titulaire=MISSION, site=site)
    assert sites_couverts(date(2026, 5, 3)).count() == 2
    assert sites_couverts(date(2026, 5, 4)).count() == 3
    with le(date(2026, 9, 1)):
        sites.retirer_site(titulaire=responsable(ij), site=site, motif="Le site ferme.")
    assert sites_couverts(date(2026, 9, 1)).count() == 3
    assert sites_couverts(date(2026, 9, 2)).count() == 2


def test_ecarter_un_site_se_motive(ij):
    adhesion = reconnue(ij)
    tiers = Structure.objects.get(id_source="ij-essai-3")
    site = sites.demander_site(titulaire=responsable(ij), adhesion=adhesion, structure=tiers)
    with pytest.raises(DonneeInvalide, match="motivée"):
        sites.ecarter_site(titulaire=MISSION, site=site, motif="  ")
    with pytest.raises(Interdit):
        sites.ecarter_site(titulaire=responsable(ij), site=site, motif="x")
    assert sites.ecarter_site(titulaire=MISSION, site=site, motif="Fermé.").etat == EtatSite.ECARTE
    with pytest.raises(Impossible):
        sites.accepter_site(titulaire=MISSION, site=site)


def test_le_site_d_une_autre_organisation_se_refuse(ij):
    autre = structure(organisation("prc_vae"))
    adhesion = ouvrir(ij)
    with pytest.raises(DonneeInvalide):
        operations.choisir_sites(titulaire=responsable(ij), adhesion=adhesion, version=1, structures=[autre])


def test_une_piece_se_depose_une_fois_et_un_programme_se_refuse(ij):
    adhesion = ouvrir(ij)
    pdf = [b"%PDF-1.4 essai"]
    for _ in range(2):
        piece = deposer_piece(
            titulaire=responsable(ij), adhesion=adhesion, genre=GenrePiece.STATUTS, nom="a\u202e<b>.pdf", morceaux=pdf
        )
    assert adhesion.pieces.count() == 1
    assert piece.nom == "ab.pdf" or "<" not in piece.nom
    with pytest.raises(DonneeInvalide, match="programme"):
        deposer_piece(
            titulaire=responsable(ij),
            adhesion=adhesion,
            genre=GenrePiece.STATUTS,
            nom="x.pdf",
            morceaux=[b"MZ\x90\x00"],
        )
    assert depot().ouvrir(piece.empreinte).is_file()
    retirer_piece(titulaire=responsable(ij), piece=piece)
    assert adhesion.pieces.count() == 0


def test_la_liste_de_la_taxe_garde_les_zeros(ij):
    Structure.objects.filter(id_source="ij-essai-1").update(siret="01234567890123", code_postal="01000")
    scuio = structure(organisation("scuio"))
    reconnue(ij)
    lignes = {x["structure"]: x for x in beneficiaires_de_la_taxe("94", JOUR)}
    assert set(lignes) == {"essai--ij-essai-1", "essai--ij-essai-2", scuio.identifiant}
    assert lignes["essai--ij-essai-1"]["code_postal"] == "01000"
    assert lignes["essai--ij-essai-1"]["siren"] == "012345678"
    assert lignes[scuio.identifiant]["base"] == "convention"


def test_le_courriel_dit_le_motif(ij):
    from portulan.comptes.models import Courriel

    adhesion = ouvrir(ij)
    remplir(adhesion, responsable(ij))
    passer(adhesion, responsable(ij), "deposer")
    assert not Courriel.objects.exists()
    passer(adhesion, MISSION, "declarer_incomplete", "Précisez les horaires <b>du soir</b>.")
    courriel = Courriel.objects.get()
    assert courriel.destinataire == "contact@essai.example"
    assert "Précisez les horaires <b>du soir</b>." in courriel.texte
    assert "<b>" not in courriel.html.replace("<body>", "")


@pytest.mark.parametrize("texte", ["<script>alert(1)</script>", "\u202egauche", "🧭" * 50, "é" * 6000])
def test_un_texte_etrange_est_garde_tel_quel(ij, texte):
    adhesion = ouvrir(ij)
    operations.enregistrer(titulaire=responsable(ij), adhesion=adhesion, version=1, champs={"besoins": texte})
    adhesion.candidature.refresh_from_db()
    assert adhesion.candidature.besoins == texte


def test_l_engagement_s_accorde(ij):
    cahier = cahier_a_signer("94", JOUR)
    assert engagement_organisation("Essai", cahier, 1).endswith(
        "à l’évaluer et à tenir à jour les informations qui le concernent."
    )
    assert "ses 3 sites listés, à évaluer chacun" in engagement_organisation("Essai", cahier, 3)
