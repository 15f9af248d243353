"""What a scanned text is: a label of ours, one of another installation, an address, a serial, or what someone typed.

Makers put more than the serial into their barcodes. What is taken off here is taken off for certain, by
the form of the whole text: a scan also says which machine may be wiped.
"""

from fieldapp.portable.natives import bare_code, normal

PORTABLE = True

DIGITS = "0123456789"
BASE_36 = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Separators of fields as scanners hand them over: the control character, or the picture of it.
GROUP = "\x1d"
GROUPS = ["\x1e", "\x04", "\u241d", "\u241e", "\u2404"]
# Numbers in the name of an address that mean the usual.
USUAL_PORTS = [":80", ":443"]
SPOKEN = ["S/N:", "S/N", "SN:", "SERIAL:"]
# As far as Dell's seven places of base 36 go.
EXPRESS = 78364164096
# Longer is no code of anybody's; the rules take no more either.
LONGEST = 200


def read_code(text, hosts):
    """What was scanned: ``{kind, code, host, names, serial}``.

    ``kind`` is tag (a label of ours), label (of another installation), address (of anything else), code or
    nothing. ``names`` are what the books may know it by, the likeliest first; ``serial`` is what to write
    down of it as a serial. ``hosts`` are the names that this installation goes by.
    """
    said = clean(text)
    plain = normal(said).strip()
    if not plain:
        return told("nothing", "", "", [])
    if is_address(plain):
        return of_address(plain, hosts)
    return told("code", plain, "", names_in(text))


def told(kind, code, host, names):
    serial = names[-1] if len(names) > 0 else ""
    return {"kind": kind, "code": code, "host": host, "names": names, "serial": serial}


def clean(text):
    """One way of separating fields, and nothing longer than a code is."""
    for mark in GROUPS:
        text = text.replace(mark, GROUP)
    return text[: 4 * LONGEST].strip()


def is_address(text):
    """``HTTPS://HOST/A/TAG``, in letters of any size."""
    return text.upper().startswith("HTTP://") or text.upper().startswith("HTTPS://")


def of_address(text, hosts):
    """Labels are addresses; whose, the host says."""
    text = text.replace("\\", "/")
    host = host_of(text)
    way = path_of(text)
    if len(way) != 2 or way[0].upper() != "A" or not way[1]:
        return told("address", text, host, [])
    tag = way[1].upper()
    if host in [host_of(one) for one in hosts]:
        return told("tag", tag, host, [tag])
    return told("label", tag, host, [])


def host_of(address):
    """``desk.example.com`` of an address; a bare name is its own."""
    rest = address.split("://")[1] if "://" in address else address
    for mark in ["?", "#"]:
        rest = rest.split(mark)[0]
    host = rest.split("/")[0].split("@")[-1].lower()
    for port in USUAL_PORTS:
        host = host.removesuffix(port)
    return host


def path_of(address):
    """The pieces of the path: ``["A", "K7M3Q9X"]``."""
    rest = address.split("://")[1]
    for mark in ["?", "#"]:
        rest = rest.split(mark)[0]
    return [piece for piece in rest.split("/")[1:] if piece]


def names_in(text):
    """A text as it is, and the serial in it where its form shows that there is one."""
    whole = clean(text).upper()
    names = [normal(whole).strip(), serial_in(whole)]
    return unique([name for name in names if name and len(name) <= LONGEST])


def unique(names):
    kept: list[str] = []
    for name in names:
        if name not in kept:
            kept.append(name)
    return kept


def serial_in(text):
    """The serial that a maker's barcode holds, or "" where nothing shows for certain that it holds one."""
    for found in [of_fields(text), of_gs1(text), of_words(text)]:
        if found:
            return found
    code = bare_code(normal(text))
    if not is_plain(code):
        return ""
    return of_lenovo(code) or of_dell(code) or of_letter(code)


def is_plain(code):
    """Only capitals and digits, as serials are."""
    return len(code) > 0 and all(code[at] in BASE_36 for at in range(len(code)))


def of_fields(text):
    """Data Matrix by ISO 15434: ``[)>`` and fields, of which one that begins with S is the serial."""
    if not text.startswith("[)>"):
        return ""
    for field in text.split(GROUP):
        if field.startswith("S") and is_plain(field) and len(field) > 4:
            return field[1:]
    return ""


def of_gs1(text):
    """GS1: 01 and an article number of 14 digits, then 21 and the serial; with or without brackets."""
    bare = text.replace("(01)", "01").replace("(21)", "21").lstrip(GROUP)
    if not bare.startswith("01") or not is_number(bare[2:16]) or bare[16:18] != "21":
        return ""
    serial = bare[18:].split(GROUP)[0].split("(")[0]
    return serial if is_plain(serial) and len(serial) > 4 else ""


def is_number(text):
    return len(text) > 0 and all(text[at] in DIGITS for at in range(len(text)))


def of_words(text):
    """``S/N: 5CG1234ABC``."""
    for words in SPOKEN:
        if text.startswith(words):
            return text.removeprefix(words).strip().split(" ")[0]
    return ""


def of_lenovo(code):
    """1S, the machine type and model (ten, once seven), the serial (eight, once seven)."""
    if code.startswith("1S") and len(code) == 20:
        return code[12:]
    return code[9:] if code.startswith("1S") and len(code) == 16 else ""


def of_dell(code):
    """The express service code is the service tag as a decimal number."""
    if not is_number(code) or len(code) < 9 or len(code) > 11:
        return ""
    number, tag = int(code), ""
    if number >= EXPRESS:
        return ""
    while number > 0:
        tag = BASE_36[number % 36] + tag
        number = number // 36
    return tag if len(tag) == 7 and not is_number(tag) else ""


def of_letter(code):
    """S and the serial, of ten to twelve: HP, Cisco, Apple."""
    return code[1:] if code.startswith("S") and 11 <= len(code) <= 13 else ""
