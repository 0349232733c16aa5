"""What the API answers, field by field (the descriptions are its documentation)."""

from datetime import date

from ninja import Field, Schema

from portulan.api.types import Page


class TerritoireApi(Schema):
    """A territory of a level."""

    niveau: str
    code: str
    nom: str
    population: int | None = None
    departement: str | None = None
    region: str | None = None
    epci: str | None = None
    academie: str | None = None
    codes_postaux: list[str] = Field(default_factory=list)


class Territoires(Page):
    """Territories."""

    elements: list[TerritoireApi]


class SourceApi(Schema):
    """Sidecar of a load."""

    code: str
    libelle: str
    producteur: str
    licence: str
    origine: str
    version: str
    date_donnees: date
    empreinte: str
    lignes_lues: int
    lignes_retenues: int
    refus_total: int
    fictif: bool
    notes: list[str]


class Sources(Page):
    """Loads."""

    elements: list[SourceApi]


class TableApi(Schema):
    """A frozen table."""

    nom: str
    libelle: str
    lignes: int
    hors_region: int
    contenu: str = Field(description="Empreinte du contenu canonique (SHA-256).")
    octets: str = Field(description="Empreinte du fichier Parquet (SHA-256).")


class InstantaneApi(Schema):
    """A snapshot."""

    identifiant: str
    region: str
    date: date
    provisoire: bool
    citable: bool
    fictif: bool = Field(description="Vrai quand une partie de l'activité est inventée pour la démonstration.")
    diagnostic: bool = Field(description="Vrai quand ses indicateurs sont calculés.")


class InstantaneDetail(InstantaneApi):
    """A snapshot and what it holds."""

    empreinte: str
    tables: list[TableApi]
    sources: list[SourceApi]


class Instantanes(Page):
    """Snapshots."""

    elements: list[InstantaneApi]


class EcartApi(Schema):
    """What does not match the manifest."""

    fichier: str
    constat: str


class VerificationApi(Schema):
    """Outcome of a check of every byte."""

    identifiant: str
    conforme: bool
    ecarts: list[EcartApi]


class SeuilApi(Schema):
    """A vigilance threshold and its origin."""

    code: str
    gravite: str
    comparateur: str
    borne: float
    origine: str = Field(description="⚖ loi, R région, P produit.")
    phrase: str


class IndicateurApi(Schema):
    """Definition of an indicator."""

    code: str
    libelle: str
    formule: str
    unite: str
    sources: list[str]
    mailles: list[str]
    fondement: str
    vigilance: str
    calculable: bool = Field(description="Faux quand il attend une table ou une pièce.")
    attend: str | None = Field(None, description="Ce qui est attendu, et de qui.")
    methode: str
    estime: bool
    seuils: list[SeuilApi]
    questions: list[str]


class Indicateurs(Page):
    """Definitions of indicators."""

    elements: list[IndicateurApi]


class ResultatApi(Schema):
    """One result: an indicator, a territory, one of its figures, one breakdown."""

    code: str
    niveau: str
    territoire: str
    composante: str
    ventilation: str
    etat: str = Field(description="calcule, non_calculable ou a_documenter.")
    valeur: float | None
    unite: str
    numerateur: float | None
    denominateur: float | None
    raison: str | None
    detail: str | None
    detenteur: str | None
    estime: bool


class Resultats(Page):
    """Results of a snapshot."""

    instantane: str
    date: date
    fictif: bool
    provisoire: bool
    elements: list[ResultatApi]


class QuestionApi(Schema):
    """A question of a fiche and its state in a snapshot."""

    code: str
    rubrique: str
    texte: str
    fondement: str
    etat: str | None = Field(None, description="repondu, partiel, non_renseigne ou sans_objet.")
    vigilances: int = Field(0, description="Nombre de règles de vigilance déclenchées.")
    indicateurs: list[str]


class FicheApi(Schema):
    """A fiche and its questions, in order."""

    numero: int
    code: str
    titre: str
    objet: str
    fondement: str
    instantane: str | None = None
    questions: list[QuestionApi]


class Fiches(Page):
    """Fiches."""

    elements: list[FicheApi]


class FichierApi(Schema):
    """A file of a dossier."""

    format: str
    nom: str
    sha256: str
    octets: int
    lien: str | None = None


class DossierApi(Schema):
    """The dossier of a fiche, for a snapshot."""

    instantane: str
    fiche: str
    titre: str
    fichiers: list[FichierApi]


class Dossiers(Page):
    """Dossiers."""

    elements: list[DossierApi]
