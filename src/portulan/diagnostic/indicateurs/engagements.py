"""Who joined, site by site, and what was promised (F1.O1, F1.6, F2.O2, F2.6)."""

from typing import Any

from portulan.diagnostic.indicateurs.attentes import ENGAGEMENTS_TENUS
from portulan.diagnostic.indicateurs.calculs_animation import jours_declares, presences
from portulan.diagnostic.indicateurs.calculs_concertation import concertation
from portulan.diagnostic.indicateurs.calculs_reseau import adhesions, engagements_cio_scuio, sites_couverts
from portulan.diagnostic.indicateurs.fabrique import (
    ALERTE,
    BASSIN,
    INFO,
    REGION,
    comp,
    indicateur,
    seuil,
    table,
)
from portulan.diagnostic.tables import REFERENCE
from portulan.socle.mesure import Unite
from portulan.socle.tables import COMMUNES
from portulan.socle.tables_terrain import CONCERTATIONS, CONTRIBUTIONS, DECLARATIONS, ENGAGEMENTS, MEMBRES, RENCONTRES
from portulan.socle.territoire import Niveau

_NORMES = "Code du travail, art. L. 6111-5 : organismes reconnus sur la base de normes de qualité"
_CONVENTION = "Code du travail, art. L. 6111-3 : convention annuelle de coordination entre l'État et la Région"


def engagements_complets(engagements: Any, communes: Any) -> Any:
    """Engagements de la convention pour lesquels sont écrits une échéance, un responsable et un indicateur, rapportés
    aux engagements. Un engagement qui vise plusieurs structures n'est compté qu'une fois.
    """
    from portulan.diagnostic.indicateurs.calculs import drapeau, parts, region_seule

    e = engagements.mutate(complet=drapeau(engagements["date"] & engagements.responsable & engagements.indicateur))
    e = e.group_by("id").aggregate(cas=e.complet.min()).mutate(total=1.0).cross_join(region_seule(communes))
    return parts(e, (Niveau.REGION,))


F1_O1 = (
    indicateur(
        "F1.O1-1",
        "Taux d'adhésion au cahier des charges",
        "structures signataires / structures connues et ouvertes dont l'adhésion est attendue (membres de droit, "
        "structures reconnaissables, Information jeunesse ; hors partenaires, hors CIO et SCUIO)",
        Unite.POURCENT,
        sources="APP DI",
        maille="STR BAS DEP REG",
        fondement=_NORMES,
        vigilance="Taux inférieur à 70 % pour un type d'opérateur dans un bassin ; membre de droit non signataire "
        "après six mois. Les CIO et les SCUIO, liés par la convention, sont présentés à part.",
        seuils=(
            seuil(
                "<",
                70,
                "Le taux d'adhésion d'un type d'opérateur est insuffisant dans le bassin.",
                niveaux=(BASSIN,),
                ventilation="operateur=*",
            ),
            seuil(
                ">",
                0,
                "Un membre de droit n'a pas signé la charte six mois après son entrée.",
                suffixe="membres",
                composante="membres_non_signataires",
                niveaux=(REGION,),
                ventilation="operateur=*",
            ),
        ),
        composantes=(
            comp("membres_non_signataires", "Membres de droit non signataires après six mois", Unite.NOMBRE),
            comp("lies_par_convention", "Structures liées par la convention, hors calcul", Unite.NOMBRE),
            comp("partenaires_signataires", "Structures de partenaires signataires, hors calcul", Unite.NOMBRE),
        ),
        axes={"operateur": "type d'opérateur", "attache": "fondement du rattachement"},
        phrase="Sur {denominateur:structure,structures} dont l'adhésion est attendue, "
        "{numerateur:relève,relèvent} d'un "
        "organisme signataire, soit {valeur}.",
        tables=(MEMBRES, COMMUNES, REFERENCE),
        calcul=adhesions,
    ),
    indicateur(
        "F1.O1-2",
        "Sites couverts par une adhésion",
        "sites listés dans une adhésion / sites connus des organismes adhérents",
        Unite.POURCENT,
        sources="APP DI",
        maille="STR BAS DEP REG",
        fondement=_NORMES + " ; la reconnaissance vaut pour les sites listés",
        vigilance="Moins de 80 % des sites des adhérents sont couverts.",
        seuils=(
            seuil(
                "<",
                80,
                "Trop de sites des organismes adhérents restent hors de l'adhésion.",
                niveaux=(BASSIN, REGION),
                ventilation="",
            ),
        ),
        axes={"operateur": "type d'opérateur"},
        phrase="Sur {denominateur:site connu,sites connus} des organismes adhérents, {numerateur:est "
        "inscrit,sont inscrits} "
        "dans une adhésion, soit {valeur}.",
        tables=(MEMBRES, COMMUNES, REFERENCE),
        calcul=sites_couverts,
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
            seuil("<", 90, "Des contributions à la concertation sont restées sans réponse motivée.", ventilation=""),
            seuil(
                ">",
                0,
                "Un type d'opérateur n'a été convié à aucune réunion de concertation.",
                gravite=ALERTE,
                suffixe="absents",
                composante="types_sans_reunion",
                ventilation="operateur=*",
            ),
        ),
        composantes=(comp("types_sans_reunion", "Types d'opérateur sans réunion de concertation", Unite.NOMBRE),),
        axes={"operateur": "type d'opérateur"},
        phrase="Sur {denominateur:contribution,contributions} à la concertation, {numerateur:a,ont} reçu une réponse "
        "motivée, soit {valeur} ; types d'opérateur jamais conviés à une séance : {types_sans_reunion}.",
        phrase_partielle="Sur {denominateur:contribution,contributions} à la concertation, {numerateur:a,ont} reçu une "
        "réponse motivée, soit {valeur}.",
        tables=(CONTRIBUTIONS, CONCERTATIONS, MEMBRES, COMMUNES, REFERENCE),
        facultatives=(CONCERTATIONS, MEMBRES),
        calcul=concertation,
    ),
)

F1_6_SUITE = (
    indicateur(
        "F1.6-2",
        "Participation aux réunions de bassin",
        "présences / convocations aux réunions de bassin",
        Unite.POURCENT,
        sources="APP",
        maille="OPE BAS REG",
        fondement="Question 6 de la fiche 1 : mobilisation des structures territoriales",
        vigilance="Un opérateur est présent à moins de la moitié des réunions auxquelles il est convié.",
        seuils=(
            # In one bassin an operator is convened to a couple of meetings: a rate there would fire on a single absence
            seuil(
                "<",
                50,
                "L'opérateur est absent de plus de la moitié des réunions de bassin.",
                niveaux=(REGION,),
                ventilation="operateur=*",
            ),
        ),
        axes={"operateur": "opérateur"},
        phrase="Sur {denominateur:convocation,convocations} aux réunions de bassin des douze derniers mois, "
        "{numerateur:a été suivie,ont été suivies} d'une venue, soit {valeur}.",
        tables=(RENCONTRES, COMMUNES, REFERENCE),
        calcul=presences,
    ),
    indicateur(
        "F1.6-3",
        "Jours consacrés au SPRO par an",
        "jours dédiés au SPRO, déclarés par l'opérateur pour l'année",
        Unite.JOURS,
        sources="DECL",
        maille="OPE REG",
        fondement="Question 6 de la fiche 1 : mobilisation des structures territoriales",
        vigilance="L'absence de déclaration d'un opérateur est signalée.",
        seuils=(
            seuil(
                ">",
                0,
                "Des organismes adhérents n'ont pas déclaré le temps qu'ils consacrent au SPRO.",
                gravite=INFO,
                composante="sans_declaration",
                niveaux=(REGION,),
                ventilation="operateur=*",
            ),
        ),
        composantes=(
            comp("declarants", "Organismes qui ont déclaré", Unite.NOMBRE),
            comp("sans_declaration", "Organismes adhérents sans déclaration", Unite.NOMBRE),
        ),
        axes={"operateur": "opérateur", "annee": "année"},
        phrase="Pour {annee}, {declarants:organisme déclare,organismes déclarent} consacrer {valeur} au SPRO ; "
        "organismes adhérents sans déclaration : {sans_declaration}.",
        phrase_partielle="Pour {annee}, {declarants:organisme déclare,organismes déclarent} consacrer {valeur} au "
        "SPRO.",
        tables=(DECLARATIONS, MEMBRES, COMMUNES, REFERENCE),
        facultatives=(MEMBRES,),
        calcul=jours_declares,
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
        maille="ETA DEP ACA REG",
        fondement=_CONVENTION,
        vigilance="Un CIO ou un SCUIO n'est visé par aucun engagement ; alerte si la convention ne fait pas référence "
        "au cahier des charges.",
        seuils=(
            seuil(
                "<",
                100,
                "Au moins un CIO ou un SCUIO n'est visé par aucun engagement de la convention.",
                niveaux=(REGION,),
                ventilation="operateur=*",
            ),
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
        axes={"operateur": "type d'opérateur"},
        phrase="Sur {denominateur:CIO ou SCUIO,CIO et SCUIO} de la région, la convention en vise {numerateur}, soit "
        "{valeur} ; {reference_cahier:engagement fait,engagements font} référence au cahier des charges.",
        tables=(ENGAGEMENTS, MEMBRES, COMMUNES),
        calcul=engagements_cio_scuio,
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
        phrase="Sur {denominateur:engagement,engagements} de la convention, {numerateur:a,ont} une échéance, un "
        "responsable et un indicateur, soit {valeur}.",
        tables=(ENGAGEMENTS, COMMUNES),
        calcul=engagements_complets,
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
        attente=ENGAGEMENTS_TENUS,
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
        attente=ENGAGEMENTS_TENUS,
    ),
)
