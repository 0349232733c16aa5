"""Which load speaks when several do."""

from dataclasses import replace
from datetime import UTC, date, datetime

from portulan.socle.source import FicheSource
from portulan.socle.tables import SERVICES, SPECIALITES, STRUCTURES
from portulan.sources.assemblage import SourceEnMemoire, completer
from portulan.sources.conformite import table_depuis_lignes
from portulan.sources.connecteur import Lecture

JOUR = date(2025, 1, 1)


def fiche(code, *, fictif=False, jour=1):
    return FicheSource(
        code=code,
        libelle=code,
        producteur="p",
        licence="l",
        origine="o",
        version="v",
        date_donnees=JOUR,
        empreinte="0",
        lignes_lues=1,
        lignes_retenues=1,
        charge_le=datetime(2026, 1, jour, tzinfo=UTC),
        fictif=fictif,
    )


def lieux(*lieux_, fictif=False):
    return table_depuis_lignes(
        STRUCTURES,
        [
            {
                "id": identifiant,
                "source": "s",
                "operateur": operateur,
                "nom": identifiant,
                "code_insee": commune,
                "precision_geo": "mairie",
                "fictif": fictif,
            }
            for identifiant, operateur, commune in lieux_
        ],
    )


def services(*paires, fictif=False):
    return table_depuis_lignes(
        SERVICES,
        [{"id": i, "structure_id": s, "source": "s", "nom": i, "date_maj": JOUR, "fictif": fictif} for i, s in paires],
    )


def specialites(annee, candidats=1, *, fictif=False):
    cle = {"annee": annee, "doublette": "Maths,SES", "formation": "PASS"}
    return table_depuis_lignes(SPECIALITES, [{**cle, "candidats": candidats, "fictif": fictif}])


def reelle(code, contenu, jour=1):
    return SourceEnMemoire(fiche(code, jour=jour), contenu)


def fictive(contenu):
    return Lecture(fiche("demonstration", fictif=True), contenu)


FICTIFS = (
    fictive(
        {
            STRUCTURES: lieux(("d1", "cio", "31555"), ("d2", "cap_emploi", "31555"), fictif=True),
            SERVICES: services(("ds1", "d1"), ("ds2", "d2"), fictif=True),
        }
    ),
    fictive({SPECIALITES: specialites(2024, fictif=True)}),
)


def identifiants(sources, table, colonne="id"):
    return [v for s in sources for t, donnees in s.tables() if t == table for v in donnees[colonne].to_pylist()]


def test_sans_source_reelle_tout_est_fictif():
    sources = completer((), FICTIFS)
    assert identifiants(sources, STRUCTURES) == ["d1", "d2"]
    assert identifiants(sources, SERVICES) == ["ds1", "ds2"]
    assert all(s.fiche.fictif for s in sources)


def test_une_table_reelle_remplace_la_fictive():
    reel = reelle("parcoursup_specialites", {SPECIALITES: specialites(2023)})
    sources = completer((reel,), FICTIFS)
    assert sources[0] is reel, "une source à laquelle on ne retire rien reste elle-même"
    assert identifiants(sources, SPECIALITES, "annee") == [2023]
    assert identifiants(sources, STRUCTURES) == ["d1", "d2"]


def test_une_table_reelle_vide_ne_remplace_rien():
    reel = reelle("parcoursup_specialites", {SPECIALITES: specialites(2023).slice(0, 0)})
    assert identifiants(completer((reel,), FICTIFS), SPECIALITES, "annee") == [2024]


def test_les_structures_se_completent_operateur_par_operateur():
    sources = completer((reelle("annuaire", {STRUCTURES: lieux(("a1", "cio", "12202"))}),), FICTIFS)
    assert identifiants(sources, STRUCTURES) == ["a1", "d2"], "le CIO fictif cède, Cap emploi reste"
    assert identifiants(sources, SERVICES) == ["ds2"], "un service fictif suit sa structure"
    (demonstration,) = [s for s in sources if s.fiche.fictif and STRUCTURES in dict(s.tables())]
    assert "2 lignes employées sur 4" in demonstration.fiche.notes[-1]


def test_des_services_reels_remplacent_tous_les_services_fictifs():
    reel = reelle("data_inclusion", {SERVICES: services(("r1", "x"))})
    assert identifiants(completer((reel,), FICTIFS), SERVICES) == ["r1"]


def test_le_registre_d_un_operateur_passe_avant_l_annuaire():
    annuaire = reelle("annuaire", {STRUCTURES: lieux(("a1", "cio", "31555"), ("a2", "france_travail", "31555"))})
    agences = reelle("france_travail", {STRUCTURES: lieux(("f1", "france_travail", "12202"))})
    assert identifiants(completer((annuaire, agences), ()), STRUCTURES) == ["a1", "f1"]
    assert identifiants(completer((annuaire,), ()), STRUCTURES) == ["a1", "a2"], "sans registre, l'annuaire parle"


def test_data_inclusion_ne_compte_pas_deux_fois_un_lieu_de_l_annuaire():
    annuaire = reelle(
        "annuaire", {STRUCTURES: lieux(("a2", "mission_locale", "31555"), ("a1", "mission_locale", "31555"))}
    )
    inclusion = reelle(
        "data_inclusion",
        {
            STRUCTURES: lieux(
                ("i1", "mission_locale", "31555"), ("i2", "mission_locale", "12202"), ("i3", "autre", "31555")
            ),
            SERVICES: services(("s1", "i1"), ("s2", "i2")),
        },
    )
    sources = completer((annuaire, inclusion), ())
    assert identifiants(sources, STRUCTURES) == ["a2", "a1", "i2", "i3"]
    assert identifiants(sources, SERVICES, "structure_id") == ["a1", "i2"], "le service va au lieu retenu"


def test_services_et_structures_en_deux_fichiers_se_rattachent_aussi():
    annuaire = reelle("annuaire", {STRUCTURES: lieux(("a1", "mission_locale", "31555"))})
    structures = reelle("data_inclusion", {STRUCTURES: lieux(("i1", "mission_locale", "31555"))})
    offres = reelle("data_inclusion", {SERVICES: services(("s1", "i1"))})
    assert identifiants(completer((offres, structures, annuaire), ()), SERVICES, "structure_id") == ["a1"]


def test_la_meme_cle_dans_deux_chargements_le_dernier_parle():
    ancien = reelle("x", {SPECIALITES: specialites(2024, 10)}, jour=1)
    recent = reelle("x", {SPECIALITES: specialites(2024, 20)}, jour=2)
    for ordre in ((ancien, recent), (recent, ancien)):
        assert identifiants(completer(ordre, ()), SPECIALITES, "candidats") == [20]


def test_la_regle_est_pure():
    reel = reelle("annuaire", {STRUCTURES: lieux(("a1", "cio", "12202"))})
    avant = replace(reel.fiche)
    assert [s.fiche for s in completer((reel,), FICTIFS)] == [s.fiche for s in completer((reel,), FICTIFS)]
    assert reel.fiche == avant
    assert FICTIFS[0].tables[STRUCTURES].num_rows == 2


AJACCIO, NICE = "2A004", "06088"


def terrain(contenu, *, fictif=False):
    return SourceEnMemoire(fiche("terrain", fictif=fictif), contenu)


def assembler(reels, fictifs=(), registres=()):
    rendus = completer(reels, fictifs, registres, "94")
    return {
        table.nom: sorted(
            i for s in rendus for t, donnees in s.tables() if t == table for i in donnees["id"].to_pylist()
        )
        for table in (STRUCTURES, SERVICES)
    }


def test_le_registre_tient_ses_operateurs_dans_la_region_et_seulement_la():
    annuaire = SourceEnMemoire(
        fiche("annuaire"),
        {
            STRUCTURES: lieux(("a--cio", "cio", AJACCIO), ("a--voisin", "cio", NICE), ("a--ij", "ij", AJACCIO)),
            SERVICES: services(("a--s1", "a--cio"), ("a--s2", "a--voisin")),
        },
    )
    registre = terrain({STRUCTURES: lieux(("r--cio", "cio", AJACCIO)), SERVICES: services(("r--s", "r--cio"))})
    assert assembler([annuaire], registres=[registre]) == {
        "structures": ["a--ij", "a--voisin", "r--cio"],
        "services": ["a--s2", "r--s"],
    }


def test_une_structure_fermee_au_registre_ne_revient_pas_par_l_annuaire():
    annuaire = SourceEnMemoire(
        fiche("annuaire"), {STRUCTURES: lieux(("a--1", "cio", AJACCIO), ("a--2", "cio", AJACCIO))}
    )
    registre = terrain({STRUCTURES: lieux(("a--1", "cio", AJACCIO))})  # a--2 was closed there
    assert assembler([annuaire], registres=[registre])["structures"] == ["a--1"]


def test_le_registre_invente_cede_a_l_annuaire_et_remplace_l_activite_generee():
    annuaire = SourceEnMemoire(fiche("annuaire"), {STRUCTURES: lieux(("a--cio", "cio", AJACCIO))})
    generee = Lecture(
        fiche("demonstration", fictif=True),
        {STRUCTURES: lieux(("d--ij", "ij", AJACCIO), ("d--voisin", "ij", NICE), ("d--cio", "cio", NICE), fictif=True)},
    )
    invente = terrain(
        {STRUCTURES: lieux(("d--ij", "ij", AJACCIO), ("d--cio", "cio", AJACCIO), fictif=True)}, fictif=True
    )
    assert assembler([annuaire], [generee], [invente])["structures"] == ["a--cio", "d--ij", "d--voisin"]
