"""Forms of a page, read in its HTML as a browser reads them: what can be typed, and what is sent with it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

ECRITS = {"text", "search", "email", "tel", "url", "password"}
_MUETS = {"submit", "button", "image", "reset"}


@dataclass
class Formulaire:
    """A form: where it goes, what a browser would send, which fields take a text (``bornes``: limited) or a file."""

    adresse: str
    methode: str
    valeurs: dict[str, list[str]] = field(default_factory=dict)
    textes: list[str] = field(default_factory=list)
    fichiers: list[str] = field(default_factory=list)
    boutons: list[tuple[str, str]] = field(default_factory=list)
    bornes: set[str] = field(default_factory=set)

    @property
    def bouton(self):
        """What its main button sends: nothing when it has no name, else the last one of them."""
        return {} if not self.boutons or ("", "") in self.boutons else {nom: [v] for nom, v in self.boutons[-1:]}


class _Lecteur(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.page, self.formulaires, self.par_id = page, [], {}
        self.courant = self.zone = self.choix = None

    def handle_starttag(self, tag, attrs):
        lus = dict(attrs)
        if tag == "form":
            adresse = urldefrag(urljoin(self.page, lus.get("action") or "")).url
            self.courant = Formulaire(adresse, lus.get("method", "get").lower())
            self.formulaires.append(self.courant)
            self.par_id[lus.get("id")] = self.courant
            return
        cible = self.par_id.get(lus["form"]) if "form" in lus else self.courant
        if cible is None or "disabled" in lus:
            return
        if tag == "option" and self.choix:
            self._option(lus)
        elif tag in {"input", "textarea", "select", "button"} and (lus.get("name") or tag == "button"):
            self._champ(tag, lus, cible)

    def _option(self, lus):
        cible, nom = self.choix
        if "selected" in lus or (nom not in cible.valeurs and lus.get("value")):
            cible.valeurs[nom] = [lus.get("value") or ""]

    def _champ(self, tag, lus, cible):
        nom, genre = lus.get("name", ""), lus.get("type", "text")
        if "maxlength" in lus:
            cible.bornes.add(nom)
        if tag == "select":
            self.choix = (cible, nom)
        elif tag == "textarea":
            cible.textes.append(nom)
            cible.valeurs[nom] = [""]
            self.zone = (cible, nom)
        elif tag == "button" or genre in _MUETS:
            cible.boutons.append((nom, lus.get("value") or ""))
        elif genre == "file":
            cible.fichiers.append(nom)
        elif genre in {"checkbox", "radio"}:
            if "checked" in lus or (genre == "radio" and nom not in cible.valeurs):
                valeur = lus.get("value", "on")
                cible.valeurs[nom] = [*cible.valeurs.get(nom, ()), valeur] if genre == "checkbox" else [valeur]
        else:
            cible.valeurs.setdefault(nom, []).append(lus.get("value") or "")
            if genre in ECRITS:
                cible.textes.append(nom)

    def handle_data(self, data):
        if self.zone:
            cible, nom = self.zone
            cible.valeurs[nom] = [cible.valeurs[nom][0] + data]

    def handle_endtag(self, tag):
        if tag == "form":
            self.courant = None
        elif tag == "textarea":
            self.zone = None
        elif tag == "select":
            self.choix = None


def formulaires(page, html):
    """Every form of a page whose address is ``page``."""
    lecteur = _Lecteur(page)
    lecteur.feed(html)
    return lecteur.formulaires
