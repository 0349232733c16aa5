"""Forms of the charter."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from portulan.comptes.models import Organisation
from portulan.socle.operateurs import OPERATEURS
from portulan.terrain.charte.enums import GenreDocument, Partie, Suite
from portulan.terrain.charte.lecture import TAILLE_MAXIMALE
from portulan.terrain.charte.models import Objectif
from portulan.terrain.reseau.models import Structure
from portulan.web.choix import par_departement, par_type
from portulan.web.formulaires.champs import Ligne, Texte
from portulan.web.reseau_mots import nom_operateur

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

BALISAGE = "Une ligne vide sépare les paragraphes. « - » commence une puce, « 1. » un numéro, « ## » un intertitre."
_PLUSIEURS = "Plusieurs choix : gardez la touche Ctrl (ou Cmd) enfoncée ; sur un téléphone, touchez chaque nom."


class Jour(forms.DateInput):
    """The browser's own calendar: it reads and sends dates the ISO way, whatever the language."""

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"type": "date"})


class FormulaireReferentiel(forms.Form):
    """A referential to look at before publishing it."""

    fichier = forms.FileField(
        label="Fichier du référentiel",
        help_text="Un fichier TOML, un mégaoctet au plus. Partez du référentiel en vigueur, à télécharger plus bas.",
        widget=forms.ClearableFileInput(attrs={"accept": ".toml,text/plain"}),
    )

    def clean_fichier(self) -> str:
        """The text of the file, refused before it is read when it is too big or not text."""
        fichier: UploadedFile = self.cleaned_data["fichier"]
        if (fichier.size or 0) > TAILLE_MAXIMALE:
            raise forms.ValidationError("Le fichier dépasse un mégaoctet : donnez le seul référentiel.")
        try:
            return fichier.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("Ce n’est pas un texte en UTF-8 : enregistrez-le en TOML, UTF-8.") from None


class FormulaireVersion(forms.Form):
    """Start a version."""

    genre = forms.ChoiceField(label="Document", choices=GenreDocument, widget=forms.RadioSelect)
    annee = forms.IntegerField(
        label="Année de la convention",
        required=False,
        min_value=2014,
        max_value=2100,
        help_text="Seulement pour la convention ; l’année en cours à défaut.",
    )
    depuis = forms.ChoiceField(
        label="Partir de",
        choices=[
            ("precedente", "la version précédente"),
            ("plan", "le plan type livré avec Portulan"),
            ("vide", "une page blanche"),
        ],
        widget=forms.RadioSelect,
        initial="precedente",
    )
    objet = Ligne(label="Ce qui change", max_length=300, required=False, help_text="En une phrase.")


class FormulaireArticle(forms.Form):
    """An article. ``revision``: the one that was read."""

    titre = Ligne(label="Titre", max_length=200)
    texte = Texte(label="Texte", max_length=20_000, required=False, rangs=16, help_text=BALISAGE)
    fiche = forms.MultipleChoiceField(
        label="Questions de la fiche traitées", required=False, widget=forms.CheckboxSelectMultiple
    )
    objectifs = forms.MultipleChoiceField(
        label="Objectifs du schéma servis", required=False, widget=forms.CheckboxSelectMultiple
    )
    annexe = forms.BooleanField(label="C’est une annexe", required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=1)

    def __init__(
        self, *args: Any, questions: Sequence[tuple[str, str]], objectifs: Iterable[Objectif], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fiche"].choices = questions
        self.fields["objectifs"].choices = [(o.code, f"{o.code} {o.libelle}") for o in objectifs]
        if not self.fields["objectifs"].choices:
            del self.fields["objectifs"]


class FormulaireOuverture(forms.Form):
    """Until when the concertation is open."""

    jusqu_au = forms.DateField(label="Contributions reçues jusqu’au", required=False, widget=Jour())


class FormulaireArret(forms.Form):
    """The act that adopts a version."""

    jour = forms.DateField(label="Date de l’acte", widget=Jour())
    acte = Ligne(label="Référence de l’acte", max_length=200, help_text="Par exemple : Délibération n° 26-042.")


class FormulaireContribution(forms.Form):
    """What an organisation says of a version."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Au nom de", required=False, empty_label="Une autre instance"
    )
    instance = Ligne(
        label="Instance consultée",
        max_length=150,
        required=False,
        help_text="Seulement si ce n’est pas une organisation de la liste.",
    )
    recue_le = forms.DateField(label="Reçue le", required=False, widget=Jour())
    article = forms.ChoiceField(label="Article concerné", required=False)
    texte = Texte(label="Votre contribution", max_length=10_000, help_text="10 000 signes au plus.")
    cle = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(
        self, *args: Any, organisations: Any, articles: Sequence[tuple[str, str]], region: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["article"].choices = [("", "Tout le texte"), *articles]
        if not region:
            del self.fields["instance"], self.fields["recue_le"]
            self.fields["organisation"].required = True
            self.fields["organisation"].empty_label = None

    def clean(self) -> dict[str, Any]:
        """Somebody said it."""
        propres = super().clean() or {}
        if "instance" in self.fields and not propres.get("organisation") and not propres.get("instance"):
            self.add_error("instance", "Choisissez une organisation, ou écrivez l’instance consultée.")
        return propres


class FormulaireReponse(forms.Form):
    """The answer to a contribution."""

    suite = forms.ChoiceField(label="Suite donnée", choices=Suite, widget=forms.RadioSelect)
    motif = Texte(label="Motif", max_length=10_000, rangs=5, help_text="Le contributeur lira ce motif.")
    revision = forms.IntegerField(widget=forms.HiddenInput)


class FormulaireSeance(forms.Form):
    """A meeting: when, where, who was invited and who came."""

    titre = Ligne(label="Objet", max_length=200)
    date = forms.DateField(label="Date", widget=Jour())
    lieu = Ligne(label="Lieu", max_length=200, required=False)
    a_distance = forms.BooleanField(label="En visioconférence", required=False)
    types = forms.MultipleChoiceField(
        label="Convier toutes les organisations de ces types",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Pour n’en convier que quelques-unes, cochez-les plutôt ci-dessous, type par type.",
    )
    convoquees = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Organisations conviées",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    presentes = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Dont présentes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="À remplir après la séance. Une organisation présente compte comme conviée.",
    )
    compte_rendu = Texte(label="Compte rendu", max_length=10_000, required=False, help_text=BALISAGE)
    cle = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        nombres = Counter(o.operateur for o in organisations if o.operateur)
        types = sorted((nom_operateur(code), code, nombre) for code, nombre in nombres.items())
        self.fields["types"].choices = [(code, f"{nom} ({nombre})") for nom, code, nombre in types]
        for nom in ("convoquees", "presentes"):
            self.fields[nom].queryset = organisations
            self.fields[nom].choices = par_type(organisations)

    def clean(self) -> dict[str, Any]:
        """Add the organisations of the kinds ticked to those ticked one by one."""
        propres = super().clean() or self.cleaned_data
        if "convoquees" in propres and propres.get("types"):
            cochees = [o.pk for o in propres["convoquees"]]
            propres["convoquees"] = self.organisations.filter(Q(pk__in=cochees) | Q(operateur__in=propres["types"]))
        return propres


class FormulaireEngagement(forms.Form):
    """A commitment of the convention."""

    code = forms.SlugField(label="Code", max_length=20, help_text="Court et stable, par exemple E01.")
    libelle = Ligne(label="Engagement", max_length=300)
    partie = forms.ChoiceField(label="Partie qui s’engage", choices=Partie)
    responsable = Ligne(
        label="Responsable", max_length=150, required=False, help_text="Une fonction ou un service, pas une personne."
    )
    article = forms.ChoiceField(label="Article de la convention", required=False)
    objectif = forms.ChoiceField(label="Objectif du schéma", required=False)
    cahier = forms.ChoiceField(label="Article du cahier des charges", required=False)
    echeance = forms.DateField(label="Échéance", required=False, widget=Jour())
    indicateur = Ligne(label="Indicateur de suivi", max_length=200, required=False)
    structures = forms.ModelMultipleChoiceField(
        Structure.objects.none(),
        label="CIO et services universitaires visés",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    operateurs = forms.MultipleChoiceField(
        label="Réseaux partenaires",
        required=False,
        choices=[(o.code, o.nom) for o in OPERATEURS],
        help_text=_PLUSIEURS,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, structures: Any, **kwargs: Any) -> None:
        listes = {cle: kwargs.pop(cle) for cle in ("article", "objectif", "cahier")}
        super().__init__(*args, **kwargs)
        for cle, choix in listes.items():
            self.fields[cle].choices = [("", "Aucun"), *choix]
        self.fields["structures"].queryset = structures
        self.fields["structures"].choices = par_departement(structures)


class FormulaireSchema(forms.Form):
    """The schedule of the CPRDFOP: its period, and one objective a line."""

    libelle = Ligne(label="Libellé", max_length=200)
    du = forms.DateField(label="Du", widget=Jour())
    au = forms.DateField(label="Au", widget=Jour())
    objectifs = Texte(
        label="Objectifs",
        max_length=20_000,
        help_text="Un par ligne : code | libellé | indicateur et cible. Par exemple : SPRO-1 | Accueillir à moins de "
        "trente minutes | 95 % de la population.",
    )

    def clean_objectifs(self) -> list[tuple[str, str, str]]:
        """Lines read as (code, label, indicator); every wrong line is told."""
        lus, fautes, codes = [], [], set()
        for numero, ligne in enumerate(filter(None, self.cleaned_data["objectifs"].split("\n")), 1):
            code, libelle, indicateur = [*(m.strip() for m in ligne.split("|")), "", ""][:3]
            simple = code.replace("-", "").replace("_", "")
            if not libelle or not simple.isascii() or not simple.isalnum() or len(code) > 20 or len(libelle) > 300:  # noqa: PLR2004 (columns)
                fautes.append(f"Ligne {numero} : écrivez « code | libellé | indicateur » (code de 20 signes au plus).")
            elif code in codes:
                fautes.append(f"Ligne {numero} : le code {code} est déjà pris.")
            codes.add(code)
            lus.append((code, libelle, indicateur[:300]))
        if fautes:
            raise forms.ValidationError(fautes)
        return lus

    def clean(self) -> dict[str, Any]:
        """A period ends after it begins."""
        propres = super().clean() or {}
        if propres.get("du") and propres.get("au") and propres["au"] < propres["du"]:
            self.add_error("au", "La fin précède le début.")
        return propres
