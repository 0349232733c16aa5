"""What became of those who left: published, masked and absent counted apart (F1.3b-4, F1.3b-5, F2.12b-1)."""

from portulan.diagnostic.indicateurs.fabrique import ALERTE, comp, indicateur, seuil, table
from portulan.socle.mesure import Unite

_CINQ = "Code du travail, art. L. 6111-3 (débouchés, rémunérations) et L. 6111-8 (résultats publiés chaque année)"
_A_VENIR = table("les résultats d'insertion par établissement", "la Depp et la Dares (InserJeunes)")

F1_3B_INSERTION = (
    indicateur(
        "F1.3b-4",
        "Formations dont les débouchés sont publiés ou dits non diffusables",
        "formations avec débouchés publiés ou mention « non diffusable » / formations",
        Unite.POURCENT,
        sources="INJ",
        maille="DOM REG",
        fondement=_CINQ,
        vigilance="Moins de 70 % ; alerte quand les débouchés manquent pour plus de 30 % des domaines. Les cellules "
        "masquées par le secret statistique ne sont pas comptées comme absentes.",
        seuils=(seuil("<", 70, "Trop de formations sont sans information sur leurs débouchés."),),
        axes={"voie": "voie", "millesime": "millésime"},
        attente=_A_VENIR,
    ),
    indicateur(
        "F1.3b-5",
        "Niveaux de rémunération datés et sourcés",
        "formations ou métiers avec niveau de rémunération daté et sourcé / formations ou métiers",
        Unite.POURCENT,
        sources="INJ ROME",
        maille="DOM REG",
        fondement=_CINQ,
        vigilance="Moins de 70 % dans un domaine ; alerte quand la rémunération manque pour plus de 30 % des domaines.",
        seuils=(
            seuil("<", 70, "Trop de formations ou de métiers sont sans niveau de rémunération daté et sourcé."),
            seuil(
                ">",
                30,
                "Les niveaux de rémunération manquent pour une part importante des domaines.",
                gravite=ALERTE,
                suffixe="domaines",
                composante="domaines_sans_remuneration",
            ),
        ),
        composantes=(comp("domaines_sans_remuneration", "Domaines sans niveau de rémunération", Unite.POURCENT),),
        axes={"domaine": "domaine professionnel"},
        attente=table(
            "les quartiles de salaire à douze mois par formation, que la table ouverte InserJeunes ne contient pas",
            "la Depp et la Dares (InserJeunes), le ministère de l'enseignement supérieur (InserSup)",
        ),
    ),
)

F2_12B_INSERTION = (
    indicateur(
        "F2.12b-1",
        "Formations dont l'insertion est publiée",
        "formations avec insertion publiée / formations, hors cellules masquées ; masquées et absentes comptées à part",
        Unite.POURCENT,
        sources="INJ",
        maille="REG",
        fondement=_CINQ,
        vigilance="Moins de 60 % de formations publiées, hors cellules masquées.",
        seuils=(seuil("<", 60, "L'insertion de trop de formations n'est pas publiée."),),
        axes={"voie": "voie", "millesime": "millésime"},
        attente=_A_VENIR,
    ),
)
