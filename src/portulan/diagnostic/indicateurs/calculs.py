"""Small Ibis words shared by the computations: result lines, ratios, levels, latest year. Same on every engine."""

from collections.abc import Iterable
from typing import Any

from portulan.socle.declaration import COLONNES_CALCUL
from portulan.socle.territoire import FRANCE, Niveau


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
    import ibis

    if valeur is None:
        valeur = rapport(numerateur, denominateur, facteur)
    textes = {"niveau": niveau, "territoire": territoire, "composante": composante, "ventilation": ventilation}
    reels = {"numerateur": numerateur, "denominateur": denominateur, "valeur": valeur}
    return t.select(
        **{nom: ibis.literal(v) if isinstance(v, str) else v for nom, v in textes.items()},
        **{nom: ibis.null("float64") if v is None else v.cast("float64") for nom, v in reels.items()},
    ).select(*COLONNES_CALCUL)


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
            groupe = t.mutate(territoire=ibis.literal(FRANCE.code))
        else:
            groupe = t.filter(t[niveau.value].notnull()).mutate(territoire=t[niveau.value])
        agrege = groupe.group_by("territoire", *cles).aggregate(**mesures)
        blocs.append(agrege.mutate(niveau=ibis.literal(niveau.value)).select("niveau", "territoire", *cles, *mesures))
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
