// Finds llhttp: the system's library where there is one, else the C sources that Debian's node-llhttp installs.
// It must be called llhttp.h, since those sources include it by that name; each C file here tests
// RINGBACK_LLHTTP_FROM_SOURCE, so that a system library is never defined twice.
#ifndef RINGBACK_LLHTTP_H
#define RINGBACK_LLHTTP_H

#if __has_include_next(<llhttp.h>)
#include_next <llhttp.h>
#elif __has_include("/usr/share/include/llhttp/llhttp.h") && __has_include("/usr/share/llhttp/llhttp.c")
// From 9.0 on strict is the only mode; 8.x asks for it here.
#define LLHTTP_STRICT_MODE 1
#define RINGBACK_LLHTTP_FROM_SOURCE 1
#include "/usr/share/include/llhttp/llhttp.h"
#else
#error "llhttp is missing: install libllhttp-dev (newer Debian and Ubuntu), node-llhttp (Debian 12) or llhttp (Homebrew)"
#endif

#endif
