"""How the Affelnet figures are computed (F2.4a): first wish not obtained, pressure, vacant places."""

from collections.abc import Iterable
from typing import Any

from portulan.socle.territoire import Niveau

PREMIERE_PRO = "première professionnelle"
SANS_LIMITE = 999
_NIVEAUX = (Niveau.DEPARTEMENT, Niveau.ACADEMIE, Niveau.REGION, Niveau.PAYS)
_RATTACHEMENT = ("departement", "academie", "region")


def premier_voeu_non_obtenu(affectations: Any) -> Any:
    """Élèves affectés par Affelnet sur un vœu de rang supérieur à un, rapportés aux élèves affectés, pour la dernière
    année connue. Le chiffre principal porte sur l'entrée en première professionnelle, après une seconde commune ;
    les autres entrées sont données à part, sans s'y ajouter. Le lieu est celui de l'établissement d'accueil, et non
    celui de l'élève. Un élève sans affectation n'y est pas compté. L'évolution est en points, par rapport à
    l'année précédente.
    """
    from portulan.diagnostic.indicateurs.calculs import derniere, lignes, rapport, reunir

    connues = affectations.filter(affectations.affectes.notnull() & affectations.affectes_voeu_1.notnull())
    t = connues.select(
        *_RATTACHEMENT,
        "annee",
        "entree",
        "specialite",
        "affectes",
        autres=connues.affectes - connues.affectes_voeu_1,
    )
    pro = t.filter(t.entree == PREMIERE_PRO)
    dernieres = derniere(pro, "annee")
    blocs = []
    lots = ((dernieres, ""), (dernieres, "specialite"), (pro, "annee"), (derniere(t, "annee"), "entree"))
    for tout, axe in lots:
        lot = _nommees(tout, axe)
        total = _sommer(lot, axe, num=lot.autres.sum(), den=lot.affectes.sum())
        blocs.append(lignes(total, **_cles(total, axe), numerateur=total.num, denominateur=total.den))
    annees = _sommer(pro, "annee", num=pro.autres.sum(), den=pro.affectes.sum())
    annees = annees.mutate(taux=rapport(annees.num, annees.den))
    avant = annees.select("niveau", "territoire", annee=annees.annee + 1, taux_avant=annees.taux)
    suite = derniere(annees, "annee").join(avant, ["niveau", "territoire", "annee"])
    evolution = suite.taux - suite.taux_avant
    blocs.append(lignes(suite, **_cles(suite, ""), composante="evolution", valeur=evolution))
    return reunir(blocs)


def pression_scolaire(affectations: Any, communes: Any) -> Any:
    """Élèves qui ont mis la formation en premier vœu, rapportés aux places de la carte scolaire, pour la dernière
    année connue. Le chiffre principal et les spécialités portent sur l'entrée en première professionnelle ; les
    autres entrées sont données à part. Sont laissées de côté les places en apprentissage, les vœux de recensement,
    par lesquels Affelnet n'affecte pas, et les capacités sans limite (999). Le bassin n'est connu que si le fichier
    nomme la commune de l'établissement ; les spécialités s'arrêtent au département, les effectifs étant trop petits.
    """
    from portulan.diagnostic.indicateurs.calculs import derniere, lignes, reunir

    connues = _offertes(affectations, affectations.capacite)
    connues = connues.filter(connues.premiers_voeux.notnull())
    t = connues.select(
        *_RATTACHEMENT, "annee", "entree", "specialite", "code_insee", "premiers_voeux", places=connues.capacite
    )
    pro = derniere(t.filter(t.entree == PREMIERE_PRO), "annee")
    en_bassin = _avec_bassin(pro, communes)
    blocs = []
    lots = (
        (pro, "", _NIVEAUX),
        (pro, "specialite", _NIVEAUX),
        (derniere(t, "annee"), "entree", _NIVEAUX),
        (en_bassin, "", (Niveau.BASSIN,)),
    )
    for tout, axe, niveaux in lots:
        lot = _nommees(tout, axe)
        total = _sommer(lot, axe, niveaux, places=lot.places.sum(), premiers=lot.premiers_voeux.sum())
        cles = _cles(total, axe)
        blocs.append(lignes(total, **cles, numerateur=total.premiers, denominateur=total.places, facteur=1.0))
        if not axe:
            blocs.append(lignes(total, **cles, composante="places", valeur=total.places))
            blocs.append(lignes(total, **cles, composante="premiers_voeux", valeur=total.premiers))
    return reunir(blocs)


def places_vacantes(affectations: Any, communes: Any) -> Any:
    """Places offertes par Affelnet à l'entrée en première professionnelle et restées sans élève affecté, pour la
    dernière année connue : places d'affectation (à défaut, de la carte scolaire) moins élèves affectés, zéro quand
    il y a plus d'affectés que de places. Les places en apprentissage, les vœux de recensement et les capacités sans
    limite (999) sont laissés de côté. Le nombre d'élèves sans affectation n'est pas dans ce fichier : le chiffre
    principal, qui compare les deux, attend.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import derniere, lignes, reunir

    capacite = ibis.coalesce(affectations.capacite_affectation, affectations.capacite)
    connues = _offertes(affectations, capacite)
    connues = connues.filter(connues.affectes.notnull() & (connues.entree == PREMIERE_PRO))
    t = connues.mutate(places=ibis.coalesce(connues.capacite_affectation, connues.capacite))
    t = t.select(
        *_RATTACHEMENT,
        "annee",
        "code_insee",
        "specialite",
        "places",
        vacantes=ibis.ifelse(t.places > t.affectes, t.places - t.affectes, 0),
    )
    dernieres = derniere(t, "annee")
    blocs = []
    lots = (
        (dernieres, "", _NIVEAUX),
        (dernieres, "specialite", (Niveau.ACADEMIE, Niveau.REGION)),
        (_avec_bassin(dernieres, communes), "", (Niveau.BASSIN,)),
    )
    for tout, axe, niveaux in lots:
        lot = _nommees(tout, axe)
        total = _sommer(lot, axe, niveaux, places=lot.places.sum(), vacantes=lot.vacantes.sum())
        cles = _cles(total, axe)
        blocs += [
            lignes(total, **cles, composante="vacantes", valeur=total.vacantes),
            lignes(total, **cles, composante="part_vacantes", numerateur=total.vacantes, denominateur=total.places),
        ]
    return reunir(blocs)


def _offertes(affectations: Any, capacite: Any) -> Any:
    """Programmes whose places are real ones that Affelnet fills with pupils."""
    affectee = affectations.recensement.isnull() | ~affectations.recensement
    return affectations.filter(
        (affectations.statut == "scolaire") & affectee & (capacite > 0) & (capacite < SANS_LIMITE)
    )


def _avec_bassin(t: Any, communes: Any) -> Any:
    return t.join(communes.select("code_insee", "bassin"), "code_insee")


def _sommer(t: Any, axe: str, niveaux: Iterable[Niveau] = _NIVEAUX, **mesures: Any) -> Any:
    from portulan.diagnostic.indicateurs.calculs import par_niveau

    return par_niveau(t, niveaux, cles=(axe,) if axe else (), **mesures)


def _nommees(t: Any, axe: str) -> Any:
    """Rows that have a value on the axis: a list by bare code would tell a reader nothing."""
    return t.filter(t[axe].notnull()) if axe else t


def _cles(t: Any, axe: str) -> dict[str, Any]:
    from portulan.diagnostic.indicateurs.calculs import etiquette

    return {"niveau": t.niveau, "territoire": t.territoire, "ventilation": etiquette(axe, t[axe]) if axe else ""}
