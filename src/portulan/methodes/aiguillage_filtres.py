"""Hard filters: which services may answer, why the others may not, and how well each one fits the need."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portulan.methodes.aiguillage import HANDICAP, MOMENTS, TOUS_PUBLICS, Requete
from portulan.methodes.aiguillage_index import (
    ABSENT,
    FERME,
    HORS_ZONE,
    INCONNU,
    SATURE,
    Entiers,
    Index,
    Petits,
    moment_connu,
)
from portulan.methodes.aiguillage_regles import ECARTER, Regles

# Why a service is discarded, in the order in which filters are applied (the first one that fails is the one said)
RAS, PUBLIC, AGE, NORME, ZONE, FERMETURE, ABSENCE, COMPLET, HORAIRES = range(9)
MOTIFS = ("", "public", "age", "norme", "zone", "fermeture", "absence", "complet", "horaires")
# How the public fits: named, broader or narrower than asked, everybody, not said
NOMME, VOISIN, TOUS, NON_DIT, AUTRE = range(5)
_GENERALISTE = 3


@dataclass(frozen=True, slots=True)
class Candidats:
    """Services that cover the need, in order: how much of it, the fit of the public, the level of the zone.

    ``couverture``: two points for a need stated in its own words, one through a near word. ``demandes``: needs asked.
    """

    rangs: Entiers
    couverture: Petits
    demandes: int
    public: Petits
    niveau_zone: Petits

    @classmethod
    def chercher(cls, index: Index, requete: Requete) -> "Candidats":
        """Through the inverted lists of the themes asked; every service when none is."""
        besoins = index.vocabulaire.aplatir(requete.themes)
        if besoins:
            rangs, couverture = _couvrir(index, besoins)
        else:
            rangs, couverture = index.tous(), np.zeros(index.n, dtype=np.int8)
        niveaux = index.niveaux_zones(requete.zones())[index.jeu[rangs]]
        return cls(rangs, couverture, len(besoins), _public(index, requete, rangs), niveaux)


def _couvrir(index: Index, besoins: list[tuple[str, ...]]) -> tuple[Entiers, Petits]:
    """Ranks and points. A theme of the extension is also served by who states its near word of v1, and conversely."""
    replis = index.vocabulaire.replis_themes
    points = np.zeros(index.n, dtype=np.int8)
    for themes in besoins:
        voisins = {*themes, *(repli for t in themes for repli in replis.get(t, ()))}
        # The near words of what is asked, as stated; and the words asked, as near words of what is stated
        points[index.portant(themes)] += 1
        points[index.reunir((index.portant(voisins), index.portant(themes, large=True)))] += 1
    rangs = np.flatnonzero(points)
    return rangs, points[rangs]


def _public(index: Index, requete: Requete, rangs: Entiers) -> Petits:
    publics = index.publics[rangs]
    demandes = index.masque_publics(requete.publics)
    fit = np.full(len(rangs), AUTRE, dtype=np.int8)
    if not requete.publics or TOUS_PUBLICS in requete.publics:
        # nobody said who the person is: a service kept for some may not be for her, and comes after those for all
        ouverts = (publics == 0) | ((publics & index.masque_publics((TOUS_PUBLICS,))) != 0)
        return np.where(ouverts, NOMME, VOISIN).astype(np.int8)
    replis = index.vocabulaire.replis_publics
    larges = index.masque_publics(mot for p in requete.publics for mot in replis.get(p, ()))
    fit[publics == 0] = NON_DIT
    fit[(publics & index.masque_publics((TOUS_PUBLICS,))) != 0] = TOUS
    fit[((publics & larges) != 0) | ((index.publics_larges[rangs] & demandes) != 0)] = VOISIN
    fit[(publics & demandes) != 0] = NOMME
    return fit


def filtrer(index: Index, requete: Requete, regles: Regles, candidats: Candidats) -> Petits:
    """By candidate: ``RAS``, or the first filter that discards it."""
    rangs = candidats.rangs
    motifs = np.zeros(len(rangs), dtype=np.int8)

    def ecarter(lesquels: NDArray[np.bool_], motif: int) -> None:
        motifs[lesquels & (motifs == RAS)] = motif

    ecarter(candidats.public == AUTRE, PUBLIC)
    if regles.publics_non_dits == ECARTER:
        ecarter(candidats.public == NON_DIT, PUBLIC)
    age_min, age_max = index.age_min[rangs], index.age_max[rangs]
    if requete.age is not None:
        ecarter((age_min > requete.age) | ((age_max != INCONNU) & (age_max < requete.age)), AGE)
    elif regles.age_inconnu == ECARTER:
        ecarter((age_min > 0) | (age_max != INCONNU), AGE)
    if regles.normes:
        exigees, connues = index.bits("labels", regles.normes)
        ecarter((index.labels[rangs] & exigees) != exigees if connues else np.ones(len(rangs), dtype=bool), NORME)
    if requete.zones() or regles.zone_inconnue == ECARTER:
        ecarter(candidats.niveau_zone == HORS_ZONE, ZONE)
    etats = index.etats(requete.jour)[rangs]
    ecarter(etats == FERME, FERMETURE)
    ecarter(etats == ABSENT, ABSENCE)
    if regles.sature == ECARTER:
        ecarter(etats == SATURE, COMPLET)
    if requete.moment:
        moments = index.moments[rangs]
        ecarter(moment_connu(moments) & (moments & (1 << MOMENTS.index(requete.moment)) == 0), HORAIRES)
    return motifs


def competence(index: Index, requete: Requete, candidats: Candidats, positions: Entiers) -> NDArray[Any]:
    """The lower the more competent: need not covered, then public, handicap, language, and generalists last."""
    rangs = candidats.rangs[positions]
    manque = 2 * candidats.demandes - candidats.couverture[positions].astype(np.int64)
    note = manque * 100 + candidats.public[positions] * 10
    if requete.handicap:
        note += 4 * (((index.publics[rangs] & index.masque_publics((HANDICAP,))) == 0) & ~index.accessible[rangs])
    if requete.langues:
        note += 2 * ((index.langues[rangs] & index.bits("langues", requete.langues)[0]) == 0)
    note += index.etendue[rangs] >= _GENERALISTE
    return note
