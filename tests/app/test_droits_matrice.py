"""The rights table, cell by cell: for each role, object and verb, exactly the rows that the cell says.

A world of two organisations and two territories; the same rows stand for every object of the table, since the rule is
the same everywhere. Then the real objects, through the pages.
"""

from pathlib import Path

import pytest
from django.db.models import Q
from django.test import Client

from portulan.comptes.documentation import OBJETS, VERBES, markdown
from portulan.comptes.droits import ANONYME, Acces, Champs, SecondFacteurAttendu, Titulaire, exiger, perimetre, peut
from portulan.comptes.enums import Etendue, Role
from portulan.comptes.matrice import MATRICE
from portulan.comptes.models import Compte, Organisation
from portulan.comptes.operations import creer_compte, habiliter
from portulan.comptes.portee import comptes, entrees, organisations
from portulan.journal.operations import noter
from portulan.socle.erreurs import Interdit
from portulan.socle.territoire import Niveau, Territoire
from portulan.terrain.reseau.models import Structure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vierge")]
MOTEUR = "portulan.comptes.backends.ParCourriel"
ICI, AILLEURS = Territoire(Niveau.DEPARTEMENT, "2A"), Territoire(Niveau.DEPARTEMENT, "2B")
CAS = [(role, objet, verbe) for (objet, verbe) in MATRICE for role in (None, *Role)]


@pytest.fixture
def monde():
    """Eight rows: mine or not, here or elsewhere, public or closed. The first was given to account 7."""
    miennes, autres = (
        Organisation.objects.create(code=c, nom=c, genre="autre", region="94") for c in ("miennes", "autres")
    )
    lignes = [
        Structure(
            source="essai",
            id_source=f"{organisation.code}-{lieu.code}-{etat}",
            nom="Lieu",
            operateur="mission_locale",
            organisation=organisation,
            departement=lieu.code,
            region="94",
            etat=etat,
            date_maj="2026-01-01",
        )
        for organisation in (miennes, autres)
        for lieu in (ICI, AILLEURS)
        for etat in ("ouverte", "fermee")
    ]
    Structure.objects.bulk_create(lignes)
    return miennes


def attendues(etendue, monde):
    toutes = Structure.objects.all()
    return {
        None: toutes.none(),
        Etendue.TOUT: toutes,
        Etendue.TERRITOIRE: toutes.filter(departement="2A"),
        Etendue.ORGANISATION: toutes.filter(organisation=monde),
        Etendue.SIEN: toutes.filter(id_source="autres-2B-fermee"),
        Etendue.PUBLIC: toutes.filter(etat="ouverte"),
    }[etendue]


def champs():
    return Champs(
        "organisation",
        "",
        sien=lambda compte: Q(id_source="autres-2B-fermee") if compte == 7 else Q(pk__in=()),
        public=Q(etat="ouverte"),
    )


def test_chaque_case_donne_exactement_ses_lignes(monde):
    fautes = []
    for role, objet, verbe in CAS:
        regle = MATRICE[objet, verbe]
        qui = Titulaire(7, (Acces(role, monde.pk, ICI),)) if role else ANONYME
        voulues = set(attendues(regle.etendues.get(role), monde)) | set(attendues(regle.etendues.get(None), monde))
        lues = set(perimetre(qui, objet, verbe, Structure.objects.all(), champs()))
        if lues != voulues or peut(qui, objet, verbe) != bool({role, None} & set(regle.etendues)):
            fautes.append((role, objet, verbe))
    assert not fautes
    assert len(CAS) == (1 + len(Role)) * len(MATRICE)


def test_chaque_acte_est_refuse_hors_de_son_perimetre(monde):
    fautes = []
    for role, objet, verbe in CAS:
        qui = Titulaire(7, (Acces(role, monde.pk, ICI),), verifie=True) if role else ANONYME
        permises = set(perimetre(qui, objet, verbe, Structure.objects.all(), champs()))
        for ligne in Structure.objects.all():
            try:
                exiger(qui, objet, verbe, ligne, champs())
            except Interdit:
                permis = False
            else:
                permis = True
            if permis != (ligne in permises):
                fautes.append((role, objet, verbe, ligne.id_source))
    assert not fautes


@pytest.mark.parametrize("cle", sorted(c for c, r in MATRICE.items() if r.second_facteur), ids="-".join)
def test_le_second_facteur_est_demande_ou_la_table_le_dit(cle, monde):
    role = next(r for r in MATRICE[cle].etendues if r)
    with pytest.raises(SecondFacteurAttendu):
        exiger(Titulaire(7, (Acces(role, monde.pk, ICI),)), *cle)
    exiger(Titulaire(7, (Acces(role, monde.pk, ICI),), verifie=True), *cle)


def test_les_roles_s_ajoutent(monde):
    autre = Organisation.objects.get(code="autres")
    deux = Titulaire(7, (Acces(Role.AGENT, monde.pk, None), Acces(Role.AGENT, autre.pk, None)))
    assert perimetre(deux, "structure", "modifier", Structure.objects.all(), champs()).count() == 8


def test_un_role_sans_territoire_ou_sans_organisation_n_ouvre_rien(monde):
    nu = Titulaire(7, (Acces(Role.MISSION_SPRO, None, None), Acces(Role.RESPONSABLE, None, None)))
    assert not perimetre(nu, "structure", "modifier", Structure.objects.all(), champs()).exists()


def test_la_page_des_droits_est_la_table():
    document = Path(__file__).parents[2] / "docs" / "droits.md"
    assert document.read_text("utf-8") == markdown()
    assert {objet for objet, _ in MATRICE} == set(OBJETS)
    assert {verbe for _, verbe in MATRICE} <= set(VERBES)


# --- real objects, through the pages --------------------------------------------------------------


@pytest.fixture
def deux_regions():
    """Two operators of two regions, each with its manager and its own acts; a mission for one of the regions."""
    gens = {}
    for code, region in (("corse", "94"), ("occitanie", "76")):
        organisation = Organisation.objects.create(
            code=f"ml-{code}",
            nom=f"Mission locale {code}",
            genre="operateur",
            operateur="mission_locale",
            region=region,
        )
        compte = creer_compte(courriel=f"responsable@{code}.example", nom=f"Responsable {code}", role=None)
        habiliter(compte=compte, role="responsable", organisation=organisation)
        noter("organisation.modifier", auteur=f"compte:{compte.pk}", organisation=organisation.code, objet_id=code)
        gens[code] = compte
    conseil = Organisation.objects.create(code="region-94", nom="Région", genre="region", region="94")
    gens["mission"] = creer_compte(courriel="mission@region.example", nom="Mission", role=None)
    habiliter(
        compte=gens["mission"],
        role="mission_spro",
        organisation=conseil,
        territoire=Territoire(Niveau.REGION, "94"),
    )
    gens["auditeur"] = creer_compte(courriel="auditeur@etat.example", nom="Auditeur", role="auditeur")
    gens["administrateur"] = creer_compte(courriel="administrateur@region.example", nom="Administrateur")
    return gens


VUS = {
    "corse": ({"Responsable corse"}, {"ml-corse"}),
    "occitanie": ({"Responsable occitanie"}, {"ml-occitanie"}),
    "mission": ({"Responsable corse", "Mission"}, {"ml-corse", "region-94"}),
    "auditeur": ({"Responsable corse", "Responsable occitanie", "Mission", "Auditeur", "Administrateur"}, None),
    "administrateur": ({"Responsable corse", "Responsable occitanie", "Mission", "Auditeur", "Administrateur"}, None),
}


@pytest.mark.parametrize("qui", sorted(VUS))
def test_liste_recherche_decompte_et_export_disent_les_memes_comptes(deux_regions, qui):
    noms, codes = VUS[qui]
    codes = codes or {"ml-corse", "ml-occitanie", "region-94"}
    compte = Compte.objects.get(pk=deux_regions[qui].pk)
    assert {c.nom for c in comptes(compte.titulaire())} == noms
    client = Client()
    client.force_login(compte, backend=MOTEUR)
    csv = client.get("/comptes/?format=csv").content.decode("utf-8-sig").splitlines()[1:]
    assert {ligne.split(";")[0] for ligne in csv} == noms
    page = client.get("/comptes/").content.decode()
    assert f"{len(noms)}\u00a0compte" in page
    cherche = client.get("/comptes/?q=responsable&format=csv").content.decode("utf-8-sig").splitlines()[1:]
    assert {ligne.split(";")[0] for ligne in cherche} == {n for n in noms if n.startswith("Responsable")}
    for autre in Compte.objects.all():
        assert client.get(f"/comptes/{autre.pk}/").status_code == (200 if autre.nom in noms else 404)
    for organisation in Organisation.objects.all():
        attendu = 200 if organisation.code in codes else 404
        assert client.get(f"/organisations/{organisation.code}/").status_code == attendu
    lues = {e.organisation for e in entrees(compte.titulaire())} - {""}
    assert lues == codes
    actes = client.get("/journal/?format=csv").content.decode("utf-8-sig")
    assert ("Mission locale occitanie" in actes) == ("ml-occitanie" in codes)


def test_modifier_une_organisation_suit_la_table(deux_regions):
    permises = {
        nom: {o.code for o in organisations(Compte.objects.get(pk=c.pk).titulaire())} for nom, c in deux_regions.items()
    }
    assert permises == {
        "corse": {"ml-corse"},
        "occitanie": {"ml-occitanie"},
        "mission": {"ml-corse", "region-94"},
        "auditeur": set(),
        "administrateur": {"ml-corse", "ml-occitanie", "region-94"},
    }


def test_le_nom_de_l_auteur_ne_se_lit_que_si_le_compte_se_voit(deux_regions):
    noter("organisation.modifier", auteur=f"compte:{deux_regions['administrateur'].pk}", organisation="ml-corse")
    client = Client()
    client.force_login(deux_regions["corse"], backend=MOTEUR)
    page = client.get("/journal/").content.decode()
    assert "Responsable corse" in page
    assert "Administrateur" not in page.split("<main", 1)[1]
    assert "un compte (administrateur)" in page
