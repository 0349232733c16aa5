"""Computations on the assessments, their evidence and their progress plans (F1.3a-3, F1.3c, F1.10)."""

from typing import Any

from portulan.socle.territoire import Niveau

NIVEAUX = (Niveau.BASSIN, Niveau.DEPARTEMENT, Niveau.REGION)
STATUTS = ("conforme", "conforme_avec_plan", "non_conforme", "non_evalue")
NIVEAU_REQUIS = 2
ECART = 2
NON_EVALUE = "non_evalue"


def conformite_acces(niveaux_criteres: Any, criteres: Any, communes: Any) -> Any:
    """Structures dont la dernière évaluation validée retient le niveau 2 ou plus sur chacun des critères obligatoires
    du principe P1 (égalité et simplicité d'accès) qui s'appliquent à elles, rapportées aux structures évaluées sur
    ces critères. Un critère applicable sans niveau retenu n'est pas atteint.
    """
    from portulan.diagnostic.indicateurs.calculs import RATTACHEMENT, drapeau, parts, situer

    retenus = criteres.filter((criteres.principe == "P1") & criteres.obligatoire).select(critere=criteres["code"])
    n = niveaux_criteres.filter(niveaux_criteres.applicable).semi_join(retenus, "critere")
    n = situer(n.mutate(atteint=drapeau(n.retenu >= NIVEAU_REQUIS)), communes)
    s = n.group_by("structure_id", *RATTACHEMENT).aggregate(cas=n.atteint.min())
    return parts(s.mutate(total=1.0), NIVEAUX)


def repartition_par_statut(evaluations: Any, communes: Any) -> Any:
    """Structures à évaluer selon le statut de leur dernière évaluation validée : conformes, conformes avec plan de
    progrès, non conformes, non évaluées. Le chiffre principal est le nombre de structures à évaluer ; les quatre
    statuts sont toujours donnés, même à zéro, avec leur part.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import comptes, drapeau, parts, reunir, situer

    statuts = ibis.memtable([{"modele": s} for s in STATUTS], schema={"modele": "string"})
    t = situer(evaluations, communes)
    g = t.cross_join(statuts)
    g = g.select(
        "bassin", "departement", "region", statut=g.modele, cas=drapeau(g.statut == g.modele), total=ibis.literal(1.0)
    )
    t = t.mutate(total=1.0)
    conformes = t.mutate(cas=drapeau(t.statut.isin(("conforme", "conforme_avec_plan"))))
    return reunir(
        [
            comptes(t.mutate(cas=1.0), NIVEAUX),
            parts(conformes, NIVEAUX, composante="conformes"),
            parts(t.mutate(cas=drapeau(t.statut == NON_EVALUE)), NIVEAUX, composante="non_evaluees"),
            comptes(g, NIVEAUX, axes=("statut",), ensemble=False),
            parts(g, NIVEAUX, axes=("statut",), composante="part", ensemble=False),
        ]
    )


def criteres_fragiles(niveaux_criteres: Any, criteres: Any, communes: Any) -> Any:
    """Pour chaque critère du référentiel en vigueur, structures dont le niveau retenu est inférieur à 2, rapportées
    aux structures évaluées auxquelles il s'applique. Un critère sans niveau retenu n'est pas compté. Le chiffre
    principal est celui du critère le plus fragile ; les critères obligatoires sont repris à part.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import drapeau, etiquette, lignes, rapport, reunir, situer

    c = criteres.select("obligatoire", critere=criteres["code"])
    n = situer(niveaux_criteres.filter(niveaux_criteres.applicable & niveaux_criteres.retenu.notnull()), communes)
    n = n.join(c, "critere")
    n = n.mutate(sous=drapeau(n.retenu < NIVEAU_REQUIS))
    t = n.group_by("region", "critere", "obligatoire").aggregate(cas=n.sous.sum(), total=n.count())
    t = t.mutate(part=rapport(t.cas, t.total))
    blocs = []
    for composante, vus in (("", t), ("obligatoires", t.filter(t.obligatoire))):
        pire = vus.group_by("region").aggregate(part=vus.part.max())
        region: dict[str, Any] = {"niveau": "region", "composante": composante}
        blocs += [
            lignes(pire, **region, territoire=pire.region, valeur=pire.part),
            lignes(
                vus,
                **region,
                territoire=vus.region,
                ventilation=etiquette("critere", vus.critere),
                numerateur=vus.cas,
                denominateur=vus.total,
            ),
        ]
    fragiles = t.group_by("region").aggregate(
        nombre=ibis.ifelse(t.obligatoire & (t.part > SEUIL_FRAGILE), 1.0, 0.0).sum()
    )
    blocs.append(
        lignes(fragiles, niveau="region", territoire=fragiles.region, composante="fragiles", valeur=fragiles.nombre)
    )
    return reunir(blocs)


SEUIL_FRAGILE = 15.0


def ecarts_de_regard(niveaux_criteres: Any, evaluations: Any, communes: Any) -> Any:
    """Structures dont un critère au moins a été constaté à deux niveaux ou plus de ce qu'elles avaient déclaré, vers
    le haut ou vers le bas, rapportées aux structures qui ont reçu un regard croisé (au moins un niveau constaté en
    face d'un niveau déclaré).
    """
    from portulan.diagnostic.indicateurs.calculs import drapeau, parts, situer

    n = niveaux_criteres.filter(niveaux_criteres.declare.notnull() & niveaux_criteres.constate.notnull())
    n = n.mutate(ecart=drapeau((n.declare - n.constate).abs() >= ECART))
    s = n.group_by("structure_id", "code_insee").aggregate(cas=n.ecart.max())
    s = situer(s, communes).join(evaluations.select("structure_id", "operateur"), "structure_id")
    return parts(s.mutate(total=1.0), (Niveau.DEPARTEMENT, Niveau.REGION), axes=("operateur",))


def criteres_prouvables(criteres: Any, communes: Any) -> Any:
    """Critères du référentiel en vigueur auxquels au moins un type de preuve est attaché, rapportés aux critères,
    dans l'ensemble et par principe. Les critères obligatoires dont un autre critère peut compenser l'échec sont
    comptés à part : il ne doit y en avoir aucun.
    """
    from portulan.diagnostic.indicateurs.calculs import comptes, drapeau, parts, region_seule, reunir

    c = criteres.cross_join(region_seule(communes))
    c = c.mutate(cas=drapeau(c.preuves > 0), total=1.0)
    compensables = c.mutate(cas=drapeau(c.obligatoire & c.compensable))
    obligatoires = c.mutate(cas=drapeau(c.obligatoire))
    return reunir(
        [
            parts(c, (Niveau.REGION,), axes=("principe",)),
            comptes(compensables, (Niveau.REGION,), composante="criteres_compensables"),
            comptes(obligatoires, (Niveau.REGION,), composante="criteres_obligatoires"),
        ]
    )


def evaluations_recentes(evaluations: Any, communes: Any, reference: Any) -> Any:
    """Structures dont la dernière évaluation a été validée dans les douze mois qui précèdent la date de
    l'instantané, rapportées aux structures à évaluer, jamais évaluées comprises. Les évaluations qui ont reçu le
    regard d'un pair ou de la Région sont comptées à part.
    """
    from portulan.diagnostic.indicateurs.calculs import comptes, drapeau, parts, reunir, situer

    e = situer(evaluations, communes).cross_join(reference.select("date", "douze_mois_avant"))
    recente = (e.validee_le >= e.douze_mois_avant) & (e.validee_le <= e["date"]) & (e.statut != NON_EVALUE)
    e = e.mutate(cas=drapeau(recente), total=1.0)
    return reunir(
        [
            parts(e, NIVEAUX, axes=("operateur",)),
            comptes(e.mutate(cas=drapeau(e.croisee)), (Niveau.REGION,), composante="regards_croises"),
        ]
    )


def preuves_perimees(preuves: Any, communes: Any, reference: Any) -> Any:
    """Preuves déposées dont le dernier jour de validité est passé à la date de l'instantané, rapportées aux preuves
    déposées. Une preuve vaut encore le dernier jour de sa validité et périme le lendemain ; une preuve sans limite
    ne périme pas. Une preuve qui sert à plusieurs critères n'est comptée qu'une fois.
    """
    from portulan.diagnostic.indicateurs.calculs import RATTACHEMENT, drapeau, parts, situer

    p = situer(preuves, communes).cross_join(reference.select("date"))
    p = p.mutate(perimee=drapeau(p.valide_jusqu_au < p["date"]))
    p = p.group_by("id", *RATTACHEMENT).aggregate(cas=p.perimee.max())
    return parts(p.mutate(total=1.0), NIVEAUX)


def actions_closes(actions: Any, communes: Any, reference: Any) -> Any:
    """Actions des plans de progrès closes au plus tard le jour de leur échéance, rapportées aux actions dont
    l'échéance est passée à la date de l'instantané. Une action est échue le lendemain de son échéance. Celles qui ne
    sont toujours pas closes sont comptées à part.
    """
    from portulan.diagnostic.indicateurs.calculs import comptes, drapeau, parts, reunir, situer

    a = situer(actions, communes).cross_join(reference.select("date"))
    a = a.mutate(
        cas=drapeau((a.echeance < a["date"]) & (a.close_le <= a.echeance)), total=drapeau(a.echeance < a["date"])
    )
    ouvertes = a.mutate(cas=drapeau((a.echeance < a["date"]) & (a.close_le.isnull() | (a.close_le > a["date"]))))
    return reunir(
        [
            parts(a, (Niveau.DEPARTEMENT, Niveau.REGION)),
            comptes(ouvertes, (Niveau.DEPARTEMENT, Niveau.REGION), composante="en_retard"),
        ]
    )
