"""The shipped geography: what callers rely on."""

import hashlib
import json
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.socle import geographie
from portulan.socle.contours import DESSINEES_AVEC
from portulan.socle.erreurs import Introuvable
from portulan.socle.livraison import GEOGRAPHIE, ouvrir
from portulan.socle.noms import cle
from portulan.socle.tables import COMMUNES, TERRITOIRES
from portulan.socle.territoire import Niveau, Territoire

PAR_COMMUNE = geographie.communes()
CODES = PAR_COMMUNE["code_insee"].to_pylist()
ANCIENS = ouvrir("anciens_codes.parquet").read()["ancien"].to_pylist()
CODES_ENSEMBLE = frozenset(CODES)
OUTRE_MER = {"975", "977", "978", "984", "986", "987", "988", "989"}
REGIONS = ["01", "02", "03", "04", "06", "11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94"]


def territoire(texte):
    return Territoire.lire(texte)


def test_les_fichiers_livres_sont_ceux_du_manifeste():
    manifeste = json.loads((GEOGRAPHIE / "manifeste.json").read_text())
    assert manifeste["millesime"] == geographie.MILLESIME
    trouves = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in GEOGRAPHIE.glob("*.parquet")}
    assert trouves == manifeste["fichiers"]


def test_la_geographie_reste_legere():
    assert sum(f.stat().st_size for f in GEOGRAPHIE.iterdir()) < 9_000_000


@pytest.mark.parametrize(("table", "declaree"), [("communes", COMMUNES), ("territoires", TERRITOIRES)])
def test_les_tables_suivent_leur_declaration(table, declaree):
    lue = getattr(geographie, table)()
    assert lue.schema.equals(declaree.schema())
    cles = list(zip(*(lue[c].to_pylist() for c in declaree.cle), strict=True))
    assert cles == sorted(set(cles))
    for colonne in declaree.colonnes:
        assert not colonne.obligatoire or lue[colonne.nom].null_count == 0


def test_toutes_les_communes_de_l_annee():
    table = geographie.communes()
    assert table.num_rows == 34_969
    assert sum(c[:3] in OUTRE_MER for c in CODES) == 94
    assert table["bassin"].equals(table["epci"])


def test_chaque_commune_des_departements_a_un_point_et_une_academie():
    for ligne in geographie.communes().select(["code_insee", "departement", "longitude", "academie"]).to_pylist():
        assert (ligne["longitude"] is None) == (ligne["departement"] in OUTRE_MER), ligne
        assert (ligne["academie"] is None) == (ligne["departement"] in {"984", "989"}), ligne


def test_les_niveaux_ne_se_confondent_pas():
    assert geographie.nom(territoire("region:53")) == "Bretagne"
    assert geographie.nom(territoire("departement:53")) == "Mayenne"
    assert geographie.region_de_departement("53") == "52"
    bretagne = geographie.codes_communes(territoire("region:53"))
    mayenne = geographie.codes_communes(territoire("departement:53"))
    assert bretagne
    assert mayenne
    assert not bretagne & mayenne
    assert {c[:2] for c in bretagne} == {"22", "29", "35", "56"}
    assert geographie.code_region("53") is None
    with pytest.raises(Introuvable, match="departement:98"):
        geographie.nom(territoire("departement:98"))


@pytest.mark.parametrize("region", ["76", "94"])
def test_deux_regions_dont_une_ile(region):
    codes = geographie.codes_communes(Territoire(Niveau.REGION, region))
    departements = geographie.departements_de_region(region)
    assert {geographie.region_de_departement(d) for d in departements} == {region}
    assert codes == frozenset().union(
        *(geographie.codes_communes(Territoire(Niveau.DEPARTEMENT, d)) for d in departements)
    )
    assert len(departements) == {"76": 13, "94": 2}[region]


def test_les_populations_des_territoires_sont_des_sommes():
    lignes = geographie.territoires().to_pylist()
    populations = {(li["niveau"], li["code"]): li["population"] or 0 for li in lignes}
    france = populations["pays", "FR"]
    for niveau in ("departement", "region"):
        assert sum(p for (n, _), p in populations.items() if n == niveau) == france
    assert france == sum(p or 0 for p in geographie.communes()["population"].to_pylist())
    assert {c for n, c in populations if n == "bassin"} == {c for n, c in populations if n == "epci"}


@pytest.mark.parametrize(
    ("ecrit", "code"),
    [
        ("Centre", "24"),
        ("Centre-Val de Loire", "24"),
        ("Nouvelle Aquitaine", "75"),
        ("Pays-de-la-Loire", "52"),
        ("Grand-Est", "44"),
        ("GRAND EST", "44"),
        ("Réunion", "04"),
        ("La Réunion", "04"),
        ("Ile-de-France", "11"),
        ("Région Île-de-France", "11"),
        ("Provence-Alpes-Côte d’Azur", "93"),
        ("Provence-Alpes-Cote d'Azur", "93"),
        ("BOURGOGNE-FRANCHE-COMTE", "27"),
        ("Midi-Pyrénées", "76"),
        ("région académique Occitanie", "76"),
        ("Wallis et Futuna", "986"),
        ("Étranger", None),
        ("", None),
        ("76", None),
    ],
)
def test_noms_de_region(ecrit, code):
    assert geographie.code_region(ecrit) == code


@pytest.mark.parametrize(
    ("ecrit", "code"),
    [
        ("Toulouse", "16"),
        ("Académie de Montpellier", "11"),
        ("ACADEMIE DE CAEN", "70"),
        ("Rouen", "70"),
        ("Normandie", "70"),
        ("Corse", "27"),
        ("Académie de Corse", "27"),
        ("Réunion", "28"),
        ("Académie de la Réunion", "28"),
        ("Clermont-Ferrand", "06"),
        ("Académie d'Orléans-Tours", "18"),
        ("Atlantide", None),
    ],
)
def test_noms_d_academie(ecrit, code):
    assert geographie.code_academie(ecrit) == code


def test_chaque_nom_livre_se_retrouve():
    for ligne in geographie.territoires().to_pylist():
        if ligne["niveau"] == "region":
            assert geographie.code_region(ligne["nom"].upper()) == ligne["code"]
        if ligne["niveau"] == "academie":
            assert geographie.code_academie(f"Académie de {ligne['nom']}") == ligne["code"]


@pytest.mark.parametrize(
    ("ecrit", "region", "academie"),
    [("31", "76", "16"), ("031", "76", "16"), ("1", "84", "10"), ("02a", "94", "27"), ("974", "04", "28")],
)
def test_departements_dans_toutes_leurs_ecritures(ecrit, region, academie):
    assert geographie.region_de_departement(ecrit) == region
    assert geographie.academie_de_departement(ecrit) == academie


@pytest.mark.parametrize("code", ["20", "96", "", "FR"])
def test_departement_inconnu(code):
    with pytest.raises(Introuvable, match="Aucun département"):
        geographie.region_de_departement(code)


def test_un_territoire_inhabite_n_a_pas_d_academie():
    assert geographie.region_de_departement("984") == "984"
    with pytest.raises(Introuvable, match="aucune académie"):
        geographie.academie_de_departement("984")


@given(st.sampled_from(CODES))
def test_une_commune_de_l_annee_est_elle_meme(code):
    assert geographie.commune_actuelle(code) == code
    assert geographie.commune_actuelle(f" {code.lower()} ") == code
    assert geographie.commune(code)["code_insee"] == code
    assert code in geographie.communes_du_code_postal((geographie.commune(code)["codes_postaux"] or [""])[0]) or (
        not geographie.commune(code)["codes_postaux"]
    )


@given(st.sampled_from(ANCIENS))
def test_un_ancien_code_mene_a_une_commune_de_l_annee(code):
    actuelle = geographie.commune_actuelle(code)
    assert actuelle in CODES_ENSEMBLE
    assert geographie.commune_actuelle(actuelle) == actuelle


@given(st.text(max_size=8))
def test_un_code_quelconque_ne_fait_jamais_d_erreur(texte):
    actuelle = geographie.commune_actuelle(texte)
    assert actuelle is None or actuelle in CODES_ENSEMBLE
    assert isinstance(geographie.communes_du_code_postal(texte), tuple)
    assert isinstance(geographie.rechercher(texte, 3), list)


@pytest.mark.parametrize(
    ("ancien", "actuel"),
    [
        ("12076", "12218"),
        ("75101", "75056"),
        ("69389", "69123"),
        ("13201", "13055"),
        ("01015", "01015"),
        ("99999", None),
    ],
)
def test_anciens_codes(ancien, actuel):
    assert geographie.commune_actuelle(ancien) == actuel


def test_codes_postaux():
    assert geographie.communes_du_code_postal("31000") == ("31555",)
    assert len(geographie.communes_du_code_postal("09000")) > 10
    assert geographie.communes_du_code_postal("31059") == ()


def test_le_voisinage_depasse_la_region_mais_pas_la_mer():
    autour = geographie.voisinage("76")
    regions = {geographie.commune(c)["region"] for c in autour}
    assert regions == {"75", "84", "93"}
    assert geographie.voisinage("94") == frozenset()
    assert geographie.voisinage("988") == frozenset()
    assert geographie.voisinage("76", 10) < autour


def test_la_recherche_ignore_accents_et_casse():
    premiers = geographie.rechercher("SAINT ETIENNE")
    assert premiers[0]["code_insee"] == "42218"
    assert geographie.rechercher("31000")[0]["nom"] == "Toulouse"
    assert geographie.rechercher("31555")[0]["nom"] == "Toulouse"
    assert len(geographie.rechercher("saint", 7)) == 7
    assert geographie.rechercher("   ") == []
    drain = geographie.rechercher("Drain")[0]
    assert (drain["nom"], drain["ancien_nom"]) == ("Orée d'Anjou", "Drain")


@given(st.text(max_size=30))
def test_la_cle_d_un_nom_est_stable(texte):
    assert cle(cle(texte)) == cle(cle(cle(texte)))
    assert cle(texte) == cle(texte.lower()) or not texte.isascii()


PAIRES = {
    niveau: set(zip(PAR_COMMUNE[niveau.value].to_pylist(), PAR_COMMUNE["region"].to_pylist(), strict=True))
    for niveau in (Niveau.EPCI, Niveau.DEPARTEMENT, Niveau.ACADEMIE, Niveau.REGION)
}


def aire(anneau):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(anneau)) / 2


@pytest.mark.parametrize("region", REGIONS)
def test_chaque_region_a_ses_contours(region):
    for niveau, paires in PAIRES.items():
        dessinees = geographie.contours(niveau, region)
        codes = [code for code, _ in dessinees]
        attendus = {v for v, r in paires if r == region}
        assert codes == sorted(attendus - {None})
        for code, geometrie in dessinees:
            assert geometrie["type"] == "MultiPolygon"
            assert all(aire(polygone[0]) < 0 for polygone in geometrie["coordinates"]), f"{code} : sens horaire"


@pytest.mark.parametrize("region", ["76", "94", "84"])
def test_chaque_commune_est_dessinee(region):
    codes = {code for code, _ in geographie.contours(Niveau.COMMUNE, region)}
    attendus = geographie.codes_communes(Territoire(Niveau.REGION, region))
    assert {geographie.commune_de_carte(c) for c in attendus} == codes
    assert attendus - codes == (frozenset(DESSINEES_AVEC) if region == "84" else frozenset())


def test_les_niveaux_se_superposent():
    """Borders of départements are borders of communes: nothing gapes between two levels or two neighbours."""
    import shapely

    communes = shapely.union_all([shapely.geometry.shape(g) for _, g in geographie.contours(Niveau.COMMUNE, "94")])
    departements = [shapely.geometry.shape(g) for _, g in geographie.contours(Niveau.DEPARTEMENT, "94")]
    region = shapely.geometry.shape(geographie.contours(Niveau.REGION, "94")[0][1])
    pixel = 2.6 / 1280  # Corsica on a screen of 1,280
    assert shapely.area(shapely.buffer(shapely.symmetric_difference(communes, region), -pixel / 4)) == 0
    assert (
        shapely.area(shapely.buffer(shapely.symmetric_difference(shapely.union_all(departements), region), -pixel / 4))
        == 0
    )
    assert shapely.area(shapely.intersection(*departements)) < pixel**2


def test_contours_d_un_decoupage_propre():
    groupes = {
        c: "nord" if geographie.commune(c)["departement"] == "2B" else "sud"
        for c in geographie.codes_communes(territoire("region:94"))
    }
    assert [code for code, _ in geographie.regroupes("94", groupes)] == ["nord", "sud"]


def test_la_france_est_dessinee_par_regions():
    assert [code for code, _ in geographie.contours(Niveau.PAYS, "76")] == REGIONS


def test_les_collectivites_sont_sans_contour():
    assert geographie.contours(Niveau.COMMUNE, "987") == ()
    assert geographie.contours(Niveau.REGION, "975") == ()


def test_la_lecture_est_paresseuse_et_rapide():
    """Importing reads nothing; reading all the communes takes less than 150 ms once pyarrow is there."""
    mesure = """
import sys, time
from portulan.socle import geographie
assert "pyarrow" not in sys.modules and "shapely" not in sys.modules and "scipy" not in sys.modules
import pyarrow.parquet
durees = []
for _ in range(5):
    geographie.communes.cache_clear()
    depart = time.perf_counter(); geographie.communes(); durees.append(time.perf_counter() - depart)
print(min(durees))
"""
    sortie = subprocess.run([sys.executable, "-c", mesure], capture_output=True, text=True, check=True).stdout
    assert float(sortie) < 0.15
