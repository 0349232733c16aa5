"""What every write on a referral does the same way: take its version, take a step, write it down everywhere."""

from datetime import date
from typing import Any

from portulan.crefop.dossier.models import EtapeSaisine, Saisine
from portulan.crefop.dossier.transitions import PAR_NOM, Transition
from portulan.crefop.registre.operations import inscrire
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible, VersionDepassee
from portulan.socle.horloge import aujourdhui, maintenant


def relire(saisine: Saisine, version: int) -> None:
    """Read the referral again; ``VersionDepassee`` unless it is still the version that the person saw.

    What is checked on it then still holds when ``prendre`` succeeds: every change of a referral moves its version.
    """
    saisine.refresh_from_db()
    if saisine.version != version:
        raise VersionDepassee(saisine, saisine.version)


def tenir(saisine: Saisine) -> None:
    """Lock the referral until the end of the transaction, and read it as it stands.

    Always after the meeting, its item and its ballot, whoever calls: those who decide on a referral (proclaiming,
    taking note, withdrawing) come one after the other, and none waits for one that waits for it.
    """
    Saisine.objects.select_for_update().get(pk=saisine.pk)
    saisine.refresh_from_db()


def prendre(saisine: Saisine) -> int:
    """Take the version that was read: one writer goes on, the others are told."""
    vue = saisine.version
    if not Saisine.objects.filter(pk=saisine.pk, version=vue).update(version=vue + 1):
        saisine.refresh_from_db()
        raise VersionDepassee(saisine, saisine.version)
    saisine.refresh_from_db()
    return vue


def deja_franchie(saisine: Saisine, transition: str, version: int, auteur: str) -> bool:
    """True when this very form was already taken into account (double click, page sent again)."""
    faites = EtapeSaisine.objects.filter(saisine=saisine, transition=transition, version=version, auteur=auteur)
    if faites.exists():
        saisine.refresh_from_db()
        return True
    return False


def exiger_etape(saisine: Saisine, transition: Transition, motif: str) -> None:
    """Raise unless the state allows this step, and its reason is given."""
    if saisine.etat not in transition.de:
        raise Impossible(
            f"La saisine {saisine.numero} est dans l’état « {saisine.get_etat_display()} » : "
            f"« {transition.acte} » n’est pas possible.",
            remede="La page de la saisine dit ce qui est attendu.",
        )
    if transition.motif and not motif.strip():
        raise DonneeInvalide("Cette étape se motive.", remede="Écrivez la raison : elle reste dans l’historique.")


def franchir(saisine: Saisine, nom: str, *, auteur: str, version: int, motif: str = "", **charge: Any) -> None:
    """Take a step already checked, inside the transaction that took ``version``."""
    transition = PAR_NOM[nom]
    saisine.etat = transition.vers
    saisine.save(update_fields=("etat",))
    ecrire_etape(saisine, nom, vers=transition.vers, auteur=auteur, version=version, motif=motif)
    inscrire_au_registre(saisine, nom, {"vers": transition.vers.value, **charge})
    journaliser(saisine, nom, auteur, **charge)


def ecrire_etape(saisine: Saisine, nom: str, *, vers: str, auteur: str, version: int, motif: str = "") -> None:
    """A line of the history."""
    EtapeSaisine.objects.create(
        saisine=saisine,
        transition=nom,
        vers=vers,
        jour=aujourdhui(),
        quand=maintenant(),
        auteur=auteur,
        motif=motif.strip(),
        version=version,
    )


def inscrire_au_registre(saisine: Saisine, acte: str, charge: dict[str, Any]) -> None:
    """An entry of the register, in the transaction of the act."""
    inscrire(type=f"saisine.{acte}", objet=f"saisine:{saisine.numero}", organe=saisine.organe.code, charge=charge)


def journaliser(saisine: Saisine, acte: str, auteur: str, **detail: Any) -> None:
    """An entry of the journal."""
    noter(
        f"saisine.{acte}",
        auteur=auteur,
        objet_type="saisine",
        objet_id=saisine.pk,
        organisation=saisine.auteur.code,
        **{cle: iso(valeur) for cle, valeur in detail.items()},
    )


def iso(valeur: Any) -> Any:
    """A date as JSON writes it."""
    return valeur.isoformat() if isinstance(valeur, date) else valeur
