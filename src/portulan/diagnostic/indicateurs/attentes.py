"""What the indicators not yet computable wait for: registers to come, aggregates of producers, documents of holders."""

from portulan.diagnostic.indicateurs.fabrique import piece, table

ADHESIONS = table(
    "le registre des adhésions au cahier des charges, site par site",
    "la Région et les opérateurs ; il se tient dans Portulan",
)
ORIENTATIONS = table(
    "le registre des orientations d'une structure à l'autre : émission, acceptation, rendez-vous, issue",
    "les structures du SPRO ; il se tient dans Portulan, à l'accueil",
)
RENCONTRES_PREVUES = table(
    "le calendrier des réunions de coordination prévues dans l'année, dont on ne connaît que celles qui se sont tenues",
    "les animateurs de bassin et la Région ; il entrera par le module « animation »",
)
PROGRAMME = table(
    "le programme d'animation : actions, responsables, partenaires, calendrier et état d'avancement",
    "les services de la Région ; il entrera par le module « animation »",
)
SESSIONS = table(
    "le relevé des sessions de professionnalisation : durée, participants, réseaux représentés",
    "la Région et le Carif-Oref ; il entrera par le module « animation »",
)
OUTILS = table(
    "le registre des outils : degré de partage, réseaux ayant droit, usage, déclaration d'accessibilité",
    "la Région et les propriétaires des outils ; il entrera par le module « ressources »",
)
PRODUCTIONS = table(
    "le catalogue des études et des données du territoire : producteur, licence, date, bassin, thème",
    "le Carif-Oref et les membres du SPRO ; il entrera par le module « ressources »",
)
RESSOURCES = table(
    "le catalogue des ressources d'information : source, date de vérification, voie, partage, usage",
    "les structures du SPRO ; il entrera par le module « ressources »",
)
SIGNALEMENTS = table(
    "le registre des erreurs signalées dans l'information et de leur correction",
    "les structures du SPRO et les usagers ; il entrera par le module « ressources »",
)
ENQUETE_USAGERS = table(
    "les réponses à l'enquête menée auprès des usagers",
    "les structures du SPRO, qui la proposent à l'issue de l'accueil ; elles entreront par le module « accueil »",
)
ENQUETE_AGENTS = table(
    "les réponses des professionnels aux cas types de l'enquête d'interconnaissance",
    "les animateurs de bassin ; elles entreront par le module « animation »",
)
ENGAGEMENTS_TENUS = table(
    "le suivi des engagements de la convention : réseaux porteurs et partenaires, état à l'échéance",
    "les services de l'État et de la Région ; il entrera par le module « convention »",
)
CPRDFOP = piece(
    "le schéma prévisionnel de développement du SPRO inscrit au CPRDFOP, objectif par objectif",
    "la Région, qui élabore le contrat avec l'État et les partenaires sociaux",
)
MATRICE = piece(
    "la matrice de correspondance entre les objectifs du CPRDFOP et les articles du projet",
    "les services de la Région, auteurs du projet de cahier des charges",
)
RECTORAT = "le rectorat de chaque académie ; il remet l'agrégat chaque année"
UNIVERSITES = "les universités, par leur service d'information et d'orientation (SCUIO-IP)"
AFFELNET = table(
    "les agrégats des décisions d'orientation et de l'inscription, étape par étape : le "
    "fichier Affelnet des formations, déjà lu, ne donne que les vœux, les places et les affectés",
    "les rectorats ; ils entreront par un fichier remis par chaque académie, sans donnée nominative",
)
SANS_AFFECTATION = table(
    "le nombre d'élèves sans affectation à l'issue du premier tour, par bassin ; les places vacantes sont connues",
    "les rectorats ; le fichier Affelnet des formations ne compte que les élèves affectés",
)
SIEI = table(
    "les agrégats des plateformes de suivi et d'appui aux décrocheurs (PSAD), cohorte par cohorte",
    "les deux pilotes de chaque PSAD (CIO et mission locale) ; ils entreront par le module « décrochage »",
)
RETOUR = table(
    "le registre des demandes de retour en formation : entretien, statut, entrée, suite",
    "les référents du droit au retour ; il entrera par le module « droit au retour »",
)
REFERENTS = table(
    "la liste des référents du droit au retour, par bassin et par statut",
    "le rectorat, la Région et les CFA ; elle entrera par le module « droit au retour »",
)
DISPOSITIFS = table(
    "le catalogue des dispositifs mobilisables : conditions, zone, places, validité, date de vérification",
    "la Région, l'État et les opérateurs des dispositifs ; il entrera par le module « décrochage »",
)
OFFRE = table(
    "l'offre régionale de formation : contenu, accès, lieu, dates, date de mise à jour",
    "le Carif-Oref (format LHÉO) et l'Onisep ; elle entrera par un connecteur",
)
METIERS = table(
    "les fiches métier du référentiel, leur source et leur date",
    "France Travail (ROME) ; elles entreront par un connecteur",
)
HORAIRES = table(
    "les horaires d'ouverture des structures, au format « opening_hours »",
    "les structures du SPRO, par l'annuaire de l'administration ou par data·inclusion",
)
DATES_DES_FICHES = table(
    "la date de mise à jour de chaque fiche de l'annuaire, que les extraits chargés ne donnent pas",
    "la Dila (annuaire de l'administration) et le GIP Plateforme de l'inclusion (data·inclusion)",
)
