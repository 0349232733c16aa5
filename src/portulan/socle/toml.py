"""TOML files a region writes by hand: every refusal names the file, the key and what to write instead."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from portulan.socle.erreurs import DonneeInvalide, RessourceIndisponible, raison_systeme

_TYPES = {
    str: "un texte entre guillemets",
    float: "un nombre",
    date: "une date, comme 2026-01-15",
    list: "une liste de blocs [[…]]",
    dict: "un bloc […]",
}


def lire_toml(chemin: Path) -> "Bloc":
    """The whole file as a block. Raises ``DonneeInvalide`` (not TOML) or ``RessourceIndisponible`` (cannot be read)."""
    try:
        texte = chemin.read_bytes().decode("utf-8-sig")
        return Bloc(chemin, "", tomllib.loads(texte))
    except OSError as erreur:
        raise RessourceIndisponible(
            f"{chemin} ne peut pas être lu ({raison_systeme(erreur)}).",
            remede="Vérifiez le chemin et les droits de lecture.",
        ) from erreur
    except UnicodeDecodeError as erreur:
        raise DonneeInvalide(f"{chemin} n'est pas écrit en UTF-8.", remede="Enregistrez-le en UTF-8.") from erreur
    except tomllib.TOMLDecodeError as erreur:
        raise DonneeInvalide(
            f"{chemin} n'est pas un fichier TOML valide : {erreur}.",
            remede="Corrigez la ligne indiquée ; un texte s'écrit entre guillemets, une clé une seule fois par bloc.",
        ) from erreur


@dataclass(frozen=True)
class Bloc:
    """A table of a TOML file, read key by key."""

    chemin: Path
    prefixe: str
    valeurs: Mapping[str, Any]

    def refuser(self, cle: str, pourquoi: str, remede: str) -> NoReturn:
        """Refuse the value of a key: file, key, why, what to do."""
        raise DonneeInvalide(f"{self.chemin}, clé « {self.prefixe}{cle} » : {pourquoi}.", remede=remede)

    def n_admet_que(self, *cles: str) -> None:
        """An unknown key is an error: a misspelt choice would otherwise be ignored in silence."""
        inconnues = sorted(set(self.valeurs) - set(cles))
        if inconnues:
            self.refuser(inconnues[0], "clé inconnue", f"Clés admises ici : {', '.join(cles)}.")

    def texte(self, cle: str, defaut: str | None = None) -> str:
        """A text that is not blank; ``defaut`` when the key is absent, required when there is no default."""
        valeur = str(self._valeur(cle, str, defaut)).strip()
        if not valeur:
            self.refuser(cle, "texte vide", "Écrivez un texte, ou retirez la clé.")
        return valeur

    def nombre(self, cle: str) -> float:
        """A finite number, required."""
        valeur = self.valeurs.get(cle)
        nombre = float(valeur) if isinstance(valeur, int) and not isinstance(valeur, bool) else valeur
        if not isinstance(nombre, float) or nombre - nombre != 0:
            self.refuser(cle, "un nombre est attendu", "Écrivez un nombre avec un point décimal, comme 30.0.")
        return nombre

    def jour(self, cle: str) -> date:
        """A date without time, required."""
        valeur = self._valeur(cle, date, None)
        return date(valeur.year, valeur.month, valeur.day)

    def blocs(self, cle: str) -> tuple["Bloc", ...]:
        """The blocks of a list, none when the key is absent."""
        liste = self._valeur(cle, list, [])
        for rang, valeurs in enumerate(liste, 1):
            if not isinstance(valeurs, dict):
                self.refuser(f"{cle}[{rang}]", "un bloc est attendu", f"Écrivez [[{cle}]] puis une clé par ligne.")
        return tuple(Bloc(self.chemin, f"{cle}[{rang}].", valeurs) for rang, valeurs in enumerate(liste, 1))

    def bloc(self, cle: str) -> "Bloc | None":
        """A block, None when the key is absent."""
        valeurs = self._valeur(cle, dict, {})
        return Bloc(self.chemin, f"{self.prefixe}{cle}.", valeurs) if cle in self.valeurs else None

    def _valeur(self, cle: str, type_attendu: type, defaut: Any) -> Any:
        if cle not in self.valeurs:
            if defaut is None:
                self.refuser(cle, "clé absente", f"Ajoutez-la, avec {_TYPES[type_attendu]}.")
            return defaut
        valeur = self.valeurs[cle]
        if not isinstance(valeur, type_attendu):
            self.refuser(cle, f"valeur « {valeur} » inattendue", f"Écrivez {_TYPES[type_attendu]}.")
        return valeur
