"""What the directory says: sites, duplicates, freshness, CIO and SCUIO (F1.6-1, F1.9-3, F2.7-2, F2.8-1 and -2)."""

from portulan.diagnostic.indicateurs.attentes import ADHESIONS, ORIENTATIONS
from portulan.diagnostic.indicateurs.fabrique import ALERTE, INFO, comp, indicateur, seuil, table
from portulan.socle.mesure import Secret, Unite
from portulan.socle.territoire import Niveau

_CIO_SCUIO = "Code du travail, art. L. 6111-3 : CIO et services universitaires coordonnés par la convention"
_A_VENIR = table("l'annuaire des structures", "la Dila et data·inclusion")

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
        axes={"operateur": "opérateur"},
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
        seuils=(seuil(">", 5, "L'annuaire contient trop de doublons."),),
        attente=_A_VENIR,
    ),
)

F2_7_FRAICHEUR = (
    indicateur(
        "F2.7-2",
        "Fiches d'annuaire vérifiées depuis moins de six mois",
        "fiches d'annuaire mises à jour depuis moins de six mois / fiches d'annuaire",
        Unite.POURCENT,
        sources="APP DI",
        maille="STR BAS DEP REG",
        fondement="Code du travail, art. L. 6111-3 : qualité de l'information",
        vigilance="Moins de 85 % de fiches à jour.",
        seuils=(seuil("<", 85, "Trop de fiches de l'annuaire ne sont pas à jour."),),
        attente=_A_VENIR,
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
            comp("acceptees", "Part des orientations acceptées", Unite.POURCENT),
            comp("rapport_des_sens", "Rapport entre les deux sens", Unite.RATIO),
        ),
        secret=Secret(),
        attente=ORIENTATIONS,
    )
    for code, sigle, maille in (("F2.8-1", "CIO", "ETA ACA REG"), ("F2.8-2", "SCUIO", "UNI REG"))
)
