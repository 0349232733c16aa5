"""``./portulan test``: the whole suite, on SQLite then on PostgreSQL, and what was skipped and why."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

RACINE = Path(__file__).resolve().parents[3]


def lancer(arguments: Sequence[str]) -> int:
    """Run the suite; arguments are handed to pytest (a single pass, then). Return pytest's exit code."""
    if not (RACINE / "tests").is_dir():
        sys.stderr.write(
            "Les essais sont dans le dépôt de Portulan : lancez ./portulan test depuis une copie du dépôt.\n"
        )
        return 69
    if arguments:
        return _passe("demandée", list(arguments), {})
    passes = [("tout, SQLite", [], {"DATABASE_URL": ""})]
    passes.append(("base de données, PostgreSQL", ["-m", "django_db or postgresql", "tests/app"], _postgresql()))
    codes = [_passe(titre, options, variables) for titre, options, variables in passes]
    return max(codes)


def _postgresql() -> dict[str, str]:
    """The engine given by the environment, else the one of the development requirements."""
    donnee = os.environ.get("DATABASE_URL", "")
    return {"DATABASE_URL": donnee} if donnee.startswith("postgres") else {"PORTULAN_ESSAIS_POSTGRESQL": "oui"}


def _passe(titre: str, options: list[str], variables: dict[str, str]) -> int:
    depart = time.monotonic()
    sys.stderr.write(f"\n=== Essais : {titre}\n")
    sys.stderr.flush()
    commande = [sys.executable, "-m", "pytest", "-q", *options]
    code = subprocess.run(commande, cwd=RACINE, env={**os.environ, **variables}, check=False).returncode  # noqa: S603
    sys.stderr.write(f"=== {titre} : {'réussis' if code == 0 else 'en échec'} en {time.monotonic() - depart:.0f} s\n")
    return code


if __name__ == "__main__":
    try:
        sys.exit(lancer(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
