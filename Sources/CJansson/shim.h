#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>

// jansson does not tell a lack of memory from a mistake in the text, and goes on after some such failures with less text than
// it was given. Its allocations are therefore watched, each thread's own.
static inline bool *ringback_json_starved(void) {
  static _Thread_local bool starved;
  return &starved;
}

static inline void *ringback_json_allocate(size_t size) {
  // The optimizer believes that malloc always finds memory, and would drop the next line.
  void *volatile memory = malloc(size);
  if (!memory) *ringback_json_starved() = true;
  return memory;
}

/// Has jansson's allocations watched; called once, before anything of jansson's.
static inline void ringback_json_watch_memory(void) { json_set_alloc_funcs(ringback_json_allocate, free); }

/// Loads a text; `starved` says whether memory was lacking, whatever else came of it.
static inline json_t *ringback_json_load(
    const char *text, size_t count, size_t flags, json_error_t *error, bool *starved) {
  *ringback_json_starved() = false;
  json_t *root = json_loadb(text, count, flags, error);
  *starved = *ringback_json_starved();
  return root;
}

/// What went wrong in the last load; jansson keeps it in the last byte of the error's text.
static inline int ringback_json_error_code(const json_error_t *error) { return (int)json_error_code(error); }

/// The kind of a value, behind a function-like macro in jansson.
static inline json_type ringback_json_type(const json_t *value) { return json_typeof(value); }
