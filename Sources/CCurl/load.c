#include "table.h"

#include <dlfcn.h>
#include <stdio.h>

struct ringback_curl_table ringback_curl;

#ifdef __APPLE__
static const char *const file = "libcurl.4.dylib";
#define ADVICE "install libcurl (brew install curl)"
#else
static const char *const file = "libcurl.so.4";
#define ADVICE "install the package libcurl4"
#endif

// Where the function stands in the table, and its name in the library.
#define ENTRY(name) {"curl_" #name, (void **)&ringback_curl.name}

static const struct {
  const char *name;
  void **place;
} entries[] = {
    ENTRY(global_init),      ENTRY(version_info),    ENTRY(easy_init),          ENTRY(easy_cleanup),
    ENTRY(easy_setopt),      ENTRY(easy_strerror),   ENTRY(slist_append),       ENTRY(slist_free_all),
    ENTRY(multi_init),       ENTRY(multi_cleanup),   ENTRY(multi_setopt),       ENTRY(multi_add_handle),
    ENTRY(multi_remove_handle), ENTRY(multi_socket_action), ENTRY(multi_info_read),
};

static char failure[512];

static bool load(void) {
  void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    snprintf(failure, sizeof failure, "libcurl, which sends requests, is not to be had here: %s (%s)", ADVICE, dlerror());
    return false;
  }
  for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
    if ((*entries[i].place = dlsym(library, entries[i].name))) continue;
    snprintf(failure, sizeof failure, "%s has no %s: %s", file, entries[i].name, ADVICE);
    return false;
  }
  if (ringback_curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) return true;
  snprintf(failure, sizeof failure, "%s does not start", file);
  return false;
}

// Called on the loop's thread only.
const char *ringback_curl_load(void) {
  static bool tried, loaded;
  if (!tried) loaded = load();
  tried = true;
  return loaded ? NULL : failure;
}

const char *ringback_curl_version(void) { return ringback_curl.version_info(CURLVERSION_NOW)->version; }
