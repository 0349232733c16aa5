"""Signing in through a provider of OpenID Connect (ProConnect is one setting of it).

A person is found by the issuer and ``sub`` only, never by an address. An unknown person gets an account without any
right, and a request to join the organisation that the provider announces. Code flow, PKCE S256, state and nonce;
signatures are checked by mozilla-django-oidc, issuer, audience and ``sub`` of the userinfo here.
"""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import requests
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.utils.crypto import salted_hmac
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.utils import import_from_settings

from portulan.comptes.models import Compte, Organisation
from portulan.comptes.operations import creer_compte, noter_entree
from portulan.comptes.roles import demander_rattachement
from portulan.journal.operations import noter
from portulan.socle.erreurs import Impossible, Introuvable, RessourceIndisponible

if TYPE_CHECKING:
    from django.http import HttpRequest

UN_JOUR = 86_400
A_RELIER = "oidc_a_relier"  # key of the session: the account that asked to be tied to the provider
_NOMS = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}


def _digest(sujet: str, texte: str) -> str:
    return salted_hmac(f"portulan.comptes.{sujet}", texte, algorithm="sha256").hexdigest()


def cle_de_l_annonce(emetteur: str) -> str:
    """Where the endpoints of an issuer are kept."""
    return f"oidc:{_digest('emetteur', emetteur)}"


def annonce() -> dict[str, str]:
    """Endpoints of the provider, read from its issuer and kept for a day. Raises ``RessourceIndisponible``."""
    fournisseur = exiger_fournisseur()
    cle = cle_de_l_annonce(fournisseur.emetteur)
    connue = cache.get(cle)
    if connue is not None:
        return connue
    try:
        reponse = requests.get(f"{fournisseur.emetteur}/.well-known/openid-configuration", timeout=10)
        reponse.raise_for_status()
        lue = reponse.json()
    except (requests.RequestException, ValueError) as erreur:
        raise indisponible() from erreur
    if lue.get("issuer", "").rstrip("/") != fournisseur.emetteur or not set(_NOMS.values()) <= set(lue):
        raise indisponible()
    cache.set(cle, lue, UN_JOUR)
    return lue


def indisponible() -> RessourceIndisponible:
    """What to say when the provider does not answer."""
    nom = exiger_fournisseur().nom
    return RessourceIndisponible(
        f"{nom} ne répond pas pour l’instant.", remede="Réessayez dans quelques minutes, ou employez un mot de passe."
    )


def exiger_fournisseur() -> Any:
    """Provider of this installation. Raises ``Introuvable`` when there is none."""
    if settings.PORTULAN_OIDC is None:
        raise Introuvable(
            "Cette installation n’a pas de fournisseur d’identité.", remede="Connectez-vous avec un mot de passe."
        )
    return settings.PORTULAN_OIDC


def reglage(nom: str, *defaut: Any) -> Any:
    """Settings as mozilla-django-oidc asks for them, ours being read from the provider."""
    if nom in _NOMS:
        return annonce()[_NOMS[nom]]
    fournisseur = exiger_fournisseur()
    notres = {
        "OIDC_RP_CLIENT_ID": fournisseur.client,
        "OIDC_RP_CLIENT_SECRET": fournisseur.secret,
        "OIDC_RP_SCOPES": fournisseur.portees,
        "OIDC_AUTH_REQUEST_EXTRA_PARAMS": {"acr_values": fournisseur.acr} if fournisseur.acr else {},
    }
    return notres[nom] if nom in notres else import_from_settings(nom, *defaut)


class ParFournisseur(OIDCAuthenticationBackend):
    """The account of a person that the provider vouches for."""

    get_settings = staticmethod(reglage)

    def __init__(self) -> None:
        self.UserModel = get_user_model()

    def authenticate(self, request: "HttpRequest | None", **kwargs: Any) -> Compte | None:
        """Exchange the code of the callback for an account; nothing for the other ways of signing in."""
        if request is None or "nonce" not in kwargs or settings.PORTULAN_OIDC is None:
            return None
        super().__init__()
        try:
            return super().authenticate(request, **kwargs)
        except requests.RequestException as erreur:
            raise indisponible() from erreur

    def get_user(self, user_id: int) -> Compte | None:
        """Active account of a session."""
        return Compte.objects.filter(pk=user_id, is_active=True).first()

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """Signature and nonce as the library checks them; issuer and audience of the identity token besides."""
        contenu = super().verify_token(token, **kwargs)
        if "nonce" in kwargs:
            destinataires = contenu.get("aud")
            vises = destinataires if isinstance(destinataires, list) else [destinataires]
            fournisseur = exiger_fournisseur()
            if str(contenu.get("iss", "")).rstrip("/") != fournisseur.emetteur or fournisseur.client not in vises:
                raise SuspiciousOperation("jeton d’un autre émetteur ou pour un autre client")
        return contenu

    def get_or_create_user(self, access_token: str, id_token: str, payload: dict[str, Any]) -> Compte:
        """Account of ``sub`` at this issuer; the account of the session when it asked to be tied; else a new one."""
        infos = self.get_userinfo(access_token, id_token, payload)
        sub = str(payload.get("sub") or "")
        if not sub or infos.get("sub") != sub:
            raise SuspiciousOperation("le jeton et les informations ne parlent pas de la même personne")
        emetteur = exiger_fournisseur().emetteur
        connu = Compte.objects.filter(emetteur=emetteur, sub=sub[:255]).first()
        a_relier = self.request.session.pop(A_RELIER, None)
        if a_relier is not None and self.request.user.pk == a_relier:
            return self._relier(connu, emetteur, sub)
        if connu is None:
            connu = _creer(emetteur, sub, infos)
        if connu.is_active:
            noter_entree(compte=connu, par="fournisseur d’identité")
        return connu

    def _relier(self, connu: Compte | None, emetteur: str, sub: str) -> Compte:
        compte: Compte = self.request.user
        if connu is not None and connu.pk != compte.pk:
            raise Impossible(
                "Cette identité est déjà celle d’un autre compte.",
                remede="Connectez-vous avec cet autre compte, ou effacez-le d’abord.",
            )
        with transaction.atomic():
            compte.emetteur, compte.sub = emetteur, sub
            compte.save(update_fields=["emetteur", "sub"])
            noter("compte.relier", auteur=f"compte:{compte.pk}", objet_type="compte", objet_id=compte.pk)
        return compte


def _creer(emetteur: str, sub: str, infos: dict[str, Any]) -> Compte:
    """An account without a right, and the request that its organisation will decide."""
    courriel = (
        str(infos.get("email") or "").strip() or f"{salted_hmac('sub', sub).hexdigest()[:16]}@sans-courriel.invalid"
    )
    if Compte.objects.filter(courriel__iexact=courriel).exists():
        raise Impossible(
            "Un compte Portulan a déjà ce courriel, et une adresse ne suffit pas à prouver que c’est le vôtre.",
            remede="Connectez-vous avec son mot de passe, puis reliez-le depuis « Mon compte ».",
        )
    prenom = str(infos.get("given_name") or "")
    nom = str(infos.get("usual_name") or infos.get("family_name") or "")
    siret = "".join(c for c in str(infos.get("siret") or "") if c.isdigit())[:14]
    with transaction.atomic():
        compte = creer_compte(courriel=courriel, nom=f"{prenom} {nom}".strip()[:120], role=None, par="systeme")
        compte.emetteur, compte.sub = emetteur, sub[:255]
        compte.save(update_fields=["emetteur", "sub"])
        if siret:
            voulues = list(Organisation.objects.filter(siren=siret[:9], active=True)[:2])
            demander_rattachement(
                compte=compte,
                organisation=voulues[0] if len(voulues) == 1 else None,
                siret=siret,
                annonce=str(infos.get("organizational_unit") or ""),
            )
    return compte


def adresse_de_deconnexion(request: "HttpRequest") -> str:
    """Where to end the session at the provider; empty when it did not open this one (or does not answer)."""
    jeton = request.session.get("oidc_id_token")
    if not jeton or settings.PORTULAN_OIDC is None:
        return ""
    try:
        fin = annonce().get("end_session_endpoint", "")
    except RessourceIndisponible:
        return ""
    retour = request.build_absolute_uri("/")
    return f"{fin}?{urlencode({'id_token_hint': jeton, 'post_logout_redirect_uri': retour})}" if fin else ""
