"""Fetching an official address: streamed to disk, with limits, and a message that says what to check.

Only https, at most five redirections (each of them https again), a size limit, timeouts, and never a web page taken for
a data file. A plain http address of the machine itself is accepted for local mirrors.
"""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from portulan.socle.erreurs import DonneeInvalide, RessourceIndisponible
from portulan.socle.progression import Progression, muette

if TYPE_CHECKING:
    import httpx

TAILLE_MAX = 4 << 30
_REDIRECTIONS_MAX = 5
_DELAI_S = 30.0
_LOCAUX = frozenset({"127.0.0.1", "localhost", "::1"})
_SUFFIXES = (".csv.gz", ".json.gz", ".tar.bz2", ".tar.gz", ".csv", ".json", ".parquet", ".zip", ".gz", ".ndjson")

_PANNES = (
    ("refused", "refuse la connexion"),
    ("CERTIFICATE", "présente un certificat que cette machine ne reconnaît pas"),
    ("Name or service", "porte un nom de serveur inconnu"),
    ("nodename nor servname", "porte un nom de serveur inconnu"),
    ("name resolution", "ne peut pas être cherchée : le réseau ne répond pas"),
    ("unreachable", "est hors de portée de ce réseau"),
    ("decompressing", "envoie un contenu mal compressé"),
)


def est_adresse(origine: str) -> bool:
    """True for something to fetch rather than a path."""
    return "://" in origine


def suffixe(adresse: str) -> str:
    """Extension announced by an address, the portals' « exports/csv » form included; empty when it says none."""
    try:
        chemin = unquote(urlsplit(adresse).path).lower().rstrip("/")
    except ValueError:  # said clearly when it is fetched
        return ""
    for connu in _SUFFIXES:
        if chemin.endswith(connu):
            return connu
    dernier = chemin.rsplit("/", 1)[-1]
    return f".{dernier}" if dernier in {"csv", "json", "parquet"} else ""


def telecharger(
    adresse: str,
    destination: Path,
    *,
    quoi: str = "",
    taille_max: int = TAILLE_MAX,
    delai: float = _DELAI_S,
    progression: Progression = muette,
) -> str:
    """Fetch ``adresse`` into ``destination``; returns the SHA-256 of the bytes written.

    ``quoi`` names the data set in messages. Raises ``RessourceIndisponible`` (network, HTTP error, cut) or
    ``DonneeInvalide`` (address refused, web page, too large).
    """
    import httpx

    _controler_adresse(adresse)
    try:
        with httpx.Client(timeout=delai, follow_redirects=False, headers={"User-Agent": "Portulan"}) as client:
            return _suivre(client, adresse, destination, quoi=quoi, taille_max=taille_max, progression=progression)
    except httpx.TimeoutException as erreur:
        raise _indisponible(adresse, quoi, f"n'a pas répondu en {delai:g} secondes") from erreur
    except httpx.RemoteProtocolError as erreur:
        raise _indisponible(adresse, quoi, "a coupé la réponse avant la fin") from erreur
    except (httpx.HTTPError, httpx.InvalidURL) as erreur:
        raise _indisponible(adresse, quoi, _pourquoi(erreur)) from erreur


def _suivre(
    client: "httpx.Client", adresse: str, destination: Path, *, quoi: str, taille_max: int, progression: Progression
) -> str:
    courante = adresse
    for _ in range(_REDIRECTIONS_MAX + 1):
        with client.stream("GET", courante) as reponse:
            if reponse.is_redirect:
                courante = urljoin(courante, reponse.headers.get("location", ""))
                _controler_adresse(courante)
                continue
            _controler_reponse(reponse, adresse, quoi, taille_max)
            return _ecrire(reponse, adresse, destination, taille_max=taille_max, progression=progression)
    raise _indisponible(adresse, quoi, f"renvoie plus de {_REDIRECTIONS_MAX} fois vers une autre adresse")


def _controler_adresse(adresse: str) -> None:
    try:
        morceaux = urlsplit(adresse)
        lisible = morceaux.scheme not in {"http", "https"} or (bool(morceaux.hostname) and morceaux.port != 0)
    except ValueError:  # brackets, or a port that is not one
        lisible = False
    if not lisible:
        raise DonneeInvalide(
            f"« {adresse} » n'est pas une adresse lisible.",
            remede="Recopiez-la entière : https://, le nom du serveur, puis le chemin du fichier.",
        )
    if morceaux.username or morceaux.password:
        # It would be kept in the sidecar and printed in the sources of the dossiers
        raise DonneeInvalide(
            f"L'adresse de {morceaux.hostname} contient un identifiant ou un mot de passe : il serait publié avec "
            "l'origine des données.",
            remede="Téléchargez le fichier vous-même et donnez son chemin.",
        )
    if morceaux.scheme == "https" or (morceaux.scheme == "http" and morceaux.hostname in _LOCAUX):
        return
    raise DonneeInvalide(
        f"L'adresse {adresse} n'est pas une adresse https.",
        remede="Utilisez une adresse qui commence par https://, ou téléchargez le fichier et donnez son chemin.",
    )


def _controler_reponse(reponse: "httpx.Response", adresse: str, quoi: str, taille_max: int) -> None:
    if reponse.status_code != 200:  # noqa: PLR2004 (HTTP OK)
        raise _indisponible(adresse, quoi, f"répond par l'erreur HTTP {reponse.status_code}")
    if "html" in reponse.headers.get("content-type", "").lower():
        raise DonneeInvalide(
            f"{_sujet(adresse, quoi)} renvoie une page web et non un fichier de données.",
            remede="Ouvrez cette adresse dans un navigateur : l'identifiant du jeu de données a peut-être changé. "
            "Donnez l'adresse du fichier lui-même (lien d'export), ou le chemin d'un fichier déjà téléchargé.",
        )
    annoncee = reponse.headers.get("content-length", "")
    if annoncee.isdigit() and int(annoncee) > taille_max:
        raise _trop_gros(adresse, taille_max)


def _ecrire(
    reponse: "httpx.Response", adresse: str, destination: Path, *, taille_max: int, progression: Progression
) -> str:
    empreinte, recus = hashlib.sha256(), 0
    annoncee = int(reponse.headers.get("content-length", "0") or 0)
    with destination.open("wb") as fichier:
        for bloc in reponse.iter_bytes(1 << 18):
            recus += len(bloc)
            if recus > taille_max:
                raise _trop_gros(adresse, taille_max)
            empreinte.update(bloc)
            fichier.write(bloc)
            progression(f"Téléchargement : {recus / 1e6:.1f} Mo", min(recus / annoncee, 1.0) if annoncee else 0.0)
    return empreinte.hexdigest()


def _pourquoi(erreur: Exception) -> str:
    """What the person can do something about; the words of the libraries are English."""
    texte = str(erreur)
    for signe, phrase in _PANNES:
        if signe in texte:
            return phrase
    return "ne peut pas être jointe"


def _sujet(adresse: str, quoi: str) -> str:
    return f"L'adresse {adresse}" + (f" ({quoi})" if quoi else "")


def _indisponible(adresse: str, quoi: str, probleme: str) -> RessourceIndisponible:
    return RessourceIndisponible(
        f"{_sujet(adresse, quoi)} {probleme}.",
        remede="Vérifiez l'accès au réseau et l'adresse (l'identifiant du jeu de données peut avoir changé), ou "
        "téléchargez le fichier depuis un autre poste et donnez son chemin.",
    )


def _trop_gros(adresse: str, taille_max: int) -> DonneeInvalide:
    return DonneeInvalide(
        f"Le fichier de {adresse} dépasse la taille admise ({taille_max / 1e6:.0f} Mo).",
        remede="Vérifiez que c'est le bon fichier, ou demandez un export restreint à ce qui est utile.",
    )
