from __future__ import annotations

from pathlib import Path

import pytest

from dataaudit.augment.synonyms.wordnet import KINDS, read_wordnet
from dataaudit.errors import ConfigurationError

HEAD = "  1 This software and database is being provided to you, the LICENSEE  \n"


class Net:
    """A word net on disk, written as wndb(5WN) says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index: dict[str, dict[str, list[str]]] = {ending: {} for ending in KINDS}
        self.data: dict[str, list[str]] = {ending: [] for ending in KINDS}
        self.counts: list[str] = []

    def synset(self, ending: str, *words: str) -> Net:
        """One more meaning with its words; each meaning of a word comes after those given before."""
        offset = f"{len(self.data[ending]) + 1:08d}"
        letter = KINDS[ending] if ending != "adj" else "s"
        listed = " ".join(f"{word} 0" for word in words)
        self.data[ending].append(f"{offset} 06 {letter} {len(words):02x} {listed} 001 @ 00000009 n 0000 | what it is  ")
        for word in words:
            self.index[ending].setdefault(word.split("(")[0].lower(), []).append(offset)
        return self

    def uses(self, word: str, number: int, sense: int, count: int) -> Net:
        self.counts.append(f"{word}%{number}:06:00:: {sense} {count}")
        return self

    def write(self) -> Path:
        for ending in KINDS:
            index = [
                f"{word} {KINDS[ending]} {len(offsets)} 2 @ ~ {len(offsets)} 0 {' '.join(offsets)}  "
                for word, offsets in sorted(self.index[ending].items())
            ]
            for name, lines in ((f"index.{ending}", index), (f"data.{ending}", self.data[ending])):
                (self.folder / name).write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        if self.counts:
            (self.folder / "cntlist.rev").write_text("".join(f"{line}\n" for line in self.counts), encoding="utf-8")
        return self.folder


@pytest.fixture
def net(tmp_path: Path) -> Net:
    return Net(tmp_path)


def test_words_of_one_meaning_stand_for_each_other_by_part_of_speech(net: Net) -> None:
    net.synset("noun", "car", "automobile").synset("verb", "buy", "purchase")
    net.synset("adj", "big(p)", "large").synset("adv", "quickly", "rapidly")
    assert read_wordnet(net.write()) == {
        ("car", "n"): ("automobile",), ("automobile", "n"): ("car",),
        ("buy", "v"): ("purchase",), ("purchase", "v"): ("buy",),
        ("big", "a"): ("large",), ("large", "a"): ("big",),
        ("quickly", "r"): ("rapidly",), ("rapidly", "r"): ("quickly",),
    }  # fmt: skip


def test_names_phrases_and_words_with_other_marks_are_left_out(net: Net) -> None:
    net.synset("noun", "car", "motor_car", "Automobile", "auto-mobile", "x", "car2", "auto")
    assert read_wordnet(net.write()) == {("car", "n"): ("auto",), ("auto", "n"): ("car",)}


def test_a_word_of_several_meanings_without_counts_stands_for_nothing(net: Net) -> None:
    net.synset("noun", "bank", "shore").synset("noun", "bank", "depository")
    assert read_wordnet(net.write()) == {}


def test_the_usual_meaning_of_a_word_is_its_first_if_it_has_most_uses(net: Net) -> None:
    net.synset("noun", "bank", "shore").synset("noun", "bank", "depository")
    net.uses("bank", 1, 1, 6).uses("bank", 1, 2, 4).uses("shore", 1, 1, 3)
    assert read_wordnet(net.write()) == {("bank", "n"): ("shore",), ("shore", "n"): ("bank",)}


def test_a_first_meaning_with_few_uses_is_not_the_usual_one(net: Net) -> None:
    net.synset("noun", "bank", "shore").synset("noun", "bank", "depository")
    net.uses("bank", 1, 1, 4).uses("bank", 1, 2, 6).uses("shore", 1, 1, 3)
    assert read_wordnet(net.write()) == {}


def test_uses_of_another_part_of_speech_do_not_count(net: Net) -> None:
    net.synset("noun", "bank", "shore").synset("noun", "bank", "depository")
    net.uses("bank", 1, 1, 6).uses("bank", 2, 2, 90).uses("shore", 1, 1, 3)
    assert ("bank", "n") in read_wordnet(net.write())


def test_a_word_that_was_never_counted_is_not_put_in_but_gets_others(net: Net) -> None:
    net.synset("noun", "car", "automobile", "motorcar")
    net.uses("car", 1, 1, 9).uses("automobile", 1, 1, 2)
    assert read_wordnet(net.write()) == {
        ("car", "n"): ("automobile",),
        ("automobile", "n"): ("car",),
        ("motorcar", "n"): ("car", "automobile"),
    }


def test_uses_of_the_two_kinds_of_adjectives_are_added_up(net: Net) -> None:
    net.synset("adj", "big", "large").synset("adj", "big", "adult")
    net.uses("big", 3, 1, 3).uses("big", 5, 1, 3).uses("big", 3, 2, 5).uses("large", 5, 1, 1)
    assert read_wordnet(net.write())["big", "a"] == ("large",)


def test_only_words_that_are_known_are_put_in(net: Net) -> None:
    net.synset("noun", "car", "automobile", "motorcar")
    assert read_wordnet(net.write(), lambda word: word != "motorcar") == {
        ("car", "n"): ("automobile",),
        ("automobile", "n"): ("car",),
        ("motorcar", "n"): ("automobile", "car"),
    }


@pytest.mark.parametrize("name", [f"{kind}.{ending}" for kind in ("index", "data") for ending in KINDS])
def test_a_missing_file_is_told_with_its_name(net: Net, name: str) -> None:
    path = net.synset("noun", "car", "auto").write() / name
    path.unlink()
    with pytest.raises(ConfigurationError) as told:
        read_wordnet(net.folder)
    assert str(told.value) == (
        f"{path}: is missing; name a folder with WordNet's database files (index.noun, data.noun, ...)"
    )


@pytest.mark.parametrize(
    ("name", "line", "says"),
    [
        ("index.noun", "garbage", "not a line of a WordNet index"),
        ("index.noun", "", "not a line of a WordNet index"),
        ("index.noun", "car n one 0 1 0 00000001", "not a line of a WordNet index"),
        ("index.noun", "car n 1 2 @ ~ 1 0", "not a line of a WordNet index"),
        ("data.verb", "garbage", "not a line of WordNet data"),
        ("data.verb", "00000001 06 n zz car 0", "not a line of WordNet data"),
    ],
)
def test_a_line_that_is_none_of_a_word_net_is_told_with_its_file(net: Net, name: str, line: str, says: str) -> None:
    path = net.synset("noun", "car", "auto").write() / name
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as told:
        read_wordnet(net.folder)
    entries = sum(not one.startswith(" ") for one in path.read_text(encoding="utf-8").splitlines())
    assert str(told.value) == f"{path}, entry {entries}: {says}"


def test_a_file_in_another_encoding_and_a_folder_in_its_place_are_told(net: Net) -> None:
    path = net.synset("noun", "car", "auto").write() / "data.adv"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match=r"data\.adv: cannot be read \('utf-8'"):
        read_wordnet(net.folder)
    path.unlink()
    path.mkdir()
    with pytest.raises(ConfigurationError, match=r"data\.adv: cannot be read"):
        read_wordnet(net.folder)


@pytest.mark.parametrize(
    "line", ["garbage", "", "car%1:06:00:: one 2", "car%1:06:00:: 1", "car%9:06:00:: 1 2", "car% 1 2", "car 1 2"]
)
def test_a_line_that_is_none_of_a_list_of_counts_is_told_with_its_file_and_entry(net: Net, line: str) -> None:
    folder = net.synset("noun", "car", "auto").uses("car", 1, 1, 3).write()
    path = folder / "cntlist.rev"
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as told:
        read_wordnet(folder)
    assert str(told.value) == f"{path}, entry 2: not a line of a WordNet list of counts"
