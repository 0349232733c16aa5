"""Computations on the registers of the network: adhesions, sites, protocols (F1.O1, F1.O3d, F1.2-3, F1.6-1, F2.O2)."""

from typing import Any

from portulan.socle.operateurs import OPERATEURS_DU_CEP
from portulan.socle.territoire import Niveau

ATTENDUES = ("L", "R", "IJ")
NIVEAUX = (Niveau.BASSIN, Niveau.DEPARTEMENT, Niveau.REGION)
SERVICES_PUBLICS = ("cio", "scuio", "france_travail", "mission_locale", "cap_emploi")


def reseau(membres: Any, communes: Any, reference: Any) -> Any:
    """Open structures with their territories; ``signe``: 1 when their organisation has an adhesion in force.

    The register says who has signed; the date of the snapshot says again whether the adhesion has run out.
    """
    from portulan.diagnostic.indicateurs.calculs import drapeau, situer

    m = situer(membres.filter(membres.ouverte), communes).cross_join(reference.select("date", "six_mois_avant"))
    return m.mutate(signe=drapeau(m.adherente & (m.fin_le.isnull() | (m.fin_le >= m["date"]))))


def adhesions(membres: Any, communes: Any, reference: Any) -> Any:
    """Structures ouvertes dont l'organisme a une adhésion signée et en cours à la date de l'instantané, rapportées
    aux structures ouvertes dont l'adhésion est attendue : membres de droit, structures reconnaissables, Information
    jeunesse. Les partenaires n'entrent pas dans le rapport ; les CIO, les SCUIO et les autres services liés par la
    convention n'adhèrent pas : les uns et les autres sont comptés à part. L'adhésion vaut encore le dernier jour
    de sa validité. Les membres de droit non signataires sont des organismes entrés depuis six mois au moins ; sans
    date d'entrée au registre, ils ne sont pas comptés.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import comptes, drapeau, lignes, par_niveau, parts, reunir

    m = reseau(membres, communes, reference)
    attendues = m.filter(m.attache.isin(ATTENDUES))
    attendues = attendues.mutate(cas=attendues.signe, total=1.0)
    par_convention = m.mutate(cas=drapeau(m.attache == "C"))
    partenaires = m.mutate(cas=drapeau((m.attache == "P") & (m.signe == 1)))
    droit = m.filter((m.attache == "L") & m.entree_le.notnull())
    droit = droit.mutate(organisme=ibis.coalesce(droit.organisation, droit.structure_id))
    retard = (droit.signe == 0) & (droit.entree_le <= droit.six_mois_avant)
    blocs = []
    for cles in ((), ("operateur",)):
        n = par_niveau(droit, NIVEAUX, cles=cles, nombre=droit.organisme.nunique(where=retard))
        blocs.append(
            lignes(
                n,
                niveau=n.niveau,
                territoire=n.territoire,
                composante="membres_non_signataires",
                ventilation=ibis.literal("operateur=") + n.operateur if cles else "",
                valeur=n.nombre,
            )
        )
    return reunir(
        [
            parts(attendues, NIVEAUX, axes=("operateur", "attache")),
            *blocs,
            comptes(par_convention, NIVEAUX, composante="lies_par_convention"),
            comptes(partenaires, NIVEAUX, composante="partenaires_signataires"),
        ]
    )


def sites_couverts(membres: Any, communes: Any, reference: Any) -> Any:
    """Sites ouverts listés dans l'adhésion en cours de leur organisme, rapportés aux sites ouverts connus des
    organismes adhérents, partenaires compris. Un site ouvert après la signature n'est couvert qu'une fois ajouté à
    l'adhésion. Les services liés par la convention n'ont pas d'adhésion.
    """
    from portulan.diagnostic.indicateurs.calculs import drapeau, parts

    m = reseau(membres, communes, reference)
    m = m.filter((m.signe == 1) & (m.attache != "C"))
    return parts(m.mutate(cas=drapeau(m.couverte), total=1.0), NIVEAUX, axes=("operateur",))


def sites_engages(membres: Any, structures: Any, communes: Any, reference: Any) -> Any:
    """Sites ouverts listés dans l'adhésion en cours de leur organisme, rapportés à tous les sites ouverts du réseau
    dont l'adhésion est attendue (hors partenaires, hors services liés par la convention), par opérateur et par
    département. Un organisme qui a signé sans engager aucun de ses sites dans un département est compté à part.
    Les sites connus de l'annuaire, tous opérateurs confondus, sont donnés à côté.
    """
    from portulan.diagnostic.indicateurs.calculs import comptes, drapeau, parts, reunir
    from portulan.diagnostic.indicateurs.calculs_annuaire import effectifs

    niveaux = (Niveau.DEPARTEMENT, Niveau.REGION)
    m = reseau(membres, communes, reference)
    m = m.filter(m.attache.isin(ATTENDUES))
    m = m.mutate(cas=drapeau(m.couverte) * m.signe, total=1.0)
    signataires = m.filter((m.signe == 1) & m.organisation.notnull())
    presences = signataires.group_by("organisation", "operateur", "departement", "region").aggregate(
        couverts=signataires.cas.sum()
    )
    presences = presences.mutate(cas=drapeau(presences.couverts == 0))
    return reunir(
        [
            parts(m, niveaux, axes=("operateur",)),
            comptes(presences, niveaux, axes=("operateur",), composante="signataires_sans_site"),
            effectifs(structures, communes, "sites_connus"),
        ]
    )


def protocoles_des_bassins(protocoles: Any, communes: Any, reference: Any) -> Any:
    """Bassins où un protocole en vigueur à la date de l'instantané lie le réseau à chacun des cinq services : CIO,
    SCUIO, France Travail, mission locale, Cap emploi, rapportés aux bassins de la région. Un protocole compte pour
    les services de ses deux côtés, signataire et partenaire ; un rectorat signe pour ses CIO. Il vaut encore le
    dernier jour de sa validité. Un bassin sans protocole inscrit compte pour zéro. La part des couples (bassin,
    service) couverts dit le chemin parcouru.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import drapeau, en_vigueur, etiquette, lignes, parts, reunir

    p = protocoles.cross_join(reference.select("date"))
    p = p.filter(en_vigueur(p, "signe_le", "fin_le"))
    p = p.filter(p.operateur != p.partenaire)
    p = p.mutate(signataire=ibis.ifelse(p.operateur == "rectorat", "cio", p.operateur))
    cotes = p.select("bassin", service=p.signataire).union(p.select("bassin", service=p.partenaire))
    signes = cotes.distinct().mutate(signe=1.0)
    services = ibis.memtable([{"service": s} for s in SERVICES_PUBLICS], schema={"service": "string"})
    bassins = communes.filter(communes.bassin.notnull()).select("bassin", "region").distinct()
    grille = bassins.cross_join(services).left_join(signes, ["bassin", "service"])
    grille = grille.select("bassin", "region", "service", cas=ibis.coalesce(grille.signe, 0.0), total=1.0)
    # Nothing is said of a region whose register of protocols is empty: the engine has already said so
    complets = grille.group_by("bassin", "region").aggregate(trouves=grille.cas.sum())
    complets = complets.mutate(cas=drapeau(complets.trouves == len(SERVICES_PUBLICS)), total=1.0)
    niveaux = (Niveau.BASSIN, Niveau.REGION)
    couples = parts(grille, niveaux, composante="couples")
    par_service = grille.group_by("region", "service").aggregate(cas=grille.cas.sum(), total=grille.total.sum())
    return reunir(
        [
            parts(complets, niveaux),
            couples,
            lignes(
                par_service,
                niveau="region",
                territoire=par_service.region,
                ventilation=etiquette("service", par_service.service),
                numerateur=par_service.cas,
                denominateur=par_service.total,
            ),
        ]
    )


def protocoles_avec_le_cep(protocoles: Any, membres: Any, communes: Any, reference: Any) -> Any:
    """Organismes membres signataires d'au moins un protocole en vigueur avec un opérateur du CEP d'un autre type que
    le leur (mission locale, France Travail, Cap emploi, Apec, opérateur régional), rapportés aux membres. Sont
    membres les organismes qui ont une structure ouverte et sont membres de droit, liés par la convention, ou
    adhérents ; une structure reconnaissable qui n'a pas adhéré n'est pas encore membre, et les partenaires ne sont
    pas comptés. Une structure sans organisme au registre vaut un organisme.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import en_vigueur, parts

    m = reseau(membres, communes, reference)
    m = m.filter(m.attache.isin(("L", "C")) | (m.attache.isin(("R", "IJ")) & (m.signe == 1)))
    m = m.mutate(organisme=ibis.coalesce(m.organisation, m.structure_id))
    m = m.group_by("organisme", "region").aggregate(operateur=m.operateur.min())
    p = protocoles.cross_join(reference.select("date"))
    p = p.filter(en_vigueur(p, "signe_le", "fin_le"))
    avec = p.filter(p.partenaire.isin(OPERATEURS_DU_CEP) & (p.partenaire != p.operateur))
    signataires = avec.select(organisme=avec.organisation).distinct().mutate(signe=1.0)
    t = m.left_join(signataires, "organisme")
    t = t.select("organisme", "region", "operateur", cas=ibis.coalesce(t.signe, 0.0), total=1.0)
    return parts(t, (Niveau.REGION,), axes=("operateur",))


def engagements_cio_scuio(engagements: Any, membres: Any, communes: Any) -> Any:
    """CIO et SCUIO ouverts visés nommément par au moins un engagement de la convention, rapportés aux CIO et SCUIO
    ouverts du réseau. Un engagement qui ne vise aucune structure ne compte pour aucune. Les engagements dont
    l'article fait référence au cahier des charges sont comptés à part.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import lignes, parts, region_seule, reunir, situer

    m = situer(membres.filter(membres.ouverte & membres.operateur.isin(("cio", "scuio"))), communes)
    vises = engagements.select("structure_id").distinct().mutate(vise=1.0)
    t = m.left_join(vises, "structure_id")
    t = t.select(
        "departement", "academie", "region", "operateur", cas=ibis.coalesce(t.vise, 0.0), total=ibis.literal(1.0)
    )
    references = engagements.select("id", "cahier").distinct()
    compte = region_seule(communes).cross_join(
        references.aggregate(nombre=references.id.nunique(where=references.cahier), tous=references.count())
    )
    compte = compte.filter(compte.tous > 0)
    return reunir(
        [
            parts(t, (Niveau.DEPARTEMENT, Niveau.ACADEMIE, Niveau.REGION), axes=("operateur",)),
            lignes(
                compte,
                niveau="region",
                territoire=compte.region,
                composante="reference_cahier",
                valeur=compte.nombre,
            ),
        ]
    )
