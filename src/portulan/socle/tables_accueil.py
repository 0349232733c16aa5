"""The declared tables that the reception fills: cells of counts, never a row about a person.

Each cube has the keys that an indicator reads and no other: no cell crosses more than it must. All of them count
the twelve months that end on the day of the extract, but for the gaps (``CARENCES``: the last three months).
"""

from portulan.socle.declaration import Colonne as C  # noqa: N817 (a table per screen)
from portulan.socle.declaration import Table, Type
from portulan.socle.territoire import Niveau

T, N, R, B = Type.TEXTE, Type.ENTIER, Type.REEL, Type.BOOLEEN

_BASSIN = C("bassin", T, "code du bassin de la personne, à défaut celui de la porte d'entrée", obligatoire=True)
_FICTIF = C("fictif", B, "vrai pour la région de démonstration", obligatoire=True)


def _compte(nom: str, quoi: str) -> C:
    return C(nom, N, quoi, obligatoire=True, minimum=0)


def _cube(nom: str, libelle: str, cles: tuple[C, ...], *comptes: C, ou: tuple[str, Niveau] | None) -> Table:
    return Table(nom, libelle, (*cles, *comptes, _FICTIF), tuple(c.nom for c in cles), rattachement=ou)


_AU_BASSIN = ("bassin", Niveau.BASSIN)

ACCUEILS = _cube(
    "accueils",
    "Accueils de premier niveau, comptés par bassin et par type de porte d'entrée",
    (_BASSIN, C("operateur", T, "type d'opérateur de la porte ; « site » pour le site public", obligatoire=True)),
    _compte("accueils", "accueils"),
    _compte("resolus", "accueils clos au premier niveau avec une réponse"),
    _compte("renvois", "personnes renvoyées sans analyse de leur demande"),
    _compte("identifies", "accueils dont la personne a donné son identité"),
    _compte("traces", "accueils identifiés avec une trace écrite remise"),
    _compte("evolutions", "accueils d'actifs exprimant un besoin d'évolution professionnelle"),
    _compte("vers_cep", "ceux-ci, lorsqu'ils ont été orientés vers un opérateur du CEP"),
    ou=_AU_BASSIN,
)

ACCUEILS_PUBLICS = _cube(
    "accueils_publics",
    "Accueils de premier niveau, comptés par bassin et par public",
    (
        _BASSIN,
        C("public", T, "mot du vocabulaire des publics ; une personne peut en avoir plusieurs", obligatoire=True),
    ),
    _compte("accueils", "accueils"),
    ou=_AU_BASSIN,
)

RECOURS = _cube(
    "recours",
    "Accueils de résidents, comptés par EPCI et par tranche d'âge",
    (
        C("departement", T, "département de résidence", obligatoire=True),
        C("epci", T, "EPCI de résidence ; « - » pour une commune isolée", obligatoire=True),
        C("bassin", T, "bassin de résidence", obligatoire=True),
        C("tranche", T, "0-19, 20-64, 65-plus ; « inconnue » quand l'âge n'est pas dit", obligatoire=True),
    ),
    _compte("accueils", "accueils de personnes dont la commune est connue"),
    ou=("departement", Niveau.DEPARTEMENT),
)

CONTACTS = _cube(
    "contacts",
    "Structures contactées avant celle qui répond, besoin par besoin",
    (_BASSIN, C("contacts", N, "structures contactées avant celle qui répond", obligatoire=True, minimum=0)),
    _compte("besoins", "besoins qui ont trouvé une structure"),
    ou=_AU_BASSIN,
)

TRANSMISSIONS = _cube(
    "transmissions",
    "Orientations d'un type d'opérateur à l'autre, comptées par bassin",
    (
        _BASSIN,
        C("emettrice", T, "type d'opérateur qui oriente ; « site » pour le site public", obligatoire=True),
        C("receveuse", T, "type d'opérateur vers qui la personne est orientée", obligatoire=True),
    ),
    _compte("emises", "orientations émises"),
    _compte("acceptees", "orientations acceptées"),
    _compte("mures", "orientations émises depuis trente jours au moins"),
    _compte("issues", "celles-ci, lorsque l'issue est connue"),
    _compte("perdues", "orientations expirées sans que personne ne réponde de la suite"),
    _compte("suivies", "orientations acceptées depuis soixante jours au moins"),
    _compte("pertinentes", "celles-ci, lorsque aucune réorientation n'a suivi sous soixante jours"),
    _compte("choisies", "orientations que la personne a choisies parmi des propositions"),
    _compte("autres_choix", "celles-ci, lorsqu'elle n'a pas choisi la première"),
    ou=_AU_BASSIN,
)

PROMESSES = _cube(
    "promesses",
    "Promesses faites aux personnes orientées et échues, comptées par bassin, par type d'opérateur et par étape",
    (
        _BASSIN,
        C("operateur", T, "type d'opérateur qui devait tenir la promesse", obligatoire=True),
        C("etape", T, "accuse, reponse, contact, rendez_vous ou issue", obligatoire=True),
    ),
    _compte("echues", "promesses dont l'échéance est passée, tenues ou non"),
    _compte("tenues", "promesses tenues à l'échéance"),
    _compte("acceptees", "promesses tenues à l'échéance pour des orientations acceptées"),
    ou=_AU_BASSIN,
)

DELAIS = _cube(
    "delais",
    "Jours écoulés entre une orientation et chacune de ses étapes",
    (
        _BASSIN,
        C("etape", T, "accuse, reponse, contact, rendez_vous ou issue", obligatoire=True),
        C("jours", N, "jours depuis l'émission", obligatoire=True, minimum=0),
    ),
    _compte("nombre", "orientations"),
    ou=_AU_BASSIN,
)

PARCOURS = _cube(
    "parcours",
    "Personnes orientées, selon le nombre de structures connues pour un même besoin",
    (_BASSIN, C("structures", N, "structures successives pour un même besoin", obligatoire=True, minimum=1)),
    _compte("personnes", "personnes orientées"),
    ou=_AU_BASSIN,
)

ECHANGES = _cube(
    "echanges",
    "Orientations d'une structure à l'autre",
    (
        C("emettrice", T, "identifiant de la structure qui oriente", obligatoire=True),
        C("receveuse", T, "identifiant de la structure qui reçoit", obligatoire=True),
    ),
    _compte("emises", "orientations émises"),
    _compte("acceptees", "orientations acceptées"),
    _compte("acceptees_avant", "orientations acceptées dans les douze mois précédents"),
    ou=None,
)

PROPOSITIONS = _cube(
    "propositions",
    "Premières propositions faites, comptées par bassin et par type d'opérateur",
    (_BASSIN, C("operateur", T, "type d'opérateur proposé", obligatoire=True)),
    _compte("premieres", "propositions faites au premier rang"),
    C(
        "attendues",
        R,
        "premiers rangs, s'ils étaient partagés entre les structures éligibles",
        obligatoire=True,
        minimum=0,
    ),
    ou=_AU_BASSIN,
)

CARENCES = _cube(
    "carences",
    "Carences du trimestre : demandes restées sans structure éligible",
    (
        C("code_insee", T, "commune de la personne", obligatoire=True),
        C("thematique", T, "besoin", obligatoire=True),
        C("public", T, "public ; « - » quand il n'est pas dit", obligatoire=True),
    ),
    _compte("nombre", "demandes"),
    ou=("code_insee", Niveau.COMMUNE),
)

ACCUEIL: tuple[Table, ...] = (
    ACCUEILS,
    ACCUEILS_PUBLICS,
    RECOURS,
    CONTACTS,
    TRANSMISSIONS,
    PROMESSES,
    DELAIS,
    PARCOURS,
    ECHANGES,
    PROPOSITIONS,
    CARENCES,
)
