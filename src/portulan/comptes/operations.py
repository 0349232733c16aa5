"""Writes on accounts: keyword-only, atomic, journaled."""

import secrets
from datetime import timedelta

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from portulan.comptes.models import Compte, LienConsomme, Role
from portulan.journal.operations import SYSTEME, noter
from portulan.socle.erreurs import DonneeInvalide, Interdit
from portulan.socle.horloge import maintenant

DUREE_DU_LIEN = timedelta(hours=24)
ESSAIS_PAR_MINUTE = 5
_SEL = "portulan.comptes.lien"


def creer_compte(
    *,
    courriel: str,
    nom: str = "",
    mot_de_passe: str | None = None,
    role: str = Role.ADMINISTRATEUR,
    par: str = SYSTEME,
) -> Compte:
    """Create an account; without a password it can only be entered by a link. Raises ``DonneeInvalide``."""
    courriel = courriel.strip()
    if role not in Role.values:
        raise DonneeInvalide(
            f"« {role} » n'est pas un rôle connu.", remede=f"Choisissez parmi : {', '.join(Role.values)}."
        )
    compte = Compte(courriel=courriel, nom=nom.strip(), role=role, created_at=maintenant())
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
            noter("compte.creer", auteur=par, objet_type="compte", objet_id=compte.pk, role=compte.role)
    except IntegrityError as erreur:
        raise DonneeInvalide(
            f"{courriel} a déjà un compte.", remede="Connectez-vous avec ce compte, ou choisissez un autre courriel."
        ) from erreur
    return compte


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
            noter("compte.connexion", auteur=f"compte:{compte.pk}", objet_type="compte", objet_id=compte.pk, par="lien")
    except IntegrityError as erreur:
        raise _refus_lien("Ce lien de connexion a déjà servi.") from erreur
    return compte


def _refus_lien(message: str) -> Interdit:
    return Interdit(message, remede="Demandez-en un autre : ./portulan compte lien, ou relancez ./portulan demo.")


def verifier_mot_de_passe(*, courriel: str, mot_de_passe: str, adresse_ip: str) -> Compte:
    """Check a password, at most five times a minute per account and address. Raises ``Interdit``."""
    cle = f"connexion:{signing.Signer(salt=_SEL).signature(courriel.strip().lower() + '|' + adresse_ip)}"
    places = [f"{cle}:{rang}" for rang in range(ESSAIS_PAR_MINUTE)]
    # One place per attempt, taken for a minute: ``add`` is atomic, which reading a counter then writing it is not
    if not any(cache.add(place, 1, timeout=60) for place in places):
        raise Interdit("Trop d'essais de connexion en peu de temps.", remede="Attendez une minute, puis réessayez.")
    compte = authenticate(username=courriel, password=mot_de_passe)
    if not isinstance(compte, Compte):
        raise Interdit(
            "Courriel ou mot de passe incorrect.",
            remede="Vérifiez-les ; un lien de connexion s'obtient par ./portulan compte lien.",
        )
    cache.delete_many(places)
    noter("compte.connexion", auteur=f"compte:{compte.pk}", objet_type="compte", objet_id=compte.pk, par="mot de passe")
    return compte
