"""The declared tables that the registers of the field fill, by their ``extraits``: the rest is in ``tables``."""

from portulan.socle.declaration import Colonne as C  # noqa: N817 (a table per screen)
from portulan.socle.declaration import Table, Type
from portulan.socle.territoire import Niveau

T, N, R, B, D, L = Type.TEXTE, Type.ENTIER, Type.REEL, Type.BOOLEEN, Type.DATE, Type.LISTE

MEMBRES = Table(
    nom="membres",
    libelle="Structures du réseau et leur adhésion au cahier des charges",
    colonnes=(
        C("structure_id", T, "identifiant « source--id »", obligatoire=True),
        C("organisation", T, "code de l'organisation dont dépend la structure"),
        C("operateur", T, "type d'opérateur", obligatoire=True),
        C("attache", T, "L membre de droit, C convention, R reconnaissable, IJ label, P partenaire", obligatoire=True),
        C("code_insee", T, "commune actuelle", obligatoire=True),
        C("ouverte", B, "la structure est ouverte", obligatoire=True),
        C("base", T, "fondement de l'adhésion : loi, reconnaissance, convention, partenariat ; vide sans adhésion"),
        C("etat_adhesion", T, "état de l'adhésion de l'organisation ; vide sans adhésion"),
        C("adherente", B, "l'organisation a une adhésion signée et en cours", obligatoire=True),
        C("couverte", B, "la structure est listée dans cette adhésion", obligatoire=True),
        C("entree_le", D, "entrée de l'organisation dans le réseau"),
        C("signee_le", D, "signature de l'adhésion"),
        C("fin_le", D, "fin de validité de l'adhésion"),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("structure_id",),
    rattachement=("code_insee", Niveau.COMMUNE),
)

CAPACITES = Table(
    nom="capacites",
    libelle="Capacité d'accueil déclarée des services",
    colonnes=(
        C("service_id", T, "identifiant « source--id » du service", obligatoire=True),
        C("capacite", N, "personnes reçues en un mois ordinaire (« spro:capacite »)", obligatoire=True, minimum=0),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("service_id",),
)

ARTICLES = Table(
    nom="articles",
    libelle="Articles des documents soumis à avis et ce qu'ils traitent",
    colonnes=(
        C("document", T, "cahier_des_charges ou convention", obligatoire=True),
        C("version", T, "numéro de la version", obligatoire=True),
        C("article", T, "code stable de l'article", obligatoire=True),
        C("genre", T, "fiche (code de la fiche) ou objectif (du schéma du CPRDFOP)", obligatoire=True),
        C("code", T, "code traité par l'article, par exemple F1.3", obligatoire=True),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("document", "version", "article", "genre", "code"),
)

CONTRIBUTIONS = Table(
    nom="contributions",
    libelle="Contributions à la concertation sur le cahier des charges",
    colonnes=(
        C("id", T, "identifiant", obligatoire=True),
        C("version", T, "version du document", obligatoire=True),
        C("operateur", T, "type d'opérateur du contributeur ; vide pour une autre organisation"),
        C("recue_le", D, "date de réception", obligatoire=True),
        C("repondue_le", D, "date de la réponse"),
        C("motivee", B, "la réponse donne ses raisons", obligatoire=True),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("id",),
)

CONCERTATIONS = Table(
    nom="concertations",
    libelle="Types d'opérateurs conviés aux séances de concertation",
    colonnes=(
        C("seance", T, "identifiant de la séance", obligatoire=True),
        C("date", D, "date de la séance", obligatoire=True),
        C("operateur", T, "type d'opérateur convié", obligatoire=True),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("seance", "operateur"),
)

CRITERES = Table(
    nom="criteres",
    libelle="Critères du référentiel de qualité en vigueur",
    colonnes=(
        C("code", T, "code du critère, par exemple P1.1", obligatoire=True),
        C("referentiel", T, "code et version du référentiel", obligatoire=True),
        C("principe", T, "code du principe, P1 à P6", obligatoire=True),
        C("libelle", T, "énoncé du critère", obligatoire=True),
        C("obligatoire", B, "critère obligatoire pour la reconnaissance", obligatoire=True),
        C("eliminatoire", B, "son échec se montre à côté de toute note", obligatoire=True),
        C("compensable", B, "un autre critère peut compenser son échec", obligatoire=True),
        C("preuves", N, "types de preuve attendus", minimum=0, obligatoire=True),
        C("mesure_par", T, "indicateur qui le mesure"),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("code",),
)

EVALUATIONS = Table(
    nom="evaluations",
    libelle="Dernière évaluation de chaque structure à évaluer",
    colonnes=(
        C("structure_id", T, "identifiant « source--id »", obligatoire=True),
        C("operateur", T, "type d'opérateur", obligatoire=True),
        C("code_insee", T, "commune actuelle", obligatoire=True),
        C("statut", T, "conforme, conforme_avec_plan, non_conforme ou non_evalue", obligatoire=True),
        C("validee_le", D, "date de validation de la dernière évaluation"),
        C("couverture", R, "critères évalués / critères applicables", minimum=0, maximum=1),
        C("note", R, "note sur 4 ; vide sous le seuil de couverture", minimum=0, maximum=4),
        C("croisee", B, "un pair ou la Région a donné son regard", obligatoire=True),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("structure_id",),
    rattachement=("code_insee", Niveau.COMMUNE),
)

NIVEAUX_CRITERES = Table(
    nom="niveaux_criteres",
    libelle="Niveaux déclarés et constatés, critère par critère, de la dernière évaluation validée",
    colonnes=(
        C("structure_id", T, "identifiant « source--id »", obligatoire=True),
        C("critere", T, "code du critère", obligatoire=True),
        C("code_insee", T, "commune actuelle", obligatoire=True),
        C("applicable", B, "le critère s'applique à cette structure", obligatoire=True),
        C("declare", N, "niveau déclaré par l'opérateur, 0 à 4", minimum=0, maximum=4),
        C("constate", N, "niveau constaté par le regard croisé", minimum=0, maximum=4),
        C("retenu", N, "niveau retenu", minimum=0, maximum=4),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("structure_id", "critere"),
    rattachement=("code_insee", Niveau.COMMUNE),
)

PREUVES = Table(
    nom="preuves",
    libelle="Preuves déposées à l'appui des évaluations",
    colonnes=(
        C("id", T, "identifiant", obligatoire=True),
        C("structure_id", T, "identifiant « source--id »", obligatoire=True),
        C("code_insee", T, "commune actuelle", obligatoire=True),
        C("critere", T, "code du critère", obligatoire=True),
        C("effet_le", D, "date d'effet"),
        C("valide_jusqu_au", D, "dernier jour de validité ; vide : sans limite"),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("id", "critere"),
    rattachement=("code_insee", Niveau.COMMUNE),
)

ACTIONS_PROGRES = Table(
    nom="actions_progres",
    libelle="Actions des plans de progrès",
    colonnes=(
        C("id", T, "identifiant", obligatoire=True),
        C("structure_id", T, "identifiant « source--id »", obligatoire=True),
        C("code_insee", T, "commune actuelle", obligatoire=True),
        C("critere", T, "code du critère", obligatoire=True),
        C("echeance", D, "échéance", obligatoire=True),
        C("close_le", D, "date de clôture"),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("id",),
    rattachement=("code_insee", Niveau.COMMUNE),
)

RENCONTRES = Table(
    nom="rencontres",
    libelle="Réunions des réseaux de bassin : qui était convié, qui est venu",
    colonnes=(
        C("rencontre", T, "identifiant de la réunion", obligatoire=True),
        C("organisation", T, "code de l'organisation conviée", obligatoire=True),
        C("bassin", T, "code du bassin", obligatoire=True),
        C("date", D, "date de la réunion", obligatoire=True),
        C("operateur", T, "type d'opérateur de l'organisation ; vide pour une autre"),
        C("presente", B, "l'organisation était présente", obligatoire=True),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("rencontre", "organisation"),
    rattachement=("bassin", Niveau.BASSIN),
)

PROTOCOLES = Table(
    nom="protocoles",
    libelle="Protocoles signés entre organisations du réseau, bassin par bassin",
    colonnes=(
        C("id", T, "identifiant", obligatoire=True),
        C("bassin", T, "code du bassin", obligatoire=True),
        C("organisation", T, "code de l'organisation signataire", obligatoire=True),
        C("operateur", T, "type d'opérateur de l'organisation signataire", obligatoire=True),
        C("partenaire", T, "type d'opérateur avec qui le protocole est signé", obligatoire=True),
        C("signe_le", D, "date de signature", obligatoire=True),
        C("fin_le", D, "fin de validité"),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("id", "bassin"),
    rattachement=("bassin", Niveau.BASSIN),
)

DECLARATIONS = Table(
    nom="declarations",
    libelle="Moyens que les organisations déclarent consacrer au SPRO",
    colonnes=(
        C("organisation", T, "code de l'organisation", obligatoire=True),
        C("annee", N, "année", obligatoire=True, minimum=2000),
        C("operateur", T, "type d'opérateur", obligatoire=True),
        C("jours", R, "jours dédiés dans l'année", minimum=0, obligatoire=True),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("organisation", "annee"),
)

ENGAGEMENTS = Table(
    nom="engagements",
    libelle="Engagements de la convention annuelle et structures visées",
    colonnes=(
        C("id", T, "identifiant de l'engagement", obligatoire=True),
        C("structure_id", T, "structure visée ; « - » quand l'engagement n'en vise aucune", obligatoire=True),
        C("version", T, "version de la convention", obligatoire=True),
        C("date", B, "une échéance est écrite", obligatoire=True),
        C("responsable", B, "un responsable est nommé", obligatoire=True),
        C("indicateur", B, "un indicateur est choisi", obligatoire=True),
        C("cahier", B, "l'article fait référence au cahier des charges", obligatoire=True),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("id", "structure_id"),
)

TERRAIN: tuple[Table, ...] = (
    MEMBRES,
    CAPACITES,
    ARTICLES,
    CONTRIBUTIONS,
    CONCERTATIONS,
    CRITERES,
    EVALUATIONS,
    NIVEAUX_CRITERES,
    PREUVES,
    ACTIONS_PROGRES,
    RENCONTRES,
    PROTOCOLES,
    DECLARATIONS,
    ENGAGEMENTS,
)
