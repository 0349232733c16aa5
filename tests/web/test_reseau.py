"""Pages of the network that anyone reads: list, map, structure, operators, bassins."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from portulan.comptes.models import Organisation
from portulan.socle.horloge import a_l_instant
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Service, Structure, texte_cherchable

pytestmark = pytest.mark.django_db


def lignes_csv(reponse):
    octets = reponse.getvalue()  # read in lots or at once
    return list(csv.DictReader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";"))


def page(client, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 200, adresse
    return reponse.content.decode()


def test_liste_vide_dit_quoi_faire(client, vierge):
    html = page(client, "/reseau/")
    assert "Aucune structure n’est encore connue" in html
    for adresse in ("/reseau/?vue=carte", "/reseau/operateurs/", "/reseau/bassins/", "/reseau/bassins/242010056/"):
        page(client, adresse)


def test_recherche_sans_accent_par_nom_commune_ou_organisation(client, terrain_demo):
    noms = [x["Structure"] for x in lignes_csv(client.get("/reseau/?q=BASTIA&format=csv"))]
    assert noms
    assert len(noms) == Structure.objects.filter(nom__icontains="bastia").count()
    assert "Rien à afficher" in page(client, "/reseau/?q=zzzz")


@pytest.mark.parametrize(
    ("demande", "condition"),
    [
        ("operateur=cio", {"operateur": "cio"}),
        ("departement=2B", {"departement": "2B"}),
        ("attache=C", {"operateur__in": ["cio", "dronisep", "scuio", "rectorat"]}),
        ("ouvert=sans", {"horaires_accueil": ""}),
    ],
)
def test_filtres(client, terrain_demo, demande, condition):
    attendues = set(Structure.objects.filter(**condition).values_list("nom", flat=True))
    lues = {x["Structure"] for x in lignes_csv(client.get(f"/reseau/?{demande}&format=csv"))}
    assert attendues
    assert lues == attendues


def test_ouvertes_maintenant(client, terrain_demo, time_machine):
    time_machine.move_to("2026-03-03 09:30:00+00:00")  # a Tuesday, 10:30 in Ajaccio
    Structure.objects.update(horaires_accueil="Mo 09:00-12:00")
    choisie = Structure.objects.first()
    Structure.objects.filter(pk=choisie.pk).update(horaires_accueil="Tu 10:00-11:00")
    assert [x["Structure"] for x in lignes_csv(client.get("/reseau/?ouvert=oui&format=csv"))] == [choisie.nom]


def test_parametres_faux_ignores(client, terrain_demo):
    assert "48" in page(client, "/reseau/?operateur=zz&tri=zz&page=zz&maj=zz&departement=%00&q=%00")


def test_une_structure_fermee_n_est_plus_montree_au_public(client, terrain_demo):
    fiche = Structure.objects.first()
    Structure.objects.filter(pk=fiche.pk).update(etat=EtatStructure.FERMEE)
    assert client.get(f"/reseau/structures/{fiche.pk}/").status_code == 404
    assert fiche.nom not in {x["Structure"] for x in lignes_csv(client.get("/reseau/?format=csv"))}
    points = json.loads(client.get("/reseau/structures.geojson").content)["features"]
    assert fiche.pk not in {p["id"] for p in points}


def test_une_fiche_fusionnee_mene_a_celle_qui_reste(client, terrain_demo):
    gardee, fusionnee = Structure.objects.all()[:2]
    Structure.objects.filter(pk=fusionnee.pk).update(etat=EtatStructure.FUSIONNEE, fusionnee_dans=gardee)
    reponse = client.get(f"/reseau/structures/{fusionnee.pk}/")
    assert reponse.status_code == 302
    assert reponse["Location"] == f"/reseau/structures/{gardee.pk}/"
    assert fusionnee.nom in page(client, reponse["Location"])


def test_la_fiche_dit_l_essentiel(client, terrain_demo):
    fiche = Structure.objects.filter(operateur="cio").first()
    Structure.objects.filter(pk=fiche.pk).update(horaires_accueil='Mo-Fr 09:00-12:00 "<b>sur rendez-vous</b>"')
    html = page(client, f"/reseau/structures/{fiche.pk}/")
    assert "lié par la convention" in html
    assert "Il n’adhère pas." in html
    assert "Lundi au vendredi" in html
    assert "<b>sur" not in html
    for service in fiche.services.all():
        assert service.nom.replace("'", "&#x27;") in html


def test_carte_et_points(client, terrain_demo):
    html = page(client, "/reseau/?vue=carte&operateur=mission_locale")
    assert "<svg" in html
    assert "Mission locale" in html
    lus = json.loads(client.get("/reseau/structures.geojson?operateur=mission_locale&fond=oui").content)["features"]
    points = [t for t in lus if t["geometry"]["type"] == "Point"]
    assert len(points) == Structure.objects.filter(operateur="mission_locale").count()
    assert len(lus) == len(points) + 2  # the outlines of the two départements


def test_ce_qui_manque_dans_un_bassin_et_a_quelle_distance(client, terrain_demo):
    html = page(client, "/reseau/bassins/242020105/")  # Calvi-Balagne: no mission locale
    assert "absent" in html
    assert "Mission locale de Bastia" in html
    assert "aucun dans la région" in html  # Apec


def test_bassins_en_csv(client, terrain_demo):
    lignes = lignes_csv(client.get("/reseau/bassins/?format=csv"))
    assert sum(int(x["Structures"]) for x in lignes) == Structure.objects.count()


@pytest.mark.parametrize(
    "adresse",
    ["/reseau/structures/999999/", "/reseau/operateurs/zz/", "/reseau/organisations/zz/", "/reseau/bassins/zz/"],
)
def test_adresse_inconnue(client, terrain_demo, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 404
    assert "remede" not in reponse.content.decode()


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_structures(
    client, terrain_demo, django_assert_max_num_queries
):
    for adresse, maximum in (
        ("/reseau/", 5),
        ("/reseau/?q=bastia&ouvert=oui", 9),
        ("/reseau/?vue=carte", 7),
        ("/reseau/bassins/", 1),
        ("/reseau/bassins/242010056/", 9),
        ("/reseau/operateurs/", 1),
    ):
        # at an hour when some are open, others not
        with django_assert_max_num_queries(maximum), a_l_instant(datetime(2026, 12, 1, 9, 30, tzinfo=UTC)):
            client.get(adresse)
    fiche = Service.objects.first().structure
    with django_assert_max_num_queries(8):
        client.get(f"/reseau/structures/{fiche.pk}/")


def test_un_operateur_garde_ses_anciens_noms(client, terrain_demo):
    html = page(client, "/reseau/operateurs/france_travail/")
    assert "Pôle emploi" in html
    assert "L. 6111-6" in html
    assert "France Travail" in page(client, "/reseau/operateurs/?q=pole+emploi")


@pytest.mark.parametrize(
    ("territoire", "lien"),
    [
        ("commune/2A004", "/reseau/bassins/242010056/"),
        ("epci/242010056", "/reseau/bassins/242010056/"),
        ("departement/2B", "/reseau/?departement=2B"),
        ("region/94", "/reseau/"),
    ],
)
def test_la_page_d_un_territoire_mene_a_son_reseau(client, terrain_demo, territoire, lien):
    assert f'href="{lien}">Le réseau de l’orientation' in page(client, f"/territoires/{territoire}/")
    page(client, lien)


# --- search on the folded column ------------------------------------------------------------------


def test_la_recherche_plie_accents_casse_et_organisation(client, terrain_demo):
    fiche = Structure.objects.filter(organisation__isnull=False).order_by("pk").first()
    fiche.nom, fiche.commune = "Espace ŒUVRE d’Été", "Saint-Élie"
    fiche.save()
    Organisation.objects.filter(pk=fiche.organisation_id).update(nom="Réseau Éphémère")
    for demande in ("oeuvre d'ete", "SAINT ELIE été", f"elie {fiche.code_postal}", "ephemere saint-élie"):
        lues = [x["Structure"] for x in lignes_csv(client.get("/reseau/", {"q": demande, "format": "csv"}))]
        assert lues == [fiche.nom], demande
    assert not lignes_csv(client.get("/reseau/", {"q": "elie introuvable", "format": "csv"}))
    assert not lignes_csv(client.get("/reseau/", {"q": "ouvre%", "format": "csv"}))


def test_le_texte_cherche_suit_chaque_ecriture(terrain_demo):
    fausses = [s.pk for s in Structure.objects.all() if s.recherche != texte_cherchable(s)]
    assert not fausses
    assert Structure.objects.exists()
    fiche = Structure.objects.first()
    fiche.nom = "Nom changé"
    fiche.save(update_fields=["nom"])
    fiche.refresh_from_db()
    assert fiche.recherche == texte_cherchable(fiche)


def test_l_export_part_par_morceaux(client, terrain_demo):
    reponse = client.get("/reseau/?format=csv")
    assert reponse.streaming
    assert len(lignes_csv(reponse)) == Structure.objects.filter(etat="ouverte").count()
