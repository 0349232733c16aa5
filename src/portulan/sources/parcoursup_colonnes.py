"""Columns of the Parcoursup file per programme, from 2018 to now: technical names, labels, and duplicated labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portulan.socle.erreurs import DonneeInvalide
from portulan.sources.entetes import occurrences, reperer

_PROP = "Effectif des candidats en terminale {} ayant reçu une proposition d'admission de la part de l'établissement"
_NEO = "Effectif des candidats néo bacheliers {} en phase principale"
_INDICATEUR = (
    "Indicateur Parcoursup du taux d'accès des candidats ayant postulé à la formation "
    "(ratio entre le dernier appelé et le dernier classé)"
)

# wanted column -> spellings, best first. The last ones of « candidatures » and « acceptations » are those of subsets
# where main and complementary phases were added.
COLONNES: dict[str, tuple[str, ...]] = {
    "session": ("session",),
    "code_formation": ("cod_aff_form",),
    "uai": ("cod_uai", "Code UAI de l'établissement"),
    "etablissement": ("g_ea_lib_vx", "Établissement"),
    "filiere": ("fili", "Filière de formation très agrégée"),
    "detail": ("detail_forma", "Filière de formation très détaillée"),
    "selective": ("select_form", "Sélectivité"),
    "departement": ("dep", "Code départemental de l'établissement"),
    "academie": ("acad_mies", "Académie de l'établissement"),
    "region": ("region_etab_aff", "Région de l'établissement"),
    "gps": ("g_olocalisation_des_formations", "Coordonnées GPS de la formation"),
    "longitude": ("longitude",),
    "latitude": ("latitude",),
    "capacite": ("capa_fin", "Capacité de l'établissement par formation"),
    "candidatures": ("voe_tot", "Effectif total des candidats pour une formation", "candidats_pp_plus_pc"),
    "propositions": (
        "prop_tot",
        "Effectif total des candidats ayant reçu une proposition d'admission de la part de l'établissement",
    ),
    "acceptations": (
        "acc_tot",
        "Effectif total des candidats ayant accepté la proposition de l'établissement (admis)",
        "admis_pp_plus_pc",
    ),
    "acceptations_bg": ("acc_bg", "Effectif des admis néo bacheliers généraux"),
    "acceptations_bt": ("acc_bt", "Effectif des admis néo bacheliers technologiques"),
    "acceptations_bp": ("acc_bp", "Effectif des admis néo bacheliers professionnels"),
    "propositions_bg": ("prop_tot_bg", _PROP.format("générale")),
    "propositions_bt": ("prop_tot_bt", _PROP.format("technologique")),
    "propositions_bp": ("prop_tot_bp", _PROP.format("professionnelle")),
    "candidatures_bg": ("nb_voe_pp_bg", _NEO.format("généraux")),
    "candidatures_bt": ("nb_voe_pp_bt", _NEO.format("technologiques")),
    "candidatures_bp": ("nb_voe_pp_bp", _NEO.format("professionnels")),
    "acceptations_meme_academie": ("acc_aca_orig", "Dont effectif des admis issus de la même académie"),
    "taux_acces": (
        "taux_acces_ens",
        "Taux d'accès",
        _INDICATEUR,
    ),
}

OBLIGATOIRES = ("session", "uai", "filiere", "capacite", "candidatures", "acceptations")

LIBELLE = "lib_for_voe_ins"  # « BTS - Services - Tourisme »
LIBELLE_COURT = "lib_comp_voe_ins"  # « Tourisme », or « Lycée X - CPGE - MPSI » until 2020
FILIERE = "Filière de formation"
DETAILLEE = "Filière de formation détaillée"

# The label file has two columns « Filière de formation »: rank of the one that is LIBELLE (the other is the family,
# « BTS - Services »). Their order was reversed between 2021 and 2022.
RANG_DU_LIBELLE = {2021: 1}
RANG_PAR_DEFAUT = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Where each wanted column is in a file. ``libelle``: its position, ``complet``: it names the family too."""

    positions: dict[str, int]
    noms: dict[str, str]
    libelle: int
    complet: bool

    def cellule(self, cellules: Sequence[Any], colonne: str) -> Any:
        """Cell of a wanted column; None when the file has no such column."""
        position = self.positions.get(colonne)
        return None if position is None else cellules[position]


def planifier(entete: Sequence[str], session: int, premieres: Sequence[Sequence[Any]], fichier: str) -> Plan:
    """Find the columns of a file of this session; ``premieres`` are its first rows, to check the duplicated labels.

    Raises ``DonneeInvalide`` when a compulsory column is missing or when a header is twice there.
    """
    positions = reperer(entete, COLONNES, obligatoires=OBLIGATOIRES, fichier=fichier)
    libelle, complet = _libelle(entete, session, premieres)
    if libelle is None:
        raise DonneeInvalide(
            f"« {fichier} » : aucune colonne ne donne le libellé de la formation (« {LIBELLE} » ou « {FILIERE} »).",
            remede="Reprenez l'export complet du producteur.",
        )
    noms = {colonne: entete[position] for colonne, position in positions.items()}
    return Plan(positions, {**noms, "libelle": entete[libelle]}, libelle, complet)


def _libelle(entete: Sequence[str], session: int, premieres: Sequence[Sequence[Any]]) -> tuple[int | None, bool]:
    technique = occurrences(entete, [LIBELLE])
    if technique:
        return technique[0], True
    doubles = occurrences(entete, [FILIERE])
    if len(doubles) == 2:  # noqa: PLR2004
        rang = RANG_DU_LIBELLE.get(session, RANG_PAR_DEFAUT)
        choisie, autre = doubles[rang], doubles[1 - rang]
        # the label names more different things than the family: the values overrule the order of that year
        if len({r[autre] for r in premieres}) > len({r[choisie] for r in premieres}):
            choisie = autre
        return choisie, True
    # until 2020, two « Filière de formation détaillée »: the first one is LIBELLE_COURT, preceded by the establishment
    courts = occurrences(entete, [LIBELLE_COURT]) or occurrences(entete, [DETAILLEE])
    return (courts[0], False) if courts else (None, False)
