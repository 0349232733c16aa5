"""What people say and write in a rehearsal: invented, and said to be."""

from dataclasses import dataclass

from portulan.crefop.dossier.enums import TypeSaisine


@dataclass(frozen=True, slots=True)
class Sujet:
    """What is referred: kind of text, title, articles, and the question of the fiche on which members write."""

    type: TypeSaisine
    titre: str
    articles: tuple[tuple[str, str], ...]
    question: str


CAHIER = Sujet(
    TypeSaisine.CAHIER_CHARGES_SPRO,
    "Cahier des charges du service public régional de l’orientation",
    (
        ("Objet", "Le présent cahier des charges fixe les normes de qualité des organismes du service."),
        ("Accueil", "Toute personne est accueillie sans rendez-vous, puis orientée vers la structure compétente."),
        ("Évaluation", "Chaque organisme s’évalue chaque année et prouve ce qu’il déclare."),
    ),
    "F1.O1",
)
CONVENTION = Sujet(
    TypeSaisine.CONVENTION_ETAT_REGION,
    "Convention annuelle de coordination entre l’État et la Région",
    (
        ("Objet", "L’État et la Région coordonnent l’action de leurs services d’orientation."),
        ("CIO et SCUIO-IP", "Les services de l’État et des universités contribuent au service public régional."),
        ("Suivi", "Les parties se réunissent chaque trimestre et publient ce qu’elles ont fait."),
    ),
    "F2.O1",
)
LETTRE = "Lettre de saisine de la Région, répétition"
SANS_REPONSE = "Aucune donnée figée ne permet de répondre : le dossier dit ce qu’il manque et qui le détient."
RAPPORT = "Le rapporteur confirme ce que disent les chiffres figés du dossier."
RESERVE_ADOPTEE = "Que la Région publie chaque année la part des opérateurs qui ont adhéré à la charte."
ESSAI_ADOPTEE = "La part est publiée sur le site de la Région avant l’échéance."
RESERVE_REJETEE = "Que chaque bassin tienne une réunion de coordination par mois."
ESSAI_REJETEE = "Les relevés de décisions de chaque réunion sont publiés."
RECOMMANDATION = "Que les horaires d’accueil du soir soient étendus dans les bassins ruraux."
DEBAT = (
    "Le rapporteur présente le dossier. Les membres discutent de l’accueil de premier niveau et du rythme des "
    "évaluations ; deux réserves et une recommandation sont mises aux voix."
)
INFORMATION = "Le secrétariat présente le calendrier de l’année. Aucune question n’est posée."
DESACCORD = "Notre organisation regrette que la seconde réserve n’ait pas été retenue."
MOTIF_ANNULATION = "Intitulé lu inexactement avant le vote : le scrutin est repris."
CORRECTION = ("Le rapporteur présente le dossier.", "La rapporteure présente le dossier.")
VIGILANCE = "Les questions restées sans réponse sont nommées dans le dossier, avec ce qui manque et qui le détient."
