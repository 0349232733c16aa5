"""The declared tables of a snapshot: what sources must yield and the only thing indicators may read.

Here what sources yield; what the registers yield is in ``tables_terrain`` (the field) and
``tables_comite`` (the committee). ``TABLES`` is all of them.

Column names are data·inclusion's where the thing exists there (``code_insee``, ``date_maj``), French otherwise.
"""

from portulan.socle.declaration import Colonne as C  # noqa: N817 (a table per screen)
from portulan.socle.declaration import Table, Type
from portulan.socle.tables_accueil import ACCUEIL
from portulan.socle.tables_comite import COMITE
from portulan.socle.tables_terrain import TERRAIN
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

TEMPS_TRAJET = Table(
    nom="temps_trajet",
    libelle="Temps de trajet fournis, d'une commune à une commune ou à une structure",
    colonnes=(
        C("origine", T, "commune actuelle de départ", obligatoire=True),
        C("destination", T, "code de la commune d'arrivée, ou identifiant de la structure", obligatoire=True),
        C("minutes", R, "durée du trajet, en minutes", obligatoire=True, minimum=0, maximum=1440),
    ),
    cle=("origine", "destination"),
    rattachement=("origine", Niveau.COMMUNE),
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
    TEMPS_TRAJET,
    *TERRAIN,
    *ACCUEIL,
    *COMITE,
)
