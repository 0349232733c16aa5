"""Networks that meet, learn together and share tools (F1.O2, F1.7 to F1.9, F2.O1)."""

from portulan.diagnostic.indicateurs.attentes import (
    ENQUETE_AGENTS,
    OUTILS,
    PROGRAMME,
    RENCONTRES_PREVUES,
    SESSIONS,
)
from portulan.diagnostic.indicateurs.calculs_animation import reunions_par_bassin
from portulan.diagnostic.indicateurs.calculs_garantie import densite
from portulan.diagnostic.indicateurs.fabrique import ALERTE, BASSIN, comp, indicateur, seuil, table
from portulan.diagnostic.tables import REFERENCE
from portulan.socle.mesure import Unite
from portulan.socle.tables import COMMUNES, STRUCTURES
from portulan.socle.tables_accueil import ECHANGES
from portulan.socle.tables_terrain import RENCONTRES

_COORDINATION = "Code du travail, art. L. 6111-3 : la Région coordonne les organismes participant au service public"
_PROGRAMME = "Programme d'animation du cahier des charges (fiche 1) ; code du travail, art. L. 6111-3"

F1_O2 = (
    indicateur(
        "F1.O2-1",
        "Densité des liens actifs entre structures",
        "paires de structures ayant échangé au moins trois orientations acceptées en douze mois / paires possibles "
        "du bassin",
        Unite.POURCENT,
        sources="APP",
        maille="BAS",
        fondement=_COORDINATION,
        vigilance="Baisse d'au moins cinq points en un an ; structure sans orientation acceptée, reçue ou émise, en "
        "douze mois. Les structures isolées ne sont nommées qu'à la Région ; le dossier public en donne le nombre.",
        seuils=(
            seuil("≤", -5, "Les liens actifs entre structures reculent dans le bassin.", composante="evolution"),
            seuil(
                ">",
                0,
                "Au moins une structure du bassin n'échange aucune orientation acceptée.",
                suffixe="isolees",
                composante="structures_isolees",
            ),
        ),
        composantes=(
            comp("evolution", "Évolution sur un an", Unite.POINTS),
            comp("structures_isolees", "Structures isolées", Unite.NOMBRE),
        ),
        phrase="Sur {denominateur:paire,paires} de structures d'un même bassin, {numerateur:a,ont} échangé "
        "au moins trois orientations acceptées en douze mois ; structures sans aucune orientation acceptée : "
        "{structures_isolees}.",
        tables=(
            ECHANGES,
            STRUCTURES,
            COMMUNES,
        ),
        calcul=densite,
    ),
    indicateur(
        "F1.O2-2",
        "Interconnaissance des professionnels",
        "professionnels trouvant la bonne structure dans au moins quatre cas types sur cinq / répondants",
        Unite.POURCENT,
        sources="ENQ",
        maille="BAS",
        fondement=_COORDINATION,
        vigilance="Moins de 60 % des répondants, pour au moins vingt réponses.",
        seuils=(seuil("<", 60, "Les professionnels du bassin connaissent mal les autres structures."),),
        attente=ENQUETE_AGENTS,
    ),
    indicateur(
        "F1.O2-3",
        "Réunions du réseau local dans l'année",
        "réunions du réseau local tenues dans l'année",
        Unite.NOMBRE,
        sources="APP",
        maille="BAS REG",
        fondement=_COORDINATION,
        vigilance="Moins de deux réunions dans l'année.",
        seuils=(seuil("<", 2, "Le réseau local du bassin ne s'est pas assez réuni.", niveaux=(BASSIN,)),),
        composantes=(
            comp("par_bassin", "Réunions par bassin, en moyenne", Unite.RATIO),
            comp("bassins", "Bassins", Unite.NOMBRE),
            comp("bassins_peu_reunis", "Bassins réunis moins de deux fois", Unite.NOMBRE),
        ),
        phrase="En douze mois, {valeur:réunion de réseau local s'est tenue,réunions de réseau local se sont tenues}, "
        "soit {par_bassin:réunion,réunions} par bassin ; {bassins_peu_reunis} des {bassins:bassin,bassins} se sont "
        "réunis moins de deux fois.",
        tables=(RENCONTRES, COMMUNES, REFERENCE),
        calcul=reunions_par_bassin,
    ),
)

F1_7 = (
    indicateur(
        "F1.7-1",
        "Actions du programme réalisées",
        "actions réalisées / actions prévues à la date de l'instantané",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement=_PROGRAMME,
        vigilance="Moins de 70 % d'actions réalisées à la fin de l'année.",
        seuils=(seuil("<", 70, "Le programme d'animation est en retard."),),
        attente=PROGRAMME,
    ),
    indicateur(
        "F1.7-2",
        "Actions associant au moins trois réseaux",
        "actions associant au moins trois réseaux différents / actions",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement=_PROGRAMME,
        vigilance="Moins de 40 % des actions associent trois réseaux.",
        seuils=(seuil("<", 40, "Trop peu d'actions associent au moins trois réseaux."),),
        attente=PROGRAMME,
    ),
    indicateur(
        "F1.7-3",
        "Bassins bénéficiant d'au moins une action",
        "bassins concernés par au moins une action / bassins",
        Unite.POURCENT,
        sources="APP",
        maille="BAS REG",
        fondement=_PROGRAMME,
        vigilance="Un bassin ne bénéficie d'aucune action.",
        seuils=(seuil("<", 100, "Au moins un bassin ne bénéficie d'aucune action."),),
        attente=PROGRAMME,
    ),
    indicateur(
        "F1.7-4",
        "Actions communes au SPRO et aux opérateurs du CEP",
        "actions associant au moins un membre du SPRO et un opérateur du CEP",
        Unite.NOMBRE,
        sources="APP",
        maille="REG",
        fondement=_PROGRAMME + " et L. 6111-6 (conseil en évolution professionnelle)",
        vigilance="L'absence de toute action commune déclenche une alerte.",
        seuils=(seuil("=", 0, "Aucune action n'associe le SPRO et les opérateurs du CEP.", gravite=ALERTE),),
        attente=PROGRAMME,
    ),
)

F1_8 = (
    indicateur(
        "F1.8-1",
        "Jours de formation par agent et par an",
        "jours de formation suivis dans l'année / agents",
        Unite.RATIO,
        sources="APP",
        maille="STR REG",
        fondement=_PROGRAMME,
        vigilance="Moins d'un jour de formation par agent et par an.",
        seuils=(seuil("<", 1, "Les agents se forment moins d'un jour par an en moyenne."),),
        attente=SESSIONS,
    ),
    indicateur(
        "F1.8-2",
        "Part des sessions mêlant plusieurs réseaux",
        "jours-agents en sessions réunissant au moins deux réseaux / jours-agents de formation",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement=_PROGRAMME,
        vigilance="Moins de 40 % du temps de formation est interinstitutionnel.",
        seuils=(seuil("<", 40, "La professionnalisation est trop peu interinstitutionnelle."),),
        attente=SESSIONS,
    ),
    indicateur(
        "F1.8-3",
        "Agents d'accueil formés",
        "agents d'accueil formés depuis moins de vingt-quatre mois / agents d'accueil",
        Unite.POURCENT,
        sources="APP",
        maille="BAS REG",
        fondement=_PROGRAMME,
        vigilance="Moins de 60 % des agents d'accueil ont été formés en vingt-quatre mois.",
        seuils=(seuil("<", 60, "Trop d'agents d'accueil n'ont pas été formés récemment."),),
        attente=SESSIONS,
    ),
    indicateur(
        "F1.8-4",
        "Besoins issus des autoévaluations couverts par une session",
        "critères faibles (plus de 30 % des structures sous le niveau 2) couverts par une session / critères faibles",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement=_PROGRAMME,
        vigilance="Un critère faible dans plus de 30 % des structures n'est couvert par aucune session.",
        seuils=(seuil("<", 100, "Un critère faible n'est couvert par aucune session.", gravite=ALERTE),),
        attente=table(
            "les autoévaluations des structures et le relevé des sessions de professionnalisation",
            "les structures du SPRO et la Région ; ils entreront par les modules « réseau » et « animation »",
        ),
    ),
)

F1_9_AVANT_DOUBLONS = (
    indicateur(
        "F1.9-1",
        "Outils par degré de partage",
        "outils communs, mutualisés, mis à disposition et propres à un réseau",
        Unite.NOMBRE,
        sources="APP",
        maille="REG",
        fondement=_PROGRAMME,
        vigilance="Aucun outil n'est commun à l'ensemble des réseaux ; alerte si un réseau n'a accès à aucun outil "
        "partagé.",
        seuils=(
            seuil("=", 0, "Aucun outil n'est commun à tous les réseaux.", ventilation="degre=commun"),
            seuil(
                ">",
                0,
                "Un réseau n'a accès à aucun outil partagé.",
                gravite=ALERTE,
                suffixe="exclus",
                composante="reseaux_sans_acces",
            ),
        ),
        composantes=(comp("reseaux_sans_acces", "Réseaux sans accès à un outil partagé", Unite.NOMBRE),),
        axes={"degre": "degré de partage"},
        attente=OUTILS,
    ),
    indicateur(
        "F1.9-2",
        "Taux d'usage des outils communs",
        "structures actives sur l'outil depuis moins de quatre-vingt-dix jours / structures ayant droit",
        Unite.POURCENT,
        sources="APP",
        maille="OUT REG",
        fondement=_PROGRAMME,
        vigilance="Un outil commun est utilisé par moins de la moitié des structures.",
        seuils=(seuil("<", 50, "Un outil commun est utilisé par moins de la moitié des structures."),),
        axes={"outil": "outil"},
        attente=OUTILS,
    ),
)

F1_9_APRES_DOUBLONS = (
    indicateur(
        "F1.9-4",
        "Outils dotés d'une déclaration d'accessibilité",
        "outils numériques dont la déclaration d'accessibilité est publiée / outils numériques",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement="Loi n° 2005-102, art. 47, et décret n° 2019-768 (accessibilité numérique)",
        vigilance="Un outil numérique est sans déclaration d'accessibilité publiée.",
        seuils=(seuil("<", 100, "Au moins un outil numérique est sans déclaration d'accessibilité."),),
        attente=OUTILS,
    ),
)

F2_O1 = (
    indicateur(
        "F2.O1-1",
        "Instances de coordination tenues",
        "réunions de coordination tenues / réunions prévues",
        Unite.POURCENT,
        sources="APP",
        maille="BAS REG",
        fondement=_COORDINATION,
        vigilance="Moins de deux réunions de coordination par an dans un bassin.",
        seuils=(
            seuil(
                "<",
                2,
                "Les instances de coordination ne se sont pas assez réunies dans le bassin.",
                composante="tenues",
                niveaux=(BASSIN,),
            ),
        ),
        composantes=(comp("tenues", "Réunions tenues dans l'année", Unite.NOMBRE),),
        attente=RENCONTRES_PREVUES,
    ),
)
