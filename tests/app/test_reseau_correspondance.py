"""Our records and the schema v1, both ways: exact with the extension, valid without it."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.socle.operateurs import OPERATEURS
from portulan.sources.data_inclusion_schema import ecarts
from portulan.sources.data_inclusion_schema import vocabulaire as v1
from portulan.terrain.reseau import documentation, vocabulaire
from portulan.terrain.reseau.correspondance import CHAMPS, LIEU, depuis_v1, vers_v1
from portulan.terrain.reseau.exportation import defaut
from portulan.terrain.reseau.models import Service, Structure
from portulan.terrain.reseau.vocabulaire import PREFIXE

TEXTE = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40)
NOM = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=3, max_size=150)
JOUR = st.dates(date(2000, 1, 1), date(2025, 1, 1))
ZONES = st.lists(
    st.sampled_from(
        ["commune:2A004", "departement:31", "departement:53", "region:53", "region:94", "academie:27", "pays:FR"]
    ),
    unique=True,
)


def mots(liste):
    connus = sorted(vocabulaire.valeurs(liste))
    return st.lists(st.sampled_from(connus), unique=True, max_size=4).map(sorted)


def liste_v1(liste):
    choix = st.lists(st.sampled_from(sorted(v1(liste) - {"tous-publics"})), unique=True, max_size=4).map(sorted)
    return choix | st.just(["tous-publics"]) if liste == "publics" else choix


def extension(objet):
    champs = {
        nom: st.integers(champ.minimum, champ.maximum) if champ.genre == "entier" else mots(champ.liste)
        for nom, champ in vocabulaire.champs(objet).items()
        if champ.genre != "code"
    }
    return st.fixed_dictionaries({}, optional=champs).map(
        lambda e: {n: v for n, v in e.items() if v != [] and n != "age_max"}
    )


@st.composite
def structures(tirer):
    precise = tirer(st.booleans())
    return Structure(
        source=tirer(st.sampled_from(["essai", "dora"])),
        id_source=tirer(st.text("abcdef0123456789-", min_size=1, max_size=10)),
        nom=tirer(NOM),
        operateur=tirer(st.sampled_from([o.code for o in OPERATEURS])),
        reseaux_porteurs=tirer(liste_v1("reseaux_porteurs")),
        extension=tirer(extension("structure")),
        description=tirer(st.just("") | st.just("Un lieu d’accueil.")),
        adresse=tirer(TEXTE),
        telephone=tirer(TEXTE),
        code_insee=tirer(st.sampled_from(["", "2A004", "35238"])),
        longitude=tirer(st.floats(-60, 60)) if precise else None,
        latitude=tirer(st.floats(-60, 60)) if precise else None,
        precision_geo="adresse" if precise else "mairie",
        date_maj=tirer(JOUR),
    )


@st.composite
def services(tirer):
    return Service(
        structure=tirer(structures()),
        source="essai",
        id_source=tirer(st.text("abcdef0123456789-", min_size=1, max_size=10)),
        nom=tirer(NOM),
        description=tirer(st.sampled_from(["", "Une description assez longue."])),
        type=tirer(st.sampled_from(["", *sorted(v1("type"))])),
        thematiques=tirer(liste_v1("thematiques")),
        publics=tirer(liste_v1("publics")),
        modes_accueil=tirer(liste_v1("modes_accueil")),
        modes_mobilisation=tirer(liste_v1("modes_mobilisation")),
        zone_eligibilite=sorted(tirer(ZONES)),
        extension=tirer(extension("service")),
        code_insee=tirer(st.sampled_from(["", "2A004", "35238"])),
        contact_nom_prenom=tirer(TEXTE),
        nombre_semaines=tirer(st.none() | st.integers(1, 52)),
        date_maj=tirer(JOUR),
    )


def champs(genre, fiche):
    return {nom: getattr(fiche, nom) for nom in CHAMPS[genre]}


@given(structures())
def test_une_structure_revient_a_l_identique(fiche):
    lue, trouves = depuis_v1("structure", vers_v1(fiche, etendu=True))
    assert not trouves
    assert lue == champs("structure", fiche)


@given(services())
def test_un_service_revient_a_l_identique(fiche):
    document = vers_v1(fiche, etendu=True)
    lue, trouves = depuis_v1("service", document)
    assert not trouves
    assert lue.pop("structure_id") == fiche.structure.identifiant
    attendue = champs("service", fiche)
    if document.get(f"{PREFIXE}repli", {}).get("lieu"):
        assert all(lue[n] in ("", None) for n in LIEU)
    assert lue == attendue


@given(st.one_of(structures(), services()))
def test_un_lecteur_de_v1_recoit_un_document_valide(fiche):
    genre = "structures" if isinstance(fiche, Structure) else "services"
    nu = vers_v1(fiche)
    assert not [nom for nom in nu if nom.startswith(PREFIXE)]
    assert [(n, e) for n, _, e in ecarts(genre, nu) if e.bloquant] == []
    assert defaut(genre, vers_v1(fiche, etendu=True)) == ""


def test_le_repli_donne_au_lecteur_de_v1_le_mot_le_plus_proche():
    lieu = Structure(
        source="a", id_source="1", nom="CIO d’Ajaccio", operateur="mission_locale", date_maj=date(2025, 1, 2)
    )
    offre = Service(
        structure=lieu, source="a", id_source="2", nom="Retour en formation", description="Un entretien.",
        extension={"publics": ["decrocheurs", "parents"], "thematiques": ["vae"]}, zone_eligibilite=["region:53"],
        date_maj=date(2025, 1, 2),
    )  # fmt: skip
    nu = vers_v1(offre)
    assert nu["publics"] == ["familles", "jeunes"]
    assert nu["thematiques"] == ["se-former--monter-son-dossier-de-formation"]
    assert nu["zone_eligibilite"] == ["22", "29", "35", "56"]
    assert vers_v1(lieu)["reseaux_porteurs"] == ["mission-locale"]


def test_le_nom_d_une_personne_n_est_pas_public():
    lieu = Structure(source="a", id_source="1", nom="CIO", operateur="cio", date_maj=date(2025, 1, 2))
    offre = Service(
        structure=lieu, source="a", id_source="2", nom="Un service", contact_nom_prenom="X", date_maj=date(2025, 1, 2)
    )
    assert vers_v1(offre, contact=False)["contact_nom_prenom"] is None


@pytest.mark.parametrize("liste", sorted(vocabulaire.listes()))
def test_chaque_repli_est_un_mot_de_v1(liste):
    repli = {c.liste: c.repli for c in vocabulaire.champs().values() if c.repli and c.liste}.get(liste)
    for valeur in vocabulaire.valeurs(liste).values():
        assert set(valeur.repli) <= (v1(repli) if repli else set())
        assert valeur.libelle


@pytest.mark.donnees
def test_les_exports_suivent_les_schemas_du_producteur(donnees):
    jsonschema = pytest.importorskip("jsonschema")
    dossier = donnees / "data_inclusion" / "schema_v1"
    schemas = {
        genre: json.loads((dossier / f"{genre[:-1]}.json").read_text("utf-8")) for genre in ("structures", "services")
    }
    jour = date(2025, 1, 2)
    lieu = Structure(source="a", id_source="1", nom="CIO", operateur="cio", code_insee="2A004", date_maj=jour)
    offre = Service(structure=lieu, source="a", id_source="2", nom="Un service", publics=["jeunes"], date_maj=jour)
    offre.extension, offre.zone_eligibilite = {"publics": ["parents"]}, ["region:94"]
    for genre, fiche in (("structures", lieu), ("services", offre)):
        jsonschema.validate(vers_v1(fiche), schemas[genre])


def test_la_page_du_vocabulaire_suit_sa_declaration():
    assert (Path(__file__).parents[2] / documentation.FICHIER).read_text("utf-8") == documentation.page()
