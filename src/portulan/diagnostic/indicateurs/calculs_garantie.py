"""Computations on the hand-overs (F1.O2-1, F1.O3c, F1.O3d-2, F1.2-2, F1.4b-1 to -4, F2.8-1 and -2)."""

from typing import Any

from portulan.diagnostic.indicateurs.calculs_accueil import AU_BASSIN, au_bassin, quantiles
from portulan.socle.operateurs import OPERATEURS_DU_CEP
from portulan.socle.territoire import Niveau

LIEN_ACTIF = 3
ATTENDUES_MINIMUM = 10.0
EDUCATION = ("cio", "scuio")
EMPLOI = ("france_travail", "mission_locale", "cap_emploi")
_AUX_ACADEMIES = (Niveau.BASSIN, Niveau.DEPARTEMENT, Niveau.ACADEMIE, Niveau.REGION)


def _parts(t: Any, communes: Any, cas: str, total: str, axes: tuple[str, ...] = (), **reste: Any) -> Any:
    from portulan.diagnostic.indicateurs.calculs import parts

    t = au_bassin(t, communes)
    return parts(t.mutate(cas=t[cas].cast("float64"), total=t[total].cast("float64")), AU_BASSIN, axes=axes, **reste)


def _tenu(registre: Any) -> Any:
    """One row when the register says anything: an empty one says nothing of any place."""
    import ibis

    return registre.select(tenu=ibis.literal(1)).distinct()


def traitees_dans_le_delai(promesses: Any, communes: Any) -> Any:
    """Orientations des douze derniers mois acceptées, ou refusées avec un motif, au plus tard au terme promis,
    rapportées aux orientations dont ce terme est passé : celles restées sans réponse comptent au dénominateur, celles
    annulées avant le terme n'y comptent pas. À côté, la part des promesses tenues à chaque étape.
    """
    from portulan.diagnostic.indicateurs.calculs import reunir

    reponses = promesses.filter(promesses.etape == "reponse")
    return reunir(
        [
            _parts(reponses, communes, "tenues", "echues", ("operateur",)),
            _parts(promesses, communes, "tenues", "echues", ("etape",), composante="promesses", ensemble=False),
        ]
    )


def vers_le_cep_dans_le_delai(promesses: Any, communes: Any) -> Any:
    """Orientations vers un opérateur du conseil en évolution professionnelle acceptées au plus tard au terme promis,
    rapportées à celles dont ce terme est passé, sur douze mois. Les refus et les silences comptent au dénominateur.
    """
    cep = promesses.filter((promesses.etape == "reponse") & promesses.operateur.isin(list(OPERATEURS_DU_CEP)))
    return _parts(cep, communes, "acceptees", "echues", ("operateur",))


def issues_connues(transmissions: Any, communes: Any) -> Any:
    """Orientations émises depuis trente jours au moins et douze mois au plus dont l'issue est connue : la structure a
    dit ce qu'il en a été, l'orientation a été annulée, ou le besoin a été clos par une autre structure. Un refus et une
    absence de réponse ne sont pas une issue pour la personne.
    """
    return _parts(transmissions, communes, "issues", "mures")


def perdues(transmissions: Any, communes: Any) -> Any:
    """Orientations des douze derniers mois restées sans réponse jusqu'à expirer, dont le besoin n'est repris par
    personne : aucune structure n'en est responsable.
    """
    from portulan.diagnostic.indicateurs.calculs import comptes

    t = au_bassin(transmissions, communes)
    return comptes(t.mutate(cas=t.perdues.cast("float64")), AU_BASSIN)


def delai_du_rendez_vous(delais: Any, communes: Any) -> Any:
    """Jours entre l'orientation et le premier rendez-vous tenu, sur douze mois : médiane et neuvième décile, chacun
    étant la plus petite durée que la moitié, ou neuf sur dix, des personnes reçues ne dépassent pas. Les personnes
    qui n'ont pas été reçues n'y sont pas : leur nombre se lit dans les promesses tenues.
    """
    rendez_vous = au_bassin(delais.filter(delais.etape == "rendez_vous"), communes)
    return quantiles(rendez_vous, "jours", "nombre", {"": 0.5, "p90": 0.9})


def orientations_croisees(transmissions: Any, communes: Any) -> Any:
    """Orientations acceptées rapportées aux orientations émises, sur douze mois, quand l'une des deux structures est de
    l'éducation (CIO, SCUIO) ou de l'emploi (France Travail, mission locale, Cap emploi) et l'autre non. Celle qui va
    d'un CIO à une mission locale compte dans deux sens : depuis l'éducation, et vers l'emploi. Le site public n'oriente
    au nom d'aucune structure : il n'est pas compté.
    """
    from portulan.diagnostic.indicateurs.calculs import reunir

    t = transmissions.filter(transmissions.emettrice != "site")
    sens = []
    for reseau, nom in ((EDUCATION, "l'éducation"), (EMPLOI, "l'emploi")):
        part, arrive = t.emettrice.isin(list(reseau)), t.receveuse.isin(list(reseau))
        sens += [(f"vers {nom}", ~part & arrive), (f"depuis {nom}", part & ~arrive)]
    import ibis

    touchees = t.filter(sens[0][1] | sens[1][1] | sens[2][1] | sens[3][1])
    par_sens = reunir([t.filter(c).mutate(sens=ibis.literal(nom)) for nom, c in sens])
    return reunir(
        [
            _parts(touchees, communes, "acceptees", "emises"),
            _parts(par_sens, communes, "acceptees", "emises", ("sens",), ensemble=False),
        ]
    )


def pertinence(transmissions: Any, communes: Any) -> Any:
    """Orientations acceptées depuis soixante jours au moins et qu'aucune réorientation n'a suivies dans les soixante
    jours, rapportées aux orientations acceptées depuis soixante jours au moins, émises depuis douze mois au plus.
    """
    return _parts(transmissions, communes, "pertinentes", "suivies", ("receveuse",))


def chaines(parcours: Any, communes: Any) -> Any:
    """Personnes orientées, sur douze mois, vers trois structures au moins pour un même besoin, rapportées aux personnes
    orientées. Une structure qui a refusé ou n'a pas répondu compte : la personne y est passée.
    """
    from portulan.diagnostic.indicateurs.calculs import drapeau

    p = parcours.mutate(longs=drapeau(parcours.structures >= LIEN_ACTIF) * parcours.personnes.cast("float64"))
    return _parts(p, communes, "longs", "personnes")


def neutralite(propositions: Any, communes: Any) -> Any:
    """Premières propositions d'un type d'opérateur, rapportées à celles qu'il aurait si, à chaque aiguillage, les
    structures éligibles tenaient le premier rang à tour de rôle : chaque structure compte pour une, sa capacité
    d'accueil n'étant pas connue. Le chiffre principal est celui de l'opérateur le plus avantagé. Un opérateur qui
    n'aurait pas dix premiers rangs n'a pas de rapport. Un rapport élevé peut avoir un motif : la compétence passe
    avant le tour.
    """
    from portulan.diagnostic.indicateurs.calculs import etiquette, lignes, par_niveau, reunir

    p = au_bassin(propositions, communes)
    t = par_niveau(p, AU_BASSIN, cles=("operateur",), premieres=p.premieres.sum(), attendues=p.attendues.sum())
    t = t.filter(t.attendues >= ATTENDUES_MINIMUM)
    t = t.mutate(ratio=t.premieres.cast("float64") / t.attendues)
    haut = t.group_by("niveau", "territoire").aggregate(ratio=t.ratio.max())
    return reunir(
        [
            lignes(haut, niveau=haut.niveau, territoire=haut.territoire, valeur=haut.ratio),
            lignes(
                t,
                niveau=t.niveau,
                territoire=t.territoire,
                ventilation=etiquette("operateur", t.operateur),
                valeur=t.ratio,
            ),
        ]
    )


def autres_choix(transmissions: Any, communes: Any) -> Any:
    """Orientations où la personne n'a pas choisi la première proposition, rapportées à celles qu'elle a choisies parmi
    des propositions, sur douze mois.
    """
    return _parts(transmissions, communes, "autres_choix", "choisies")


def densite(echanges: Any, structures: Any, communes: Any) -> Any:
    """Paires de structures d'un même bassin qui ont échangé au moins trois orientations acceptées en douze mois, dans
    un sens ou dans l'autre, rapportées aux paires possibles. Une structure isolée n'a émis ni reçu aucune orientation
    acceptée. L'évolution n'est donnée que si des orientations ont été acceptées dans les douze mois précédents.
    Seules comptent les structures que l'annuaire connaît.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import lignes, par_niveau, rapport, reunir

    s = au_bassin(
        structures.filter(structures.operateur != "autre")
        .join(communes.select("code_insee", "bassin"), "code_insee")
        .select("id", "bassin"),
        communes,
    )
    un = s.select(emettrice="id", bassin="bassin", region="region")
    autre = s.select(receveuse="id", bassin_2="bassin")
    e = echanges.join(un, "emettrice").join(autre, "receveuse")
    e = e.filter((e.bassin == e.bassin_2) & (e.emettrice != e.receveuse))
    e = e.mutate(a=ibis.least(e.emettrice, e.receveuse), b=ibis.greatest(e.emettrice, e.receveuse))
    paires = e.group_by("bassin", "region", "a", "b").aggregate(n=e.acceptees.sum(), avant=e.acceptees_avant.sum())
    liens = paires.group_by("bassin", "region").aggregate(
        actives=ibis._.count(where=ibis._.n >= LIEN_ACTIF), avant=ibis._.count(where=ibis._.avant >= LIEN_ACTIF)
    )
    vues = reunir(
        [echanges.filter(echanges.acceptees > 0).select(id=bout) for bout in ("emettrice", "receveuse")]
    ).distinct()
    seules = s.anti_join(vues, "id").group_by("bassin").aggregate(isolees=ibis._.count())
    n = s.group_by("bassin", "region").aggregate(n=ibis._.count())
    n = n.cross_join(_tenu(echanges))
    b = n.left_join(liens.select("bassin", "actives", "avant"), "bassin").drop("bassin_right")
    b = b.left_join(seules, "bassin")
    b = b.select(
        "bassin",
        "region",
        actives=ibis.coalesce(b.actives, 0).cast("float64"),
        avant=ibis.coalesce(b.avant, 0).cast("float64"),
        isolees=ibis.coalesce(b.isolees, 0).cast("float64"),
        possibles=(b.n * (b.n - 1) / 2).cast("float64"),
    )
    t = par_niveau(
        b, AU_BASSIN, actives=b.actives.sum(), avant=b.avant.sum(), isolees=b.isolees.sum(), possibles=b.possibles.sum()
    )
    commun = {"niveau": t.niveau, "territoire": t.territoire}
    v = t.cross_join(_tenu(echanges.filter(echanges.acceptees_avant > 0)))
    v = v.filter(v.possibles > 0)
    evolution = rapport(v.actives, v.possibles) - rapport(v.avant, v.possibles)
    return reunir(
        [
            lignes(t, **commun, numerateur=t.actives, denominateur=t.possibles),
            lignes(t, **commun, composante="structures_isolees", valeur=t.isolees),
            lignes(v, niveau=v.niveau, territoire=v.territoire, composante="evolution", valeur=evolution),
        ]
    )


def echanges_des_cio(structures: Any, echanges: Any, communes: Any) -> Any:
    """Orientations échangées en douze mois entre les CIO et les autres structures du SPRO, dans les deux sens, et
    part de celles qui ont été acceptées. Le lieu est celui du CIO. Le rapport des sens est le plus grand des deux
    nombres divisé par le plus petit ; il n'est pas donné quand l'un est nul. Les CIO sans aucun échange sont comptés.
    """
    return _echanges_de("cio", structures, echanges, communes)


def echanges_des_scuio(structures: Any, echanges: Any, communes: Any) -> Any:
    """Orientations échangées en douze mois entre les services universitaires d'information et d'orientation et les
    autres structures du SPRO, dans les deux sens, et part de celles qui ont été acceptées. Le lieu est celui du
    service. Le rapport des sens est le plus grand des deux nombres divisé par le plus petit ; il n'est pas donné
    quand l'un est nul. Les services sans aucun échange sont comptés.
    """
    return _echanges_de("scuio", structures, echanges, communes)


def _echanges_de(operateur: str, structures: Any, echanges: Any, communes: Any) -> Any:
    import ibis

    from portulan.diagnostic.indicateurs.calculs import drapeau, lignes, par_niveau, reunir, situer
    from portulan.diagnostic.indicateurs.calculs_annuaire import effectifs

    siens = situer(structures.filter(structures.operateur == operateur).select("id", "code_insee"), communes)
    eux = structures.filter(structures.operateur == operateur).select(pair="id")
    sens = []
    for bout, oppose in (("emettrice", "receveuse"), ("receveuse", "emettrice")):
        sens.append(
            echanges.anti_join(eux, echanges[oppose] == eux.pair).select(
                id=bout,
                partis=echanges.emises if bout == "emettrice" else ibis.literal(0).cast("int64"),
                arrives=echanges.emises if bout == "receveuse" else ibis.literal(0).cast("int64"),
                acceptees="acceptees",
            )
        )
    flux = reunir(sens)
    flux = flux.group_by("id").aggregate(
        partis=flux.partis.sum(), arrives=flux.arrives.sum(), acceptees=flux.acceptees.sum()
    )
    c = siens.left_join(flux, "id")
    c = c.select(
        *("bassin", "departement", "academie", "region"),
        partis=ibis.coalesce(c.partis, 0).cast("float64"),
        arrives=ibis.coalesce(c.arrives, 0).cast("float64"),
        acceptees=ibis.coalesce(c.acceptees, 0).cast("float64"),
    )
    c = c.mutate(seul=drapeau((c.partis + c.arrives) == 0))
    c = c.cross_join(_tenu(echanges))
    t = par_niveau(
        c,
        _AUX_ACADEMIES,
        partis=c.partis.sum(),
        arrives=c.arrives.sum(),
        acceptees=c.acceptees.sum(),
        seuls=c.seul.sum(),
    )
    commun = {"niveau": t.niveau, "territoire": t.territoire}
    haut, bas = ibis.greatest(t.partis, t.arrives), ibis.least(t.partis, t.arrives)
    return reunir(
        [
            effectifs(structures, communes, "nombre", operateur),
            lignes(t, **commun, valeur=t.partis + t.arrives),
            lignes(t, **commun, composante="partis", valeur=t.partis),
            lignes(t, **commun, composante="arrives", valeur=t.arrives),
            lignes(t, **commun, composante="sans_echange", valeur=t.seuls),
            lignes(t, **commun, composante="acceptees", numerateur=t.acceptees, denominateur=t.partis + t.arrives),
            lignes(
                t,
                **commun,
                composante="rapport_des_sens",
                valeur=ibis.ifelse(bas > 0, haut / bas, ibis.null("float64")),
            ),
        ]
    )
