"""What the directory says: sites, duplicates, freshness, CIO and SCUIO (F1.6-1, F1.9-3, F2.7-2, F2.8-1 and -2)."""

from typing import Any

from portulan.diagnostic.indicateurs.attentes import ADHESIONS, DATES_DES_FICHES, ORIENTATIONS
from portulan.diagnostic.indicateurs.fabrique import ALERTE, DEPARTEMENT, INFO, REGION, comp, indicateur, seuil
from portulan.diagnostic.tables import REFERENCE
from portulan.socle.mesure import Unite
from portulan.socle.tables import COMMUNES, STRUCTURES
from portulan.socle.territoire import Niveau

_CIO_SCUIO = "Code du travail, art. L. 6111-3 : CIO et services universitaires coordonnés par la convention"
_NIVEAUX = (Niveau.EPCI, Niveau.BASSIN, Niveau.DEPARTEMENT, Niveau.ACADEMIE, Niveau.REGION)
_RATTACHEMENT = ("epci", "bassin", "departement", "academie", "region")
_CHIFFRES_TELEPHONE = 9  # without the leading zero or the country code


def sites_connus(structures: Any, communes: Any) -> Any:
    """Sites de chaque opérateur connus de l'annuaire dans la région, par département. La part des sites engagés
    attend le registre des adhésions.
    """
    return _effectifs(structures, communes, "sites_connus")


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


def nombre_de_cio(structures: Any, communes: Any) -> Any:
    """Nombre de CIO connus de l'annuaire, par territoire. Les orientations échangées attendent le registre des
    orientations.
    """
    return _effectifs(structures, communes, "nombre", "cio")


def nombre_de_scuio(structures: Any, communes: Any) -> Any:
    """Nombre de services universitaires d'information et d'orientation connus de l'annuaire, par territoire.
    Les orientations échangées attendent le registre des orientations.
    """
    return _effectifs(structures, communes, "nombre", "scuio")


def _situees(structures: Any, communes: Any, *colonnes: str) -> Any:
    """Structures of the operators of the SPRO, with the territories of their commune; those of the region only."""
    lieux = communes.select("code_insee", *_RATTACHEMENT)
    reseau = structures.filter(structures.operateur != "autre")
    return reseau.select("id", "operateur", "code_insee", *colonnes).join(lieux, "code_insee")


def _effectifs(structures: Any, communes: Any, composante: str, operateur: str = "") -> Any:
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


F1_6_SITES = (
    indicateur(
        "F1.6-1",
        "Sites engagés, par opérateur et par département",
        "sites engagés / sites connus de l'opérateur",
        Unite.POURCENT,
        sources="APP DI",
        maille="OPE DEP REG",
        fondement="Question 6 de la fiche 1 ; code du travail, art. L. 6111-5",
        vigilance="Moins de 70 % des sites d'un opérateur engagés ; alerte lorsque le siège a signé et qu'aucun site "
        "n'est actif dans un département.",
        seuils=(
            seuil("<", 70, "L'opérateur n'a pas engagé assez de ses sites.", ventilation=None),
            seuil(
                "=",
                0,
                "Le siège a signé, mais aucun site de l'opérateur n'est engagé dans le département.",
                gravite=ALERTE,
                suffixe="aucun",
                niveaux=(Niveau.DEPARTEMENT,),
            ),
        ),
        composantes=(comp("sites_connus", "Sites connus de l'annuaire", Unite.NOMBRE),),
        axes={"operateur": "opérateur"},
        phrase="L'annuaire recense {sites_connus:site,sites} d'opérateurs du SPRO dans la région.",
        tables=(STRUCTURES, COMMUNES),
        calcul=sites_connus,
        attente=ADHESIONS,
    ),
)

F1_9_DOUBLONS = (
    indicateur(
        "F1.9-3",
        "Doublons d'annuaire",
        "paires de fiches reconnues comme décrivant la même structure / fiches",
        Unite.POURCENT,
        sources="APP DI",
        maille="BAS DEP REG",
        fondement="Programme d'animation du cahier des charges (fiche 1) : outils communs et mutualisés",
        vigilance="Plus de 5 % de doublons.",
        seuils=(seuil(">", 5, "L'annuaire contient trop de doublons.", niveaux=(DEPARTEMENT, REGION)),),
        phrase="L'annuaire contient {numerateur:doublon probable,doublons probables} pour "
        "{denominateur:fiche,fiches}, soit {valeur}.",
        tables=(STRUCTURES, COMMUNES),
        calcul=doublons,
    ),
)

F2_7_FRAICHEUR = (
    indicateur(
        "F2.7-2",
        "Fiches d'annuaire vérifiées depuis moins de six mois",
        "fiches d'annuaire mises à jour depuis moins de six mois / fiches d'annuaire datées",
        Unite.POURCENT,
        sources="APP DI",
        maille="STR BAS DEP REG",
        fondement="Code du travail, art. L. 6111-3 : qualité de l'information",
        vigilance="Moins de 85 % de fiches à jour, ou moins de 85 % de fiches datées.",
        seuils=(
            seuil(
                "<",
                85,
                "Trop de fiches de l'annuaire ne sont pas à jour.",
                niveaux=(DEPARTEMENT, REGION),
                ventilation="",
            ),
            seuil(
                "<",
                85,
                "Trop de fiches de l'annuaire sont sans date de mise à jour.",
                suffixe="datees",
                composante="part_datee",
                niveaux=(REGION,),
                ventilation="",
            ),
        ),
        composantes=(
            comp("douze_mois", "Fiches mises à jour depuis moins de douze mois", Unite.POURCENT),
            comp("part_datee", "Fiches dont la date de mise à jour est connue", Unite.POURCENT),
        ),
        axes={"operateur": "opérateur"},
        phrase="{valeur} des {denominateur} fiches datées de l'annuaire ont été mises à jour depuis moins de six mois.",
        tables=(STRUCTURES, COMMUNES, REFERENCE),
        calcul=fraicheur,
        attente=DATES_DES_FICHES,
    ),
)

F2_8_ECHANGES = tuple(
    indicateur(
        code,
        f"Échanges d'orientations entre les {sigle} et le SPRO",
        f"orientations des {sigle} vers le SPRO et du SPRO vers les {sigle} : émises, acceptées",
        Unite.NOMBRE,
        sources="APP DI",
        maille=maille,
        fondement=_CIO_SCUIO,
        vigilance=f"Un {sigle} sans aucun échange en douze mois ; flux à sens unique (rapport supérieur à 5).",
        seuils=(
            seuil("=", 0, f"Un {sigle} n'a échangé aucune orientation en douze mois.", niveaux=(Niveau.ACADEMIE,)),
            seuil(
                ">",
                5,
                "Les orientations vont presque toutes dans le même sens.",
                gravite=INFO,
                suffixe="sens",
                composante="rapport_des_sens",
            ),
        ),
        composantes=(
            comp("nombre", f"Nombre de {sigle}", Unite.NOMBRE),
            comp("acceptees", "Part des orientations acceptées", Unite.POURCENT),
            comp("rapport_des_sens", "Rapport entre les deux sens", Unite.RATIO),
        ),
        phrase=f"L'annuaire recense {{nombre}} {sigle} dans la région.",
        tables=(STRUCTURES, COMMUNES),
        calcul=calcul,
        attente=ORIENTATIONS,
        operateurs=(sigle.lower(),),
    )
    for code, sigle, maille, calcul in (
        ("F2.8-1", "CIO", "ETA BAS DEP ACA REG", nombre_de_cio),
        ("F2.8-2", "SCUIO", "UNI DEP ACA REG", nombre_de_scuio),
    )
)
