"""Computations on the life of the local networks: meetings, attendance, means declared (F1.O2-3, F1.6-2, F1.6-3)."""

from typing import Any

from portulan.socle.territoire import Niveau

REUNIONS_MINIMUM = 2


def _tenues(rencontres: Any, reference: Any) -> Any:
    """Meetings of the twelve months that end at the date of the snapshot."""
    r = rencontres.rename(jour="date").cross_join(reference.select("date", "douze_mois_avant"))
    return r.filter((r.jour > r.douze_mois_avant) & (r.jour <= r["date"]))


def reunions_par_bassin(rencontres: Any, communes: Any, reference: Any) -> Any:
    """Réunions du réseau local tenues dans les douze mois qui se terminent à la date de l'instantané, par bassin ; un
    bassin sans réunion inscrite compte pour zéro. Le chiffre de la région est la somme ; le nombre moyen par bassin
    et les bassins qui se sont réunis moins de deux fois sont donnés à côté.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import drapeau, lignes, reunir

    r = _tenues(rencontres, reference)
    reunions = r.group_by("bassin").aggregate(nombre=r.rencontre.nunique())
    bassins = communes.filter(communes.bassin.notnull()).select("bassin", "region").distinct()
    b = bassins.left_join(reunions, "bassin")
    b = b.select("bassin", "region", nombre=ibis.coalesce(b.nombre, 0).cast("float64"))
    b = b.mutate(peu=drapeau(b.nombre < REUNIONS_MINIMUM))
    t = b.group_by("region").aggregate(nombre=b.nombre.sum(), bassins=b.count(), peu=b.peu.sum())
    region = {"niveau": "region", "territoire": t.region}
    return reunir(
        [
            lignes(b, niveau="bassin", territoire=b.bassin, valeur=b.nombre),
            lignes(t, **region, valeur=t.nombre),
            lignes(t, **region, composante="par_bassin", numerateur=t.nombre, denominateur=t.bassins, facteur=1.0),
            lignes(t, **region, composante="bassins", valeur=t.bassins),
            lignes(t, **region, composante="bassins_peu_reunis", valeur=t.peu),
        ]
    )


def presences(rencontres: Any, communes: Any, reference: Any) -> Any:
    """Présences des opérateurs aux réunions de bassin des douze mois qui se terminent à la date de l'instantané,
    rapportées à leurs convocations, par type d'opérateur. Les organismes qui ne sont d'aucun opérateur ne sont pas
    comptés.
    """
    from portulan.diagnostic.indicateurs.calculs import drapeau, parts

    r = _tenues(rencontres.filter(rencontres.operateur.notnull()), reference)
    bassins = communes.filter(communes.bassin.notnull()).select("bassin", "region").distinct()
    r = r.join(bassins, "bassin")
    r = r.mutate(cas=drapeau(r.presente), total=1.0)
    return parts(r, (Niveau.BASSIN, Niveau.REGION), axes=("operateur",))


def jours_declares(declarations: Any, membres: Any, communes: Any, reference: Any) -> Any:
    """Jours que les organismes déclarent consacrer au SPRO, pour la dernière année déclarée, au plus tard celle de
    l'instantané ; chaque année est donnée à côté. Les organismes adhérents qui n'ont rien déclaré pour cette année
    sont comptés : leur temps n'est pas nul, il est inconnu.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import derniere, drapeau, etiquette, lignes, region_seule, reunir
    from portulan.diagnostic.indicateurs.calculs_reseau import reseau

    d = declarations.cross_join(reference.select("date")).cross_join(region_seule(communes))
    d = d.filter(d.annee <= d["date"].year())
    annuel = d.group_by("region", "annee").aggregate(jours=d.jours.sum())
    recentes = derniere(d, "annee")
    total = recentes.group_by("region").aggregate(
        jours=recentes.jours.sum(), declarants=recentes.organisation.nunique()
    )
    par_operateur = recentes.group_by("region", "operateur").aggregate(
        jours=recentes.jours.sum(), declarants=recentes.organisation.nunique()
    )
    declarants = recentes.select("organisation").distinct().mutate(declare=1.0)
    m = reseau(membres, communes, reference)
    m = m.filter((m.signe == 1) & (m.attache != "C") & m.organisation.notnull())
    m = m.group_by("organisation").aggregate(operateur=m.operateur.min())
    m = m.left_join(declarants, "organisation")
    m = m.select("operateur", muet=drapeau(m.declare.isnull())).cross_join(region_seule(communes))
    muets = m.group_by("region").aggregate(nombre=m.muet.sum())
    muets_par_operateur = m.group_by("region", "operateur").aggregate(nombre=m.muet.sum())
    blocs = [
        lignes(
            annuel,
            niveau="region",
            territoire=annuel.region,
            ventilation=etiquette("annee", annuel.annee),
            valeur=annuel.jours,
        )
    ]
    for t, ventilation in ((total, ""), (par_operateur, None)):
        commun = {
            "niveau": "region",
            "territoire": t.region,
            "ventilation": etiquette("operateur", t.operateur) if ventilation is None else "",
        }
        blocs.append(lignes(t, **commun, valeur=t.jours))
        blocs.append(lignes(t, **commun, composante="declarants", valeur=t.declarants))
    for t, ventilation in ((muets, ""), (muets_par_operateur, None)):
        etiquetee = ibis.literal("operateur=") + t.operateur if ventilation is None else ""
        blocs.append(
            lignes(
                t,
                niveau="region",
                territoire=t.region,
                ventilation=etiquetee,
                composante="sans_declaration",
                valeur=t.nombre,
            )
        )
    return reunir(blocs)
