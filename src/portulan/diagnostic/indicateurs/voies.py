"""Information on every route, school to validation of experience (F2.3)."""

from portulan.diagnostic.indicateurs.attentes import OFFRE, RECTORAT
from portulan.diagnostic.indicateurs.fabrique import ALERTE, BASSIN, comp, indicateur, piece, seuil
from portulan.socle.mesure import Unite

_VOIES = "Code du travail, art. L. 6111-3 : information sur l'ensemble des voies de formation"

F2_3 = (
    indicateur(
        "F2.3-1",
        "Voies de formation présentées",
        "voies présentées / voies existantes à l'issue du niveau, par établissement et par structure",
        Unite.POURCENT,
        sources="OFF DECL",
        maille="ETA BAS REG",
        fondement=_VOIES,
        vigilance="Une voie absente de l'information donnée dans plus de 20 % des établissements d'un bassin.",
        seuils=(
            seuil(
                ">",
                20,
                "Une voie n'est pas présentée dans trop d'établissements du bassin.",
                gravite=ALERTE,
                composante="sans_presentation",
                niveaux=(BASSIN,),
            ),
        ),
        composantes=(comp("sans_presentation", "Établissements où la voie n'est pas présentée", Unite.POURCENT),),
        axes={"voie": "voie de formation"},
        attente=piece("le relevé des voies présentées, par établissement et par niveau", RECTORAT),
    ),
    indicateur(
        "F2.3-2",
        "Équilibre de l'information entre les voies",
        "part des événements consacrés à la voie professionnelle et à l'apprentissage ÷ part des élèves concernés",
        Unite.RATIO,
        sources="DECL",
        maille="BAS",
        fondement=_VOIES,
        vigilance="Rapport inférieur à 0,7.",
        seuils=(
            seuil("<", 0.7, "La voie professionnelle et l'apprentissage sont sous-représentés dans l'information."),
        ),
        champ="Collégiens et lycéens",
        attente=piece("le calendrier des événements d'information et les effectifs par voie", RECTORAT),
    ),
    indicateur(
        "F2.3-3",
        "Fiches de formation à jour",
        "fiches de formation mises à jour depuis moins de douze mois / fiches",
        Unite.POURCENT,
        sources="OFF",
        maille="REG",
        fondement=_VOIES,
        vigilance="Moins de 85 % de fiches à jour.",
        seuils=(seuil("<", 85, "Trop de fiches de formation ne sont pas à jour."),),
        attente=OFFRE,
    ),
    indicateur(
        "F2.3-4",
        "Établissements informant sur l'apprentissage",
        "établissements ayant mené au moins une action sur l'apprentissage en troisième ou en seconde / établissements",
        Unite.POURCENT,
        sources="DECL",
        maille="BAS REG",
        fondement=_VOIES,
        vigilance="Moins de 80 % d'établissements.",
        seuils=(seuil("<", 80, "Trop d'établissements n'ont mené aucune action sur l'apprentissage."),),
        champ="Collèges et lycées",
        attente=piece("le relevé des actions d'information sur l'apprentissage par établissement", RECTORAT),
    ),
)
