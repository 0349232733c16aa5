"""Computations on the receptions (F1.O3a-5, F1.2-4, F1.3a-1 and -2, F1.4a-2 to -4, F1.4b-5)."""

from typing import Any

from portulan.socle.mesure import Secret
from portulan.socle.territoire import Niveau

AU_BASSIN = (Niveau.BASSIN, Niveau.REGION)
AUX_TERRITOIRES = (Niveau.EPCI, Niveau.DEPARTEMENT, Niveau.REGION)
AUX_COMMUNES = (Niveau.COMMUNE, *AUX_TERRITOIRES)
EFFECTIF_MINIMUM = Secret().effectif
TRANCHES = {"0-19": "moins de 20 ans", "20-64": "20 à 64 ans"}


def au_bassin(t: Any, communes: Any) -> Any:
    """Rows with the region of their bassin."""
    return t.join(communes.filter(communes.bassin.notnull()).select("bassin", "region").distinct(), "bassin")


def quantiles(t: Any, colonne: str, effectif: str, parts: dict[str, float]) -> Any:
    """Lines of the smallest value that a share of the cases does not exceed, from a histogram; by bassin and region.

    ``parts``: share by figure. The count of cases is the denominator: few cases, and the figure is masked.
    """
    from portulan.diagnostic.indicateurs.calculs import lignes, par_niveau, reunir

    h = par_niveau(t, AU_BASSIN, cles=(colonne,), n=t[effectif].sum())
    h = h.select("niveau", "territoire", "n", x=h[colonne])
    dessous = h.select("niveau", "territoire", autre="x", m="n")
    cumul = h.join(dessous, ["niveau", "territoire"])
    cumul = cumul.filter(cumul.autre <= cumul.x)
    cumul = cumul.group_by("niveau", "territoire", "x").aggregate(cumul=cumul.m.sum())
    total = h.group_by("niveau", "territoire").aggregate(total=h.n.sum())
    c = cumul.join(total, ["niveau", "territoire"])
    blocs = []
    for composante, part in parts.items():
        atteints = c.filter(c.cumul.cast("float64") >= c.total.cast("float64") * part)
        q = atteints.group_by("niveau", "territoire").aggregate(x=atteints.x.min(), total=atteints.total.max())
        blocs.append(
            lignes(q, niveau=q.niveau, territoire=q.territoire, composante=composante, valeur=q.x, denominateur=q.total)
        )
    return reunir(blocs) if len(blocs) > 1 else blocs[0]


def recours(receptions: Any, communes: Any) -> Any:
    """Accueils de personnes dont la commune est connue, sur douze mois, pour mille habitants. Une personne venue deux
    fois est comptée deux fois. Deux tranches d'âge sont données à part ; l'âge n'est pas toujours dit. La population
    de chaque public n'étant pas connue, seul l'âge est rapporté à la population.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import etiquette, lignes, par_niveau, region_seule, reunir

    places = receptions.cross_join(region_seule(communes))
    habitants = {"0-19": communes.population_0_19, "20-64": communes.population_20_64}
    lots = [("", places, communes.population)]
    lots += [(nom, places.filter(places.tranche == code), habitants[code]) for code, nom in TRANCHES.items()]
    blocs, sommes = [], []
    for public, lot, population in lots:
        r = reunir(
            [
                lot.select("epci", "departement", "region", cas=lot.accueils.cast("float64"), total=ibis.literal(0.0)),
                communes.select(
                    "epci",
                    "departement",
                    "region",
                    cas=ibis.literal(0.0),
                    total=ibis.coalesce(population, 0).cast("float64"),
                ),
            ]
        )
        # A register that nobody holds says nothing of any place
        r = r.semi_join(places.select("region").distinct(), "region")
        s = par_niveau(r, AUX_TERRITOIRES, cas=r.cas.sum(), total=r.total.sum())
        sommes.append(s)
        blocs.append(
            lignes(
                s,
                niveau=s.niveau,
                territoire=s.territoire,
                ventilation=etiquette("public", ibis.literal(public)) if public else "",
                numerateur=s.cas,
                denominateur=s.total,
                facteur=1000.0,
            )
        )
    tout = sommes[0]
    region = tout.filter(tout.niveau == "region").select(cas_r="cas", total_r="total")
    e = tout.filter((tout.niveau == "epci") & (tout.total > 0)).cross_join(region)
    e = e.filter(e.cas_r > 0)
    ratio = (e.cas / e.total) / (e.cas_r / e.total_r)
    blocs.append(lignes(e, niveau=e.niveau, territoire=e.territoire, composante="rapport_regional", valeur=ratio))
    return reunir(blocs)


def representation(receptions: Any, publics: Any, accueils: Any, communes: Any) -> Any:
    """Part d'une tranche d'âge dans les accueils de moins de 65 ans dont l'âge est connu, rapportée à sa part dans la
    population de moins de 65 ans. Le chiffre principal est celui de la tranche la moins représentée. Les jeunes
    enfants sont comptés dans la population de moins de 20 ans : le rapport de cette tranche est un minorant. La
    population des autres publics n'est pas connue : leur part dans les accueils est donnée seule, et une personne
    peut en relever de plusieurs. Une tranche de moins de cinq accueils n'a pas de rapport.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import etiquette, lignes, par_niveau, reunir

    r = au_bassin(receptions.filter(receptions.tranche.isin(list(TRANCHES))), communes)
    blocs_habitants = [
        communes.select("bassin", "region", tranche=ibis.literal(code), habitants=communes[colonne])
        for code, colonne in (("0-19", "population_0_19"), ("20-64", "population_20_64"))
    ]
    h = reunir(blocs_habitants)
    venus = par_niveau(r, AU_BASSIN, cles=("tranche",), n=r.accueils.sum())
    habitent = par_niveau(h, AU_BASSIN, cles=("tranche",), p=h.habitants.sum())
    tous = venus.group_by("niveau", "territoire").aggregate(n_tous=venus.n.sum())
    habitants = habitent.group_by("niveau", "territoire").aggregate(p_tous=habitent.p.sum())
    t = habitent.join(tous, ["niveau", "territoire"]).join(habitants, ["niveau", "territoire"])
    t = t.left_join(venus, ["niveau", "territoire", "tranche"])
    t = t.select("niveau", "territoire", "tranche", "p", "p_tous", "n_tous", n=ibis.coalesce(t.n, 0))
    t = t.filter((t.p > 0) & (t.n_tous > 0))
    part_venus, part_habitants = t.n.cast("float64") / t.n_tous, t.p.cast("float64") / t.p_tous
    autres = t.n_tous - t.n
    secrete = ((t.n > 0) & (t.n < EFFECTIF_MINIMUM)) | ((autres > 0) & (autres < EFFECTIF_MINIMUM))
    t = t.mutate(ratio=ibis.ifelse(secrete, ibis.null("float64"), part_venus / part_habitants))
    nom = ibis.cases(*((t.tranche == code, mot) for code, mot in TRANCHES.items()), else_="")
    moins = t.group_by("niveau", "territoire").aggregate(ratio=t.ratio.min(), n_tous=t.n_tous.max())
    commun = {"niveau": t.niveau, "territoire": t.territoire}
    p = au_bassin(publics, communes)
    p = par_niveau(p, AU_BASSIN, cles=("public",), n=p.accueils.sum())
    a = au_bassin(accueils, communes)
    p = p.join(par_niveau(a, AU_BASSIN, total=a.accueils.sum()), ["niveau", "territoire"])
    return reunir(
        [
            lignes(
                moins,
                niveau=moins.niveau,
                territoire=moins.territoire,
                valeur=moins.ratio,
                denominateur=moins.n_tous,
            ),
            lignes(t, **commun, ventilation=etiquette("public", nom), valeur=t.ratio, denominateur=t.n_tous),
            lignes(
                p,
                niveau=p.niveau,
                territoire=p.territoire,
                composante="part",
                ventilation=etiquette("public", p.public),
                numerateur=p.n,
                denominateur=p.total,
            ),
        ]
    )


def _parts_des_accueils(accueils: Any, communes: Any, cas: str, total: str, axes: tuple[str, ...] = ()) -> Any:
    from portulan.diagnostic.indicateurs.calculs import parts

    a = au_bassin(accueils, communes)
    return parts(a.mutate(cas=a[cas].cast("float64"), total=a[total].cast("float64")), AU_BASSIN, axes=axes)


def resolus(accueils: Any, communes: Any) -> Any:
    """Accueils dont chaque besoin a reçu une réponse au premier niveau, rapportés aux accueils, sur douze mois. Le
    bassin est celui de la personne, à défaut celui de la porte d'entrée.
    """
    return _parts_des_accueils(accueils, communes, "resolus", "accueils", ("operateur",))


def traces(accueils: Any, communes: Any) -> Any:
    """Accueils de personnes qui ont donné leur identité et à qui une trace écrite a été remise ou envoyée, rapportés
    aux accueils de personnes qui ont donné leur identité, sur douze mois.
    """
    return _parts_des_accueils(accueils, communes, "traces", "identifies", ("operateur",))


def actifs_vers_le_cep(accueils: Any, communes: Any) -> Any:
    """Accueils d'actifs orientés vers un opérateur du conseil en évolution professionnelle, rapportés aux accueils
    d'actifs exprimant un besoin d'évolution (conseil, reconversion, validation des acquis, bilan), sur douze mois.
    """
    return _parts_des_accueils(accueils, communes, "vers_cep", "evolutions")


def renvois(accueils: Any, communes: Any) -> Any:
    """Personnes renvoyées sans que leur demande ait été analysée, sur douze mois, telles que les structures les ont
    notées : un renvoi que personne n'a noté n'est pas compté.
    """
    from portulan.diagnostic.indicateurs.calculs import comptes

    a = au_bassin(accueils, communes)
    return comptes(a.mutate(cas=a.renvois.cast("float64")), AU_BASSIN, axes=("operateur",))


def portes_poussees(contacts: Any, communes: Any) -> Any:
    """Médiane, besoin par besoin, du nombre de structures contactées avant celle qui répond : celles que la personne
    dit avoir contactées avant de venir, la porte d'entrée quand elle oriente ailleurs, celles qui ont refusé ou n'ont
    pas répondu. Les besoins dont la personne n'a pas dit ses contacts ne sont pas comptés. La médiane est la plus
    petite valeur que la moitié des besoins ne dépasse pas.
    """
    return quantiles(au_bassin(contacts, communes), "contacts", "besoins", {"": 0.5})


def carences_du_trimestre(carences: Any, communes: Any) -> Any:
    """Couples distincts d'une commune et d'un besoin, pour un public, où une demande n'a trouvé aucune structure
    éligible dans les trois mois qui se terminent à la date de l'instantané. Le plus grand nombre de répétitions d'une
    même carence est donné à côté. Un territoire sans carence relevée compte pour zéro.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import etiquette, lignes, par_niveau, reunir, situer

    c = situer(carences, communes)
    lieux = ("commune", "epci", "departement", "region")
    tenu = carences.select(tenu=ibis.literal(1)).distinct()
    partout = communes.cross_join(tenu).mutate(commune=communes.code_insee)
    lots = reunir(
        [
            c.mutate(commune=c.code_insee).select(*lieux, un=1.0, nombre=c.nombre.cast("float64")),
            partout.select(*lieux, un=0.0, nombre=0.0),
        ]
    )
    t = par_niveau(lots, AUX_COMMUNES, distinctes=lots.un.sum(), repetitions=lots.nombre.max())
    par_besoin = par_niveau(c, (Niveau.REGION,), cles=("thematique",), distinctes=ibis._.count())
    commun = {"niveau": t.niveau, "territoire": t.territoire}
    return reunir(
        [
            lignes(t, **commun, valeur=t.distinctes),
            lignes(t, **commun, composante="repetitions", valeur=t.repetitions),
            lignes(
                par_besoin,
                niveau=par_besoin.niveau,
                territoire=par_besoin.territoire,
                ventilation=etiquette("besoin", par_besoin.thematique),
                valeur=par_besoin.distinctes,
            ),
        ]
    )
