"""What the directory says: sites, duplicates, freshness, CIO and SCUIO (F1.6-1, F1.9-3, F2.7-2, F2.8-1 and -2)."""

from portulan.diagnostic.indicateurs.attentes import ADHESIONS, DATES_DES_FICHES, ORIENTATIONS
from portulan.diagnostic.indicateurs.calculs_annuaire import doublons, fraicheur
from portulan.diagnostic.indicateurs.calculs_garantie import echanges_des_cio, echanges_des_scuio
from portulan.diagnostic.indicateurs.calculs_reseau import sites_engages
from portulan.diagnostic.indicateurs.fabrique import ALERTE, DEPARTEMENT, INFO, REGION, comp, indicateur, seuil
from portulan.diagnostic.tables import REFERENCE
from portulan.socle.mesure import Unite
from portulan.socle.tables import COMMUNES, STRUCTURES
from portulan.socle.tables_accueil import ECHANGES
from portulan.socle.tables_terrain import MEMBRES
from portulan.socle.territoire import Niveau

_CIO_SCUIO = "Code du travail, art. L. 6111-3 : CIO et services universitaires coordonnés par la convention"

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
            seuil(
                "<", 70, "L'opérateur n'a pas engagé assez de ses sites.", niveaux=(REGION,), ventilation="operateur=*"
            ),
            seuil(
                ">",
                0,
                "Le siège a signé, mais aucun site de l'opérateur n'est engagé dans le département.",
                gravite=ALERTE,
                suffixe="aucun",
                composante="signataires_sans_site",
                niveaux=(DEPARTEMENT,),
                ventilation="operateur=*",
            ),
        ),
        composantes=(
            comp("signataires_sans_site", "Organismes signataires sans site engagé dans le département", Unite.NOMBRE),
            comp("sites_connus", "Sites connus de l'annuaire, tous opérateurs", Unite.NOMBRE),
        ),
        axes={"operateur": "opérateur"},
        champ="Sites ouverts des opérateurs dont l'adhésion est attendue",
        phrase="Sur {denominateur:site,sites} d'opérateurs dont l'adhésion est attendue, {numerateur:est "
        "engagé,sont engagés}, "
        "soit {valeur}.",
        phrase_partielle="L'annuaire recense {sites_connus:site,sites} d'opérateurs du SPRO dans la région.",
        tables=(MEMBRES, STRUCTURES, COMMUNES, REFERENCE),
        facultatives=(MEMBRES,),
        calcul=sites_engages,
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
            seuil(
                ">",
                0,
                f"Un {sigle} n'a échangé aucune orientation en douze mois.",
                composante="sans_echange",
                niveaux=(Niveau.ACADEMIE,),
            ),
            seuil(
                ">",
                5,
                "Les orientations vont presque toutes dans le même sens.",
                gravite=INFO,
                suffixe="sens",
                composante="rapport_des_sens",
                niveaux=(Niveau.ACADEMIE,),
            ),
        ),
        composantes=(
            comp("nombre", f"Nombre de {sigle}", Unite.NOMBRE),
            comp("partis", f"Orientations émises par les {sigle}", Unite.NOMBRE),
            comp("arrives", f"Orientations vers les {sigle}", Unite.NOMBRE),
            comp("sans_echange", f"{sigle} sans aucun échange", Unite.NOMBRE),
            comp("acceptees", "Part des orientations acceptées", Unite.POURCENT),
            comp("rapport_des_sens", "Rapport entre les deux sens", Unite.RATIO),
        ),
        phrase=f"Les {sigle} de la région ({{nombre}}) ont émis {{partis:orientation,orientations}} en douze mois et "
        f"en ont reçu {{arrives}} ; part acceptée : {{acceptees}} ; {sigle} sans aucun échange : {{sans_echange}}.",
        phrase_partielle=f"L'annuaire recense {{nombre}} {sigle} dans la région.",
        tables=(STRUCTURES, ECHANGES, COMMUNES),
        facultatives=(ECHANGES,),
        calcul=calcul,
        attente=ORIENTATIONS,
        operateurs=(sigle.lower(),),
    )
    for code, sigle, maille, calcul in (
        ("F2.8-1", "CIO", "ETA BAS DEP ACA REG", echanges_des_cio),
        ("F2.8-2", "SCUIO", "UNI DEP ACA REG", echanges_des_scuio),
    )
)
