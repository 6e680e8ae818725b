"""Kinds of columns of texts: the cheapest program that scanning finds is the one that is meant, and Python says the same."""

from __future__ import annotations

import pytest
from test_scanned_kinds import Row, cheapest, check

KINDS: dict[str, list[tuple[list[Row], list[Row]]]] = {  # rows shown and rows asked for
    "parts between any of several marks": [
        (
            [("Paris, France (FR)", "Paris"), ("Berlin (DE)", "Berlin"), ("New York, NY, USA", "New York")],
            [("Rome", "Rome"), ("Oslo (NO)", "Oslo")],
        ),
        ([("São Paulo/BR", "Sao Paulo"), ("Zürich - CH", "Zurich"), ("Málaga, ES", "Malaga")], [("Köln/DE", "Koln")]),
    ],
    "what some rows lack": [
        (
            [("Widget (Medium, Red)", "Medium"), ("Gadget (Small)", "Small"), ("Gizmo", "")],
            [("Thing (Large, Green)", "Large"), ("Nut", "")],
        ),
        ([("[CPT-00350", "[CPT-00350]"), ("[CPT-00340]", "[CPT-00340]"), ("CPT-11536", "[CPT-11536]")], [("CPT-115]", "[CPT-115]")]),
    ],
    "addresses, where some cells are one": [
        (
            [("Ada Lovelace <ada@math.org>", "ada@math.org"), ("alan@bletchley.uk", "alan@bletchley.uk")],
            [("mailto:don@stanford.edu", "don@stanford.edu")],
        ),
    ],
    "behind a mark": [
        (
            [("10:02:41 INFO auth: user bob logged in", "user bob logged in"), ("10:03:10 DEBUG cache: miss key=a:b", "miss key=a:b")],
            [("10:11:38 ERROR api: Unexpected token: <", "Unexpected token: <"), ("10:03:11 INFO main: Ready", "Ready")],
        ),
        (
            [("ABBA - Waterloo", "Waterloo by ABBA"), ("Toto - Africa", "Africa by Toto"), ("Beyoncé - Halo", "Halo by Beyoncé")],
            [("a-ha - Take On Me", "Take On Me by a-ha"), ("Sigur Rós - Hoppípolla", "Hoppípolla by Sigur Rós")],
        ),
    ],
    "between marks": [
        (
            [
                ('{"id": 22, "name": "José", "age": 4}', "José"),
                ('{"name": "Zoë", "nick": "Z"}', "Zoë"),
                ('{"id": 1, "name": "Ann"}', "Ann"),
            ],
            [('{"name": "Li Wei", "id": 3}', "Li Wei"), ('{"id": "7", "name": "O\'Neil"}', "O'Neil")],
        ),
        (
            [('<a target="_blank" href="http://b.net/q?x=1">B</a>', "http://b.net/q?x=1"), ('<a href="/cart">Cart (2)</a>', "/cart")],
            [('<a href="tel:+15550100" class="b">Call</a>', "tel:+15550100")],
        ),
        ([("Name: Ann Lee, Age: 40", "40"), ("Name: Bo, Age: 7", "7")], [("Name: Li, Jr., Age: 30", "30")]),
        ([("w=3;colour=red;h=2", "red"), ("colour=dark blue", "dark blue")], [("h=1;colour=green", "green"), ("colour=tan;w=9", "tan")]),
        ([("Mill Road [closed]", "closed"), ("Station B (unmanned)", "unmanned")], [("East Farm (sold 2014)", "sold 2014")]),
        ([("Korea (Rep.) [b]", "Korea"), ("Mali (2019)", "Mali"), ("Malta", "Malta")], [("Sudan[1]", "Sudan")]),
    ],
    "words with a sign before them": [
        (
            [("Best #coffee in town", "#coffee"), ("#MondayMotivation get up!", "#MondayMotivation"), ("We won! #GoTeam #no1", "#GoTeam")],
            [("Loving this #sunset_2 at the #beach", "#sunset_2")],
        ),
    ],
    "the first column that is given": [
        (
            [(("", "Pool", ""), "Pool"), (("Bo Li", "", ""), "Bo Li"), (("", "", "P. Day"), "P. Day")],
            [(("Sam O'Dea", "Desk", "Z. Kay"), "Sam O'Dea"), (("", "Night crew", "J. Orr"), "Night crew")],
        ),
        ([(("555-12", "555-13"), "555-12"), (("", "555-34"), "555-34")], [(("555-1", ""), "555-1")]),
        (
            [(("", "ann lee"), "Ann Lee"), (("bo ek", "cy"), "Bo Ek"), (("li", ""), "Li")],
            [(("", "kim po"), "Kim Po"), (("jo", "al"), "Jo")],
        ),
    ],
    "columns joined as far as they are given": [
        (
            [(("Eggs", "", "12"), "12 eggs"), (("Oil", "ml", "750"), "750 ml oil"), (("Bread", "", "1"), "1 bread")],
            [(("Sugar", "g", "500"), "500 g sugar"), (("Lemons", "", "4"), "4 lemons")],
        ),
    ],
    "items whose marks differ": [
        (
            [("Lima; Quito; La Paz", "3"), ("salt and pepper", "2"), ("goats, sheep and cows", "3")],
            [("rice, beans", "2"), ("bus, tram, metro, taxi, ferry", "5")],
        ),
        (
            [("tea, coffee,", "coffee, tea"), ("music, Art, music", "art, music"), ("fish|meat|Fish", "fish, meat")],
            [("b|a|c", "a, b, c"), ("Wood;Iron; wood", "iron, wood")],
        ),
        ([("120x80x14 cm", "120 × 80 × 14"), ("12 x 8 x 4 in", "12 × 8 × 4")], [("45 x 30 x 2.5 cm", "45 × 30 × 2.5")]),
    ],
    "names of words": [
        (
            [("IsActive", "is_active"), ("lastSeenAt", "last_seen_at"), ("item-count", "item_count")],
            [("Customer Group", "customer_group"), ("unitPrice", "unit_price")],
        ),
        (
            [
                (("hotfix", "ABC-99", "Crash on start"), "hotfix/ABC-99-crash-on-start"),
                (("fix", "O-1", "Wrong zone"), "fix/O-1-wrong-zone"),
            ],
            [(("feature", "ABC-81", "Sort by price!"), "feature/ABC-81-sort-by-price")],
        ),
        ([(("AB-7", "Desk Fan"), "AB-7"), (("", "Rug"), "rug"), (("", "Hat Rack"), "hat_rack")], [(("", "TV Stand"), "tv_stand")]),
    ],
    "texts cut short": [
        (
            [("Not bad at all", "Not bad at all"), ("Breakfast could be a bit more varied", "Breakfast could...")],
            [("Great service and friendly staff", "Great service a..."), ("Loved it", "Loved it")],
        ),
        (
            [("one two three four five", "one two three…"), ("alpha beta gamma delta", "alpha beta gamma…"), ("short one", "short one")],
            [("the quick brown fox jumps", "the quick brown…")],
        ),
        ([("Let me see you", "Let me..."), ("Good morning", "Good mo..."), ("Bye", "Bye")], [("I went there", "I went...")]),
    ],
    "rows that lack what others have": [
        (
            [("Auto/Tyres", "Tyres (Auto)"), ("Art", "Art"), ("Toys/Games", "Games (Toys)")],
            [("Music/Vinyl", "Vinyl (Music)"), ("Pets", "Pets")],
        ),
    ],
    "parts of parts": [
        ([("Onyx, cedar", "CED"), ("Harbor Willow, violet oak", "VIO"), ("Ember, jasper", "JAS")], [("Dune, ash", "ASH")]),
        ([("bay (old tram) a", "tram"), ("dune walk (big red bus) b", "bus")], [("rock (taxi) of c", "taxi")]),
        ([("4 Mill Lane, York", "Mill Lane"), ("18 Upper Park Road, Bath", "Upper Park Road")], [("7 Broadway, Hull", "Broadway")]),
    ],
    "parts that have something": [
        (
            [("Flat B, 4 Mill Lane, York", "4 Mill Lane"), ("18 Park Road, Bath", "18 Park Road"), ("Oak Inn, 9 High St", "9 High St")],
            [("The Barn, 33 Long Row, Hull", "33 Long Row")],
        ),
        ([("red, 12, blue", "red, blue"), ("7, green", "green"), ("blue, 3, 4, pink", "blue, pink")], [("1, grey, white", "grey, white")]),
    ],
    "surnames with particles": [
        (
            [("Dr. Ada King", "King, A."), ("Alan M. Hill, PhD", "Hill, A."), ("Ben Lee Jr.", "Lee, B.")],
            [("Ludwig van Beethoven", "van Beethoven, L."), ("Maria de la Cruz", "de la Cruz, M.")],
        ),
    ],
    "counts": [
        ([("1", "1 item"), ("3", "3 items"), ("12", "12 items")], [("0", "0 items"), ("21", "21 items")]),
        ([("1", "1 child"), ("3", "3 children"), ("12", "12 children")], [("0", "0 children"), ("21", "21 children")]),
        ([(("1", "Cup"), "1 cup"), (("3", "Cup"), "3 cups"), (("2", "Tent"), "2 tents")], [(("5", "Map"), "5 maps")]),
        ([(("3", "box"), "3 boxes"), (("1", "jar"), "1 jar"), (("2", "tray"), "2 trays")], [(("5", "berry"), "5 berries")]),
    ],
    "names and titles": [
        (
            [("John Fitzgerald Kennedy", "John F. Kennedy"), ("Harriet Tubman", "Harriet Tubman"), ("Ada Mary Ann Lee", "Ada M. A. Lee")],
            [("Vincent Willem van Gogh", "Vincent W. van Gogh"), ("Plato", "Plato")],
        ),
        ([("The Great Gatsby", "Great Gatsby, The"), ("A Tale", "Tale, A"), ("Beloved", "Beloved")], [("An Ideal Man", "Ideal Man, An")]),
        ([("apple", "an apple"), ("red car", "a red car"), ("old bicycle", "an old bicycle")], [("hour", "an hour"), ("unit", "a unit")]),
    ],
    "lists": [
        (
            [("apples;pears;plums", "apples, pears, and plums"), ("salt", "salt"), ("bread;butter", "bread and butter")],
            [("a;b;c;d", "a, b, c, and d")],
        ),
        ([("1-4", "1,2,3,4"), ("2,5-7", "2,5,6,7"), ("10", "10")], [("8-9", "8,9")]),
        ([("123-7", "123-127"), ("1045-52", "1045-1052"), ("88-95", "88-95")], [("1998-03", "1998-2003")]),
        (
            [(("visa, photo", "photo"), "visa"), (("cv, letter", "letter, cv"), "none"), (("id, form, fee", "form"), "id, fee")],
            [(("a, b, c", "b"), "a, c"), (("x", "x"), "none")],
        ),
        (
            [(("sale,new", "winter"), "sale,new,winter"), (("winter,red", "winter"), "winter,red")],
            [(("a,b", "b"), "a,b"), (("a,b", "c"), "a,b,c")],
        ),
        (
            [(("SQL, Excel, Go", "Go, SQL"), "SQL, Go"), (("French, Dutch", "Dutch, Thai"), "Dutch")],
            [(("a, b, c", "c, b"), "b, c")],
        ),
    ],
    "values of names": [
        (
            [(("color=red;size=M", "size"), "M"), (("color=blue", "fit"), "n/a"), (("fit=loose;color=green", "color"), "green")],
            [(("size=S", "color"), "n/a"), (("fit=a;size=XL", "fit"), "a")],
        ),
        (
            [('{"name": "Ana", "city": "Porto", "age": 31}', "Porto"), ('{"city":"New York","zip":"10001"}', "New York")],
            [('{"zip": "1", "city": "Rome"}', "Rome")],
        ),
    ],
    "fields of CSV lines": [
        (
            [('1,"Lamp, desk",9', "Lamp, desk"), ("2,Bookend,7", "Bookend"), ('3,"Ladder, 3 m, steel",8', "Ladder, 3 m, steel")],
            [('7,"a ""b""",1', 'a "b"'), ("8,Pen,1", "Pen")],
        ),
    ],
    "what brackets have, if there are any": [
        ([("Heat (°C)", "°C"), ("Wind [km/h]", "km/h"), ("Station", ""), ("Name", "")], [("Date", ""), ("Rain (mm)", "mm")]),
    ],
    "colours": [
        ([("rgb(255, 128, 0)", "#FF8000"), ("rgb(18, 52, 86)", "#123456"), ("rgb(0, 200, 83)", "#00C853")], [("rgb(1,2,3)", "#010203")]),
        ([(("255", "128", "0"), "ff8000"), (("18", "52", "86"), "123456")], [(("0", "200", "83"), "00c853")]),
        ([("#FF8000", "rgb(255, 128, 0)"), ("#123456", "rgb(18, 52, 86)")], [("#0a0b0c", "rgb(10, 11, 12)")]),
        ([("FF8000", "255;128;0"), ("00c853", "0;200;83")], [("0A090B", "10;9;11")]),
    ],
    "numbers between dots": [
        ([("1.2.3", "1.3.0"), ("0.9.10", "0.10.0"), ("2.0.7", "2.1.0")], [("7.9.1", "7.10.0")]),
        ([("v1.2.3", "1.2.4"), ("v0.9.10", "0.9.11"), ("v2.0.0", "2.0.1")], [("v3.10.99", "3.10.100")]),
        ([("192.168.1.20", "192.168.1.21"), ("10.0.0.9", "10.0.0.10"), ("172.16.4.99", "172.16.4.100")], [("10.1.2.3", "10.1.2.4")]),
    ],
    "a column that says by which rule": [
        (
            [(("10", "kg"), "10"), (("500", "g"), "0.5"), (("2", "kg"), "2"), (("250", "g"), "0.25")],
            [(("1500", "g"), "1.5"), (("3", "kg"), "3")],
        ),
        ([(("32", "F"), "0"), (("100", "C"), "100"), (("212", "F"), "100")], [(("50", "F"), "10"), (("21", "C"), "21")]),
        (
            [(("100", "card"), "103"), (("200", "cash"), "200"), (("300", "card"), "309"), (("50", "cash"), "50")],
            [(("400", "card"), "412"), (("70", "cash"), "70")],
        ),
    ],
    "a case for each row where others show that each is one": [
        (
            [("0", "Out of stock"), ("9", "Low stock"), ("10", "In stock")],
            [("1", "Low stock"), ("130", "In stock"), ("4", "Low stock"), ("0", "Out of stock")],
        ),
        (
            [(("3", "1"), "Win"), (("0", "2"), "Loss"), (("1", "1"), "Draw")],
            [(("4", "0"), "Win"), (("2", "3"), "Loss"), (("0", "0"), "Draw")],
        ),
    ],
    "commas that only further rows have": [
        (
            [("$45.00", "45.00 USD"), ("€120.50", "120.50 EUR"), ("£9.99", "9.99 GBP")],
            [("€1,800.00", "1,800.00 EUR"), ("$310.25", "310.25 USD")],
        ),
    ],
    "yes and no": [([("y", "Yes"), ("NO", "No"), ("yes ", "Yes")], [("n", "No"), ("TRUE", "Yes"), ("0", "No")])],
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_column_is_read(kind: str) -> None:
    for shown, asked in KINDS[kind]:
        check(shown, asked)


def test_digits_of_other_scripts_are_no_bands() -> None:
    assert cheapest([("٤_½", "over ٤-3"), ("٣-.2", "٣-.2 to 5")], [("٤", "")])
