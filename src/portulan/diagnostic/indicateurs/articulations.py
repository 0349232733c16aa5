"""Links with education, employment and the career advice of workers (F1.O3d, F1.2)."""

from portulan.diagnostic.indicateurs.attentes import ACCUEILS, ORIENTATIONS, PROTOCOLES
from portulan.diagnostic.indicateurs.fabrique import ALERTE, indicateur, seuil, table
from portulan.socle.mesure import Secret, Unite

_EDUCATION_EMPLOI = "Objet de la fiche 1 : articulation avec les services publics de l'éducation et de l'emploi"
_CEP = "Code du travail, art. L. 6111-6 : conseil en évolution professionnelle ; arrêté du 29 mars 2019 (deux niveaux)"

F1_O3D = (
    indicateur(
        "F1.O3d-1",
        "Bassins dotés d'un protocole signé avec chaque service",
        "bassins ayant un protocole signé pour chacun des services : CIO, SCUIO, France Travail, mission locale, "
        "Cap emploi / bassins",
        Unite.POURCENT,
        sources="APP",
        maille="BAS REG",
        fondement=_EDUCATION_EMPLOI,
        vigilance="Un bassin est sans protocole avec l'un des services.",
        seuils=(seuil("<", 100, "Au moins un bassin est sans protocole avec l'un des services."),),
        axes={"service": "service signataire"},
        attente=PROTOCOLES,
    ),
    indicateur(
        "F1.O3d-2",
        "Orientations croisées acceptées, par sens",
        "orientations acceptées / orientations émises, dans chacun des quatre sens entre le SPRO, l'éducation et "
        "l'emploi",
        Unite.POURCENT,
        sources="APP",
        maille="BAS",
        fondement=_EDUCATION_EMPLOI,
        vigilance="Moins de 60 % d'orientations acceptées dans l'un des sens.",
        seuils=(seuil("<", 60, "Dans un sens, trop peu d'orientations sont acceptées."),),
        axes={"sens": "sens de l'orientation"},
        secret=Secret(),
        attente=ORIENTATIONS,
    ),
)

F1_2_APRES_ZONES = (
    indicateur(
        "F1.2-2",
        "Orientations vers le CEP acceptées dans le délai",
        "orientations vers un opérateur du CEP acceptées dans le délai / orientations émises vers le CEP",
        Unite.POURCENT,
        sources="APP",
        maille="BAS REG",
        fondement=_CEP,
        vigilance="Moins de 80 % d'orientations acceptées dans le délai.",
        seuils=(seuil("<", 80, "Trop d'orientations vers le CEP ne sont pas acceptées dans le délai."),),
        secret=Secret(),
        attente=ORIENTATIONS,
    ),
    indicateur(
        "F1.2-3",
        "Membres ayant un protocole avec un opérateur du CEP",
        "membres ayant un protocole avec au moins un opérateur du CEP / membres",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement=_CEP,
        vigilance="Moins de 70 % des membres ; sont également signalées la rédaction en trois niveaux, antérieure à "
        "2019, et la mention de Transitions Pro comme opérateur du CEP.",
        seuils=(seuil("<", 70, "Trop de membres n'ont de protocole avec aucun opérateur du CEP."),),
        attente=PROTOCOLES,
    ),
    indicateur(
        "F1.2-4",
        "Accueils d'actifs orientés vers le CEP",
        "accueils d'actifs orientés vers le CEP / accueils d'actifs exprimant un besoin d'évolution professionnelle",
        Unite.POURCENT,
        sources="APP",
        maille="BAS",
        fondement=_CEP,
        vigilance="Présenté pour information, sans seuil.",
        champ="Actifs en emploi ou en recherche d'emploi",
        secret=Secret(),
        attente=ACCUEILS,
    ),
)

# Replaced below by the computed indicator when the public mapping of the operators is held
F1_2_ZONES = (
    indicateur(
        "F1.2-1",
        "Bassins et publics sans opérateur du CEP atteignable",
        "couples (bassin, public) sans opérateur du CEP délivrant le second niveau à moins de trente minutes, pour "
        "cinq publics : jeunes, demandeurs d'emploi, salariés, cadres, personnes handicapées",
        Unite.NOMBRE,
        sources="DI INSEE TRAJET",
        maille="BAS DEP REG",
        fondement=_CEP,
        vigilance="Tout couple (bassin, public) sans opérateur déclenche une alerte.",
        seuils=(seuil(">", 0, "Un public n'a aucun opérateur du CEP atteignable.", gravite=ALERTE),),
        axes={"public": "public"},
        attente=table("l'annuaire des opérateurs du CEP par public et par zone", "la Région"),
    ),
)

F1_2 = (*F1_2_ZONES, *F1_2_APRES_ZONES)
