"""First-level reception and the way to the most competent structure (F1.3a, F1.4)."""

from typing import Any

from portulan.diagnostic.indicateurs.attentes import HORAIRES
from portulan.diagnostic.indicateurs.calculs_accueil import (
    carences_du_trimestre,
    portes_poussees,
    renvois,
    representation,
    resolus,
    traces,
)
from portulan.diagnostic.indicateurs.calculs_evaluation import conformite_acces
from portulan.diagnostic.indicateurs.calculs_garantie import autres_choix, chaines, neutralite, pertinence
from portulan.diagnostic.indicateurs.fabrique import (
    ALERTE,
    BASSIN,
    COMMUNE,
    DEPARTEMENT,
    REGION,
    comp,
    indicateur,
    seuil,
    table,
)
from portulan.diagnostic.tables import OUVERTURES
from portulan.socle.mesure import Secret, Unite
from portulan.socle.tables import COMMUNES
from portulan.socle.tables_accueil import (
    ACCUEILS,
    ACCUEILS_PUBLICS,
    CARENCES,
    CONTACTS,
    PARCOURS,
    PROPOSITIONS,
    RECOURS,
    TRANSMISSIONS,
)
from portulan.socle.tables_terrain import CRITERES, NIVEAUX_CRITERES

_ACCES = "Code du travail, art. L. 6111-3 : droit d'être informé, conseillé et accompagné en matière d'orientation"
_ACCUEIL = "Code du travail, art. L. 6111-4 et L. 6111-5 : accueil de toute personne et premier conseil"
_ORIENTATION = "Code du travail, art. L. 6111-5, 3° : orientation pertinente vers un autre organisme"


def portes_ouvertes(ouvertures: Any) -> Any:
    """Structures du SPRO ouvertes à un moment de chaque demi-journée, du lundi au vendredi, d'après leurs
    horaires publiés ; la demi-journée change à treize heures. Le chiffre principal d'un bassin est celui de sa
    demi-journée la moins bien couverte. Un bassin dont aucune structure ne publie ses horaires n'a pas de
    valeur.
    """
    import ibis

    from portulan.diagnostic.indicateurs.calculs import etiquette, lignes, reunir

    connus = ouvertures.filter(ouvertures.connues > 0)
    bassins = connus.group_by("bassin", "region").aggregate(pire=connus.ouvertes.min(), connues=connus.connues.max())
    regions = bassins.group_by("region").aggregate(
        vides=ibis._.count(where=ibis._.pire == 0), connues=bassins.connues.sum()
    )
    semaine = connus.group_by("region", "demi_journee").aggregate(ouvertes=connus.ouvertes.sum())
    creux = semaine.group_by("region").aggregate(pire=semaine.ouvertes.min())
    bassin = {"niveau": "bassin", "territoire": bassins.bassin}
    region = {"niveau": "region", "territoire": regions.region}
    return reunir(
        [
            lignes(bassins, **bassin, valeur=bassins.pire),
            lignes(bassins, **bassin, composante="connues", valeur=bassins.connues),
            lignes(
                connus,
                niveau="bassin",
                territoire=connus.bassin,
                ventilation=etiquette("demi_journee", connus.demi_journee),
                valeur=connus.ouvertes,
            ),
            lignes(creux, niveau="region", territoire=creux.region, valeur=creux.pire),
            lignes(
                semaine,
                niveau="region",
                territoire=semaine.region,
                ventilation=etiquette("demi_journee", semaine.demi_journee),
                valeur=semaine.ouvertes,
            ),
            lignes(regions, **region, composante="connues", valeur=regions.connues),
            lignes(regions, **region, composante="bassins_sans_porte", valeur=regions.vides),
        ]
    )


F1_3A = (
    indicateur(
        "F1.3a-1",
        "Portes poussées avant la bonne structure",
        "médiane du nombre de structures contactées avant la structure retenue",
        Unite.NOMBRE,
        sources="ENQ APP",
        maille="BAS",
        fondement=_ACCES,
        vigilance="Plus de deux structures contactées en médiane.",
        seuils=(seuil(">", 2, "Il faut trop de contacts pour trouver la bonne structure."),),
        secret=Secret(),
        phrase="La moitié des besoins ont trouvé leur structure après {valeur:contact,contacts} au plus.",
        tables=(
            CONTACTS,
            COMMUNES,
        ),
        calcul=portes_poussees,
    ),
    indicateur(
        "F1.3a-2",
        "Demandes résolues au premier niveau",
        "accueils clos au premier niveau avec une réponse / accueils",
        Unite.POURCENT,
        sources="APP",
        maille="BAS",
        fondement=_ACCES,
        vigilance="Présenté pour information, sans seuil.",
        axes={"operateur": "porte d'entrée"},
        secret=Secret(),
        phrase="Sur {denominateur:accueil,accueils} en douze mois, {numerateur:a été clos,ont été clos} au premier "
        "niveau avec une réponse, soit {valeur}.",
        tables=(
            ACCUEILS,
            COMMUNES,
        ),
        calcul=resolus,
    ),
    indicateur(
        "F1.3a-3",
        "Structures conformes aux critères d'accès",
        "structures au niveau 2 ou plus sur tous les critères obligatoires d'égalité et de simplicité d'accès / "
        "structures évaluées",
        Unite.POURCENT,
        sources="APP",
        maille="BAS DEP REG",
        fondement=_ACCES,
        vigilance="Moins de 80 % de structures conformes.",
        seuils=(
            seuil(
                "<",
                80,
                "Trop de structures ne satisfont pas aux critères obligatoires d'accès.",
                niveaux=(DEPARTEMENT, REGION),
            ),
        ),
        phrase="Sur {denominateur:structure évaluée,structures évaluées}, {numerateur:satisfait,satisfont} à tous les "
        "critères obligatoires d'égalité et de simplicité d'accès, soit {valeur}.",
        tables=(NIVEAUX_CRITERES, CRITERES, COMMUNES),
        calcul=conformite_acces,
    ),
)

F1_4A_HORAIRES = (
    indicateur(
        "F1.4a-1",
        "Portes ouvertes par bassin et par demi-journée",
        "structures ouvertes au public, par demi-journée de la semaine",
        Unite.NOMBRE,
        sources="APP DI",
        maille="BAS",
        fondement=_ACCUEIL,
        vigilance="Une demi-journée de la semaine sans aucune porte ouverte dans un bassin.",
        seuils=(
            seuil(
                "=",
                0,
                "Une demi-journée de la semaine est sans aucune structure ouverte.",
                niveaux=(BASSIN,),
                ventilation="",
            ),
        ),
        composantes=(
            comp("connues", "Structures dont les horaires sont publiés", Unite.NOMBRE),
            comp("bassins_sans_porte", "Bassins où une demi-journée est sans porte ouverte", Unite.NOMBRE),
        ),
        axes={"demi_journee": "demi-journée"},
        phrase="Dans la région, la demi-journée la moins bien couverte compte {valeur:structure "
        "ouverte,structures ouvertes} ; {bassins_sans_porte:bassin a,bassins ont} au moins une demi-journée de la "
        "semaine sans structure "
        "ouverte, "
        "d'après les horaires publiés.",
        tables=(OUVERTURES,),
        calcul=portes_ouvertes,
        attente=HORAIRES,
    ),
)

F1_4A_ACCUEILS = (
    indicateur(
        "F1.4a-2",
        "Représentation de chaque public dans les accueils",
        "part du public dans les accueils ÷ part du public dans la population",
        Unite.RATIO,
        sources="APP INSEE",
        maille="BAS",
        fondement=_ACCUEIL,
        vigilance="Un public est représenté moins de moitié de son poids dans la population.",
        seuils=(seuil("<", 0.5, "Un public est très sous-représenté dans les accueils.", ventilation="public=*"),),
        composantes=(comp("part", "Part du public dans les accueils", Unite.POURCENT),),
        axes={"public": "public"},
        secret=Secret(),
        phrase="La tranche d'âge la moins représentée dans les accueils y pèse {valeur} fois son poids dans la "
        "population de moins de 65 ans.",
        tables=(
            RECOURS,
            ACCUEILS_PUBLICS,
            ACCUEILS,
            COMMUNES,
        ),
        calcul=representation,
    ),
    indicateur(
        "F1.4a-3",
        "Refus ou renvois sans analyse de la demande",
        "personnes refusées ou renvoyées sans analyse de leur demande",
        Unite.NOMBRE,
        sources="APP ENQ",
        maille="BAS",
        fondement=_ACCUEIL,
        vigilance="Tout refus sans analyse déclenche une alerte.",
        seuils=(
            seuil(
                ">",
                0,
                "Des personnes ont été refusées ou renvoyées sans que leur demande soit analysée.",
                gravite=ALERTE,
                ventilation="",
            ),
        ),
        axes={"operateur": "porte d'entrée"},
        secret=Secret(),
        phrase="Personnes renvoyées sans analyse de leur demande, sur douze mois : {valeur}.",
        tables=(
            ACCUEILS,
            COMMUNES,
        ),
        calcul=renvois,
    ),
    indicateur(
        "F1.4a-4",
        "Accueils suivis d'une trace écrite",
        "accueils avec trace écrite remise / accueils identifiés",
        Unite.POURCENT,
        sources="APP",
        maille="STR BAS REG",
        fondement=_ACCUEIL,
        vigilance="Moins de 60 % d'accueils donnent lieu à une trace écrite.",
        seuils=(
            seuil(
                "<",
                60,
                "Trop de personnes repartent sans trace écrite des suites à donner.",
                niveaux=(BASSIN, REGION),
                ventilation="",
            ),
        ),
        axes={"operateur": "porte d'entrée"},
        secret=Secret(),
        phrase="Sur {denominateur:accueil,accueils} d'une personne qui a donné son identité, {numerateur:a été "
        "suivi,ont été suivis} d'une trace écrite, soit {valeur}.",
        tables=(
            ACCUEILS,
            COMMUNES,
        ),
        calcul=traces,
    ),
    indicateur(
        "F1.4a-5",
        "Appels décrochés",
        "appels décrochés / appels reçus",
        Unite.POURCENT,
        sources="APP",
        maille="STR",
        fondement=_ACCUEIL,
        vigilance="Moins de 80 % d'appels décrochés.",
        seuils=(seuil("<", 80, "Trop d'appels restent sans réponse."),),
        attente=table(
            "les statistiques d'appels de chaque structure : reçus, décrochés",
            "les structures du SPRO et leurs opérateurs de téléphonie",
        ),
    ),
)

F1_4B = (
    indicateur(
        "F1.4b-1",
        "Pertinence des orientations",
        "orientations acceptées et non suivies d'une réorientation sous soixante jours / orientations acceptées",
        Unite.POURCENT,
        sources="APP",
        maille="BAS REG",
        fondement=_ORIENTATION,
        vigilance="Moins de 75 % d'orientations pertinentes.",
        seuils=(
            seuil(
                "<",
                75,
                "Trop d'orientations acceptées sont suivies d'une réorientation.",
                niveaux=(BASSIN, REGION),
                ventilation="",
            ),
        ),
        axes={"receveuse": "opérateur qui reçoit"},
        secret=Secret(),
        phrase="{valeur} des {denominateur} orientations acceptées depuis soixante jours au moins n'ont été suivies "
        "d'aucune réorientation.",
        tables=(
            TRANSMISSIONS,
            COMMUNES,
        ),
        calcul=pertinence,
    ),
    indicateur(
        "F1.4b-2",
        "Réorientations en chaîne",
        "personnes ayant connu au moins trois structures successives pour un même besoin / personnes orientées",
        Unite.POURCENT,
        sources="APP",
        maille="BAS",
        fondement=_ORIENTATION,
        vigilance="Plus de 5 % des personnes orientées.",
        seuils=(seuil(">", 5, "Trop de personnes passent par au moins trois structures pour un même besoin."),),
        secret=Secret(),
        phrase="Sur {denominateur:personne orientée,personnes orientées}, {numerateur:est passée,sont passées} par "
        "trois structures au moins pour un même besoin, soit {valeur}.",
        tables=(
            PARCOURS,
            COMMUNES,
        ),
        calcul=chaines,
    ),
    indicateur(
        "F1.4b-3",
        "Neutralité des propositions entre opérateurs",
        "part d'un opérateur dans les premières propositions ÷ part de l'opérateur dans la capacité éligible",
        Unite.RATIO,
        sources="APP",
        maille="BAS",
        fondement=_ORIENTATION + " ; code des relations entre le public et l'administration, art. L. 311-3-1",
        vigilance="Rapport supérieur à 1,5 sans motif.",
        seuils=(
            seuil(
                ">",
                1.5,
                "Un opérateur est proposé bien au-delà de sa part dans la capacité éligible.",
                niveaux=(BASSIN, REGION),
                ventilation="operateur=*",
            ),
        ),
        axes={"operateur": "opérateur"},
        phrase="L'opérateur le plus souvent proposé en premier l'est {valeur} fois autant que si les structures "
        "éligibles l'étaient à tour de rôle.",
        tables=(
            PROPOSITIONS,
            COMMUNES,
        ),
        calcul=neutralite,
    ),
    indicateur(
        "F1.4b-4",
        "Choix d'une autre proposition par la personne",
        "orientations où la personne choisit une autre proposition que la première / orientations",
        Unite.POURCENT,
        sources="APP",
        maille="BAS",
        fondement=_ORIENTATION,
        vigilance="Présenté pour information, sans seuil.",
        secret=Secret(),
        phrase="Sur {denominateur:orientation choisie,orientations choisies} par la personne parmi des propositions,"
        " {numerateur:a,ont} porté sur une autre que la première, soit {valeur}.",
        tables=(
            TRANSMISSIONS,
            COMMUNES,
        ),
        calcul=autres_choix,
    ),
    indicateur(
        "F1.4b-5",
        "Carences constatées dans le trimestre",
        "carences distinctes (commune, besoin, public) enregistrées dans le trimestre",
        Unite.NOMBRE,
        sources="APP",
        maille="COM EPCI DEP REG",
        fondement=_ORIENTATION,
        vigilance="Une carence répétée au moins trois fois dans le trimestre déclenche une alerte.",
        seuils=(
            seuil(
                "≥",
                3,
                "La même carence s'est répétée dans le trimestre.",
                gravite=ALERTE,
                composante="repetitions",
                niveaux=(COMMUNE,),
            ),
        ),
        composantes=(comp("repetitions", "Plus grand nombre de répétitions d'une même carence", Unite.NOMBRE),),
        axes={"besoin": "besoin"},
        phrase="{valeur:carence distincte a été relevée,carences distinctes ont été relevées} en trois mois ; la "
        "plus fréquente s'est répétée {repetitions} fois.",
        tables=(
            CARENCES,
            COMMUNES,
        ),
        calcul=carences_du_trimestre,
    ),
)

F1_4A = (*F1_4A_HORAIRES, *F1_4A_ACCUEILS)
