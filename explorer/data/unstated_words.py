"""Words by which people and statistical offices say that something is not known, in the languages
of Europe.

`spelled` adds capitals, blanks that do not break and curly apostrophes. Two letters with points
are also initials and states (N.C., S.D.), and unknown may be an answer, so these count beside
numbers alone. Left out is what means something else beside numbers: n.s. (not significant), tbd.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

NOT_STATED = (  # no answer was given; never an answer itself
    *(
        "k.A.",
        "k. A.",
        "k.A",
        "k.a.",
        "keine Angabe",
        "keine Angaben",
        "keine Antwort",
        "ohne Angabe",
    ),
    *("ohne Angaben", "nicht angegeben", "keine Daten"),
    *("not stated", "not specified", "unspecified", "not given", "not provided", "not reported"),
    *("not recorded", "not disclosed", "not available", "no answer", "no response", "no data"),
    *("non communiqué", "non communiquée", "non communiqués", "non renseigné", "non renseignée"),
    *("non renseignés", "non précisé", "non précisée", "non spécifié", "non spécifiée"),
    *("non disponible", "sans réponse", "pas de réponse", "donnée manquante"),
    *("sin dato", "sin datos", "sin información", "sin especificar", "no especificado"),
    *("no especificada", "no disponible", "no consta", "no contesta", "no informado"),
    *("sem dados", "sem informação", "sem resposta", "não informado", "não informada"),
    *("não disponível", "não consta", "não declarado", "não especificado"),
    *("non disponibile", "non specificato", "non indicato", "non dichiarato", "non rilevato"),
    *("non pervenuto", "nessuna risposta", "dato mancante", "dato non disponibile"),
    *("geen opgave", "niet opgegeven", "niet beschikbaar", "geen antwoord", "geen gegevens"),
    *("brak danych", "brak informacji", "brak odpowiedzi", "nie podano", "neuvedeno"),
    *("ej angivet", "ej angiven", "inte angivet", "uppgift saknas", "ikke oplyst", "uoplyst"),
    *("ikke opgivet", "ikke oppgitt", "ei tietoa", "nem ismert", "нет данных", "не указано"),
)
BESIDE_NUMBERS = (  # may be an answer, initials or a category among texts
    *("unknown", "not known", "missing", "not applicable", "don't know", "do not know", "n/k"),
    *("unbekannt", "nicht bekannt", "weiß nicht", "weiss nicht", "entfällt", "nicht zutreffend"),
    *("trifft nicht zu", "nicht verfügbar", "nicht anwendbar", "n.v.", "o.A.", "o. A."),
    *("inconnu", "inconnue", "non connu", "ne sait pas", "sans objet", "non applicable"),
    *("n.c.", "n. c.", "n/c", "n.r.", "n/r"),
    *("desconocido", "desconocida", "no sabe", "no sabe / no contesta", "ns/nc", "no aplica"),
    *("no aplicable", "no procede", "s/d", "s.d.", "s. d.", "s/i"),
    *("desconhecido", "desconhecida", "não sabe", "não se aplica", "não aplicável"),
    *("sconosciuto", "sconosciuta", "non noto", "non so", "non applicabile"),
    *("n/d", "n.d.", "n. d.", "б/д", "н/д", "н.д."),
    *("onbekend", "niet bekend", "weet niet", "niet van toepassing", "n.v.t.", "nvt"),
    *("nieznane", "nieznany", "nieznana", "nie wiem", "nie dotyczy", "b.d.", "b. d.", "b/d"),
    *("okänd", "okänt", "vet ej", "vet inte", "ukendt", "ukjent", "ved ikke", "vet ikke"),
    *("tuntematon", "neznámé", "неизвестно"),
)


def spelled(words: Sequence[str]) -> Iterator[str]:
    """The words as they are met in cells; a set of these is looked up faster than letters change.

    >>> "Keine Angabe" in spelled(["keine Angabe"]), "N/D" in spelled(["n/d"])
    (True, True)
    """
    for word in words:
        for said in (word, word.lower(), word.upper(), word[0].upper() + word[1:], word.title()):
            yield said
            yield said.replace(" ", "\u00a0")
            yield said.replace("'", "\u2019")
