import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from readiness import schemas
from readiness.profilers.base import Profile
from readiness.profilers.content import measure
from readiness.profilers.content.gopher import TextShape, broken_rules
from tests.profilers.duplicate_corpus import DuplicateCorpus
from tests.profilers.stages import rate

PROSE = (
    "The supplier shall deliver the goods to the place that the buyer names in the order. The buyer will pay within "
    "thirty days of the invoice, and may hold back a tenth of the price until the goods have been inspected. Where the "
    "goods do not conform with the order, the buyer is to tell the supplier in writing within ten working days, and "
    "the supplier will replace them at its own cost."
)


def broken(text: str, language: str = "en") -> set[str]:
    return {rule.name for rule in broken_rules(TextShape(text, language))}


def test_plain_prose_breaks_no_rule() -> None:
    assert broken(PROSE) == set()


def test_letters_torn_apart_break_the_word_length_rule() -> None:
    assert "word_length" in broken(" ".join("".join(PROSE.split())))


def test_words_run_together_break_the_word_length_rule() -> None:
    words = PROSE.split()
    glued = ["".join(words[start : start + 6]) for start in range(0, len(words), 6)]
    assert "word_length" in broken(" ".join(glued), "")


def test_links_do_not_count_as_long_words() -> None:
    links = " ".join(f"https://intranet.example.com/a/very/long/path/to/page-{n}" for n in range(30))
    assert broken(f"{PROSE} {links}") == set()


def test_an_invoice_of_figures_breaks_no_rule() -> None:
    lines = [f"{n:04d} Widget type {n} {n}.00 {3 * n}.50 EUR" for n in range(40)]
    assert broken("Invoice to be paid with the order\n" + "\n".join(lines)) == set()


def test_a_markdown_table_breaks_no_rule() -> None:
    rows = "\n".join(f"| role {n} | the owner of part {n} | yes |" for n in range(40))
    assert broken(f"# Roles\n\n| role | owner | leads |\n| --- | --- | --- |\n{rows}") == set()


def test_hash_signs_of_headings_are_no_symbols_but_stray_ones_are() -> None:
    assert broken("\n\n".join(f"### Part {n}\n\n{PROSE.replace('goods', f'goods{n}')}" for n in range(3))) == set()
    assert "symbol_share" in broken(" ".join(f"#{word}" for word in PROSE.split()))


def test_characters_that_stand_for_lost_text_are_symbols() -> None:
    assert "symbol_share" in broken(PROSE.replace("e", "\ufffd"))


def test_dotted_leaders_of_a_table_of_contents_are_no_ellipses() -> None:
    contents = "\n".join(f"The part that is named {n} ........ {n}" for n in range(30))
    assert "symbol_share" not in broken(contents)


def test_bars_and_rules_read_from_a_drawing_break_the_wordless_rule() -> None:
    assert "wordless_share" in broken(PROSE + " ¬¬ ^^ «» ¦¦ ±± ÷÷ §§ ¶¶ " * 10)


def test_stop_words_are_asked_for_in_english_only() -> None:
    listed = " ".join(f"bolt{n} nut{n}" for n in range(60))
    assert broken(listed, "en") == {"stop_words"}
    assert broken(listed, "de") == set()
    assert broken(listed, "") == set()


def test_a_footer_on_every_page_is_no_repetition() -> None:
    pages = [f"{PROSE.replace('goods', f'goods{n}')}\nConfidential" for n in range(20)]
    assert broken("\n".join(pages)) == set()


def test_table_cells_repeat_without_harm() -> None:
    cells = "\n".join(f"{line}\nyes\nno" for line in PROSE.split(". "))
    assert broken(cells + "\n" + PROSE.replace("supplier", "seller")) == set()


def test_a_page_pasted_again_and_again_breaks_the_repetition_rules() -> None:
    assert "repeated_lines" in broken(f"{PROSE}\n" * 10)
    assert "repeated_phrase" in broken("buy now and save " * 60)


@pytest.mark.parametrize(
    "text",
    [
        "本契約は、甲と乙との間における業務委託に関する基本的な事項を定めるものとする。" * 2
        + "乙は善良な管理者の注意をもって履行する。",
        "이 계약은 갑과 을 사이의 업무 위탁에 관한 기본 사항을 정한다 " * 3
        + "을은 선량한 관리자의 주의로 이행한다 " * 3,
        "इस अनुबंध में दोनों पक्षों के अधिकार और कर्तव्य बताए गए हैं " * 3 + "भुगतान तीस दिन में होगा " * 3,
        "สัญญานี้ทำขึ้นระหว่างผู้ซื้อและผู้ขายเพื่อกำหนดเงื่อนไขการส่งมอบสินค้าและการชำระเงินภายในสามสิบวัน",
    ],
)
def test_prose_of_other_scripts_breaks_no_rule(text: str) -> None:
    assert broken(text, "") == set()


def test_a_chinese_text_is_long_enough_by_its_characters() -> None:
    assert TextShape("契約書" * 20, "zh").size_words == 60


@pytest.fixture
def corpus(tmp_path: Path) -> DuplicateCorpus:
    return DuplicateCorpus(tmp_path)


def evidence(profile: Profile, code: str) -> dict[str, Any]:
    return {row["item"]: json.loads(row["evidence"]) for row in profile.defects.to_pylist() if row["code"] == code}


def test_documents_that_open_and_say_nothing_are_empty_but_scans_are_not(corpus: DuplicateCorpus) -> None:
    corpus.document("a.docx", PROSE)
    corpus.document("b.docx", "page 1")
    corpus.document("c.docx", "")
    corpus.document("d.pdf", "", outcome="needs_ocr")
    corpus.document("e.pdf", "", outcome="encrypted")
    corpus.document("f.csv", "", kind="table")
    profile = measure(corpus.inputs())
    assert rate(profile, "content.empty", "docs") == (2, 3)
    assert set(evidence(profile, "content.empty")) == {"b.docx", "c.docx"}


def test_nineteen_characters_are_empty_and_twenty_are_not(corpus: DuplicateCorpus) -> None:
    corpus.document("a.txt", "x" * 19)
    corpus.document("b.txt", "x" * 20)
    assert set(evidence(measure(corpus.inputs()), "content.empty")) == {"a.txt"}


def test_low_quality_names_the_rule_and_counts_only_texts_of_fifty_words(corpus: DuplicateCorpus) -> None:
    corpus.document("good.txt", PROSE)
    corpus.document("torn.txt", " ".join("".join(PROSE.split())))
    corpus.document("short.txt", "# # # # #")
    profile = measure(corpus.inputs("docs", "void"))
    assert rate(profile, "content.low_quality", "docs") == (1, 2)
    assert rate(profile, "content.low_quality", "void") == (0, 0)
    found = evidence(profile, "content.low_quality")
    assert set(found) == {"torn.txt"}
    assert found["torn.txt"]["rules"]["word_length"] < 3
    assert any("letters on average" in message for message in profile.defects["message"].to_pylist())


def with_languages(*codes: str) -> dict[str, Any]:
    return {"charter": {"owner": {"name": "Ada"}, "needs": {"languages": list(codes)}}}


def test_texts_in_languages_that_the_charter_does_not_list_are_counted_and_named(corpus: DuplicateCorpus) -> None:
    corpus.document("a.txt", PROSE)
    corpus.document("b.txt", PROSE, language="fr")
    corpus.document("c.txt", PROSE, language="de")
    corpus.document("d.txt", "0815 4711 2342", language="")
    profile = measure(corpus.inputs("docs", "void", **with_languages("en", "de")))
    assert rate(profile, "content.language", "docs") == (1, 3)
    assert rate(profile, "content.language", "void") == (0, 0)
    assert evidence(profile, "content.language") == {"b.txt": {"language": "fr", "wanted": ["de", "en"]}}


def test_without_a_list_of_languages_none_is_another(corpus: DuplicateCorpus) -> None:
    corpus.document("a.txt", PROSE, language="fr")
    profile = measure(corpus.inputs())
    assert rate(profile, "content.language", "docs") == (0, 0)
    assert evidence(profile, "content.language") == {}


def test_a_language_that_is_not_recognised_is_never_measured(corpus: DuplicateCorpus) -> None:
    corpus.document("a.txt", PROSE)
    rows = measure(corpus.inputs(**with_languages("en", "zu"))).measures.to_pylist()
    (row,) = (row for row in rows if row["indicator"] == "content.language")
    assert (row["state"], row["reason"]) == ("not_measured", "the audit does not recognise zu")


def test_the_languages_of_each_slice_are_counted(corpus: DuplicateCorpus) -> None:
    items = ["legal/a.txt", "legal/b.txt", "sales/c.txt"]
    for item, language in zip(items, ["en", "fr", "en"], strict=True):
        corpus.document(item, PROSE, language=language)
    inventory = [{"source": "docs", "item": item, "kind": "document", "state": "listed"} for item in items]
    pq.write_table(pa.Table.from_pylist(inventory, schema=schemas.INVENTORY), corpus.folder / "inventory.parquet")
    source = {"name": "docs", "url": ".", "slices": {"department": "path[0]"}}
    profile = measure(corpus.inputs(**with_languages("en"), sources=[source]))
    found = {
        row["slice"]: (row["numerator"], row["denominator"])
        for row in profile.measures.to_pylist()
        if row["indicator"] == "content.language"
    }
    assert found == {"": (1, 3), "department=legal": (1, 2), "department=sales": (0, 1)}
