"""Attendance, event by event: noted once, at a time that never goes back; a mistake is cancelled by another event."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.composition.models import Siege
from portulan.crefop.registre.operations import engager, inscrire
from portulan.crefop.seance.droits import SEANCE
from portulan.crefop.seance.enums import EtatMandat, GenrePresence, ModePresence
from portulan.crefop.seance.mandats import acter_mandat, recevoir
from portulan.crefop.seance.models import EvenementPresence, MandatVote, PointOrdre, SeanceComite
from portulan.crefop.seance.presence import Evenement, SiegeVu
from portulan.crefop.seance.queries import evenements_debout, evenements_vus, sieges_vus
from portulan.crefop.seance.regles import heure_retenue
from portulan.crefop.seance.tableau import EtatSiege, change_quelque_chose, lire_sieges
from portulan.crefop.seance.traces import code_du_siege, consigner, prendre
from portulan.crefop.seance.transitions import EN_COURS, POINTS_FINIS
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import maintenant

_DEPORTS = (GenrePresence.SE_DEPORTE, GenrePresence.REVIENT)


def encoder(
    *,
    titulaire: Titulaire,
    seance: SeanceComite,
    genre: str,
    sieges: Iterable[int],
    rang: str = "titulaire",
    mode: str = ModePresence.SALLE,
    quand: datetime | None = None,
    point: PointOrdre | None = None,
    motif: str = "",
) -> list[EvenementPresence]:
    """Note the same event for one or several seats; what changes nothing is left out. Gives the events written.

    ``rang``: who enters or leaves, the titular or an alternate. A withdrawal has its item and its reason.
    """
    exiger(titulaire, "seance", "conduire", seance, SEANCE)
    quoi = GenrePresence(genre)
    with transaction.atomic():
        prise = prendre(seance)
        _exiger_presences(prise, quoi, point, motif)
        vus = {s.siege: s for s in sieges_vus(prise)}
        etats = lire_sieges(evenements_vus(prise))
        derniers = {}
        for e in evenements_debout(prise):
            derniers[e.siege_id] = e.quand
        constat = prise.constats.order_by("-quand").values_list("quand", flat=True).first()
        ecrits = []
        for numero in dict.fromkeys(sieges):
            vu = vus.get(numero)
            if vu is None:
                raise DonneeInvalide("Ce siège n’est pas de cet organe.", remede="Rechargez la page.")
            precedentes = [t for t in (derniers.get(numero), constat) if t is not None]
            heure = _heure(quand, precedentes)
            etat = etats.get(numero, EtatSiege())
            personne = _personne(vu, etat, quoi, rang)
            lu = Evenement(0, numero, personne, quoi, ModePresence(mode), heure, point.pk if point else None)
            if change_quelque_chose(etat, lu):
                ecrits.append(_ecrire(prise, titulaire.auteur, lu, point, motif))
    return ecrits


def annuler_evenement(*, titulaire: Titulaire, evenement: EvenementPresence, motif: str = "") -> EvenementPresence:
    """Cancel the last event of a seat, noted by mistake; a mandate that it ended comes back. Asked twice, done once."""
    exiger(titulaire, "seance", "conduire", evenement.seance, SEANCE)
    with transaction.atomic():
        prise = prendre(evenement.seance)
        deja = EvenementPresence.objects.filter(annule=evenement).first()
        if deja is not None:
            return deja
        if prise.etat not in EN_COURS:
            raise Impossible("La séance est terminée.", remede="Une erreur se dit dans le procès-verbal.")
        debout = [e for e in evenements_debout(prise) if e.siege_id == evenement.siege_id]
        if not debout or debout[-1].pk != evenement.pk:
            raise Impossible(
                "Seul le dernier évènement d’un siège s’annule.", remede="Annulez d’abord ceux qui l’ont suivi."
            )
        annulation = EvenementPresence.objects.create(
            seance=prise,
            siege_id=evenement.siege_id,
            personne_id=evenement.personne_id,
            genre=evenement.genre,
            mode=evenement.mode,
            point_id=evenement.point_id,
            quand=max(maintenant(), evenement.quand),
            motif=motif.strip()[:300] or "Erreur de saisie",
            auteur=titulaire.auteur,
            annule=evenement,
        )
        _tracer(prise, titulaire.auteur, annulation)
        _retablir(prise, titulaire.auteur, evenement)
    return annulation


def _exiger_presences(seance: SeanceComite, genre: GenrePresence, point: PointOrdre | None, motif: str) -> None:
    if seance.etat not in EN_COURS:
        raise Impossible(
            f"La séance est dans l’état « {seance.get_etat_display()} » : les présences ne s’y notent pas.",
            remede="Les présences se notent de la convocation à la clôture.",
        )
    tot = timezone.localdate(maintenant()) < timezone.localdate(seance.prevue_le)
    if tot and genre is not GenrePresence.EXCUSE:
        raise Impossible(
            "Personne n’entre avant le jour de la séance.", remede="Seules les excuses se notent d’avance."
        )
    if genre not in _DEPORTS:
        return
    if point is None or point.seance_id != seance.pk:
        raise DonneeInvalide("Un déport vaut pour un point.", remede="Choisissez le point de l’ordre du jour.")
    if point.etat in POINTS_FINIS:
        raise Impossible("Ce point est terminé : le déport n’y change plus rien.", remede="Choisissez un autre point.")
    if genre is GenrePresence.SE_DEPORTE and not motif.strip():
        raise DonneeInvalide("Un déport se motive.", remede="Écrivez en un mot l’intérêt en cause.")


def _heure(demandee: datetime | None, precedentes: Sequence[datetime]) -> datetime:
    heure = heure_retenue(demandee, maintenant(), precedentes)
    if heure is not None:
        return heure
    if demandee is not None and demandee > maintenant():
        raise DonneeInvalide("Cette heure n’est pas encore passée.", remede="Corrigez l’heure, ou laissez-la vide.")
    derniere = timezone.localtime(max(precedentes))
    raise DonneeInvalide(
        "Un évènement ne se note pas avant le précédent, ni avant un constat de quorum "
        f"({derniere:%d/%m/%Y, %H h %M}).",
        remede="Corrigez l’heure, ou annulez d’abord l’évènement qui suit.",
    )


def _personne(siege: SiegeVu, etat: EtatSiege, genre: GenrePresence, rang: str) -> int:
    """Who the event is about: who holds this rank; for a departure or a withdrawal, who is there."""
    tenus = {r: p for p, r in siege.occupants}
    if not tenus:
        raise Impossible(
            f"Le siège « {_nom(siege)} » est vacant.", remede="Nommez quelqu’un dans la composition du comité."
        )
    if genre is GenrePresence.SORT and len(etat.dedans) == 1:
        return next(iter(etat.dedans))
    if genre in _DEPORTS:
        return next((p for p, _ in siege.occupants if p in etat.dedans), siege.occupants[0][0])
    if genre is GenrePresence.EXCUSE:
        return siege.occupants[0][0]
    personne = tenus.get(rang)  # type: ignore[call-overload]
    if personne is None:
        raise Impossible(f"Personne ne tient ce rang au siège « {_nom(siege)} ».", remede="Choisissez un autre rang.")
    return int(personne)


def _nom(siege: SiegeVu) -> str:
    """What a seat is called, for a refusal."""
    return Siege.objects.only("libelle").get(pk=siege.siege).libelle


def _ecrire(seance: SeanceComite, auteur: str, e: Evenement, point: PointOrdre | None, motif: str) -> EvenementPresence:
    evenement = EvenementPresence.objects.create(
        seance=seance,
        siege_id=e.siege,
        personne_id=e.personne,
        genre=e.genre,
        mode=e.mode,
        point=point,
        quand=e.quand,
        motif=motif.strip()[:300],
        auteur=auteur,
    )
    _tracer(seance, auteur, evenement)
    if e.genre is GenrePresence.ENTRE:
        _rendre_caducs(seance, evenement)
    return evenement


def _rendre_caducs(seance: SeanceComite, entree: EvenementPresence) -> None:
    """Whoever gave mandate is there: the mandate lapses, and does not come back when that person leaves."""
    arrive = f"Une personne de ce siège est arrivée à {timezone.localtime(entree.quand):%H h %M}."
    donnes = MandatVote.objects.filter(seance=seance, mandant=entree.siege_id, etat=EtatMandat.ACCEPTE)
    for mandat in donnes:
        mandat.etat, mandat.motif = EtatMandat.CADUC, arrive
        mandat.fin_le = max(entree.quand, mandat.recu_le)
        mandat.save()
        acter_mandat(seance, entree.auteur, mandat)


def _retablir(seance: SeanceComite, auteur: str, entree: EvenementPresence) -> None:
    """An entry that never was ends no mandate: the one it ended is received again, judged by the rules of now."""
    etat = lire_sieges(evenements_vus(seance)).get(entree.siege_id)
    if entree.genre != GenrePresence.ENTRE or (etat is not None and etat.dedans):
        return
    tombes = MandatVote.objects.filter(
        seance=seance, mandant=entree.siege_id, etat=EtatMandat.CADUC, fin_le__gte=entree.quand
    )
    if tombe := tombes.order_by("-pk").first():
        recevoir(seance, auteur, tombe.mandant, tombe.mandataire)


def _tracer(seance: SeanceComite, auteur: str, e: EvenementPresence) -> None:
    siege = Siege.objects.select_related("college").get(pk=e.siege_id)
    consigner("seance.presence", auteur, seance, siege=siege.code, genre=e.genre, evenement=e.pk)
    inscrire(
        type="seance.presence",
        objet=f"seance:{seance.pk}",
        organe=seance.organe.code,
        charge={
            "evenement": e.pk,
            "annule": e.annule_id,
            "siege": code_du_siege(siege),
            "genre": str(e.genre),
            "mode": str(e.mode),
            "quand": e.quand.isoformat(),
            "point": e.point.rang if e.point else None,
            "personne": engager({"personne": e.personne_id, "evenement": e.pk}),
            "motif": engager({"motif": e.motif}) if e.motif else None,
        },
    )
