"""Access by need on the small ground: who is able to serve, for whom, from where, and what is wrong."""

import json
from datetime import date
from importlib import resources

import numpy as np
import pytest

from fabriques.petit_sol import petit_instantane, services, source
from fabriques.petit_sol import structures as structures_du_sol
from portulan.diagnostic.acces_besoins import acces_pour, ecarts_de, heures_de, preparer, resume_de
from portulan.diagnostic.anomalies import Genre, anomalies
from portulan.diagnostic.besoins import TOUS, referentiel
from portulan.diagnostic.scenarios import Critere, imaginer, prouver_scenario, une_de_plus
from portulan.diagnostic.tables import ACCES, deriver
from portulan.diagnostic.tables_besoins import ACCES_BESOINS
from portulan.socle.erreurs import Introuvable
from portulan.socle.operateurs import OPERATEURS
from portulan.socle.tables import TEMPS_TRAJET, ZONAGES
from portulan.socle.tables_terrain import CAPACITES
from spec.tableau import tableau

METIERS = "choisir-un-metier--decouvrir-un-metier-ou-un-secteur-dactivite"
FORMATION = "se-former--trouver-sa-formation"
STRUCTURES = """
    id     | source   | operateur      | nom  | siret | code_insee | longitude | latitude | horaires_accueil  | precision_geo | telephone | date_maj
    a--1   | annuaire | cio            | Cio  |       | 31001      | 1.40      | 43.60    | Mo-Fr 09:00-12:00 | mairie        | 05        | 2026-01-10
    a--2   | annuaire | mission_locale | ML   |       | 31002      | 1.60      | 43.60    |                   | mairie        |           | 2024-01-10
    a--3   | annuaire | ij             | Bij  |       | 81001      |           |          | Mo 14:00-16:00    | commune       |           | 2026-01-10
    a--4   | annuaire | cio            | Cio4 |       | 47001      | 0.90      | 43.70    |                   | mairie        |           | 2026-01-10
"""  # noqa: E501
SERVICES = f"""
    id     | structure_id | nom | thematiques          | publics      | modes_accueil | zone_eligibilite | code_insee | date_maj
    s--1   | a--1         | A   | {METIERS}            | tous-publics | en-presentiel |                  | 31001      | 2026-01-01
    s--2   | a--2         | B   | {METIERS} {FORMATION} | jeunes       | en-presentiel | departement:31   | 31002      | 2024-01-01
    s--3   | a--2         | C   | {FORMATION}          | jeunes       | a-distance    | departement:81   | 31002      | 2024-01-01
    s--4   | a--3         | D   | numerique--autre     | tous-publics | en-presentiel |                  | 81001      | 2026-01-01
"""  # noqa: E501
COMMUNES = ["31001", "31002", "31003", "81001", "81002"]


def figer(dossier, *autres, texte_services=SERVICES, texte_structures=STRUCTURES):
    contenu = (structures_du_sol(texte_structures), services(texte_services), *autres)
    return petit_instantane(dossier, source(*contenu), date_reference=date(2026, 3, 1))


@pytest.fixture
def prete(tmp_path):
    return preparer(figer(tmp_path))


def par_commune(acces, valeurs):
    return dict(zip(acces.rangs, [None if v != v else v for v in valeurs.tolist()], strict=True))  # noqa: PLR0124


def test_le_referentiel_parle_la_langue_des_vocabulaires():
    declare = referentiel()
    listes = json.loads(
        resources.files("portulan.sources").joinpath("vocabulaires/data_inclusion_v1.json").read_text()
    )["listes"]
    themes, publics = (set(listes[nom]) for nom in ("thematiques", "publics"))
    assert {t for b in declare.besoins for t in b.thematiques} <= themes | {t.split("--")[0] for t in themes}
    assert {p for x in declare.publics for p in x.publics} <= publics
    assert set(declare.missions) <= {o.code for o in OPERATEURS}
    codes = {b.code for b in declare.besoins}, {p.code for p in declare.publics}
    assert all(set(b) <= codes[0] and set(p) <= codes[1] for b, p in declare.missions.values())
    assert len(codes[0]) == len(declare.besoins) == 10
    with pytest.raises(Introuvable, match="n'est pas un besoin"):
        declare.rang("voyager")
    with pytest.raises(Introuvable, match="n'est pas un public"):
        declare.public("martiens")


def test_apte_pour_un_public_et_dans_sa_zone(prete):
    metiers = referentiel().rang("metiers")
    tous, jeunes, actifs = (acces_pour(prete, p) for p in (TOUS, "jeunes", "actifs"))
    # Cio4 declares no service: the law makes it able for young people and students, not for workers
    assert [a.aptes(metiers) for a in (tous, jeunes, actifs)] == [3, 3, 1]
    assert [a.par_mission(metiers) for a in (tous, jeunes, actifs)] == [1, 1, 0]
    assert jeunes.structure(metiers, 1)["id"] == "a--2"
    assert actifs.structure(metiers, 1)["id"] == "a--1"
    # The mission locale serves the département 31 only: from 81, the CIO of Alma
    assert jeunes.structure(metiers, 3)["id"] == "a--1"
    assert par_commune(jeunes, jeunes.mesures.nombre[metiers]) == dict(zip(COMMUNES, [1, 2, 0, 0, 0], strict=True))
    assert par_commune(jeunes, jeunes.a_distance[referentiel().rang("formation")]) == dict(
        zip(COMMUNES, [0, 0, 0, 1, 1], strict=True)
    )


def test_les_demarches_ne_sont_pas_un_besoin_d_orientation(prete):
    tous = acces_pour(prete, TOUS)
    assert tous.aptes(referentiel().rang("demarches")) == 1
    assert tous.structure(referentiel().rang("demarches"), 3)["id"] == "a--3"
    assert tous.aptes(referentiel().rang(TOUS)) == 3


def test_heures_inconnues_ou_nulles(prete):
    metiers, formation = (referentiel().rang(b) for b in ("metiers", "formation"))
    jeunes = acces_pour(prete, "jeunes")
    assert par_commune(jeunes, heures_de(jeunes, metiers)) == dict(zip(COMMUNES, [15, 15, 0, 0, 0], strict=True))
    # Nobody who serves this need says when it is open: nothing is known, nowhere
    assert set(par_commune(jeunes, heures_de(jeunes, formation)).values()) == {None}


def test_resume_compte_ceux_que_personne_ne_sert(tmp_path):
    seule = "\n".join([*SERVICES.splitlines()[:2], SERVICES.splitlines()[3]])
    jeunes = acces_pour(preparer(figer(tmp_path, texte_services=seule)), "etudiants")
    resume = resume_de(jeunes, referentiel().rang("dossier"))
    assert resume.eloignee == resume.population == 10000
    assert resume.mediane != resume.mediane


def test_capacites_de_meme_nature_pour_un_besoin(tmp_path):
    toutes = tableau(CAPACITES, "service_id | capacite\ns--1 | 60\ns--2 | 30")
    acces = acces_pour(preparer(figer(tmp_path, (CAPACITES, toutes))), "jeunes")
    metiers, formation = (referentiel().rang(b) for b in ("metiers", "formation"))
    assert not acces.en_personnes[metiers]  # Cio4 declares nothing
    assert acces.en_personnes[formation] is False
    actifs = acces_pour(acces.preparation, "actifs")
    assert actifs.en_personnes[metiers]
    # Sixty persons a month, shared by Alma and Bray
    assert actifs.mesures.offre_2sfca[metiers].tolist()[:3] == pytest.approx([625, 625, 0])


def test_zones_prioritaires(tmp_path):
    zonages = tableau(
        ZONAGES,
        "code_insee | zonage | quartier | statut | millesime\n"
        "31003 | frr | - | classe | 2024-07-01\n81001 | frr | - | partiel | 2024-07-01\n"
        "31001 | qpv | Q1 | partiel | 2024-01-01",
    )
    acces = acces_pour(preparer(figer(tmp_path, (ZONAGES, zonages))), TOUS)
    ecarts = {e.zone: e for e in ecarts_de(acces, referentiel().rang("metiers"))}
    assert (ecarts["frr"].part_zone, ecarts["frr"].part_reste, ecarts["frr"].population) == (100, 0, 300)
    assert (ecarts["qpv"].part_zone, ecarts["qpv"].ecart) == (0, -40)


def test_anomalies_en_peu_d_unites(prete):
    formation = referentiel().rang("formation")
    jeunes = acces_pour(prete, "jeunes")
    trouvees = {a.genre: a for a in anomalies(jeunes, formation, date(2025, 9, 1))}
    # 81 is reached at a distance, said as one département; Cazes has nothing at all
    assert [str(u.code) for u in trouvees[Genre.DISTANCE_SEULE].unites] == ["81"]
    assert trouvees[Genre.TROU].communes == ("31001", "31003")
    # Bray has the mission locale: no telephone, and not seen since 2024
    assert trouvees[Genre.MUET].communes == ("31002",)
    assert trouvees[Genre.PERIME].communes == ("31002",)
    assert all(g.titre and g.definition for g in Genre)
    actifs = acces_pour(prete, "actifs")
    assert Genre.MUET not in {a.genre for a in anomalies(actifs, referentiel().rang("metiers"), date(2025, 9, 1))}


def test_doublons(tmp_path):
    double = STRUCTURES + "    a--9 | annuaire | cio | CIO | | 31001 | 1.45 | 43.60 | | mairie | 05 | 2026-01-10\n"
    acces = acces_pour(preparer(figer(tmp_path, texte_structures=double)), "jeunes")
    trouvees = {a.genre: a for a in anomalies(acces, referentiel().rang("metiers"), date(2025, 9, 1))}
    assert trouvees[Genre.DOUBLON].structures == ("CIO", "Cio")
    assert trouvees[Genre.DOUBLON].communes == ("31001",)


TRAJETS = "origine | destination | minutes\n31003 | a--1 | 12\n31003 | 31002 | 50\n31001 | 31003 | 7"


def test_la_matrice_remplace_partout(tmp_path):
    """The same minutes by need, in the indicators, and between town halls."""
    fige = figer(tmp_path, (TEMPS_TRAJET, tableau(TEMPS_TRAJET, TRAJETS)))
    preparation = preparer(fige)
    acces = acces_pour(preparation, "jeunes")
    metiers = referentiel().rang("metiers")
    assert preparation.terrain.mesure
    assert 0 < preparation.part_mesuree < 1
    assert (acces.mesures.temps[metiers][2], acces.structure(metiers, 2)["id"]) == (12, "a--1")
    assert acces.mesures.mesure[metiers].tolist() == [False, False, True, False, False]
    lignes = {(r["code_insee"], r["operateur"]): r for r in deriver(fige)[ACCES.nom].to_pylist()}
    cio, locale = lignes["31003", "cio"], lignes["31003", "mission_locale"]
    assert (cio["minutes"], cio["mesure"], cio["structures_30_min"]) == (12, True, 1)
    assert (locale["minutes"], locale["mesure"]) == (50, True)
    assert lignes["31001", "cio"]["mesure"] is False
    temps, mesures = preparation.terrain.vers_mairies.denses(np.array([0]), np.array([2]))
    assert (temps[0, 0], mesures[0, 0]) == (7, True)


def test_et_si(prete):
    acces = acces_pour(prete, "actifs")
    metiers = referentiel().rang("metiers")
    gains = une_de_plus(acces)[metiers]
    assert dict(zip(COMMUNES, gains.tolist(), strict=True))["31003"] == 300
    choix = imaginer(acces, metiers, Critere.COUVERTURE, 1)
    assert choix.gain == gains.max() == choix.avant.eloignee - choix.apres.eloignee
    preuve = prouver_scenario(acces, metiers, Critere.COUVERTURE, 1, progression=lambda *_: None, secondes=10)
    assert (preuve.gain, preuve.optimal) == (choix.gain, True)
    assert preuve.borne == pytest.approx(choix.gain)
    temps = imaginer(acces, metiers, Critere.TEMPS, 2)
    assert temps.apres.p90 <= temps.avant.p90
    assert (temps.temps_apres <= temps.temps_avant).all()


def test_table_derivee(tmp_path):
    lignes = {
        (r["niveau"], r["territoire"], r["ventilation"]): r
        for r in deriver(figer(tmp_path))[ACCES_BESOINS.nom].to_pylist()
    }
    jeunes = lignes["region", "76", "public=Jeunes"]
    assert (jeunes["population"], jeunes["population_plus_30_min"]) == (10000, 400)
    assert lignes["departement", "81", "besoin=Faire ses démarches en ligne"]["population_plus_30_min"] == 0
    # Nobody serves it: no row, rather than a zero
    assert not any(ventilation == "besoin=Trouver un emploi" for *_, ventilation in lignes)


def test_sans_structure(tmp_path):
    assert preparer(petit_instantane(tmp_path, source(services(SERVICES)))) is None
