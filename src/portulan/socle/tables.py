"""The declared tables of a snapshot: what sources must yield and the only thing indicators may read.

Column names are data·inclusion's where the thing exists there (``code_insee``, ``date_maj``), French otherwise.
"""

from portulan.socle.declaration import Colonne as C  # noqa: N817 (a table per screen)
from portulan.socle.declaration import Table, Type
from portulan.socle.territoire import Niveau

T, N, R, B, D, L = Type.TEXTE, Type.ENTIER, Type.REEL, Type.BOOLEEN, Type.DATE, Type.LISTE

TERRITOIRES = Table(
    nom="territoires",
    libelle="Territoires de publication, de l'EPCI au pays",
    colonnes=(
        C("niveau", T, "niveau : epci, bassin, departement, academie, region, pays", obligatoire=True),
        C("code", T, "code du territoire dans son niveau", obligatoire=True),
        C("nom", T, "nom d'usage", obligatoire=True),
        C("population", N, "population municipale en vigueur", minimum=0),
    ),
    cle=("niveau", "code"),
)

COMMUNES = Table(
    nom="communes",
    libelle="Communes actuelles de la région",
    colonnes=(
        C("code_insee", T, "code officiel géographique de l'année", obligatoire=True),
        C("nom", T, "nom de la commune", obligatoire=True),
        C("departement", T, "code du département", obligatoire=True),
        C("academie", T, "code national de l'académie"),
        C("region", T, "code de la région", obligatoire=True),
        C("epci", T, "SIREN de l'EPCI à fiscalité propre ; vide pour les communes isolées"),
        C("bassin", T, "code du bassin choisi par la région ; l'EPCI à défaut"),
        C("codes_postaux", L, "codes postaux, triés"),
        C("population", N, "population municipale en vigueur", minimum=0),
        C("population_0_19", N, "habitants de 0 à 19 ans (recensement)", minimum=0),
        C("population_20_64", N, "habitants de 20 à 64 ans (recensement)", minimum=0),
        C("population_65_plus", N, "habitants de 65 ans ou plus (recensement)", minimum=0),
        C("superficie_km2", R, "superficie", minimum=0),
        C("longitude", R, "mairie, à défaut un point de la commune (WGS 84)", minimum=-180, maximum=180),
        C("latitude", R, "mairie, à défaut un point de la commune (WGS 84)", minimum=-90, maximum=90),
    ),
    cle=("code_insee",),
    rattachement=("code_insee", Niveau.COMMUNE),
)

STRUCTURES = Table(
    nom="structures",
    libelle="Lieux d'accueil et d'information",
    colonnes=(
        C("id", T, "identifiant « source--id »", obligatoire=True),
        C("source", T, "connecteur d'origine", obligatoire=True),
        C("operateur", T, "code de l'opérateur (cio, scuio, mission_locale, ij, france_travail…)", obligatoire=True),
        C("nom", T, "nom d'usage", obligatoire=True),
        C("siret", T, "SIRET, 14 chiffres"),
        C("code_insee", T, "commune actuelle", obligatoire=True),
        C("code_postal", T, "code postal"),
        C("commune", T, "nom de commune écrit par la source"),
        C("adresse", T, "adresse"),
        C("telephone", T, "téléphone public"),
        C("courriel", T, "adresse électronique générique"),
        C("site_web", T, "site"),
        C("horaires_accueil", T, "horaires, syntaxe OSM opening_hours"),
        C("accessibilite_lieu", T, "fiche d'accessibilité (URL)"),
        C("reseaux_porteurs", L, "réseaux porteurs (vocabulaire data·inclusion)"),
        C("longitude", R, "WGS 84", minimum=-180, maximum=180),
        C("latitude", R, "WGS 84", minimum=-90, maximum=90),
        C("precision_geo", T, "adresse, mairie ou commune", obligatoire=True),
        C("date_maj", D, "dernière mise à jour dite par la source"),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("id",),
    rattachement=("code_insee", Niveau.COMMUNE),
    voisinage=True,
)

SERVICES = Table(
    nom="services",
    libelle="Services rendus par les structures (data·inclusion, schéma v1)",
    colonnes=(
        C("id", T, "identifiant « source--id »", obligatoire=True),
        C("structure_id", T, "structure qui rend le service", obligatoire=True),
        C("source", T, "connecteur d'origine", obligatoire=True),
        C("nom", T, "nom du service", obligatoire=True),
        C("type", T, "type (vocabulaire v1)"),
        C("thematiques", L, "thématiques (vocabulaire v1)"),
        C("publics", L, "publics (vocabulaire v1)"),
        C("frais", T, "gratuit ou payant"),
        C("modes_accueil", L, "a-distance, en-presentiel"),
        C("zone_eligibilite", L, "zones, en paires typées « niveau:code » ; vide : sans limite"),
        C("code_insee", T, "commune du service, à défaut celle de la structure"),
        C("horaires_accueil", T, "horaires propres au service"),
        C("date_maj", D, "dernière mise à jour dite par la source", obligatoire=True),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("id",),
    rattachement=("code_insee", Niveau.COMMUNE),
)

FORMATIONS = Table(
    nom="formations",
    libelle="Formations de Parcoursup, vœux et issues (France entière)",
    colonnes=(
        C("session", N, "année de la session", obligatoire=True, minimum=2018),
        C("code_formation", T, "cod_aff_form, à défaut une clé stable de la ligne", obligatoire=True),
        C("uai", T, "établissement"),
        C("etablissement", T, "nom de l'établissement"),
        C("libelle", T, "libellé de la formation", obligatoire=True),
        C("filiere", T, "filière agrégée (BTS, BUT, Licence, CPGE, IFSI…)", obligatoire=True),
        C("selective", B, "formation sélective"),
        C("departement", T, "département de l'établissement"),
        C("academie", T, "code national de l'académie"),
        C("region", T, "code INSEE de la région ; vide à l'étranger"),
        C("longitude", R, "WGS 84", minimum=-180, maximum=180),
        C("latitude", R, "WGS 84", minimum=-90, maximum=90),
        C("capacite", N, "places", minimum=0),
        C("candidatures", N, "candidats ayant confirmé un vœu dans cette formation (pas des personnes)", minimum=0),
        C("propositions", N, "candidats ayant reçu une proposition de cette formation", minimum=0),
        C("acceptations", N, "candidats ayant accepté la proposition", minimum=0),
        C("acceptations_bg", N, "dont bacheliers généraux", minimum=0),
        C("acceptations_bt", N, "dont bacheliers technologiques", minimum=0),
        C("acceptations_bp", N, "dont bacheliers professionnels", minimum=0),
        C("propositions_bg", N, "propositions, bacheliers généraux", minimum=0),
        C("propositions_bt", N, "propositions, bacheliers technologiques", minimum=0),
        C("propositions_bp", N, "propositions, bacheliers professionnels", minimum=0),
        C("candidatures_bg", N, "candidatures de terminale générale, phase principale", minimum=0),
        C("candidatures_bt", N, "candidatures de terminale technologique, phase principale", minimum=0),
        C("candidatures_bp", N, "candidatures de terminale professionnelle, phase principale", minimum=0),
        C("acceptations_meme_academie", N, "acceptations venant de la même académie", minimum=0),
        C("taux_acces", R, "taux d'accès publié", minimum=0, maximum=100),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("session", "code_formation"),
)

SPECIALITES = Table(
    nom="specialites",
    libelle="Bacheliers généraux par enseignements de spécialité (personnes, France entière)",
    colonnes=(
        C("annee", N, "année du baccalauréat", obligatoire=True, minimum=2021),
        C("doublette", T, "paire d'enseignements de spécialité suivie en terminale", obligatoire=True),
        C("formation", T, "groupe de formations ; « Ensemble des bacheliers » : total de la paire", obligatoire=True),
        C("candidats", N, "personnes ayant confirmé au moins un vœu", minimum=0),
        C("proposes", N, "personnes ayant reçu au moins une proposition", minimum=0),
        C("acceptants", N, "personnes ayant accepté une proposition", minimum=0),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("annee", "doublette", "formation"),
)

INSERJEUNES = Table(
    nom="inserjeunes",
    libelle="Devenir des sortants par établissement (InserJeunes)",
    colonnes=(
        C("millesime", T, "années cumulées, « 2022-2023 »", obligatoire=True),
        C("uai", T, "établissement", obligatoire=True),
        C("etablissement", T, "nom de l'établissement"),
        C("voie", T, "apprentissage ou scolaire", obligatoire=True),
        C("region", T, "code INSEE de la région"),
        C("taux_poursuite", R, "poursuite d'études", minimum=0, maximum=100),
        C("taux_emploi_6_mois", R, "emploi à 6 mois parmi les sortants", minimum=0, maximum=100),
        C("taux_emploi_12_mois", R, "emploi à 12 mois", minimum=0, maximum=100),
        C("taux_emploi_18_mois", R, "emploi à 18 mois", minimum=0, maximum=100),
        C("taux_emploi_24_mois", R, "emploi à 24 mois", minimum=0, maximum=100),
        C("valeur_ajoutee_6_mois", R, "écart au taux attendu, en points"),
        C("diffusion", T, "publie, masque (secret) ou absent (rien dans la source)", obligatoire=True),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("millesime", "uai", "voie"),
)

AFFECTATIONS = Table(
    nom="affectations",
    libelle="Affelnet : premiers vœux, places et affectations par formation",
    colonnes=(
        C("annee", N, "année de la rentrée", obligatoire=True, minimum=2008),
        C("uai", T, "établissement d'accueil", obligatoire=True),
        C("code_formation", T, "MEF STAT 11, à défaut une clé tirée du libellé", obligatoire=True),
        C("statut", T, "scolaire ou apprentissage", obligatoire=True),
        C("rang", N, "1, puis 2… quand la même formation a plusieurs offres au même lieu", obligatoire=True, minimum=1),
        C("entree", T, "première professionnelle, seconde professionnelle, CAP ou autre", obligatoire=True),
        C("libelle", T, "libellé de la formation, à défaut son code", obligatoire=True),
        C("specialite", T, "spécialité : le libellé sans le niveau ; vide quand le fichier ne la nomme pas"),
        C("famille", T, "famille de métiers de la seconde commune"),
        C("palier", T, "classe d'où le vœu est saisi : troisième ou seconde"),
        C("recensement", B, "vœu de recensement : Affelnet note la demande et n'affecte pas"),
        C("etablissement", T, "nom de l'établissement"),
        C("secteur", T, "public ou privé"),
        C("code_insee", T, "commune actuelle de l'établissement, quand le fichier la nomme"),
        C("departement", T, "département de l'établissement"),
        C("academie", T, "code national de l'académie"),
        C("region", T, "code INSEE de la région"),
        C("capacite", N, "places de la carte scolaire ; 999 : sans limite", minimum=0),
        C("capacite_affectation", N, "places offertes par Affelnet ; 999 : sans limite", minimum=0),
        C("premiers_voeux", N, "élèves qui ont mis cette formation en premier vœu", minimum=0),
        C("voeux", N, "vœux de tous rangs (pas des personnes)", minimum=0),
        C("affectes_voeu_1", N, "élèves affectés sur leur premier vœu", minimum=0),
        C("affectes", N, "élèves affectés, quel que soit le rang du vœu", minimum=0),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("annee", "uai", "code_formation", "statut", "rang"),
)

ZONAGES = Table(
    nom="zonages",
    libelle="Communes et zonages prioritaires (France ruralités revitalisation, ZRR, QPV)",
    colonnes=(
        C("code_insee", T, "commune actuelle", obligatoire=True),
        C("zonage", T, "zrr, frr, frr_plus ou qpv", obligatoire=True),
        C("quartier", T, "code du quartier prioritaire ; « - » pour un zonage de communes", obligatoire=True),
        C("statut", T, "classe, partiel (une partie de la commune) ou non_classe", obligatoire=True),
        C("millesime", D, "date de la liste", obligatoire=True),
    ),
    cle=("code_insee", "zonage", "quartier"),
    rattachement=("code_insee", Niveau.COMMUNE),
)

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

TABLES: tuple[Table, ...] = (
    TERRITOIRES,
    COMMUNES,
    STRUCTURES,
    SERVICES,
    FORMATIONS,
    SPECIALITES,
    INSERJEUNES,
    AFFECTATIONS,
    ZONAGES,
    *TERRAIN,
)
