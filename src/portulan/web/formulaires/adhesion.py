"""Forms of the adhesion: they clean what people type; the rules and the operations decide."""

from typing import Any

from django import forms

from portulan.terrain.adhesion.dossier import Rubrique
from portulan.terrain.adhesion.enums import GenrePiece, Sens
from portulan.terrain.adhesion.models import Candidature
from portulan.web.choix import Groupes
from portulan.web.formulaires.champs import Ligne, Texte

LONGUEUR = 6000
_AIDES = {
    "representant": "La personne qui engage l’organisation et signera la charte.",
    "qualite": "Par exemple : présidente, directeur, délégué régional.",
    "contact_courriel": "La Région y écrira à chaque étape du dossier.",
    "zone": "Les communes, bassins ou départements où vous recevez du public.",
    "besoins": "Qui vient, pour quelles demandes, et ce qui manque aujourd’hui sur ce territoire.",
    "tout_public": "La reconnaissance est réservée aux organismes qui proposent leurs services à toute personne.",
    "publics": "Dites aussi ce qui est prévu pour les personnes en situation de handicap.",
    "information": "Première condition : une information exhaustive et objective sur les métiers, les compétences, les "
    "formations et leurs financements, les organismes de formation et leurs labels.",
    "droits_16_30": "Deuxième condition : une information des 16-30 ans sur l’accès aux droits sociaux et aux loisirs.",
    "conseil": "Troisième condition : un conseil personnalisé, et l’orientation vers un autre organisme quand il est "
    "plus compétent.",
    "label_ij_fin": "Si vous avez ce label, il vaut preuve pour plusieurs critères. Joignez la décision aux pièces.",
}
_LONGS = {"zone", "besoins", "publics", "information", "droits_16_30", "conseil"}


def _champ(nom: str) -> forms.Field:
    """The field of a step, from its column; nothing is required while the file is being prepared."""
    colonne: Any = Candidature._meta.get_field(nom)  # noqa: SLF001 (public in practice)
    titre = str(colonne.verbose_name)
    commun: dict[str, Any] = {
        "label": titre[:1].upper() + titre[1:],
        "help_text": _AIDES.get(nom, ""),
        "required": False,
    }
    if nom == "tout_public":
        choix = [("", "À renseigner"), ("oui", "Oui, à toute personne"), ("non", "Non, à un public particulier")]
        return forms.TypedChoiceField(choices=choix, coerce=lambda v: v == "oui", empty_value=None, **commun)
    if nom == "label_ij_fin":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **commun)
    if nom == "contact_courriel":
        return forms.EmailField(max_length=254, **commun)
    if nom in _LONGS:
        return Texte(max_length=LONGUEUR, rangs=5, **commun)
    return Ligne(max_length=120, **commun)


class FormulaireRubrique(forms.Form):
    """A step of the file: its fields, and the version of the file that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, rubrique: Rubrique, engagement: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in rubrique.champs:
            if nom == "engagement":
                self.fields[nom] = forms.BooleanField(label=engagement, required=False)
            else:
                self.fields[nom] = _champ(nom)

    @property
    def saisie(self) -> dict[str, Any]:
        """What was typed, without the version."""
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if nom != "version"}


def initial(candidature: Candidature, rubrique: Rubrique) -> dict[str, Any]:
    """What is recorded, as the form shows it."""
    valeurs = {nom: getattr(candidature, nom) for nom in rubrique.champs}
    if "tout_public" in valeurs:
        valeurs["tout_public"] = {None: "", True: "oui", False: "non"}[valeurs["tout_public"]]
    return valeurs


class FormulaireSites(forms.Form):
    """The sites to list."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    sites = forms.TypedMultipleChoiceField(
        label="Sites de l’adhésion", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choix: Groupes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sites"].choices = choix


class FormulairePiece(forms.Form):
    """A document."""

    genre = forms.ChoiceField(label="Nature du document", choices=GenrePiece.choices)
    fichier = forms.FileField(label="Fichier", help_text="PDF, image ou document bureautique, 20 Mo au plus.")


class FormulaireAvis(forms.Form):
    """An opinion."""

    sens = forms.ChoiceField(label="Sens de l’avis", choices=Sens.choices)
    texte = Texte(label="Motifs", max_length=LONGUEUR, rangs=4, help_text="Le candidat les lira.")


class FormulaireEtape(forms.Form):
    """A step: the version that the person saw, and a reason when the step asks for one."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    motif = Texte(max_length=LONGUEUR, required=False)


class FormulaireSignature(forms.Form):
    """A signature: name, capacity, and the commitment."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    textes = forms.CharField(widget=forms.HiddenInput, max_length=129)
    nom = Ligne(label="Nom du signataire", max_length=120)
    qualite = Ligne(label="Qualité", max_length=120, help_text="À quel titre vous signez.")
    engagement = forms.BooleanField(error_messages={"required": "Cochez l’engagement pour signer."})

    def __init__(self, *args: Any, texte: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["engagement"].label = texte
