"""Writes on accounts: keyword-only, atomic, journaled."""

import secrets
from datetime import date, timedelta

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from portulan.comptes import freins
from portulan.comptes.enums import Role
from portulan.comptes.models import Compte, Habilitation, LienConsomme, Organisation
from portulan.journal.operations import SYSTEME, noter
from portulan.socle.erreurs import DonneeInvalide, Interdit
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.socle.territoire import Territoire

DUREE_DU_LIEN = timedelta(hours=24)
ESSAIS_PAR_MINUTE = 5
_SEL = "portulan.comptes.lien"


def creer_compte(
    *,
    courriel: str,
    nom: str = "",
    mot_de_passe: str | None = None,
    role: str | None = Role.ADMINISTRATEUR,
    par: str = SYSTEME,
) -> Compte:
    """Create an account; without a password it can only be entered by a link. Raises ``DonneeInvalide``.

    ``role``: a first role that needs no organisation; None for an account whose roles come next (``habiliter``).
    """
    courriel = courriel.strip()
    compte = Compte(courriel=courriel, nom=nom.strip(), created_at=maintenant())
    try:
        validate_email(courriel)
        if mot_de_passe is not None:
            validate_password(mot_de_passe, compte)
    except ValidationError as erreur:
        raise DonneeInvalide(" ".join(erreur.messages), remede="Corrigez, puis recommencez.") from erreur
    compte.set_password(mot_de_passe)
    try:
        with transaction.atomic():
            compte.save()
            noter("compte.creer", auteur=par, objet_type="compte", objet_id=compte.pk)
            if role is not None:
                habiliter(compte=compte, role=role, par=par)
    except IntegrityError as erreur:
        raise DonneeInvalide(
            f"{courriel} a déjà un compte.", remede="Connectez-vous avec ce compte, ou choisissez un autre courriel."
        ) from erreur
    return compte


def habiliter(
    *,
    compte: Compte,
    role: str,
    organisation: Organisation | None = None,
    territoire: Territoire | None = None,
    du: date | None = None,
    au: date | None = None,
    par: str = SYSTEME,
) -> Habilitation:
    """Give a role, from today unless said otherwise; a role already held that day is returned as it is.

    Raises ``DonneeInvalide`` when the role lacks what it needs.
    """
    if role not in Role.values:
        raise DonneeInvalide(
            f"« {role} » n'est pas un rôle connu.", remede=f"Choisissez parmi : {', '.join(Role.values)}."
        )
    if role in {Role.AGENT, Role.RESPONSABLE} and organisation is None:
        raise DonneeInvalide(
            f"Le rôle « {Role(role).label} » se tient au nom d’une organisation.", remede="Choisissez l’organisation."
        )
    jour = du or aujourdhui()
    place = {
        "compte": compte,
        "role": role,
        "organisation": organisation,
        "niveau": territoire.niveau if territoire else "",
        "territoire": territoire.code if territoire else "",
    }
    with transaction.atomic():
        if tenue := Habilitation.objects.valides(jour).filter(**place).first():
            return tenue
        habilitation, nouvelle = Habilitation.objects.get_or_create(
            **place, du=jour, defaults={"au": au, "accordee_par": par}
        )
        if nouvelle:
            noter(
                "compte.habiliter",
                auteur=par,
                objet_type="compte",
                objet_id=compte.pk,
                organisation=organisation.code if organisation else "",
                role=role,
                territoire=str(territoire or ""),
            )
    compte.__dict__.pop("acces", None)
    return habilitation


def assurer_compte(*, courriel: str, nom: str = "", par: str = SYSTEME) -> Compte:
    """Return the account of an address, created without a password when there is none."""
    compte = Compte.objects.filter(courriel__iexact=courriel.strip()).first()
    return compte or creer_compte(courriel=courriel, nom=nom, par=par)


def fabriquer_lien(*, compte: Compte) -> str:
    """Signed value of a sign-in link: single purpose, 24 hours, usable once."""
    return signing.dumps({"compte": compte.pk, "jeton": secrets.token_hex(16)}, salt=_SEL)


def consommer_lien(*, valeur: str) -> Compte:
    """Exchange a link for its account, once. Raises ``Interdit`` when forged, expired or already used."""
    try:
        contenu = signing.loads(valeur, salt=_SEL, max_age=DUREE_DU_LIEN)
    except signing.SignatureExpired as erreur:
        raise _refus_lien("Ce lien de connexion a expiré : il ne vaut que 24 heures.") from erreur
    except signing.BadSignature as erreur:
        raise _refus_lien("Ce lien de connexion n'est pas valable.") from erreur
    compte = Compte.objects.filter(pk=contenu["compte"], is_active=True).first()
    if compte is None:
        raise _refus_lien("Le compte de ce lien n'existe plus.")
    try:
        with transaction.atomic():
            LienConsomme.objects.create(jeton=contenu["jeton"], consomme_le=maintenant())
            noter_entree(compte=compte, par="lien")
    except IntegrityError as erreur:
        raise _refus_lien("Ce lien de connexion a déjà servi.") from erreur
    return compte


def _refus_lien(message: str) -> Interdit:
    return Interdit(message, remede="Demandez-en un autre : ./portulan compte lien, ou relancez ./portulan demo.")


def verifier_mot_de_passe(*, courriel: str, mot_de_passe: str, adresse_ip: str) -> Compte:
    """Check a password, at most five times a minute per account and address. Raises ``Interdit``."""
    cles = freins.places("connexion", courriel.strip().lower() + "|" + adresse_ip, ESSAIS_PAR_MINUTE)
    if not freins.prendre(cles, 60):
        raise Interdit("Trop d'essais de connexion en peu de temps.", remede="Attendez une minute, puis réessayez.")
    compte = authenticate(username=courriel, password=mot_de_passe)
    if not isinstance(compte, Compte):
        raise Interdit(
            "Courriel ou mot de passe incorrect.",
            remede="Vérifiez-les, ou choisissez un nouveau mot de passe.",
        )
    freins.rendre(cles)
    noter_entree(compte=compte, par="mot de passe")
    return compte


def noter_entree(*, compte: Compte, par: str) -> None:
    """Write a sign-in in the journal, and how it was done."""
    noter("compte.connexion", auteur=f"compte:{compte.pk}", objet_type="compte", objet_id=compte.pk, par=par)
