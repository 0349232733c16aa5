"""A region and its choices: defaults of the product, over which one folder of TOML says what the region decided.

The folder is ``territoires/<code>/`` of the package, or the one ``PORTULAN_TERRITOIRE`` names (the folder itself, or
one that holds ``<code>/``). A region without a folder works with the defaults.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from portulan.socle.bassins import Bassins, lire_bassins
from portulan.socle.declaration import Origine
from portulan.socle.erreurs import Introuvable, RessourceIndisponible
from portulan.socle.geographie import nom as nom_territoire
from portulan.socle.livraison import TERRITOIRES_LIVRES
from portulan.socle.territoire import Niveau, Territoire
from portulan.socle.toml import Bloc, lire_toml

ACCENT = "#174f78"
CONTRASTE_MINIMAL = 4.5
ROLES = ("etat", "region")
LOGO_MAXIMUM = 500_000
_LOGOS = (".svg", ".png")


@dataclass(frozen=True, slots=True)
class Partenaire:
    """One of the two equals of the service: the State or the Region. Its name stands for a logo when it gives none."""

    role: str
    nom: str
    nom_court: str
    logo: Path | None = None


@dataclass(frozen=True, slots=True)
class SeuilRegional:
    """A threshold of the region, over the one of the product: same code, same unit."""

    code: str
    borne: float
    date: date
    reference: str
    origine: Origine = Origine.REGION


@dataclass(frozen=True, slots=True)
class Region:
    """A region or overseas collectivity. ``de``, ``en``: its name in a sentence (« d’Occitanie », « en Occitanie »)."""

    code: str
    nom: str
    de: str
    en: str
    nom_comite: str
    etat: Partenaire
    collectivite: Partenaire
    accent: str = ACCENT
    seuils: Mapping[str, SeuilRegional] = field(default_factory=lambda: MappingProxyType({}))
    fichier_bassins: Path | None = None

    @property
    def partenaires(self) -> tuple[Partenaire, Partenaire]:
        """The State and the Region, in the order of the Code; neither is above the other."""
        return (self.etat, self.collectivite)

    @property
    def territoire(self) -> Territoire:
        """Typed code of the region."""
        return Territoire(Niveau.REGION, self.code)

    @property
    def empreinte(self) -> str:
        """SHA-256 of the choices, logos and list of bassins included, wherever the folder is."""
        textes = (self.code, self.nom, self.de, self.en, self.nom_comite, self.accent, sorted(self.seuils.items()))
        somme = sha256(repr((textes, [(p.role, p.nom, p.nom_court) for p in self.partenaires])).encode())
        for fichier in (self.etat.logo, self.collectivite.logo, self.fichier_bassins):
            somme.update(sha256(fichier.read_bytes() if fichier else b"").digest())
        return somme.hexdigest()

    def bassins(self) -> Bassins | None:
        """The region's own bassins, commune → (code, name), as freezing takes them; None: the EPCI stand for them."""
        return lire_bassins(self.fichier_bassins, self.code) if self.fichier_bassins else None


def codes_regions() -> tuple[str, ...]:
    """Codes of the regions and overseas collectivities that Portulan can serve, sorted."""
    return tuple(sorted(_defauts()))


def charger_region(code: str) -> Region:
    """A region with its choices. Raises ``Introuvable`` (no such region) or ``DonneeInvalide`` (a file to repair)."""
    if code not in _defauts():
        raise Introuvable(
            f"Aucune région ni collectivité d'outre-mer de code « {code} ».",
            remede=f"Un code de région est attendu, pas de département : {', '.join(codes_regions())}.",
        )
    dossier = _dossier(code)
    choix = lire_toml(dossier / "region.toml") if dossier else Bloc(TERRITOIRES_LIVRES, "", {"code": code})
    return _construire(code, choix, dossier)


def fichier_de_la_region(code: str, nom: str) -> Path | None:
    """A file that the folder of the region holds beside its choices (``adhesion.toml``…); None when it has none."""
    dossier = _dossier(code) if code in _defauts() else None
    chemin = dossier / nom if dossier else None
    return chemin if chemin and chemin.is_file() else None


@cache
def _defauts() -> dict[str, dict[str, str]]:
    return dict(lire_toml(TERRITOIRES_LIVRES / "regions.toml").valeurs)


def _dossier(code: str) -> Path | None:
    """Folder of the region: its own first, else the shipped one, else none."""
    propre = os.environ.get("PORTULAN_TERRITOIRE")
    if propre:
        racine = Path(propre).expanduser()
        if not racine.is_dir():
            raise RessourceIndisponible(
                f"PORTULAN_TERRITOIRE désigne « {racine} », qui n'est pas un dossier.",
                remede="Donnez le dossier qui contient region.toml, ou retirez cette variable.",
            )
        if (racine / code / "region.toml").exists():
            return racine / code
        if (racine / "region.toml").exists() and lire_toml(racine / "region.toml").texte("code") == code:
            return racine
    livre = TERRITOIRES_LIVRES / code
    return livre if (livre / "region.toml").exists() else None


def _construire(code: str, choix: Bloc, dossier: Path | None) -> Region:
    choix.n_admet_que("code", "nom", "nom_comite", "accent", "partenaires", "bassins")
    if choix.texte("code") != code:
        choix.refuser("code", f"« {choix.texte('code')} » dans le dossier de la région {code}", f'Écrivez "{code}".')
    defaut = _defauts()[code]
    etat, collectivite = _partenaires(choix, defaut, dossier)
    return Region(
        code=code,
        nom=choix.texte("nom", nom_territoire(Territoire(Niveau.REGION, code))),
        de=defaut["de"],
        en=defaut["en"],
        nom_comite=choix.texte("nom_comite", defaut.get("comite", f"CREFOP {defaut['de']}")),
        etat=etat,
        collectivite=collectivite,
        accent=_accent(choix),
        seuils=_seuils(dossier),
        fichier_bassins=_fichier_bassins(choix, dossier),
    )


def _partenaires(choix: Bloc, defaut: Mapping[str, str], dossier: Path | None) -> tuple[Partenaire, Partenaire]:
    ecrits = {}
    for bloc in choix.blocs("partenaires"):
        bloc.n_admet_que("role", "nom", "nom_court", "logo")
        role = bloc.texte("role")
        if role not in ROLES or role in ecrits:
            bloc.refuser("role", f"« {role} » inconnu ou en double", 'Un bloc "etat" et un bloc "region", pas plus.')
        nom = bloc.texte("nom")
        ecrits[role] = Partenaire(role, nom, bloc.texte("nom_court", nom), _logo(bloc, dossier))
    if ecrits and set(ecrits) != set(ROLES):
        choix.refuser("partenaires", "un seul partenaire", "Écrivez les deux, État et Région : ils sont égaux en rang.")
    return (
        ecrits.get("etat") or Partenaire("etat", f"L’État — {defaut['etat']}", "État"),
        ecrits.get("region") or Partenaire("region", defaut["collectivite"], defaut["collectivite"]),
    )


def _logo(bloc: Bloc, dossier: Path | None) -> Path | None:
    if "logo" not in bloc.valeurs:
        return None
    chemin = _fichier(bloc, "logo", dossier)
    if chemin.suffix.lower() not in _LOGOS or chemin.stat().st_size > LOGO_MAXIMUM:
        bloc.refuser("logo", "image d'un autre format, ou de plus de 500 ko", "Donnez un fichier SVG ou PNG léger.")
    return chemin


def _fichier(bloc: Bloc, cle: str, dossier: Path | None) -> Path:
    """A file named in a region's folder: it must be there, and inside."""
    racine = (dossier or TERRITOIRES_LIVRES).resolve()
    chemin = (racine / bloc.texte(cle)).resolve()
    if not chemin.is_relative_to(racine) or not chemin.is_file():
        bloc.refuser(cle, f"« {bloc.texte(cle)} » n'est pas dans {racine}", "Posez le fichier à côté de region.toml.")
    return chemin


def _accent(choix: Bloc) -> str:
    couleur = choix.texte("accent", ACCENT).lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", couleur):
        choix.refuser("accent", f"« {couleur} » n'est pas une couleur", "Écrivez-la en hexadécimal, comme #174f78.")
    contraste = contraste_sur_blanc(couleur)
    if contraste < CONTRASTE_MINIMAL:
        lu = f"{contraste:.1f}".replace(".", ",")
        choix.refuser(
            "accent",
            f"« {couleur} » ne se lit pas assez sur du blanc (contraste de {lu}, il en faut 4,5)",
            "Choisissez une couleur plus foncée.",
        )
    return couleur


def contraste_sur_blanc(couleur: str) -> float:
    """Contrast ratio of ``#rrggbb`` on white (WCAG 2.2: relative luminance), from 1 to 21."""
    canaux = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lineaires = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux]  # noqa: PLR2004 (sRGB)
    luminance = 0.2126 * lineaires[0] + 0.7152 * lineaires[1] + 0.0722 * lineaires[2]
    return 1.05 / (luminance + 0.05)


def _seuils(dossier: Path | None) -> Mapping[str, SeuilRegional]:
    """Thresholds by code; the engine refuses those it does not know."""
    if dossier is None or not (dossier / "seuils.toml").exists():
        return MappingProxyType({})
    fichier = lire_toml(dossier / "seuils.toml")
    fichier.n_admet_que("seuils")
    seuils: dict[str, SeuilRegional] = {}
    for bloc in fichier.blocs("seuils"):
        bloc.n_admet_que("code", "borne", "date", "reference")
        code = bloc.texte("code")
        if code in seuils:
            bloc.refuser("code", f"« {code} » a déjà une borne", "Gardez un seul bloc par seuil.")
        seuils[code] = SeuilRegional(code, bloc.nombre("borne"), bloc.jour("date"), bloc.texte("reference"))
    return MappingProxyType(seuils)


def _fichier_bassins(choix: Bloc, dossier: Path | None) -> Path | None:
    bloc = choix.bloc("bassins")
    if bloc is None:
        return None
    bloc.n_admet_que("fichier")
    return _fichier(bloc, "fichier", dossier)
