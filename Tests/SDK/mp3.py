"""Reads MPEG layer III streams of one channel, as far as their length goes."""

_BIT_RATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = {2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_SAMPLES = 576


def seconds(stream):
    """How long a decoder plays it: its frames, without what the tag in the first one says that is to be cut off."""
    frames, cut, rate, at = 0, 0, None, 0
    while at < len(stream):
        head = stream[at:at + 4]
        assert head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[3] >> 6 == 3, "no frame at %d" % at
        rate = _RATES[head[1] >> 3 & 3][head[2] >> 2 & 3]
        tag = stream[at + 13:at + 13 + 144]
        if at == 0 and tag[:4] == b"Info":
            leading, closing = tag[141] << 4 | tag[142] >> 4, (tag[142] & 15) << 8 | tag[143]
            cut = leading + closing
        else:
            frames += 1
        at += _SAMPLES // 8 * _BIT_RATES[head[2] >> 4] * 1000 // rate + (head[2] >> 1 & 1)
    assert at == len(stream), "the last frame is cut"
    return (frames * _SAMPLES - cut) / rate
