"""Tags of ours: short, in capitals, without look-alikes, and with a character that tells mistakes.

Eight characters of twenty-three: of each group that print or handwriting confuses (0 O D Q, 1 I J L, 2 Z,
5 S, 6 G, 8 B, U V Y) one is left at most. Twenty-three is a prime. Each place has a weight of its own, and the weighted
sum is a multiple of 23: so no single wrong character and no swap of any two of them goes unnoticed.
"""

from fieldapp.portable.natives import bare_code

PORTABLE = True

ALPHABET = "23456789ACDEFHKMNPRTWXY"
BASE = 23
LENGTH = 8
# The tags that there are: 23 to the power of 7.
MANY = 3404825447
# Neighbours on a roll look nothing alike: their numbers are multiplied by this before they are written.
# BACK undoes it: SPREAD × BACK leaves 1 when divided by MANY.
SPREAD = 2236067977
BACK = 10249553
# Numbers are given out in rolls of up to so many labels.
ROLL = 1000
# Rolls that all the tags are enough for.
ROLLS = 3404825
# What a machine is called whose last label went to another.
NONE = "NOTAG-"


def looks_ours(text):
    """Whether it has our tags' form, right or wrong."""
    code = bare_code(text)
    return len(code) == LENGTH and all(mark in ALPHABET for mark in code)


def is_ours(text):
    """Whether it is a tag that we may have made."""
    return looks_ours(text) and weighed(bare_code(text)) == 0


def is_misread(text):
    """Whether it has our form and can't be right."""
    return looks_ours(text) and not is_ours(text)


def weighed(code):
    """The weighted sum of the characters' values, modulo the base; 0 for a whole tag."""
    return sum(at * ALPHABET.index(mark) for at, mark in enumerate(code, 1)) % BASE


def clean_tag(text):
    """A tag as the books have it: ours without what people type between its letters, others as they stand."""
    return bare_code(text) if is_ours(text) else text.strip().upper()


def tag_of(number):
    """The tag of that number, from 0 to ``MANY`` - 1. Every number has its own."""
    left = times(number, SPREAD)
    code = ""
    for _at in range(LENGTH - 1):
        code = ALPHABET[left % BASE] + code
        left = left // BASE
    return code + check_of(code)


def check_of(code):
    """The character that makes the weighted sum a multiple of the base."""
    # 8 times 3 leaves 1 when divided by 23: dividing by the last place's weight is multiplying by 3.
    return ALPHABET[(BASE - weighed(code)) * 3 % BASE]


def number_of(tag):
    """The number of a tag of ours."""
    spread = 0
    for mark in bare_code(tag)[: LENGTH - 1]:
        spread = spread * BASE + ALPHABET.index(mark)
    return times(spread, BACK)


def times(number, factor):
    """The product modulo ``MANY``, in steps that a phone's numbers hold exactly."""
    high = number * (factor // 1048576) % MANY
    return (high * 1048576 + number * (factor % 1048576)) % MANY


def blank_of(tag, rolls):
    """The roll that a tag was issued on, or None."""
    if not is_ours(tag):
        return None
    number = number_of(tag)
    return next((roll for roll in rolls if is_on(number, roll)), None)


def is_on(number, roll):
    """Whether a roll (as plain data) has the label of that number."""
    return roll["first"] <= number and number < roll["first"] + roll["count"]


def tags_of(first, count):
    """The tags of a roll, in order."""
    return [tag_of(number) for number in range(first, first + count)]
