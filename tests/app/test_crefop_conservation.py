"""What makes a legal record is never carried away with what it is about."""

import pytest
from django.db.models import CASCADE

from portulan.crefop.avis.models import CorrectionPV, Rectification, SignatureAvis, SignaturePV, VersionPV
from portulan.crefop.dossier.models import EtapeSaisine, Suspension
from portulan.crefop.scrutin.models import Electeur, ExplicationVote, ResultatScrutin
from portulan.crefop.seance.models import (
    ConstatQuorum,
    EnvoiConvocation,
    EtapeSeance,
    EvenementPresence,
    MandatVote,
    SignatureConvocation,
)
from portulan.crefop.suivi.models import SuiviReserve

ACTES = (
    *(CorrectionPV, Rectification, SignatureAvis, SignaturePV, VersionPV, EtapeSaisine, Suspension, Electeur),
    *(ExplicationVote, ResultatScrutin, ConstatQuorum, EnvoiConvocation, EtapeSeance, EvenementPresence, MandatVote),
    *(SignatureConvocation, SuiviReserve),
)


@pytest.mark.parametrize("acte", ACTES, ids=lambda a: a.__name__)
def test_un_acte_retient_ce_qu_il_concerne(acte):
    liens = [c for c in acte._meta.fields if c.many_to_one or c.one_to_one]
    assert liens
    assert [c.name for c in liens if c.remote_field.on_delete is CASCADE] == []
