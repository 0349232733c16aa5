"""The same search in portable SQL: the reference of the index, the same query on SQLite and on PostgreSQL.

Slow on a large network, but each rule of the contract is one condition that can be read alone; the distance is exact.
Lists are JSON texts of quoted codes: « holds this code » is « contains this quoted code » on both engines.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from portulan.methodes.aiguillage import A_DISTANCE, EN_PRESENTIEL, TOUS_PUBLICS
from portulan.methodes.aiguillage_index import PAYS
from portulan.methodes.aiguillage_recherche import RAYON_KM, SANS_DISTANCE, Recherche
from portulan.methodes.geodesie import vincenty_km
from portulan.terrain.aiguillage.construction import point
from portulan.terrain.reseau import vocabulaire as spro
from portulan.terrain.reseau.enums import EtatService, EtatStructure
from portulan.terrain.reseau.models import Service

_LISTES = {"themes": "thematiques", "publics_v1": "publics", "modes": "modes_accueil", "zones": "zone_eligibilite"}
_LIEUX = [f"{prefixe}{nom}" for prefixe in ("", "structure__") for nom in ("longitude", "latitude", "code_insee")]


def chercher_en_sql(recherche: Recherche) -> list[tuple[str, int]]:
    """(identifier, distance or ``SANS_DISTANCE``) in the order of the contract. Quality and words are not done here."""
    lus = _filtrer(_textes(), recherche)
    if recherche.zones is None:
        return [(identifiant, SANS_DISTANCE) for identifiant in sorted(lus.values_list("cle", flat=True))]
    zones = [Q(zones="[]"), Q(zones__contains=f'"{PAYS}"')]
    zones += [Q(zones__contains=f'"{niveau}:{code}"') for niveau, code in recherche.zones]
    trouves = []
    for ligne in lus.filter(reduce(or_, zones)).values("cle", "modes", *_LIEUX):
        km = _km(recherche, *point(ligne))
        proche = km is not None and km <= RAYON_KM
        if proche or f'"{A_DISTANCE}"' in ligne["modes"]:
            dite = km if proche and f'"{EN_PRESENTIEL}"' in ligne["modes"] else None
            trouves.append((ligne["cle"], SANS_DISTANCE if dite is None else round(dite)))
    return sorted(trouves, key=lambda t: (t[1] == SANS_DISTANCE, t[1], t[0]))


def _textes() -> "QuerySet[Service]":
    """Open services, their lists as texts, their identifier and their point."""
    lus = Service.objects.filter(etat=EtatService.OUVERT, structure__etat=EtatStructure.OUVERTE).order_by()
    return lus.annotate(
        cle=Concat("source", Value("--"), "id_source", output_field=TextField()),
        thematiques_spro=Coalesce(Cast("extension__thematiques", TextField()), Value(""), output_field=TextField()),
        publics_spro=Coalesce(Cast("extension__publics", TextField()), Value(""), output_field=TextField()),
        **{nom: Cast(champ, TextField()) for nom, champ in _LISTES.items()},
    )


def _filtrer(lus: "QuerySet[Service]", recherche: Recherche) -> "QuerySet[Service]":
    if recherche.themes is not None:
        lus = lus.filter(_tient("themes", "thematiques", recherche.themes))
    if recherche.publics is not None and TOUS_PUBLICS not in recherche.publics:
        lus = lus.filter(_tient("publics_v1", "publics", (*recherche.publics, TOUS_PUBLICS)))
    if recherche.modes is not None:
        lus = lus.filter(_un_de("modes", recherche.modes))
    egaux = (("frais", recherche.frais), ("type", recherche.types), ("source", recherche.sources))
    return lus.filter(**{f"{champ}__in": voulus for champ, voulus in egaux if voulus is not None})


def _tient(champ: str, liste: str, mots: Iterable[str]) -> Q:
    """Words of v1 as they stand; words of the extension too, or those that fall back on one that is asked."""
    mots = set(mots)
    propres = {code for code, v in spro.valeurs(liste).items() if code in mots or mots & set(v.repli)}
    return _un_de(champ, mots) | _un_de(f"{liste}_spro", propres)


def _un_de(champ: str, mots: Iterable[str]) -> Q:
    return reduce(or_, [Q(**{f"{champ}__contains": f'"{mot}"'}) for mot in mots], Q(pk__in=()))


def _km(recherche: Recherche, longitude: float | None, latitude: float | None) -> float | None:
    if recherche.longitude is None or recherche.latitude is None or longitude is None or latitude is None:
        return None
    return vincenty_km(recherche.longitude, recherche.latitude, longitude, latitude)
