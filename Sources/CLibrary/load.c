#include "include/CLibrary.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

enum { untried, loaded, failed };

#define FAIL(library, ...) (snprintf((library)->failure, sizeof(library)->failure, __VA_ARGS__), false)

static bool load(struct ringback_library *library) {
  void *handle = NULL;
  const char *const *file = library->files;
  while (!(handle = dlopen(*file, RTLD_NOW | RTLD_LOCAL)) && file[1]) file++;
  if (!handle) {
    const char *words = dlerror();
    return FAIL(library, "%s is not to be had here: %s (%s)", library->what, library->advice, words ? words : *file);
  }
  for (size_t i = 0; i < library->count; i++) {
    const struct ringback_symbol *symbol = &library->symbols[i];
    if (!(*symbol->place = dlsym(handle, symbol->name)))
      return FAIL(library, "%s has no %s: %s", *file, symbol->name, library->advice);
  }
  const char *why = library->start ? library->start() : NULL;
  return why ? FAIL(library, "%s: %s", *file, why) : true;
}

const char *ringback_library_load(struct ringback_library *library) {
  // Held while a library opens: others wait, and see its table whole.
  static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;
  int state = atomic_load_explicit(&library->state, memory_order_acquire);
  if (state == untried) {
    pthread_mutex_lock(&loading);
    state = atomic_load_explicit(&library->state, memory_order_relaxed);
    if (state == untried) {
      state = load(library) ? loaded : failed;
      atomic_store_explicit(&library->state, state, memory_order_release);
    }
    pthread_mutex_unlock(&loading);
  }
  return state == loaded ? NULL : library->failure;
}
