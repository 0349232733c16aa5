"""From the parameters of ``/search/services`` to a search of the index: places understood, categories flattened."""

from collections.abc import Iterable

from portulan.methodes.aiguillage_recherche import Recherche
from portulan.socle import geographie
from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.horloge import aujourdhui
from portulan.socle.textes import normaliser
from portulan.terrain.aiguillage.construction import vocabulaire
from portulan.terrain.reseau.territoire import rattachement

_ETRANGER = "99"
_LONGUEUR = 5


def commune_demandee(code: str) -> str:
    """Commune of today for a code of the Insee, a former one included.

    Raises ``DonneeInvalide`` with what to write for a postal code, a place abroad, an unknown code.
    """
    code = code.strip().upper()
    actuelle = geographie.commune_actuelle(code)
    if actuelle:
        return actuelle
    proposees = [c for code_insee in geographie.communes_du_code_postal(code) if (c := geographie.commune(code_insee))]
    if proposees:
        proposees.sort(key=lambda c: -(c["population"] or 0))
        noms = ", ".join(f"{c['code_insee']} pour {c['nom']}" for c in proposees[:3])
        raise DonneeInvalide(
            f"« {code} » est un code postal et non un code commune de l’Insee.",
            remede=f"Écrivez le code commune : {noms}{'…' if len(proposees) > 3 else ''}.",  # noqa: PLR2004
        )
    if len(code) == _LONGUEUR and code.startswith(_ETRANGER):
        raise DonneeInvalide(
            f"« {code} » désigne un lieu à l’étranger : la recherche porte sur les communes françaises.",
            remede="Cherchez sans commune, ou depuis la commune où la personne sera reçue.",
        )
    raise DonneeInvalide(
        f"« {code} » n’est le code d’aucune commune actuelle ou ancienne.",
        remede="Écrivez le code commune de l’Insee, cinq caractères, par exemple 2A004 pour Ajaccio.",
    )


def composer(
    *,
    code_commune: str | None = None,
    lat: float | None = None,
    lon: float | None = None,
    thematiques: Iterable[str] | None = None,
    recherche_public: str | None = None,
    score_qualite_minimum: float | None = None,
    **codes: Iterable[str] | None,
) -> Recherche:
    """Build a search. ``codes``: publics, modes, frais, types, sources. Raises ``DonneeInvalide``."""
    filtres = {nom: None if mots is None else tuple(mots) for nom, mots in codes.items()}
    themes = None
    if thematiques is not None:
        themes = tuple(dict.fromkeys(t for lot in vocabulaire().aplatir(thematiques) for t in lot))
    if code_commune is not None and (lat is None) != (lon is None):
        raise DonneeInvalide(
            "« lat » et « lon » vont ensemble : il en manque un.", remede="Donnez les deux, ou aucun des deux."
        )
    zones, point = None, (None, None)
    if code_commune is not None:
        code = commune_demandee(code_commune)
        commune = geographie.commune(code) or {}
        lieu = {"commune": code, **rattachement(code)}
        zones = tuple((niveau, valeur) for niveau, valeur in lieu.items() if isinstance(valeur, str) and valeur)
        point = (lon, lat) if lon is not None else (commune.get("longitude"), commune.get("latitude"))
    return Recherche(
        zones=zones,
        longitude=point[0],
        latitude=point[1],
        themes=themes,
        mots_publics=tuple(normaliser(recherche_public or "").split()),
        qualite=score_qualite_minimum,
        jour=aujourdhui(),
        **filtres,
    )
