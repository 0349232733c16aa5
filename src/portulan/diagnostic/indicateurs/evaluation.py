"""Are the norms held: conformity, satisfaction, evidence and progress (F1.3c, F1.10)."""

from portulan.diagnostic.indicateurs.attentes import ENQUETE_USAGERS
from portulan.diagnostic.indicateurs.calculs_evaluation import (
    actions_closes,
    criteres_fragiles,
    criteres_prouvables,
    ecarts_de_regard,
    evaluations_recentes,
    preuves_perimees,
    repartition_par_statut,
)
from portulan.diagnostic.indicateurs.fabrique import ALERTE, DEPARTEMENT, REGION, comp, indicateur, seuil
from portulan.diagnostic.tables import REFERENCE
from portulan.socle.mesure import Secret, Unite
from portulan.socle.tables import COMMUNES
from portulan.socle.tables_terrain import ACTIONS_PROGRES, CRITERES, EVALUATIONS, NIVEAUX_CRITERES, PREUVES

_QUALITE = "Code du travail, art. L. 6111-5 : normes de qualité élaborées par la Région"
_CHARTE = "Question 10 de la fiche 1 : capacité des opérateurs à respecter la charte ; code du travail, art. L. 6111-5"

F1_3C = (
    indicateur(
        "F1.3c-1",
        "Structures à évaluer, selon leur conformité",
        "structures conformes, conformes avec plan de progrès, non conformes et non évaluées",
        Unite.NOMBRE,
        sources="APP",
        maille="BAS DEP REG",
        fondement=_QUALITE,
        vigilance="Plus de 20 % des structures n'ont pas été évaluées.",
        seuils=(
            seuil(
                ">",
                20,
                "Trop de structures n'ont pas été évaluées.",
                composante="part",
                niveaux=(DEPARTEMENT, REGION),
                ventilation="statut=non_evalue",
            ),
        ),
        composantes=(
            comp("part", "Part des structures", Unite.POURCENT),
            comp("conformes", "Conformes, avec ou sans plan de progrès", Unite.POURCENT),
            comp("non_evaluees", "Non évaluées", Unite.POURCENT),
        ),
        axes={"statut": "statut de conformité"},
        phrase="Sur {valeur:structure,structures} à évaluer : {statut=conforme:conforme,conformes}, "
        "{statut=conforme_avec_plan:conforme,conformes} avec un plan de progrès, {statut=non_conforme:non conforme,non "
        "conformes} et {statut=non_evalue:non évaluée,non évaluées}.",
        tables=(EVALUATIONS, COMMUNES),
        calcul=repartition_par_statut,
    ),
    indicateur(
        "F1.3c-2",
        "Satisfaction des usagers",
        "répondants satisfaits / répondants ; note moyenne, nombre de réponses et taux de réponse",
        Unite.POURCENT,
        sources="ENQ",
        maille="STR REG",
        fondement=_QUALITE,
        vigilance="Moins de 75 % de répondants satisfaits ; à moins de trente réponses, le résultat est indicatif.",
        seuils=(seuil("<", 75, "La satisfaction des usagers est insuffisante."),),
        composantes=(
            comp("note", "Note moyenne sur 10", Unite.RATIO),
            comp("reponses", "Nombre de réponses", Unite.NOMBRE),
            comp("taux_reponse", "Taux de réponse", Unite.POURCENT),
        ),
        secret=Secret(),
        attente=ENQUETE_USAGERS,
    ),
    indicateur(
        "F1.3c-3",
        "Critères de qualité les plus fragiles",
        "structures sous le niveau 2 / structures évaluées, pour chaque critère",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement=_QUALITE,
        vigilance="Un critère obligatoire est sous le niveau 2 dans plus de 15 % des structures.",
        seuils=(
            seuil(
                ">",
                15,
                "Un critère obligatoire n'est pas atteint par trop de structures.",
                composante="obligatoires",
                ventilation="critere=*",
            ),
        ),
        composantes=(
            comp("obligatoires", "Critères obligatoires", Unite.POURCENT),
            comp("fragiles", "Critères obligatoires non atteints par plus de 15 % des structures", Unite.NOMBRE),
        ),
        axes={"critere": "critère de qualité"},
        phrase="Le critère le plus fragile, {critere}, n'est pas atteint par {valeur} des structures évaluées ; "
        "critères obligatoires non atteints par plus de 15 % d'entre elles : {fragiles}.",
        tables=(NIVEAUX_CRITERES, CRITERES, COMMUNES),
        calcul=criteres_fragiles,
    ),
    indicateur(
        "F1.3c-4",
        "Écart entre autoévaluation et regard croisé",
        "structures ayant au moins un critère dont l'écart atteint deux niveaux / structures évaluées par un pair",
        Unite.POURCENT,
        sources="APP",
        maille="DEP REG",
        fondement=_QUALITE,
        vigilance="Plus de 10 % des structures évaluées par un pair.",
        seuils=(
            seuil(
                ">",
                10,
                "Les autoévaluations s'écartent trop souvent du regard croisé.",
                niveaux=(REGION,),
                ventilation="",
            ),
        ),
        axes={"operateur": "type d'opérateur"},
        phrase="Sur {denominateur:structure,structures} dont l'évaluation a reçu un regard croisé, "
        "{numerateur:a,ont} au "
        "moins un critère à deux niveaux d'écart, soit {valeur}.",
        tables=(NIVEAUX_CRITERES, EVALUATIONS, COMMUNES),
        calcul=ecarts_de_regard,
    ),
)

F1_10 = (
    indicateur(
        "F1.10-1",
        "Critères assortis d'une preuve observable",
        "critères ayant au moins un type de preuve défini / critères du référentiel",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement=_CHARTE,
        vigilance="Un critère sans preuve déclenche une alerte, de même que la possibilité de compenser un critère "
        "obligatoire par un autre.",
        seuils=(
            seuil(
                "<",
                100,
                "Au moins un critère du référentiel est sans preuve observable.",
                gravite=ALERTE,
                ventilation="principe=*",
            ),
            seuil(
                ">",
                0,
                "Le référentiel permet de compenser un critère obligatoire par un autre.",
                gravite=ALERTE,
                suffixe="compensation",
                composante="criteres_compensables",
            ),
        ),
        composantes=(
            comp("criteres_compensables", "Critères obligatoires compensables", Unite.NOMBRE),
            comp("criteres_obligatoires", "Critères obligatoires", Unite.NOMBRE),
        ),
        axes={"principe": "principe de la charte"},
        phrase="Le référentiel compte {denominateur:critère,critères}, dont {criteres_obligatoires} obligatoires ; "
        "{numerateur} ont une preuve observable, soit {valeur} ; critères obligatoires compensables : "
        "{criteres_compensables}.",
        tables=(CRITERES, COMMUNES),
        calcul=criteres_prouvables,
    ),
    indicateur(
        "F1.10-2",
        "Structures évaluées depuis moins d'un an",
        "structures évaluées depuis moins de douze mois / structures",
        Unite.POURCENT,
        sources="APP",
        maille="BAS DEP REG",
        fondement=_CHARTE,
        vigilance="Moins de 80 % de structures évaluées dans l'année ; alerte en l'absence de tout regard croisé.",
        seuils=(
            seuil(
                "<",
                80,
                "Trop de structures n'ont pas été évaluées dans l'année.",
                niveaux=(DEPARTEMENT, REGION),
                ventilation="",
            ),
            seuil(
                "=",
                0,
                "Aucune évaluation n'a fait l'objet d'un regard croisé.",
                gravite=ALERTE,
                suffixe="croise",
                composante="regards_croises",
            ),
        ),
        composantes=(comp("regards_croises", "Évaluations avec regard croisé", Unite.NOMBRE),),
        axes={"operateur": "type d'opérateur"},
        phrase="Sur {denominateur:structure,structures} à évaluer, {numerateur:l'a été,l'ont été} depuis moins "
        "de douze mois, "
        "soit {valeur} ; {regards_croises:évaluation a,évaluations ont} reçu un regard croisé.",
        tables=(EVALUATIONS, COMMUNES, REFERENCE),
        calcul=evaluations_recentes,
    ),
    indicateur(
        "F1.10-3",
        "Preuves périmées",
        "preuves dont la date de validité est passée / preuves",
        Unite.POURCENT,
        sources="APP",
        maille="STR BAS DEP REG",
        fondement=_CHARTE,
        vigilance="Plus de 10 % de preuves périmées.",
        seuils=(seuil(">", 10, "Trop de preuves ont dépassé leur date de validité.", niveaux=(DEPARTEMENT, REGION)),),
        phrase="Sur {denominateur:preuve déposée,preuves déposées}, {numerateur:a,ont} dépassé la date de validité, "
        "soit {valeur}.",
        tables=(PREUVES, COMMUNES, REFERENCE),
        calcul=preuves_perimees,
    ),
    indicateur(
        "F1.10-4",
        "Actions de progrès closes à l'échéance",
        "actions de progrès closes à l'échéance / actions échues",
        Unite.POURCENT,
        sources="APP",
        maille="STR DEP REG",
        fondement=_CHARTE,
        vigilance="Moins de 70 % d'actions closes à l'échéance.",
        seuils=(seuil("<", 70, "Trop d'actions de progrès ne sont pas closes à l'échéance.", niveaux=(REGION,)),),
        composantes=(comp("en_retard", "Actions échues et toujours ouvertes", Unite.NOMBRE),),
        phrase="Sur {denominateur:action de progrès échue,actions de progrès échues}, {numerateur:a été "
        "close,ont été closes} "
        "à temps, soit {valeur} ; {en_retard:reste ouverte,restent ouvertes}.",
        tables=(ACTIONS_PROGRES, COMMUNES, REFERENCE),
        calcul=actions_closes,
    ),
)
