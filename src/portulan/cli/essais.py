"""``./portulan test``: the whole suite on SQLite, its database half again on PostgreSQL, and one line that adds up.

Both passes are shared by one pytest process per processor, each with its own database, home and browser.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

RACINE = Path(__file__).resolve().parents[3]
SANS_VERDICT = Counter(failed=1)
"""What a pass counts for when pytest stopped before it could report."""
TRAVAILLEURS_AU_PLUS = 4
"""Beyond, memory may lack: a process of the suite holds nearly 1 GB, its browser aside."""


def lancer(arguments: Sequence[str]) -> int:
    """Run the suite; arguments are handed to pytest (a single pass, then). Return pytest's exit code."""
    if not (RACINE / "tests").is_dir():
        sys.stderr.write(
            "Les essais sont dans le dépôt de Portulan : lancez ./portulan test depuis une copie du dépôt.\n"
        )
        return 69
    if arguments:
        return _pytest(arguments, {})
    passes = (
        ("tout, sur SQLite", (), {"DATABASE_URL": ""}),
        ("tout ce qui touche la base, sur PostgreSQL", ("-m", "base and not parcours"), _postgresql()),
    )
    codes, total = [], Counter[str]()
    for titre, options, variables in passes:
        code, bilan = _passe(titre, options, variables)
        codes.append(code)
        total += bilan
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped", flush=True)
    return max(codes)


def _postgresql() -> dict[str, str]:
    """The engine given by the environment, else the one of the development requirements."""
    donnee = os.environ.get("DATABASE_URL", "")
    return {"DATABASE_URL": donnee} if donnee.startswith("postgres") else {"PORTULAN_ESSAIS_POSTGRESQL": "oui"}


def repartir(processeurs: int) -> list[str]:
    """Options that share a pass: contiguous parts (a module stays together), then the idle take from the others."""
    travailleurs = min(processeurs, TRAVAILLEURS_AU_PLUS)
    return ["-n", str(travailleurs), "--dist", "worksteal"] if travailleurs > 1 else []


def _processeurs() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _passe(titre: str, options: Sequence[str], variables: Mapping[str, str]) -> tuple[int, Counter[str]]:
    """One pass: pytest's exit code, and how many tests passed, failed and were skipped."""
    depart = time.monotonic()
    print(f"\n=== Essais : {titre}", flush=True)
    with tempfile.TemporaryDirectory(prefix="portulan-essais-") as dossier:
        rapport = Path(dossier) / "rapport.xml"
        code = _pytest([*options, *repartir(_processeurs()), f"--junitxml={rapport}"], variables)
        bilan = compter(rapport) if rapport.exists() else SANS_VERDICT
    print(f"=== {titre} : {'réussis' if code == 0 else 'en échec'} en {time.monotonic() - depart:.0f} s", flush=True)
    return code, bilan


def _pytest(options: Sequence[str], variables: Mapping[str, str]) -> int:
    commande = [sys.executable, "-m", "pytest", "-q", *options]
    with subprocess.Popen(commande, cwd=RACINE, env={**os.environ, **variables}) as processus:  # noqa: S603
        try:
            return processus.wait()
        except KeyboardInterrupt:
            # The keyboard interrupted pytest too: it stops its processes, its browsers and its engine, then ends
            processus.wait()
            raise


def compter(rapport: Path) -> Counter[str]:
    """Tests of a JUnit report, by verdict (an error of a fixture is a failure)."""
    from xml.etree import ElementTree as ET

    total: Counter[str] = Counter()
    for suite in ET.parse(rapport).getroot().iter("testsuite"):  # noqa: S314 (written by our own pytest)
        nombre = {c: int(suite.get(c, "0")) for c in ("tests", "failures", "errors", "skipped")}
        manques = nombre["failures"] + nombre["errors"]
        total += Counter(
            passed=nombre["tests"] - manques - nombre["skipped"], failed=manques, skipped=nombre["skipped"]
        )
    return total


if __name__ == "__main__":
    try:
        sys.exit(lancer(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
