"""A region's own list of bassins: one CSV of ``code, nom, code_insee``; the EPCI stand for what it leaves out."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from portulan.socle.erreurs import DonneeInvalide, RessourceIndisponible, raison_systeme
from portulan.socle.geographie import codes_communes, commune, commune_actuelle, territoires
from portulan.socle.territoire import Niveau, Territoire

COLONNES = ("code", "nom", "code_insee")
ECARTS_MONTRES = 10
TAILLE_MAXIMALE = 20_000_000


# Commune of this year → (code, name) of its bassin, as freezing takes it.
type Bassins = Mapping[str, tuple[str, str]]


def lire_bassins(chemin: Path, region: str) -> Bassins:
    """Read and check the list of a region: header ``code, nom, code_insee``, one commune a line, ``;`` or ``,``.

    A commune the list leaves out is given its EPCI; the few that have no EPCI are then in no bassin. A former code is
    read as the commune that holds it this year. Refused, with the line: a commune of another region, unknown, or in two
    bassins; a bassin with two names, or whose code is that of an EPCI. Raises ``DonneeInvalide``.
    """
    lecture = _Lecture(region)
    for numero, ligne in _lignes(chemin):
        lecture.prendre(numero, ligne)
    if lecture.ecarts:
        montres = " ; ".join(lecture.ecarts[:ECARTS_MONTRES])
        reste = len(lecture.ecarts) - ECARTS_MONTRES
        suite = f" ; et {reste} autres" if reste > 0 else ""
        raise DonneeInvalide(
            f"La liste des bassins {chemin.name} ne peut pas être acceptée : {montres}{suite}.",
            remede="Corrigez ces lignes : chaque commune de la région y est au plus une fois.",
        )
    if not lecture.affectation:
        raise DonneeInvalide(f"La liste des bassins {chemin.name} est vide.", remede="Ajoutez une ligne par commune.")
    return {code: bassin for code in sorted(lecture.de_la_region) if (bassin := lecture.bassin(code))}


def _noms_epci() -> dict[str, str]:
    table = territoires()
    colonnes = (table[nom].to_pylist() for nom in ("niveau", "code", "nom"))
    return {code: nom for niveau, code, nom in zip(*colonnes, strict=True) if niveau == Niveau.EPCI.value}


class _Lecture:
    """What has been read so far, and what was wrong."""

    def __init__(self, region: str) -> None:
        self.de_la_region = codes_communes(Territoire(Niveau.REGION, region))
        self.epci = _noms_epci()
        self.affectation: dict[str, str] = {}
        self.noms: dict[str, str] = {}
        self.lus: set[str] = set()
        self.ecarts: list[str] = []

    def bassin(self, code: str) -> tuple[str, str] | None:
        """Bassin of a current commune: the region's, else its EPCI."""
        if code in self.affectation:
            return self.affectation[code], self.noms[self.affectation[code]]
        epci = (commune(code) or {}).get("epci")
        return (epci, self.epci[epci]) if epci else None

    def prendre(self, numero: int, ligne: Mapping[str, str]) -> None:
        """Take one line, or note why not."""
        code_insee = _code_insee(ligne["code_insee"])
        try:
            bassin = Territoire(Niveau.BASSIN, ligne["code"]).code
        except DonneeInvalide as erreur:
            self.ecarts.append(f"ligne {numero} : {erreur.message}")
            return
        ecart = self._ecart(bassin, ligne["nom"], code_insee)
        if ecart:
            self.ecarts.append(f"ligne {numero} : {ecart}")
            return
        self.lus.add(code_insee)
        self.noms[bassin] = ligne["nom"]
        self.affectation[commune_actuelle(code_insee) or ""] = bassin

    def _ecart(self, bassin: str, nom: str, code_insee: str) -> str:
        if bassin in self.epci:
            return f"le code de bassin {bassin} est celui d'un EPCI"
        if not nom or self.noms.get(bassin, nom) != nom:
            return f"le bassin {bassin} n'a pas de nom, ou en a deux"
        actuelle = commune_actuelle(code_insee)
        if actuelle is None or actuelle not in self.de_la_region:
            return f"la commune « {code_insee} » est inconnue ou d'une autre région"
        if code_insee in self.lus or self.affectation.get(actuelle, bassin) != bassin:
            return f"la commune {code_insee} est déjà dans un bassin"
        return ""


def _lignes(chemin: Path) -> list[tuple[int, dict[str, str]]]:
    """(line number in the file, row) of a small CSV written by a spreadsheet."""
    try:
        if chemin.stat().st_size > TAILLE_MAXIMALE:
            raise DonneeInvalide(f"{chemin.name} dépasse 20 Mo.", remede="Donnez une ligne par commune de la région.")
        brut = chemin.read_bytes()
    except OSError as erreur:
        raise RessourceIndisponible(
            f"{chemin} ne peut pas être lu ({raison_systeme(erreur)}).",
            remede="Vérifiez le chemin et les droits de lecture.",
        ) from erreur
    texte = _decoder(brut)
    premiere = texte.partition("\n")[0]
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=";" if ";" in premiere else ",")
    entete = [colonne.strip().lower() for colonne in next(lecteur, [])]
    absentes = [c for c in COLONNES if c not in entete]
    if absentes:
        raise DonneeInvalide(
            f"{chemin.name}, ligne 1 : colonne absente : {', '.join(absentes)}.",
            remede="La première ligne doit nommer les colonnes : code;nom;code_insee.",
        )
    rangs = {c: entete.index(c) for c in COLONNES}
    try:
        return [
            (lecteur.line_num, {c: cellules[rang].strip() if rang < len(cellules) else "" for c, rang in rangs.items()})
            for cellules in lecteur
            if any(cellule.strip() for cellule in cellules)
        ]
    except csv.Error as erreur:
        raise DonneeInvalide(
            f"{chemin.name}, ligne {lecteur.line_num} : cette ligne n'est pas celle d'un CSV ({erreur}).",
            remede="Vérifiez les guillemets de cette ligne, ou enregistrez de nouveau le fichier depuis un tableur.",
        ) from erreur


def _code_insee(texte: str) -> str:
    """« 1004 » → « 01004 »: spreadsheets drop the leading zero."""
    return texte.zfill(5) if texte.isdigit() else texte.upper()


def _decoder(brut: bytes) -> str:
    try:
        return brut.decode("utf-8-sig")
    except UnicodeDecodeError:
        return brut.decode("cp1252", errors="replace")
