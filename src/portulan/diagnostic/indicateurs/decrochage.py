"""Dropout platforms and mobilisable schemes (F2.9, F2.10)."""

from portulan.diagnostic.indicateurs.attentes import DISPOSITIFS, ORIENTATIONS, SIEI
from portulan.diagnostic.indicateurs.fabrique import ALERTE, BASSIN, BLOQUANT, EPCI, LOI, comp, indicateur, seuil
from portulan.socle.mesure import Secret, Unite

_PSAD = "Code de l'éducation, art. L. 313-7 et L. 313-8 : plateformes de suivi et d'appui aux décrocheurs"
_DISPOSITIFS = "Question 10 de la fiche 2 : dispositifs mobilisables ; chacun a son texte, cité dans le catalogue"
_CHAMP = (
    "Jeunes de 16 ans ou plus sortis de formation initiale sans diplôme, et mineurs soumis à l'obligation de formation"
)

F2_9_COHORTE = (
    indicateur(
        "F2.9-1",
        "Jeunes repérés, contactés, reçus, avec solution, sans nouvelles",
        "effectifs d'une même cohorte à chaque étape ; un appel sans réponse n'est pas un contact",
        Unite.NOMBRE,
        sources="SIEI APP",
        maille="BAS REG",
        fondement=_PSAD,
        vigilance="Plus de 25 % de la cohorte sans nouvelles à trois mois.",
        seuils=(
            seuil(
                ">",
                25,
                "Trop de jeunes repérés sont sans nouvelles après trois mois.",
                composante="part",
                ventilation="etape=sans_nouvelles",
            ),
        ),
        composantes=(comp("part", "Part de la cohorte", Unite.POURCENT),),
        axes={"etape": "étape"},
        champ=_CHAMP,
        secret=Secret(),
        attente=SIEI,
    ),
    indicateur(
        "F2.9-2",
        "Délais de contact et d'entretien",
        "médiane et neuvième décile des délais repérage→contact et signalement→entretien",
        Unite.JOURS,
        sources="SIEI APP",
        maille="BAS",
        fondement=_PSAD,
        vigilance="Un jeune sur dix attend plus de soixante jours.",
        seuils=(seuil(">", 60, "Un jeune sur dix attend trop longtemps d'être contacté ou reçu.", composante="p90"),),
        composantes=(comp("p90", "Neuvième décile du délai", Unite.JOURS),),
        axes={"delai": "délai mesuré"},
        champ=_CHAMP,
        secret=Secret(),
        attente=SIEI,
    ),
    indicateur(
        "F2.9-3",
        "Jeunes de 16 à 18 ans reçus dans les trois mois",
        "jeunes de 16 à 18 ans signalés et reçus sous trois mois / jeunes de 16 à 18 ans signalés depuis au moins "
        "trois mois",
        Unite.POURCENT,
        sources="SIEI APP",
        maille="BAS REG",
        fondement="Code de l'éducation, art. L. 313-8 : entretien de réorientation dans les trois mois du signalement",
        vigilance="Tout dépassement de trois mois déclenche une alerte : le délai est fixé par la loi.",
        seuils=(
            seuil(
                "<",
                100,
                "Des jeunes de 16 à 18 ans n'ont pas été reçus dans les trois mois fixés par la loi.",
                gravite=ALERTE,
                origine=LOI,
                reference="code de l'éducation, art. L. 313-8",
            ),
        ),
        champ="Jeunes de 16 à 18 ans",
        secret=Secret(),
        attente=SIEI,
    ),
    indicateur(
        "F2.9-4",
        "Information du département après une convocation sans suite",
        "convocations sans suite ayant donné lieu à l'information du département sous deux mois / convocations sans "
        "suite échues",
        Unite.POURCENT,
        sources="APP",
        maille="BAS DEP",
        fondement="Code de l'éducation, art. R. 114-7 (obligation de formation)",
        vigilance="Toute convocation sans suite doit être portée à la connaissance du département sous deux mois.",
        seuils=(
            seuil(
                "<",
                100,
                "Le département n'a pas été informé dans les deux mois de toutes les convocations sans suite.",
                gravite=ALERTE,
                origine=LOI,
                reference="code de l'éducation, art. R. 114-7",
            ),
        ),
        champ="Jeunes de 16 à 18 ans",
        secret=Secret(),
        attente=SIEI,
    ),
)

_LIAISONS = (
    ("F2.9-5a", "la mission locale", "hors suivi interne de la mission locale copilote"),
    ("F2.9-5b", "France Travail", "ex-Pôle emploi"),
    ("F2.9-5c", "le réseau Information jeunesse", "CRIJ et structures labellisées"),
)

F2_9_LIAISONS = tuple(
    indicateur(
        code,
        f"Orientations des PSAD vers {vers}",
        f"orientations des PSAD vers {vers} ({precision}) : émises, acceptées, issue à trois mois",
        Unite.NOMBRE,
        sources="APP",
        maille="BAS",
        fondement=_PSAD,
        vigilance="Aucune orientation en six mois pour une plateforme.",
        seuils=(
            seuil(
                "=",
                0,
                f"La plateforme n'a adressé personne vers {vers} en six mois.",
                gravite=ALERTE,
                niveaux=(BASSIN,),
            ),
        ),
        composantes=(
            comp("acceptees", "Part des orientations acceptées", Unite.POURCENT),
            comp("issue_3_mois", "Part des issues connues à trois mois", Unite.POURCENT),
        ),
        champ=_CHAMP,
        secret=Secret(),
        attente=ORIENTATIONS,
    )
    for code, vers, precision in _LIAISONS
)

F2_9 = (
    *F2_9_COHORTE,
    *F2_9_LIAISONS,
    indicateur(
        "F2.9-6",
        "Réunions du comité technique opérationnel",
        "réunions du comité technique opérationnel par plateforme et par mois",
        Unite.NOMBRE,
        sources="APP",
        maille="BAS",
        fondement=_PSAD,
        vigilance="Aucune réunion en deux mois.",
        seuils=(
            seuil(
                "=",
                0,
                "Le comité technique opérationnel ne s'est pas réuni depuis deux mois.",
                composante="deux_derniers_mois",
                niveaux=(BASSIN,),
            ),
        ),
        composantes=(comp("deux_derniers_mois", "Réunions des deux derniers mois", Unite.NOMBRE),),
        attente=SIEI,
    ),
)

F2_10 = (
    indicateur(
        "F2.10-1",
        "Dispositifs accessibles, par commune et par profil",
        "dispositifs ouverts, à jour et accessibles depuis la commune, pour chaque profil type",
        Unite.NOMBRE,
        sources="APP",
        maille="COM PRO",
        fondement=_DISPOSITIFS,
        vigilance="Une commune sans dispositif pour un profil type déclenche une alerte ; proposer un dispositif fermé "
        "est bloquant.",
        seuils=(
            seuil("=", 0, "Un profil type ne trouve aucun dispositif accessible.", gravite=ALERTE),
            seuil(
                ">",
                0,
                "Un dispositif fermé a été proposé.",
                gravite=BLOQUANT,
                suffixe="ferme",
                composante="dispositifs_fermes_proposes",
            ),
        ),
        composantes=(comp("dispositifs_fermes_proposes", "Dispositifs fermés proposés", Unite.NOMBRE),),
        axes={"profil": "profil type"},
        champ="Jeunes de 16 à 29 ans",
        attente=DISPOSITIFS,
    ),
    indicateur(
        "F2.10-2",
        "Occupation des places des dispositifs",
        "places ouvertes, entrées et taux d'occupation",
        Unite.NOMBRE,
        sources="APP DECL",
        maille="BAS",
        fondement=_DISPOSITIFS,
        vigilance="Occupation inférieure à 60 % alors que des jeunes attendent ailleurs.",
        seuils=(
            seuil(
                "<", 60, "Des places restent vides alors que des jeunes attendent ailleurs.", composante="occupation"
            ),
        ),
        composantes=(
            comp("entrees", "Entrées", Unite.NOMBRE),
            comp("occupation", "Taux d'occupation", Unite.POURCENT),
        ),
        axes={"dispositif": "dispositif"},
        champ="Jeunes de 16 à 29 ans",
        attente=DISPOSITIFS,
    ),
    indicateur(
        "F2.10-3",
        "Profils types sans aucun dispositif",
        "couples (EPCI, profil type) sans dispositif accessible",
        Unite.NOMBRE,
        sources="APP",
        maille="EPCI REG",
        fondement=_DISPOSITIFS,
        vigilance="Tout couple sans dispositif déclenche une alerte.",
        seuils=(
            seuil(">", 0, "Un profil type ne trouve aucun dispositif dans l'EPCI.", gravite=ALERTE, niveaux=(EPCI,)),
        ),
        champ="Jeunes de 16 à 29 ans",
        attente=DISPOSITIFS,
    ),
    indicateur(
        "F2.10-4",
        "Fiches de dispositif vérifiées dans l'année",
        "fiches de dispositif vérifiées depuis moins de douze mois / fiches",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement=_DISPOSITIFS,
        vigilance="Moins de 85 % de fiches vérifiées.",
        seuils=(seuil("<", 85, "Trop de fiches de dispositif n'ont pas été vérifiées dans l'année."),),
        attente=DISPOSITIFS,
    ),
    indicateur(
        "F2.10-5",
        "Orientations vers un dispositif suivies d'une entrée",
        "orientations vers un dispositif suivies d'une entrée / orientations vers un dispositif",
        Unite.POURCENT,
        sources="APP",
        maille="BAS",
        fondement=_DISPOSITIFS,
        vigilance="Moins de 40 % d'orientations suivies d'une entrée.",
        seuils=(seuil("<", 40, "Trop peu d'orientations vers un dispositif aboutissent à une entrée."),),
        champ="Jeunes de 16 à 29 ans",
        secret=Secret(),
        attente=ORIENTATIONS,
    ),
)
