"""Forms of the assessment: they clean what people type; operations decide."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django import forms

from portulan.socle.depot import EXTENSIONS
from portulan.socle.erreurs import VersionDepassee
from portulan.socle.horloge import aujourdhui
from portulan.terrain.charte.referentiel import Critere, Referentiel
from portulan.terrain.evaluation.enums import EtatAction, SansObjet
from portulan.terrain.evaluation.models import ActionProgres, Reponse
from portulan.terrain.evaluation.operations import LONGUEUR_COMMENTAIRE, LONGUEUR_MOTIF
from portulan.terrain.evaluation.operations_plan import LONGUEUR_ACTION
from portulan.terrain.evaluation.regles import sans_objet_possible
from portulan.web.choix import Groupes
from portulan.web.conflit import Opposition, confronter

type Choix = Sequence[tuple[str, str]]


def _jour() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FormulaireReponse(forms.Form):
    """One criterion. ``initial``: what the page showed, so that what nobody touched is not sent again."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    initial_lu = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    niveau = forms.ChoiceField(label="Niveau", required=False, widget=forms.RadioSelect)
    commentaire = forms.CharField(
        label="Commentaire",
        required=False,
        max_length=LONGUEUR_COMMENTAIRE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qui est fait, depuis quand, pour qui. Aucun nom de personne reçue.",
    )
    sans_objet = forms.BooleanField(label="Ce critère ne s’applique pas à notre structure", required=False)
    motif = forms.CharField(
        label="Pourquoi",
        required=False,
        max_length=LONGUEUR_MOTIF,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="La relecture accepte ou refuse sur ce motif.",
    )

    def __init__(self, donnees: Any, *, referentiel: Referentiel, critere: Critere, reponse: Reponse) -> None:
        self.critere, self.reponse = critere, reponse
        initiales = valeurs(reponse)
        super().__init__(
            donnees,
            prefix=critere.code.replace(".", "-"),
            initial={**initiales, "version": reponse.version, "initial_lu": _resume(initiales)},
        )
        self.fields["niveau"].choices = [
            ("", "Pas encore répondu"),
            *((str(e.niveau), f"{e.niveau} – {e.libelle}") for e in referentiel.echelle),
        ]
        if not sans_objet_possible(critere):
            del self.fields["sans_objet"], self.fields["motif"]

    def clean_niveau(self) -> int | None:
        """A level, or none."""
        return int(self.cleaned_data["niveau"]) if self.cleaned_data["niveau"] else None

    @property
    def reponse_saisie(self) -> dict[str, Any]:
        """Values for ``operations.enregistrer_reponse``."""
        propres = self.cleaned_data
        return {
            "niveau": propres["niveau"],
            "commentaire": propres["commentaire"],
            "sans_objet": propres.get("sans_objet", False),
            "motif": propres.get("motif", ""),
        }

    def confronter(self, refus: VersionDepassee) -> Opposition:
        """Both answers; the form counts as touched, so that sending it again replaces the recorded one."""
        vu = confronter(self, refus, valeurs(refus.actuel))
        self.data[self.add_prefix("initial_lu")] = ""
        return vu

    @property
    def touchee(self) -> bool:
        """True when what was sent is not what the page showed."""
        saisie = {**self.reponse_saisie, "niveau": _texte(self.cleaned_data["niveau"])}
        return self.cleaned_data["initial_lu"] != _resume(saisie)


def valeurs(reponse: Reponse) -> dict[str, Any]:
    """What a form shows of an answer."""
    demande = reponse.sans_objet in {SansObjet.DEMANDEE, SansObjet.ACCEPTEE}
    return {
        "niveau": _texte(reponse.niveau),
        "commentaire": reponse.commentaire,
        "sans_objet": demande,
        "motif": reponse.motif if demande else "",
    }


def _texte(niveau: int | None) -> str:
    return "" if niveau is None else str(niveau)


def _resume(saisie: dict[str, Any]) -> str:
    propres = {c: v.replace("\r\n", "\n").strip() if isinstance(v, str) else v for c, v in saisie.items()}
    return hashlib.sha256(json.dumps(propres, sort_keys=True).encode()).hexdigest()[:16]


class FormulairePreuve(forms.Form):
    """A file, its dates, and the criteria it supports."""

    fichier = forms.FileField(
        label="Fichier",
        help_text="PDF, image, OpenDocument, Word ou Excel, 20 Mo au plus. Aucun nom de personne reçue.",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{e}" for e in EXTENSIONS)}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Le fichier est vide : vérifiez-le."},
    )
    libelle = forms.CharField(label="Intitulé", required=False, max_length=150, help_text="Par exemple « Label IJ ».")
    effet_le = forms.DateField(
        label="Date du document", widget=_jour(), help_text="Le jour où il prend effet, pas celui du dépôt."
    )
    valide_jusqu_au = forms.DateField(
        label="Valable jusqu’au",
        required=False,
        widget=_jour(),
        help_text="Laissez vide s’il n’a pas de fin ; le référentiel fixe alors sa durée de vie.",
    )
    criteres = forms.MultipleChoiceField(label="Critères que cette preuve appuie", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, criteres: Groupes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criteres"].choices = criteres

    def clean(self) -> dict[str, Any]:
        """The document does not end before it starts."""
        propres = super().clean() or {}
        effet, fin = propres.get("effet_le"), propres.get("valide_jusqu_au")
        if effet and effet > aujourdhui():
            self.add_error("effet_le", "Cette date est dans l’avenir.")
        if effet and fin and fin < effet:
            self.add_error("valide_jusqu_au", "La fin est avant la date du document.")
        return propres


class FormulaireConfier(forms.Form):
    """Criteria for a colleague."""

    partie = forms.ChoiceField(label="Partie à confier")
    collegue = forms.ChoiceField(label="À qui", required=False)

    def __init__(self, *args: Any, parties: Any, collegues: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partie"].choices = parties
        self.initial["collegue"] = next((cle for cle, _ in collegues), "")
        self.fields["collegue"].choices = [*collegues, ("", "Personne : je reprends cette partie")]


class FormulaireAction(forms.Form):
    """An action of the progress plan."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    critere = forms.ChoiceField(label="Critère")
    action = forms.CharField(label="Action", max_length=LONGUEUR_ACTION, widget=forms.Textarea(attrs={"rows": 3}))
    responsable = forms.CharField(label="Responsable", max_length=120, help_text="Une fonction plutôt qu’un nom.")
    echeance = forms.DateField(label="Échéance", widget=_jour())
    etat = forms.ChoiceField(label="État", choices=EtatAction.choices)
    close_le = forms.DateField(label="Terminée le", required=False, widget=_jour(), help_text="Si elle est terminée.")

    def __init__(self, *args: Any, criteres: Choix, action: ActionProgres | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["critere"].choices = criteres
        if action is None:
            del self.fields["etat"], self.fields["close_le"], self.fields["version"]
        else:
            del self.fields["critere"]
