"""Routing: who can (hard filters), who first (criteria, then neutrality, then rotation), and what when nobody can.

Everything is decided on arrays; reasons are written only for what is shown. Same request, index and rules: same bytes.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portulan.methodes import aiguillage_raisons as raisons
from portulan.methodes.accessibilite import DETOUR, VITESSE_PAR_DEFAUT_KMH, VITESSES_KMH, distance_km
from portulan.methodes.aiguillage import (
    A_DISTANCE,
    A_DISTANCE_ELARGI,
    EN_PRESENTIEL,
    PLUS_LOIN,
    POINT_D_ENTREE,
    Ecarte,
    Proposition,
    Reponse,
    Requete,
)
from portulan.methodes.aiguillage_filtres import RAS, Candidats, competence, filtrer
from portulan.methodes.aiguillage_index import (
    DISTANCE,
    FERME,
    HORS_ZONE,
    INCONNU,
    PRESENTIEL,
    SATURE,
    Entiers,
    Index,
    Reels,
    melange,
    premiers,
    tour,
)
from portulan.methodes.aiguillage_regles import Regles

type Bools = NDArray[np.bool_]

_ENTREES = 3


def aiguiller(index: Index, requete: Requete, regles: Regles, limite: int = 10) -> Reponse:
    """Rank the services that can answer a request; never empty unless the index is."""
    etude = _Etude.ouvrir(index, requete, regles)
    retenus = etude.presents | etude.distants
    niveaux = [("", etude.ranger(retenus))]
    pris = retenus.copy()
    for nom, ouverts in ((A_DISTANCE_ELARGI, etude.au_loin), (PLUS_LOIN, etude.plus_loin)):
        if sum(len(rangs) for _, rangs in niveaux) >= regles.minimum:
            break
        nouveaux = ouverts & ~pris
        niveaux.append((nom, etude.ranger(nouveaux)))
        pris |= nouveaux
    propositions = [p for nom, rangs in niveaux for p in etude.proposer(rangs[:limite], nom)][:limite]
    elargissement = next((p.elargie for p in reversed(propositions) if p.elargie), "")
    nombre = sum(len(rangs) for _, rangs in niveaux)
    if not propositions:
        entree = _Etude.ouvrir(index, _sans_besoin(requete), regles)
        propositions = entree.points_d_entree(min(limite, _ENTREES))
        elargissement, nombre = (POINT_D_ENTREE, len(propositions)) if propositions else ("", 0)
    ecartes, total = etude.ecartes(pris, {p.structure for p in propositions})
    reponse = Reponse(
        tuple(replace(p, rang=rang) for rang, p in enumerate(propositions, 1)),
        ecartes,
        elargissement,
        nombre,
        total,
        regles.version,
        index.version,
    )
    return replace(reponse, empreinte=reponse.signer())


def _sans_besoin(requete: Requete) -> Requete:
    return replace(requete, themes=(), publics=(), modes=(), langues=(), moment="")


def vitesse(requete: Requete, regles: Regles) -> float:
    """Assumed speed in km/h: by the way the person moves, by car according to the density of the commune."""
    sans_voiture = {
        "transports": regles.vitesse_transports,
        "velo": regles.vitesse_velo,
        "a_pied": regles.vitesse_a_pied,
    }
    if requete.mobilite in sans_voiture:
        return float(sans_voiture[requete.mobilite])
    if requete.densite is None:
        return VITESSE_PAR_DEFAUT_KMH
    return next(kmh for minimum, kmh in VITESSES_KMH if requete.densite >= minimum)


@dataclass
class _Etude:
    """A request being studied: the candidates (services that cover the need) and what is known of each."""

    index: Index
    requete: Requete
    regles: Regles
    candidats: Candidats
    distance: Reels
    minutes: Reels
    motifs: NDArray[np.int8]

    @classmethod
    def ouvrir(cls, index: Index, requete: Requete, regles: Regles) -> "_Etude":
        candidats = Candidats.chercher(index, requete)
        distance = _distances(index, requete, candidats.rangs)
        minutes = distance * DETOUR / vitesse(requete, regles) * 60.0
        motifs = filtrer(index, requete, regles, candidats)
        etude = cls(index, requete, regles, candidats, distance, minutes, motifs)
        etude._ouvrir_modes()
        return etude

    def _ouvrir_modes(self) -> None:
        requete, regles = self.requete, self.regles
        modes = self.index.modes[self.candidats.rangs]
        possible = self.motifs == RAS
        immobile = requete.mobilite == "aucune"
        veut_venir = (not requete.modes or EN_PRESENTIEL in requete.modes) and not immobile
        veut_distance = not requete.modes or A_DISTANCE in requete.modes or immobile
        # A service that states no mode is received like one in person: nothing is lost for an optional field
        sur_place = possible & ((modes & PRESENTIEL != 0) | (modes == 0))
        inconnue = np.isnan(self.distance)
        proche = inconnue | (self.distance <= regles.rayon_km)
        rien = np.zeros(len(possible), dtype=bool)
        self.presents: Bools = sur_place & proche if veut_venir else rien.copy()
        self.au_loin: Bools = possible & (modes & DISTANCE != 0)
        self.distants: Bools = self.au_loin & ~self.presents if veut_distance else rien.copy()
        elargie = inconnue | (self.distance <= regles.rayon_elargi_km)
        self.plus_loin: Bools = rien.copy() if immobile else sur_place & elargie

    # --- order ---------------------------------------------------------------------------------

    def ranger(self, garde: Bools) -> Entiers:
        """Positions of the candidates kept, best first, one for each structure."""
        positions = np.flatnonzero(garde)
        if not len(positions):
            return positions
        rangs = self.candidats.rangs[positions]
        notes = self._criteres(positions, rangs)
        cles = [notes[nom] for nom in self.regles.ordre]
        structures = self.index.structure[rangs]
        vendeurs = [self.index.codes["operateur"].get(code, INCONNU) for code in self.regles.vendeurs]
        vend = self.index.payant[rangs] | np.isin(self.index.operateur[rangs], vendeurs)
        soi = structures == self.index.rangs_structures.get(self.requete.emetteur, INCONNU)
        tirage = tour(self.index.graine_structure[structures], melange(self.requete.jour, self.requete.code_insee))
        sature = self.index.etats(self.requete.jour)[rangs] == SATURE
        # Last key first: identifier of the service, draw, sender after its equals, sellers after theirs, criteria
        ordre = np.lexsort((rangs, tirage, soi, vend, *reversed(cles), sature))
        return positions[ordre[self._une_par_structure(structures[ordre])]]

    def _une_par_structure(self, structures: Entiers) -> Bools:
        return premiers(structures, len(self.index.rangs_structures))

    def _criteres(self, positions: Entiers, rangs: Entiers) -> dict[str, NDArray[Any]]:
        """A note by criterion, the lower the better."""
        vient = self.requete.mobilite != "aucune" and self.requete.modes != (A_DISTANCE,)
        sur_place = (self.presents | self.plus_loin)[positions]
        minutes, attente = self.minutes[positions], self.index.attente[rangs]
        trajet = np.searchsorted(np.array(self.regles.bandes_minutes, dtype=np.float64), minutes)
        trajet[np.isnan(minutes)] = len(self.regles.bandes_minutes) + 1
        trajet[~self.presents[positions] & self.distants[positions]] = 0
        delai = np.searchsorted(np.array(self.regles.bandes_delai), attente)
        delai[attente == INCONNU] = len(self.regles.bandes_delai) + 1  # not said is never a short delay
        ages = (self.requete.jour.toordinal() if self.requete.jour else 0) - self.index.maj[rangs]
        return {
            "competence": competence(self.index, self.requete, self.candidats, positions),
            "zone": self.candidats.niveau_zone[positions],
            "mode": (~sur_place if vient else np.zeros(len(rangs), dtype=bool)).astype(np.int8),
            "trajet": trajet,
            "delai": delai,
            "fraicheur": (ages > self.regles.fraicheur_jours).astype(np.int8) + (ages > self.regles.perime_jours),
        }

    # --- what is shown -------------------------------------------------------------------------

    def proposer(self, positions: Entiers, elargie: str) -> list[Proposition]:
        """Proposals with their reasons; ranks are given later."""
        return [self._proposition(int(p), elargie) for p in positions]

    def _proposition(self, position: int, elargie: str) -> Proposition:
        rang = int(self.candidats.rangs[position])
        fiche = self.index.fiches[rang]
        a_distance = elargie == A_DISTANCE_ELARGI or bool(
            self.distants[position] and not elargie and not self.presents[position]
        )
        km, minutes = float(self.distance[position]), float(self.minutes[position])
        connue = not a_distance and not np.isnan(km)
        return Proposition(
            0,
            fiche.identifiant,
            fiche.structure,
            fiche.nom,
            fiche.operateur,
            raisons.pour(
                self.index, self.requete, self.regles, self.candidats, position, elargie=elargie, a_distance=a_distance
            ),
            round(km, 1) if connue else None,
            round(minutes) if connue else None,
            a_distance,
            elargie,
        )

    def points_d_entree(self, nombre: int) -> list[Proposition]:
        """Places that listen to anyone, when nothing covers the need: those of the rules, then the nearest ones."""
        rangs = self.candidats.rangs
        ouverts = self.index.etats(self.requete.jour)[rangs] < FERME
        dans_la_zone = self.candidats.niveau_zone != HORS_ZONE
        for garde in (self.motifs == RAS, ouverts & dans_la_zone, ouverts, np.ones(len(rangs), dtype=bool)):
            positions = np.flatnonzero(garde)
            if len(positions):
                break
        else:
            return []
        codes = [self.index.codes["operateur"].get(code, INCONNU) for code in self.regles.points_entree]
        place = np.full(len(positions), len(codes))
        for ordre, code in reversed(list(enumerate(codes))):
            place[self.index.operateur[rangs[positions]] == code] = ordre
        structures = self.index.structure[rangs[positions]]
        tirage = tour(self.index.graine_structure[structures], melange(self.requete.jour, self.requete.code_insee))
        loin = np.nan_to_num(np.round(self.distance[positions]), nan=np.inf)
        ordre_final = np.lexsort((rangs[positions], tirage, loin, place))
        choisis = positions[ordre_final[self._une_par_structure(structures[ordre_final])]]
        return self.proposer(choisis[:nombre], POINT_D_ENTREE)

    def ecartes(self, pris: Bools, proposees: set[str]) -> tuple[tuple[Ecarte, ...], int]:
        """Services of other structures that cover the need and were discarded, the nearest first, and how many."""
        rangs = self.candidats.rangs
        retenues = np.zeros(len(self.index.rangs_structures), dtype=bool)
        retenues[self.index.structure[rangs[pris]]] = True
        retenues[[self.index.rangs_structures[s] for s in proposees]] = True
        positions = np.flatnonzero(~retenues[self.index.structure[rangs]])
        loin = np.nan_to_num(self.distance[positions], nan=np.inf)
        ordre = np.lexsort((rangs[positions], loin))
        choisis = positions[ordre[self._une_par_structure(self.index.structure[rangs[positions[ordre]]])]]
        return tuple(self._ecarte(int(p)) for p in choisis[: self.regles.ecartes_dits]), len(choisis)

    def _ecarte(self, position: int) -> Ecarte:
        fiche = self.index.fiches[int(self.candidats.rangs[position])]
        km = float(self.distance[position])
        motif = int(self.motifs[position])
        raison = raisons.contre(self.index, self.requete, self.regles, self.candidats, position, motif=motif, km=km)
        connue = not np.isnan(km)
        return Ecarte(fiche.identifiant, fiche.structure, fiche.nom, raison, round(km, 1) if connue else None)


def _distances(index: Index, requete: Requete, rangs: Entiers) -> Reels:
    if requete.longitude is None or requete.latitude is None:
        return np.full(len(rangs), np.nan)
    distances: Reels = distance_km(requete.longitude, requete.latitude, index.longitude[rangs], index.latitude[rangs])
    return distances
