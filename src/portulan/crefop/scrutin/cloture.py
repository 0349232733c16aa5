"""Closing, counting, proclaiming, cancelling: no way back, no reset, no deletion."""

import json
from typing import Any

from django.db import IntegrityError, transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.registre.models import EntreeRegistre, Ouverture
from portulan.crefop.registre.operations import engager
from portulan.crefop.scrutin import isoloir
from portulan.crefop.scrutin.actes import consigner, deplacer_le_point, prendre
from portulan.crefop.scrutin.depouillement import colleges_tus, depouiller_secret, empreinte
from portulan.crefop.scrutin.depouillement import depouiller as compter
from portulan.crefop.scrutin.droits import SCRUTIN
from portulan.crefop.scrutin.enums import EtatScrutin, Issue, ModeScrutin, ObjetScrutin
from portulan.crefop.scrutin.models import Contestation, ResultatScrutin, Scrutin
from portulan.crefop.scrutin.preparation import inscrit_de
from portulan.crefop.scrutin.transitions import exiger as exiger_etape
from portulan.crefop.scrutin.vote import exiger_en_cours
from portulan.crefop.seance.enums import EtatProposition
from portulan.crefop.seance.models import Proposition
from portulan.crefop.seance.saisines import exiger_saisine_maintenue
from portulan.instantane.canonique import json_canonique
from portulan.socle.erreurs import Impossible
from portulan.socle.horloge import maintenant

_CONCLUENT = (ObjetScrutin.ENSEMBLE, ObjetScrutin.PROCES_VERBAL)


def clore(*, titulaire: Titulaire, scrutin: Scrutin) -> Scrutin:
    """Close: no ballot enters any more. Secret ballots are shuffled and written again. Asked twice, closed once."""
    exiger(titulaire, "scrutin", "conduire", scrutin, SCRUTIN)
    with transaction.atomic():
        scrutin = prendre(scrutin)
        if scrutin.etat in {EtatScrutin.CLOS, EtatScrutin.DEPOUILLE, EtatScrutin.PROCLAME}:
            return scrutin
        transition = exiger_etape("clore", scrutin.etat)
        votants = scrutin.electeurs.filter(a_vote=True).count()
        charge: dict[str, Any] = {"votants": votants}
        if scrutin.mode == ModeScrutin.SECRET:
            _melanger(scrutin)
            charge["urne"] = engager([list(b) for b in isoloir.lire_secrets(scrutin.pk)])
        scrutin.etat, scrutin.clos_le, scrutin.version = transition.vers, maintenant(), scrutin.version + 1
        try:
            with transaction.atomic():
                scrutin.save()
        except IntegrityError as erreur:
            raise Impossible(
                "L’urne ne contient pas autant de bulletins que d’émargements : elle a été modifiée hors du logiciel.",
                remede="Annulez ce scrutin avec ce motif et recommencez-le.",
            ) from erreur
        if scrutin.mode != ModeScrutin.SECRET:
            _ouvrir_les_engagements(scrutin)
        consigner("scrutin.clore", titulaire.auteur, scrutin, charge, votants=votants)
    return scrutin


def _melanger(scrutin: Scrutin) -> None:
    """Forget the order of the ballots, and the colleges that the result will not tell."""
    electeurs = list(scrutin.electeurs.all())
    votants = {e.code for e in electeurs if e.a_vote}
    isoloir.melanger(
        scrutin.pk, colleges_tus([inscrit_de(e) for e in electeurs], votants, isoloir.lire_secrets(scrutin.pk))
    )


def _ouvrir_les_engagements(scrutin: Scrutin) -> None:
    """From now on, who may open the register may read the ballots in it: before, nobody could, not even partly."""
    recues = EntreeRegistre.objects.filter(objet=f"scrutin:{scrutin.pk}", type="scrutin.recevoir")
    entrees = {json.loads(e.contenu)["charge"]["recepisse"]: e for e in recues}
    Ouverture.objects.bulk_create(
        Ouverture(engagement=engagement, sel=sel, valeur=valeur, entree=entrees[engagement])
        for engagement, (sel, valeur) in isoloir.ouvertures(scrutin.pk).items()
    )


def depouiller(*, titulaire: Titulaire, scrutin: Scrutin) -> ResultatScrutin:
    """Count the ballots and store what they give, once and for all. Asked twice, counted once."""
    exiger(titulaire, "scrutin", "conduire", scrutin, SCRUTIN)
    with transaction.atomic():
        scrutin = prendre(scrutin)
        deja = ResultatScrutin.objects.filter(scrutin=scrutin).first()
        if deja is not None:
            return deja
        transition = exiger_etape("depouiller", scrutin.etat)
        contenu = resultat_de(scrutin)
        texte = json_canonique(contenu).decode()
        resultat = ResultatScrutin.objects.create(
            scrutin=scrutin,
            issue=contenu["issue"],
            contenu=texte,
            empreinte=empreinte(contenu),
            bulletins_empreinte=contenu["bulletins_empreinte"],
        )
        scrutin.etat, scrutin.version = transition.vers, scrutin.version + 1
        scrutin.save()
        # Counts are in clear; who said what stays in the commitments of the ballots
        compte = {cle: valeur for cle, valeur in contenu.items() if cle != "sieges"}
        consigner(
            "scrutin.depouiller",
            titulaire.auteur,
            scrutin,
            {"resultat": compte, "empreinte": resultat.empreinte},
            issue=resultat.issue,
        )
    return resultat


def resultat_de(scrutin: Scrutin) -> dict[str, Any]:
    """Recompute the result from the roll and the box."""
    electeurs = list(scrutin.electeurs.all())
    corps = [inscrit_de(e) for e in electeurs]
    if scrutin.mode == ModeScrutin.SECRET:
        votants = [e.code for e in electeurs if e.a_vote]
        return depouiller_secret(corps, votants, isoloir.lire_secrets(scrutin.pk), scrutin.regles)
    return compter(corps, isoloir.lire(scrutin.pk), scrutin.regles)


def proclamer(*, titulaire: Titulaire, scrutin: Scrutin) -> Scrutin:
    """Proclaim: the proposition is adopted or rejected, the item deliberated. Asked twice, proclaimed once.

    Raises ``Impossible`` while a contestation has no answer.
    """
    exiger(titulaire, "scrutin", "conduire", scrutin, SCRUTIN)
    with transaction.atomic():
        scrutin = prendre(scrutin)
        if scrutin.etat == EtatScrutin.PROCLAME:
            return scrutin
        transition = exiger_etape("proclamer", scrutin.etat)
        exiger_en_cours(scrutin)
        attente = Contestation.objects.filter(electeur__scrutin=scrutin, reponse="").count()
        if attente:
            raise Impossible(
                f"Contestations sans réponse : {attente}. Le résultat ne peut pas être proclamé.",
                remede="Répondez à chacune, ou annulez le scrutin avec un motif.",
            )
        if scrutin.objet == ObjetScrutin.ENSEMBLE:
            exiger_saisine_maintenue(scrutin.point)
        issue = ResultatScrutin.objects.get(scrutin=scrutin).issue
        scrutin.etat, scrutin.proclame_le, scrutin.version = transition.vers, maintenant(), scrutin.version + 1
        scrutin.save()
        if scrutin.proposition_id is not None:
            etat = EtatProposition.ADOPTEE if issue == Issue.ADOPTE else EtatProposition.REJETEE
            Proposition.objects.filter(pk=scrutin.proposition_id).update(etat=etat)
        conclut = scrutin.objet in _CONCLUENT
        deplacer_le_point("deliberer" if conclut else "reprendre_debat", titulaire.auteur, scrutin)
        consigner("scrutin.proclamer", titulaire.auteur, scrutin, {"issue": issue}, issue=issue)
    return scrutin


def annuler(*, titulaire: Titulaire, scrutin: Scrutin, motif: str) -> Scrutin:
    """Cancel with a reason, until the proclamation: what was received is kept, another ballot may be prepared."""
    exiger(titulaire, "scrutin", "conduire", scrutin, SCRUTIN)
    with transaction.atomic():
        scrutin = prendre(scrutin)
        if scrutin.etat == EtatScrutin.ANNULE:
            return scrutin
        depuis = scrutin.etat
        transition = exiger_etape("annuler", depuis, motif)
        if depuis == EtatScrutin.OUVERT and scrutin.mode == ModeScrutin.SECRET:
            _melanger(scrutin)
        scrutin.etat, scrutin.motif_annulation = transition.vers, motif.strip()[:300]
        scrutin.version += 1
        scrutin.save()
        if depuis != EtatScrutin.PREPARE:
            deplacer_le_point("reprendre_debat", titulaire.auteur, scrutin)
        charge = {"depuis": depuis, "motif": engager(scrutin.motif_annulation)}
        consigner("scrutin.annuler", titulaire.auteur, scrutin, charge, depuis=depuis)
    return scrutin


def lire_resultat(resultat: ResultatScrutin) -> dict[str, Any]:
    """The stored result as a value. Raises ``Impossible`` when it is no longer what its digest says."""
    contenu: dict[str, Any] = json.loads(resultat.contenu)
    if empreinte(contenu) != resultat.empreinte:
        raise Impossible(
            "Le résultat enregistré ne correspond plus à son empreinte.",
            remede="Vérifiez le registre des actes ; il garde ce qui a été dépouillé.",
        )
    return contenu
