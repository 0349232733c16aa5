"""Higher education: wishes, proposals and acceptances on Parcoursup (F2.4b), as declared."""

from portulan.diagnostic.indicateurs.calculs_superieur import (
    acces_effectif,
    ecart_filieres,
    mobilite,
    pression,
    taux_d_acceptation,
    taux_de_proposition,
)
from portulan.diagnostic.indicateurs.fabrique import REGION, comp, indicateur, seuil, table
from portulan.socle.mesure import Secret, Unite
from portulan.socle.tables import FORMATIONS, SPECIALITES
from portulan.socle.territoire import Niveau

_REGION_OU_PAYS = (Niveau.REGION, Niveau.PAYS)

_BILAN = "Question 4 de la fiche 2 ; code de l'éducation, art. L. 612-3 (préinscription dans l'enseignement supérieur)"
_BAISSE = seuil(
    "<", -1, "Le taux a baissé par rapport à l'année précédente.", composante="evolution", niveaux=_REGION_OU_PAYS
)
_EVOLUTION = comp("evolution", "Évolution par rapport à l'année précédente", Unite.POINTS)
_CHAMP = "Bacheliers généraux (personnes), France entière"

F2_4B = (
    indicateur(
        "F2.4b-1",
        "Taux de proposition",
        "candidats ayant reçu au moins une proposition / candidats ayant confirmé au moins un vœu",
        Unite.POURCENT,
        sources="PSUP",
        maille="DEP REG",
        fondement=_BILAN,
        vigilance="Baisse de plus d'un point en un an.",
        seuils=(_BAISSE,),
        composantes=(_EVOLUTION,),
        axes={"bac": "type de baccalauréat", "annee": "année"},
        champ=_CHAMP,
        secret=Secret(),
        tables=(SPECIALITES,),
        calcul=taux_de_proposition,
    ),
    indicateur(
        "F2.4b-2",
        "Taux d'acceptation",
        "candidats ayant accepté une proposition / candidats ayant reçu au moins une proposition",
        Unite.POURCENT,
        sources="PSUP",
        maille="DEP REG",
        fondement=_BILAN,
        vigilance="Baisse de plus d'un point en un an.",
        seuils=(_BAISSE,),
        composantes=(
            _EVOLUTION,
            comp("par_proposition", "Propositions acceptées (par proposition, pas par personne)", Unite.POURCENT),
        ),
        axes={"bac": "type de baccalauréat", "annee": "année", "session": "session", "extrait": "extrait"},
        champ=_CHAMP,
        secret=Secret(),
        tables=(SPECIALITES, FORMATIONS),
        calcul=taux_d_acceptation,
    ),
    indicateur(
        "F2.4b-3",
        "Accès effectif",
        "candidats ayant accepté une proposition / candidats ayant confirmé au moins un vœu",
        Unite.POURCENT,
        sources="PSUP",
        maille="DEP REG",
        fondement=_BILAN,
        vigilance="Accès des bacheliers professionnels inférieur de plus de quinze points à celui des bacheliers "
        "généraux ; baisse de plus d'un point en un an.",
        seuils=(
            seuil(
                "<",
                -15,
                "L'accès des bacheliers professionnels est très inférieur à celui des bacheliers généraux.",
                suffixe="bac_pro",
                composante="ecart_pro_general",
            ),
            _BAISSE,
        ),
        composantes=(
            _EVOLUTION,
            comp("ecart_pro_general", "Écart entre bacheliers professionnels et généraux", Unite.POINTS),
        ),
        axes={"bac": "type de baccalauréat", "annee": "année"},
        champ=_CHAMP,
        secret=Secret(),
        phrase="En {annee} et pour la France entière, {valeur} des bacheliers généraux ayant confirmé un vœu ont "
        "accepté une proposition.",
        tables=(SPECIALITES,),
        calcul=acces_effectif,
    ),
    indicateur(
        "F2.4b-4",
        "Candidats sans proposition et accompagnement par la CAES",
        "candidats sans proposition en fin de phase principale / candidats ; candidats suivis par la commission "
        "d'accès "
        "à l'enseignement supérieur / candidats sans proposition",
        Unite.POURCENT,
        sources="PSUP DECL",
        maille="ACA REG",
        fondement=_BILAN,
        vigilance="Moins de la moitié des candidats sans proposition sont accompagnés par la commission.",
        seuils=(
            seuil(
                "<",
                50,
                "Trop de candidats sans proposition ne sont pas accompagnés par la commission.",
                composante="caes",
            ),
        ),
        composantes=(comp("caes", "Candidats sans proposition suivis par la CAES", Unite.POURCENT),),
        axes={"bac": "type de baccalauréat"},
        champ="Candidats de terminale",
        secret=Secret(),
        attente=table(
            "le nombre de candidats sans proposition et de candidats suivis par la CAES, par académie",
            "chaque rectorat, qui réunit la commission d'accès à l'enseignement supérieur",
        ),
    ),
    indicateur(
        "F2.4b-5",
        "Délai médian de la première proposition",
        "médiane de (date de la première proposition − date d'ouverture de la phase d'admission)",
        Unite.JOURS,
        sources="PSUP",
        maille="REG",
        fondement=_BILAN,
        vigilance="Hausse d'au moins deux jours en un an.",
        seuils=(
            seuil("≥", 2, "Les candidats attendent plus longtemps leur première proposition.", composante="evolution"),
        ),
        composantes=(comp("evolution", "Évolution par rapport à l'année précédente", Unite.JOURS),),
        axes={"bac": "type de baccalauréat"},
        champ="Candidats de terminale",
        secret=Secret(),
        attente=table(
            "la date de la première proposition de chaque candidat, agrégée par région et par type de baccalauréat",
            "le service à compétence nationale Parcoursup et le SIES ; les données ouvertes ne la contiennent pas",
        ),
    ),
    indicateur(
        "F2.4b-6",
        "Pression par formation",
        "vœux confirmés / places",
        Unite.RATIO,
        sources="PSUP",
        maille="FOR FIL DEP ACA REG",
        fondement=_BILAN,
        vigilance="Rapport supérieur à 10.",
        seuils=(
            seuil(
                ">",
                10,
                "Les vœux confirmés dépassent très largement les places.",
                niveaux=(REGION,),
                ventilation="filiere=*",
            ),
        ),
        composantes=(
            comp("formations", "Formations dont les places et les candidatures sont connues", Unite.NOMBRE),
            comp("places", "Places", Unite.NOMBRE),
            comp("candidatures", "Candidatures confirmées (pas des personnes)", Unite.NOMBRE),
            comp("acceptations", "Acceptations", Unite.NOMBRE),
            comp("vacantes", "Places non pourvues", Unite.NOMBRE),
            comp("part_sous_pression", "Formations où la pression dépasse dix", Unite.POURCENT),
        ),
        axes={"filiere": "filière", "session": "session", "extrait": "extrait"},
        phrase="À la session {session}, les {formations:formation,formations} de la région offrent "
        "{places:place,places} et reçoivent {valeur} candidatures par place ; {vacantes:place reste non "
        "pourvue,places restent non pourvues}.",
        tables=(FORMATIONS,),
        calcul=pression,
    ),
    indicateur(
        "F2.4b-7",
        "Mobilité hors de l'académie",
        "acceptations hors académie alors que la même formation existe dans l'académie / acceptations",
        Unite.POURCENT,
        sources="PSUP",
        maille="ACA REG",
        fondement=_BILAN,
        vigilance="Hausse d'au moins deux points en un an.",
        seuils=(seuil("≥", 2, "La mobilité hors de l'académie augmente.", composante="evolution"),),
        composantes=(
            _EVOLUTION,
            comp("arrivees", "Acceptations de candidats venus d'une autre académie", Unite.POURCENT),
        ),
        axes={"session": "session", "extrait": "extrait"},
        tables=(FORMATIONS,),
        calcul=mobilite,
        attente=table(
            "l'académie d'origine des candidats de chaque formation : les données ouvertes disent seulement s'ils "
            "viennent "
            "de l'académie de la formation",
            "le ministère chargé de l'enseignement supérieur (SIES) et les rectorats",
        ),
    ),
    indicateur(
        "F2.4b-8",
        "Écart entre filières demandées et filières acceptées",
        "part de la filière dans les vœux − part de la filière dans les acceptations",
        Unite.POINTS,
        sources="PSUP",
        maille="FIL ACA REG",
        fondement=_BILAN,
        vigilance="Écart supérieur à dix points.",
        seuils=(
            seuil(
                ">",
                10,
                "La filière est demandée bien plus souvent qu'elle n'est obtenue.",
                niveaux=(REGION,),
                ventilation="filiere=*",
            ),
        ),
        axes={"filiere": "filière"},
        phrase="L'écart le plus grand entre la part d'une filière dans les vœux et sa part dans les acceptations "
        "atteint {valeur}.",
        tables=(FORMATIONS,),
        calcul=ecart_filieres,
    ),
)
