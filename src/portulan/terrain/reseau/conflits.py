"""When a source contradicts what was written by hand: somebody chooses, and the choice is kept."""

from django.db import transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.horloge import maintenant
from portulan.terrain.reseau.droits import STRUCTURE
from portulan.terrain.reseau.enums import ChoixConflit
from portulan.terrain.reseau.models import Conflit
from portulan.terrain.reseau.operations import modifier_service, modifier_structure


def trancher(*, titulaire: Titulaire, conflit: Conflit, choix: str) -> Conflit:
    """Keep the value of Portulan, or take that of the source. Twice the same choice does nothing.

    Raises ``Interdit``, ``DonneeInvalide`` for an unknown choice, ``ChampsInvalides``.
    """
    exiger(titulaire, "structure", "modifier", conflit.structure, STRUCTURE)
    if choix not in {ChoixConflit.GARDER, ChoixConflit.PRENDRE}:
        raise DonneeInvalide("Ce choix n’existe pas.", remede="Gardez la valeur de Portulan, ou prenez l’autre.")
    with transaction.atomic():
        lu = Conflit.objects.select_for_update(of=("self",)).select_related("structure", "service").get(pk=conflit.pk)
        if lu.choix:
            return lu
        if choix == ChoixConflit.PRENDRE:
            _prendre(titulaire, lu)
        lu.choix, lu.decide_par, lu.decide_le = choix, titulaire.auteur, maintenant()
        lu.save()
        organisation = lu.structure.organisation
        noter(
            "reseau.conflit.trancher",
            auteur=titulaire.auteur,
            objet_type="structure",
            objet_id=lu.structure.identifiant,
            organisation=organisation.code if organisation else "",
            champ=lu.champ,
            choix=choix,
        )
    return lu


def _prendre(titulaire: Titulaire, conflit: Conflit) -> None:
    valeurs = {conflit.champ: conflit.valeur_source}
    if conflit.service is not None:
        modifier_service(titulaire=titulaire, service=conflit.service, version=conflit.service.version, valeurs=valeurs)
    else:
        modifier_structure(
            titulaire=titulaire, structure=conflit.structure, version=conflit.structure.version, valeurs=valeurs
        )
