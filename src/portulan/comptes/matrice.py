"""Who may do what: one table, read by the querysets, by the tests, and printed in ``docs/droits.md``.

A cell says how far the right goes: ``t`` everything, ``z`` the territory of the role, ``o`` the organisation of the
role, ``s`` what was given to this person, ``p`` what is public, ``.`` nothing. ``2`` in the second column: the act asks
for the second factor. Roles add up: a person may do what any of their roles allows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from portulan.comptes.enums import Etendue, Role
from portulan.socle.erreurs import DeclarationInvalide

# anyone, then: agent, responsable, mission SPRO, rectorat, université, PSAD, secrétariat, présidence, membre, auditeur,
# admin.
TABLE = """
objet        | verbe      | 2 | tous ag re mi rc un ps se pr mb au ad
structure    | voir       |   | p    o  o  z  z  o  z  t  p  p  t  t
structure    | creer      |   | .    .  o  z  .  .  .  .  .  .  .  .
structure    | modifier   |   | .    o  o  z  o  o  .  .  .  .  .  .
structure    | fermer     |   | .    .  o  z  o  o  .  .  .  .  .  .
structure    | rattacher  |   | .    .  .  z  .  .  .  .  .  .  .  .
service      | voir       |   | p    o  o  z  z  o  z  t  p  p  t  t
service      | modifier   |   | .    o  o  z  o  o  .  .  .  .  .  .
disponibilite| modifier   |   | .    o  o  z  o  o  .  .  .  .  .  .
import       | voir       |   | .    .  .  z  .  .  .  .  .  .  t  t
import       | lancer     |   | .    .  .  z  .  .  .  .  .  .  .  t
doublon      | voir       |   | .    .  .  z  .  .  .  .  .  .  t  t
doublon      | decider    |   | .    .  .  z  .  .  .  .  .  .  .  .
sollicitation| voir       |   | .    o  o  z  z  o  .  .  .  .  t  t
sollicitation| lancer     |   | .    .  .  z  .  .  .  .  .  .  .  .
sollicitation| repondre   |   | .    o  o  z  o  o  .  .  .  .  .  .
rencontre    | voir       |   | .    o  o  z  z  o  z  t  .  .  t  t
rencontre    | saisir     |   | .    .  .  z  .  .  .  .  .  .  .  .
protocole    | voir       |   | .    o  o  z  z  o  z  t  .  .  t  t
protocole    | saisir     |   | .    .  o  z  o  o  .  .  .  .  .  .
declaration  | voir       |   | .    o  o  z  z  o  .  t  .  .  t  t
declaration  | saisir     |   | .    .  o  z  o  o  .  .  .  .  .  .
cahier       | voir       |   | p    p  p  t  t  t  p  t  t  t  t  t
cahier       | rediger    |   | .    .  .  t  .  .  .  .  .  .  .  .
cahier       | publier    | 2 | .    .  .  t  .  .  .  .  .  .  .  .
contribution | voir       |   | p    o  o  t  t  o  o  t  t  t  t  t
contribution | deposer    |   | .    .  o  t  o  o  o  .  .  .  .  .
contribution | repondre   |   | .    .  .  t  .  .  .  .  .  .  .  .
referentiel  | voir       |   | p    p  p  t  t  t  p  t  t  t  t  t
referentiel  | rediger    |   | .    .  .  t  .  .  .  .  .  .  .  .
referentiel  | publier    | 2 | .    .  .  t  .  .  .  .  .  .  .  .
registre     | voir       |   | p    p  p  p  p  p  p  p  p  p  p  p
adhesion     | voir       |   | .    o  o  z  z  o  z  t  .  .  t  t
adhesion     | candidater |   | .    .  o  z  .  .  .  .  .  .  .  .
adhesion     | instruire  |   | .    .  .  z  .  .  .  .  .  .  .  .
adhesion     | donner_avis|   | .    .  .  z  z  .  .  .  .  .  .  .
adhesion     | decider    | 2 | .    .  .  z  .  .  .  .  .  .  .  .
adhesion     | signer     | 2 | .    .  o  z  .  .  .  .  .  .  .  .
evaluation   | voir       |   | .    s  o  z  z  o  .  .  .  .  t  t
evaluation   | repondre   |   | .    s  o  .  o  o  .  .  .  .  .  .
evaluation   | soumettre  |   | .    .  o  .  o  o  .  .  .  .  .  .
evaluation   | relire     |   | .    s  s  z  s  s  .  .  .  .  .  .
evaluation   | valider    | 2 | .    .  .  z  .  .  .  .  .  .  .  .
preuve       | voir       |   | .    s  o  z  z  o  .  .  .  .  t  .
preuve       | deposer    |   | .    s  o  .  o  o  .  .  .  .  .  .
plan         | voir       |   | .    o  o  z  z  o  .  .  .  .  t  t
plan         | modifier   |   | .    s  o  z  o  o  .  .  .  .  .  .
campagne     | voir       |   | .    o  o  z  z  o  .  t  t  t  t  t
campagne     | conduire   |   | .    .  .  z  .  .  .  .  .  .  .  .
synthese     | voir       |   | .    .  .  z  z  .  .  t  t  t  t  t
regle        | voir       |   | p    p  p  t  p  p  p  p  p  p  t  t
regle        | preparer   |   | .    .  .  t  .  .  .  .  .  .  .  .
regle        | publier    | 2 | .    .  .  t  .  .  .  .  .  .  .  .
accueil      | voir       |   | .    o  o  z  .  o  .  .  .  .  .  .
accueil      | saisir     |   | .    o  o  .  .  o  .  .  .  .  .  .
accueil      | mesurer    |   | .    o  o  z  z  o  z  t  .  .  t  t
accueil      | regler     | 2 | .    .  .  z  .  .  .  .  .  .  .  .
identite     | voir       |   | .    o  o  .  .  o  .  .  .  .  .  .
identite     | effacer    | 2 | .    .  o  .  .  o  .  .  .  .  .  t
mise         | voir       |   | .    o  o  z  .  o  .  .  .  .  .  .
mise         | emettre    |   | .    o  o  z  .  o  .  .  .  .  .  .
mise         | repondre   |   | .    o  o  .  .  o  .  .  .  .  .  .
compte       | voir       |   | .    .  o  z  o  o  .  .  .  .  t  t
compte       | inviter    |   | .    .  o  z  o  o  .  t  .  .  .  t
organisation | creer      |   | .    .  .  z  .  .  .  .  .  .  .  t
organisation | modifier   |   | .    .  o  z  o  o  .  .  .  .  .  t
journal      | voir       |   | .    .  o  z  o  o  .  .  .  .  t  t
comite       | voir       |   | p    p  p  p  p  p  p  t  t  t  t  t
comite       | composer   |   | .    .  .  .  .  .  .  t  .  .  .  .
saisine      | voir       |   | p    .  .  z  z  .  .  t  t  t  t  t
saisine      | deposer    |   | .    .  .  z  z  .  .  t  .  .  .  .
saisine      | instruire  |   | .    .  .  .  .  .  .  t  .  s  .  .
dossier      | voir       |   | p    .  .  z  z  .  .  t  t  t  t  .
dossier      | instruire  |   | .    .  .  .  .  .  .  t  .  s  .  .
dossier      | figer      | 2 | .    .  .  .  .  .  .  t  .  .  .  .
observation  | voir       |   | .    .  .  .  .  .  .  t  t  t  t  .
observation  | deposer    |   | .    .  .  .  .  .  .  .  t  t  .  .
seance       | voir       |   | p    p  p  p  p  p  p  t  t  t  t  t
seance       | preparer   |   | .    .  .  .  .  .  .  t  .  .  .  .
seance       | convoquer  | 2 | .    .  .  .  .  .  .  .  t  .  .  .
seance       | conduire   |   | .    .  .  .  .  .  .  t  .  .  .  .
seance       | lire       |   | .    .  .  .  .  .  .  t  t  t  t  .
seance       | convier    |   | .    .  .  .  .  .  .  t  t  .  .  .
seance       | demander   | 2 | .    .  .  .  .  .  .  .  t  t  .  .
seance       | mandater   |   | .    .  .  .  .  .  .  t  s  s  .  .
scrutin      | voir       |   | p    p  p  p  p  p  p  t  t  t  t  .
scrutin      | conduire   |   | .    .  .  .  .  .  .  t  .  .  .  .
scrutin      | voter      | 2 | .    .  .  .  .  .  .  .  s  s  .  .
scrutin      | expliquer  |   | .    .  .  .  .  .  .  .  t  t  .  .
avis         | voir       |   | p    p  p  p  p  p  p  t  t  t  t  t
avis         | rediger    |   | .    .  .  .  .  .  .  t  .  .  .  .
avis         | signer     | 2 | .    .  .  .  .  .  .  .  t  .  .  .
avis         | publier    | 2 | .    .  .  .  .  .  .  t  .  .  .  .
pv           | voir       |   | .    .  .  .  .  .  .  t  t  t  t  .
pv           | rediger    |   | .    .  .  .  .  .  .  t  .  .  .  .
pv           | corriger   |   | .    .  .  .  .  .  .  .  t  t  .  .
pv           | signer     | 2 | .    .  .  .  .  .  .  .  t  .  .  .
acte         | voir       |   | p    p  p  p  p  p  p  p  p  p  p  p
acte         | effacer    | 2 | .    .  .  .  .  .  .  t  .  .  .  t
reserve      | voir       |   | p    p  p  p  p  p  p  t  t  t  t  t
reserve      | suivre     |   | .    .  .  z  z  .  .  t  .  .  .  .
reserve      | decider    | 2 | .    .  .  .  .  .  .  t  .  .  .  .
implantation | prouver    |   | .    .  .  t  .  .  .  .  .  .  .  t
installation | agir       |   | .    .  .  .  .  .  .  .  .  .  .  t
"""

_ROLES = (None, *Role)
_LETTRES = {
    "t": Etendue.TOUT,
    "z": Etendue.TERRITOIRE,
    "o": Etendue.ORGANISATION,
    "s": Etendue.SIEN,
    "p": Etendue.PUBLIC,
}


@dataclass(frozen=True, slots=True)
class Regle:
    """A row of the table: an object, a verb, how far each role goes (None: anyone), and the second factor."""

    objet: str
    verbe: str
    second_facteur: bool
    etendues: Mapping[Role | None, Etendue]


def _lire(texte: str) -> dict[tuple[str, str], Regle]:
    regles = {}
    for ligne in texte.strip().splitlines()[1:]:
        objet, verbe, second, cellules = (morceau.strip() for morceau in ligne.split("|"))
        lettres = cellules.split()
        if len(lettres) != len(_ROLES) or not set(lettres) <= {*_LETTRES, "."} or (objet, verbe) in regles:
            raise DeclarationInvalide(f"table des droits : {ligne}")
        etendues = {role: _LETTRES[x] for role, x in zip(_ROLES, lettres, strict=True) if x != "."}
        regles[objet, verbe] = Regle(objet, verbe, second == "2", MappingProxyType(etendues))
    return regles


MATRICE: Mapping[tuple[str, str], Regle] = MappingProxyType(_lire(TABLE))


def regle(objet: str, verbe: str) -> Regle:
    """Row of the table; a verb that is not in it is a mistake of ours."""
    try:
        return MATRICE[objet, verbe]
    except KeyError:
        raise DeclarationInvalide(f"« {verbe} » sur « {objet} » n’est pas dans la table des droits") from None
