"""Who joined, site by site, and what was promised (F1.O1, F1.6, F2.O2, F2.6)."""

from portulan.diagnostic.indicateurs.attentes import ADHESIONS, CONCERTATION, ENGAGEMENTS, RENCONTRES
from portulan.diagnostic.indicateurs.fabrique import ALERTE, BASSIN, comp, indicateur, piece, seuil, table
from portulan.socle.mesure import Unite

_NORMES = "Code du travail, art. L. 6111-5 : organismes reconnus sur la base de normes de qualité"
_CONVENTION = "Code du travail, art. L. 6111-3 : convention annuelle de coordination entre l'État et la Région"

F1_O1 = (
    indicateur(
        "F1.O1-1",
        "Taux d'adhésion au cahier des charges",
        "structures signataires / structures connues et ouvertes dont l'adhésion est attendue (membres de droit, "
        "structures reconnaissables, Information jeunesse ; hors partenaires, hors CIO et SCUIO)",
        Unite.POURCENT,
        sources="APP DI",
        maille="STR BAS REG",
        fondement=_NORMES,
        vigilance="Taux inférieur à 70 % pour un type d'opérateur dans un bassin ; membre de droit non signataire "
        "après six mois. Les CIO et les SCUIO, liés par la convention, sont présentés à part.",
        seuils=(
            seuil(
                "<", 70, "Le taux d'adhésion d'un type d'opérateur est insuffisant dans le bassin.", niveaux=(BASSIN,)
            ),
            seuil(
                ">",
                0,
                "Un membre de droit n'a pas signé la charte six mois après son entrée.",
                suffixe="membres",
                composante="membres_non_signataires",
            ),
        ),
        composantes=(comp("membres_non_signataires", "Membres de droit non signataires après six mois", Unite.NOMBRE),),
        axes={"operateur": "type d'opérateur", "attache": "fondement du rattachement"},
        attente=ADHESIONS,
    ),
    indicateur(
        "F1.O1-2",
        "Sites couverts par une adhésion",
        "sites listés dans une adhésion / sites connus des organismes adhérents",
        Unite.POURCENT,
        sources="APP DI",
        maille="STR BAS",
        fondement=_NORMES + " ; la reconnaissance vaut pour les sites listés",
        vigilance="Moins de 80 % des sites des adhérents sont couverts.",
        seuils=(seuil("<", 80, "Trop de sites des organismes adhérents restent hors de l'adhésion."),),
        attente=ADHESIONS,
    ),
    indicateur(
        "F1.O1-3",
        "Contributions à la concertation ayant reçu une réponse",
        "contributions ayant reçu une réponse motivée / contributions reçues",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement="Objet de la fiche 1 : normes définies de façon concertée",
        vigilance="Moins de 90 % de contributions répondues ; alerte si un type d'opérateur n'a été réuni à aucune "
        "séance de concertation.",
        seuils=(
            seuil("<", 90, "Des contributions à la concertation sont restées sans réponse motivée."),
            seuil(
                ">",
                0,
                "Un type d'opérateur n'a été convié à aucune réunion de concertation.",
                gravite=ALERTE,
                suffixe="absents",
                composante="types_sans_reunion",
            ),
        ),
        composantes=(comp("types_sans_reunion", "Types d'opérateur sans réunion de concertation", Unite.NOMBRE),),
        attente=CONCERTATION,
    ),
)

F1_6_SUITE = (
    indicateur(
        "F1.6-2",
        "Participation aux réunions de bassin",
        "présences / convocations aux réunions de bassin",
        Unite.POURCENT,
        sources="APP",
        maille="OPE BAS",
        fondement="Question 6 de la fiche 1 : mobilisation des structures territoriales",
        vigilance="Un opérateur est présent à moins de la moitié des réunions auxquelles il est convié.",
        seuils=(seuil("<", 50, "L'opérateur est absent de plus de la moitié des réunions de bassin."),),
        axes={"operateur": "opérateur"},
        attente=RENCONTRES,
    ),
    indicateur(
        "F1.6-3",
        "Jours consacrés au SPRO par an",
        "jours dédiés au SPRO, déclarés par l'opérateur pour l'année",
        Unite.JOURS,
        sources="DECL",
        maille="OPE",
        fondement="Question 6 de la fiche 1 : mobilisation des structures territoriales",
        vigilance="L'absence de déclaration d'un opérateur est signalée.",
        axes={"operateur": "opérateur"},
        attente=piece(
            "la déclaration annuelle des jours ou des équivalents temps plein consacrés au SPRO",
            "chaque opérateur adhérent",
        ),
    ),
    indicateur(
        "F1.6-4",
        "Sites sans accueil ni orientation en douze mois",
        "sites sans accueil ni orientation enregistrés au cours des douze derniers mois",
        Unite.NOMBRE,
        sources="APP",
        maille="OPE",
        fondement="Question 6 de la fiche 1 : mobilisation des structures territoriales",
        vigilance="Plus de 10 % des sites d'un opérateur n'ont aucune activité d'orientation.",
        seuils=(seuil(">", 10, "Une part notable des sites est sans activité d'orientation.", composante="part"),),
        composantes=(comp("part", "Part des sites sans activité", Unite.POURCENT),),
        axes={"operateur": "opérateur"},
        attente=table(
            "l'activité d'accueil et d'orientation de chaque site",
            "les structures du SPRO ; elle entrera par le module « accueil et orientation »",
        ),
    ),
)

F2_O2 = (
    indicateur(
        "F2.O2-1",
        "CIO et SCUIO visés par au moins un engagement de la convention",
        "CIO et SCUIO visés par au moins un engagement / CIO et SCUIO",
        Unite.POURCENT,
        sources="APP DECL",
        maille="ETA ACA REG",
        fondement=_CONVENTION,
        vigilance="Un CIO ou un SCUIO n'est visé par aucun engagement ; alerte si la convention ne fait pas référence "
        "au cahier des charges.",
        seuils=(
            seuil("<", 100, "Au moins un CIO ou un SCUIO n'est visé par aucun engagement de la convention."),
            seuil(
                "=",
                0,
                "La convention ne fait pas référence au cahier des charges.",
                gravite=ALERTE,
                suffixe="reference",
                composante="reference_cahier",
            ),
        ),
        composantes=(comp("reference_cahier", "Références de la convention au cahier des charges", Unite.NOMBRE),),
        attente=ENGAGEMENTS,
    ),
)

F2_6 = (
    indicateur(
        "F2.6-1",
        "Engagements complets",
        "engagements comportant une date, un responsable et un indicateur / engagements",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement=_CONVENTION,
        vigilance="Plus de 10 % des engagements sont sans date, sans responsable ou sans indicateur.",
        seuils=(seuil("<", 90, "Trop d'engagements sont sans date, sans responsable ou sans indicateur."),),
        attente=ENGAGEMENTS,
    ),
    indicateur(
        "F2.6-2",
        "Engagements tenus à l'échéance",
        "engagements tenus / engagements échus",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement=_CONVENTION,
        vigilance="Moins de 70 % des engagements échus ont été tenus.",
        seuils=(seuil("<", 70, "Trop d'engagements échus n'ont pas été tenus.", gravite=ALERTE),),
        attente=ENGAGEMENTS,
    ),
    indicateur(
        "F2.6-3",
        "Réseaux impliqués dans au moins un engagement",
        "réseaux porteurs ou partenaires d'au moins un engagement / réseaux du SPRO",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement=_CONVENTION,
        vigilance="Un réseau du SPRO ne porte aucun engagement et n'en est pas partenaire.",
        seuils=(seuil("<", 100, "Au moins un réseau du SPRO n'est associé à aucun engagement."),),
        attente=ENGAGEMENTS,
    ),
)
