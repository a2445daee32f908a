#include "llhttp.h"
#ifdef RINGBACK_LLHTTP_FROM_SOURCE
#include "/usr/share/llhttp/llhttp.c"
#endif
