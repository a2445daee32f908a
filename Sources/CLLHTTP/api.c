#include "llhttp.h"
#ifdef RINGBACK_LLHTTP_FROM_SOURCE
#include "/usr/share/llhttp/api.c"
#endif
