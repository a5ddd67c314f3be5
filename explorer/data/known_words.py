"""Words that columns are named by, in the languages of tables: English, German, French, Spanish,
Italian, Portuguese and Dutch.

In small letters without accents, as `column_words.plain` writes them. A word of more than three
letters is also met at the beginning of a longer one, so none stands here that begins a common
word of another meaning (conta, contact).
"""

from __future__ import annotations

GROUPS = frozenset(
    (
        *("user", "session", "customer", "client", "invoice", "order", "transaction", "basket"),
        *("cart", "visit", "visitor", "member", "account", "household", "playlist", "recipe"),
        *("patient", "ticket", "receipt", "bill", "device", "cookie", "student", "reader"),
        *("listener", "player", "shopper", "buyer", "viewer", "trip", "bag", "trans", "person"),
        *("sess", "usr", "uid", "txn", "trx", "acct"),
        *("kunde", "kunden", "nutzer", "benutzer", "sitzung", "rechnung", "bestell", "auftrag"),
        *("bon", "kassenbon", "beleg", "quittung", "warenkorb", "besuch", "mitglied", "konto"),
        *("haushalt", "schuler", "rezept"),
        *("utilisateur", "facture", "commande", "panier", "visite", "membre"),
        *("abonne", "etudiant", "recette"),
        *("cliente", "usuario", "factura", "pedido", "recibo", "carrito", "cesta", "visita"),
        *("miembro", "cuenta", "paciente", "sesion", "transaccion", "alumno", "receta"),
        *("utente", "fattura", "ordine", "scontrino", "ricevuta", "carrello", "paziente"),
        *("sessione", "transazione", "studente", "ricetta"),
        *("utilizador", "fatura", "encomenda", "carrinho", "sessao", "transacao", "aluno"),
        *("klant", "gebruiker", "factuur", "bestelling", "kassabon", "winkelwagen", "bezoek"),
        *("sessie", "transactie", "leerling"),
    )
)
ITEMS = frozenset(
    (
        *("item", "product", "article", "sku", "movie", "film", "song", "track", "artist"),
        *("page", "url", "book", "isbn", "ingredient", "stock", "description", "game", "course"),
        *("app", "word", "tag", "title", "video", "station", "poi", "venue", "episode", "good"),
        *("goods", "dish", "drink", "paper", "skill", "symptom", "hashtag", "command"),
        "location",
        *("artikel", "produkt", "lied", "titel", "zutat", "speise", "getrank"),
        *("produit", "chanson", "livre", "titre", "boisson"),
        *("articulo", "producto", "pelicula", "cancion", "libro", "pagina", "titulo", "bebida"),
        *("ingrediente", "articolo", "prodotto", "brano", "canzone", "titolo", "bevanda"),
        *("artigo", "produto", "livro", "gerecht"),
    )
)
ORDERS = frozenset(
    (
        *("time", "timestamp", "date", "datetime", "ts", "position", "pos", "seq", "sequence"),
        *("rank", "step", "index", "idx", "turn", "when", "day", "moment", "order", "added"),
        *("epoch", "unix", "unixtime", "utc"),
        *("datum", "zeit", "uhrzeit", "zeitpunkt", "zeitstempel", "schritt", "reihenfolge"),
        *("heure", "horodatage", "etape", "ordre"),
        *("fecha", "hora", "posicion", "paso", "orden", "secuencia"),
        *("ora", "posizione", "passo", "giorno", "ordine", "sequenza"),
        *("posicao", "etapa", "ordem", "sequencia", "tijd", "tijdstip", "positie", "volgorde"),
    )
)
# what a name says besides: that it is a number or a name, and of what
CODES = frozenset(
    (
        *("id", "ids", "no", "nr", "num", "number", "key", "code", "uuid", "guid", "name"),
        *("nummer", "kennung", "numero", "nom", "nome", "naam", "codigo", "codice"),
        *("de", "du", "del", "do", "di"),
    )
)
# with which German and Dutch name the number of a thing in one word: Kundennummer, Bestellnr
CODE_ENDINGS = ("nummer", "nr")
NO_GROUPS = frozenset(
    (
        *("zip", "zipcode", "postcode", "postal", "plz", "phone", "year", "color"),
        *("telefon", "telephone", "telefono", "telefone", "telefoon"),
        *("jahr", "annee", "ano", "anno", "jaar"),
    )
)
# things that are numbered, never measured
NUMBERED = frozenset(
    (
        *("session", "order", "invoice", "transaction", "basket", "cart", "ticket", "account"),
        *("customer", "user", "client", "member", "patient", "subject", "participant"),
        *("respondent", "household"),
        *("kunde", "kunden", "nutzer", "benutzer", "rechnung", "bestell", "auftrag", "beleg"),
        *("bon", "mitglied", "artikel", "personal", "schuler"),
        *("facture", "commande", "cliente", "usuario", "factura", "pedido", "paciente"),
        *("fattura", "ordine", "utente", "paziente", "fatura", "klant", "factuur"),
    )
)
# columns that say where or when, which hardly anybody wants to predict
PLACES_AND_DATES = frozenset(
    (
        *("lat", "lon", "lng", "long", "latitude", "longitude", "coordinate", "coordinates"),
        *("breitengrad", "langengrad", "latitud", "longitud"),
        *("latitudine", "longitudine", "breedtegraad", "lengtegraad"),
        *("date", "datetime", "timestamp", "year", "month", "weekday", "day"),
        *("datum", "jahr", "monat", "annee", "mois", "jour", "fecha", "ano", "mes", "dia"),
        *("anno", "mese", "giorno", "jaar", "maand", "dag"),
    )
)
# over baskets that are written one to a line
TITLES = frozenset(
    (
        *("item", "items", "basket", "baskets", "products", "transaction", "transactions"),
        *("artikel", "produkte", "warenkorb", "articles", "produits", "panier", "paniers"),
        *("articulos", "productos", "cesta", "articoli", "prodotti", "carrello"),
        *("artigos", "produtos", "artikelen", "producten"),
    )
)
# before the totals in a last row
TOTALS = frozenset(
    (
        *("total", "totals", "sum", "sum total", "grand total", "overall total"),
        *("summe", "gesamt", "gesamtsumme", "gesamtergebnis", "insgesamt", "summe gesamt"),
        *("somme", "total general", "suma", "suma total", "totale", "somma", "totale generale"),
        *("soma", "total geral", "totaal", "som", "eindtotaal"),
    )
)
