#!/usr/bin/env python3
"""Records what CPython's json module says about malformed texts, and how it spells reals.

    python3.11 record.py        rewrites python_json.json beside this file

Standard library only. The same inputs come out of every run.
"""
import json
import pathlib
import platform
import random
import struct

DOCUMENTS = [
    '{"agent_id": "a", "n": [1, -2.5e3, true, false, null], "o": {"k": "v\\n\\u00e9"}}',
    '[{"a": 1}, {"b": [[], {}]}, "\\ud834\\udd1e \\"q\\" \\\\ \\/", 0, -0, 0.5, 1E+9]',
    '{"ключ": "значение ☎ 𝄞", "x": {"y": {"z": [1,2,3]}}}',
    "  [ 1 , 2 ]  ",
    '"text"',
    "-12.75e-3",
    "{}",
    "true",
    "NaN",
    "[Infinity, -Infinity]",
]

BY_HAND = [
    "", " ", "\n\t ", "{", "}", "[", "]", ",", ":", '"', "'a'", "nul", "nulll", "tru", "True", "None", "NaN1", "-", "+1",
    "-a", "01", "-01", "1.", "1.e5", ".5", "1e", "1e+", "1.5e-", "0x10", "1 2", "1,2", "[1,]", "[,1]", "[1 2]", "[1,,2]",
    '{"a"}', '{"a":}', '{"a":1,}', '{"a":1,,}', '{"a" 1}', "{a:1}", "{'a':1}", '{"a":1 "b":2}', '{"a":1', '{"a":1,',
    '{"a":', '{"a"', '{"a', '{,}', '{1:2}', '{"a":1}}', '[1]]', '[1}', '{"a":1]', '"abc', '"abc\\', '"abc\\"', '"\\x"',
    '"\\u', '"\\u1', '"\\u12', '"\\u123', '"\\u1234', '"\\u12G4"', '"\\uD800', '"\\uD800"', '"\\uD800\\u"', '"\\uD800\\uDC0"',
    '"\\uD800\\uDC00', '"\\uD800\\u0041"', '"a\nb"', '"a\tb"', '"\x00"', '"\x1f"', '"\x7f"', '"é\n"', '["☎", 1, é]',
    '{"☎": "𝄞" "b"}', "\x00", "\x0b1", "1\x0b", "\u00a01", "1\u00a0", "\ufeff1", "//c\n1", "/* */1", "[1] //", "{\n  \"a\": 1,\n}",
    '{"a":1}{"b":2}', '""""', '[""a]', '{"a":tru}', '{"a":nulL}', "[-]", "[1e5e5]", "[--1]", "[1-1]", "-Infinit", "Infinit",
    "[NaN,]", "\\u0031", '{"a":"b\\', '{"a":"b\\u00', '[[[[', '{"a":{"b":{"c":', "[1, 2, 3", '["a", "b"', "undefined",
    '{"to_number": "+15551234567", agent_id: "x"}', "agent_id=a&to_number=b", '{"a": 1.}', "[1_000]", '"\\ud83d\\u', '"\\u 123"',
    '"\\u+123"', '"\\u00e', '"\\u00é0"', '"\\é"', "\t{\"a\":\t}", "[\"a\":1]", "{\"a\",1}", "{:1}", "{\"a\"::1}", "[}", "{]",
]


def verdict(text):
    try:
        json.loads(text.encode("utf-8"))
    except json.JSONDecodeError as error:
        return [text, error.pos, error.msg]
    return [text, None, None]


def inputs():
    chance = random.Random(20260801)
    yield from BY_HAND
    for document in DOCUMENTS:
        yield document
        for end in range(len(document)):
            yield document[:end]
        for _ in range(120):
            place = chance.randrange(len(document))
            junk = chance.choice('{}[],:"\\ \n\x01tfn0123456789.eE+-u/aNI\u00e9☎')
            kind = chance.randrange(3)
            if kind == 0:
                yield document[:place] + document[place + 1 :]
            elif kind == 1:
                yield document[:place] + junk + document[place:]
            else:
                yield document[:place] + junk + document[place + 1 :]


def reals():
    chance = random.Random(5)
    yield from [0.0, -0.0, 1.0, -1.0, 0.1, 1e-4, 1e-5, 1.5e-5, 1e15, 1e16, 1.2e16, 1e17, 1e22, 1e23, 5e-324, 0.3, 2.5]
    yield from [2.0**53, 2.0**53 + 2, 9.5e15, 9999999999999998.0, 2.0**54, 1.7976931348623157e308, 2.2250738585072014e-308]
    yield from [123456789.125, 1 / 3, 100.0, 1e2, 12345678901234567890.0, 4.35, 0.000123, 1e-7, 3.0e10]
    while True:
        value = struct.unpack("<d", chance.randbytes(8))[0]
        if value == value and abs(value) != float("inf"):
            yield value
        yield chance.randrange(10**17) / 10 ** chance.randrange(0, 22)


def main():
    seen = dict.fromkeys(inputs())
    texts = [verdict(text) for text in seen]
    source = reals()
    spelled = [["%016x" % struct.unpack("<Q", struct.pack("<d", v))[0], json.dumps(v)] for v, _ in zip(source, range(800))]
    fixture = {"python": platform.python_version(), "texts": texts, "reals": spelled}
    lines = ",\n".join(
        f'"{name}": ' + (json.dumps(value) if name == "python" else "[\n" + ",\n".join(map(json.dumps, value)) + "\n]")
        for name, value in fixture.items()
    )
    pathlib.Path(__file__).with_name("python_json.json").write_text("{" + lines + "}\n")


main()
