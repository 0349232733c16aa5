"""What the person does by the links of her own mails, without an account: give up, take back, give her opinion."""

from django.db import transaction

from portulan.journal.operations import SYSTEME, noter
from portulan.socle.erreurs import DonneeInvalide, Impossible, Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.terrain.accueil import liens
from portulan.terrain.accueil.enums import MotifAnnulation
from portulan.terrain.accueil.etats import recalculer
from portulan.terrain.accueil.models import Besoin, Identite, Satisfaction
from portulan.terrain.accueil.operations_demande import noter_demande, verrouiller
from portulan.terrain.accueil.operations_mise import effacer, franchir
from portulan.terrain.accueil.regles import FERMES
from portulan.terrain.accueil.suites import retirer_l_accord
from portulan.terrain.accueil.transitions import OUVERTES, Acteur

PAR_LA_PERSONNE = "personne"
_NOTE_MAX = 5


def renoncer(*, jeton: str, besoin: int) -> Besoin:
    """The person does not need this any more: who was asked is told. Said again, nothing changes.

    Raises ``Interdit`` (forged or old link), ``Introuvable`` (a need of somebody else).
    """
    with transaction.atomic():
        demande = verrouiller(liens.lire_personne(jeton).pk)
        trouve = demande.besoins.filter(pk=besoin).first()
        if trouve is None:
            raise Introuvable("Ce besoin n’est pas dans votre demande.", remede="Rechargez la page.")
        trouve.demande = demande
        if trouve.etat in FERMES:
            return trouve
        mise = trouve.mises.filter(etat__in=OUVERTES).first()
        if mise is not None:
            franchir(
                mise=mise, transition="annuler", acteur=Acteur.PERSONNE, auteur=PAR_LA_PERSONNE,
                version=mise.version, motif=MotifAnnulation.RENONCE,
            )  # fmt: skip
            trouve.refresh_from_db()
        else:
            trouve.renonce = True
            trouve.save(update_fields=["renonce"])
            recalculer(trouve)
            noter_demande("accueil.renoncer", PAR_LA_PERSONNE, demande, besoin=trouve.pk)
    return trouve


def tout_effacer(*, jeton: str) -> None:
    """The person takes her agreement back: what was under way stops, and who she is is erased at once."""
    with transaction.atomic():
        demande = verrouiller(liens.lire_personne(jeton).pk)
        retirer_l_accord(demande)
        effacer(demande, Identite.objects.get(demande=demande), PAR_LA_PERSONNE)


def donner_son_avis(*, satisfaction: Satisfaction, note: int, aidee: bool | None) -> Satisfaction:
    """Answer the question asked after closing, once; the second answer is not taken."""
    if not 1 <= note <= _NOTE_MAX:
        raise DonneeInvalide("La note va de 1 à 5.", remede="Choisissez une note.")
    with transaction.atomic():
        relue = Satisfaction.objects.select_for_update().get(pk=satisfaction.pk)
        if relue.repondue_le is not None:
            raise Impossible("Vous avez déjà répondu. Merci.", remede="Vous pouvez fermer cette page.")
        relue.repondue_le, relue.note, relue.aidee = aujourdhui(), note, aidee
        relue.save()
        noter("satisfaction.repondre", auteur=SYSTEME, objet_type="satisfaction", objet_id=relue.pk)
    return relue
