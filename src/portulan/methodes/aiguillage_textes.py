"""Reasons in words, in French: one function, for screens, mails and the written trace."""

from collections.abc import Callable, Mapping
from functools import partial

from portulan.methodes.aiguillage import A_DISTANCE_ELARGI, PLUS_LOIN, POINT_D_ENTREE, Donnee, Proposition, Raison

type Nommer = Callable[[str, str], str]
"""Name of a code: (« langue », « norme » or « zone » ; code) → words."""

_INSECABLE = "\u00a0"
_FIXES: Mapping[str, str] = {
    "elargi_a_distance": "Rien à proximité ne convient : cette structure répond à distance.",
    "elargi_plus_loin": "Rien à proximité ne convient : cette structure est plus loin.",
    "elargi_point_d_entree": "Aucune structure ne répond exactement : celle-ci accueille chacun et saura relayer.",
    "besoin_en_partie": "Répond à une partie de la demande, ou à une demande voisine.",
    "public_nomme": "S’adresse au public demandé.",
    "public_voisin": "S’adresse à un public proche de celui demandé.",
    "tous_publics": "Ouvert à tous les publics.",
    "public_non_dit": "La fiche ne précise pas à qui ce service s’adresse : à vérifier.",
    "public_a_verifier": "Réservé à certains publics : à vérifier, la situation de la personne n’est pas connue.",
    "public_autre": "S’adresse d’abord à un autre public.",
    "handicap": "S’adresse aux personnes en situation de handicap.",
    "lieu_decrit": "L’accessibilité du lieu est décrite sur sa fiche.",
    "lieu_a_verifier": "Accessibilité du lieu : à vérifier.",
    "zone_a_verifier": "Réservé à un territoire : à vérifier, la commune n’est pas connue ou n’en est pas.",
    "a_distance": "Reçoit à distance.",
    "en_presentiel": "Reçoit sur place.",
    "mode_non_dit": "La fiche ne précise pas si l’accueil est sur place ou à distance.",
    "delai_inconnu": "Délai avant un rendez-vous : non communiqué.",
    "complet_garde": "Déclare ne plus avoir de place en ce moment.",
    "horaires_inconnus": "Horaires non communiqués : à vérifier.",
    "payant": "Service payant.",
    "ecarte_public": "Ne reçoit pas ce public.",
    "ecarte_fermeture": "Fermée ce jour-là.",
    "ecarte_absence": "Personne ne reçoit ce jour-là.",
    "ecarte_complet": "N’a plus de place.",
    "ecarte_mode": "Ne reçoit pas de la façon demandée.",
}
_ZONES: Mapping[str, str] = {
    "commune": "Dessert précisément cette commune.",
    "epci": "Dessert cette intercommunalité.",
    "bassin": "Dessert ce bassin.",
    "departement": "Dessert ce département.",
    "academie": "Dessert cette académie.",
    "region": "Dessert cette région.",
    "pays": "Dessert tout le territoire.",
}
_MOMENTS: Mapping[str, str] = {
    "matin": "le matin",
    "apres_midi": "l’après-midi",
    "soir": "après 17\u00a0h",
    "mercredi": "le mercredi",
    "samedi": "le samedi",
}
ELARGISSEMENTS: Mapping[str, str] = {
    A_DISTANCE_ELARGI: "recherche élargie à l’accueil à distance",
    PLUS_LOIN: "recherche élargie à des structures plus éloignées",
    POINT_D_ENTREE: "recherche élargie aux points d’entrée de la région",
}


def dire(raison: Raison, nommer: Nommer | None = None) -> str:
    """A sentence. Codes that only the vocabulary names are written as they are without ``nommer``."""
    if raison.code in _FIXES:
        return _FIXES[raison.code]
    return _PHRASES[raison.code](dict(raison.donnees), nommer or _tel_quel)


def dire_trajet(proposition: Proposition) -> str:
    """Distance and time in words; empty when they are unknown or useless."""
    if proposition.distance_km is None:
        return ""
    km = f"{proposition.distance_km:.1f}".replace(".", ",").removesuffix(",0")
    distance = f"à {km}{_INSECABLE}km" if proposition.distance_km >= 1 else f"à moins d’un{_INSECABLE}kilomètre"
    if proposition.minutes is None:
        return distance
    return f"{distance}, environ {max(proposition.minutes, 1)}{_INSECABLE}min"


def _tel_quel(_genre: str, code: str) -> str:
    return code


def _besoin(donnees: Mapping[str, Donnee], _nommer: Nommer) -> str:
    return "Répond à la demande." if donnees["demandes"] == 1 else "Répond à toutes les demandes."


def _zone(donnees: Mapping[str, Donnee], _nommer: Nommer) -> str:
    return _ZONES[str(donnees["niveau"])]


def _delai(donnees: Mapping[str, Donnee], _nommer: Nommer) -> str:
    jours = int(donnees["jours"])
    if jours == 0:
        return "Reçoit sans attendre."
    return f"Reçoit d’habitude sous {jours}{_INSECABLE}jour{'s' if jours > 1 else ''} ouvré{'s' if jours > 1 else ''}."


def _fiche(recente: bool, donnees: Mapping[str, Donnee], _nommer: Nommer) -> str:  # noqa: FBT001 (which sentence)
    mois = int(donnees["jours"]) // 30
    depuis = f"il y a {mois}{_INSECABLE}mois" if mois else "depuis moins d’un mois"
    return f"Fiche {'à jour' if recente else 'ancienne'}, vérifiée {depuis}."


def _bornes(donnees: Mapping[str, Donnee]) -> str:
    bas, haut = donnees.get("age_min"), donnees.get("age_max")
    if haut is None:
        return f"à partir de {bas}{_INSECABLE}ans"
    return f"de {bas} à {haut}{_INSECABLE}ans" if bas else f"jusqu’à {haut}{_INSECABLE}ans"


def _age(debut: str, fin: str, donnees: Mapping[str, Donnee], _nommer: Nommer) -> str:
    return f"{debut} {_bornes(donnees)}{fin}"


def _liste(genre: str, cle: str, phrase: str, donnees: Mapping[str, Donnee], nommer: Nommer) -> str:
    codes = [code for code in str(donnees[cle]).split(",") if code]
    return f"{phrase} {', '.join(nommer(genre, code) for code in codes)}."


def _horaires(donnees: Mapping[str, Donnee], _nommer: Nommer) -> str:
    return f"N’ouvre pas {_MOMENTS[str(donnees['moment'])]}."


def _loin(donnees: Mapping[str, Donnee], _nommer: Nommer) -> str:
    return f"Trop loin : {donnees['km']}{_INSECABLE}km, au-delà des {donnees['rayon']}{_INSECABLE}km de recherche."


_PHRASES: Mapping[str, Callable[[Mapping[str, Donnee], Nommer], str]] = {
    "besoin": _besoin,
    "zone": _zone,
    "delai": _delai,
    "fiche_recente": partial(_fiche, True),  # noqa: FBT003 (which sentence)
    "fiche_ancienne": partial(_fiche, False),  # noqa: FBT003
    "age": partial(_age, "Reçoit", "."),
    "age_a_verifier": partial(_age, "Reçoit", " : à vérifier, l’âge n’est pas connu."),
    "ecarte_age": partial(_age, "Réservée aux personnes", "."),
    "langue": partial(_liste, "langue", "langues", "On y parle :"),
    "ecarte_norme": partial(_liste, "norme", "normes", "Ne détient pas ce que les règles exigent :"),
    "ecarte_zone": partial(_liste, "zone", "zones", "Ne dessert pas cette commune, mais :"),
    "ecarte_horaires": _horaires,
    "ecarte_loin": _loin,
}
