"""A meeting asked for by the majority of the members (R. 6123-3-14): tabled, signed seat by seat, then convened."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.composition.jeu import Jeu, Regle
from portulan.crefop.composition.models import Organe, Personne, Siege
from portulan.crefop.composition.queries import jeu_au, sieges_au
from portulan.crefop.registre.operations import engager, inscrire
from portulan.crefop.seance.courriels import prevenir_demande_atteinte
from portulan.crefop.seance.enums import EtatSeance
from portulan.crefop.seance.models import DemandeSeance, SeanceComite, SignatureDemande
from portulan.crefop.seance.regles import Majorite, majorite_des_membres, signataire
from portulan.crefop.seance.traces import code_du_siege
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.horloge import aujourdhui, maintenant

_POINTS, _LONGUEUR = 20, 300
_CONVOQUEES = (EtatSeance.CONVOQUEE, EtatSeance.OUVERTE, EtatSeance.SUSPENDUE, EtatSeance.CLOSE, EtatSeance.CARENCE)


# --- reads ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compte:
    """The count of a request: signatures of today's members, against their majority; by when it has to be convened."""

    majorite: Majorite
    signees: tuple[SignatureDemande, ...]
    regle: Regle
    limite: date | None

    @property
    def nombre(self) -> int:
        """Signatures counted."""
        return len(self.signees)


def compter(demande: DemandeSeance) -> Compte:
    """Count a request: as it was kept when the majority was reached, else among the members of today."""
    jour = timezone.localdate(demande.atteinte_le) if demande.atteinte_le else aujourdhui()
    jeu = jeu_au(demande.organe, jour)
    debout = tuple(demande.signatures.filter(retiree_le__isnull=True).select_related("siege__college", "personne"))
    delai = jeu.regle("demande.delai")
    if demande.atteinte_le is None or demande.base is None or demande.requis is None:
        majorite, membres = _membres(demande.organe, jeu, jour)
        signees = tuple(s for s in debout if s.siege_id in membres)
        return Compte(majorite, signees, delai, None)
    limite = jour + timedelta(days=delai.valeur) if delai.valeur else None
    return Compte(Majorite(demande.base, demande.requis), debout, delai, limite)


def _membres(organe: Organe, jeu: Jeu, jour: date) -> tuple[Majorite, set[int]]:
    """The majority of the members of a day, and their seats."""
    tenus = [(t.siege.pk, t.deliberatif, t.vacant) for t in sieges_au(organe, jour)]
    return majorite_des_membres(jeu, tenus)


def convoquee(demande: DemandeSeance) -> SeanceComite | None:
    """The meeting that answers a request, convened and not cancelled."""
    return demande.seances.filter(etat__in=_CONVOQUEES).order_by("pk").first()


def siege_signataire(titulaire: Titulaire, organe: Organe) -> tuple[Siege, Personne] | None:
    """The seat for which this account signs today: as its titular, or its first alternate when it has none."""
    for tenu in sieges_au(organe, aujourdhui()):
        personne = signataire(tenu.occupants)
        if personne is not None and titulaire.compte is not None and personne.compte_id == titulaire.compte:
            return tenu.siege, personne
    return None


def a_convoquer(organe: Organe | None = None) -> list[DemandeSeance]:
    """Requests that the majority signed, and that no meeting answers yet."""
    atteintes = DemandeSeance.objects.filter(atteinte_le__isnull=False).select_related("organe")
    if organe is not None:
        atteintes = atteintes.filter(organe=organe)
    return list(atteintes.exclude(seances__etat__in=_CONVOQUEES).order_by("atteinte_le", "pk"))


def dire(demande: DemandeSeance) -> str:
    """« demande D-2026-01 de la majorité des membres (13 signatures sur 24 membres), atteinte le 3 mars 2026 »."""
    assert demande.atteinte_le is not None
    jour = timezone.localdate(demande.atteinte_le)
    return (
        f"demande {demande.numero} de la majorité des membres ({demande.signataires} signatures pour {demande.base} "
        f"membres, {demande.requis} requises, réunies le {jour:%d/%m/%Y})"
    )


# --- operations -----------------------------------------------------------------------------------


def deposer(
    *, titulaire: Titulaire, organe: Organe, points: list[str], expose: str = "", cle: str = ""
) -> DemandeSeance:
    """Table a request with its agenda, and sign it. ``cle``: that of the form; sent twice, it is tabled once."""
    exiger(titulaire, "seance", "demander")
    siege, _ = _exiger_membre(titulaire, organe)
    propres = [p.strip()[:_LONGUEUR] for p in points if p.strip()]
    if not propres:
        raise DonneeInvalide("L’ordre du jour demandé est vide.", remede="Écrivez un point par ligne.")
    if len(propres) > _POINTS:
        raise DonneeInvalide(f"L’ordre du jour demandé a plus de {_POINTS} points.", remede="Regroupez-les.")
    with transaction.atomic():
        Organe.objects.select_for_update().get(pk=organe.pk)
        deja = DemandeSeance.objects.filter(cle=cle).first() if cle else None
        if deja is not None:
            return deja
        demande = DemandeSeance.objects.create(
            organe=organe,
            numero=_numero(),
            ordre="\n".join(propres),
            expose=expose.strip(),
            deposee_le=maintenant(),
            auteur=titulaire.auteur,
            cle=cle,
            fictif=organe.fictif,
        )
        ecrit = {"ordre": demande.ordre, "expose": demande.expose}
        _acter(
            "demande_seance.deposer",
            titulaire.auteur,
            demande,
            {"siege": code_du_siege(siege), "texte": engager(ecrit)},
        )
        _signer(titulaire, demande)
    return demande


def signer(*, titulaire: Titulaire, demande: DemandeSeance) -> DemandeSeance:
    """Sign for the seat that one holds; the signature that makes the majority tells the two chairs. Twice is once."""
    exiger(titulaire, "seance", "demander")
    with transaction.atomic():
        prise = _prendre(demande)
        _signer(titulaire, prise)
    return prise


def _signer(titulaire: Titulaire, demande: DemandeSeance) -> None:
    siege, personne = _exiger_membre(titulaire, demande.organe)
    if demande.signatures.filter(siege=siege, retiree_le__isnull=True).exists():
        return
    _exiger_ouverte(demande)
    signature = SignatureDemande.objects.create(
        demande=demande, siege=siege, personne=personne, auteur=titulaire.auteur, signee_le=maintenant()
    )
    charge = {"siege": code_du_siege(siege), "personne": engager({"personne": personne.pk, "signature": signature.pk})}
    _acter("demande_seance.signer", titulaire.auteur, demande, charge)
    compte = compter(demande)
    if compte.nombre >= compte.majorite.requis:
        demande.atteinte_le, demande.signataires = maintenant(), compte.nombre
        demande.base, demande.requis = compte.majorite.base, compte.majorite.requis
        demande.save()
        charge = {
            "signataires": sorted(code_du_siege(s.siege) for s in compte.signees),
            "base": demande.base,
            "requis": demande.requis,
        }
        _acter("demande_seance.atteindre", titulaire.auteur, demande, charge)
        prevenir_demande_atteinte(demande, _presidences(demande.organe), compter(demande).limite)


def reprendre_signature(*, titulaire: Titulaire, demande: DemandeSeance) -> DemandeSeance:
    """Take one's signature back, until the majority is reached."""
    exiger(titulaire, "seance", "demander")
    with transaction.atomic():
        prise = _prendre(demande)
        siege, _ = _exiger_membre(titulaire, prise.organe)
        signature = prise.signatures.filter(siege=siege, retiree_le__isnull=True).first()
        if signature is None:
            return prise
        _exiger_ouverte(prise)
        signature.retiree_le = maintenant()
        signature.save(update_fields=["retiree_le"])
        _acter("demande_seance.reprendre", titulaire.auteur, prise, {"siege": code_du_siege(siege)})
    return prise


def retirer(*, titulaire: Titulaire, demande: DemandeSeance) -> DemandeSeance:
    """Withdraw a request that one tabled, until the majority is reached."""
    exiger(titulaire, "seance", "demander")
    with transaction.atomic():
        prise = _prendre(demande)
        if prise.auteur != titulaire.auteur:
            raise Interdit("Seul son auteur retire une demande.", remede="Reprenez votre signature.")
        if prise.retiree_le is not None:
            return prise
        _exiger_ouverte(prise)
        prise.retiree_le = maintenant()
        prise.save()
        _acter("demande_seance.retirer", titulaire.auteur, prise, {})
    return prise


# --- inside ---------------------------------------------------------------------------------------


def _prendre(demande: DemandeSeance) -> DemandeSeance:
    """The request as it stands, locked: two signatures at the same instant are counted one after the other."""
    return DemandeSeance.objects.select_for_update(of=("self",)).select_related("organe").get(pk=demande.pk)


def _numero() -> str:
    debut = f"D-{aujourdhui().year}-"
    pris = DemandeSeance.objects.filter(numero__startswith=debut).values_list("numero", flat=True)
    return f"{debut}{max((int(n.removeprefix(debut)) for n in pris), default=0) + 1:02}"


def _exiger_membre(titulaire: Titulaire, organe: Organe) -> tuple[Siege, Personne]:
    tenu = siege_signataire(titulaire, organe)
    if tenu is None:
        raise Interdit(
            "Seuls les membres demandent une séance : vous n’êtes titulaire d’aucun siège de cet organe aujourd’hui.",
            remede="Un suppléant signe quand son siège n’a pas de titulaire.",
        )
    jeu = jeu_au(organe, aujourdhui())
    _, membres = _membres(organe, jeu, aujourdhui())
    if tenu[0].pk not in membres:
        raise Interdit(
            "La règle ne compte que les membres à voix délibérative.",
            remede=f"Source : {jeu.regle('demande.base').reference}.",
        )
    return tenu


def _exiger_ouverte(demande: DemandeSeance) -> None:
    if demande.retiree_le is not None:
        raise Impossible("Cette demande a été retirée.", remede="Déposez-en une autre.")
    if demande.atteinte_le is not None:
        raise Impossible(
            "La majorité a signé : la demande ne change plus.", remede="Les deux présidences convoquent la séance."
        )


def _presidences(organe: Organe) -> list[Personne]:
    """Who chairs the body today; a bureau or a commission is chaired as its plenary."""
    ici = [t for t in sieges_au(organe, aujourdhui()) if t.siege.copreside]
    if not ici and organe.parent is not None:
        ici = [t for t in sieges_au(organe.parent, aujourdhui()) if t.siege.copreside]
    return [t.titulaire for t in ici if t.titulaire is not None]


def _acter(acte: str, auteur: str, demande: DemandeSeance, charge: dict[str, object]) -> None:
    noter(acte, auteur=auteur, objet_type="demande_seance", objet_id=demande.pk)
    inscrire(
        type=acte,
        objet=f"demande_seance:{demande.pk}",
        organe=demande.organe.code,
        charge={"numero": demande.numero, **charge},
    )
