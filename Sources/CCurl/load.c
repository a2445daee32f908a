#include "table.h"

#include <CLibrary.h>

struct ringback_curl_table ringback_curl;

#ifdef __APPLE__
static const char *const files[] = {"libcurl.4.dylib", NULL};
#define ADVICE "install libcurl (brew install curl)"
#else
static const char *const files[] = {"libcurl.so.4", NULL};
#define ADVICE "install the package libcurl4"
#endif

// The function's name in the library, and where it stands in the table.
#define ENTRY(name) {"curl_" #name, (void **)&ringback_curl.name}

static const struct ringback_symbol symbols[] = {
    ENTRY(global_init),      ENTRY(version_info),    ENTRY(easy_init),          ENTRY(easy_cleanup),
    ENTRY(easy_setopt),      ENTRY(easy_strerror),   ENTRY(slist_append),       ENTRY(slist_free_all),
    ENTRY(url),              ENTRY(url_cleanup),     ENTRY(url_set),            ENTRY(url_get),
    ENTRY(free),
    ENTRY(multi_init),       ENTRY(multi_cleanup),   ENTRY(multi_setopt),       ENTRY(multi_add_handle),
    ENTRY(multi_remove_handle), ENTRY(multi_socket_action), ENTRY(multi_info_read),
};

static const char *start(void) {
  return ringback_curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? NULL : "it does not start";
}

static struct ringback_library library = {
    .what = "libcurl, which sends requests,",
    .advice = ADVICE,
    .files = files,
    .symbols = symbols,
    .count = RINGBACK_COUNT(symbols),
    .start = start,
};

const char *ringback_curl_load(void) { return ringback_library_load(&library); }

const char *ringback_curl_version(void) { return ringback_curl.version_info(CURLVERSION_NOW)->version; }
