"""Access inside and outside priority areas (F1.O3a-4)."""

from typing import Any

from portulan.diagnostic.tables import ENSEMBLE
from portulan.socle.territoire import Niveau

SEUIL_MINUTES = 30.0
ZONES = {
    "zrr": "ZRR, remplacée par FRR en juillet 2024",
    "frr": "FRR",
    "frr_plus": "FRR+",
    "qpv": "commune comptant un QPV",
}
_NIVEAUX = (Niveau.DEPARTEMENT, Niveau.REGION)


def ecart_zones(acces: Any, zonages: Any) -> Any:
    """Part de la population à plus de trente minutes d'une structure dans les communes de la zone, moins cette part
    dans les autres communes. Chaque zonage chargé donne son écart ; le chiffre principal est le plus grand. Une
    commune classée en partie n'est comptée ni dans la zone ni dans le reste. Un QPV n'est qu'une partie de sa
    commune : toute la commune est comptée. La zone de revitalisation rurale (ZRR) a été remplacée par France
    ruralités revitalisation (FRR) en juillet 2024 ; son écart n'est le principal que si la liste FRR n'est pas
    chargée. Le temps est estimé par Portulan ; les structures des régions voisines comptent.
    """
    from portulan.diagnostic.indicateurs.calculs import lignes, reunir

    e = _mesures(acces, zonages)
    ventile = {"niveau": e.niveau, "territoire": e.territoire, "ventilation": _etiquette_zone(e)}
    frr = e.filter(e.zonage == "frr").select("niveau", "territoire").distinct()
    zrr = e.filter(e.zonage == "zrr").anti_join(frr, ["niveau", "territoire"])
    en_vigueur = e.filter(e.zonage != "zrr").union(zrr)
    pire = en_vigueur.group_by("niveau", "territoire").aggregate(ecart=en_vigueur.ecart.max())
    return reunir(
        [
            lignes(pire, niveau=pire.niveau, territoire=pire.territoire, valeur=pire.ecart),
            lignes(e, **ventile, valeur=e.ecart),
            lignes(e, **ventile, composante="part_zone", numerateur=e.loin_zone, denominateur=e.population_zone),
            lignes(e, **ventile, composante="part_reste", numerateur=e.loin_reste, denominateur=e.population_reste),
            lignes(e, **ventile, composante="population_zone", valeur=e.population_zone),
            lignes(e, **ventile, composante="communes_zone", valeur=e.communes_zone),
            lignes(e, **ventile, composante="communes_partielles", valeur=e.communes_partielles),
        ]
    )


def _mesures(acces: Any, zonages: Any) -> Any:
    """Population near and far, inside and outside each area, by level and territory; areas without rest left out."""
    import ibis

    from portulan.diagnostic.indicateurs.calculs import par_niveau, rapport

    connus = acces.filter((acces.operateur == ENSEMBLE) & acces.minutes.notnull() & acces.population.notnull())
    c = connus.select(
        "code_insee",
        "departement",
        "region",
        "population",
        loin=(connus.minutes > SEUIL_MINUTES).cast("float64") * connus.population,
    )
    marque = zonages.mutate(
        dans=((zonages.statut == "classe") | (zonages.zonage == "qpv")).cast("int64"),
        partiel=((zonages.statut == "partiel") & (zonages.zonage != "qpv")).cast("int64"),
    )
    zones = marque.group_by("code_insee", "zonage").aggregate(dans=marque.dans.max(), partiel=marque.partiel.max())
    grille = c.cross_join(zonages.select("zonage").distinct())
    g = grille.left_join(zones, ["code_insee", "zonage"])
    g = g.select(
        "departement",
        "region",
        "zonage",
        "population",
        "loin",
        dans=ibis.coalesce(g.dans, 0),
        partiel=ibis.coalesce(g.partiel, 0),
    )
    dedans, dehors = g.dans == 1, (g.dans == 0) & (g.partiel == 0)
    e = par_niveau(
        g,
        _NIVEAUX,
        cles=("zonage",),
        population_zone=g.population.sum(where=dedans),
        loin_zone=g.loin.sum(where=dedans),
        population_reste=g.population.sum(where=dehors),
        loin_reste=g.loin.sum(where=dehors),
        communes_zone=g.dans.sum(),
        communes_partielles=g.partiel.sum(),
    )
    e = e.filter((e.population_zone > 0) & (e.population_reste > 0))
    return e.mutate(
        ecart=rapport(e.loin_zone, e.population_zone) - rapport(e.loin_reste, e.population_reste),
    )


def _etiquette_zone(e: Any) -> Any:
    import ibis

    libelle = e.zonage
    for code, nom in ZONES.items():
        libelle = ibis.ifelse(e.zonage == code, ibis.literal(f"zone={nom}"), libelle)
    return libelle
