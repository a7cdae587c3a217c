"""What the law asks a small enterprise that charges no VAT to write on its invoices, by preset; to start from.

It is legal wording in its country's language, so it is not translated. A worker may write another.
"""

from __future__ import annotations

_EU = "VAT exempt: scheme for small enterprises, Directive 2006/112/EC, Title XII, Chapter 1."

SENTENCES = {
    # Italy: Legge 190/2014, art. 1, commi 54-89; wording of Agenzia delle Entrate, circolare 9/E of 2019.
    "italy": "Operazione senza applicazione dell'IVA ai sensi dell'articolo 1, commi da 54 a 89, della Legge "
    "n. 190/2014 (regime forfettario).",
    # France: Code général des impôts, art. 293 B and 293 E.
    "france-scop": "TVA non applicable, art. 293 B du CGI.",
    # Spain has no general scheme for small enterprises; an exempt service cites the article that exempts it.
    "spain": "Operación exenta de IVA según el artículo 20 de la Ley 37/1992.",
    "us-subchapter-t": "No sales tax is charged.",
    "colab": "No sales tax is charged.",
}


def sentence_for(preset: str) -> str:
    """The preset's wording, that of the EU's directive where it has none."""
    return SENTENCES.get(preset, _EU)
