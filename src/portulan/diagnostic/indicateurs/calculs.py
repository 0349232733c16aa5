"""Small Ibis words shared by the computations: result lines, ratios, levels, latest year. Same on every engine."""

from collections.abc import Iterable
from typing import Any

from portulan.socle.declaration import COLONNES_CALCUL
from portulan.socle.territoire import FRANCE, Niveau

_TEXTES = frozenset({"niveau", "territoire", "composante", "ventilation"})


def lignes(
    t: Any,
    *,
    niveau: Any,
    territoire: Any,
    valeur: Any = None,
    numerateur: Any = None,
    denominateur: Any = None,
    composante: Any = "",
    ventilation: Any = "",
    facteur: float = 100.0,
) -> Any:
    """Result lines (``COLONNES_CALCUL``) from an Ibis table; without ``valeur``, numerator / denominator × factor."""
    if valeur is None:
        valeur = rapport(numerateur, denominateur, facteur)
    donnees = {
        "niveau": niveau,
        "territoire": territoire,
        "composante": composante,
        "ventilation": ventilation,
        "numerateur": numerateur,
        "denominateur": denominateur,
        "valeur": valeur,
    }
    return t.select(**{nom: _cellule(nom, donnees[nom]) for nom in COLONNES_CALCUL})


def _cellule(nom: str, valeur: Any) -> Any:
    import ibis

    if nom in _TEXTES:
        return ibis.literal(valeur) if isinstance(valeur, str) else valeur
    return ibis.null("float64") if valeur is None else valeur.cast("float64")


def rapport(numerateur: Any, denominateur: Any, facteur: float = 100.0) -> Any:
    """Numerator / denominator × factor, null when the denominator is null or zero."""
    import ibis

    divise = numerateur.cast("float64") * facteur / denominateur.cast("float64")
    return ibis.ifelse(denominateur > 0, divise, ibis.null("float64"))


def reunir(tables: Iterable[Any]) -> Any:
    """Union of result lines."""
    import ibis

    return ibis.union(*tables)


def par_niveau(t: Any, niveaux: Iterable[Niveau], *, cles: tuple[str, ...] = (), **mesures: Any) -> Any:
    """Aggregate on each level in turn: columns ``niveau``, ``territoire``, the keys and the measures.

    The column of a level bears its name (``epci``, ``departement``…); rows without territory are left out of it.
    """
    import ibis

    blocs = []
    for niveau in niveaux:
        if niveau is Niveau.PAYS:
            groupe = t.mutate(territoire=ibis.literal(FRANCE.code)).group_by("territoire", *cles)
        else:
            situees = t.filter(t[niveau.value].notnull())
            groupe = situees.group_by(*cles, territoire=situees[niveau.value])
        agrege = groupe.aggregate(**mesures)
        blocs.append(agrege.select(*cles, *mesures, "territoire", niveau=ibis.literal(niveau.value)))
    return ibis.union(*blocs) if len(blocs) > 1 else blocs[0]


def derniere(t: Any, colonne: str) -> Any:
    """Rows of the latest value of a column (last session with data)."""
    return t.semi_join(t.aggregate(**{colonne: t[colonne].max()}), colonne)


def etiquette(axe: str, valeur: Any) -> Any:
    """The breakdown « axe=valeur »."""
    import ibis

    return ibis.literal(f"{axe}=") + valeur.cast("string")


def etiquette_operateur(t: Any, ensemble: str = "ensemble") -> Any:
    """« operateur=cio », and nothing for the whole."""
    import ibis

    return ibis.ifelse(t.operateur == ensemble, ibis.literal(""), etiquette("operateur", t.operateur))


RATTACHEMENT = ("epci", "bassin", "departement", "academie", "region")


def situer(t: Any, communes: Any) -> Any:
    """Rows with the territories of their commune (``code_insee``); those of the region only."""
    return t.join(communes.select("code_insee", *RATTACHEMENT), "code_insee")


def region_seule(communes: Any) -> Any:
    """The region of the snapshot: one row, one column ``region``."""
    return communes.select("region").distinct()


def drapeau(condition: Any) -> Any:
    """1 where the condition holds, 0 elsewhere and where it is not known."""
    import ibis

    return ibis.ifelse(condition, 1.0, 0.0)


def en_vigueur(t: Any, debut: str, fin: str) -> Any:
    """Begun at the date of the snapshot (column ``date``) and not over: the last day of validity still counts."""
    return (t[debut] <= t["date"]) & (t[fin].isnull() | (t[fin] >= t["date"]))


def parts(
    t: Any, niveaux: Iterable[Niveau], *, axes: Iterable[str] = (), composante: str = "", ensemble: bool = True
) -> Any:
    """Lines Σ ``cas`` / Σ ``total`` (flags or counts carried by the rows), for the whole and for each axis."""
    somme = _sommer(t, tuple(niveaux), tuple(axes), ("cas", "total"), ensemble=ensemble)
    return lignes(
        somme,
        niveau=somme.niveau,
        territoire=somme.territoire,
        composante=composante,
        ventilation=somme.ventilation,
        numerateur=somme.cas,
        denominateur=somme.total,
    )


def comptes(
    t: Any, niveaux: Iterable[Niveau], *, axes: Iterable[str] = (), composante: str = "", ensemble: bool = True
) -> Any:
    """Lines Σ ``cas``, for the whole and for each axis."""
    somme = _sommer(t, tuple(niveaux), tuple(axes), ("cas",), ensemble=ensemble)
    return lignes(
        somme,
        niveau=somme.niveau,
        territoire=somme.territoire,
        composante=composante,
        ventilation=somme.ventilation,
        valeur=somme.cas,
    )


def _sommer(
    t: Any, niveaux: tuple[Niveau, ...], axes: tuple[str, ...], mesures: tuple[str, ...], *, ensemble: bool
) -> Any:
    """Sums by level and breakdown. Rows are labelled first: one aggregate per level, whatever the number of axes."""
    import ibis

    lieux = [n.value for n in niveaux]
    etiquetees = [t.select(*lieux, *mesures, ventilation=etiquette(axe, t[axe])) for axe in axes]
    if ensemble:
        etiquetees.insert(0, t.select(*lieux, *mesures, ventilation=ibis.literal("")))
    v = reunir(etiquetees) if len(etiquetees) > 1 else etiquetees[0]
    return par_niveau(v, niveaux, cles=("ventilation",), **{m: v[m].sum() for m in mesures})
