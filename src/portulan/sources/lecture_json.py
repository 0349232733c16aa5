"""Large JSON read one record after the other: an array, or an object that holds one (``{"service": […]}``)."""

import codecs
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from portulan.socle.erreurs import DonneeInvalide
from portulan.sources.lecture_csv import TETE, decoder_tete
from portulan.sources.lecture_octets import BLOC, LIMITES, MIO, Flux, Limites, ouvrir

# names under which portals wrap their records
ENVELOPPES = ("service", "services", "results", "records", "structures", "items", "data", "resultats")
_BLANCS = " \t\r\n"
_DECODEUR = json.JSONDecoder(parse_constant=lambda _: None)  # NaN and Infinity are not JSON: unknown


def lignes_json(
    fichier: Path,
    *,
    enveloppes: tuple[str, ...] = ENVELOPPES,
    limites: Limites = LIMITES,
    avance: Callable[[float], None] | None = None,
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Records of a JSON file as (rank from 1, object), in bounded memory. Raises ``DonneeInvalide``."""
    with ouvrir(fichier, limites) as flux:
        lecteur = _Lecteur(flux, fichier.name, limites, avance)
        if lecteur.suivant() == "[":
            yield from lecteur.tableau()
        elif lecteur.suivant() == "{":
            yield from lecteur.objet(enveloppes)
        else:
            raise lecteur.erreur("ne commence ni par « [ » ni par « { »")
        if lecteur.suivant():
            raise lecteur.erreur("contient du texte après la fin du JSON")


class _Lecteur:
    """A window of text over the stream; ``position`` is the next character."""

    def __init__(self, flux: Flux, nom: str, limites: Limites, avance: Callable[[float], None] | None) -> None:
        self._flux, self._nom, self._limites, self._avance = flux, nom, limites, avance
        tete = flux.read(TETE)
        decoder_tete(tete, nom)
        self._decodeur = codecs.getincrementaldecoder("utf-8")("portulan-windows-1252")
        self._texte = self._decodeur.decode(tete.removeprefix(codecs.BOM_UTF8))
        self._position = 0
        self._fini = False
        self._rang = 0

    def erreur(self, quoi: str) -> DonneeInvalide:
        """One sentence with the rank of the record where reading stopped."""
        return DonneeInvalide(
            f"« {self._nom} » {quoi} (après l'enregistrement {self._rang}).",
            remede="Le fichier est tronqué ou n'est pas l'export attendu : téléchargez-le de nouveau.",
        )

    def suivant(self) -> str:
        """Next character that is not blank, left unread; empty at the end."""
        while True:
            while self._position < len(self._texte) and self._texte[self._position] in _BLANCS:
                self._position += 1
            if self._position < len(self._texte):
                return self._texte[self._position]
            if not self._remplir():
                return ""

    def _remplir(self) -> bool:
        """Forget what was read and take as much again as what is left (so that retries stay linear)."""
        if self._fini:
            return False
        garde = self._texte[self._position :]
        if len(garde) > self._limites.objet:
            raise self.erreur(f"contient un enregistrement de plus de {self._limites.objet // MIO} Mio")
        octets = self._flux.read(max(BLOC, len(garde)))
        if b"\0" in octets:
            raise self.erreur("contient des octets nuls : fichier binaire ou abîmé")
        self._fini = not octets
        self._texte, self._position = garde + self._decodeur.decode(octets, final=self._fini), 0
        if self._avance:
            self._avance(self._flux.fraction)
        return True

    def _avaler(self, attendu: str) -> None:
        if self.suivant() != attendu:
            raise self.erreur(f"n'a pas le « {attendu} » attendu : JSON tronqué ou invalide")
        self._position += 1

    def _valeur(self) -> Any:
        """Decode one value; read more and try again while it is incomplete."""
        self.suivant()
        while True:
            try:
                valeur, fin = _DECODEUR.raw_decode(self._texte, self._position)
            except json.JSONDecodeError as erreur:
                if self._remplir():
                    continue
                raise self.erreur("n'est pas un JSON valide : il est tronqué ou mal écrit") from erreur
            except (RecursionError, ValueError) as erreur:
                raise self.erreur("contient une valeur démesurée (imbrication ou nombre)") from erreur
            if fin == len(self._texte) and not self._fini and not isinstance(valeur, (dict, list, str)):
                self._remplir()  # a number may go on in the next block
                continue
            self._position = fin
            return valeur

    def tableau(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Objects of an array."""
        self._avaler("[")
        while self.suivant() != "]":
            if self._rang:
                self._avaler(",")
                self.suivant()
            valeur = self._valeur()
            self._rang += 1
            if not isinstance(valeur, dict):
                raise self.erreur("contient autre chose que des objets « {…} »")
            yield self._rang, valeur
        self._avaler("]")

    def objet(self, enveloppes: tuple[str, ...]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Objects of the array an object holds under one of the accepted names."""
        self._avaler("{")
        trouve = premier = False
        while self.suivant() != "}":
            if premier:
                self._avaler(",")
                self.suivant()
            premier = True
            cle = self._valeur()
            self._avaler(":")
            if cle in enveloppes and self.suivant() == "[" and not trouve:
                trouve = True
                yield from self.tableau()
            else:
                self._valeur()
        self._avaler("}")
        if not trouve:
            raise self.erreur(f"ne contient pas de liste d'enregistrements ({', '.join(enveloppes)})")
