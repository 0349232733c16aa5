"""Passwords: forgotten (a link by mail, single use, 24 hours), chosen, changed."""

from collections.abc import Callable

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from portulan.comptes import freins, sessions
from portulan.comptes.courriels import adresse_complete, envoyer
from portulan.comptes.models import Compte
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Interdit

HEURES = 24
_DEMANDES_PAR_HEURE = 3


def demander(*, courriel: str, adresse: Callable[[str, str], str]) -> None:
    """Send a link to the account of an address. Nothing says whether there is one; three an hour at most."""
    propre = courriel.strip().lower()
    if not freins.prendre(freins.places("mot-de-passe", propre, _DEMANDES_PAR_HEURE), 3600):
        return
    compte = Compte.objects.filter(courriel__iexact=propre, is_active=True).first()
    if compte is None:
        return
    with transaction.atomic():
        noter("compte.demander_mot_de_passe", objet_type="compte", objet_id=compte.pk)
        lien = adresse(urlsafe_base64_encode(str(compte.pk).encode()), default_token_generator.make_token(compte))
        envoyer("mot_de_passe", compte.courriel, {"lien": lien, "heures": HEURES})


def compte_du_lien(reference: str, jeton: str) -> Compte:
    """Account of a link. Raises ``Interdit`` when forged, expired, or once a password was chosen since."""
    try:
        numero = int(urlsafe_base64_decode(reference).decode("ascii"))
    except ValueError:
        numero = 0
    compte = Compte.objects.filter(pk=numero, is_active=True).first() if 0 < numero < 2**63 else None
    if compte is None or not default_token_generator.check_token(compte, jeton):
        raise Interdit(
            "Ce lien n’est pas valable, a expiré ou a déjà servi.",
            remede="Demandez-en un autre depuis la page de connexion.",
        )
    return compte


def choisir(*, reference: str, jeton: str, mot_de_passe: str) -> Compte:
    """Choose a password with a link: every session closes. Raises ``Interdit``, ``DonneeInvalide``."""
    with transaction.atomic():
        compte = Compte.objects.select_for_update().get(pk=compte_du_lien(reference, jeton).pk)
        if not default_token_generator.check_token(compte, jeton):  # the same link, sent twice at once
            raise Interdit("Ce lien a déjà servi.", remede="Connectez-vous avec votre nouveau mot de passe.")
        _poser(compte, mot_de_passe, garder=None)
    return compte


def changer(*, compte: Compte, actuel: str, nouveau: str, session: str | None) -> None:
    """Change one's own password; the other sessions close. Raises ``Interdit`` (wrong one), ``DonneeInvalide``."""
    cles = freins.places("changer-mot-de-passe", str(compte.pk), 5)
    if not freins.prendre(cles, 60):
        raise Interdit("Trop d’essais en peu de temps.", remede="Attendez une minute, puis réessayez.")
    if compte.has_usable_password() and not compte.check_password(actuel):
        raise Interdit("Le mot de passe actuel n’est pas celui-là.", remede="Corrigez-le, puis recommencez.")
    freins.rendre(cles)
    with transaction.atomic():
        _poser(compte, nouveau, garder=session)


def _poser(compte: Compte, mot_de_passe: str, *, garder: str | None) -> None:
    try:
        validate_password(mot_de_passe, compte)
    except ValidationError as erreur:
        raise DonneeInvalide(" ".join(erreur.messages), remede="Choisissez-en un autre.") from erreur
    compte.set_password(mot_de_passe)
    compte.save(update_fields=["password"])
    sessions.fermer(compte=compte, sauf=garder)
    noter("compte.changer_mot_de_passe", auteur=f"compte:{compte.pk}", objet_type="compte", objet_id=compte.pk)
    envoyer("mot_de_passe_change", compte.courriel, {"lien": adresse_complete("/mot-de-passe/")})
