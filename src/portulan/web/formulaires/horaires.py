"""The week grid of opening hours: morning and afternoon of each day, both ways with the OSM text, without a script.

What the grid cannot hold (three ranges in a day, seasons…) is kept as a text, editable as such.
"""

from collections.abc import Mapping
from typing import Any

from django import forms

from portulan.terrain.reseau import horaires
from portulan.terrain.reseau.horaires import JOURS, NOMS, Jour, Semaine

CASES = ("matin_de", "matin_a", "aprem_de", "aprem_a")
LIBELLES = ("matin, de", "matin, à", "après-midi, de", "après-midi, à")
GRILLE, TEXTE = "grille", "texte"
LONGUEUR_MAX = 500


class FormulaireHoraires(forms.Form):
    """A usual week. ``horaires`` is the text to write once the form is valid."""

    mode = forms.ChoiceField(
        label="Écrire les horaires",
        choices=((GRILLE, "jour par jour"), (TEXTE, "en texte, syntaxe OpenStreetMap")),
        widget=forms.RadioSelect,
        initial=GRILLE,
    )
    texte = forms.CharField(
        label="Horaires en texte",
        required=False,
        max_length=LONGUEUR_MAX,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text="Par exemple : Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00",
    )
    feries_fermes = forms.BooleanField(label="Fermé les jours fériés", required=False)

    def __init__(self, *args: Any, avant: str = "", **kwargs: Any) -> None:
        self.avant = avant
        super().__init__(*args, **kwargs)
        for jour, nom in zip(JOURS, NOMS, strict=True):
            for case, libelle in zip(CASES, LIBELLES, strict=True):
                self.fields[f"{jour}_{case}"] = forms.CharField(
                    label=f"{nom.capitalize()}, {libelle}",
                    required=False,
                    max_length=10,
                    widget=forms.TextInput(attrs={"autocomplete": "off", "class": "heure"}),
                )
            self.fields[f"{jour}_ferme"] = forms.BooleanField(label=f"{nom.capitalize()} : fermé", required=False)
            self.fields[f"{jour}_mot"] = forms.CharField(
                label=f"{nom.capitalize()}, précision", required=False, max_length=80
            )

    @classmethod
    def ouvrir(cls, texte: str) -> "FormulaireHoraires":
        """The form of a record: its grid when it can hold the hours, else its text."""
        semaine = horaires.lire(texte)
        if not horaires.dans_la_grille(semaine):
            return cls(avant=texte, initial={"mode": TEXTE, "texte": texte})
        assert semaine is not None
        return cls(avant=texte, initial=_en_cases(semaine) | {"mode": GRILLE, "texte": texte})

    @property
    def dans_la_grille(self) -> bool:
        """True when the hours recorded can be shown in the grid."""
        return horaires.dans_la_grille(horaires.lire(self.avant))

    @property
    def en_texte(self) -> bool:
        """True when the text is what counts now."""
        return self["mode"].value() == TEXTE

    @property
    def rangees(self) -> list[dict[str, Any]]:
        """Days of the grid with their fields."""
        return [
            {
                "jour": jour,
                "nom": nom,
                "cases": [self[f"{jour}_{case}"] for case in CASES],
                "ferme": self[f"{jour}_ferme"],
                "mot": self[f"{jour}_mot"],
                "copie": _copie(rang),
            }
            for rang, (jour, nom) in enumerate(zip(JOURS, NOMS, strict=True))
        ]

    def clean(self) -> dict[str, Any]:
        """Read the grid or the text."""
        propres: dict[str, Any] = super().clean() or {}
        if propres.get("mode") == TEXTE:
            propres["horaires"] = self._lire_le_texte(str(propres.get("texte") or ""))
            return propres
        semaine = Semaine(
            tuple(self._lire_le_jour(jour, nom, propres) for jour, nom in zip(JOURS, NOMS, strict=True)),
            bool(propres.get("feries_fermes")),
        )
        ecrits = self.avant if horaires.lire(self.avant) == semaine and self.avant else horaires.ecrire(semaine)
        if len(ecrits) > LONGUEUR_MAX:
            self.add_error(None, "Ces horaires sont trop longs à écrire : raccourcissez les précisions.")
        propres["horaires"] = ecrits
        return propres

    def _lire_le_texte(self, texte: str) -> str:
        texte = " ".join(texte.split())
        if texte and texte != self.avant and horaires.lire(texte) is None:
            self.add_error(
                "texte",
                "Portulan ne comprend pas ces horaires. Écrivez par exemple « Mo-Fr 09:00-12:00 », une règle par "
                "groupe de jours, séparées par des points-virgules, ou revenez à la saisie jour par jour.",
            )
        return texte

    def _lire_le_jour(self, jour: str, nom: str, propres: Mapping[str, Any]) -> Jour:
        """One line of the grid; its errors go beside the cell concerned."""
        mot = " ".join(str(propres.get(f"{jour}_mot") or "").split()).replace('"', "”")
        tapees = [str(propres.get(f"{jour}_{case}") or "").strip() for case in CASES]
        if propres.get(f"{jour}_ferme"):
            if any(tapees):
                self.add_error(
                    f"{jour}_ferme", f"{nom.capitalize()} : « fermé » est coché, et des heures sont écrites."
                )
            return Jour((), mot)
        valeurs = []
        for case, tapee in zip(CASES, tapees, strict=True):
            minutes = horaires.lire_heure(tapee) if tapee else None
            if tapee and minutes is None:
                self.add_error(f"{jour}_{case}", f"« {tapee} » n’est pas une heure. Écrivez 9h, 9h30 ou 09:30.")
            valeurs.append(minutes)
        creneaux = horaires.creneaux((valeurs[0], valeurs[1], valeurs[2], valeurs[3]))
        if creneaux is None:
            if not any(f"{jour}_{case}" in self.errors for case in CASES):
                self.add_error(
                    f"{jour}_matin_de",
                    f"{nom.capitalize()} : il manque une heure, ou elles ne se suivent pas. Pour une journée sans "
                    "interruption, remplissez la première et la dernière case.",
                )
            return Jour((), mot)
        return Jour(creneaux, mot)

    def copier(self, jour: str) -> "FormulaireHoraires":
        """The same form, one day copied on those that follow it; nothing is saved."""
        donnees: dict[str, Any] = {nom: valeur for nom, valeur in self.data.items() if nom != "copier"}
        for autre in _copie(JOURS.index(jour))["jours"] if jour in JOURS else ():
            for case in (*CASES, "ferme", "mot"):
                donnees.pop(f"{autre}_{case}", None)
                if f"{jour}_{case}" in donnees:
                    donnees[f"{autre}_{case}"] = donnees[f"{jour}_{case}"]
        copie = FormulaireHoraires(initial=donnees, avant=self.avant)
        # Boxes read « on » as the browser sent it; an absent box is unchecked
        copie.initial |= {n: donnees.get(n) == "on" for n in copie.fields if n.endswith(("_ferme", "feries_fermes"))}
        return copie


def _copie(rang: int) -> dict[str, Any]:
    """Days on which a day is copied: the rest of the working week, then day by day."""
    suivants = range(rang + 1, 5) if rang < 4 else range(rang + 1, min(rang + 2, 7))  # noqa: PLR2004 (Friday)
    jours = [JOURS[r] for r in suivants]
    noms = [NOMS[r] for r in suivants]
    libelle = f"{noms[0]} à {noms[-1]}" if len(noms) > 1 else "".join(noms)
    return {"jours": jours, "libelle": libelle}


def _en_cases(semaine: Semaine) -> dict[str, Any]:
    """First values of the grid."""
    initiales: dict[str, Any] = {"feries_fermes": semaine.feries_fermes}
    for nom, jour in zip(JOURS, semaine.jours, strict=True):
        valeurs = horaires.cases(jour) or (None,) * 4
        for case, minutes in zip(CASES, valeurs, strict=True):
            initiales[f"{nom}_{case}"] = "" if minutes is None else f"{minutes // 60:02d}:{minutes % 60:02d}"
        initiales[f"{nom}_ferme"] = not jour.creneaux and not jour.precision and semaine != horaires.VIDE
        initiales[f"{nom}_mot"] = jour.precision
    return initiales
