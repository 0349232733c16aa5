"""What the procedure must not let slip, as pure rules on plain rows: one alert for each thing to look at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portulan.crefop.composition.regles import Titulaire, constats_de_parite, fins_proches
from portulan.crefop.suivi.regles import en_retard
from portulan.socle.dates import date_fr

ALERTE, ATTENTION = "alerte", "attention"
_DERNIER_TRIMESTRE = 10
PUBLICATION = "Code du travail, art.\u00a0R.\u00a06123-3-2"
REUNIONS = "Code du travail, art.\u00a0R.\u00a06123-3-14"
DUREE = "Code du travail, art.\u00a0R.\u00a06123-3-6"


@dataclass(frozen=True, slots=True)
class Alerte:
    """Something to look at: its kind, how serious, what it is about, by when, and the text it rests on.

    ``objet``: (kind, key) of what it is about (« avis », « 2026-01 »), from which a screen makes a link.
    """

    code: str
    gravite: str
    titre: str
    detail: str
    objet: tuple[str, str]
    echeance: date | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class AvisVu:
    """An opinion, as the alerts read it. ``delai``: days that the rules of its meeting give to publish it.

    ``reference``: what asks for its publication.
    """

    numero: str
    rendu_le: date
    publie_le: date | None
    adoptee_le: date | None
    adoption_prevue_le: date | None
    delai: int
    reference: str = PUBLICATION


@dataclass(frozen=True, slots=True)
class PointVu:
    """An item voted on as a whole and without its opinion. ``cle``: that of its meeting."""

    cle: str
    seance: str
    titre: str
    vote_le: date
    delai: int
    reference: str = PUBLICATION


@dataclass(frozen=True, slots=True)
class DemandeVue:
    """A meeting that the majority of the members asks for; ``limite``: by when the rules want it convened."""

    cle: str
    numero: str
    atteinte_le: date
    limite: date | None
    a_confirmer: bool


@dataclass(frozen=True, slots=True)
class ReserveVue:
    """A reserve, as the alerts read it."""

    cle: str
    nom: str
    etat: str
    echeance: date | None
    responsable: str


def _jours(nombre: int) -> str:
    return f"{nombre} jour{'s' if nombre > 1 else ''}"


def avis_non_publies(avis: Iterable[AvisVu], jour: date) -> list[Alerte]:
    """Opinions given and not published (R. 6123-3-2: they are made public): late after the delay of the rules."""
    alertes = []
    for a in avis:
        limite = a.rendu_le + timedelta(days=a.delai)
        if a.publie_le is not None or jour < a.rendu_le:
            continue
        retard = (jour - limite).days
        alertes.append(
            Alerte(
                "avis_non_publie",
                ALERTE if retard > 0 else ATTENTION,
                f"Avis {a.numero} à publier",
                f"Rendu le {date_fr(a.rendu_le)}, en retard de {_jours(retard)}."
                if retard > 0
                else f"Rendu le {date_fr(a.rendu_le)}, à publier avant le {date_fr(limite)}.",
                ("avis", a.numero),
                limite,
                a.reference,
            )
        )
    return alertes


def avis_a_rediger(points: Iterable[PointVu], jour: date) -> list[Alerte]:
    """Items that the committee voted on and whose opinion nobody drafts: late as an opinion not published is."""
    alertes = []
    for p in points:
        limite = p.vote_le + timedelta(days=p.delai)
        alertes.append(
            Alerte(
                "avis_a_rediger",
                ALERTE if jour > limite else ATTENTION,
                f"Avis à rédiger : {p.titre}",
                f"Le comité s’est prononcé le {date_fr(p.vote_le)} (séance {p.seance}) ; l’avis est à publier avant le "
                f"{date_fr(limite)}.",
                ("seance", p.cle),
                limite,
                p.reference,
            )
        )
    return alertes


def demandes_a_convoquer(demandes: Iterable[DemandeVue], jour: date) -> list[Alerte]:
    """Meetings that the majority of the members asks for and that nobody convened (R. 6123-3-14)."""
    alertes = []
    for d in demandes:
        retard = (jour - d.limite).days if d.limite else 0
        delai = "Aucun délai n’est fixé." if d.limite is None else f"À convoquer au plus tard le {date_fr(d.limite)}"
        if d.limite is not None:
            delai += f", en retard de {_jours(retard)}" if retard > 0 else ""
            delai += " (délai par défaut, à confirmer)." if d.a_confirmer else "."
        alertes.append(
            Alerte(
                "demande_a_convoquer",
                ALERTE if retard > 0 else ATTENTION,
                f"Séance demandée par les membres : {d.numero}",
                f"La majorité a signé le {date_fr(d.atteinte_le)}. {delai}",
                ("demande", d.cle),
                d.limite,
                "Code du travail, art.\u00a0R.\u00a06123-3-14",
            )
        )
    return alertes


def avis_apres_adoption(avis: Iterable[AvisVu]) -> list[Alerte]:
    """Opinions dated on the day of the adoption of the text or later: an irregularity of the procedure (CR-C01)."""
    alertes = []
    for a in avis:
        adoption, prevue = (a.adoptee_le, "") if a.adoptee_le else (a.adoption_prevue_le, " prévue")
        if adoption is None or a.rendu_le < adoption:
            continue
        alertes.append(
            Alerte(
                "avis_apres_adoption",
                ALERTE if a.adoptee_le else ATTENTION,
                f"Avis {a.numero} rendu trop tard",
                f"Rendu le {date_fr(a.rendu_le)}, alors que l’adoption{prevue} du texte est du {date_fr(adoption)} : "
                "l’avis doit la précéder.",
                ("avis", a.numero),
                adoption,
                PUBLICATION,
            )
        )
    return alertes


def plenieres_insuffisantes(
    organe: str,
    nom: str,
    tenues: Sequence[date],
    prevues: Sequence[date],
    *,
    minimum: int,
    cree_le: date,
    jour: date,
    reference: str = REUNIONS,
) -> list[Alerte]:
    """Plenaries of the civil year, and of the one before when the body existed: fewer than the rules ask."""
    alertes = []
    avant = sum(s.year == jour.year - 1 for s in tenues)
    if cree_le <= date(jour.year - 1, 1, 1) and avant < minimum:
        alertes.append(
            _plenieres(
                (organe, nom, reference), ALERTE, f"{avant} en {jour.year - 1}, au lieu de {minimum} au moins.", None
            )
        )
    faites = sum(s.year == jour.year and s <= jour for s in tenues)
    a_venir = sum(s.year == jour.year for s in prevues)
    if faites + a_venir < minimum and cree_le.year < jour.year:
        gravite = ALERTE if jour.month >= _DERNIER_TRIMESTRE else ATTENTION
        detail = f"{faites} tenue{'s' if faites > 1 else ''} et {a_venir} convoquée{'s' if a_venir > 1 else ''} en "
        detail += f"{jour.year}, au lieu de {minimum} au moins."
        alertes.append(_plenieres((organe, nom, reference), gravite, detail, date(jour.year, 12, 31)))
    return alertes


def _plenieres(organe: tuple[str, str, str], gravite: str, detail: str, echeance: date | None) -> Alerte:
    code, nom, reference = organe
    titre = f"Séances plénières : {nom}"
    return Alerte("pleniere_manquante", gravite, titre, detail, ("organe", code), echeance, reference)


def mandats_finissant(
    organe: str, mandats: Sequence[tuple[str, date | None]], jour: date, reference: str = DUREE
) -> list[Alerte]:
    """Terms that end within three months (R. 6123-3-6); nobody is named, the seat is."""
    return [
        Alerte(
            "mandat_finissant",
            ATTENTION,
            f"Mandat à renouveler : {siege}",
            f"Il finit le {date_fr(fin)}.",
            ("organe", organe),
            fin,
            reference,
        )
        for siege, fin in fins_proches(mandats, jour)
    ]


def ecarts_de_parite(organe: str, titulaires: Iterable[Titulaire], noms: Mapping[str, str]) -> list[Alerte]:
    """Institutions whose representatives are not in equal number (L. 6123-3); ``noms``: those of the groups."""
    reference = "Code du travail, art.\u00a0L.\u00a06123-3"
    return [
        Alerte(
            "parite", ATTENTION, f"Parité : {noms.get(groupe, groupe)}", constat, ("organe", organe), None, reference
        )
        for groupe, constat in (c.split(" : ", 1) for c in constats_de_parite(titulaires))
    ]


def reserves_en_retard(reserves: Iterable[ReserveVue], jour: date) -> list[Alerte]:
    """Reserves still awaited after their due date."""
    return [
        Alerte(
            "reserve_en_retard",
            ALERTE,
            f"{r.nom} en retard",
            f"Attendue pour le {date_fr(r.echeance)}, {_jours((jour - r.echeance).days)} de retard. "
            f"{r.responsable} doit agir.",
            ("reserve", r.cle),
            r.echeance,
        )
        for r in reserves
        if en_retard(etat=r.etat, echeance=r.echeance, jour=jour) and r.echeance is not None
    ]


def ordonner(alertes: Iterable[Alerte]) -> list[Alerte]:
    """The most serious first, then the oldest deadline."""
    return sorted(alertes, key=lambda a: (a.gravite != ALERTE, a.echeance or date.max, a.titre))
