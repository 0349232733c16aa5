"""Why a service is proposed, or discarded, as codes and data (``aiguillage_textes`` puts them in words)."""

import numpy as np

from portulan.methodes.aiguillage import HANDICAP, Donnee, Raison, Requete
from portulan.methodes.aiguillage_filtres import (
    AGE,
    HORAIRES,
    MOTIFS,
    NOMME,
    NON_DIT,
    NORME,
    RAS,
    TOUS,
    VOISIN,
    ZONE,
    Candidats,
)
from portulan.methodes.aiguillage_index import HORS_ZONE, INCONNU, NIVEAUX_ZONES, SATURE, Index
from portulan.methodes.aiguillage_regles import Regles

_PUBLICS = {NOMME: "public_nomme", VOISIN: "public_voisin", TOUS: "tous_publics", NON_DIT: "public_non_dit"}


def pour(
    index: Index,
    requete: Requete,
    regles: Regles,
    candidats: Candidats,
    position: int,
    *,
    elargie: str,
    a_distance: bool,
) -> tuple[Raison, ...]:
    """Reasons of a proposal, the widening first, then in the order of the criteria."""
    rang = int(candidats.rangs[position])
    lot = [Raison.de(f"elargi_{elargie}")] if elargie else []
    lot += _besoin(requete, candidats, position)
    lot += _personne(index, requete, rang)
    lot.append(_zone(candidats, position))
    lot.append(Raison.de("a_distance" if a_distance else "en_presentiel" if index.modes[rang] else "mode_non_dit"))
    attente = int(index.attente[rang])
    lot.append(Raison.de("delai", jours=attente) if attente != INCONNU else Raison.de("delai_inconnu"))
    if requete.jour is not None:
        age = requete.jour.toordinal() - int(index.maj[rang])
        lot.append(Raison.de("fiche_recente" if age <= regles.fraicheur_jours else "fiche_ancienne", jours=age))
    if index.etats(requete.jour)[rang] == SATURE:
        lot.append(Raison.de("complet_garde"))
    if requete.moment and not index.moments[rang]:
        lot.append(Raison.de("horaires_inconnus"))
    if index.payant[rang]:
        lot.append(Raison.de("payant"))
    return tuple(lot)


def _besoin(requete: Requete, candidats: Candidats, position: int) -> list[Raison]:
    lot = []
    points = int(candidats.couverture[position])
    if candidats.demandes:
        entier = points == 2 * candidats.demandes
        lot.append(
            Raison.de("besoin", demandes=candidats.demandes)
            if entier
            else Raison.de("besoin_en_partie", demandes=candidats.demandes)
        )
    if requete.publics:
        lot.append(Raison.de(_PUBLICS.get(int(candidats.public[position]), "public_autre")))
    elif int(candidats.public[position]) == VOISIN:
        lot.append(Raison.de("public_a_verifier"))
    return lot


def _personne(index: Index, requete: Requete, rang: int) -> list[Raison]:
    lot = []
    bornes = _bornes(index, rang)
    if bornes:
        lot.append(Raison.de("age" if requete.age is not None else "age_a_verifier", **bornes))
    if requete.handicap and HANDICAP in index.fiches[rang].publics:
        lot.append(Raison.de("handicap"))
    elif requete.handicap:
        lot.append(Raison.de("lieu_decrit" if index.accessible[rang] else "lieu_a_verifier"))
    communes = sorted(set(requete.langues) & set(index.fiches[rang].langues))
    if communes:
        lot.append(Raison.de("langue", langues=",".join(communes)))
    return lot


def _zone(candidats: Candidats, position: int) -> Raison:
    niveau = int(candidats.niveau_zone[position])
    if niveau == HORS_ZONE:
        return Raison.de("zone_a_verifier")
    return Raison.de("zone", niveau=NIVEAUX_ZONES[niveau])


def contre(
    index: Index, requete: Requete, regles: Regles, candidats: Candidats, position: int, *, motif: int, km: float
) -> Raison:
    """Why a service is not proposed: the first filter that failed, else too far, else not the mode asked."""
    rang = int(candidats.rangs[position])
    donnees: dict[str, Donnee] = {}
    if motif == AGE:
        donnees = _bornes(index, rang)
        if requete.age is not None:
            donnees["age"] = requete.age
    elif motif == NORME:
        donnees["normes"] = ",".join(sorted(set(regles.normes) - set(index.fiches[rang].labels)))
    elif motif == ZONE:
        donnees["zones"] = ",".join(index.fiches[rang].zones[:5])
    elif motif == HORAIRES:
        donnees["moment"] = requete.moment
    if motif != RAS:
        return Raison.de(f"ecarte_{MOTIFS[motif]}", **donnees)
    if not np.isnan(km) and km > regles.rayon_km and requete.mobilite != "aucune":
        return Raison.de("ecarte_loin", km=round(km), rayon=regles.rayon_km)
    return Raison.de("ecarte_mode")


def _bornes(index: Index, rang: int) -> dict[str, Donnee]:
    fiche = index.fiches[rang]
    bornes: dict[str, Donnee] = {}
    if fiche.age_min is not None:
        bornes["age_min"] = fiche.age_min
    if fiche.age_max is not None:
        bornes["age_max"] = fiche.age_max
    return bornes
