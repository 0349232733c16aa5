"""Voices of the employment committee, seat by seat: proposed from audiences, checked, read back from an order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portulan.crefop.composition.modele import ecart_effectif
from portulan.crefop.composition.models import ArreteVoix, Organe
from portulan.crefop.composition.ponderation import (
    Blocs,
    Repartition,
    audience_employeurs,
    ecarts_r5311_38,
    etaler,
    plus_forte_moyenne,
    voix_pour_chacune,
)
from portulan.crefop.composition.queries import SiegeOccupe, arrete_au, sieges_au
from portulan.socle.erreurs import DonneeInvalide

# college → block of R. 5311-38
BLOCS = {
    "etat": "etat",
    "region": "region",
    "departements": "departements",
    "syndicats": "syndicats",
    "patronat_interpro": "employeurs",
}
_LIBELLES = {
    "etat": "État",
    "region": "Région",
    "departements": "Départements",
    "syndicats": "Organisations syndicales",
    "employeurs": "Organisations d’employeurs",
}
SYNDICATS, EMPLOYEURS = "syndicats", "patronat_interpro"


@dataclass(frozen=True, slots=True)
class Demande:
    """What an order is computed from. ``voix``: those of the unions, and as many for the employers.

    By key of the seat: ``syndicats`` (audience), ``employeurs`` (companies, employees), ``fixees`` (voices chosen for
    the other seats; those left out are spread equally, a president has one).
    """

    voix: int
    syndicats: Mapping[int, int]
    employeurs: Mapping[int, tuple[int, int]]
    fixees: Mapping[int, int] = field(default_factory=dict)

    def en_valeurs(self) -> dict[str, Any]:
        """Plain JSON values, as an order keeps them."""
        return {
            "voix": self.voix,
            "syndicats": {str(s): a for s, a in sorted(self.syndicats.items())},
            "employeurs": {str(s): list(a) for s, a in sorted(self.employeurs.items())},
        }


@dataclass(frozen=True, slots=True)
class Projet:
    """Voices of each deliberative seat (key → number), how those of the organisations were found, what is wrong."""

    voix: Mapping[int, int]
    syndicats: Repartition
    employeurs: Repartition
    ecarts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bloc:
    """A block of R. 5311-38, presidents left out: its seats and voices, and those of the seats that somebody holds."""

    libelle: str
    sieges: int
    voix: int
    pourvus: int
    voix_pourvues: int


@dataclass(frozen=True)
class Verification:
    """The voices of a body on a day, as its page shows them. ``arrete`` None: no order fixes them yet."""

    arrete: ArreteVoix | None
    blocs: tuple[Bloc, ...]
    presidences: Bloc
    ecarts: tuple[str, ...]
    repartitions: tuple[tuple[str, Repartition], ...]


def projeter(organe: Organe, du: date, demande: Demande) -> Projet:
    """The whole table that an order would fix. Raises ``DonneeInvalide``: an audience is missing, a tie."""
    sieges = _deliberatifs(sieges_au(organe, du))
    syndicats, employeurs = _repartir(sieges, demande)
    par_nom = {SYNDICATS: dict(syndicats.voix), EMPLOYEURS: dict(employeurs.voix)}
    voix = {}
    for code in dict.fromkeys(BLOCS):
        du_college = [s for s in sieges if s.siege.college.code == code and not s.siege.copreside]
        if code in par_nom:
            voix |= {s.siege.pk: par_nom[code][s.siege.libelle] for s in du_college}
        else:
            voix |= _etaler(du_college, _part(code, sieges, demande.voix), demande.fixees)
    for siege in (s.siege for s in sieges if s.siege.pk not in voix):  # presidents, outside the blocks (VR-07)
        voix[siege.pk] = demande.fixees.get(siege.pk, 1)
    return Projet(voix, syndicats, employeurs, tuple(_ecarts(sieges, voix)))


def verifier(organe: Organe, sieges: Sequence[SiegeOccupe], jour: date) -> Verification:
    """What R. 5311-18 and R. 5311-38 say of the real seats of a body on a day."""
    arrete, votants = arrete_au(organe, jour), _deliberatifs(sieges)
    voix = {s.siege.pk: s.poids for s in votants}
    ecarts = _ecarts(votants, voix) if arrete else ["Aucun arrêté ne fixe les voix : aucun vote ne peut se tenir."]
    membres = ecart_effectif(s.siege.college.code for s in sieges if not s.siege.copreside)
    return Verification(
        arrete,
        tuple(
            _bloc(libelle, [s for s in votants if BLOCS.get(s.siege.college.code) == code and not s.siege.copreside])
            for code, libelle in _LIBELLES.items()
        ),
        _bloc("Les deux présidences, hors des blocs", [s for s in votants if s.siege.copreside]),
        tuple(e for e in (membres, *ecarts) if e),
        repartitions_de(arrete) if arrete else (),
    )


def _bloc(libelle: str, sieges: Sequence[SiegeOccupe]) -> Bloc:
    pourvus = [s for s in sieges if not s.vacant]
    return Bloc(libelle, len(sieges), sum(s.poids for s in sieges), len(pourvus), sum(s.poids for s in pourvus))


def repartitions_de(arrete: ArreteVoix) -> tuple[tuple[str, Repartition], ...]:
    """Highest averages of an order, computed again from the audiences that it kept: label → voices and quotients."""
    noms = {v.siege_id: v.siege.libelle for v in arrete.voix.select_related("siege")}
    gardees = arrete.audiences
    syndicats = {noms[int(s)]: a for s, a in gardees["syndicats"].items()}
    entreprises = {noms[int(s)]: a[0] for s, a in gardees["employeurs"].items()}
    salaries = {noms[int(s)]: a[1] for s, a in gardees["employeurs"].items()}
    return (
        ("Organisations syndicales", plus_forte_moyenne(syndicats, gardees["voix"])),
        ("Organisations d’employeurs", plus_forte_moyenne(audience_employeurs(entreprises, salaries), gardees["voix"])),
    )


def voix_choisies(organe: Organe, arrete: ArreteVoix, jour: date) -> dict[int, int]:
    """Voices that an order gives otherwise than by equal shares, for the seats that are still there on a day."""
    gardees = arrete.audiences
    demande = Demande(
        gardees["voix"],
        {int(s): a for s, a in gardees["syndicats"].items()},
        {int(s): (a[0], a[1]) for s, a in gardees["employeurs"].items()},
    )
    try:
        egales = projeter(organe, jour, demande).voix
    except DonneeInvalide:  # an organisation joined since: its audience is to be typed
        return {}
    return {v.siege_id: v.nombre for v in arrete.voix.all() if egales.get(v.siege_id, v.nombre) != v.nombre}


def sans_voix(sieges: Sequence[SiegeOccupe]) -> list[str]:
    """Deliberative seats to which no order gives a voice."""
    return [s.siege.libelle for s in sieges if s.deliberatif and s.poids < 1]


# --- inside ---------------------------------------------------------------------------------------


def _deliberatifs(sieges: Sequence[SiegeOccupe]) -> list[SiegeOccupe]:
    return [s for s in sieges if s.deliberatif]


def _repartir(sieges: Sequence[SiegeOccupe], demande: Demande) -> tuple[Repartition, Repartition]:
    syndicats = _par_nom(sieges, SYNDICATS, demande.syndicats, "l’audience")
    duos = _par_nom(sieges, EMPLOYEURS, demande.employeurs, "les entreprises et leurs salariés")
    employeurs = audience_employeurs({n: d[0] for n, d in duos.items()}, {n: d[1] for n, d in duos.items()})
    repartitions = []
    for audiences in (syndicats, employeurs):
        repartition = plus_forte_moyenne(audiences, demande.voix)
        if repartition.sans_voix:
            assez = voix_pour_chacune(audiences)
            raise DonneeInvalide(
                f"Avec {demande.voix} voix, {', '.join(repartition.sans_voix)} n’en aurait aucune, alors que ce siège "
                "a voix délibérative.",
                remede=f"Il en faut {assez} pour que chaque organisation en ait une."
                if assez
                else "Une audience est nulle : corrigez-la, ou fermez ce siège.",
            )
        repartitions.append(repartition)
    return repartitions[0], repartitions[1]


def _par_nom(sieges: Sequence[SiegeOccupe], college: str, donnees: Mapping[int, Any], quoi: str) -> dict[str, Any]:
    lus: dict[str, Any] = {}
    for siege in (s.siege for s in sieges if s.siege.college.code == college):
        if siege.pk not in donnees:
            raise DonneeInvalide(f"« {siege.libelle} » : {quoi} manque.", remede="Complétez cette organisation.")
        if siege.libelle in lus:
            raise DonneeInvalide(
                f"Deux sièges se nomment « {siege.libelle} ».", remede="Donnez à chacun le nom de son organisation."
            )
        lus[siege.libelle] = donnees[siege.pk]
    return lus


def _part(code: str, sieges: Sequence[SiegeOccupe], voix: int) -> int:
    """Voices of a block: as many for the State and for the local authorities as for both sides of industry."""
    departements = any(s.siege.college.code == "departements" for s in sieges)
    return {"etat": 2 * voix, "region": voix if departements else 2 * voix, "departements": voix}[code]


def _etaler(sieges: Sequence[SiegeOccupe], part: int, fixees: Mapping[int, int]) -> dict[int, int]:
    """What was chosen for some seats; the rest of the block spread over the others."""
    libres = [s.siege.pk for s in sieges if s.siege.pk not in fixees]
    reste = max(0, part - sum(fixees.get(s.siege.pk, 0) for s in sieges))
    choisies = {s.siege.pk: fixees[s.siege.pk] for s in sieges if s.siege.pk in fixees}
    return choisies | dict(zip(libres, etaler(reste, len(libres)), strict=True))


def _blocs(sieges: Sequence[SiegeOccupe], voix: Mapping[int, int]) -> Blocs:
    totaux = dict.fromkeys(BLOCS.values(), 0)
    for siege in (s.siege for s in sieges if not s.siege.copreside):
        if siege.college.code in BLOCS:
            totaux[BLOCS[siege.college.code]] += voix.get(siege.pk, 0)
    return Blocs(**totaux)


def _ecarts(sieges: Sequence[SiegeOccupe], voix: Mapping[int, int]) -> list[str]:
    """What is wrong in a table: seats without a voice, seats that R. 5311-37 leaves without vote, blocks."""
    muets = [s.siege.libelle for s in sieges if voix.get(s.siege.pk, 0) < 1]
    hors = [s.siege.libelle for s in sieges if s.siege.college.code not in BLOCS]
    ecarts = []
    if muets:
        ecarts.append(f"Sièges à voix délibérative sans aucune voix : {', '.join(muets)}.")
    if hors:
        ecarts.append(
            f"Sièges qui n’ont pas voix délibérative dans ce comité (Code du travail, art. R. 5311-37) : "
            f"{', '.join(hors)}."
        )
    return ecarts + ecarts_r5311_38(_blocs(sieges, voix))
