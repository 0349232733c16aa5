"""docs/notes says what the code and the examples say."""

from spec.notes import NOTES, pages


def test_notes_a_jour():
    attendues = pages()
    ecrites = {p.name: p.read_text(encoding="utf-8") for p in NOTES.glob("*.md")}
    assert set(ecrites) == set(attendues)
    differentes = sorted(nom for nom in attendues if ecrites[nom] != attendues[nom])
    assert not differentes, "relancez « python -m spec.notes » depuis tests/"
