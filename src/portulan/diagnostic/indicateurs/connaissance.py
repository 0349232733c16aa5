"""Shared knowledge of the territory (F1.5)."""

from portulan.diagnostic.indicateurs.attentes import PRODUCTIONS
from portulan.diagnostic.indicateurs.fabrique import BASSIN, INFO, comp, indicateur, seuil
from portulan.socle.mesure import Unite

_CONNAISSANCE = "Code du travail, art. R. 6123-3, II : études sur lesquelles s'appuie le comité"

F1_5 = (
    indicateur(
        "F1.5-1",
        "Bassins et thèmes couverts par une production récente",
        "couples (bassin, thème) dotés d'une production de moins de trente-six mois / couples, pour quatre thèmes : "
        "socio-économie, emploi, métiers, qualifications",
        Unite.POURCENT,
        sources="CO APP",
        maille="BAS REG",
        fondement=_CONNAISSANCE,
        vigilance="Un thème sans production récente dans un bassin ; pour information, un seul producteur pour plus de "
        "80 % du catalogue.",
        seuils=(
            seuil("<", 100, "Un thème n'est couvert par aucune production récente.", niveaux=(BASSIN,)),
            seuil(
                ">",
                80,
                "Un seul producteur fournit l'essentiel du catalogue.",
                gravite=INFO,
                suffixe="producteur",
                composante="premier_producteur",
            ),
        ),
        composantes=(comp("premier_producteur", "Part du premier producteur", Unite.POURCENT),),
        axes={"theme": "thème"},
        attente=PRODUCTIONS,
    ),
    indicateur(
        "F1.5-2",
        "Productions ouvertes et réutilisables",
        "productions sous licence ouverte / productions",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement=_CONNAISSANCE + " ; code des relations entre le public et l'administration, art. L. 312-1-1",
        vigilance="Moins de la moitié des productions sous licence ouverte.",
        seuils=(seuil("<", 50, "Trop peu de productions sont sous licence ouverte."),),
        attente=PRODUCTIONS,
    ),
    indicateur(
        "F1.5-3",
        "Ancienneté médiane des productions",
        "médiane de l'âge des productions à la date de l'instantané",
        Unite.MOIS,
        sources="APP",
        maille="BAS",
        fondement=_CONNAISSANCE,
        vigilance="Ancienneté médiane supérieure à trente-six mois.",
        seuils=(seuil(">", 36, "Les productions disponibles sont trop anciennes."),),
        attente=PRODUCTIONS,
    ),
    indicateur(
        "F1.5-4",
        "Membres contribuant au catalogue",
        "membres ayant versé au moins une production en vingt-quatre mois / membres",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement=_CONNAISSANCE,
        vigilance="Moins de 20 % des membres contribuent.",
        seuils=(seuil("<", 20, "Trop peu de membres versent leurs productions au catalogue."),),
        attente=PRODUCTIONS,
    ),
    indicateur(
        "F1.5-5",
        "Réutilisations des productions",
        "téléchargements et citations dans un dossier",
        Unite.NOMBRE,
        sources="APP",
        maille="REG",
        fondement=_CONNAISSANCE,
        vigilance="Présenté pour information, sans seuil.",
        attente=PRODUCTIONS,
    ),
)
