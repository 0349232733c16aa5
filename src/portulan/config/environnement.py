"""Everything read from the environment, once, into one frozen value. All problems are reported together.

A region's choices (name, logos, thresholds) are data, never environment: see ``territoires/``.
"""

import fcntl
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from portulan.socle.chemins import Maison, maison
from portulan.socle.erreurs import ErreurUtilisateur, RessourceIndisponible, raison_systeme

HOTES_LOCAUX = ("localhost", "127.0.0.1", "[::1]")
_LONGUEUR_CLE = 50
_REGION = "76"


class ConfigurationInvalide(ErreurUtilisateur):
    """One or several environment variables cannot be used; the message lists them all."""

    code_sortie = 78
    code_http = 500
    titre = "Configuration à corriger"


@dataclass(frozen=True, slots=True)
class Fournisseur:
    """A provider of OpenID Connect: its issuer (endpoints are read there), what we ask of it."""

    nom: str
    emetteur: str
    client: str
    secret: str = field(repr=False)
    portees: str = "openid profile email"
    acr: str = ""


@dataclass(frozen=True)
class Environnement:
    """What an administrator may choose; every field has a default that suits one machine."""

    maison: Maison
    base: Mapping[str, Any]
    cle_secrete: str
    adresse_publique: str
    hotes: tuple[str, ...]
    derriere_relais: bool
    region: str
    deboguer: bool
    smtp: Mapping[str, Any]
    expediteur: str
    oidc: "Fournisseur | None"

    @property
    def https(self) -> bool:
        """The site is reached through https: cookies are then marked secure."""
        return self.adresse_publique.startswith("https://")


def _booleen(texte: str) -> bool:
    if texte.lower() in {"1", "oui", "vrai", "true"}:
        return True
    if texte.lower() in {"", "0", "non", "faux", "false"}:
        return False
    raise ValueError("écrivez oui ou non")


def _adresse(texte: str) -> str:
    if texte and not re.fullmatch(r"https?://[^/\s?#]+/?", texte):
        raise ValueError("écrivez l'adresse complète du site, par exemple https://portulan.example.fr")
    return texte.rstrip("/")


def _region(texte: str) -> str:
    if texte and not re.fullmatch(r"\d{2}|9[78]\d", texte):
        raise ValueError("écrivez le code officiel de la région, par exemple 76 pour l'Occitanie")
    return texte


def _hotes(texte: str) -> tuple[str, ...]:
    noms = tuple(nom.strip() for nom in texte.split(",") if nom.strip())
    if any("/" in nom or " " in nom for nom in noms):
        raise ValueError("écrivez des noms de machine séparés par des virgules, sans « https:// »")
    return noms


def _base(texte: str) -> dict[str, Any]:
    """Turn ``postgresql://user:password@host:port/name?sslmode=…`` into Django's setting."""
    if not texte:
        return {}
    morceaux = urlsplit(texte)
    if morceaux.scheme not in {"postgres", "postgresql"} or not morceaux.path.strip("/"):
        raise ValueError("écrivez postgresql://compte:motdepasse@machine:5432/base, ou rien pour SQLite")
    options = dict(parse_qsl(morceaux.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(morceaux.path.lstrip("/")),
        "USER": unquote(morceaux.username or ""),
        "PASSWORD": unquote(morceaux.password or ""),
        "HOST": options.pop("host", "") or unquote(morceaux.hostname or ""),
        "PORT": str(morceaux.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _smtp(texte: str) -> dict[str, Any]:
    """Turn ``smtp://user:password@host:port`` (``smtps://`` for TLS from the start) into the options of a mailer."""
    if not texte:
        return {}
    morceaux = urlsplit(texte)
    if morceaux.scheme not in {"smtp", "smtps", "smtp+clair"} or not morceaux.hostname:
        raise ValueError("écrivez smtp://compte:motdepasse@machine:587, ou smtps://… pour un port chiffré d'emblée")
    return {
        "host": morceaux.hostname,
        "port": morceaux.port or {"smtps": 465, "smtp": 587, "smtp+clair": 25}[morceaux.scheme],
        "username": unquote(morceaux.username or ""),
        "password": unquote(morceaux.password or ""),
        "use_ssl": morceaux.scheme == "smtps",
        "use_tls": morceaux.scheme == "smtp",
        "timeout": 20,
    }


def _courriel(texte: str) -> str:
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+|[^<>\r\n]+<[^@\s<>]+@[^@\s<>]+>", texte):
        raise ValueError("écrivez une adresse, par exemple Portulan <portulan@region.example>")
    return texte


def _oidc(texte: str) -> str:
    if texte not in {"", "oui", "proconnect"}:
        raise ValueError("écrivez proconnect, ou oui pour un autre fournisseur OpenID Connect")
    return texte


def _emetteur(texte: str) -> str:
    if texte and not re.fullmatch(r"https://[^\s?#]+|http://(localhost|127\.0\.0\.1)(:\d+)?(/[^\s?#]*)?", texte):
        raise ValueError("écrivez l'adresse https de l'émetteur, celle qui précède /.well-known/openid-configuration")
    return texte.rstrip("/")


def _texte(texte: str) -> str:
    return texte


def _fournisseur(lues: Mapping[str, Any]) -> Fournisseur | None:
    """Provider of identity: nothing, or everything it needs."""
    if not lues["PORTULAN_OIDC"]:
        return None
    noms = ("PORTULAN_OIDC_EMETTEUR", "PORTULAN_OIDC_CLIENT", "PORTULAN_OIDC_SECRET")
    if manquants := [nom for nom in noms if not lues[nom]]:
        raise ValueError(f"avec PORTULAN_OIDC, donnez aussi {', '.join(manquants)}")
    emetteur, client, secret = (lues[nom] for nom in noms)
    if lues["PORTULAN_OIDC"] == "proconnect":
        return Fournisseur(
            "ProConnect",
            emetteur,
            client,
            secret,
            portees="openid given_name usual_name email siret organizational_unit",
            acr=lues["PORTULAN_OIDC_ACR"] or "eidas1",
        )
    return Fournisseur(lues["PORTULAN_OIDC_NOM"], emetteur, client, secret, acr=lues["PORTULAN_OIDC_ACR"])


def _cle(texte: str) -> str:
    if texte and len(texte) < _LONGUEUR_CLE:
        raise ValueError(f"{_LONGUEUR_CLE} caractères au moins, tirés au hasard (ou rien : elle est créée toute seule)")
    return texte


_VARIABLES: dict[str, tuple[Callable[[str], Any], str]] = {
    "DATABASE_URL": (_base, ""),
    "PORTULAN_SECRET_KEY": (_cle, ""),
    "PORTULAN_ADRESSE": (_adresse, ""),
    "PORTULAN_HOTES": (_hotes, ""),
    "PORTULAN_RELAIS": (_booleen, ""),
    "PORTULAN_REGION": (_region, ""),
    "PORTULAN_DEBUG": (_booleen, ""),
    "PORTULAN_SMTP": (_smtp, ""),
    "PORTULAN_OIDC": (_oidc, ""),
    "PORTULAN_OIDC_EMETTEUR": (_emetteur, ""),
    "PORTULAN_OIDC_CLIENT": (_texte, ""),
    "PORTULAN_OIDC_SECRET": (_texte, ""),
    "PORTULAN_OIDC_NOM": (_texte, "Connexion professionnelle"),
    "PORTULAN_OIDC_ACR": (_texte, ""),
    "PORTULAN_EXPEDITEUR": (_courriel, "Portulan <portulan@localhost>"),
}
_SECRETES = {"PORTULAN_SECRET_KEY", "DATABASE_URL", "PORTULAN_SMTP", "PORTULAN_OIDC_SECRET"}


def lire(variables: Mapping[str, str]) -> Environnement:
    """Read and validate ``variables``; raise one ``ConfigurationInvalide`` that names every faulty one."""
    lues: dict[str, Any] = {}
    fautes: list[str] = []
    for nom, (lecteur, defaut) in _VARIABLES.items():
        texte = variables.get(nom, defaut).strip()
        try:
            lues[nom] = lecteur(texte)
        except ValueError as erreur:
            montre = "" if nom in _SECRETES else f" « {texte} »"
            fautes.append(f"{nom}{montre} : {erreur}")
    if not fautes:
        try:
            lues["fournisseur"] = _fournisseur(lues)
        except ValueError as erreur:
            fautes.append(f"PORTULAN_OIDC : {erreur}")
    if fautes:
        raise ConfigurationInvalide(
            "La configuration contient "
            + (f"{len(fautes)} erreurs" if len(fautes) > 1 else "une erreur")
            + " :\n  - "
            + "\n  - ".join(fautes),
            remede="Corrigez ces variables d'environnement, puis relancez.",
        )
    foyer = maison()
    adresse = lues["PORTULAN_ADRESSE"]
    hote = (urlsplit(adresse).hostname,) if adresse else ()
    return Environnement(
        maison=foyer,
        base=lues["DATABASE_URL"],
        cle_secrete=lues["PORTULAN_SECRET_KEY"] or cle_du_foyer(foyer.racine),
        adresse_publique=adresse,
        hotes=tuple(dict.fromkeys((*hote, *lues["PORTULAN_HOTES"], *HOTES_LOCAUX))),
        derriere_relais=lues["PORTULAN_RELAIS"],
        region=lues["PORTULAN_REGION"] or foyer.region_de_la_demonstration or _REGION,
        deboguer=lues["PORTULAN_DEBUG"],
        smtp=lues["PORTULAN_SMTP"],
        expediteur=lues["PORTULAN_EXPEDITEUR"],
        oidc=lues["fournisseur"],
    )


def cle_du_foyer(racine: Path) -> str:
    """Secret key of the installation: generated at first start, readable by its owner only, stable afterwards."""
    fichier = racine / "cle_secrete"
    try:
        if cle := fichier.read_text().strip():
            return cle
    except FileNotFoundError:
        pass
    except OSError as erreur:
        raise _illisible(fichier, erreur) from erreur
    try:
        racine.mkdir(parents=True, exist_ok=True)
        with open(fichier, "a+", opener=_prive) as partage:
            fcntl.flock(partage, fcntl.LOCK_EX)  # the first process writes it, the others wait and read it
            partage.seek(0)
            cle = partage.read().strip()
            if not cle:
                cle = secrets.token_urlsafe(64)
                partage.write(cle)
    except OSError as erreur:
        raise _illisible(racine, erreur) from erreur
    return cle


def _prive(chemin: str, drapeaux: int) -> int:
    return os.open(chemin, drapeaux, 0o600)


def _illisible(chemin: Path, erreur: OSError) -> RessourceIndisponible:
    return RessourceIndisponible(
        f"Portulan ne peut pas utiliser {chemin} ({raison_systeme(erreur)}).",
        remede="Donnez-lui un dossier où écrire : PORTULAN_HOME=/chemin/vers/un/dossier.",
    )


@cache
def environnement() -> Environnement:
    """The environment of this process, read once."""
    return lire(os.environ)
