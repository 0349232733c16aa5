"""Mails: written from a template, kept in an outbox, sent by the worker, tried again when the server fails.

A template is one text, ``templates/courriels/<gabarit>.txt`` of any application: « Sujet : … », an empty line, then
the message. The HTML part is made from the text, so that both say the same thing. A template is declared
(``declarer``) with an example, which is what the page of templates shows.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.tasks import task
from django.template.loader import render_to_string

from portulan.comptes.enums import EtatCourriel
from portulan.comptes.models import Courriel
from portulan.socle.erreurs import DeclarationInvalide, raison_systeme
from portulan.socle.horloge import maintenant

# Waits between two attempts; after the last one the mail is given up, and an administrator sees it
ATTENTES = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
_SUJET = re.compile(r"Sujet\s:\s")  # templates are read with non-breaking spaces
_journal = logging.getLogger("portulan.comptes")


@dataclass(frozen=True, slots=True)
class Gabarit:
    """A declared template: when it is sent, and an example of what fills it."""

    nom: str
    quand: str
    exemple: Mapping[str, Any]


GABARITS: dict[str, Gabarit] = {}


def declarer(nom: str, *, quand: str, exemple: Mapping[str, Any]) -> None:
    """Declare a template, its occasion (French sentence) and an example; once for each name."""
    if nom in GABARITS and GABARITS[nom].quand != quand:
        raise DeclarationInvalide(f"courriel déclaré deux fois : {nom}")
    GABARITS[nom] = Gabarit(nom, quand, exemple)


def adresse_complete(chemin: str) -> str:
    """Public address of a page, for a mail written when nobody is browsing."""
    return (settings.PORTULAN_ADRESSE or "http://localhost:8000") + chemin


def ecrire(gabarit: str, contexte: Mapping[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML of a message."""
    if gabarit not in GABARITS:
        raise DeclarationInvalide(f"courriel non déclaré : {gabarit}")
    brut = render_to_string(f"courriels/{gabarit}.txt", {**contexte, "texte_seul": True})
    sujet, _, texte = brut.strip().partition("\n")
    if not _SUJET.match(sujet):
        raise DeclarationInvalide(f"courriels/{gabarit}.txt ne commence pas par « Sujet : »")
    sujet = re.sub(r"[ \t\r]+", " ", _SUJET.sub("", sujet, count=1)).strip()[:250]
    paragraphes = [p.strip() for p in texte.strip().split("\n\n") if p.strip()]
    html = render_to_string("courriels/base.html", {"sujet": sujet, "paragraphes": paragraphes})
    return sujet, "\n\n".join(paragraphes) + "\n", html


def envoyer(gabarit: str, destinataire: str, contexte: Mapping[str, Any]) -> Courriel:
    """Queue a mail; it leaves once the transaction is committed. ``contexte``: what the template needs."""
    sujet, texte, html = ecrire(gabarit, contexte)
    courriel = Courriel.objects.create(
        gabarit=gabarit, destinataire=destinataire, sujet=sujet, texte=texte, html=html, cree_le=maintenant()
    )
    transaction.on_commit(lambda: expedier.enqueue(courriel.pk))
    return courriel


@task()
def expedier(courriel_id: int) -> str:
    """Send one mail; when the server fails, say why and try later. Returns what became of it."""
    with transaction.atomic():
        courriel = Courriel.objects.select_for_update().filter(pk=courriel_id, etat=EtatCourriel.ATTENTE).first()
        if courriel is None:
            return "ignore"
        courriel.essais += 1
        try:
            _remettre(courriel)
        except OSError as erreur:  # every failure of the network or of the server (SMTPException is one)
            courriel.erreur = _raison(erreur)[:300]
            abandonne = courriel.essais > len(ATTENTES)
            courriel.etat = EtatCourriel.ABANDONNE if abandonne else EtatCourriel.ATTENTE
            _journal.warning("courriel %s, essai %s : %s", courriel.pk, courriel.essais, courriel.erreur)
        else:
            courriel.etat, courriel.envoye_le, courriel.erreur = EtatCourriel.ENVOYE, maintenant(), ""
            courriel.texte = courriel.html = ""
        courriel.save()
    if courriel.etat == EtatCourriel.ATTENTE:
        expedier.using(run_after=maintenant() + ATTENTES[courriel.essais - 1]).enqueue(courriel.pk)
    return courriel.etat


def _remettre(courriel: Courriel) -> None:
    message = EmailMultiAlternatives(courriel.sujet, courriel.texte, None, [courriel.destinataire])
    message.attach_alternative(courriel.html, "text/html")
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    message.send()


def _raison(erreur: OSError) -> str:
    return f"{type(erreur).__name__} : {raison_systeme(erreur) if erreur.errno else erreur}"


def relancer(courriel: Courriel) -> None:
    """Try a mail that was given up again, from the first attempt."""
    with transaction.atomic():
        trouve = Courriel.objects.select_for_update().filter(pk=courriel.pk, etat=EtatCourriel.ABANDONNE).first()
        if trouve is None:
            return
        trouve.etat, trouve.essais = EtatCourriel.ATTENTE, 0
        trouve.save()
        transaction.on_commit(lambda: expedier.enqueue(trouve.pk))


def essayer_maintenant(limite: int = 20) -> int:
    """Try every waiting mail at once (asked by an administrator); return how many left."""
    attente = Courriel.objects.filter(etat=EtatCourriel.ATTENTE).order_by("pk").values_list("pk", flat=True)[:limite]
    return sum(expedier.call(pk) == EtatCourriel.ENVOYE for pk in list(attente))


_LIEN = "https://portulan.region.example/…"
declarer(
    "invitation",
    quand="Une personne est invitée à tenir un rôle.",
    exemple={
        "role": "responsable chez un opérateur",
        "organisation": "Mission locale du Val",
        "region": "Région d’exemple",
        "lien": _LIEN,
        "jours": 7,
    },
)
declarer(
    "mot_de_passe",
    quand="Une personne demande à choisir un nouveau mot de passe.",
    exemple={"lien": _LIEN, "heures": 24},
)
declarer("mot_de_passe_change", quand="Le mot de passe d’un compte vient d’être changé.", exemple={"lien": _LIEN})
declarer(
    "second_facteur_retire",
    quand="Le second facteur d’un compte vient d’être retiré.",
    exemple={"par": "un administrateur", "lien": _LIEN},
)
declarer(
    "demande_decidee",
    quand="Une demande de rattachement à une organisation vient d’être décidée.",
    exemple={"acceptee": True, "organisation": "Mission locale du Val", "role": "agent d’un opérateur", "lien": _LIEN},
)
