"""Forms of the votes."""

from typing import Any

from django import forms

from portulan.crefop.scrutin.enums import GenreExplication, ModeScrutin, ObjetScrutin
from portulan.crefop.scrutin.explications import LONGUEUR
from portulan.web.formulaires.champs import Ligne, Texte


class FormulairePreparation(forms.Form):
    """What is put to the vote and how; a motion of procedure is written, the rest has its own words."""

    intitule = Ligne(
        label="Ce que la motion demande",
        max_length=300,
        required=False,
        help_text="Par exemple : reporter le point à la prochaine séance.",
    )
    mode = forms.ChoiceField(label="Mode de vote", choices=ModeScrutin.choices)
    demandeurs = forms.IntegerField(
        label="Sièges qui demandent le vote secret",
        min_value=0,
        max_value=999,
        required=False,
        help_text="À remplir pour un vote secret seulement.",
    )

    def __init__(self, *args: Any, objet: ObjetScrutin, proposition: int | None = None, **kwargs: Any) -> None:
        # Several forms of this kind are on one page
        super().__init__(*args, auto_id=f"id_{objet.value}_{proposition or 0}_%s", **kwargs)
        self.objet, self.proposition = objet, proposition
        if objet is ObjetScrutin.PROCEDURE:
            self.fields["intitule"].required = True
        else:
            del self.fields["intitule"]


class FormulaireExplication(forms.Form):
    """An explanation of vote or a disagreement: the seat, what it is, the text."""

    siege = forms.TypedChoiceField(label="Au nom du siège", coerce=int)
    genre = forms.ChoiceField(label="Nature", choices=GenreExplication.choices)
    texte = Texte(
        label="Texte",
        max_length=LONGUEUR,
        help_text="Publié tel quel : il n’est ni modéré ni corrigé, et ne se reprend pas.",
    )

    def __init__(self, *args: Any, sieges: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["siege"].choices = sieges
