"""The declared tables that the registers of the committee fill, by its ``extraits``: the rest is in ``tables``."""

from portulan.socle.declaration import Colonne as C  # noqa: N817 (a table per screen)
from portulan.socle.declaration import Table, Type

T, N, B, D = Type.TEXTE, Type.ENTIER, Type.BOOLEEN, Type.DATE

SAISINES = Table(
    nom="saisines",
    libelle="Saisines du comité et leurs dates",
    colonnes=(
        C("numero", T, "numéro de la saisine", obligatoire=True),
        C("type", T, "objet de la saisine, par exemple cahier_charges_spro", obligatoire=True),
        C("annee", N, "année que le texte concerne", minimum=2000),
        C("recue_le", D, "réception de la saisine", obligatoire=True),
        C("delai", N, "délai fixé par le règlement intérieur, en jours ; vide : aucun", minimum=0),
        C("jours_suspendus", N, "jours où ce délai a été suspendu, suspensions closes", minimum=0, obligatoire=True),
        C("suspendue_depuis", D, "début de la suspension en cours"),
        C("en_cours", B, "la saisine attend encore son avis", obligatoire=True),
        C("avis_rendu_le", D, "jour de l'avis"),
        C("sens", T, "sens de l'avis ; vide tant qu'il n'est pas publié"),
        C("adoptee_le", D, "jour où le texte a été adopté ou signé"),
        C("fictif", B, "vrai pour la région de démonstration", obligatoire=True),
    ),
    cle=("numero",),
)

COMITE: tuple[Table, ...] = (SAISINES,)
