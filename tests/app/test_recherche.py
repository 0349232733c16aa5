"""The search contract: the truth table of data·inclusion without its listed defects, and the index against its SQL."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabriques.aiguillage import AJACCIO, service, structure
from portulan.methodes.aiguillage_recherche import RAYON_KM, SANS_DISTANCE, chercher
from portulan.methodes.geodesie import vincenty_km
from portulan.socle import geographie
from portulan.socle.erreurs import DonneeInvalide
from portulan.terrain.aiguillage.queries import index_courant
from portulan.terrain.aiguillage.recherche import commune_demandee, composer
from portulan.terrain.aiguillage.recherche_sql import chercher_en_sql
from portulan.terrain.reseau.models import Service, Structure
from spec.tableau import cellules

pytestmark = pytest.mark.django_db

FORMATION, METIER = "se-former--trouver-sa-formation", "choisir-un-metier--confirmer-son-choix-de-metier"

# Kilometres north of the point of Ajaccio; « – » : neither coordinates nor commune. What comes out, its distance
VERITE = """
    cas                                     | modes      | km  | zones                       | rendu | distance
    sur place, à 10 km, sans zone           | presentiel | 10  |                             | oui   | 10
    les deux modes, à 10 km, tout le pays   | deux       | 10  | pays:FR                     | oui   | 10
    sur place, à 203 km                     | presentiel | 203 |                             | non   |
    sur place, sans coordonnées             | presentiel | –   |                             | non   |
    aucun mode, à 203 km                    |            | 203 |                             | non   |
    à distance, sans coordonnées            | distance   | –   |                             | oui   |
    à distance, à 203 km                    | distance   | 203 |                             | oui   |
    les deux modes, à 203 km                | deux       | 203 |                             | oui   |
    aucun mode, à 10 km                     |            | 10  |                             | oui   |
    sur place, à 10 km, zone Paris          | presentiel | 10  | departement:75              | non   |
    sur place, à 10 km, commune voisine     | presentiel | 10  | commune:2A001               | non   |
    sur place, à 10 km, sa commune          | presentiel | 10  | commune:2A004               | oui   | 10
    sur place, à 10 km, son département     | presentiel | 10  | departement:2A              | oui   | 10
    sur place, à 10 km, sa région           | presentiel | 10  | region:94                   | oui   | 10
    sur place, à 10 km, une autre région    | presentiel | 10  | region:32                   | non   |
    sur place, à 10 km, département 94      | presentiel | 10  | departement:94              | non   |
    sur place, à 10 km, deux zones          | presentiel | 10  | departement:75 commune:2A004| oui   | 10
"""
MODES = {"presentiel": ["en-presentiel"], "distance": ["a-distance"], "deux": ["en-presentiel", "a-distance"], "": []}


def au_nord(km):
    """A point so many kilometres north of Ajaccio, on the ellipsoid."""
    commune = geographie.commune(AJACCIO)
    longitude, latitude = commune["longitude"], commune["latitude"]
    bas, haut = latitude, latitude + 5
    for _ in range(60):
        milieu = (bas + haut) / 2
        bas, haut = (milieu, haut) if vincenty_km(longitude, latitude, longitude, milieu) < km else (bas, milieu)
    return longitude, bas


@pytest.mark.parametrize("ligne", cellules(VERITE), ids=lambda x: x["cas"])
def test_table_de_verite(ligne, client):
    sans_lieu = ligne["km"] == "–"
    longitude, latitude = (None, None) if sans_lieu else au_nord(float(ligne["km"]))
    une = structure(longitude=longitude, latitude=latitude, code_insee="" if sans_lieu else AJACCIO)
    service(une, modes_accueil=MODES[ligne["modes"]], zone_eligibilite=ligne["zones"].split())
    attendu = [("essai--v", int(ligne["distance"]) if ligne["distance"] else None)] if ligne["rendu"] == "oui" else []
    lu = client.get("/api/v1/search/services", {"code_commune": AJACCIO}).json()
    assert [(i["service"]["id"], i["distance"]) for i in lu["items"]] == attendu
    en_sql = chercher_en_sql(composer(code_commune=AJACCIO))
    assert [(i, None if km == SANS_DISTANCE else km) for i, km in en_sql] == attendu


def trouver(client, **parametres):
    reponse = client.get("/api/v1/search/services", parametres)
    assert reponse.status_code == 200, reponse.content
    return [i["service"]["id"] for i in reponse.json()["items"]]


def test_deux_categories_de_tailles_differentes_se_demandent_ensemble(client):
    une = structure()
    service(une, "a", thematiques=[METIER])
    service(une, "b", thematiques=[FORMATION])
    service(une, "c", thematiques=["mobilite--aides-a-la-reprise-demploi-ou-a-la-formation"])
    ensemble = {"thematiques": ["choisir-un-metier", "se-former"]}
    assert trouver(client, code_commune=AJACCIO, **ensemble) == ["essai--a", "essai--b"]
    melees = {"thematiques": ["choisir-un-metier", FORMATION]}
    assert trouver(client, code_commune=AJACCIO, **melees) == ["essai--a", "essai--b"]


def test_un_mot_de_l_extension_se_demande_et_son_repli_se_trouve(client):
    une = structure()
    service(une, "a", thematiques=[], publics=[], extension={"thematiques": ["vae"], "publics": ["salaries"]})
    service(une, "b", thematiques=[METIER], publics=["actifs"])
    assert trouver(client, thematiques="vae") == ["essai--a"]
    assert trouver(client, thematiques="se-former") == ["essai--a"]
    assert trouver(client, publics="salaries") == ["essai--a"]
    assert trouver(client, publics="actifs") == ["essai--a", "essai--b"]


def test_les_publics(client):
    une = structure()
    service(une, "a", publics=["jeunes"])
    service(une, "b", publics=["tous-publics"])
    service(une, "c", publics=[])
    assert trouver(client, publics="jeunes") == ["essai--a", "essai--b"]
    assert trouver(client, publics="seniors") == ["essai--b"]
    assert trouver(client, publics=["tous-publics", "seniors"]) == ["essai--a", "essai--b", "essai--c"]
    assert trouver(client, recherche_public="Tous publics") == ["essai--b"]


def test_aucun_service_perdu_pour_un_champ_facultatif(client):
    service(
        structure(longitude=None, latitude=None),
        description="",
        type="",
        thematiques=[],
        publics=[],
        modes_accueil=["en-presentiel"],
    )
    assert trouver(client) == ["essai--v"]
    # Without coordinates, a structure stands where its commune is
    assert client.get("/api/v1/search/services", {"code_commune": AJACCIO}).json()["items"][0]["distance"] == 0


def test_les_filtres_simples_se_combinent(client):
    une = structure()
    service(une, "a", type="atelier", frais="gratuit")
    service(une, "b", type="formation", frais="payant", source="autre")
    assert trouver(client, types=["atelier", "formation"]) == ["autre--b", "essai--a"]
    assert trouver(client, types="atelier", frais="payant") == []
    assert trouver(client, sources="autre") == ["autre--b"]
    assert trouver(client, modes_accueil="a-distance") == []
    assert trouver(client, score_qualite_minimum="0.99") == []
    assert trouver(client, code_insee=AJACCIO, exclure_doublons="true") == ["autre--b", "essai--a"]


def test_ferme_fusionne_ou_efface_n_est_plus_trouve(client):
    une, deux = structure("un"), structure("deux")
    ferme, reste = service(une, "a"), service(deux, "b")
    Service.objects.filter(pk=ferme.pk).update(etat="ferme")
    assert trouver(client) == ["essai--b"]
    Structure.objects.filter(pk=deux.pk).update(etat="fermee")
    assert trouver(client) == []
    Structure.objects.filter(pk=deux.pk).update(etat="ouverte")
    reste.delete()
    assert trouver(client) == []


def test_le_document_est_celui_du_schema_v1_avec_sa_structure(client):
    service(structure(), extension={"age_min": 16})
    trouve = client.get("/api/v1/search/services").json()["items"][0]["service"]
    assert trouve["structure"]["id"] == trouve["structure_id"] == "essai--s"
    assert trouve["spro:age_min"] == 16
    assert 0 <= trouve["score_qualite"] <= 1
    assert trouve["contact_nom_prenom"] is None


@pytest.mark.parametrize("taille", [1, 3, 7])
def test_le_curseur_ne_donne_jamais_deux_fois_le_meme(client, taille):
    """While the network changes between two pages: a service before leaves, another comes in front."""
    une = structure()
    for rang in range(20):
        service(une, f"{rang:02d}", modes_accueil=["en-presentiel"] if rang % 2 else ["a-distance"])
    adresse, vus, pages = f"/api/v1/search/services?code_commune={AJACCIO}&size={taille}", [], 0
    while adresse:
        lu = client.get(adresse).json()
        vus += [i["service"]["id"] for i in lu["items"]]
        adresse, pages = lu["suivante"], pages + 1
        if pages == 1:
            Service.objects.filter(id_source=vus[0].removeprefix("essai--")).delete()
            service(une, "000", modes_accueil=["en-presentiel"])
    assert len(vus) == len(set(vus)) == 20
    assert "essai--000" not in vus


def test_page_et_size_comme_chez_eux(client):
    une = structure()
    for rang in range(5):
        service(une, str(rang))
    lu = client.get("/api/v1/search/services", {"page": 2, "size": 2}).json()
    assert [i["service"]["id"] for i in lu["items"]] == ["essai--2", "essai--3"]
    assert (lu["total"], lu["page"], lu["size"], lu["pages"]) == (5, 2, 2, 3)
    assert client.get("/api/v1/search/services", {"page": 9, "size": 2}).json()["items"] == []


@pytest.mark.parametrize(
    ("parametres", "mot"),
    [
        ({"code_commune": "20000"}, "code postal"),
        ({"code_commune": "99109"}, "étranger"),
        ({"code_commune": "ABCDE"}, "aucune commune"),
        ({"code_commune": ""}, "aucune commune"),
        ({"code_commune": AJACCIO, "lat": "41.9"}, "ensemble"),
        ({"thematiques": "inconnue"}, "inconnue"),
        ({"publics": "inconnu"}, "inconnu"),
        ({"types": "inconnu"}, "inconnu"),
        ({"curseur": "zzzz"}, "curseur"),
        ({"lat": "91", "lon": "0"}, "paramètres"),
        ({"frais": "cher"}, "paramètres"),
        ({"modes_accueil": "x"}, "paramètres"),
        ({"size": "10001"}, "paramètres"),
    ],
)
def test_les_refus_sont_clairs(client, parametres, mot):
    reponse = client.get("/api/v1/search/services", parametres)
    assert reponse.status_code == 422
    assert reponse["Content-Type"] == "application/problem+json"
    assert mot in reponse.json()["detail"]


def test_une_commune_fusionnee_mene_a_la_nouvelle():
    ancienne = "01033"  # Bellegarde-sur-Valserine, now in Valserhône
    assert commune_demandee(ancienne) == geographie.commune_actuelle(ancienne)
    with pytest.raises(DonneeInvalide, match="code commune"):
        commune_demandee("31000")


# --- the index equals its reference ---------------------------------------------------------------

MOTS = [FORMATION, METIER, "vae", "apprentissage", "mobilite--aides-a-la-reprise-demploi-ou-a-la-formation"]
PUBLICS = ["jeunes", "tous-publics", "actifs", "salaries", "lyceens", "seniors"]
ZONES = ["commune:2A004", "departement:2A", "region:94", "departement:94", "pays:FR", "commune:2B033"]


def sous_liste(mots, taille=2):
    return st.lists(st.sampled_from(mots), unique=True, max_size=taille)


LIGNES = st.lists(
    st.fixed_dictionaries(
        {
            "themes": sous_liste(MOTS, 3),
            "publics": sous_liste(PUBLICS, 3),
            "modes": sous_liste(["en-presentiel", "a-distance"]),
            "zones": sous_liste(ZONES),
            "lieu": st.sampled_from([None, 0, 3, 9.5, 10.5, 49.999, 50.001, 120]) | st.floats(0, 80),
            "frais": st.sampled_from(["", "gratuit", "payant"]),
        }
    ),
    max_size=12,
)
DEMANDES = st.fixed_dictionaries(
    {},
    optional={
        "code_commune": st.sampled_from([AJACCIO, "2B033", "2A001"]),
        "thematiques": st.lists(st.sampled_from([*MOTS, "se-former", "choisir-un-metier"]), min_size=1, max_size=2),
        "publics": st.lists(st.sampled_from(PUBLICS), min_size=1, max_size=2),
        "modes": st.lists(st.sampled_from(["en-presentiel", "a-distance"]), min_size=1, max_size=2),
        "frais": st.just(["gratuit"]),
    },
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(lignes=LIGNES, demandes=st.lists(DEMANDES, min_size=1, max_size=6))
def test_l_index_egale_le_sql(lignes, demandes, db):
    Structure.objects.all().delete()
    for rang, ligne in enumerate(lignes):
        longitude, latitude = (None, None) if ligne["lieu"] is None else au_nord(ligne["lieu"])
        une = structure(f"{rang}", longitude=longitude, latitude=latitude, code_insee="")
        service(
            une,
            f"{rang:02d}",
            thematiques=[m for m in ligne["themes"] if "--" in m],
            publics=[p for p in ligne["publics"] if p not in {"salaries", "lyceens"}],
            extension={
                "thematiques": [m for m in ligne["themes"] if "--" not in m],
                "publics": [p for p in ligne["publics"] if p in {"salaries", "lyceens"}],
            },
            modes_accueil=ligne["modes"],
            zone_eligibilite=ligne["zones"],
            frais=ligne["frais"],
        )
    index = index_courant()
    assert index.n == len(lignes)
    for demande in demandes:
        recherche = composer(**demande)
        trouves = chercher(index, recherche)
        noms = [index.identifiants[r] for r in trouves.rangs.tolist()]
        assert list(zip(noms, trouves.distances.tolist(), strict=True)) == chercher_en_sql(recherche)


def test_le_rayon_est_inclus_a_la_reference_comme_dans_l_index():
    une = structure()
    longitude, latitude = au_nord(RAYON_KM)
    Structure.objects.filter(pk=une.pk).update(longitude=longitude, latitude=latitude)
    service(une)
    recherche = composer(code_commune=AJACCIO)
    assert len(chercher(index_courant(), recherche)) == len(chercher_en_sql(recherche)) == 1


def test_la_fraicheur_fait_baisser_le_score(client):
    service(structure(), date_maj=date(2020, 1, 1))
    ancien = client.get("/api/v1/search/services").json()["items"][0]["service"]["score_qualite"]
    Service.objects.update(date_maj=date(2026, 11, 20))
    assert client.get("/api/v1/search/services").json()["items"][0]["service"]["score_qualite"] > ancien
