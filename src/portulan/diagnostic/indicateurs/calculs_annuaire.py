"""Computations on the directory: duplicates, freshness, counts of places (F1.6-1, F1.9-3, F2.7-2, F2.8-1 and -2)."""

from typing import Any

from portulan.socle.territoire import Niveau

_NIVEAUX = (Niveau.EPCI, Niveau.BASSIN, Niveau.DEPARTEMENT, Niveau.ACADEMIE, Niveau.REGION)
_RATTACHEMENT = ("epci", "bassin", "departement", "academie", "region")
_CHIFFRES_TELEPHONE = 9  # without the leading zero or the country code


def doublons(structures: Any, communes: Any) -> Any:
    """Paires de fiches décrivant vraisemblablement la même structure, rapportées aux fiches : même opérateur,
    même commune, même nom ou même téléphone (à la ponctuation et à la casse près), et adresses identiques ou
    manquantes. La règle est prudente : deux antennes d'un même opérateur à deux adresses ne sont pas un
    doublon.
    """
    from portulan.diagnostic.indicateurs.calculs import lignes, par_niveau, reunir

    t = _situees(structures, communes, "nom", "telephone", "adresse")
    t = t.mutate(
        nom_cle=t.nom.lower().re_replace("[^a-z0-9]", ""),
        tel_cle=t.telephone.re_replace("[^0-9]", "").right(9),
        adresse_cle=t.adresse.lower().re_replace("[^a-z0-9]", ""),
    )
    cles = ("nom_cle", "tel_cle", "adresse_cle")
    autre = t.select("operateur", "code_insee", id_2="id", **{f"{c}_2": c for c in cles})
    p = t.join(autre, ["operateur", "code_insee"])
    p = p.filter(p.id < p.id_2)
    memes_lieux = (p.adresse_cle == p.adresse_cle_2) | p.adresse_cle.isnull() | p.adresse_cle_2.isnull()
    meme_nom = p.nom_cle == p.nom_cle_2
    meme_tel = (p.tel_cle == p.tel_cle_2) & (p.tel_cle.length() == _CHIFFRES_TELEPHONE)
    paires = p.filter(memes_lieux & (meme_nom | meme_tel)).select(*_RATTACHEMENT, fiche=0.0, paire=1.0)
    tout = reunir([t.select(*_RATTACHEMENT, fiche=1.0, paire=0.0), paires])
    total = par_niveau(tout, _NIVEAUX, fiches=tout.fiche.sum(), paires=tout.paire.sum())
    return lignes(
        total,
        niveau=total.niveau,
        territoire=total.territoire,
        numerateur=total.paires,
        denominateur=total.fiches,
    )


def fraicheur(structures: Any, communes: Any, reference: Any) -> Any:
    """Fiches d'annuaire des opérateurs du SPRO dont la dernière mise à jour, dite par la source, date de moins
    de six mois à la date de l'instantané, rapportées aux fiches datées. Une fiche sans date n'est ni vérifiée
    ni périmée : elle est comptée à part. La part à douze mois est donnée à côté.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import etiquette, lignes, par_niveau, reunir

    t = _situees(structures, communes, "date_maj").cross_join(reference)
    mesures = {
        "fiches": ibis._.count(),
        "datees": ibis._.count(where=ibis._.date_maj.notnull()),
        "recentes": ibis._.count(where=ibis._.date_maj >= ibis._.six_mois_avant),
        "annuelles": ibis._.count(where=ibis._.date_maj >= ibis._.douze_mois_avant),
    }
    blocs = []
    for cles in ((), ("operateur",)):
        total = par_niveau(t, _NIVEAUX, cles=cles, **mesures)
        commun = {
            "niveau": total.niveau,
            "territoire": total.territoire,
            "ventilation": etiquette("operateur", total.operateur) if cles else "",
        }
        rapports = (
            ("", total.recentes, total.datees),
            ("douze_mois", total.annuelles, total.datees),
            ("part_datee", total.datees, total.fiches),
        )
        blocs += [
            lignes(total, **commun, composante=composante, numerateur=numerateur, denominateur=denominateur)
            for composante, numerateur, denominateur in rapports
        ]
    return reunir(blocs)


def _situees(structures: Any, communes: Any, *colonnes: str) -> Any:
    """Structures of the operators of the SPRO, with the territories of their commune; those of the region only."""
    lieux = communes.select("code_insee", *_RATTACHEMENT)
    reseau = structures.filter(structures.operateur != "autre")
    return reseau.select("id", "operateur", "code_insee", *colonnes).join(lieux, "code_insee")


def effectifs(structures: Any, communes: Any, composante: str, operateur: str = "") -> Any:
    """Count of structures on every level: of one operator, or of all and of each. Zero where there is none."""
    import ibis

    from portulan.diagnostic.indicateurs.calculs import etiquette, lignes, par_niveau, reunir

    t = _situees(structures, communes)
    if operateur:
        t = t.filter(t.operateur == operateur)
        compte = reunir([t.select(*_RATTACHEMENT, un=1.0), communes.select(*_RATTACHEMENT, un=0.0)])
        total = par_niveau(compte, _NIVEAUX, nombre=compte.un.sum())
        return lignes(
            total, niveau=total.niveau, territoire=total.territoire, composante=composante, valeur=total.nombre
        )
    blocs = []
    for cles in ((), ("operateur",)):
        total = par_niveau(t, (Niveau.DEPARTEMENT, Niveau.REGION), cles=cles, nombre=ibis._.count())
        blocs.append(
            lignes(
                total,
                niveau=total.niveau,
                territoire=total.territoire,
                composante=composante,
                ventilation=etiquette("operateur", total.operateur) if cles else "",
                valeur=total.nombre,
            )
        )
    return reunir(blocs)
