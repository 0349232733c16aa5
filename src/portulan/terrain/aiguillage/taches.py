"""Upkeep of the stamp of the network."""

from django.db import connection, transaction

from portulan.terrain.aiguillage.models import EmpreinteReseau


def elaguer() -> int:
    """Forget old marks of the stamp; how many. A new one comes first, so that no stamp is ever seen twice."""
    if connection.vendor != "postgresql":  # SQLite keeps one row, rewritten in place
        return 0
    with transaction.atomic(), connection.cursor() as curseur:
        anciennes = list(EmpreinteReseau.objects.values_list("pk", flat=True))
        curseur.execute("INSERT INTO aiguillage_empreintereseau (jeton) VALUES (gen_random_uuid()::text)")
        EmpreinteReseau.objects.filter(pk__in=anciennes).delete()
    return len(anciennes)
