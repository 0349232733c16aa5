"""Opening hours of the directories, written in the OpenStreetMap ``opening_hours`` syntax."""

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

JOURS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_FRANCAIS = {
    nom: rang for rang, nom in enumerate(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"))
}
_HEURE = re.compile(r"([01]?\d|2[0-4])[:hH]([0-5]\d)(?::[0-5]\d)?")


def heure(texte: Any) -> str:
    """« 9:00:00 », « 09h00 » → « 09:00 »; empty when it is not a time."""
    trouve = _HEURE.fullmatch(str(texte or "").strip())
    return f"{int(trouve[1]):02d}:{trouve[2]}" if trouve else ""


def creneau(debut: Any, fin: Any) -> str:
    """One range « 09:00-12:00 »; empty when an end is missing or they are in the wrong order."""
    de, a = heure(debut), heure(fin)
    return f"{de}-{a}" if de and a and de < a else ""


def osm_de_l_annuaire(plages: Iterable[Mapping[str, Any]]) -> str | None:
    """Hours of a ``plage_ouverture`` of the public directory; None when it says nothing usable.

    Comments (« uniquement sur rendez-vous ») are kept as OSM comments, quoted.
    """
    regles = []
    for plage in plages:
        de = _FRANCAIS.get(str(plage.get("nom_jour_debut") or "").strip().lower())
        a = _FRANCAIS.get(str(plage.get("nom_jour_fin") or "").strip().lower(), de)
        creneaux = [
            c
            for rang in ("1", "2")
            if (c := creneau(plage.get(f"valeur_heure_debut_{rang}"), plage.get(f"valeur_heure_fin_{rang}")))
        ]
        if de is None or a is None or not creneaux:
            continue
        jours = JOURS[de] if de == a else f"{JOURS[de]}-{JOURS[a]}"
        commentaire = " ".join(str(plage.get("commentaire") or "").replace('"', "'").split())
        regles.append(f"{jours} {','.join(creneaux)}" + (f' "{commentaire}"' if commentaire else ""))
    return "; ".join(regles) or None


def osm_de_france_travail(horaires: Iterable[Mapping[str, Any]]) -> str | None:
    """Walk-in hours of the France Travail register (« jour » from 1, Monday), not those on appointment only."""
    par_jour: dict[int, str] = {}
    for jour in horaires:
        rang = jour.get("jour")
        if not isinstance(rang, int) or not 1 <= rang <= len(JOURS) or jour.get("horaireFerme") == "O":
            continue
        if jour.get("horaireEnContinu") == "O":
            creneaux = [creneau(jour.get("ouvertureMatin"), jour.get("fermetureApresMidi"))]
        else:
            creneaux = [
                creneau(jour.get("ouvertureMatin"), jour.get("fermetureMatin")),
                creneau(jour.get("ouvertureApresMidi"), jour.get("fermetureApresMidi")),
            ]
        if any(creneaux):
            par_jour[rang - 1] = ",".join(filter(None, creneaux))
    return osm_par_jour(par_jour)


def osm_par_jour(par_jour: Mapping[int, str]) -> str | None:
    """Hours by weekday (0 is Monday), consecutive days of same hours joined: « Mo-We 09:00-12:00; Fr 14:00-17:00 »."""
    regles = []
    # Consecutive days share « rank in the week minus rank in the list »
    suites = groupby(enumerate(sorted(par_jour)), key=lambda p: (p[1] - p[0], par_jour[p[1]]))
    for (_, creneaux), groupe in suites:
        jours = [jour for _, jour in groupe]
        noms = JOURS[jours[0]] if len(jours) == 1 else f"{JOURS[jours[0]]}-{JOURS[jours[-1]]}"
        regles.append(f"{noms} {creneaux}")
    return "; ".join(regles) or None
