"""Fictitious wishes, answers and outcomes: programmes by town, persons by speciality, insertion by establishment.

Every figure is drawn inside the ones that contain it: accepted ≤ proposals ≤ candidacies, bac types ≤ totals, persons
of all programmes ≤ persons of the pair. The programmes of a town are the same for every region that is generated; only
their density changes (all of them at home, a third elsewhere), so that comparisons keep their meaning.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from portulan.socle import geographie
from portulan.socle.identifiants import lettre_uai
from portulan.sources.demonstration_tirage import Tirage, nom_de_lieu

SESSIONS = (2024, 2025)
ANNEES_DU_BAC = (2022, 2023, 2024)
MILLESIMES = ("2021-2022", "2022-2023")
_HABITANTS_PAR_FORMATION = 2_600
_VILLE = 8_000
DENSITE_AILLEURS = 1 / 3


@dataclass(frozen=True)
class Modele:
    """A kind of programme. ``bacs``: shares of the candidacies of bac général, technologique, professionnel."""

    libelle: str
    filiere: str
    places: int
    pression: float
    bacs: tuple[float, float, float]
    ville: int  # smallest town that has one
    ou: str

    @property
    def selective(self) -> bool:
        """Every programme but the first years of university."""
        return self.ou != "Université"


_BTS, _PRO = (0.28, 0.34, 0.32), (0.12, 0.26, 0.52)
_BUT, _LICENCE, _CPGE = (0.55, 0.33, 0.04), (0.66, 0.17, 0.08), (0.93, 0.05, 0.0)

MODELES = (
    Modele("BTS - Services - Management commercial opérationnel", "BTS", 35, 11, (0.22, 0.34, 0.38), 0, "Lycée"),
    Modele("BTS - Services - Négociation et digitalisation de la relation client", "BTS", 35, 9, _BTS, 0, "Lycée"),
    Modele("BTS - Services - Gestion de la PME", "BTS", 32, 8, _BTS, 0, "Lycée"),
    Modele("BTS - Services - Comptabilité et gestion", "BTS", 32, 7, _BTS, 0, "Lycée"),
    Modele("BTS - Services - Tourisme", "BTS", 30, 8, (0.4, 0.35, 0.18), 15_000, "Lycée"),
    Modele("BTS - Services - Services et prestations du secteur sanitaire et social", "BTS", 28, 14, _BTS, 0, "Lycée"),
    Modele("BTS - Production - Électrotechnique", "BTS", 24, 5, _PRO, 0, "Lycée professionnel"),
    Modele("BTS - Production - Maintenance des systèmes", "BTS", 24, 4, _PRO, 0, "Lycée professionnel"),
    Modele("BTS - Production - Bâtiment", "BTS", 20, 4, _PRO, 15_000, "Lycée professionnel"),
    Modele("BTS - Agricole - Analyse et conduite de systèmes d'exploitation", "BTS", 24, 3, _PRO, 0, "Lycée agricole"),
    Modele("D.E Infirmier", "IFSI", 85, 13, (0.52, 0.26, 0.12), 20_000, "Institut de formation en soins infirmiers"),
    Modele("BUT - Gestion des entreprises et des administrations", "BUT", 110, 14, _BUT, 40_000, "IUT"),
    Modele("BUT - Informatique", "BUT", 80, 18, _BUT, 60_000, "IUT"),
    Modele("BUT - Techniques de commercialisation", "BUT", 120, 15, _BUT, 40_000, "IUT"),
    Modele("BUT - Génie civil - Construction durable", "BUT", 70, 9, _BUT, 60_000, "IUT"),
    Modele("CPGE - MPSI", "CPGE", 48, 20, _CPGE, 70_000, "Lycée"),
    Modele("CPGE - ECG", "CPGE", 45, 16, _CPGE, 70_000, "Lycée"),
    Modele("Licence - Droit", "Licence", 420, 9, _LICENCE, 90_000, "Université"),
    Modele("Licence - Psychologie", "Licence", 360, 14, _LICENCE, 110_000, "Université"),
    Modele("Licence - Sciences de la vie", "Licence", 300, 7, _LICENCE, 90_000, "Université"),
    Modele("Licence - Économie et gestion", "Licence", 280, 7, _LICENCE, 90_000, "Université"),
    Modele("Licence - Histoire", "Licence", 190, 5, _LICENCE, 90_000, "Université"),
    Modele("Licence - STAPS", "Licence", 260, 9, (0.6, 0.2, 0.13), 90_000, "Université"),
    Modele("Licence - Accès santé - Biologie", "Licence LAS", 120, 12, (0.86, 0.08, 0.0), 110_000, "Université"),
    Modele("PASS", "PASS", 620, 8, (0.93, 0.03, 0.0), 130_000, "Université"),
    Modele("D.E Éducateur spécialisé", "EFTS", 45, 16, (0.5, 0.27, 0.13), 70_000, "Institut du travail social"),
    Modele(
        "Formation d'ingénieur - Cycle préparatoire",
        "Ecole d'Ingénieur",
        90,
        14,
        (0.9, 0.08, 0.0),
        130_000,
        "École d'ingénieurs",
    ),
)
# Chances of a proposal by bac type, around the mean of the programme
_FAVEUR = {"bg": 1.12, "bt": 0.95, "bp": 0.72}


def formations_fictives(region: str) -> list[dict[str, Any]]:
    """Rows of FORMATIONS for the country, two sessions."""
    lignes = []
    for commune in villes():
        nombre = max(2, round(commune["population"] / _HABITANTS_PAR_FORMATION))
        possibles = [m for m in MODELES if commune["population"] >= m.ville]
        for rang in range(nombre):
            tirage = Tirage("formation", commune["code_insee"], rang)
            if commune["region"] != region and not tirage.chance(DENSITE_AILLEURS):
                continue
            modele = possibles[(rang + tirage.rang(3)) % len(possibles)]
            fixe = _formation(commune, rang, modele)
            lignes += [{**fixe, **_session(tirage, modele, session)} for session in SESSIONS]
    return lignes


def villes() -> list[dict[str, Any]]:
    """Towns where something is taught: those of 8,000 inhabitants, and the largest of each département."""
    colonnes = ["code_insee", "nom", "departement", "academie", "region", "population", "longitude", "latitude"]
    communes = geographie.communes().select(colonnes).to_pylist()
    premieres: dict[str, dict[str, Any]] = {}
    for commune in communes:
        tete = premieres.setdefault(commune["departement"], commune)
        if (commune["population"] or 0) > (tete["population"] or 0):
            premieres[commune["departement"]] = commune
    return [
        c for c in communes if c["academie"] and ((c["population"] or 0) >= _VILLE or c is premieres[c["departement"]])
    ]


def _formation(commune: dict[str, Any], rang: int, modele: Modele) -> dict[str, Any]:
    lieu = commune["nom"]
    numero = {"Université": 0, "IUT": 1}.get(modele.ou, 2 + sum(map(ord, modele.ou)) % 3 + 3 * (rang // 12))
    return {
        "code_formation": f"demonstration-{commune['code_insee']}-{rang:03d}",
        "uai": uai_fictif(commune["departement"], commune["code_insee"], numero),
        "etablissement": nom_de_lieu(modele.ou, lieu),
        "libelle": modele.libelle,
        "filiere": modele.filiere,
        "selective": modele.selective,
        "departement": commune["departement"],
        "academie": commune["academie"],
        "region": commune["region"],
        "longitude": commune["longitude"],
        "latitude": commune["latitude"],
        "fictif": True,
    }


def uai_fictif(departement: str, commune: str, numero: int) -> str:
    """A well-formed identifier (département, number, control letter) in the 9000s, which real ones do not reach."""
    prefixe = {"2A": "620", "2B": "720"}.get(departement, departement.zfill(3))
    chiffres = f"{prefixe}{9000 + (int(commune[-3:]) * 7 + numero) % 1000:04d}"
    return chiffres + lettre_uai(chiffres)


def _session(tirage: Tirage, modele: Modele, session: int) -> dict[str, Any]:
    capacite = max(6, round(modele.places * tirage.part(0.75, 1.25)))
    # The pressure of the second session rises a little, and the chances of bac pro fall: something to see
    pression = modele.pression * tirage.part(0.35, 1.5) * (1.06 if session == SESSIONS[-1] else 1.0)
    candidatures = round(capacite * pression)
    appel = min(0.97, tirage.part(1.3, 2.6) / max(pression, 0.5) + (0.0 if modele.selective else 0.45))
    ligne: dict[str, Any] = {"session": session, "capacite": capacite, "candidatures": candidatures}
    propositions = acceptations = 0
    for bac, part in zip(("bg", "bt", "bp"), modele.bacs, strict=True):
        voeux = int(candidatures * part * tirage.part(0.9, 1.0))
        faveur = _FAVEUR[bac] * (0.94 if bac == "bp" and session == SESSIONS[-1] else 1.0)
        ligne[f"candidatures_{bac}"] = voeux
        ligne[f"propositions_{bac}"] = proposees = int(voeux * min(0.98, appel * faveur))
        ligne[f"acceptations_{bac}"] = acceptees = int(proposees * tirage.part(0.28, 0.62))
        propositions += proposees
        acceptations += acceptees
    autres = candidatures - sum(ligne[f"candidatures_{b}"] for b in _FAVEUR)
    proposees_autres = int(autres * appel * 0.8)
    ligne["propositions"] = propositions + proposees_autres
    ligne["acceptations"] = acceptations + int(proposees_autres * 0.4)
    if ligne["acceptations"] > capacite:
        _ramener(ligne, capacite / ligne["acceptations"])
    ligne["acceptations_meme_academie"] = int(ligne["acceptations"] * tirage.part(0.45, 0.95))
    ligne["taux_acces"] = round(100 * ligne["propositions"] / candidatures, 1) if candidatures else None
    return ligne


def _ramener(ligne: dict[str, Any], rapport: float) -> None:
    """Bring the acceptances down to the places; sums stay within the total because each is rounded down."""
    for champ in ("acceptations_bg", "acceptations_bt", "acceptations_bp", "acceptations"):
        ligne[champ] = int(ligne[champ] * rapport)
    ligne["acceptations"] = max(ligne["acceptations"], sum(ligne[f"acceptations_{b}"] for b in _FAVEUR))


# Pair of specialities -> persons a year in the country; the two totals carry the names the ministry uses
_PAIRES = {
    "Maths,Physique-Chimie": 62_000,
    "Physique-Chimie,SVT": 38_000,
    "Maths,SES": 36_000,
    "HGGSP,SES": 54_000,
    "HGGSP,LLCER": 34_000,
    "LLCER,SES": 25_000,
    "HGGSP,HLP": 21_000,
    "Maths,NSI": 16_000,
    "Maths,SVT": 15_000,
    "HLP,LLCER": 13_000,
    "Art,HLP": 9_000,
    "Maths,SI": 9_000,
    "SES,SVT": 8_000,
    "EPPCS,SVT": 3_000,
}
_GROUPES = {
    "Licence Droit": 0.16,
    "Licence Psychologie, Sciences cognitives": 0.11,
    "Licence Sciences économiques": 0.09,
    "Licence Sciences de la vie, biologie, santé": 0.08,
    "Licence Histoire": 0.06,
    "Licence STAPS": 0.07,
    "Licence LEA": 0.07,
    "Licence Informatique": 0.05,
    "PASS": 0.1,
    "Licence L.AS": 0.08,
    "BUT secondaire": 0.12,
    "BUT tertiaire": 0.2,
    "BTS services": 0.16,
    "BTS production": 0.05,
    "CPGE scientifique": 0.1,
    "CPGE économique et commerciale": 0.07,
    "CPGE littéraire": 0.05,
    "Ecole d'ingénieur": 0.11,
    "IFSI": 0.09,
    "Sciences po": 0.06,
}
TOTAL = "Ensemble des bacheliers"  # as in the real file: one total by pair, none over the pairs


def specialites_fictives() -> list[dict[str, Any]]:
    """Rows of SPECIALITES for the country, three years, the total of each pair included."""
    return [ligne for annee in ANNEES_DU_BAC for ligne in _annee_de_specialites(annee)]


def _annee_de_specialites(annee: int) -> Iterator[dict[str, Any]]:
    for paire, effectif in _PAIRES.items():
        tirage = Tirage("specialite", annee, paire)
        candidats = round(effectif * tirage.part(0.94, 1.04))
        lignes = {TOTAL: [candidats, round(candidats * tirage.part(0.93, 0.975)), 0]}
        libres = round(candidats * tirage.part(0.82, 0.88))  # persons who end by accepting something
        poids = {groupe: part * tirage.part(0.3, 1.7) for groupe, part in _GROUPES.items()}
        for groupe, part in poids.items():
            voeux = min(round(candidats * part), candidats)
            proposes = min(round(voeux * tirage.part(0.45, 0.9)), lignes[TOTAL][1])
            acceptants = min(round(libres * part / sum(poids.values())), proposes)
            lignes[groupe] = [voeux, proposes, acceptants]
            lignes[TOTAL][2] += acceptants
        for formation, valeurs in lignes.items():
            yield _specialite(annee, paire, formation, valeurs)


def _specialite(annee: int, paire: str, formation: str, valeurs: list[int]) -> dict[str, Any]:
    comptes = dict(zip(("candidats", "proposes", "acceptants"), valeurs, strict=True))
    return {"annee": annee, "doublette": paire, "formation": formation, **comptes, "fictif": True}


def insertion_fictive(formations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of INSERJEUNES for the establishments of these programmes: published, masked or absent."""
    etablissements = {f["uai"]: f for f in formations if f["filiere"] == "BTS"}
    return [_insertion(millesime, etablissements[uai]) for millesime in MILLESIMES for uai in sorted(etablissements)]


def _insertion(millesime: str, formation: dict[str, Any]) -> dict[str, Any]:
    tirage = Tirage("insertion", millesime, formation["uai"])
    diffusion = tirage.selon({"publie": 62, "masque": 25, "absent": 13})
    ligne = {
        "millesime": millesime,
        "uai": formation["uai"],
        "etablissement": formation["etablissement"],
        "voie": "scolaire",
        "region": formation["region"],
        "diffusion": diffusion,
        "fictif": True,
    }
    if diffusion == "publie":
        depart = tirage.part(28, 62)
        ligne |= {
            "taux_poursuite": round(tirage.part(30, 65)),
            "taux_emploi_6_mois": round(depart),
            "taux_emploi_12_mois": round(depart + tirage.part(2, 9)),
            "taux_emploi_18_mois": round(depart + tirage.part(7, 14)),
            "taux_emploi_24_mois": round(depart + tirage.part(10, 20)),
            "valeur_ajoutee_6_mois": round(tirage.part(-8, 8)),
        }
    return ligne
