"""The right text at the right stage: dates of the referral, of the opinion and of the decision (F1.0, F1.O4, F2.0)."""

from typing import Any

from portulan.diagnostic.indicateurs.calculs_concertation import couverture_du_cahier
from portulan.diagnostic.indicateurs.calculs_procedure import (
    avis_adoption_cahier,
    avis_signature_convention,
    saisine_avis_cahier,
    saisine_avis_convention,
)
from portulan.diagnostic.indicateurs.fabrique import ALERTE, BLOQUANT, LOI, comp, indicateur, piece, seuil
from portulan.diagnostic.tables import REFERENCE
from portulan.socle.mesure import Unite
from portulan.socle.tables import COMMUNES
from portulan.socle.tables_comite import SAISINES
from portulan.socle.tables_terrain import ARTICLES

_LUES: dict[str, Any] = {"axes": {"saisine": "saisine"}, "tables": (SAISINES, COMMUNES, REFERENCE)}
_ATTENTE = (
    comp("avis", "Avis rendus", Unite.NOMBRE),
    comp("en_attente", "Saisines qui attendent leur avis", Unite.NOMBRE),
    comp("hors_delai", "Saisines dont le délai du règlement intérieur est dépassé", Unite.NOMBRE),
)
_TEXTE_4 = "code du travail, art. R. 6123-3-2, 4°"
_TEXTE_5 = "code du travail, art. R. 6123-3-2, 5°"
_AVIS_AVANT = "Code du travail, art. R. 6123-3-2 : l'avis précède l'adoption du cahier des charges et la convention"

F1_0 = (
    indicateur(
        "F1.0-1",
        "Délai entre la saisine et l'avis",
        "date de l'avis − date de la saisine",
        Unite.JOURS,
        sources="APP",
        maille="REG",
        fondement="Règlement intérieur du CREFOP ; aucun délai n'est fixé par le code du travail pour cet avis",
        vigilance="Délai supérieur à celui du règlement intérieur du comité.",
        seuils=(
            seuil(
                ">",
                0,
                "Au moins une saisine sur le cahier des charges a dépassé le délai du règlement intérieur.",
                composante="hors_delai",
            ),
        ),
        composantes=_ATTENTE,
        phrase="De la saisine à l'avis sur le cahier des charges, le délai est de {valeur} (médiane, "
        "{avis:avis rendu,avis rendus}).",
        calcul=saisine_avis_cahier,
        **_LUES,
    ),
    indicateur(
        "F1.0-2",
        "Délai entre l'avis et l'adoption du cahier des charges",
        "date d'adoption − date de l'avis",
        Unite.JOURS,
        sources="APP",
        maille="REG",
        fondement=_AVIS_AVANT,
        vigilance="Une adoption antérieure ou concomitante à l'avis est bloquante : l'avis doit précéder l'adoption.",
        seuils=(
            seuil(
                "≤",
                0,
                "Le cahier des charges a été adopté avant l'avis, ou le même jour.",
                gravite=BLOQUANT,
                origine=LOI,
                ventilation="saisine=*",
                reference=_TEXTE_4,
            ),
            seuil(
                ">",
                0,
                "Le cahier des charges a été adopté alors qu'aucun avis n'était rendu.",
                gravite=BLOQUANT,
                origine=LOI,
                suffixe="sans-avis",
                composante="sans_avis",
                reference=_TEXTE_4,
            ),
        ),
        composantes=(
            comp("actes", "Adoptions qui ont leur avis", Unite.NOMBRE),
            comp("sans_avis", "Adoptions alors qu'aucun avis n'était rendu", Unite.NOMBRE),
        ),
        phrase="De l'avis à l'adoption du cahier des charges, le délai est de {valeur} (médiane, "
        "{actes:adoption,adoptions}).",
        calcul=avis_adoption_cahier,
        **_LUES,
    ),
)

F1_O4 = (
    indicateur(
        "F1.O4-1",
        "Questions de la fiche traitées par au moins un article du projet",
        "questions de la fiche traitées par au moins un article / questions de la fiche",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement="Code du travail, art. L. 6111-5 et R. 6123-3-2, 4°",
        vigilance="Chaque question sans article appelle l'attention ; l'absence d'article sur les normes (F1.3), "
        "l'accueil (F1.4) ou les critères d'évaluation (F1.10) déclenche une alerte.",
        seuils=(
            seuil(
                "<",
                100,
                "Au moins une question de la fiche n'est traitée par aucun article du projet.",
                ventilation="question=*",
            ),
            seuil(
                ">",
                0,
                "Les normes, l'accueil ou les critères d'évaluation ne sont traités par aucun article.",
                gravite=ALERTE,
                suffixe="essentiels",
                composante="essentiels_sans_article",
            ),
        ),
        composantes=(
            comp("essentiels_sans_article", "Questions F1.3, F1.4 et F1.10 sans article", Unite.NOMBRE),
            comp("articles", "Articles qui traitent la question", Unite.NOMBRE),
        ),
        axes={"question": "question de la fiche"},
        phrase="Sur {denominateur:question,questions} de la fiche, {numerateur:est traitée,sont traitées} par "
        "au moins un article "
        "du cahier des charges, soit {valeur}.",
        tables=(ARTICLES, COMMUNES),
        calcul=couverture_du_cahier,
    ),
)

F2_0 = (
    indicateur(
        "F2.0-1",
        "Délai entre la saisine et l'avis sur la convention",
        "date de l'avis − date de la saisine",
        Unite.JOURS,
        sources="APP",
        maille="REG",
        fondement="Règlement intérieur du CREFOP ; aucun délai n'est fixé par le code du travail pour cet avis",
        vigilance="Délai supérieur à celui du règlement intérieur du comité.",
        seuils=(
            seuil(
                ">",
                0,
                "Au moins une saisine sur la convention a dépassé le délai du règlement intérieur.",
                composante="hors_delai",
            ),
        ),
        composantes=_ATTENTE,
        phrase="De la saisine à l'avis sur la convention, le délai est de {valeur} (médiane, "
        "{avis:avis rendu,avis rendus}).",
        calcul=saisine_avis_convention,
        **_LUES,
    ),
    indicateur(
        "F2.0-2",
        "Délai entre l'avis et la signature de la convention",
        "date de signature − date de l'avis",
        Unite.JOURS,
        sources="APP",
        maille="REG",
        fondement=_AVIS_AVANT,
        vigilance="Une signature antérieure ou concomitante à l'avis est bloquante : l'avis doit précéder la "
        "signature.",
        seuils=(
            seuil(
                "≤",
                0,
                "La convention a été signée avant l'avis, ou le même jour.",
                gravite=BLOQUANT,
                origine=LOI,
                ventilation="saisine=*",
                reference=_TEXTE_5,
            ),
            seuil(
                ">",
                0,
                "La convention a été signée alors qu'aucun avis n'était rendu.",
                gravite=BLOQUANT,
                origine=LOI,
                suffixe="sans-avis",
                composante="sans_avis",
                reference=_TEXTE_5,
            ),
        ),
        composantes=(
            comp("actes", "Signatures qui ont leur avis", Unite.NOMBRE),
            comp("sans_avis", "Signatures alors qu'aucun avis n'était rendu", Unite.NOMBRE),
        ),
        phrase="De l'avis à la signature de la convention, le délai est de {valeur} (médiane, "
        "{actes:signature,signatures}).",
        calcul=avis_signature_convention,
        **_LUES,
    ),
    indicateur(
        "F2.0-3",
        "Jours de l'année sans convention en vigueur",
        "jours de l'année couverte pendant lesquels aucune convention n'est en vigueur",
        Unite.JOURS,
        sources="APP",
        maille="REG",
        fondement="Code du travail, art. L. 6111-3 (convention annuelle)",
        vigilance="Plus de soixante jours de l'année ne sont couverts par aucune convention.",
        seuils=(seuil(">", 60, "Une partie trop longue de l'année n'est couverte par aucune convention."),),
        attente=piece(
            "les dates d'effet et de fin des conventions successives",
            "les services de l'État et de la Région, signataires",
        ),
    ),
)
