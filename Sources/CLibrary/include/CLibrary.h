// A C library that is opened when somebody first needs it, and a table of its functions.
//
// Linking would map it, and whatever it stands on, into every start of the program. A wrapper describes its library once
// in a `ringback_library` and calls `ringback_library_load` before anything else of it.
#ifndef RINGBACK_CLIBRARY_H
#define RINGBACK_CLIBRARY_H

#include <stdatomic.h>
#include <stddef.h>

// A function of the library, and where its address goes.
struct ringback_symbol {
  const char *name;
  void **place;
};

struct ringback_library {
  // What it is and does, such as "libcurl, which sends requests,".
  const char *what;
  // What to do where it is missing, such as "install the package libcurl4".
  const char *advice;
  // File names, the best first; ends with NULL.
  const char *const *files;
  const struct ringback_symbol *symbols;
  size_t count;
  // Called once after all symbols are there; NULL, or why the library does not start. May be NULL itself.
  const char *(*start)(void);

  // The loader's own: zero before the first load.
  atomic_int state;
  char failure[512];
};

// How many entries a table of symbols has.
#define RINGBACK_COUNT(table) (sizeof(table) / sizeof *(table))

// Opens the library and resolves its symbols, once, from any thread. NULL: all are there; else why not, text that stays.
const char *ringback_library_load(struct ringback_library *library);

#endif
