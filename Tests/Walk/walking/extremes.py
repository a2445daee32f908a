"""What is put into each place: numbers at the edges, texts nobody thinks of, and far too much of a thing."""

import json


class Raw:
    """JSON text that Python's encoder would not write."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


NUMBERS = [
    1e300, (1 << 63) - 1, -(1 << 63), "inf", 0, -1, 1 << 31, 1 << 53, -1e300, "1e400", "NaN", 0.5, Raw("1e400"), Raw("NaN"),
    Raw("18446744073709551616"), 5e-324,
]
TEXTS = [
    "", "\0", Raw('"\\ud800"'), "\u202e\u0645\u0631\u062d\u0628\u0627", "e\u0301" * 300, "x" * 60000, "{{a}}" * 5000, "9" * 400,
    "../" * 20 + "etc/passwd", "%00%ff%2e", "a\r\nb: c", "(a+)+$", "\U0001f468\u200d\U0001f469" * 200, "1e300", "9223372036854775807", "/" * 2000, "*", "<&>'\"\\",
    "\x1b]0;x\x07",
]
FLAGS = [None, "true", 2]
# Containers of far too many elements, and of what they may not hold.
LISTS = [[], [[]] * 200, None]
OBJECTS = [{}, {"k%d" % index: index for index in range(2000)}, {"": {"\0": {"\u202e": 0}}}, None]
VALUES = {"number": NUMBERS, "text": TEXTS, "flag": FLAGS, "list": LISTS, "object": OBJECTS}

_MARK = "\x01raw:"


def encoded(value):
    """JSON as bytes; a `Raw` inside stands as it is."""
    def plain(part):
        if isinstance(part, Raw):
            return _MARK + part.text
        if isinstance(part, dict):
            return {key: plain(member) for key, member in part.items()}
        return [plain(element) for element in part] if isinstance(part, list) else part

    text = json.dumps(plain(value))
    while (start := text.find(json.dumps(_MARK)[:-1])) >= 0:
        inside, length = json.JSONDecoder().raw_decode(text[start:])
        text = text[:start] + inside[len(_MARK):] + text[start + length:]
    return text.encode()


def said(value):
    """A value in a message."""
    text = repr(value)
    return text if len(text) <= 60 else "%s... (%d characters)" % (text[:57], len(text))
