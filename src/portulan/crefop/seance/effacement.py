"""Erasing a person of the committee: its record, its mails, its name in invitations, what the register hides of it."""

import json
import re

from django.db import transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.comptes.models import Courriel
from portulan.crefop.composition.models import Personne
from portulan.crefop.registre.enums import MotifEffacement
from portulan.crefop.registre.operations import effacer_les_ouvertures, engagements_de, ouvertures_lisibles
from portulan.crefop.seance.models import InvitationSeance
from portulan.journal.operations import noter
from portulan.socle.erreurs import Impossible
from portulan.socle.horloge import aujourdhui

_INVITATIONS = ("seance.proposer_invitation", "seance.retirer_invitation")
_TEXTES = ("motif", "motif_retrait")


def effacer_personne(*, titulaire: Titulaire, personne: Personne) -> Personne:
    """Erase what names a person who no longer sits anywhere, hidden values of the register included.

    Acts already signed keep what they said, as does the citation of an act that decided an invitation; what other free
    texts hide is erased from the page of the register.
    """
    exiger(titulaire, "comite", "composer")
    if personne.occupations.au_jour(aujourdhui()).exists():
        raise Impossible("Cette personne siège encore.", remede="Mettez d’abord fin à ses nominations.")
    with transaction.atomic():
        engagements = set(engagements_de(personne=personne.pk))
        if personne.nom:
            engagements.update(engagements_de(nom=str(personne)), _sans_le_nom(personne))
        if engagements:
            effacer_les_ouvertures(
                auteur=titulaire.auteur, engagements=engagements, motif=MotifEffacement.DEMANDE.value
            )
        if personne.courriel and personne.compte_id is None:  # an account is erased on its own, with its mails
            Courriel.objects.filter(destinataire__iexact=personne.courriel).delete()
        personne.nom = personne.prenom = personne.courriel = personne.qualite = ""
        personne.compte, personne.effacee_le = None, personne.effacee_le or aujourdhui()
        personne.save()
        noter("personne.effacer", auteur=titulaire.auteur, objet_type="personne", objet_id=personne.pk)
    return personne


def _sans_le_nom(personne: Personne) -> list[str]:
    """Take a full name out of what was typed in invitations, whoever they invite; the commitments that hide it."""
    cite = _cite(personne)
    if cite is None:
        return []
    for invitation in InvitationSeance.objects.all():
        dits = {c: cite.sub("personne effacée", getattr(invitation, c))[:300] for c in _TEXTES}
        changes = [c for c, dit in dits.items() if dit != getattr(invitation, c)]
        for champ in changes:
            setattr(invitation, champ, dits[champ])
        if changes:
            invitation.save(update_fields=changes)
    masquees = ouvertures_lisibles().filter(entree__type__in=_INVITATIONS).values_list("engagement", "valeur")
    return [e for e, valeur in masquees if cite.search(json.loads(valeur).get("motif", ""))]


def _cite(personne: Personne) -> re.Pattern[str] | None:
    """What finds a full name in a text, in both orders; None without a first name: a surname alone names others too."""
    prenom, nom = ([re.escape(mot) for mot in partie.split()] for partie in (personne.prenom, personne.nom))
    if not prenom or not nom:
        return None
    ordres = "|".join(r"\s+".join(mots) for mots in ([*prenom, *nom], [*nom, *prenom]))
    return re.compile(rf"(?<![\w-])(?:{ordres})(?![\w-])", re.IGNORECASE)
