"""Writes of the follow-up: keyword-only, atomic, journaled, and in the register of acts."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.avis.enums import EtatAvis, EtatReserve
from portulan.crefop.avis.models import AvisComite, Reserve
from portulan.crefop.dossier.models import Saisine
from portulan.crefop.registre.operations import engager, inscrire
from portulan.crefop.suivi.droits import RESERVE
from portulan.crefop.suivi.enums import GenreSuivi
from portulan.crefop.suivi.models import SuiviReserve
from portulan.crefop.suivi.queries import a_reevaluer, lire_resultat, repere, suivies
from portulan.crefop.suivi.regles import constater, propose
from portulan.crefop.suivi.transitions import ATTENDUES, TRANSITIONS
from portulan.instantane.canonique import json_canonique
from portulan.journal.operations import SYSTEME, noter
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import maintenant

if TYPE_CHECKING:
    from portulan.diagnostic.resultats import Diagnostic


class ReserveChangee(Impossible):
    """Somebody decided since the form was opened."""

    titre = "Cette réserve a changé entre-temps"

    def __init__(self, reserve: Reserve) -> None:
        super().__init__(
            f"Une autre personne a décidé qu’elle est « {reserve.get_etat_display()} » pendant que vous écriviez.",
            remede="Lisez cette décision, puis recommencez si elle ne suffit pas.",
        )


def declarer(*, titulaire: Titulaire, reserve: Reserve, texte: str, responsable: str = "") -> SuiviReserve:
    """Say what is done for a reserve (the author's side); the same words sent twice by a person are kept once.

    Raises ``Interdit``, ``DonneeInvalide``, ``Impossible``.
    """
    exiger(titulaire, "reserve", "suivre", reserve, RESERVE)
    _exiger_publiee(reserve)
    _exiger_texte(texte, "Dites ce qui a été fait.")
    cle = sha256(json_canonique([titulaire.auteur, texte.strip(), responsable.strip()])).hexdigest()
    with transaction.atomic():
        Reserve.objects.select_for_update().get(pk=reserve.pk)
        deja = reserve.suivis.filter(cle=cle).first()
        if deja is not None:
            return deja
        suivi = _ajouter(
            reserve,
            GenreSuivi.DECLARATION,
            auteur=titulaire.auteur,
            texte=texte.strip(),
            responsable=responsable.strip(),
            cle=cle,
        )
        _inscrire("reserve.declarer", suivi, {"texte": engager(suivi.texte)})
        _noter("reserve.declarer", titulaire.auteur, reserve)
        return suivi


def decider(
    *, titulaire: Titulaire, reserve: Reserve, etat: str, motif: str, vu: str, responsable: str = ""
) -> SuiviReserve:
    """Decide the state of a reserve, with a reason. ``vu``: the state that the person had before their eyes.

    Raises ``Interdit``, ``DonneeInvalide``, ``ReserveChangee``, ``Impossible`` (the state cannot follow).
    """
    exiger(titulaire, "reserve", "decider", reserve, RESERVE)
    _exiger_publiee(reserve)
    _exiger_texte(motif, "Donnez le motif de la décision : il est publié.")
    if etat not in EtatReserve.values:
        raise DonneeInvalide("Cet état n’existe pas.", remede="Choisissez-en un dans la liste.")
    with transaction.atomic():
        tenue = Reserve.objects.select_for_update().get(pk=reserve.pk)
        if tenue.etat != vu:
            raise ReserveChangee(tenue)
        if etat not in TRANSITIONS[EtatReserve(tenue.etat)]:
            raise Impossible(
                f"Une réserve « {tenue.get_etat_display()} » ne devient pas « {EtatReserve(etat).label} ».",
                remede="La page de la réserve dit les états possibles.",
            )
        suivi = _ajouter(
            tenue,
            GenreSuivi.DECISION,
            etat=etat,
            auteur=titulaire.auteur,
            texte=motif.strip(),
            responsable=responsable.strip(),
        )
        Reserve.objects.filter(pk=tenue.pk).update(etat=etat)
        _inscrire("reserve.decider", suivi, {"de": tenue.etat, "vers": etat, "motif": engager(suivi.texte)})
        _noter("reserve.decider", titulaire.auteur, reserve, de=tenue.etat, vers=etat)
    reserve.refresh_from_db()
    return suivi


@dataclass
class Reevaluation:
    """What a snapshot said of the reserves linked to an indicator: (reserve, sentence)."""

    proposees: list[tuple[Reserve, str]] = field(default_factory=list)
    inchangees: list[tuple[Reserve, str]] = field(default_factory=list)
    non_calculables: list[tuple[Reserve, str]] = field(default_factory=list)


def proposer_etats(diagnostic: "Diagnostic") -> Reevaluation:
    """Re-evaluate every published reserve of the region on a new diagnosis; propose a state where the figure says one.

    Asked twice on the same snapshot, it is done once. A figure that cannot be computed proposes nothing, and says so.
    """
    bilan = Reevaluation()
    for reserve in a_reevaluer(diagnostic):
        constat = constater(
            lire_resultat(diagnostic, reserve),
            comparateur=reserve.comparateur,
            seuil=reserve.seuil,
            echeance=reserve.echeance,
            jour=diagnostic.date,
        )
        if constat.etat is None:
            bilan.non_calculables.append((reserve, constat.phrase))
        elif propose(constat, etat=reserve.etat) and _proposer(reserve, diagnostic.identifiant, constat.etat, constat):
            bilan.proposees.append((reserve, constat.phrase))
        else:
            bilan.inchangees.append((reserve, constat.phrase))
    return bilan


def _proposer(reserve: Reserve, instantane: str, etat: EtatReserve, constat: Any) -> bool:
    if reserve.suivis.filter(genre=GenreSuivi.PROPOSITION, instantane=instantane).exists():
        return False
    try:
        with transaction.atomic():
            suivi = _ajouter(
                reserve,
                GenreSuivi.PROPOSITION,
                etat=etat,
                auteur=SYSTEME,
                texte=constat.phrase,
                instantane=instantane,
                valeur=str(constat.valeur),
            )
            _inscrire("reserve.proposer", suivi, {"etat": etat.value, "instantane": instantane, "valeur": suivi.valeur})
            _noter("reserve.proposer", SYSTEME, reserve, etat=etat.value, instantane=instantane)
    except IntegrityError:  # the same diagnosis, written twice at the same instant
        return False
    return True


def suites_pour(saisine: Saisine) -> list[dict[str, Any]]:
    """Follow-up of the former opinions on the same kind of text, as a new dossier opens with it: plain JSON.

    Every reserve and recommendation of the last opinion published before this referral, and what is still awaited from
    the older ones.
    """
    anciens = AvisComite.objects.filter(
        etat=EtatAvis.PUBLIE, saisine__organe=saisine.organe, saisine__type=saisine.type, rendu_le__lt=saisine.recue_le
    ).exclude(saisine=saisine)
    dernier = anciens.order_by("-rendu_le", "-pk").first()
    if dernier is None:
        return []
    lues = suivies(Reserve.objects.filter(avis__in=anciens)).order_by("-avis__rendu_le", "-avis", "-genre", "numero")
    return [_suite(r) for r in lues if r.avis_id == dernier.pk or r.etat in ATTENDUES]


def _suite(reserve: Reserve) -> dict[str, Any]:
    faits = [s for s in reserve.suivis.all() if s.genre != GenreSuivi.PROPOSITION]
    dernier = faits[0] if faits else None
    return {
        "avis": reserve.avis.numero,
        "rendu_le": reserve.avis.rendu_le.isoformat(),
        "numero": f"{repere(reserve)} de l’avis {reserve.avis.numero}",
        "genre": reserve.genre,
        "texte": reserve.texte,
        "question": reserve.question,
        "destinataire": reserve.destinataire,
        "echeance": reserve.echeance.isoformat() if reserve.echeance else "",
        "indicateur": reserve.indicateur,
        "etat": reserve.get_etat_display(),
        "etat_code": reserve.etat,
        "suite": dernier.texte if dernier else "",
        "suite_le": timezone.localdate(dernier.quand).isoformat() if dernier else "",
    }


# --- inside ---------------------------------------------------------------------------------------


def _exiger_publiee(reserve: Reserve) -> None:
    if reserve.avis.etat != EtatAvis.PUBLIE:
        raise Impossible(
            "L’avis qui porte cette réserve n’est pas publié : elle ne se suit pas encore.", remede="Publiez l’avis."
        )


def _exiger_texte(texte: str, remede: str) -> None:
    if not texte.strip():
        raise DonneeInvalide("Ce texte est vide.", remede=remede)


def _ajouter(reserve: Reserve, genre: GenreSuivi, **champs: Any) -> SuiviReserve:
    return SuiviReserve.objects.create(reserve=reserve, genre=genre, quand=maintenant(), **champs)


def _inscrire(genre: str, suivi: SuiviReserve, charge: dict[str, Any]) -> None:
    reserve = suivi.reserve
    inscrire(
        type=genre,
        objet=f"reserve:{reserve.pk}",
        organe=reserve.avis.saisine.organe.code,
        charge={"avis": reserve.avis.numero, "repere": repere(reserve), **charge},
    )


def _noter(acte: str, auteur: str, reserve: Reserve, **detail: Any) -> None:
    noter(acte, auteur=auteur, objet_type="reserve", objet_id=reserve.pk, **detail)
