#include <zlib.h>

/// Begins to inflate; `inflateInit2` is a macro that passes the header's version along.
static inline int ringback_inflate_begin(z_stream *stream, int window_bits) { return inflateInit2(stream, window_bits); }
