"""Computations on the document submitted and on its concertation (F1.O1-3, F1.O4-1)."""

from typing import Any

from portulan.socle.territoire import Niveau

CODES_TRAITES = (
    *(f"F1.O{n}" for n in range(1, 5)),
    *(f"F1.{n}" for n in range(1, 11)),
)
"""Entries of the first fiche an article may treat; F1.0 is about the procedure, no article answers it."""
ESSENTIELS = ("F1.3", "F1.4", "F1.10")


def concertation(contributions: Any, concertations: Any, membres: Any, communes: Any, reference: Any) -> Any:
    """Contributions reçues à la date de l'instantané et suivies d'une réponse motivée, rapportées aux contributions
    reçues. Une réponse sans motif n'en est pas une. Les types d'opérateur jamais conviés sont ceux du réseau dont
    l'adhésion est attendue et qui ne figurent à aucune séance de concertation tenue ; ils ne sont comptés que si des
    séances et un réseau sont inscrits.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import drapeau, lignes, parts, region_seule, reunir
    from portulan.diagnostic.indicateurs.calculs_reseau import ATTENDUES

    region = region_seule(communes)
    c = contributions.cross_join(reference.select("date")).cross_join(region)
    c = c.filter(c.recue_le <= c["date"])
    c = c.mutate(
        operateur=ibis.coalesce(c.operateur.nullif(""), ibis.literal("autre organisme")),
        cas=drapeau(c.motivee & c.repondue_le.notnull() & (c.repondue_le <= c["date"])),
        total=1.0,
    )
    seances = concertations.rename(jour="date").cross_join(reference.select("date"))
    seances = seances.filter(seances.jour <= seances["date"])
    tenues = seances.aggregate(seances=seances.count())
    convies = seances.select("operateur").distinct().mutate(convie=1.0)
    types = membres.filter(membres.ouverte & membres.attache.isin(ATTENDUES)).select("operateur").distinct()
    t = types.left_join(convies, "operateur")
    t = t.select("operateur", absent=drapeau(t.convie.isnull())).cross_join(region).cross_join(tenues)
    t = t.filter(t.seances > 0)
    absents = t.group_by("region").aggregate(nombre=t.absent.sum())
    return reunir(
        [
            parts(c, (Niveau.REGION,), axes=("operateur",)),
            lignes(
                absents,
                niveau="region",
                territoire=absents.region,
                composante="types_sans_reunion",
                valeur=absents.nombre,
            ),
            lignes(
                t,
                niveau="region",
                territoire=t.region,
                composante="types_sans_reunion",
                ventilation=ibis.literal("operateur=") + t.operateur,
                valeur=t.absent,
            ),
        ]
    )


def couverture_du_cahier(articles: Any, communes: Any) -> Any:
    """Questions de la fiche traitées par au moins un article de la version soumise ou en vigueur du cahier des
    charges, rapportées aux quatorze questions F1.O1 à F1.O4 et F1.1 à F1.10 (F1.0 porte sur la procédure). Un article
    qui traite « F1.3 a » traite F1.3. Chaque question a sa ligne : 100 traitée, 0 non. L'absence d'article sur les
    normes (F1.3), l'accueil (F1.4) ou les critères d'évaluation (F1.10) est comptée à part.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import drapeau, etiquette, lignes, region_seule, reunir

    cahier = articles.filter(articles.document == "cahier_des_charges")
    a = cahier.filter(cahier.genre == "fiche")
    a = a.select("article", code=a["code"].re_replace("[ .]*[a-d]$", ""))
    par_code = a.group_by("code").aggregate(articles=a.article.nunique())
    connus = ibis.memtable(
        [{"code": c, "essentiel": float(c in ESSENTIELS)} for c in CODES_TRAITES],
        schema={"code": "string", "essentiel": "float64"},
    )
    t = connus.left_join(par_code, "code")
    t = t.select("code", "essentiel", traite=drapeau(t.articles > 0), articles=ibis.coalesce(t.articles, 0))
    t = t.cross_join(region_seule(communes)).cross_join(cahier.aggregate(tous=cahier.count()))
    t = t.filter(t.tous > 0)
    tout = t.group_by("region").aggregate(
        traites=t.traite.sum(), codes=t.count(), essentiels=(t.essentiel * (1.0 - t.traite)).sum()
    )
    region = {"niveau": "region", "territoire": tout.region}
    par_question = {"niveau": "region", "territoire": t.region, "ventilation": etiquette("question", t["code"])}
    return reunir(
        [
            lignes(tout, **region, numerateur=tout.traites, denominateur=tout.codes),
            lignes(tout, **region, composante="essentiels_sans_article", valeur=tout.essentiels),
            lignes(t, **par_question, numerateur=t.traite, denominateur=ibis.literal(1.0)),
            lignes(t, **par_question, composante="articles", valeur=t.articles),
        ]
    )
